import { execFileSync, spawn } from 'node:child_process'
import {
  closeSync,
  constants,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  readSync,
  realpathSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import { openFifoDoor } from '../../../../src/daemon/shells/fifo-door.ts'
import { encodeRecord } from '../../../../src/protocol/records.ts'

const SHELLS = 16

test('of many shells at once each finds the greeting in its fifos as soon as it finds them, and few processes make them', async () => {
  const root = mkdtempSync(join(tmpdir(), 'kimi-fifos-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  const [directory, control, log] = [join(root, 'shells'), join(root, 'control'), join(root, 'log')]
  mkdirSync(directory, { mode: 0o700 })
  const program = execFileSync('/bin/sh', ['-c', 'command -v mkfifo'], { encoding: 'utf8' }).trim()
  mkdirSync(join(root, 'bin'))
  writeFileSync(join(root, 'bin', 'mkfifo'), `#!/bin/sh\necho run >>${log}\nexec ${program} "$@"\n`, { mode: 0o755 })
  vi.stubEnv('PATH', `${join(root, 'bin')}:${process.env['PATH']}`)
  onTestFinished(() => void vi.unstubAllEnvs())

  const door = await openFifoDoor(control, directory, ({ send }) => ({
    record: () => send(encodeRecord('hello', 1, '0.0.0')),
    closed: () => {},
  }))
  onTestFinished(() => door.close())
  const shells = Array.from({ length: SHELLS }, () => spawn('sleep', ['100']))
  onTestFinished(() => shells.forEach((shell) => shell.kill()))
  const fd = openSync(control, constants.O_RDWR)
  for (const { pid } of shells) writeSync(fd, encodeRecord('hello', 1, 'bash', `bash-${pid}`, pid!, '', '', '', ''))
  closeSync(fd)

  const greetings = new Map<string, string>()
  while (greetings.size < SHELLS) {
    for (const name of readdirSync(directory).filter((each) => each.endsWith('.a') && !greetings.has(each)))
      greetings.set(name, readNow(join(directory, name)))
    await turn()
  }
  expect(new Set(greetings.values())).toEqual(new Set([encodeRecord('hello', 1, '0.0.0')]))
  expect(readFileSync(log, 'utf8').split('\n').length).toBeLessThan(10)
})

test.runIf(process.platform === 'linux')(
  'a fish finds the number of our descriptor beside each fifo that it opens, and the files go with the fifos',
  async () => {
    const root = mkdtempSync(join(tmpdir(), 'kimi-fifos-'))
    onTestFinished(() => rmSync(root, { recursive: true, force: true }))
    const [directory, control] = [join(root, 'shells'), join(root, 'control')]
    mkdirSync(directory, { mode: 0o700 })
    const door = await openFifoDoor(control, directory, () => ({ record: () => {}, closed: () => {} }))
    const shells = [spawn('sleep', ['100']), spawn('sleep', ['100'])]
    onTestFinished(() => shells.forEach((shell) => shell.kill()))
    const fd = openSync(control, constants.O_RDWR)
    writeSync(fd, encodeRecord('hello', 1, 'fish', 'fish-1', shells[0]!.pid!, '', '', '', ''))
    writeSync(fd, encodeRecord('hello', 1, 'bash', 'bash-2', shells[1]!.pid!, '', '', '', ''))
    closeSync(fd)
    await expect.poll(() => readdirSync(directory).filter((name) => name.endsWith('.a'))).toHaveLength(2)
    for (const fifo of [control, join(directory, 'fish-1.q'), join(directory, 'fish-1.a')]) {
      const number = readFileSync(`${fifo}.fd`, 'utf8').trim()
      expect(readlinkSync(`/proc/self/fd/${number}`)).toBe(realpathSync(fifo))
    }
    expect(readdirSync(directory).sort()).toEqual([
      'bash-2.a',
      'bash-2.q',
      'fish-1.a',
      'fish-1.a.fd',
      'fish-1.q',
      'fish-1.q.fd',
    ])
    door.close()
    expect(readdirSync(directory)).toEqual([])
    expect(readdirSync(root)).toEqual(['shells'])
  },
)

/** The bytes that lie in the fifo now; '' for an empty one. */
function readNow(path: string): string {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  const bytes = Buffer.alloc(4096)
  try {
    return bytes.toString('utf8', 0, readSync(fd, bytes))
  } catch {
    return ''
  } finally {
    closeSync(fd)
  }
}
