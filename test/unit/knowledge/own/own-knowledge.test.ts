// What users add to the offline engine in files of their own.

import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { createKnowledge } from '../../../../src/knowledge/engine.ts'
import type { Knowledge } from '../../../../src/knowledge/engine.ts'
import { readAdditions } from '../../../../src/knowledge/own/addition-files.ts'
import { readPattern, runPattern } from '../../../../src/knowledge/own/own-patterns.ts'

let dir: string
let knowledge: Knowledge
let written = 0
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'kimi-own-'))
  knowledge = createKnowledge({ indexFile: join(dir, 'none'), home: '/home/ada', additions: join(dir, 'knowledge') })
})
afterEach(() => {
  knowledge.close()
  rmSync(dir, { recursive: true, force: true })
})

/** Each writing has a time of its own, as seconds apart would. */
function write(name: string, text: string): void {
  mkdirSync(join(dir, 'knowledge'), { recursive: true })
  writeFileSync(join(dir, 'knowledge', name), text)
  written += 1
  utimesSync(join(dir, 'knowledge', name), 1_700_000_000 + written, 1_700_000_000 + written)
}

const suggest = async (line: string, cwd = '/'): Promise<string[]> =>
  (await knowledge.suggest({ line, cwd, shell: 'bash' })).map((item) => item.command)
const fix = async (failed: string, output: string): Promise<string[]> =>
  (await knowledge.fix({ failed, output, exit: 1, cwd: '/', shell: 'bash' })).map((item) => item.command)
const problems = async (): Promise<string[]> => (await readAdditions(join(dir, 'knowledge'), '/home/ada')).problems

const DEPLOY = `
[[intent]]
words = ["deploy to {env}", "ship {env}"]
command = "./deploy.sh {env}"
note = "asks before production"
`

describe('requests', () => {
  test('the words and what is between them become the command, with note and file', async () => {
    write('team.toml', DEPLOY)
    const [first] = await knowledge.suggest({ line: 'please deploy to staging', cwd: '/', shell: 'bash' })
    expect(first).toMatchObject({
      command: './deploy.sh staging',
      explanation: 'asks before production',
      source: 'team.toml',
    })
    expect((await suggest('ship production'))[0]).toBe('./deploy.sh production')
  })

  test('what else is asked is not answered by it', async () => {
    write('team.toml', DEPLOY)
    expect(await suggest('deploy')).not.toContain('./deploy.sh <env>')
    expect(await suggest('how do I read about the deploy history of staging')).not.toContain('./deploy.sh of')
  })

  test('a value stays one word for the shell, in quotes and out of them', async () => {
    write('team.toml', `${DEPLOY}\n[[intent]]\nwords = "announce {what}"\ncommand = 'say "{what}"'\n`)
    expect((await suggest('deploy to "a; reboot"'))[0]).toBe("./deploy.sh 'a; reboot'")
    expect((await suggest("announce '$(reboot)'"))[0]).toBe('say "\\$(reboot)"')
  })

  test('one with a directory counts below it alone', async () => {
    write('team.toml', '[[intent]]\nwords = ["start it all"]\ncommand = "make up"\ndir = "~/shop"\n')
    expect(await suggest('start it all', '/home/ada/shop/web')).toContain('make up')
    expect(await suggest('start it all', '/home/ada/shopping')).not.toContain('make up')
  })

  test('a note cannot move the cursor', async () => {
    write('team.toml', '[[intent]]\nwords = ["ship it"]\ncommand = "make ship"\nnote = "a\\u001b[2Jb\\nc"\n')
    const [found] = await knowledge.suggest({ line: 'ship it', cwd: '/', shell: 'bash' })
    expect(found?.explanation).toBe('a [2Jb c')
  })
})

describe('corrections', () => {
  const VPN = `
[[fix]]
when = "could not resolve host: (?<host>[\\\\w.]+)\\\\.corp"
failed = "^(git|curl) "
command = "vpn up {host} && {failed}"
note = "the office is behind the VPN"
`
  test('a pattern on the error and one on the command choose; what was caught goes in', async () => {
    write('team.toml', VPN)
    expect((await fix('git pull', 'fatal: Could not resolve host: git.corp'))[0]).toBe('vpn up git && git pull')
    expect(await fix('npm i', 'Could not resolve host: git.corp')).not.toContain('vpn up git && npm i')
  })

  test('what an output says never becomes code', async () => {
    write('team.toml', '[[fix]]\nwhen = "missing (?<what>.*)"\ncommand = "get {what}"\n')
    expect(await fix('build', 'missing $(reboot)')).toEqual([])
    expect(await fix('build', 'missing colours')).toContain('get colours')
  })

  test('a pattern that would take forever is refused, and one that slips through is cut off', async () => {
    expect(readPattern('(a+)+$').ok).toBe(false)
    expect(readPattern('((?:ab*)c)*d').ok).toBe(false)
    expect(readPattern('(\\w+): (?<what>[a-z]+) not found').ok).toBe(true)
    expect(readPattern(`${'a'.repeat(300)}`).ok).toBe(false)
    expect(runPattern(/^(a|a)*$/, `${'a'.repeat(60)}b`)).toBeUndefined()
    expect(runPattern(/b$/, `${'a'.repeat(60)}b`)?.[0]).toBe('b')
    write('slow.toml', '[[fix]]\nwhen = "^(a|a)*$"\ncommand = "x"\n[[fix]]\nwhen = "b$"\ncommand = "y"\n')
    expect(await fix('build', `${'a'.repeat(60)}b`)).toContain('y')
  })
})

test('only the processor time that a pattern has used counts against it, and the wall time is bounded all the same', () => {
  const attempts = (cpuMsPerAttempt: number): number => {
    let calls = 0
    const found = runPattern(/^(a|a)*$/, `${'a'.repeat(60)}b`, () => Math.ceil(calls++ / 2) * cpuMsPerAttempt)
    expect(found).toBeUndefined()
    return calls / 2
  }
  expect(attempts(10)).toBe(1)
  expect(attempts(3)).toBe(3)
  expect(attempts(0)).toBe(4)
})

describe('files', () => {
  test('a file is read when asked, and again when it has changed or gone', async () => {
    expect(await suggest('deploy to staging')).not.toContain('./deploy.sh staging')
    write('team.toml', DEPLOY)
    expect(await suggest('deploy to staging')).toContain('./deploy.sh staging')
    write('team.toml', DEPLOY.replaceAll('deploy.sh', 'release'))
    expect(await suggest('deploy to staging')).toContain('./release staging')
    rmSync(join(dir, 'knowledge', 'team.toml'))
    expect(await suggest('deploy to staging')).not.toContain('./release staging')
  })

  test('a bad file is one line, and costs the others nothing', async () => {
    write('a.toml', '[[intent]\nwords = 1')
    write(
      'b.toml',
      '[[intent]]\ncommand = "x"\n[[fix]]\nwhen = "(a+)+"\ncommand = "y"\n[[intent]]\nwords = ["go go"]\ncommand = "make go"\n',
    )
    write('c.toml', DEPLOY)
    expect(await problems()).toEqual([
      `${join(dir, 'knowledge')}/a.toml: line 1 is no TOML`,
      `${join(dir, 'knowledge')}/b.toml: intent 1 has no words (and 1 more)`,
    ])
    expect(await suggest('go go')).toContain('make go')
    expect(await suggest('deploy to staging')).toContain('./deploy.sh staging')
  })
})
