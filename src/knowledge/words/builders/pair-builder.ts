// Composes commands with two named things whose order the words tell: a link and its target, a file and its new owner.

import type { Built } from './find-builder.ts'
import { quoteValue } from '../../../shell-syntax/word-quoting.ts'
import type { Request } from '../words-request.ts'
import { longPattern } from '../../../sys/words/long-pattern.ts'

/** A quoted name, or a word. */
const NAME = String.raw`(?:"([^"]+)"|'([^']+)'|([\w~/.@%+:-]*[\w/~]))`
/** Articles and nouns before a name. */
const THE = String.raw`(?:(?:an?|the|my|existing|file|directory|folder|path|script|user|group|everything|all|files|within|in|inside|under|below|of) )*`
const LINK = String.raw`(?:create|make|add|set up)\b.*?\b(sym(?:bolic )?links?|soft links?|hard ?links?|links?)\b`

interface Pair {
  words: RegExp
  write(first: string, second: string, request: Request, found: RegExpExecArray): string
  explanation: string
}

/** The part that is copied whole, from the first word of the request to the last. */
const COPIED = String.raw`(?:(?:everything|all|all files|files|the contents|contents) (?:in|inside|within|from|of|below|under) )?${THE}`

const PAIRS: readonly Pair[] = [
  {
    words: new RegExp(String.raw`^(copy|cp|move|mv) ${THE}${NAME} from ${THE}${NAME} (?:to|into) ${THE}${NAME}$`, 'i'),
    write: writeFromTo,
    explanation: 'from the first folder to the second',
  },
  {
    words: new RegExp(
      String.raw`^(copy|cp|back ?up|duplicate|rsync|sync|synchronize|mirror|scp|upload)(?: up)? ${COPIED}${NAME} (?:to|into|onto|in|with) ${THE}${NAME}$`,
      'i',
    ),
    write: writeCopy,
    explanation: 'from the first to the second',
  },
  {
    words: new RegExp(
      String.raw`\b${LINK} (?:named|called) ${NAME} (?:that points |pointing |linking |which points |and point it )?(?:to|for|of) ${THE}${NAME}`,
      'i',
    ),
    write: (link, target, request, [, kind = '']) => `ln ${optionsOf(kind, request)}${target} ${link}`,
    explanation: 'the target, then the link',
  },
  {
    words: new RegExp(
      String.raw`\b${LINK} (?:to|for|of) ${THE}${NAME},? (?:named|called|as|with (?:the )?name) ${NAME}`,
      'i',
    ),
    write: (target, link, request, [, kind = '']) => `ln ${optionsOf(kind, request)}${target} ${link}`,
    explanation: 'the target, then the link',
  },
  {
    words: new RegExp(
      String.raw`\b(?:chang|set|mak|switch)(?:es|e|s|ing)?\b.*\bgroup(?: owner(?:ship)?)? (?:of|for) ${THE}${NAME} to ${THE}${NAME}`,
      'i',
    ),
    write: (path, group, request) => `chgrp ${recursive(request)}${group} ${path}`,
    explanation: 'the group, then the file',
  },
  {
    words: new RegExp(
      String.raw`\b(?:chang|set|mak|switch)(?:es|e|s|ing)?\b.*\bowner(?:ship)?(?: \w+)?? (?:of|for) ${THE}${NAME} to ${THE}${NAME}(?![\w-]|,? and (?:the |its )?group)`,
      'i',
    ),
    write: (path, owner, request) => `sudo chown ${recursive(request)}${owner} ${path}`,
    explanation: 'the owner, then the file',
  },
]

/** "report.pdf from docs to archive" */
function writeFromTo(file: string, from: string, _: Request, [, verb = '', ...names]: readonly string[]): string {
  const to = quoteValue(names.filter((name) => name !== undefined)[2] ?? '')
  const isRemote = from.includes(':')
  const program = isRemote ? 'scp' : /^m/i.test(verb) ? 'mv' : 'cp'
  return `${program} ${from.replace(/\/$/, '')}/${file} ${/^here$/i.test(to) ? '.' : to}`
}

/** The copy of a directory, of a file, or over the network; a mirror is left to those who delete what is elsewhere. */
function writeCopy(
  from: string,
  to: string,
  { lower }: Pick<Request, 'lower'>,
  [, verb = '']: readonly string[],
): string {
  const inside = /\b(?:everything|contents|all files|files) (?:in|inside|within|from|of|below|under) /.test(lower)
  if (/\bmy home\b/.test(lower) && from === 'home') return writeCopy('~', to, { lower: '' }, [verb, verb])
  const source = inside ? `${from.replace(/\/$/, '')}/` : from
  if (/\.(?:tar\.\w+|tgz)$/.test(to)) return `tar -czf ${to} ${from}`
  if (/\.zip$/.test(to) && !/\.zip$/.test(from)) return `zip -r ${to} ${from}`
  if (/^(?:rsync|sync|synchronize|mirror)$/i.test(verb)) return `rsync -a ${source} ${to}`
  const isFile = /\.\w+$/.test(from.replace(/^\.{1,2}\//, '')) && !inside
  const target = /@[\w.-]+$/.test(to) ? `${to}:` : to
  if (/:/.test(from + target)) return `scp ${isFile ? '' : '-r '}${from} ${target}`
  return isFile ? `cp ${from} ${to}` : `cp -r ${inside ? `${source}.` : from} ${to}`
}

/** Above every intent, which knows only the kinds of the two things. */
const PAIR_SCORE = 1.2
/** Words that name nothing. */
const GENERIC = longPattern('i')`
  ^(?:file|files|directory|folder|link|links|symlink|target|source|it|them|this|that|another|other|one|someone|something|user|group
  |owner|name|all|everything|multiple|different|new|old|project|repo|repository|codebase|code|computer|machine|disk|drive|here|content
  |contents|text|clipboard|screen|data|permissions|ownership|attributes|settings|timestamps?)$
`

/** The command for the first pair that the request names in full; empty when it names none. */
export function buildPair(request: Request): Built[] {
  if (request.excluded.size > 0) return []
  for (const { words, write, explanation } of PAIRS) {
    const found = words.exec(request.text)
    if (!found) continue
    const names = found.slice(hasKind(words) ? 2 : 1).filter((name) => name !== undefined)
    const [first, second] = names
    if (first === undefined || second === undefined || !isNamed(first, request) || !isNamed(second, request)) continue
    return [{ command: write(quoteValue(first), quoteValue(second), request, found), explanation, score: PAIR_SCORE }]
  }
  return []
}

/** True for a pattern whose first group is no name. */
const hasKind = ({ source }: RegExp): boolean => /^(?:\\b\(\?:create|\^\(copy\|cp)/.test(source)

/** True for a quoted name, and for a word that is more than "another file". */
const isNamed = (name: string, { tokens }: Request): boolean =>
  !GENERIC.test(name) || tokens.some((token) => token.quoted && token.value === name)

function optionsOf(kind: string, { lower }: Request): string {
  const letters = `${/^hard/i.test(kind) ? '' : 's'}${/\b(?:forc\w*|overwrit\w*|replac\w*)\b/.test(lower) ? 'f' : ''}`
  return letters === '' ? '' : `-${letters} `
}

const recursive = ({ lower }: Request): string =>
  /\brecursiv|\beverything\b|\ball (?:the )?(?:files|contents)|\band (?:all|its)\b|\bcontents\b/.test(lower)
    ? '-R '
    : ''
