// Reads the sense of a request: acts that it only denies ("without extracting"), and if it asks for a command at all.

import type { Word } from './exception-words.ts'
import { longPattern } from '../../../sys/words/long-pattern.ts'

/** Acts that no other command does by the way: "view the archive without extracting it" is "view the archive". */
const SIDE_ACT = longPattern()`
  ^(?:(?:re)?boot\w*|restart\w*|extract\w*|unpack\w*|decompress\w*|unzip\w*|delet\w*|remov\w*|los\w+|install\w*|uninstall\w*|open\w*
  |log(?:ging)?|download\w*|clos\w+|stop\w*|destroy\w*|kill\w*|execut\w*|run\w*|mount\w*|reinstall\w*|sudo)$
`
const NAMES_USER = /^(?:by|of|in|to|from)$/
/** "without root" and "not as root" say how; "not owned by root" and "that are not root" name a user. */
const AS_USER = /^(?:without|as|needing|requiring|being)$/

/** True for a denied act that no other command does by the way. */
export const isSideAct = (lower: string, before: string): boolean =>
  lower === 'root' ? AS_USER.test(before) : SIDE_ACT.test(lower) && !NAMES_USER.test(before)

/** True when a request excludes an act that happens by no other command. */
export const excludesSideAct = (tokens: readonly Word[], excluded: ReadonlySet<number>): boolean =>
  [...excluded].some((at) => isSideAct(tokens[at]?.lower ?? '', tokens[at - 1]?.lower ?? ''))

const THEORY = [
  longPattern()`
    ^(?:(?:so|but|and),? )?(?:should (?:i|you|we)|is it (?:safe|bad|ok|okay|possible that|good|better|necessary)|is there (?:a
    |any) (?:difference|reason|advantage|limit)|does (?!.* (?:exist|run))|do i|are there any differences|when (?:should|to|do|is|would)
    |how (?:does|is|are) (?!one\b|a person))
  `,
  /^what (?:does|do|is)\b.* (?:mean|means|stand for)\b/,
  /\b(?:pros and cons|advantages?|best practices?|vs\.?|versus|explained|meaning of|rationale|security implications)\b/,
  /^what(?:'s| is| are| does| do)\b.* (?:mean|means|stand for|meaning|purpose|point|used for|do|for|called)$/,
  /^what(?:'s| is| are) (?:an? |(?:the )?(?:purpose|meaning|point|reason|advantage|benefit|difference|function|role|use|significance|concept) )/,
  /^(?:explain|understanding|meaning|what exactly)\b/,
]
const COMPARES = /\bdifferen(?:ces?|t)\b.*\b(?:between|from)\b|\bdifferences? (?:in|of)\b/
const COMPARABLE =
  /\b(?:files?|branch(?:es)?|commits?|director(?:y|ies)|folders?|lines?|rows?|runs?|file\d|dates?|times?|timestamps?|versions?|tags?|strings?|images?|columns?|lists?|working|staged|outputs?)\b|\w[./]\w/
/** Reports of something that does not work: they ask for a reason. */
const COMPLAINT = longPattern()`
  \b(?:not working|doesn't work|does not work|won't (?:start|work|run|boot)|fails?|failed to|unable to|cannot|can't|(?<!non-|standard 
  |std|(?:first|an|any|on|if|of|for) )error:?(?! (?:messages?|output|logs?|is encountered)\b)|refuses|not recogni[sz]ed|no such file
  |permission denied|command not found|stuck|hangs|weird|strange)\b
`

/** `notions` when a request asks for a meaning or a comparison, which no command answers; `complaint` when it reports a failure. */
export function readTheory(line: string): 'notions' | 'complaint' | undefined {
  const lower = line.trim().toLowerCase()
  if (THEORY.some((pattern) => pattern.test(lower)) || (COMPARES.test(lower) && !COMPARABLE.test(lower)))
    return 'notions'
  return COMPLAINT.test(lower) ? 'complaint' : undefined
}
