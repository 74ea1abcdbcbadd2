// The prompt of a turn on the command line: words, a pipe as context, and files mentioned with @.

import { fstatSync, readFileSync, statSync } from 'node:fs'
import { isatty } from 'node:tty'
import { describeMissing, findFileMentions } from '../../client/file-mentions.ts'
import { attachText, isTaggable } from '../../protocol/attached-text.ts'
import { KimiError } from '../../protocol/errors.ts'
import { FRAME_LIMIT_BYTES, FRAME_LIMIT_TEXT } from '../../protocol/frames.ts'
import { sanitiseLine } from '../../safety/text/sanitiser.ts'
import { findHome } from '../../sys/own-user.ts'
import { sayAside } from '../standard-streams.ts'

const FILE_LIMIT_BYTES = 100 * 1024
const MISSING_CELLS = 300
/** Time without a byte after which the user is told that stdin is being read. */
const SILENCE_MS = 300

/**
 * The text on stdin; '' when stdin is a terminal. The user is told when it does not end soon: a pipe that somebody has left
 * open would look like a hang. Throws `usage.invalid` for more than fits into a frame.
 */
export async function readStdin(): Promise<string> {
  if (isatty(0)) return ''
  const file = readStdinFile()
  if (file !== null) return file
  let isDone = false
  const say = () => {
    if (!isDone) sayAside('kimi: waiting for the end of stdin; with </dev/null nothing is read from it\n')
    isDone = true
  }
  // Bytes that have arrived meanwhile are read first: a busy machine may run a timer late.
  const notice = setTimeout(() => setImmediate(() => setImmediate(say)), SILENCE_MS)
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
      if (!isDone) notice.refresh()
      chunks.push(chunk)
      size += chunk.length
      if (size > FRAME_LIMIT_BYTES) throw tooLarge('stdin')
    }
  } finally {
    isDone = true
    clearTimeout(notice)
  }
  return Buffer.concat(chunks).toString('utf8').toWellFormed()
}

/** The text of a stdin that is a file, or '' for /dev/null; null for a pipe and a socket. Node's stream for files loads for 2 ms. */
function readStdinFile(): string | null {
  try {
    const found = fstatSync(0)
    if (found.isCharacterDevice() && found.rdev === statSync('/dev/null').rdev) return ''
    if (!found.isFile()) return null
    if (found.size > FRAME_LIMIT_BYTES) throw tooLarge('stdin')
    return readFileSync(0, 'utf8').toWellFormed()
  } catch (error) {
    if (error instanceof KimiError) throw error
    return null // a closed stdin, or a file that cannot be read: the stream says why
  }
}

export function tooLarge(what: string): KimiError {
  const message = `${what} has more than ${FRAME_LIMIT_TEXT}, and no more can be sent`
  return new KimiError('usage.invalid', message, { hint: '' })
}

/** The words, the piped text, and the text of each file named with @. A name that is no file stays a word. */
export async function readPrompt(words: string): Promise<string> {
  const piped = await readStdin()
  if (words.trim() === '') return piped
  const parts = [words, ...readMentions(words)]
  if (piped.trim() !== '') parts.push(attachText({ kind: 'stdin' }, piped.trimEnd()))
  return parts.join('\n\n')
}

/** The text of each file that the words name with @. A name of which there is no file is told in one line. */
export function readMentions(words: string): string[] {
  const mentions = findFileMentions(words, process.cwd(), findHome())
  const missing = describeMissing(mentions)
  if (missing !== '') sayAside(`kimi: ${sanitiseLine(missing, MISSING_CELLS)}\n`)
  return mentions.flatMap(({ path, size }) => {
    if (size === null || !isTaggable(path)) return []
    if (size > FILE_LIMIT_BYTES)
      return [attachText({ kind: 'file', path }, `too large to include (${size} bytes): read it`)]
    try {
      return [attachText({ kind: 'file', path }, readFileSync(path, 'utf8').toWellFormed().trimEnd())]
    } catch (error) {
      throw new KimiError('usage.invalid', `cannot read ${path}`, { cause: error })
    }
  })
}
