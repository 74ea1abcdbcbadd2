// The prompt of a turn on the command line: words, a pipe as context, and files mentioned with @.

import { readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { KimiError } from '../../protocol/errors.ts'

const FILE_LIMIT_BYTES = 100 * 1024
const PIPE_LIMIT_BYTES = 1024 * 1024

/** The text on stdin, at most 1 MB of it; '' when stdin is a terminal. */
export async function readStdin(): Promise<string> {
  if (process.stdin.isTTY) return ''
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    size += chunk.length
    if (size > PIPE_LIMIT_BYTES) break
  }
  const text = Buffer.concat(chunks).subarray(0, PIPE_LIMIT_BYTES).toString('utf8').toWellFormed()
  return size > PIPE_LIMIT_BYTES ? `${text}\n[...truncated at 1 MB]` : text
}

/** The words, the piped text, and the text of each file named with @. A name that is no file stays a word. */
export async function readPrompt(words: string): Promise<string> {
  const piped = await readStdin()
  if (words.trim() === '') return piped
  const parts = [words, ...readMentions(words)]
  if (piped.trim() !== '') parts.push(`<stdin>\n${piped.trimEnd()}\n</stdin>`)
  return parts.join('\n\n')
}

/** The text of each file that the words name with @. */
export function readMentions(words: string): string[] {
  const names = new Set([...words.matchAll(/(?<=^|\s)@([^\s,;:]+)/g)].map(([, name]) => name!))
  return [...names].flatMap((name) => {
    const path = resolve(name.replace(/[.)]+$/, (tail) => (isFile(name) ? tail : '')))
    if (!isFile(path)) return []
    const { size } = statSync(path)
    if (size > FILE_LIMIT_BYTES) return [`<file path="${path}">too large to include (${size} bytes): read it</file>`]
    try {
      return [`<file path="${path}">\n${readFileSync(path, 'utf8').toWellFormed().trimEnd()}\n</file>`]
    } catch (error) {
      throw new KimiError('usage.invalid', `cannot read ${path}`, { cause: error })
    }
  })
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
}
