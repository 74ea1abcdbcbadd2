import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { createCommandLog, type CommandLog } from '../../../../src/session/user-shell/command-log.ts'
import type { ShellPiece } from '../../../../src/session/user-shell/mark-scanner.ts'

const output = (text: string): ShellPiece => ({ kind: 'output', bytes: Buffer.from(text) })
const PROMPT: ShellPiece[] = [{ kind: 'cwd', text: '/work' }, { kind: 'prompt' }]
const command = (line: string, status: number | null, ...printed: ShellPiece[]): ShellPiece[] => [
  { kind: 'line', text: line },
  { kind: 'command' },
  ...printed,
  { kind: 'done', status },
  ...PROMPT,
]

function openLog(
  pieces: ShellPiece[],
  more: { tellsFromHistory?: boolean; isPrivate?: () => boolean } = {},
): CommandLog {
  const isPrivateLine = more.isPrivate ?? (() => false)
  const log = createCommandLog({ cwd: '/', tellsFromHistory: more.tellsFromHistory ?? false, isPrivateLine })
  for (const piece of [...PROMPT, ...pieces]) log.take(piece)
  return log
}

const outputOf = (...pieces: ShellPiece[]) => openLog(command('x', 0, ...pieces)).list()[0]!.output

test('a command is kept with its line, directories, status and output', () => {
  const log = openLog([
    { kind: 'line', text: 'cd /usr; false' },
    { kind: 'command' },
    output('out\r\n'),
    { kind: 'done', status: 1 },
    { kind: 'cwd', text: '/usr' },
    { kind: 'prompt' },
  ])
  expect(log.list()).toEqual([
    {
      id: 1,
      line: 'cd /usr; false',
      cwdBefore: '/work',
      cwdAfter: '/usr',
      status: 1,
      ms: expect.any(Number),
      output: 'out',
      omittedBytes: 0,
    },
  ])
})

test('a command has taken no negative time when the clock was set back meanwhile', () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() })
  onTestFinished(() => void vi.useRealTimers())
  const log = openLog([{ kind: 'line', text: 'make' }, { kind: 'command' }])
  vi.setSystemTime(Date.now() - 86_400_000)
  for (const piece of [{ kind: 'done', status: 0 } as const, ...PROMPT]) log.take(piece)
  expect(log.list()[0]!.ms).toBeGreaterThanOrEqual(0)
})

test('an end without a begin is ignored, as from a prompt that Ctrl-C draws anew', () => {
  const log = openLog([{ kind: 'done', status: 130 }, ...PROMPT])
  expect([log.list(), log.lastId, log.phase]).toEqual([[], 0, 'prompt'])
})

test('a command without an end is running until the shell itself ends', () => {
  const log = openLog([{ kind: 'line', text: 'ssh host' }, { kind: 'command' }, output('remote')])
  expect([log.phase, log.list()]).toEqual(['running', []])
  log.end()
  expect(log.list()[0]).toMatchObject({ line: 'ssh host', status: null, output: 'remote' })
  expect(log.phase).toBe('ended')
})

test('the last 50 commands are kept', () => {
  const log = openLog(Array.from({ length: 60 }, (_, index) => command(`echo ${index}`, 0)).flat())
  expect(log.list().map(({ line }) => line)).toEqual(Array.from({ length: 50 }, (_, index) => `echo ${index + 10}`))
  expect(log.list(58).map(({ id }) => id)).toEqual([59, 60])
  expect(log.list(0, 1).map(({ id }) => id)).toEqual([60])
})

describe('the output', () => {
  test('leaves out what a program drew on the alternate screen', () => {
    const pieces: ShellPiece[] = [
      output('before\r\n\x1b[?1049h'),
      { kind: 'screen', isAlternate: true },
      output('~ ~ ~\x1b[?1049l'),
      { kind: 'screen', isAlternate: false },
      output('after\r\n'),
    ]
    expect(outputOf(...pieces)).toBe('before\nafter')
  })

  test('is without the sign that zsh prints behind a partial line', () => {
    const blanks = ' '.repeat(79)
    expect(outputOf(output(`foo\x1b[1m\x1b[7m%\x1b[27m\x1b[1m\x1b[0m${blanks}\r \r`))).toBe('foo')
    expect(outputOf(output(`foo${blanks}\r \r`))).toBe('foo')
    expect(outputOf(output('100 %\r\n'))).toBe('100 %')
  })

  test('is plain text, with progress as it ended and without secrets', () => {
    expect(outputOf(output('\x1b[31mred\x1b[0m 10%\r50%\r100%\r\n'))).toBe('100%')
    expect(outputOf(output('\x1b]0;title\x07\u202etxt\r\n'))).toBe('<U+202E>txt')
    expect(outputOf(output('token: ghp_0123456789abcdefghijABCDEFGHIJ012345\r\n'))).toBe('token: <redacted>')
  })

  test('keeps head and tail of two megabytes, and counts the rest', () => {
    const lines = Array.from({ length: 300_000 }, (_, index) => `${index}`)
    const whole = `${lines.join('\r\n')}\r\n`
    const pieces = whole.match(/[^]{1,4000}/g)!.map(output)
    const { output: kept, omittedBytes } = openLog(command('seq', 0, ...pieces)).list()[0]!
    expect(kept.startsWith('0\n1\n2\n')).toBe(true)
    expect(kept.endsWith('\n299998\n299999')).toBe(true)
    expect(omittedBytes).toBe(whole.length - 128 * 1024)
    expect(kept).toContain(`… ${omittedBytes} bytes left out …`)
    expect(kept.length).toBeLessThan(130 * 1024)
  })
})

describe('the line of bash', () => {
  const run = (line: string | null): ShellPiece[] => [
    { kind: 'command' },
    ...(line === null ? [] : [{ kind: 'line' as const, text: line }]),
    { kind: 'done', status: 0 },
    ...PROMPT,
  ]
  const linesOf = (log: CommandLog) => log.list().map(({ line }) => line)

  test('comes from its history, without the number', () => {
    const log = openLog(run('  501  echo a\nb\n').concat(run('  502* echo c\n')), { tellsFromHistory: true })
    expect(linesOf(log)).toEqual(['echo a\nb', 'echo c'])
  })

  test('is the one before when the history does not repeat it, and unknown when it began with a blank', () => {
    let isPrivate = false
    const log = openLog(run('  501  make\n').concat(run(null)), { tellsFromHistory: true, isPrivate: () => isPrivate })
    isPrivate = true
    for (const piece of run(null)) log.take(piece)
    expect(linesOf(log)).toEqual(['make', 'make', null])
  })
})

test('secrets in a line are hidden', () => {
  expect(openLog(command('export API_TOKEN=abcdef123456789', 0)).list()[0]!.line).toBe('export API_TOKEN=<redacted>')
})
