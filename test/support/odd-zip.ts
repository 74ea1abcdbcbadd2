// Zip files as no packer makes them: any names, any modes, sizes that are not true.

import { writeFileSync } from 'node:fs'
import { crc32, deflateRawSync } from 'node:zlib'

export interface OddEntry {
  name: string
  bytes?: Buffer | string
  /** The mode in the form of Unix, with the kind of the file. */
  mode?: number
  /** The size that the archive tells, where it is not the true one. */
  toldSize?: number
  isEncrypted?: boolean
}

const UTF8_NAMES = 0x0800
const ENCRYPTED = 0x0001
const DEFLATE = 8
const UNIX = 3 << 8

/** Writes the archive. */
export function writeOddZip(path: string, entries: readonly OddEntry[]): void {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, bytes = '', mode = 0o100644, toldSize, isEncrypted = false } of entries) {
    const content = Buffer.from(bytes)
    const packed = deflateRawSync(content)
    const named = Buffer.from(name)
    const fields = Buffer.alloc(26)
    fields.writeUInt16LE(20, 0)
    fields.writeUInt16LE(UTF8_NAMES | (isEncrypted ? ENCRYPTED : 0), 2)
    fields.writeUInt16LE(DEFLATE, 4)
    fields.writeUInt32LE(crc32(content), 10)
    fields.writeUInt32LE(packed.length, 14)
    fields.writeUInt32LE(toldSize ?? content.length, 18)
    fields.writeUInt16LE(named.length, 22)
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), fields, named, packed])
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE((mode << 16) >>> 0, 6)
    rest.writeUInt32LE(offset, 10)
    directory.push(Buffer.concat([Buffer.from('PK\u0001\u0002'), word(UNIX | 20), fields, rest, named]))
    parts.push(local)
    offset += local.length
  }
  const central = Buffer.concat(directory)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(entries.length, 4)
  end.writeUInt16LE(entries.length, 6)
  end.writeUInt32LE(central.length, 8)
  end.writeUInt32LE(offset, 12)
  writeFileSync(path, Buffer.concat([...parts, central, Buffer.from('PK\u0005\u0006'), end]))
}

function word(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16LE(value)
  return bytes
}
