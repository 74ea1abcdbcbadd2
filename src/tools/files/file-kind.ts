// Recognises the kind of a file by its first bytes, then by its name.

import { sniffUtf16 } from './text-encoding.ts'

export type FileKind = { kind: 'text' | 'binary'; mime: null } | { kind: 'image' | 'video'; mime: string }

/** The number of first bytes that decide. */
export const SNIFFED_BYTES = 512

const BINARY_NAME =
  /\.(?:zip|gz|tgz|bz2|xz|zst|7z|rar|tar|jar|war|exe|dll|so|dylib|a|o|class|pyc|pyo|wasm|pdf|docx?|xlsx?|pptx?|odt|sqlite3?|db|bin|iso|dmg|woff2?|ttf|otf|eot|mp3|wav|flac|ogg|m4a|aac)$/i
const IMAGE_NAMES: Record<string, string> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  bmp: 'image/bmp',
  tif: 'image/tiff',
  tiff: 'image/tiff',
  ico: 'image/x-icon',
  heic: 'image/heic',
  heif: 'image/heif',
  avif: 'image/avif',
}
const VIDEO_NAMES: Record<string, string> = {
  mp4: 'video/mp4',
  m4v: 'video/x-m4v',
  mov: 'video/quicktime',
  webm: 'video/webm',
  mkv: 'video/x-matroska',
  avi: 'video/x-msvideo',
  wmv: 'video/x-ms-wmv',
  flv: 'video/x-flv',
  mpg: 'video/mpeg',
  mpeg: 'video/mpeg',
  '3gp': 'video/3gpp',
}

/** The kind of the file with this name. `first` are its first bytes. */
export function kindOf(name: string, first: Buffer): FileKind {
  const image = sniffImage(first)
  if (image !== null) return { kind: 'image', mime: image }
  const suffix = /\.([^./]+)$/.exec(name)?.[1]?.toLowerCase() ?? ''
  const head = first.subarray(0, SNIFFED_BYTES)
  const hasNul = head.includes(0) && sniffUtf16(head) === null
  const video = sniffVideo(first) ?? (hasNul ? VIDEO_NAMES[suffix] : undefined)
  if (video !== undefined && video !== null) return { kind: 'video', mime: video }
  if (hasNul && IMAGE_NAMES[suffix] !== undefined) return { kind: 'image', mime: IMAGE_NAMES[suffix] }
  if (hasNul || BINARY_NAME.test(name)) return { kind: 'binary', mime: null }
  return { kind: 'text', mime: null }
}

function sniffImage(bytes: Buffer): string | null {
  const start = bytes.subarray(0, 16).toString('latin1')
  if (start.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png'
  if (start.startsWith('\xff\xd8\xff')) return 'image/jpeg'
  if (/^GIF8[79]a/.test(start)) return 'image/gif'
  if (start.startsWith('RIFF') && start.slice(8, 12) === 'WEBP') return 'image/webp'
  if (start.slice(4, 8) === 'ftyp' && /^(?:heic|heix|mif1)/.test(start.slice(8))) return 'image/heic'
  if (start.slice(4, 8) === 'ftyp' && start.slice(8).startsWith('avif')) return 'image/avif'
  return null
}

function sniffVideo(bytes: Buffer): string | null {
  const start = bytes.subarray(0, 16).toString('latin1')
  if (start.slice(4, 8) === 'ftyp') return start.slice(8, 10) === 'qt' ? 'video/quicktime' : 'video/mp4'
  if (start.startsWith('\x1a\x45\xdf\xa3')) return 'video/webm'
  if (start.startsWith('RIFF') && start.slice(8, 11) === 'AVI') return 'video/x-msvideo'
  return null
}
