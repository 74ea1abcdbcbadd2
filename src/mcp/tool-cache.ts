// The lists of tools that servers gave when they were connected last: a session offers them before their servers have started.

import { join } from 'node:path'
import type { Tool } from '@modelcontextprotocol/client'
import { readText, writeAtomic } from '../sys/files.ts'
import { isObject, parseJson } from '../sys/json-reading.ts'

const MAX_CHARACTERS = 8 * 1024 * 1024

export interface ToolCache {
  /** The tools of the server with this key; null when it was never connected. */
  read(key: string): Tool[] | null
  write(key: string, tools: readonly Tool[]): void
}

/** `key` is a hash, and becomes the name of a file. */
export function openToolCache(share: string): ToolCache {
  const fileOf = (key: string) => join(share, 'cache', 'mcp-tools', `${key}.json`)
  const written = new Map<string, string>()
  return {
    read(key) {
      let text: string | null = null
      try {
        text = readText(fileOf(key))
      } catch {
        // An unreadable cache is an empty one.
      }
      const tools = text === null ? null : parseJson(text)
      if (text === null || !Array.isArray(tools)) return null
      written.set(key, text)
      return tools.filter((tool) => isObject(tool) && typeof tool['name'] === 'string') as unknown as Tool[]
    },
    write(key, tools) {
      const text = JSON.stringify(tools)
      if (written.get(key) === text || text.length > MAX_CHARACTERS) return
      written.set(key, text)
      try {
        writeAtomic(fileOf(key), text)
      } catch {
        // Without the file the next session waits for the server.
      }
    },
  }
}
