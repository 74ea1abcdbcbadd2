// Reads the sense of a request: what it excludes ("without extracting"), and if it asks for a command at all.

import { readExceptions, type Word } from './exceptions.ts'

const EXCLUDES =
  /^(?:not|without|except|excepting|excluding|excludes?|excluded|never|don't|dont|doesn't|doesnt|isn't|aren't|didn't|haven't|hasn't|won't|unless|avoid|avoiding|ignoring|nor|non|skipping)$/
/** An exclusion ends before one of these. */
const ENDS = /^(?:but|and|then|in|on|from|to|using|with|into|so|for|when|while|just|only)$/
const MAX_EXCLUDED = 5

/** True when a word excludes what follows it: "without", "except", "not", "all but", "instead of", "other than". */
function isExcluding(word: string, before: string, after: string): boolean {
  if (word === 'ignoring' && /^(?:case|upper|lower)$/.test(after)) return false
  if (EXCLUDES.test(word)) return true
  if (word === 'but') return /^(?:all|everything|anything|every|none|any)$/.test(before)
  if (/^(?:leave|leaves|leaving)$/.test(word)) return after === 'out'
  if (/^(?:skip|skips|omit|omits|ignore|ignores)$/.test(word)) return /^(?:but|and|that|which|then|while)$/.test(before)
  if (word === 'no') return after !== '' && after !== 'longer'
  if (word === 'instead') return after === 'of'
  return /^(?:other|rather)$/.test(word) && after === 'than'
}

/** The places of the words that a request excludes, the excluding word among them. */
export function readExcluded(tokens: readonly Word[]): ReadonlySet<number> {
  const out = new Set<number>(readExceptions(tokens))
  const lowerAt = (at: number): string => tokens[at]?.lower ?? ''
  for (const [at, token] of tokens.entries()) {
    if (token.quoted || !isExcluding(token.lower, lowerAt(at - 1), lowerAt(at + 1))) continue
    out.add(at)
    for (let next = at + 1; next < tokens.length && next <= at + MAX_EXCLUDED; next += 1) {
      if (next > at + 1 && ENDS.test(lowerAt(next))) break
      out.add(next)
      if (/,$/.test(tokens[next]?.raw ?? '')) break
    }
  }
  return out
}

/** True for the words of a phrase that excludes something; a request that does the same may mean it. */
export function excludes(words: readonly string[]): boolean {
  return words.some((word, at) => isExcluding(word, words[at - 1] ?? '', words[at + 1] ?? ''))
}

/** Acts that no other command does by the way: "view the archive without extracting it" is "view the archive". */
const SIDE_ACT =
  /^(?:(?:re)?boot\w*|restart\w*|extract\w*|unpack\w*|decompress\w*|unzip\w*|delet\w*|remov\w*|los\w+|install\w*|uninstall\w*|open\w*|log(?:ging)?|download\w*|clos\w+|stop\w*|destroy\w*|kill\w*|execut\w*|run\w*|mount\w*|reinstall\w*|sudo|root)$/
/** "not owned by root" names a user; "without root" says how. */
const NAMES_USER = /^(?:by|of|in|to|from)$/

/** True when all that a request excludes is an act that happens by no other command. */
export function excludesSideAct(tokens: readonly Word[], excluded: ReadonlySet<number>): boolean {
  const acts = [...excluded].filter(
    (at) => SIDE_ACT.test(tokens[at]?.lower ?? '') && !NAMES_USER.test(tokens[at - 1]?.lower ?? ''),
  )
  return acts.length > 0
}

const THEORY = [
  /^(?:(?:so|but|and),? )?(?:should (?:i|you|we)|is it (?:safe|bad|ok|okay|possible that|good|better|necessary)|is there (?:a|any) (?:difference|reason|advantage|limit)|does (?!.* (?:exist|run))|do i|are there any differences|when (?:should|to|do|is|would)|how (?:does|is|are) (?!one\b|a person))/,
  /^what (?:does|do|is)\b.* (?:mean|means|stand for)\b/,
  /\b(?:pros and cons|advantages?|best practices?|vs\.?|versus|explained|meaning of|rationale|security implications)\b/,
  /^what(?:'s| is| are| does| do)\b.* (?:mean|means|stand for|meaning|purpose|point|used for|do|for|called)$/,
  /^what(?:'s| is| are) (?:an? |(?:the )?(?:purpose|meaning|point|reason|advantage|benefit|difference|function|role|use|significance|concept) )/,
  /^(?:explain|understanding|meaning|what exactly)\b/,
]
const COMPARES = /\bdifferen(?:ces?|t)\b.*\b(?:between|from)\b|\bdifferences? (?:in|of)\b/
const COMPARABLE =
  /\b(?:files?|branch(?:es)?|commits?|director(?:y|ies)|folders?|lines?|dates?|times?|timestamps?|versions?|tags?|strings?|images?|columns?|lists?|working|staged|outputs?)\b|\w[./]\w/
/** Reports of something that does not work: they ask for a reason. */
const COMPLAINT =
  /\b(?:not working|doesn't work|does not work|won't (?:start|work|run|boot)|fails?|failed to|unable to|cannot|can't|error:?|refuses|not recogni[sz]ed|no such file|permission denied|command not found|stuck|hangs|weird|strange)\b/

/** `notions` when a request asks for a meaning or a comparison, which no command answers; `complaint` when it reports a failure. */
export function readTheory(line: string): 'notions' | 'complaint' | undefined {
  const lower = line.trim().toLowerCase()
  if (THEORY.some((pattern) => pattern.test(lower)) || (COMPARES.test(lower) && !COMPARABLE.test(lower)))
    return 'notions'
  return COMPLAINT.test(lower) ? 'complaint' : undefined
}
