// Scripts that kimi itself runs for its user, and files of settings that the command line names, are not changed unasked: what they say
// runs at the next turn, outside the sandbox.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, type TestContext } from 'vitest'
import { openSandbox } from '../../src/safety/sandbox/sandbox.ts'
import { makeHome, startDaemonIn } from '../support/kimi.ts'
import { script, useScripts } from '../support/wire-client.ts'

const CASES: [what: string, file: string, settings: string, flags: string[]][] = [
  ['a hook', 'check.sh', '[[hooks]]\nevent = "Notification"\ncommand = "./check.sh"\n', []],
  ['a module of a hook', 'own/tool.py', '[[hooks]]\nevent = "Notification"\ncommand = "python3 -m own.tool"\n', []],
  ['the status command', 'status.sh', '[tui]\nstatus_command = "sh status.sh"\n', []],
  ['an allow rule', 'x.py', '[[permission.rules]]\ndecision = "allow"\ntool = "Shell"\nmatch = "python3 x.py"\n', []],
  ['servers', 'servers.json', '', ['--mcp-config-file', 'servers.json']],
  ['settings', 'own.toml', '', ['--config-file', 'own.toml']],
  ['an agent', 'own.yaml', '', ['--agent-file', 'own.yaml']],
]

const CONTENTS: Record<string, (settings: string) => string> = {
  'servers.json': () => '{"mcpServers":{}}',
  'own.toml': (settings) => settings,
  'own.yaml': () => 'version: 1\nagent:\n  extend: default\n',
}

test.each(CASES)(
  'a file of %s is changed neither by an edit nor by a command',
  async (_what, file, settings, flags) => {
    await using home = await makeHome()
    const work = join(home.dir, 'work')
    mkdirSync(join(work, 'own'), { recursive: true })
    const change = (command: string) => [
      script(['ReadFile', { path: file }]),
      script(['WriteFile', { path: file, content: 'changed\n' }]),
      script(['Shell', { command }]),
      script('end'),
    ]
    useScripts(home, change(`echo changed > ${file}; rm -f ${file}; mv free ${file}; true`), settings)
    const before = CONTENTS[file]?.(readFileSync(home.paths.config, 'utf8')) ?? '# as it was\n'
    writeFileSync(join(work, file), before)
    writeFileSync(join(work, 'free'), 'changed\n')
    for (const mode of ['accept-edits', 'auto']) {
      await home.kimi(['--print', '--mode', mode, ...flags, '-p', 'go'], { cwd: work })
      expect(readFileSync(join(work, file), 'utf8'), mode).toBe(before)
    }
  },
)

test('a script that a watch runs is not changed unasked; what it only watches is', async (context: TestContext) => {
  await using home = await makeHome()
  if ((await openSandbox(home.paths.run)).kind !== 'ready') return context.skip('no sandbox here')
  const work = join(home.dir, 'work')
  mkdirSync(join(work, 'src'), { recursive: true })
  writeFileSync(join(work, 'run.sh'), 'true\n')
  useScripts(home, [
    script(['ReadFile', { path: 'run.sh' }]),
    script(['WriteFile', { path: 'run.sh', content: 'changed\n' }]),
    script(['Shell', { command: 'echo changed > run.sh' }], ['WriteFile', { path: 'src/free', content: 'x' }]),
    script('end'),
  ])
  await startDaemonIn(home)
  expect((await home.kimi(['watch', 'src', '--', 'sh', './run.sh'], { cwd: work })).status).toBe(0)
  await home.kimi(['--print', '--mode', 'auto', '-p', 'go'], { cwd: work })
  expect(readFileSync(join(work, 'run.sh'), 'utf8')).toBe('true\n')
  expect(readFileSync(join(work, 'src', 'free'), 'utf8')).toBe('x')
  await home.kimi(['task', 'stop', '--all'])
})
