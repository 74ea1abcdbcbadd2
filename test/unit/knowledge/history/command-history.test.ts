// History files of three shells, and what is predicted from them.

import { describe, expect, test } from 'vitest'

import { parseHistory } from '../../../../src/knowledge/history/history-file.ts'
import { createHistory } from '../../../../src/knowledge/history/command-history.ts'

const commands = (text: string | Uint8Array, shell: 'zsh' | 'bash' | 'fish'): string[] =>
  [...parseHistory(text, shell)].map((line) => line.command)

describe('history files', () => {
  test('zsh: timestamps, newlines inside a command, plain lines', () => {
    const text = ': 1699999999:0;git status\n: 1700000000:3;for f in *; do\\\necho $f\\\ndone\nls -la\n'
    expect(commands(text, 'zsh')).toEqual(['git status', 'for f in *; do\necho $f\ndone', 'ls -la'])
    expect([...parseHistory(text, 'zsh')][0]?.at).toBe(1699999999000)
  })

  test('zsh: metafied bytes become the characters they stand for', () => {
    // é is c3 a9 in UTF-8; zsh writes neither byte as it is when it belongs to its special set.
    const plain = Buffer.from(': 1699999999:0;echo ā\n')
    const bytes = [...plain].flatMap((byte) => (byte >= 0x83 && byte <= 0xa2 ? [0x83, byte ^ 32] : [byte]))
    expect(commands(Uint8Array.from(bytes), 'zsh')).toEqual(['echo ā'])
  })

  test('bash: timestamps group the lines of one command', () => {
    expect(commands('#1699999999\ncat <<X\na\nX\n#1700000000\nls\n', 'bash')).toEqual(['cat <<X\na\nX', 'ls'])
    expect(commands('ls\npwd\n', 'bash')).toEqual(['ls', 'pwd'])
  })

  test('fish: escapes and times', () => {
    const text = '- cmd: echo a\\nb\n  when: 1700000000\n- cmd: cd \\\\x\n  paths:\n    - y\n'
    expect([...parseHistory(text, 'fish')]).toEqual([
      { command: 'echo a\nb', at: 1700000000000 },
      { command: 'cd \\x', at: 0 },
    ])
  })

  test.each(['zsh', 'bash', 'fish'] as const)('%s: a command with bytes that are no UTF-8 is left out', (shell) => {
    const line = shell === 'fish' ? '- cmd: ' : ''
    const bytes = Buffer.concat([Buffer.from(`${line}cat caf`), Buffer.from([0xe9]), Buffer.from(`\n${line}ls\n`)])
    expect(commands(bytes, shell)).toEqual(['ls'])
    const history = createHistory(() => 0)
    history.record({ command: 'cat caf\uFFFD' })
    expect(history.size).toBe(0)
  })

  test('commands that begin with a blank are left out', () => {
    expect(commands(': 1699999999:0; secret\nls\n', 'zsh')).toEqual(['ls'])
  })

  test('only the last twenty thousand lines count, and others are served while they are read', async () => {
    const text = Array.from({ length: 30_000 }, (_, i) => `echo ${i}`).join('\n')
    const history = createHistory()
    let served = 0
    const serve = () => void (served++, (next = setImmediate(serve)))
    let next = setImmediate(serve)
    expect(await history.load(text, 'bash')).toBe(20_000)
    clearImmediate(next)
    expect(served).toBeGreaterThan(2)
    expect(history.predict({ prefix: 'echo 29999' })).toEqual([])
    expect(history.predict({ prefix: 'echo 2999' })[0]?.command).toMatch(/^echo 2999\d$/)
  })

  test('a command that is run while a file is read follows no command of the file', async () => {
    const history = createHistory(() => 1_000)
    const loaded = history.load(Array.from({ length: 10_000 }, (_, i) => `old ${i}`).join('\n'), 'bash')
    history.record({ command: 'first' })
    history.record({ command: 'second' })
    await loaded
    expect(history.predict({ prefix: '', recent: [{ command: 'first' }], limit: 1 })[0]?.command).toBe('second')
  })
})

describe('prediction', () => {
  test('the command that usually follows comes before the one that is more frequent', () => {
    const history = createHistory()
    for (let i = 0; i < 5; i += 1) {
      history.record({ command: 'git add .', cwd: '/a' })
      history.record({ command: 'git commit', cwd: '/a' })
      history.record({ command: 'git status', cwd: '/a' })
      history.record({ command: 'git status', cwd: '/a' })
    }
    expect(
      history.predict({ prefix: 'git ', recent: [{ command: 'git add .', cwd: '/a' }], cwd: '/a' })[0]?.command,
    ).toBe('git commit')
  })

  test('the directory decides between equals', () => {
    const history = createHistory()
    history.record({ command: 'make test', cwd: '/a' })
    history.record({ command: 'make docs', cwd: '/b' })
    expect(history.predict({ prefix: 'make', cwd: '/a' })[0]?.command).toBe('make test')
    expect(history.predict({ prefix: 'make', cwd: '/b' })[0]?.command).toBe('make docs')
  })

  test('a command that was never found is not offered again', () => {
    const history = createHistory()
    history.record({ command: 'gti status', status: 127 })
    history.record({ command: 'git status', status: 0 })
    expect(history.predict({ prefix: 'g' }).map((item) => item.command)).toEqual(['git status'])
  })

  test('a command with a blank before it is not recorded', () => {
    const history = createHistory()
    history.record({ command: ' export TOKEN=x' })
    expect(history.size).toBe(0)
  })

  test('twenty thousand lines load and answer quickly', async () => {
    const history = createHistory()
    const text = Array.from({ length: 20_000 }, (_, i) => `cmd${i % 4000} --flag ${i % 7}`).join('\n')
    await history.load(text, 'bash')
    expect(history.size).toBeLessThanOrEqual(12_000)
    expect(history.predict({ prefix: 'cmd12', limit: 3 }).length).toBe(3)
  })
})

test('what is forgotten is neither foretold nor weighed any more', () => {
  const [forgetful, fresh] = [createHistory(() => 100), createHistory(() => 100)]
  for (let at = 1; at <= 20; at++) {
    forgetful.record({ command: 'make secret', cwd: '/x', status: 0, at })
    forgetful.record({ command: 'git push', cwd: '/x', status: 0, at })
  }
  expect(forgetful.forget('secret')).toBe(1)
  expect(forgetful.predict({ prefix: 'make' })).toEqual([])
  expect(forgetful.forget('')).toBe(1)
  for (const history of [forgetful, fresh]) {
    history.record({ command: 'ls', cwd: '/x', status: 0, at: 30 })
    history.record({ command: 'git status', cwd: '/x', status: 0, at: 31 })
    history.record({ command: 'git push', cwd: '/y', status: 0, at: 32 })
  }
  const ask = { prefix: 'git', recent: [{ command: 'ls', cwd: '/x' }], cwd: '/x' }
  expect(forgetful.predict(ask)).toEqual(fresh.predict(ask))
})

test('the answer to one request of a task is never offered again: the request is gone', () => {
  const history = createHistory()
  for (const command of ['kimi task approve 4006:a5f3e152', 'kimi task reject 4006:a5f3e152', 'kimi task list'])
    for (let time = 0; time < 3; time++) history.record({ command, cwd: '/', status: 0 })
  expect(history.predict({ prefix: 'kimi ', cwd: '/' }).map(({ command }) => command)).toEqual(['kimi task list'])
})
