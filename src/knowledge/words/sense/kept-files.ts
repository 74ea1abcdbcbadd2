// A request that takes files away and names some that stay: "delete all log files except app.log". A command is offered for it only
// when it leaves those alone, and takes no other files than the request names.

import { EXTENSION, type Request, type Token } from '../words-request.ts'

const TAKES_AWAY = /\b(?:rm|mv|shred|unlink|truncate|trash)\b|-delete\b|\bgit clean\b/
/** The words behind which a request names what stays. */
const KEEPS = /^(?:except|excluding|but|besides|keep|keeping|leaving|apart|other|not)$/
const NAMES = ['file', 'path', 'glob', 'ext', 'quoted'] as const
const NEGATED =
  /(?:!|-not) -i?(?:name|path) (?:"[^"]*"|'[^']*'|\S+)|--exclude[= ]\S+|\bgrep -\w*v\w* (?:"[^"]*"|'[^']*'|\S+)/g
const KIND = new RegExp(`^(?:${EXTENSION})s?$`, 'i')

/** False for a command that takes away what the request wants to keep, or more than it names. */
export function keepsNamedFiles(command: string, { tokens }: Request): boolean {
  const from = tokens.findIndex(({ lower, quoted }) => !quoted && KEEPS.test(lower))
  const kept = from < 0 ? [] : tokens.slice(from).filter(isName)
  if (kept.length === 0 || !TAKES_AWAY.test(command)) return true
  const spared = (command.match(NEGATED) ?? []).join('\n')
  const taken = command.replaceAll(NEGATED, '')
  const isKept = ({ value }: Token) => spared.includes(value) && !taken.includes(value)
  return kept.every(isKept) && listKinds(tokens.slice(0, from)).every((kind) => taken.includes(kind))
}

function isName({ shapes }: Token): boolean {
  return NAMES.some((shape) => shapes.has(shape))
}

/** The ends of the names that the request is about: `.log` for "log files" and "logs", `.tmp` for `*.tmp`. */
function listKinds(tokens: readonly Token[]): string[] {
  return tokens.flatMap(({ lower, shapes }, at) => {
    if (shapes.has('ext')) return [lower]
    if (shapes.has('glob')) return [lower.replace(/^\*+/, '')]
    const isKind = KIND.test(lower) && (/^files?$/.test(tokens[at + 1]?.lower ?? '') || lower === 'logs')
    return isKind ? [`.${lower.replace(/^logs$/, 'log')}`] : []
  })
}
