// The direction of a copy, a move or a merge: what a request names behind "to" is written, and what it names behind "from" is read.

import { programOf } from '../../../shell-syntax/line-program.ts'
import { splitWords } from '../../../shell-syntax/shell-words.ts'
import type { Request, Token } from '../words-request.ts'
import { isPlaceName } from './restrictions.ts'
import { longPattern } from '../../../sys/words/long-pattern.ts'

/** Programs whose last operand is what is written. */
const WRITES_LAST = /^(?:cp|mv|scp|rsync|convert|magick|pandoc|ffmpeg)$/
const ARTICLE = /^(?:the|a|an|my|our|branch|folder|directory|file|host|server)$/

/** The token behind a preposition, articles left out. */
function behind(tokens: readonly Token[], preposition: RegExp): Token | undefined {
  const from = tokens.findLastIndex(({ lower, quoted }) => !quoted && preposition.test(lower))
  const found = tokens.slice(from + 1).find(({ lower, quoted }) => quoted || !ARTICLE.test(lower))
  return from < 0 || found?.shapes.has('size') === true || found?.shapes.has('number') === true ? undefined : found
}

const clean = (word: string): string => word.replace(/^\.\/|\/[.*]?$/g, '').toLowerCase()

const isNamed = ({ shapes, lower, isStop }: Token): boolean =>
  ['remote', 'path', 'file', 'host'].some((shape) => shapes.has(shape as 'path')) ||
  (shapes.has('name') && !isStop && isPlaceName(lower) && !NOWHERE.test(lower))
const NOWHERE = longPattern()`
  ^(?:remote|another|other|source|terminal|scratch|clipboard|docker|container|containers|different|list|start|beginning|somewhere|usb|cd
  |dvd|pdf|video|website|internet|phone|android|host|local|command|bash|multiple|several|within|outside|one|png|jpg|user|stdin)$
`

/** False for a command that reads what the request names behind "to", or writes what it names behind "from". */
export function keepsDirection(command: string, { tokens, text }: Request): boolean {
  if (swapsTexts(command, text)) return false
  const [to, from] = [behind(tokens, /^(?:to|into|onto)$/), behind(tokens, /^from$/)]
  const program = programOf(command)
  if (program === 'git') return !to || keepsMerge(command, tokens, to)
  // "from bob to alice"
  if (/^ch(?:own|grp)$/.test(program))
    return !to || !from || command.includes(from.value) === command.includes(to.value)
  if (!WRITES_LAST.test(program)) return true
  const head = /^(?:[^|;&'"]|'[^']*'|"[^"]*")*/.exec(command)?.[0] ?? command
  const operands = splitWords(head)
    .map(({ text }) => clean(text.replaceAll(/^['"]|['"]$/g, '')))
    .slice(1)
    .filter((word) => !word.startsWith('-'))
  const holds = (word: string, token: Token): boolean => word === clean(token.value)
  if (to && operands.slice(0, -1).some((word) => holds(word, to)) && !/ -t /.test(head)) return false
  if (from && operands.length > 1 && holds(operands.at(-1) ?? '', from)) return false
  if (from && operands.slice(1).some((word) => word.startsWith(`${clean(from.value)}:`))) return false
  return (
    !from || !isNamed(from) || /<[a-z]/.test(command) || operands.some((word) => word.startsWith(clean(from.value)))
  )
}

const REPLACES = /\b(?:replace|substitute|change) (?:\S+ )??(["'\w.-]+) (?:with|by|to|into) (["'\w.-]+)/i

/** True for the new text in the place of the old one. */
function swapsTexts(command: string, text: string): boolean {
  const [, old = '', fresh = ''] = (REPLACES.exec(text) ?? []).map((word) => word.replaceAll(/["']/g, ''))
  const [, found = '', written = ''] = /\bs\/([^/]*)\/([^/]*)\//.exec(command) ?? []
  return old !== '' && fresh !== '' && found.includes(fresh) && written.includes(old) && !fresh.includes(old)
}

/** False for a merge of the branch that is merged into, and for one of another branch than the request names. */
function keepsMerge(command: string, tokens: readonly Token[], to: Token): boolean {
  const at = tokens.findIndex(({ lower }) => lower === 'merge')
  if (at < 0 || !/^git (?:merge|pull)\b/.test(command)) return true
  const branch = tokens.slice(at + 1).find(({ lower }) => !ARTICLE.test(lower))
  return !command.endsWith(` ${to.value}`) && (/<[a-z]/.test(command) || command.includes(branch?.value ?? ''))
}
