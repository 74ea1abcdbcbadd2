// The uses of tools that ask nobody by themselves, as permission rules see them: the file, the folder or the address of a call.

import { findHome } from '../../sys/own-user.ts'
import { isObject } from '../../sys/json-reading.ts'
import type { PermissionAsk } from '../../tools/tool.ts'

/** Tools that ask for themselves, with what they are about to do. */
const ASKING = new Set(['Shell', 'RunInUserShell', 'WriteFile', 'StrReplaceFile', 'TaskStop'])
/** The argument that names the place; without it the working directory is meant. */
const PLACES: Readonly<Record<string, string>> = {
  ReadFile: 'path',
  ReadMediaFile: 'path',
  Grep: 'path',
  Glob: 'directory',
}
const SHOWN_CHARACTERS = 200

/** Null for a tool that asks for itself. */
export function describeUse(tool: string, args: unknown): PermissionAsk | null {
  if (ASKING.has(tool) || tool.startsWith('mcp__')) return null
  const given = isObject(args) ? args : {}
  const text = (name: string) => (typeof given[name] === 'string' ? given[name] : '')
  const place = Object.hasOwn(PLACES, tool) ? PLACES[tool]! : null
  const subject: PermissionAsk['subject'] =
    place !== null
      ? { kind: 'read', value: text(place).replace(/^~(?=\/|$)/, () => findHome()) || '.' }
      : tool === 'FetchURL'
        ? { kind: 'url', value: text('url') }
        : { kind: 'other', value: '' }
  const shown = subject.value === '' ? JSON.stringify(given) : subject.value
  const description = `${tool} \`${shown.slice(0, SHOWN_CHARACTERS).toWellFormed()}\``
  return { action: `use ${tool}`, description, display: [{ type: 'brief', text: description }], subject, isFree: true }
}
