import {
  appendFileSync,
  chmodSync,
  linkSync,
  readFileSync,
  readdirSync,
  renameSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createReadFile } from '../../../../src/tools/files/read-file.ts'
import { createStrReplaceFile } from '../../../../src/tools/files/str-replace-file.ts'
import { createWriteFile } from '../../../../src/tools/files/write-file.ts'
import { makeSpace, runTool } from '../running.ts'

function makeTools(plan: { isOn: boolean; file: string | null } = { isOn: false, file: null }) {
  const space = makeSpace()
  const deps = { ...space, isPlanMode: () => plan.isOn, planFile: () => plan.file }
  return { space, read: createReadFile(deps), write: createWriteFile(deps), replace: createStrReplaceFile(deps) }
}

describe('ReadFile', () => {
  test('numbers lines and says where they are in the file', async () => {
    const { space, read } = makeTools()
    space.file('a.txt', 'one\r\ntwo\r\nthree')
    const { text, message } = await runTool(read, { path: 'a.txt' })
    expect(text).toBe('     1\tone\n     2\ttwo\n     3\tthree\n')
    expect(message).toBe('3 lines read from file starting from line 1. Total lines in file: 3. End of file reached.')
  })

  test('reads the tail when the offset is negative', async () => {
    const { space, read } = makeTools()
    space.file('a.txt', Array.from({ length: 5000 }, (_, index) => `line ${index + 1}\n`).join(''))
    const { text, message } = await runTool(read, { path: 'a.txt', line_offset: -2 })
    expect(text).toBe('  4999\tline 4999\n  5000\tline 5000\n')
    expect(message).toContain('2 lines read from file starting from line 4999. Total lines in file: 5000.')
  })

  test('stops at 1000 lines, cuts a line at 2000 characters and the whole at 100 KiB, and says so', async () => {
    const { space, read } = makeTools()
    space.file('many.txt', 'x\n'.repeat(1500))
    expect((await runTool(read, { path: 'many.txt' })).message).toContain('Max 1000 lines reached.')
    space.file('wide.txt', `${'é'.repeat(3000)}\nshort\n`)
    const wide = await runTool(read, { path: 'wide.txt' })
    expect(wide.message).toContain('Lines [1] were truncated.')
    expect(wide.text.split('\n')[0]).toBe(`     1\t${'é'.repeat(2000)}...`)
    space.file('big.txt', `${'y'.repeat(1900)}\n`.repeat(100))
    const big = await runTool(read, { path: 'big.txt' })
    expect(big.message).toContain('Max 102400 bytes reached.')
    expect(big.text.length).toBeLessThanOrEqual(102_400)
  })

  test('a hard link of a file of secrets is not read under its harmless name; other files with two names are', async () => {
    const { space, read } = makeTools()
    for (const [name, text] of [
      ['.env', '# keys\nAPP=abcdefgh\nexport B = "x"\n'],
      ['credentials', '[default]\naws_secret_access_key = x\n'],
      ['key', '-----BEGIN OPENSSH PRIVATE KEY-----\nabc\n'],
    ] as const) {
      linkSync(space.file(name, text), join(space.workspace.workDir, `${name}.txt`))
      expect((await runTool(read, { path: `${name}.txt` })).message, name).toContain('appears to hold secrets')
    }
    linkSync(space.file('a.js', 'x = 1\nrun(x)\n'), join(space.workspace.workDir, 'b.js'))
    expect((await runTool(read, { path: 'b.js' })).text).toContain('run(x)')
    space.file('one.ini', 'x = 1\n')
    expect((await runTool(read, { path: 'one.ini' })).text).toContain('x = 1')
  })

  test('an offset of 0 is an invalid argument', async () => {
    const { read } = makeTools()
    const { is_error, message } = await runTool(read, { path: 'a', line_offset: 0 })
    expect(is_error && message).toContain('Error validating JSON arguments')
  })

  test('refuses binaries, images, folders, fifos and what is not there', async () => {
    const { space, read } = makeTools()
    space.file('a.bin', Buffer.from([1, 0, 2]))
    space.file('p.png', Buffer.from('\x89PNG\r\n\x1a\n....', 'latin1'))
    expect((await runTool(read, { path: 'a.bin' })).message).toContain('binary')
    expect((await runTool(read, { path: 'p.png' })).message).toContain('ReadMediaFile')
    expect((await runTool(read, { path: '.' })).message).toContain('not a file')
    expect((await runTool(read, { path: 'none' })).message).toContain('does not exist')
    expect((await runTool(read, { path: '/dev/zero' })).message).toContain('not a file')
  })

  test.each(['.env', '.ENV', '.env.local', 'sub/id_rsa', '.aws/credentials', '.netrc', '.docker/config.json'])(
    'refuses %s, which holds secrets',
    async (name) => {
      const { space, read } = makeTools()
      space.file(name, 'SECRET=1')
      const result = await runTool(read, { path: name })
      expect(result.is_error).toBe(true)
      expect(result.text + result.message).not.toContain('SECRET=1')
    },
  )

  test.each(['.env.example', 'id_rsa.pub', 'credentials.ts'])('reads %s, which only looks so', async (name) => {
    const { space, read } = makeTools()
    space.file(name, 'public')
    expect((await runTool(read, { path: name })).text).toContain('public')
  })

  test('a link to a secret is that secret', async () => {
    const { space, read } = makeTools()
    space.file('.env', 'SECRET=1')
    symlinkSync(join(space.dir, '.env'), join(space.dir, 'notes.txt'))
    expect((await runTool(read, { path: 'notes.txt' })).is_error).toBe(true)
  })

  test('a link with the name of a secret is one, too, wherever it leads', async () => {
    const { space, read } = makeTools()
    space.file('conf/settings', 'SECRET=1')
    symlinkSync(join(space.dir, 'conf/settings'), join(space.dir, '.Env'))
    const result = await runTool(read, { path: '.Env' })
    expect(result.is_error).toBe(true)
    expect(result.text + result.message).not.toContain('SECRET=1')
  })

  test('a relative path or link that leaves the workspace is refused; an absolute path is read', async () => {
    const { space, read } = makeTools()
    writeFileSync(join(space.outside, 'x.txt'), 'far')
    symlinkSync(space.outside, join(space.dir, 'link'))
    expect((await runTool(read, { path: '../outside/x.txt' })).message).toContain('absolute path')
    expect((await runTool(read, { path: 'link/x.txt' })).message).toContain('absolute path')
    expect((await runTool(read, { path: join(space.outside, 'x.txt') })).text).toContain('far')
  })
})

describe('WriteFile', () => {
  test('writes a new file, asks with its real path and shows the diff', async () => {
    const { space, write } = makeTools()
    const { asks, message } = await runTool(write, { path: 'new.txt', content: 'a\nb\n' })
    expect(message).toBe('File successfully created. Current size: 4 bytes.')
    expect(readFileSync(join(space.dir, 'new.txt'), 'utf8')).toBe('a\nb\n')
    expect(asks[0]).toMatchObject({ action: 'edit file', subject: { kind: 'edit', value: join(space.dir, 'new.txt') } })
    expect(asks[0]?.display[0]).toMatchObject({ type: 'diff', old_text: '', new_text: 'a\nb\n', is_summary: false })
    expect(space.kept).toEqual([join(space.dir, 'new.txt')])
  })

  test('says where a link leads that the file’s name is, or that is on the way', async () => {
    const { space, write } = makeTools()
    symlinkSync(join(space.outside, 'bashrc'), join(space.dir, 'readme.md'))
    symlinkSync(space.outside, join(space.dir, 'docs'))
    const notesOf = async (path: string) =>
      (await runTool(write, { path: join(space.dir, path), content: 'x' })).asks[0]?.notes
    expect(await notesOf('readme.md')).toEqual([`a link leads from this name to ${join(space.outside, 'bashrc')}`])
    expect(await notesOf('docs/y')).toEqual([`a link leads from this name to ${join(space.outside, 'y')}`])
    expect(await notesOf('plain')).toBe(undefined)
  })

  test('an existing file must have been read, and be as it was then', async () => {
    const { space, read, write } = makeTools()
    const path = space.file('a.txt', 'old')
    expect((await runTool(write, { path, content: 'new' })).message).toContain('has not been read')
    await runTool(read, { path })
    writeFileSync(path, 'changed by somebody')
    expect((await runTool(write, { path, content: 'new' })).message).toContain('has changed')
    await runTool(read, { path })
    expect((await runTool(write, { path, content: 'new' })).is_error).toBe(false)
    expect((await runTool(write, { path, content: 'newer' })).is_error).toBe(false)
    expect(readFileSync(path, 'utf8')).toBe('newer')
  })

  test('a file that was only touched still counts as read', async () => {
    const { space, read, write } = makeTools()
    const path = space.file('a.txt', 'old')
    await runTool(read, { path })
    utimesSync(path, 1, 1)
    expect((await runTool(write, { path, content: 'new' })).is_error).toBe(false)
  })

  test('a change made while the user was asked is not overwritten', async () => {
    const { space, read, write } = makeTools()
    const path = space.file('a.txt', 'old')
    await runTool(read, { path })
    const result = await runTool(write, { path, content: 'new' }, { onAsk: () => appendFileSync(path, ' + mine') })
    expect(result.message).toContain('has changed')
    expect(readFileSync(path, 'utf8')).toBe('old + mine')
  })

  test('a folder swapped for a link while the user was asked leads nowhere', async () => {
    const { space, write } = makeTools()
    space.file('sub/keep', '')
    const swap = () => {
      renameSync(join(space.dir, 'sub'), join(space.dir, 'sub2'))
      symlinkSync(space.outside, join(space.dir, 'sub'))
    }
    const result = await runTool(write, { path: 'sub/x', content: 'y' }, { onAsk: swap })
    expect(result.is_error).toBe(true)
    expect(readdirSync(space.outside)).toEqual([])
  })

  test('keeps the mode, the line ends and the byte order mark, and leaves no temporary file', async () => {
    const { space, read, write } = makeTools()
    const path = space.file('run.sh', '\ufeffone\r\ntwo\r\n')
    chmodSync(path, 0o755)
    await runTool(read, { path })
    await runTool(write, { path, content: 'three\nfour\n' })
    expect(readFileSync(path, 'utf8')).toBe('\ufeffthree\r\nfour\r\n')
    expect(statSync(path).mode & 0o777).toBe(0o755)
    expect(readdirSync(space.dir)).toEqual(['run.sh'])
  })

  test('follows a link to a file in the workspace and keeps both names of a hard link', async () => {
    const { space, read, write } = makeTools()
    const path = space.file('a.txt', 'old')
    symlinkSync('a.txt', join(space.dir, 'soft'))
    linkSync(path, join(space.dir, 'hard'))
    await runTool(read, { path: 'soft' })
    await runTool(write, { path: 'soft', content: 'new' })
    expect(readFileSync(join(space.dir, 'hard'), 'utf8')).toBe('new')
  })

  test('appends, and needs a parent directory', async () => {
    const { space, write } = makeTools()
    await runTool(write, { path: 'log', content: 'a\n', mode: 'append' })
    const { message } = await runTool(write, { path: 'log', content: 'b\n', mode: 'append' })
    expect(message).toBe('File successfully appended to. Current size: 4 bytes.')
    expect(readFileSync(join(space.dir, 'log'), 'utf8')).toBe('a\nb\n')
    expect((await runTool(write, { path: 'no/such/x', content: '' })).message).toContain('does not exist')
  })

  test('a file outside is another action, and a link out of the workspace is outside', async () => {
    const { space, write } = makeTools()
    symlinkSync(join(space.outside, 'target'), join(space.dir, 'dangling'))
    const far = await runTool(write, { path: join(space.dir, 'dangling'), content: 'x' }, { verdict: no('') })
    expect(far.asks[0]).toMatchObject({
      action: 'edit file outside of working directory',
      subject: { value: join(space.outside, 'target') },
    })
    expect(readdirSync(space.outside)).toEqual([])
  })

  test('a refusal writes nothing and carries the feedback', async () => {
    const { space, write } = makeTools()
    const result = await runTool(write, { path: 'x', content: 'y' }, { verdict: no('use z') })
    expect(result).toMatchObject({ is_error: true, rejected: { feedback: 'use z' } })
    expect(readdirSync(space.dir)).toEqual([])
  })

  test('in plan mode only the plan file is written, and unasked', async () => {
    const plan = { isOn: true, file: '' as string | null }
    const { space, write } = makeTools(plan)
    plan.file = join(space.outside, 'plan.md')
    expect((await runTool(write, { path: 'x', content: 'y' })).display).toEqual([
      { type: 'brief', text: 'Plan mode restriction' },
    ])
    const result = await runTool(write, { path: plan.file, content: '# plan' })
    expect([result.is_error, result.asks.length]).toEqual([false, 0])
    // The plan is shown whole when it is to be approved, and its difference would show it twice.
    expect(result.display).toEqual([{ type: 'brief', text: 'the plan' }])
  })
})

describe('StrReplaceFile', () => {
  test('replaces one place and keeps CRLF', async () => {
    const { space, read, replace } = makeTools()
    const path = space.file('a.txt', 'one\r\ntwo\r\nthree\r\n')
    await runTool(read, { path })
    const { message } = await runTool(replace, { path, edit: { old: 'one\ntwo', new: '1\n2' } })
    expect(message).toBe('File successfully edited. Applied 1 edit(s) with 1 total replacement(s).')
    expect(readFileSync(path, 'utf8')).toBe('1\r\n2\r\nthree\r\n')
  })

  test('keeps a byte order mark, which the model never sees, and mixed line ends', async () => {
    const { space, read, replace } = makeTools()
    const path = space.file('a.txt', '\ufeffone\r\ntwo\n')
    expect((await runTool(read, { path })).text).toBe('     1\tone\n     2\ttwo\n')
    const { is_error } = await runTool(replace, { path, edit: { old: 'one', new: '1' } })
    expect([is_error, readFileSync(path, 'utf8')]).toEqual([false, '\ufeff1\r\ntwo\n'])
  })

  test('in plan mode nothing but the plan file is edited', async () => {
    const plan = { isOn: false, file: '' as string | null }
    const { space, read, replace } = makeTools(plan)
    const path = space.file('a.txt', 'one')
    plan.file = space.file('plan.md', 'one')
    await runTool(read, { path })
    plan.isOn = true
    const edit = { old: 'one', new: 'two' }
    expect((await runTool(replace, { path, edit })).display).toEqual([{ type: 'brief', text: 'Plan mode restriction' }])
    expect((await runTool(replace, { path: plan.file, edit })).is_error).toBe(false)
    expect([readFileSync(path, 'utf8'), readFileSync(plan.file, 'utf8')]).toEqual(['one', 'two'])
  })

  test('text that occurs twice needs replace_all', async () => {
    const { space, read, replace } = makeTools()
    const path = space.file('a.txt', 'x\ny\nx\n')
    await runTool(read, { path })
    const twice = await runTool(replace, { path, edit: { old: 'x', new: 'z' } })
    expect(twice.message).toContain('occurs 2 times, at lines 1, 3')
    expect(readFileSync(path, 'utf8')).toBe('x\ny\nx\n')
    const { message } = await runTool(replace, { path, edit: { old: 'x', new: 'z', replace_all: true } })
    expect(message).toContain('with 2 total replacement(s)')
  })

  test('text that is not there is answered with the nearest place', async () => {
    const { space, read, replace } = makeTools()
    const path = space.file('a.ts', 'function a() {\n\treturn 1\n}\n\nfunction b() {\n\treturn 2\n}\n')
    await runTool(read, { path })
    const { message } = await runTool(replace, { path, edit: { old: 'function b() {\n  return 2\n}', new: '' } })
    expect(message).toContain('No replacements were made.')
    expect(message).toContain('The nearest place is line 5')
    expect(message).toContain(String.raw`line 6: file has "\treturn 2", old has "  return 2"`)
  })

  test('several edits apply in order, or not at all', async () => {
    const { space, read, replace } = makeTools()
    const path = space.file('a.txt', 'a b')
    await runTool(read, { path })
    const bad = [
      { old: 'a', new: 'c' },
      { old: 'nothing', new: 'd' },
    ]
    expect((await runTool(replace, { path, edit: bad })).message).toContain('edit 2 of 2')
    expect(readFileSync(path, 'utf8')).toBe('a b')
    const good = [
      { old: 'a', new: '$&' },
      { old: '$& b', new: 'done' },
    ]
    expect((await runTool(replace, { path, edit: good })).is_error).toBe(false)
    expect(readFileSync(path, 'utf8')).toBe('done')
  })
})

function no(feedback: string) {
  return { ok: false, by: 'user', feedback, reason: '' } as const
}

test('an edit through another name of a file, or of the commands of a package, reaches further than the file', async () => {
  const { space, read, write } = makeTools()
  const path = space.file('a.txt', 'one')
  linkSync(path, join(space.outside, 'same'))
  await runTool(read, { path: 'a.txt' })
  expect((await runTool(write, { path: 'a.txt', content: 'two' })).asks[0]).toMatchObject({ isFarReaching: true })
  const scripts = (await runTool(write, { path: 'package.json', content: '{"scripts":{"test":"x"}}' })).asks[0]
  expect(scripts).toMatchObject({ isFarReaching: true })
  expect((await runTool(write, { path: 'b.txt', content: 'two' })).asks[0]).not.toHaveProperty('isFarReaching')
})
