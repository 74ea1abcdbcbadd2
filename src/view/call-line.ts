// A tool call in one line: the tool, and the argument that says most about the call.

import { sanitiseLine } from '../safety/text/sanitiser.ts'
import { paint, type PrintStyle } from './print-style.ts'
import type { CallItem } from './turn-state.ts'

const NAME_CELLS = 40
/** Arguments worth showing, the most telling first. */
const TELLING = ['command', 'path', 'pattern', 'url', 'query', 'description', 'title']

export function describeCall({ name, arguments: json }: CallItem, style: PrintStyle): string {
  const detail = sanitiseLine(findTellingArgument(json), style.width - 4 - name.length)
  return `${paint(style, 'dim', '●')} ${paint(style, 'bold', sanitiseLine(name, NAME_CELLS))} ${paint(style, 'dim', detail)}`
}

/** Empty when there is no such argument, or the model's JSON is broken. */
function findTellingArgument(json: string): string {
  try {
    const value = JSON.parse(json) as Record<string, unknown>
    const key = TELLING.find((name) => name in value)
    return key === undefined ? '' : String(value[key])
  } catch {
    return ''
  }
}
