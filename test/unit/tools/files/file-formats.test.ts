import { execFileSync } from 'node:child_process'
import { chownSync, linkSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createReadFile } from '../../../../src/tools/files/read-file.ts'
import { createStrReplaceFile } from '../../../../src/tools/files/str-replace-file.ts'
import { createWriteFile } from '../../../../src/tools/files/write-file.ts'
import { replaceFile } from '../../../../src/tools/files/pinned-file.ts'
import { makeSpace, runTool } from '../running.ts'

function makeTools() {
  const space = makeSpace()
  const deps = { ...space, isPlanMode: () => false, planFile: () => null }
  return { space, read: createReadFile(deps), write: createWriteFile(deps), replace: createStrReplaceFile(deps) }
}

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex')
const swapped = (text: string) => Buffer.from(text, 'utf16le').swap16()

/** Each with a first line that tells the encoding, a second line `x`, and the bytes of `é` or `中` in it, where it has them. */
const FILES: [encoding: string, name: string, first: string, bytes: Buffer, added: string, addedBytes: Buffer][] = [
  ['windows-1252', 'French', 'café déjà', Buffer.from('café déjà\nx\n', 'latin1'), 'é€', hex('e9 80')],
  ['windows-1252', 'curly quotes', 'it’s “so”.', hex('69 74 92 73 20 93 73 6f 94 2e 0a 78 0a'), '’', hex('92')],
  ['gb18030', 'Chinese', '你好，世界', hex('c4e3 bac3 a3ac cac0 bde7 0a 78 0a'), '中é', hex('d6d0 a8a6')],
  ['shift_jis', 'Japanese', 'こんにちは', hex('82b1 82f1 82c9 82bf 82cd 0a 78 0a'), '中ア', hex('9286 8341')],
  ['utf-16le', 'with a mark', 'héllo', Buffer.from('\ufeffhéllo\nx\n', 'utf16le'), '中', hex('2d4e')],
  ['utf-16be', 'with a mark', 'héllo', swapped('\ufeffhéllo\nx\n'), '中', hex('4e2d')],
  ['utf-16le', 'without one', 'hello', Buffer.from('hello\nx\n', 'utf16le'), '中', hex('2d4e')],
  ['utf-16be', 'without one', 'hello', swapped('hello\nx\n'), '中', hex('4e2d')],
]

describe('encodings', () => {
  for (const [encoding, name, first, bytes, added, addedBytes] of FILES) {
    test(`${encoding} (${name}) is read, named and kept by edits, appending and overwriting`, async () => {
      const { space, read, write, replace } = makeTools()
      const path = space.file('a.txt', bytes)
      const shown = await runTool(read, { path })
      expect(shown.text).toBe(`     1\t${first}\n     2\tx\n`)
      expect(shown.message).toContain(`The file was read as ${encoding}`)
      const edited = await runTool(replace, { path, edit: { old: 'x', new: added } })
      expect([edited.is_error, edited.message.includes(`read as ${encoding}`)]).toEqual([false, true])
      const line = (end: Buffer) =>
        encoding === 'utf-16be' ? swapped('\n') : encoding === 'utf-16le' ? Buffer.from('\n\0') : end
      const end = line(Buffer.from('\n'))
      const x = encoding.startsWith('utf-16') ? 2 : 1
      const head = bytes.subarray(0, bytes.length - x - end.length)
      expect(readFileSync(path)).toEqual(Buffer.concat([head, addedBytes, end]))
      await runTool(write, { path, content: `${added}\n`, mode: 'append' })
      expect(readFileSync(path)).toEqual(Buffer.concat([head, addedBytes, end, addedBytes, end]))
      await runTool(read, { path })
      await runTool(write, { path, content: `${first}\n${added}\n` })
      expect(readFileSync(path)).toEqual(Buffer.concat([head, addedBytes, end]))
    })
  }

  test('what the encoding does not have is refused in one line, and nothing is written', async () => {
    const { space, read, write, replace } = makeTools()
    const bytes = Buffer.from('café\n', 'latin1')
    const path = space.file('a.txt', bytes)
    await runTool(read, { path })
    const results = [
      await runTool(replace, { path, edit: { old: 'café', new: '→' } }),
      await runTool(write, { path, content: '→' }),
      await runTool(write, { path, content: '→', mode: 'append' }),
    ]
    for (const { is_error, message } of results) {
      expect([is_error, message.includes('\n')]).toEqual([true, false])
      expect(message).toContain('it is windows-1252 text, which cannot hold `→` (U+2192)')
    }
    expect(readFileSync(path)).toEqual(bytes)
  })

  test('bytes that would not come out of the text again are not edited', async () => {
    const { space, read, replace } = makeTools()
    const path = space.file('a.txt', Buffer.from('caf\xe9 \x81 x', 'latin1'))
    await runTool(read, { path })
    const { message } = await runTool(replace, { path, edit: { old: 'x', new: 'y' } })
    expect(message).toContain('has bytes that this encoding would not keep')
    expect(readFileSync(path, 'latin1')).toBe('caf\xe9 \x81 x')
  })

  test('UTF-8 is not remarked upon, and bytes of no text are not edited', async () => {
    const { space, read, replace } = makeTools()
    const [text, binary] = [space.file('a.txt', '\ufeff中\n'), space.file('b.txt', hex('ff 00 01 02 ff 78'))]
    expect((await runTool(read, { path: text })).message).not.toContain('read as')
    expect((await runTool(read, { path: binary })).message).toContain('binary')
    expect((await runTool(replace, { path: binary, edit: { old: 'x', new: 'y' } })).is_error).toBe(true)
  })
})

describe('line ends', () => {
  const edits: [name: string, before: string, old: string, fresh: string, after: string][] = [
    ['of CRLF, written with \\n', 'a\r\nb\r\n', 'a\nb', 'c\nd\ne', 'c\r\nd\r\ne\r\n'],
    ['of LF', 'a\nb', 'a\nb', 'c\nd', 'c\nd'],
    ['mixed: each line keeps its own', 'a\r\nb\nc\r\nd', 'b\nc', 'B\nC', 'a\r\nB\nC\r\nd'],
    [
      'mixed: new lines take their neighbour’s',
      'a\r\nb\nc\r\nd\n',
      'c\n',
      'c\nnew\nmore\n',
      'a\r\nb\nc\r\nnew\r\nmore\r\nd\n',
    ],
    ['mixed: removed lines take theirs along', 'a\r\nb\nc\r\nd\n', 'b\nc\n', '', 'a\r\nd\n'],
    ['no last line end', 'a\r\nb\nc', 'c', 'C', 'a\r\nb\nC'],
    ['a lone \\r is text', 'a\rb\nc', 'c', 'C', 'a\rb\nC'],
  ]
  test.each(edits)('%s', async (_, before, old, fresh, after) => {
    const { space, read, replace } = makeTools()
    const path = space.file('a.txt', before)
    await runTool(read, { path })
    expect((await runTool(replace, { path, edit: { old, new: fresh } })).is_error).toBe(false)
    expect(readFileSync(path, 'utf8')).toBe(after)
  })

  test('of unchanged lines stay when the whole file is written', async () => {
    const { space, read, write } = makeTools()
    const path = space.file('a.txt', 'a\r\nb\nc\r\nd\r\n')
    await runTool(read, { path })
    await runTool(write, { path, content: 'a\nb\nnew\nd\n' })
    expect(readFileSync(path, 'utf8')).toBe('a\r\nb\nnew\r\nd\r\n')
  })
})

/** Mounts need root; so does giving a file away. */
const isRoot = process.getuid?.() === 0

function mount(...args: string[]): boolean {
  try {
    execFileSync('mount', args, { stdio: 'ignore' })
  } catch {
    return false
  }
  onTestFinished(() => void execFileSync('umount', [args.at(-1)!]))
  return true
}

describe('what a file is beside its content', () => {
  const bytes = Buffer.from('new')

  test.runIf(isRoot)('its owner stays', async () => {
    const path = makeSpace().file('a.txt', 'old')
    chownSync(path, 1234, 4321)
    await replaceFile(path, bytes)
    expect(statSync(path)).toMatchObject({ uid: 1234, gid: 4321 })
    expect(readFileSync(path, 'utf8')).toBe('new')
  })

  test('its extended attributes stay', async ({ skip }) => {
    const path = makeSpace().file('a.txt', 'old')
    const python = (code: string) =>
      execFileSync('python3', ['-c', `import os\n${code}`], { encoding: 'utf8', stdio: 'pipe' })
    try {
      python(`os.setxattr(${JSON.stringify(path)}, 'user.mark', b'kept')`)
    } catch {
      skip('neither python3 nor a file system with extended attributes')
    }
    const { ino } = statSync(path)
    await replaceFile(path, bytes)
    expect(python(`print(os.getxattr(${JSON.stringify(path)}, 'user.mark'))`)).toContain('kept')
    expect(statSync(path).ino).not.toBe(ino)
  })

  test.runIf(isRoot)('a mount on it stays: it is written in place', async ({ skip }) => {
    const space = makeSpace()
    const [path, source] = [space.file('a.txt', 'below'), space.file('source', 'old, and longer')]
    if (!mount('--bind', source, path)) skip('no mounts here')
    await replaceFile(path, bytes)
    expect([path, source].map((name) => readFileSync(name, 'utf8'))).toEqual(['new', 'new'])
    expect(readdirSync(space.dir).toSorted()).toEqual(['a.txt', 'source'])
  })

  test.runIf(isRoot)('a disk that is full in the middle of writing in place loses nothing', async ({ skip }) => {
    const space = makeSpace()
    const disk = join(space.dir, 'disk')
    mkdirSync(disk)
    if (!mount('-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk)) skip('no mounts here')
    const path = join(disk, 'a.txt')
    const old = Buffer.alloc(300_000, 'old ')
    writeFileSync(path, old)
    linkSync(path, join(disk, 'hard'))
    await expect(replaceFile(path, Buffer.alloc(900_000, 'new '))).rejects.toThrow('ENOSPC')
    expect(readFileSync(path).equals(old)).toBe(true)
    expect(readdirSync(disk).toSorted()).toEqual(['a.txt', 'hard'])
    await replaceFile(path, bytes)
    expect(readFileSync(join(disk, 'hard'), 'utf8')).toBe('new')
  })
})
