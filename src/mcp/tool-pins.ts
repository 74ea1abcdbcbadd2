// Remembers what each tool of a server was when the user last let it run. A tool that is not the same any more, by its description, its
// schema or its server's command, is asked about again: a server may have promised something else when it was approved.

import { join } from 'node:path'
import { readText, writeAtomic } from '../sys/files.ts'
import { parseObject } from '../sys/json-reading.ts'

export interface ToolPins {
  /** True when the tool has run before, and was another one then. */
  hasChanged(server: string, tool: string, pin: string): boolean
  /** The tools have been let run as they are now. The file is written once for all of them. */
  note(server: string, tools: readonly (readonly [tool: string, pin: string])[]): void
}

const MAX_PINS = 5_000

export function openToolPins(share: string): ToolPins {
  const file = join(share, 'mcp-approved.json')
  let pins: Map<string, string> | null = null
  const load = () => (pins ??= readPins(readText(file) ?? ''))
  return {
    hasChanged(server, tool, pin) {
      const known = load().get(`${server}/${tool}`)
      return known !== undefined && known !== pin
    },
    note(server, given) {
      const all = load()
      const fresh = given.map(([tool, pin]) => [`${server}/${tool}`, pin] as const)
      if (fresh.every(([name, pin]) => all.get(name) === pin)) return
      for (const [name, pin] of fresh) {
        all.delete(name)
        all.set(name, pin)
      }
      for (const oldest of all.keys()) {
        if (all.size <= MAX_PINS) break
        all.delete(oldest)
      }
      try {
        writeAtomic(file, `${JSON.stringify(Object.fromEntries(all), null, 2)}\n`)
      } catch {
        // On a full disk the tool is known until the daemon ends.
      }
    },
  }
}

function readPins(text: string): Map<string, string> {
  const entries = Object.entries(parseObject(text) ?? {})
  return new Map(entries.flatMap(([name, pin]) => (typeof pin === 'string' ? [[name, pin] as const] : [])))
}
