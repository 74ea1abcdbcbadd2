// The words that the user has said to the agent, a file for each directory, in Kimi CLI's format: a line `{"content": …}` for each
// entry. The shells read it in agent mode.

import { createHash } from 'node:crypto'
import { realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { makeDirectory, readText } from '../../sys/files.ts'
import { parseObject } from '../../sys/json-reading.ts'
import { appendText } from '../../sys/line-append.ts'

/** Adds an entry, unless it is blank or says what the last one says. Throws when the file cannot be written. */
export function addToUserHistory(share: string, workDir: string, said: string): void {
  const content = said.trim()
  const file = locateUserHistory(share, workDir)
  const line = `${JSON.stringify({ content })}\n`
  const stored = readText(file) ?? ''
  if (content === '' || stored.endsWith(`\n${line}`) || stored === line) return
  makeDirectory(dirname(file))
  appendText(file, line) // after a full disk a cut line is cut off first
}

/** The last entries, at most `limit`, the oldest first. Lines that are no entries are left out. */
export function readUserHistory(share: string, workDir: string, limit: number): string[] {
  const lines = (readText(locateUserHistory(share, workDir)) ?? '').trimEnd().split('\n').slice(-limit)
  return lines.flatMap((line) => {
    const content = parseObject(line)?.['content']
    return typeof content === 'string' ? [content] : []
  })
}

/** Kimi CLI hashes the directory without links. */
function locateUserHistory(share: string, workDir: string): string {
  const hash = createHash('md5').update(realpathSync(workDir)).digest('hex')
  return join(share, 'user-history', `${hash}.jsonl`)
}
