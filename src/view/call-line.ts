// A tool call in one line: the tool, and the argument that says most about the call.

import { findTellingArgument } from '../protocol/call-argument.ts'
import { spellHosts } from '../safety/text/host-names.ts'
import { fitLine } from './cell-text.ts'
import { paint, type PrintStyle } from './print-style.ts'
import type { CallItem } from './turns/turn-state.ts'

const NAME_CELLS = 40

/** `note` stands at the end, in full: the argument gets what is left of the row. */
export function describeCall(call: CallItem, style: PrintStyle, note = ''): string {
  const name = describeCallName(call, style)
  const tool = fitLine(style, call.name, NAME_CELLS)
  const room = style.width - tool.length - 3 - (note === '' ? 0 : note.length + 2)
  const detail = fitLine(style, spellHosts(findTellingArgument(call.arguments)), room)
  const end = [detail, note].filter((text) => text !== '').join('  ')
  return end === '' ? name : `${name} ${paint(style, 'dim', end)}`
}

/** The tool alone: its argument is shown in full elsewhere. */
export function describeCallName({ name }: Pick<CallItem, 'name'>, style: PrintStyle): string {
  return `${paint(style, 'dim', style.marks.call)} ${paint(style, 'bold', fitLine(style, name, NAME_CELLS))}`
}

/** The call as words in a line of something else. */
export function nameCall({ name, arguments: json }: CallItem, style: PrintStyle): string {
  return fitLine(style, `${name} ${spellHosts(findTellingArgument(json))}`, style.width)
}
