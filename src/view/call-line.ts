// A tool call in one line: the tool, and the argument that says most about the call.

import { fitLine } from './cell-text.ts'
import { paint, type PrintStyle } from './print-style.ts'
import type { CallItem } from './turn-state.ts'

const NAME_CELLS = 40
/** Longer arguments are not parsed at each of the pieces in which they stream in. */
const PARSED_CHARACTERS = 4_000
/** Arguments worth showing, the most telling first. */
const TELLING = ['command', 'pattern', 'path', 'url', 'query', 'description', 'title']
/** Arguments that say where a pattern is searched. */
const PLACES = ['path', 'directory']

/** `note` stands at the end, in full: the argument gets what is left of the row. */
export function describeCall(call: CallItem, style: PrintStyle, note = ''): string {
  const name = describeCallName(call, style)
  const tool = fitLine(style, call.name, NAME_CELLS)
  const room = style.width - tool.length - 3 - (note === '' ? 0 : note.length + 2)
  const detail = fitLine(style, findTellingArgument(call.arguments), room)
  const end = [detail, note].filter((text) => text !== '').join('  ')
  return end === '' ? name : `${name} ${paint(style, 'dim', end)}`
}

/** The tool alone: its argument is shown in full elsewhere. */
export function describeCallName({ name }: CallItem, style: PrintStyle): string {
  return `${paint(style, 'dim', style.marks.call)} ${paint(style, 'bold', fitLine(style, name, NAME_CELLS))}`
}

/** The call as words in a line of something else. */
export function nameCall({ name, arguments: json }: CallItem, style: PrintStyle): string {
  return fitLine(style, `${name} ${findTellingArgument(json)}`, style.width)
}

/** Empty when there is no such argument. Of arguments that still stream in, as much as has come is taken. */
function findTellingArgument(json: string): string {
  if (json.length > PARSED_CHARACTERS) return findInPart(json)
  let value: Record<string, unknown>
  try {
    value = JSON.parse(json) as Record<string, unknown>
  } catch {
    return findInPart(json)
  }
  const key = TELLING.find((name) => name in value)
  if (key === undefined) return ''
  const place = key === 'pattern' ? PLACES.map((name) => value[name]).find((text) => typeof text === 'string') : ''
  return place ? `${String(value[key])} in ${place as string}` : String(value[key])
}

/** Only the first kilobyte is looked at: a file's whole content may stream in. */
function findInPart(json: string): string {
  const [, text = ''] = /"(?:command|path|url|query|pattern)"\s*:\s*"((?:[^"\\]|\\.)*)/.exec(json.slice(0, 1024)) ?? []
  try {
    return JSON.parse(`"${text}"`) as string
  } catch {
    return ''
  }
}
