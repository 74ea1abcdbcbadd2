import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createGlob } from '../../../../src/tools/search/glob.ts'
import { createGrep } from '../../../../src/tools/search/grep.ts'
import { createReadMediaFile } from '../../../../src/tools/files/read-media-file.ts'
import { noteWalled, settleWalled } from '../../../../src/safety/sandbox/walled-commands.ts'
import { makeSpace, runTool } from '../running.ts'

/** A folder with git alone in it: no ripgrep is found there. */
function makePath(space: ReturnType<typeof makeSpace>): string {
  const bin = join(space.outside, 'bin')
  mkdirSync(bin)
  symlinkSync(execFileSync('which', ['git'], { encoding: 'utf8' }).trim(), join(bin, 'git'))
  return bin
}

function makeGrep() {
  const space = makeSpace()
  const bin = makePath(space)
  return { space, bin, grep: createGrep({ workspace: space.workspace, env: { PATH: bin, HOME: space.outside } }) }
}

describe('Grep without ripgrep', () => {
  test('lists files with matches, the last changed first', async () => {
    const { space, grep } = makeGrep()
    utimesSync(space.file('old.ts', 'needle'), 1, 1)
    space.file('sub/new.ts', 'a needle here')
    space.file('none.ts', 'hay')
    expect((await runTool(grep, { pattern: 'ne+dle' })).text).toBe('sub/new.ts\nold.ts')
    expect((await runTool(grep, { pattern: 'absent' })).message).toBe('No matches found.')
  })

  test('shows lines with context, numbers, and gaps between places', async () => {
    const { space, grep } = makeGrep()
    space.file('a.txt', 'one\nTWO\nthree\nfour\nfive\nsix\ntwo\n')
    const { text } = await runTool(grep, { pattern: 'two', '-i': true, '-C': 1, output_mode: 'content' })
    expect(text).toBe('a.txt-1-one\na.txt:2:TWO\na.txt-3-three\n--\na.txt-6-six\na.txt:7:two')
    const plain = await runTool(grep, { pattern: '^t', '-n': false, output_mode: 'content', path: 'a.txt' })
    expect(plain.text).toBe('a.txt:three\na.txt:two')
  })

  test.each(['+(a|a)c', '*(a|a)c', '!(a*)!(a*)*a*c', '['.repeat(50_000), '[a]'.repeat(300), 'a'.repeat(5_000)])(
    'a glob that takes more time than its length is refused in a line (%#)',
    async (glob) => {
      const { space, grep } = makeGrep()
      space.file('a'.repeat(30), 'x')
      const begin = performance.now()
      const finder = createGlob({ workspace: space.workspace })
      for (const found of [await runTool(grep, { pattern: 'x', glob }), await runTool(finder, { pattern: glob })])
        expect(found).toMatchObject({
          is_error: true,
          message: expect.stringMatching(/pattern .*(?:more|longer|repeats)/),
        })
      expect(performance.now() - begin).toBeLessThan(1_000)
    },
  )

  test('tells nothing of a hard link of a file of secrets', async () => {
    const { space, grep } = makeGrep()
    linkSync(space.file('.env', 'APP=needle\n'), join(space.workspace.workDir, 'hard.txt'))
    linkSync(space.file('a.txt', 'a needle here\n'), join(space.workspace.workDir, 'b.txt'))
    for (const output_mode of ['files_with_matches', 'content', 'count_matches'])
      expect((await runTool(grep, { pattern: 'needle', output_mode })).text).not.toContain('hard.txt')
    expect((await runTool(grep, { pattern: 'needle' })).text).toContain('b.txt')
  })

  test('a glob whose braces stand for millions of patterns is refused in a line', async () => {
    const { space, grep } = makeGrep()
    const many = '{a,b}'.repeat(24)
    const finder = createGlob({ workspace: space.workspace })
    for (const found of [await runTool(grep, { pattern: 'x', glob: many }), await runTool(finder, { pattern: many })])
      expect(found.message).toContain('more than 1000 patterns')
  })

  test('asks for the rules once, however many files match, and leaves out what they forbid', async () => {
    const { space, bin } = makeGrep()
    for (let index = 0; index < 50; index++) space.file(`sub${index % 5}/f${index}`, 'needle')
    let asked = 0
    const forbiddenFiles = () => {
      asked++
      return (path: string) => path.includes('/sub3/')
    }
    const deps = { workspace: space.workspace, env: { PATH: bin, HOME: space.outside }, forbiddenFiles }
    for (const output_mode of ['files_with_matches', 'content', 'count_matches']) {
      const { text } = await runTool(createGrep(deps), { pattern: 'needle', output_mode })
      expect([text.split('\n').length, text.includes('sub3')]).toEqual([40, false])
    }
    expect((await runTool(createGlob(deps), { pattern: 'sub*/*' })).text.split('\n')).toHaveLength(40)
    expect(asked).toBe(4)
  })

  test('counts matches, not lines', async () => {
    const { space, grep } = makeGrep()
    space.file('a.txt', 'x x\nx\n')
    const { text, message } = await runTool(grep, { pattern: 'x', output_mode: 'count_matches' })
    expect([text, message]).toEqual(['a.txt:3', 'Found 3 total occurrences across 1 files.'])
  })

  test('pages with head_limit and offset', async () => {
    const { space, grep } = makeGrep()
    space.file('a.txt', 'x\n'.repeat(600))
    const args = { pattern: 'x', output_mode: 'content' }
    const first = await runTool(grep, args)
    expect(first.text.split('\n')).toHaveLength(250)
    expect(first.message).toBe('Results truncated to 250 lines (total: 600). Use offset=250 to see more.')
    expect((await runTool(grep, { ...args, offset: 500 })).text.split('\n')).toHaveLength(100)
    expect((await runTool(grep, { ...args, head_limit: 0 })).text.split('\n')).toHaveLength(600)
  })

  test('an expression sees one line at a time, whatever it looks around at', async () => {
    const { space, grep } = makeGrep()
    space.file('a.txt', 'xfoo\r\nbar\nfoo')
    const find = async (pattern: string) =>
      (await runTool(grep, { pattern, output_mode: 'content' })).text.replaceAll('a.txt:', '').split('\n')
    expect(await find(String.raw`foo\z`)).toEqual(['1:xfoo', '3:foo'])
    expect(await find('foo(?![^])')).toEqual(['1:xfoo', '3:foo'])
    expect(await find('(?<![^])foo')).toEqual(['3:foo'])
    expect(await find('^foo$')).toEqual(['3:foo'])
    expect(await find('[^x]oo$')).toEqual(['1:xfoo', '3:foo'])
    expect(await find(String.raw`foo\sbar`)).toEqual([''])
    expect(await find('(?i)FOO')).toEqual(['1:xfoo', '3:foo'])
  })

  test('matches across lines when told to, and by glob and type', async () => {
    const { space, grep } = makeGrep()
    space.file('a.ts', 'begin\nmiddle\nend\n')
    space.file('b.py', 'begin end')
    const { text } = await runTool(grep, { pattern: 'begin.*end', multiline: true, output_mode: 'content' })
    expect(text.split('\n').toSorted()).toEqual(['a.ts:1:begin', 'a.ts:2:middle', 'a.ts:3:end', 'b.py:1:begin end'])
    expect((await runTool(grep, { pattern: 'begin', type: 'py' })).text).toBe('b.py')
    expect((await runTool(grep, { pattern: 'begin', glob: '*.ts' })).text).toBe('a.ts')
    expect((await runTool(grep, { pattern: 'begin', glob: '!*.ts' })).text).toBe('b.py')
  })

  test('brackets in a path or a glob are names, escaped or not', async () => {
    const { space, grep } = makeGrep()
    space.file('app/[id]/page.tsx', 'needle')
    space.file('app/j/page.tsx', 'needle')
    const find = async (args: object) => (await runTool(grep, { pattern: 'needle', ...args })).text
    for (const path of ['app/[id]', String.raw`app/\[id\]`]) expect(await find({ path })).toBe('app/[id]/page.tsx')
    for (const glob of ['app/[id]/*.tsx', String.raw`app/\[id\]/*.tsx`])
      expect(await find({ glob })).toBe('app/[id]/page.tsx')
    expect(await find({ glob: '!app/[id]/*' })).toBe('app/j/page.tsx')
  })

  test('leaves out what git ignores, unless asked, and never looks into .git', async () => {
    const { space, grep } = makeGrep()
    execFileSync('git', ['init', '-q', space.dir])
    space.file('.gitignore', 'dist/\n')
    space.file('dist/x.js', 'needle')
    space.file('src/x.js', 'needle')
    space.file('.git/needle', 'needle')
    expect((await runTool(grep, { pattern: 'needle' })).text).toBe('src/x.js')
    const all = await runTool(grep, { pattern: 'needle', include_ignored: true })
    expect(all.text.split('\n').toSorted()).toEqual(['dist/x.js', 'src/x.js'])
  })

  test('outside of a repository, leaves out node_modules, unless asked', async () => {
    const { space, grep } = makeGrep()
    space.file('node_modules/m/x.js', 'needle')
    space.file('src/x.js', 'needle')
    expect((await runTool(grep, { pattern: 'needle' })).text).toBe('src/x.js')
    const all = await runTool(grep, { pattern: 'needle', include_ignored: true })
    expect(all.text.split('\n').toSorted()).toEqual(['node_modules/m/x.js', 'src/x.js'])
  })

  test('a git that hangs ends when the search is cancelled', async () => {
    const { space, bin, grep } = makeGrep()
    rmSync(join(bin, 'git'))
    const started = join(space.outside, 'started')
    execFileSync('mkfifo', [started])
    writeFileSync(join(bin, 'git'), `#!/bin/sh\necho > ${started}\nexec /bin/sleep 30\n`, { mode: 0o755 })
    const cancel = new AbortController()
    const search = runTool(grep, { pattern: 'x' }, { signal: cancel.signal })
    await readFile(started)
    cancel.abort()
    expect((await search).message).toBe('The search was cancelled.')
  }, 5000)

  test('the repository’s configuration runs nothing', async () => {
    const { space, grep } = makeGrep()
    execFileSync('git', ['init', '-q', space.dir])
    const made = join(space.outside, 'PWNED')
    const evil = space.file('evil.sh', `#!/bin/sh\ntouch ${made}\n`)
    chmodSync(evil, 0o755)
    execFileSync('git', ['-C', space.dir, 'config', 'core.fsmonitor', evil])
    space.file('a.txt', 'needle')
    expect((await runTool(grep, { pattern: 'needle' })).text).toBe('a.txt')
    expect(() => readFileSync(made)).toThrow()
  })

  test('neither secrets nor links out of the workspace are searched', async () => {
    const { space, grep } = makeGrep()
    space.file('.env', 'TOKEN=needle')
    space.file('database.yml', 'password: needle')
    space.file('a.txt', 'needle')
    writeFileSync(join(space.outside, 'far.txt'), 'needle')
    symlinkSync(space.outside, join(space.dir, 'link'))
    const { text, message } = await runTool(grep, { pattern: 'needle', output_mode: 'content' })
    expect([text, message]).toEqual(['a.txt:1:needle', ''])
    // The number of matches would tell the value bit by bit.
    const counted = await runTool(grep, { pattern: 'needle', path: 'database.yml', output_mode: 'count_matches' })
    expect([counted.text, counted.message]).toEqual(['', expect.stringContaining('No matches found.')])
    expect((await runTool(grep, { pattern: 'TOKEN', path: '.env' })).is_error).toBe(true)
  })

  test('whether a guess at a secret is right cannot be told, whatever the mode', async () => {
    const { space, grep } = makeGrep()
    const rows = ['port = 80', 'db_password = "hunter2fakeA1"', 'host = "h"']
    space.file('settings.py', `${rows.join('\n')}\n`)
    space.file('secrets.yaml', 'token: hunter2fakeA1\n')
    for (const output_mode of ['files_with_matches', 'count_matches', 'content'])
      for (const rest of [{}, { '-C': 1 }, { multiline: true }]) {
        const ask = async (pattern: string) => {
          const { text, message } = await runTool(grep, { pattern, output_mode, ...rest })
          return [text, message]
        }
        expect(await ask('hunter2[A-Za-z]')).toEqual(await ask('hunter3[A-Za-z]'))
        expect(await ask('db_password = "h|port')).toEqual(await ask('db_password = "x|port'))
      }
    const context = await runTool(grep, { pattern: 'host', '-B': 1, output_mode: 'content' })
    expect(context.text).toBe('settings.py-2-db_password = "<redacted>"\nsettings.py:3:host = "h"')
  })

  test('a private key in a text is shown by none of its lines', async () => {
    const { space, grep } = makeGrep()
    const body = 'MIIEowIBAAKCAQEAu1SU1LfVLPHCozMxH2Mo4lgOEePzNm0tRgeLezV6ffAt0gun'
    space.file(
      'notes.txt',
      `a\n-----BEGIN RSA PRIVATE KEY-----\nDEK-Info: AES-128-CBC,AB\n${body}\n${body}\n-----END RSA PRIVATE KEY-----\nz\n`,
    )
    const { text } = await runTool(grep, { pattern: '^.', output_mode: 'content' })
    expect(text).toBe('notes.txt:1:a\nnotes.txt:7:z')
  })

  test('a pattern that never ends is given up, a wrong one is named', async () => {
    const { space, grep } = makeGrep()
    for (const name of ['a', 'b', 'c', 'd']) space.file(name, `${'a'.repeat(40)}!`)
    expect((await runTool(grep, { pattern: '^(a+)+$' })).message).toContain('takes too long')
    expect((await runTool(grep, { pattern: '(' })).message).toContain('Failed to grep')
  })
})

describe('Grep with ripgrep', () => {
  /** A program named rg that writes its arguments down and answers as the script says. */
  function makeFake(answer: string) {
    const made = makeGrep()
    const argv = join(made.space.outside, 'argv')
    writeFileSync(join(made.bin, 'rg'), `#!/bin/sh\nprintf '%s\\n' "$@" > ${argv}\n${answer}\n`, { mode: 0o755 })
    return { ...made, argv: () => readFileSync(argv, 'utf8').trimEnd().split('\n') }
  }

  test('gets the pattern behind -e and the path behind --', async () => {
    const { space, grep, argv } = makeFake('exit 1')
    const args = { pattern: '--pre=evil', glob: '--pre=evil', '-i': true, '-C': 2, output_mode: 'content', type: 'py' }
    expect((await runTool(grep, args)).message).toBe('No matches found.')
    const given = argv()
    expect(given.slice(-4)).toEqual(['-e', '--pre=evil', '--', space.dir])
    for (const option of [
      '--no-config',
      '--hidden',
      '--glob=!.git',
      '--glob=--pre=evil',
      '--type=py',
      '--ignore-case',
    ]) {
      expect(given).toContain(option)
    }
    expect(given).toContain('--before-context=2')
    // Of several globs the last decides: none may bring .git back.
    expect(given.indexOf('--glob=!.git')).toBeGreaterThan(given.indexOf('--glob=--pre=evil'))
    expect(given).not.toContain('--max-columns=500')
  })

  test('gets a glob with brackets in both readings', async () => {
    const { grep, argv } = makeFake('exit 1')
    await runTool(grep, { pattern: 'x', glob: 'app/[id]/*' })
    expect(argv().filter((word) => word.startsWith('--glob=app'))).toEqual(['--glob=app/[id]/*', '--glob=app/[[]id]/*'])
  })

  test('its lines, counts and files are read', async () => {
    const lines = makeFake('')
    const at = lines.space.file('a.ts', '\n\na:b\nc\n\n\n\n\nd\n')
    const far = join(lines.space.outside, 'b.ts')
    writeFileSync(far, '')
    utimesSync(far, 1, 1)
    const fake = (answer: string) => {
      writeFileSync(join(lines.bin, 'rg'), `#!/bin/sh\n${answer}\n`, { mode: 0o755 })
    }
    fake(`printf '%s\\0%s\\n' ${at} '3:a:b' ${at} '4-c'; echo --; printf '%s\\0%s\\n' ${at} '9:d' /x/.env '1:SECRET'`)
    const content = await runTool(lines.grep, { pattern: 'x', output_mode: 'content' })
    expect(content.text).toBe('a.ts:3:a:b\na.ts-4-c\n--\na.ts:9:d')
    fake(`printf '%s\\0%s\\n' ${at} 5`)
    expect((await runTool(lines.grep, { pattern: 'x', output_mode: 'count_matches' })).text).toBe('a.ts:5')
    fake(`printf '%s\\0' ${at} ${far}`)
    expect((await runTool(lines.grep, { pattern: 'x' })).text).toBe(`a.ts\n${far}`)
    fake(`echo 'regex parse error' >&2; exit 2`)
    expect((await runTool(lines.grep, { pattern: '(' })).message).toBe('Failed to grep: regex parse error')
  })

  test('of 50,000 rows all are counted and a page is shown, while others are answered', async () => {
    const { space, bin, grep } = makeFake('')
    const rows = (line: string) => `#!/bin/sh\nseq 50000 | sed 's|.*|${line}|' | tr @ '\\000'\n`
    const fake = (line: string) => writeFileSync(join(bin, 'rg'), rows(line), { mode: 0o755 })
    for (let index = 1; index <= 50_000; index++) writeFileSync(join(space.dir, `f${index}`), 'x\n')
    for (const name of ['sed', 'seq', 'tr']) symlinkSync(`/usr/bin/${name}`, join(bin, name))
    let turns = 0
    const timer = setInterval(() => turns++)
    onTestFinished(() => clearInterval(timer))
    fake(`${space.dir}/f&@1:x`)
    const args = { pattern: 'x', output_mode: 'content', head_limit: 2, offset: 40_000 }
    const { text, message } = await runTool(grep, args)
    expect(text).toBe('f40001:1:x\nf40002:1:x')
    expect(message).toBe('Results truncated to 2 lines (total: 50000). Use offset=40002 to see more.')
    const whole = await runTool(grep, { ...args, head_limit: 0, offset: 0 })
    expect([whole.text.length, whole.message]).toEqual([50_000, 'Output is truncated to fit in the message.'])
    fake(`${space.dir}/f&@7`)
    const counts = await runTool(grep, { ...args, output_mode: 'count_matches' })
    expect([counts.text, counts.message.split('.')[0]]).toEqual([
      'f40001:7\nf40002:7',
      'Found 350000 total occurrences across 50000 files',
    ])
    expect(turns).toBeGreaterThan(10)
  })

  test('of thousands of files those that changed last come first', async () => {
    const { space, bin, grep } = makeFake('')
    for (let index = 0; index < 5000; index++) space.file(`f${index}`, '')
    utimesSync(join(space.dir, 'f77'), 9e9, 9e9)
    utimesSync(join(space.dir, 'f4999'), 8e9, 8e9)
    for (const name of ['f3', 'f30', 'f300']) utimesSync(join(space.dir, name), 7e9, 7e9)
    writeFileSync(join(bin, 'rg'), `#!/bin/sh\n/usr/bin/find ${space.dir} -type f -print0\n`, { mode: 0o755 })
    const { text, message } = await runTool(grep, { pattern: 'x', head_limit: 4 })
    expect(text.split('\n')).toEqual(['f77', 'f4999', 'f3', 'f30'])
    expect(message).toContain('(total: 5000)')
    expect((await runTool(grep, { pattern: 'x', head_limit: 1, offset: 4 })).text).toBe('f300')
  })

  test('is tried once more with one thread where threads are scarce', async () => {
    const { grep, argv } = makeFake(`[ "$1" = -j ] && exit 1; echo 'Resource temporarily unavailable' >&2; exit 2`)
    expect((await runTool(grep, { pattern: 'x' })).message).toBe('No matches found.')
    expect(argv().slice(0, 2)).toEqual(['-j', '1'])
  })

  test('tells nothing of a file that is no longer what ripgrep read', async () => {
    const { space, bin, grep } = makeFake('')
    const fake = (answer: string) => writeFileSync(join(bin, 'rg'), `#!/bin/sh\n${answer}\n`, { mode: 0o755 })
    const key = join(space.outside, 'id_work')
    writeFileSync(key, 'b3BlbnNzaC1rZXktdjEA\n')
    const link = join(space.dir, 'link')
    symlinkSync(key, link)
    mkdirSync(join(space.dir, 'sub'))
    const plain = space.file('sub/plain', 'one\n')
    symlinkSync(space.outside, join(space.dir, 'way'))
    const content = (path: string) => fake(`printf '%s\\0%s\\n' ${path} 1:b3BlbnNzaC1rZXktdjEA`)
    for (const path of [link, join(space.dir, 'way/id_work'), plain, join(space.dir, 'gone')]) {
      content(path)
      expect((await runTool(grep, { pattern: 'b3', output_mode: 'content' })).message, path).toBe('No matches found.')
      if (path === plain) continue
      fake(`printf '%s\\0' ${path}`)
      expect((await runTool(grep, { pattern: 'b3' })).message, path).toBe('No matches found.')
      fake(`printf '%s\\0%s\\n' ${path} 1`)
      const counted = await runTool(grep, { pattern: 'b3', output_mode: 'count_matches' })
      expect(counted.message, path).toBe('No matches found.')
    }
    fake(`printf '%s\\0%s\\n' ${plain} 1:one`)
    expect((await runTool(grep, { pattern: 'one', output_mode: 'content' })).text).toBe('sub/plain:1:one')
  })

  test('tells the lines of files with a mark of their encoding, and with line ends of Windows', async () => {
    const { space, bin, grep } = makeFake('')
    const at = space.file('a.txt', '\uFEFFone\r\ntwo\r\n')
    writeFileSync(join(bin, 'rg'), `#!/bin/sh\nprintf '%s\\0%s\\r\\n' ${at} 1:one ${at} 2:two\n`, { mode: 0o755 })
    expect((await runTool(grep, { pattern: '[ot]', output_mode: 'content' })).text).toBe('a.txt:1:one\r\na.txt:2:two\r')
  })

  test('is not asked while a command runs in the sandbox, and what it found is thrown away when one began meanwhile', async () => {
    const { space, bin } = makeFake('')
    const notes = join(space.outside, 'sandboxed')
    const ran = join(space.outside, 'ran')
    const grep = createGrep({ workspace: space.workspace, env: { PATH: bin, HOME: space.outside }, notes })
    const fake = (answer: string) => {
      writeFileSync(join(bin, 'rg'), `#!/bin/sh\necho > ${ran}\n${answer}\n`, { mode: 0o755 })
    }
    const at = space.file('a.txt', 'needle\n')
    const other = space.file('b.txt', 'hay\n')
    fake(`printf '%s\\0' ${other}`)
    expect((await runTool(grep, { pattern: 'needle' })).text).toBe('b.txt')
    rmSync(ran)
    const note = noteWalled(notes, 'family', { absent: [] })
    expect((await runTool(grep, { pattern: 'needle' })).text).toBe('a.txt')
    expect(existsSync(ran)).toBe(false)
    settleWalled(note)
    // A command that began and ended.
    fake(`echo > ${join(notes, 'x.json')}; /bin/rm ${join(notes, 'x.json')}; printf '%s\\0' ${other}`)
    utimesSync(notes, 1, 1)
    expect((await runTool(grep, { pattern: 'needle' })).text).toBe('a.txt')
    expect([existsSync(ran), existsSync(at)]).toEqual([true, true])
  })

  test('one that the workspace brings along is not run', async () => {
    const { space, bin } = makeGrep()
    const made = join(space.outside, 'PWNED')
    chmodSync(space.file('bin/rg', `#!/bin/sh\ntouch ${made}\n`), 0o755)
    space.file('a.txt', 'needle')
    for (const PATH of [`${join(space.dir, 'bin')}:${bin}`, `bin:${bin}`, `:${bin}`]) {
      const grep = createGrep({ workspace: space.workspace, env: { PATH, HOME: space.outside } })
      expect((await runTool(grep, { pattern: 'needle' })).text).toBe('a.txt')
    }
    expect(() => readFileSync(made)).toThrow()
  })
})

describe('Glob', () => {
  function makeGlob() {
    const space = makeSpace()
    return { space, glob: createGlob({ workspace: space.workspace, skillDirs: [] }) }
  }

  test('finds files by pattern, sorted and relative', async () => {
    const { space, glob } = makeGlob()
    space.file('src/b.ts', '')
    space.file('src/a/c.ts', '')
    space.file('src/a/d.js', '')
    const { text, message } = await runTool(glob, { pattern: 'src/**/*.ts' })
    expect([text, message]).toEqual(['src/a/c.ts\nsrc/b.ts', 'Found 2 matches for pattern `src/**/*.ts`.'])
    expect((await runTool(glob, { pattern: 'src/*' })).text).toBe('src/a\nsrc/b.ts')
    expect((await runTool(glob, { pattern: 'src/*', include_dirs: false })).text).toBe('src/b.ts')
    expect((await runTool(glob, { pattern: '*.ts', directory: join(space.dir, 'src') })).text).toBe('b.ts')
  })

  test('a pattern that would search everything gets the top of the tree instead', async () => {
    const { space, glob } = makeGlob()
    space.file('src/b.ts', '')
    space.file('README', '')
    const result = await runTool(glob, { pattern: '**/*.ts' })
    expect([result.is_error, result.text]).toEqual([true, 'README\nsrc/'])
    for (const pattern of ['./**/*.ts', '././**', '{**,src}/*.ts', '{src,**}/*.ts']) {
      expect((await runTool(glob, { pattern })).is_error).toBe(true)
    }
    expect((await runTool(glob, { pattern: './src/**/*.ts' })).text).toBe('src/b.ts')
  })

  test('a path that looks like a pattern is found by its name, escaped or not, with wildcards too', async () => {
    const { space, glob } = makeGlob()
    const names = ['app/[id]/page.tsx', 'app/i/page.tsx', 'app/[id]/more.tsx', 'app/(auth)/x{1}.tsx', 'a*b', 'acb']
    for (const name of names) space.file(name, '')
    const find = async (pattern: string) => (await runTool(glob, { pattern })).text.split('\n')
    expect(await find('app/[id]/page.tsx')).toEqual(['app/[id]/page.tsx'])
    expect(await find(String.raw`app/\[id\]/page.tsx`)).toEqual(['app/[id]/page.tsx'])
    expect(await find('app/[id]/*')).toEqual(['app/[id]/more.tsx', 'app/[id]/page.tsx', 'app/i/page.tsx'])
    expect(await find('app/[ij]/page.tsx')).toEqual(['app/i/page.tsx'])
    expect(await find('app/**/[id]/page.tsx')).toEqual(['app/[id]/page.tsx', 'app/i/page.tsx'])
    expect(await find('app/(auth)/x{1}.tsx')).toEqual(['app/(auth)/x{1}.tsx'])
    expect(await find(String.raw`a\*b`)).toEqual(['a*b'])
    expect(await find('a*b')).toEqual(['a*b', 'acb'])
    expect(await find('app/[id]')).toEqual(['app/[id]'])
  })

  test('leaves out what version control keeps for itself', async () => {
    const { space, glob } = makeGlob()
    space.file('.git/config', '')
    space.file('sub/.hg/store', '')
    space.file('.github/ci.yml', '')
    for (const pattern of ['.git/*', '.g*/config', 'sub/.hg/**']) {
      expect((await runTool(glob, { pattern })).text).toBe('')
    }
    expect((await runTool(glob, { pattern: '.github/*' })).text).toBe('.github/ci.yml')
  })

  test('ends when cancelled, also where nothing matches', async () => {
    const { space, glob } = makeGlob()
    space.file('src/a/b.ts', '')
    const signal = AbortSignal.abort()
    expect((await runTool(glob, { pattern: 'src/**/*.none' }, { signal })).message).toBe('The search was cancelled.')
  })

  test('stops at 1000 matches', async () => {
    const { space, glob } = makeGlob()
    for (let index = 0; index < 1001; index++) space.file(`f${index}.txt`, '')
    const { text, message } = await runTool(glob, { pattern: '*.txt' })
    expect(text.split('\n')).toHaveLength(1000)
    expect(message).toContain('Only the first 1000')
  })

  test('names files in full when the workspace is the root', async () => {
    const { space } = makeGlob()
    space.file('a.txt', '')
    const glob = createGlob({ workspace: { workDir: '/', additionalDirs: [] }, skillDirs: [] })
    expect((await runTool(glob, { pattern: `${space.dir.slice(1)}/*` })).text).toBe(`${space.dir.slice(1)}/a.txt`)
  })

  test('stays in the workspace', async () => {
    const { space, glob } = makeGlob()
    writeFileSync(join(space.outside, 'far.txt'), '')
    symlinkSync(space.outside, join(space.dir, 'link'))
    expect((await runTool(glob, { pattern: '*', directory: space.outside })).is_error).toBe(true)
    expect((await runTool(glob, { pattern: '../*' })).is_error).toBe(true)
    expect((await runTool(glob, { pattern: 'link/*' })).text).toBe('')
    expect((await runTool(glob, { pattern: '*', directory: 'src' })).message).toContain('absolute')
  })
})

describe('ReadMediaFile', () => {
  const PNG = Buffer.from('\x89PNG\r\n\x1a\n0000', 'latin1')
  test('wraps an image in a tag with its path', async () => {
    const space = makeSpace()
    const path = space.file('a.png', PNG)
    const { output } = await runTool(createReadMediaFile({ ...space, sees: { image: true, video: false } }), { path })
    expect(output).toEqual([
      { type: 'text', text: `<image path="${path}">` },
      { type: 'image_url', image_url: { url: `data:image/png;base64,${PNG.toString('base64')}`, id: null } },
      { type: 'text', text: '</image>' },
    ])
  })

  test('refuses more than 100 MB unread, and secrets under any name', async () => {
    const space = makeSpace()
    const tool = createReadMediaFile({ ...space, sees: { image: true, video: false } })
    truncateSync(space.file('big.png', PNG), 100 * 1024 * 1024 + 1)
    expect((await runTool(tool, { path: 'big.png' })).message).toContain('larger than 100 MB')
    symlinkSync(space.file('id_rsa', PNG), join(space.dir, 'photo.png'))
    expect((await runTool(tool, { path: 'photo.png' })).message).toContain('secrets')
  })

  test('tells a kind by its first bytes, whatever its name', async () => {
    const space = makeSpace()
    const tool = createReadMediaFile({ ...space, sees: { image: true, video: true } })
    const urlOf = async (name: string, bytes: string) => {
      const path = space.file(name, Buffer.from(bytes, 'latin1'))
      return JSON.stringify((await runTool(tool, { path })).output)
    }
    expect(await urlOf('a.txt', 'GIF89a..')).toContain('data:image/gif;base64,')
    expect(await urlOf('b.png', '\xff\xd8\xff\xe0')).toContain('data:image/jpeg;base64,')
    expect(await urlOf('c', 'RIFF0000WEBPVP8 ')).toContain('data:image/webp;base64,')
    expect(await urlOf('d.bin', '\0\0\0\x18ftypmp42')).toContain('data:video/mp4;base64,')
  })

  test('refuses text, video that the model does not take, and empty files', async () => {
    const space = makeSpace()
    const tool = createReadMediaFile({ ...space, sees: { image: true, video: false } })
    space.file('a.txt', 'text')
    space.file('e.png', '')
    space.file('v.mp4', Buffer.from('\0\0\0\x18ftypmp42', 'latin1'))
    expect((await runTool(tool, { path: 'a.txt' })).message).toContain('ReadFile')
    expect((await runTool(tool, { path: 'e.png' })).message).toContain('empty')
    expect((await runTool(tool, { path: 'v.mp4' })).message).toContain('does not take video')
  })
})

test.each(['*a'.repeat(6), 'src/*a{*a,b}*a*b'])(
  'a name with as many stars as %s is not looked for',
  async (pattern) => {
    const { space, grep } = makeGrep()
    space.file('a'.repeat(200), 'x')
    const glob = createGlob({ workspace: space.workspace })
    const refusal = 'A name in the pattern has more than 3 stars; use fewer of them.'
    expect((await runTool(glob, { pattern })).message).toBe(refusal)
    expect((await runTool(grep, { pattern: 'x', glob: pattern })).message).toBe(refusal)
    for (const usual of ['{*.test.*,*.spec.*}', 'src/**/*.ts', '*a*b*', '{src/*,lib/*}/**/*.{ts,js}'])
      expect((await runTool(glob, { pattern: usual })).message).toContain('No matches found')
  },
)
