// Writes a ZIP archive entry by entry: deflate, UTF-8 names, only features of the format that every reader supports.

import { closeSync, fsyncSync, openSync, renameSync } from 'node:fs'
import { crc32, deflateRawSync } from 'node:zlib'
import { discard, writeAll } from '../../sys/files.ts'

export interface ZipWriter {
  /** `name` uses `/`. An archive and each entry can have at most 4 GB. */
  add(name: string, bytes: Buffer, modified: Date): void
  /** Completes the archive and moves it to its path. */
  finish(): void
  /** Deletes the incomplete archive. */
  abandon(): void
}

const LOCAL = 0x0403_4b50
const CENTRAL = 0x0201_4b50
const END = 0x0605_4b50
const VERSION = 20
const UTF8_NAMES = 0x0800
const DEFLATE = 8
/** "Made on Unix", so that readers apply the permissions: 0600. */
const MADE_BY = (3 << 8) | VERSION
const ATTRIBUTES = (0o100600 << 16) >>> 0

export function createZip(path: string): ZipWriter {
  const temporary = `${path}.${process.pid}.tmp`
  const fd = openSync(temporary, 'wx', 0o600)
  const directory: Buffer[] = []
  let offset = 0
  let isOpen = true
  const write = (bytes: Buffer) => {
    writeAll(fd, bytes)
    offset += bytes.length
  }
  const close = () => {
    if (isOpen) closeSync(fd)
    isOpen = false
  }
  return {
    add(name, bytes, modified) {
      const packed = deflateRawSync(bytes)
      const spelled = Buffer.from(name)
      const common = Buffer.alloc(26)
      common.writeUInt16LE(VERSION, 0)
      common.writeUInt16LE(UTF8_NAMES, 2)
      common.writeUInt16LE(DEFLATE, 4)
      common.writeUInt32LE(toDosTime(modified), 6)
      common.writeUInt32LE(crc32(bytes), 10)
      common.writeUInt32LE(packed.length, 14)
      common.writeUInt32LE(bytes.length, 18)
      common.writeUInt16LE(spelled.length, 22)
      const rest = Buffer.alloc(14)
      rest.writeUInt32LE(ATTRIBUTES, 6)
      rest.writeUInt32LE(offset, 10)
      directory.push(Buffer.concat([number(CENTRAL, 4), number(MADE_BY, 2), common, rest, spelled]))
      write(Buffer.concat([number(LOCAL, 4), common, spelled, packed]))
    },
    finish() {
      const start = offset
      for (const entry of directory) write(entry)
      const end = Buffer.alloc(22)
      end.writeUInt32LE(END, 0)
      end.writeUInt16LE(directory.length, 8)
      end.writeUInt16LE(directory.length, 10)
      end.writeUInt32LE(offset - start, 12)
      end.writeUInt32LE(start, 16)
      write(end)
      fsyncSync(fd)
      close()
      renameSync(temporary, path)
    },
    abandon() {
      close()
      discard(temporary)
    },
  }
}

function number(value: number, bytes: 2 | 4): Buffer {
  const buffer = Buffer.alloc(bytes)
  buffer.writeUIntLE(value, 0, bytes)
  return buffer
}

/** MS-DOS time: local time since 1980 in steps of two seconds. */
function toDosTime(date: Date): number {
  const year = Math.max(0, date.getFullYear() - 1980)
  const day = (year << 9) | ((date.getMonth() + 1) << 5) | date.getDate()
  const time = (date.getHours() << 11) | (date.getMinutes() << 5) | (date.getSeconds() >> 1)
  return ((day << 16) | time) >>> 0
}
