// The system's clipboard, and files whose paths are pasted: read by the programs of the desktop, with limits.

import { findOwnProgram } from '../../sys/own-path.ts'
import { execFile } from 'node:child_process'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findHome } from '../../sys/own-user.ts'
import type { PastedObject } from '../../view/composer/pasted-objects.ts'

/** A program that does not answer, as over a broken ssh -X, is given up. */
const LIMIT_MS = 3_000
/** Larger images are refused: providers take no more. */
const IMAGE_LIMIT_BYTES = 10 * 1024 * 1024
const OUTPUT_LIMIT_BYTES = 64 * 1024 * 1024
/** AppleScript writes the bytes of an image as `«data PNGf89504E47…»`. */
const APPLE_IMAGE = 'get the clipboard as «class PNGf»'

/** The image on the clipboard, else its text; null when there is neither, or no program that reads it. */
export async function readClipboard(
  env: NodeJS.ProcessEnv,
  platform: string = process.platform,
): Promise<PastedObject | null> {
  const run = (program: string, ...args: string[]) => runProgram(program, args, env)
  if (platform === 'darwin') {
    const hex = /«data PNGf([0-9A-F]+)»/.exec((await run('osascript', '-e', APPLE_IMAGE))?.toString() ?? '')?.[1]
    return imageOf(hex ? Buffer.from(hex, 'hex') : null) ?? textOf(await run('pbpaste'))
  }
  if (env['WAYLAND_DISPLAY']) {
    const types = (await run('wl-paste', '--list-types'))?.toString().split('\n') ?? []
    const image = types.find((type) => /^image\/(?:png|jpeg|webp|gif)$/.test(type))
    const found = image ? imageOf(await run('wl-paste', '--type', image)) : null
    if (found) return found
    if (types.length > 0) return textOf(await run('wl-paste', '--no-newline'))
  }
  if (!env['DISPLAY']) return null
  const image = imageOf(await run('xclip', '-selection', 'clipboard', '-t', 'image/png', '-o'))
  if (image) return image
  return textOf((await run('xclip', '-selection', 'clipboard', '-o')) ?? (await run('xsel', '--clipboard', '--output')))
}

/** The image whose path was pasted: as it is, in quotes, with escaped blanks, or as a file URL. Null for any other text. */
export async function readImageFile(paste: string, workDir: string): Promise<PastedObject | null> {
  const path = pathOf(paste.trim(), workDir)
  if (path === null) return null
  // Looked at before it is opened: to open a fifo would wait for somebody to write into it.
  const found = await stat(path).catch(() => null)
  if (!found?.isFile() || found.size > IMAGE_LIMIT_BYTES) return null
  return imageOf(await readFile(path).catch(() => null))
}

function pathOf(text: string, workDir: string): string | null {
  const quoted = /^'([^']+)'$|^"([^"]+)"$/.exec(text)
  const plain = quoted ? (quoted[1] ?? quoted[2]!) : text.replaceAll(/\\(.)/g, '$1')
  if (plain.startsWith('file://')) return URL.canParse(plain) ? fileURLToPath(plain) : null
  if (plain.startsWith('~/')) return join(findHome(), plain.slice(1))
  if (plain.startsWith('/')) return plain
  // A name alone is more likely to be words.
  return quoted === null && /\s/.test(text.replaceAll(/\\\s/g, '')) ? null : join(workDir, plain)
}

/** An image by its first bytes; null for anything else. */
function imageOf(bytes: Buffer | null): PastedObject | null {
  if (!bytes || bytes.length > IMAGE_LIMIT_BYTES) return null
  const head = bytes.toString('latin1', 0, 12)
  const type = head.startsWith('\x89PNG\r\n')
    ? 'image/png'
    : head.startsWith('\xff\xd8\xff')
      ? 'image/jpeg'
      : /^GIF8[79]a/.test(head)
        ? 'image/gif'
        : /^RIFF[^]{4}WEBP/.test(head)
          ? 'image/webp'
          : null
  return type && { kind: 'image', type, data: bytes.toString('base64') }
}

function textOf(bytes: Buffer | null): PastedObject | null {
  return bytes && bytes.length > 0 ? { kind: 'text', text: bytes.toString() } : null
}

/** The output of a program; null when it is missing, fails, or answers too late. */
function runProgram(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Buffer | null> {
  const limits = { env, timeout: LIMIT_MS, maxBuffer: OUTPUT_LIMIT_BYTES, encoding: 'buffer' as const }
  return new Promise((done) => {
    const path = findOwnProgram(program, env, [process.cwd()])
    if (path === null) return done(null)
    execFile(path, args, limits, (error, stdout) => done(error ? null : stdout))
  })
}
