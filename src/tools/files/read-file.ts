// ReadFile: numbered lines of a text file, counted from its beginning or its end.

import { isUtf8 } from 'node:buffer'
import type { FileHandle } from 'node:fs/promises'
import * as z from 'zod'
import { done, failed } from '../../protocol/tool-result.ts'
import { isSecretByOtherName } from '../../safety/secrets/secret-shape.ts'
import { redactKeys } from '../../safety/text/redaction.ts'
import { hasCode } from '../../sys/files.ts'
import { SNIFFED_BYTES, kindOf } from './file-kind.ts'
import { type FileLedger, stateOf } from './file-ledger.ts'
import { type Lines, readLines } from './file-lines.ts'
import { type LiveDeps, readLive } from './live-text.ts'
import { openForReading } from './pinned-file.ts'
import { sniffUtf16 } from './text-encoding.ts'
import { decodeText, describeEncoding } from './text-format.ts'
import { type Tool, type ToolResult, defineTool } from '../tool.ts'
import { isSensitive, resolvePlace } from './work-folders.ts'

const MAX_LINES = 1000
const MAX_LINE_CHARACTERS = 2000
const MAX_BYTES = 100 * 1024
/** Up to this size the encoding is found out. Larger files are read in pieces, as UTF-8. */
const MAX_DECODED_BYTES = 20 * 1024 * 1024
const CHUNK_BYTES = 256 * 1024

const PARAMETERS = z.object({
  path: z.string().describe('Absolute, or relative to the working directory'),
  line_offset: z
    .int()
    .min(-MAX_LINES)
    .max(1_000_000_000)
    .default(1)
    .refine((value) => value !== 0, 'line_offset cannot be 0; lines count from 1, or from the end if negative')
    .describe('First line; negative counts from the end'),
  n_lines: z.int().min(1).max(1_000_000_000).default(MAX_LINES),
})

export function createReadFile(deps: LiveDeps & { ledger: FileLedger }): Tool {
  return defineTool({
    name: 'ReadFile',
    description: `Read a text file. Lines come numbered; at most ${MAX_LINES} lines, ${MAX_LINE_CHARACTERS} characters a line and 100 KB. Use ReadMediaFile for images and video.`,
    isReadOnly: true,
    parameters: PARAMETERS,
    async run(args, run) {
      const found = resolvePlace(deps.workspace, args.path)
      if (!found.ok) return failed(found.message, 'Invalid path')
      const { real } = found.place
      if (isSensitive(found.place)) return refuseSecrets(args.path)
      try {
        const handle = await openForReading(real)
        try {
          const stat = await handle.stat()
          if (!stat.isFile()) return failed(`\`${args.path}\` is not a file.`, 'Not a file')
          const first = Buffer.alloc(SNIFFED_BYTES)
          const { bytesRead } = await handle.read(first, 0, SNIFFED_BYTES, 0)
          const head = first.subarray(0, bytesRead).toString('utf8')
          if (isSecretByOtherName(stat.nlink, head)) return refuseSecrets(args.path)
          const refusal = refuseKind(args.path, first.subarray(0, bytesRead))
          if (refusal !== null) return refusal
          const isWhole = stat.size <= MAX_DECODED_BYTES
          const decoded = isWhole ? await decodeWhole(handle, (disk) => readLive(disk, found.place, deps, run)) : null
          const lines = await readLines(decoded?.chunks ?? chunksOf(handle), {
            start: args.line_offset,
            count: Math.min(args.n_lines, MAX_LINES),
            maxCharacters: MAX_LINE_CHARACTERS,
            signal: run.signal,
          })
          deps.ledger.noteRead(real, stateOf(stat, decoded?.bytes ?? lines))
          return show(lines, args.line_offset, args.n_lines, decoded?.note ?? '')
        } finally {
          await handle.close()
        }
      } catch (error) {
        if (run.signal.aborted) return failed('Reading was cancelled.', 'Cancelled')
        if (hasCode(error, 'ENOENT', 'ENOTDIR')) return failed(`\`${args.path}\` does not exist.`, 'File not found')
        return failed(`Failed to read \`${args.path}\`: ${(error as Error).message}`, 'Failed to read file')
      }
    },
  })
}

function refuseSecrets(path: string): ToolResult {
  return failed(
    `\`${path}\` appears to hold secrets and cannot be read. Ask the user if its contents are needed.`,
    'Sensitive file',
  )
}

async function* chunksOf(handle: FileHandle): AsyncGenerator<Buffer> {
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES)
  for (let at = 0; ;) {
    const { bytesRead } = await handle.read(buffer, 0, CHUNK_BYTES, at)
    if (bytesRead === 0) return
    at += bytesRead
    yield buffer.subarray(0, bytesRead)
  }
}

const UNSAVED_NOTE = 'It is shown as it stands in the editor, with changes that are not saved.'

/** The bytes of a file and its text as UTF-8. `look` puts the text of the user's editor in the place of the bytes on the disk. */
async function decodeWhole(
  handle: FileHandle,
  look: (disk: Buffer) => ReturnType<typeof readLive>,
): Promise<{ bytes: Buffer; chunks: Buffer[]; note: string }> {
  const whole: Buffer[] = []
  for await (const chunk of chunksOf(handle)) whole.push(Buffer.from(chunk))
  const { bytes, isUnsaved } = await look(Buffer.concat(whole))
  if (isUnsaved) return { bytes, chunks: [hideKeys(bytes)], note: UNSAVED_NOTE }
  const isPlain = sniffUtf16(bytes) === null && isUtf8(bytes)
  const decoded = isPlain ? null : decodeText(bytes)
  if (decoded === null) return { bytes, chunks: [hideKeys(bytes)], note: '' }
  return { bytes, chunks: [hideKeys(Buffer.from(decoded.text))], note: describeEncoding(decoded.format) }
}

/** The text without private keys: of one that is read in parts, no part shows by itself what it is. */
function hideKeys(bytes: Buffer): Buffer {
  return bytes.includes('PRIVATE KEY') ? Buffer.from(redactKeys(bytes.toString('utf8'))) : bytes
}

function refuseKind(path: string, first: Buffer): ToolResult | null {
  const { kind } = kindOf(path, first)
  if (kind === 'text') return null
  if (kind === 'binary') return failed(`\`${path}\` seems to be a binary file, not readable as text.`, 'Not readable')
  return failed(`\`${path}\` is ${kind === 'image' ? 'an image' : 'a video'} file. Use ReadMediaFile.`, 'Not text')
}

function show({ lines, total }: Lines, offset: number, count: number, note: string): ToolResult {
  const shown: string[] = []
  let bytes = 0
  const isTail = offset < 0
  // Of lines that were counted from the end, the last ones matter most: they are kept when not all fit.
  for (const line of isTail ? lines.toReversed() : lines) {
    const text = `${String(line.number).padStart(6)}\t${line.text}\n`
    bytes += Buffer.byteLength(text)
    if (bytes > MAX_BYTES && shown.length > 0) break
    shown.push(text)
  }
  if (isTail) shown.reverse()
  const isFull = shown.length < lines.length
  const used = isTail ? lines.slice(lines.length - shown.length) : lines.slice(0, shown.length)
  const first = used[0]?.number
  const last = used.at(-1)?.number ?? total
  const cut = used.filter((line) => line.isCut).map((line) => line.number)
  const message = [
    first === undefined
      ? 'No lines read from file.'
      : `${used.length} line${used.length === 1 ? '' : 's'} read from file starting from line ${first}.`,
    `Total lines in file: ${total}.`,
    isFull
      ? `Max ${MAX_BYTES} bytes reached.`
      : last >= total
        ? 'End of file reached.'
        : count > MAX_LINES || (count === MAX_LINES && used.length === MAX_LINES)
          ? `Max ${MAX_LINES} lines reached.`
          : '',
    cut.length > 0 ? `Lines [${cut.join(', ')}] were truncated.` : '',
    note,
  ]
  return done(shown.join(''), message.filter((part) => part !== '').join(' '))
}
