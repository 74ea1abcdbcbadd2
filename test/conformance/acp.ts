// `npm run conformance:acp`: acpx, a client that nobody here wrote, drives `kimi acp` with and without files and terminals, with approvals
// allowed and denied, through cancelling, modes, options and loading. Every frame that acpx prints is checked against the schema. Prints a
// table; the status is 1 when a case fails. `-- --only WORD` runs the cases whose names hold the word.

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeHome, startDaemonIn } from '../support/kimi.ts'
import { script, useScripts } from '../support/wire-client.ts'
import { ensureAcpx, expect, JSON_RUN, openStage, stopOf, until, type Run, type Stage } from './acpx.ts'

interface Case {
  name: string
  scripts?: string[]
  /** Throws what is wrong. */
  run(stage: Stage): Promise<void>
}

const has = (run: Run, method: string) => run.frames.some((frame) => frame.method === method)
const hasUpdate = (run: Run, kind: string) => run.frames.some(({ params }) => params?.update?.sessionUpdate === kind)

const MAKE = [script('I make it.', ['Shell', { command: 'touch made' }]), script('done')]
const EDIT = [
  script(['ReadFile', { path: 'a.txt' }]),
  script(['StrReplaceFile', { path: 'a.txt', edit: { old: 'two', new: 'zwei' } }]),
  script('done'),
]

function execCase(name: string, flags: string[], isMade: boolean, terminal: boolean): Case {
  return {
    name,
    scripts: MAKE,
    async run({ dir, acpx }) {
      const run = await acpx(...JSON_RUN, ...flags, 'exec', 'make it')
      expect(stopOf(run) === 'end_turn', 'the turn ends', run)
      expect(has(run, 'session/request_permission'), 'the user is asked', run)
      expect(existsSync(join(dir, 'made')) === isMade, isMade ? 'the command has run' : 'the command has not run', run)
      expect(has(run, 'terminal/create') === terminal, `terminal/create ${terminal ? 'is' : 'is not'} asked`, run)
    },
  }
}

function editCase(name: string, flags: string[], files: boolean): Case {
  return {
    name,
    scripts: EDIT,
    async run({ dir, acpx }) {
      writeFileSync(join(dir, 'a.txt'), 'one\ntwo\n')
      const run = await acpx(...JSON_RUN, '--approve-all', ...flags, 'exec', 'translate')
      expect(readFileSync(join(dir, 'a.txt'), 'utf8') === 'one\nzwei\n', 'the file is edited', run)
      for (const method of ['fs/read_text_file', 'fs/write_text_file'])
        expect(has(run, method) === files, `${method} ${files ? 'is' : 'is not'} asked`, run)
      expect(hasUpdate(run, 'tool_call') && hasUpdate(run, 'tool_call_update'), 'the calls are told', run)
    },
  }
}

const CASES: Case[] = [
  execCase('exec, approvals allowed, terminal offered', ['--approve-all'], true, true),
  execCase('exec, approvals allowed, no terminal', ['--approve-all', '--no-terminal'], true, false),
  execCase('exec, approvals denied', ['--deny-all'], false, false),
  editCase('edit, files offered', [], true),
  editCase('edit, no files', ['--no-fs'], false),
  editCase('edit, neither files nor terminal', ['--no-fs', '--no-terminal'], false),
  {
    name: 'text output shows thoughts, the call and the answer',
    scripts: [`think: hmm\n${MAKE[0]}`, MAKE[1]!],
    async run({ acpx }) {
      const run = await acpx('--approve-all', 'exec', 'make it')
      for (const text of ['[thinking] hmm', 'I make it.', '[tool]', 'touch made', 'done', '[done] end_turn'])
        expect(run.stdout.includes(text), `the output holds ${text}`, run)
    },
  },
  {
    name: 'quiet output is the answer alone',
    scripts: [script('the answer')],
    async run({ acpx }) {
      const run = await acpx('--format', 'quiet', 'exec', 'ask')
      expect(run.status === 0 && run.stdout.trim() === 'the answer', 'nothing but the answer', run)
    },
  },
  {
    name: 'a session goes on over several prompts, and after its agent has ended (load)',
    scripts: [script('one'), script('two'), script('three')],
    async run({ acpx }) {
      const made = await acpx('sessions', 'new')
      expect(made.status === 0, 'a session begins', made)
      for (const [words, answer] of [
        ['first', 'one'],
        ['second', 'two'],
      ] as const) {
        const run = await acpx('--ttl', '5', '--format', 'quiet', 'prompt', words)
        expect(run.stdout.includes(answer), `${words} is answered`, run)
      }
      await until(async () => !(await acpx('status')).stdout.includes('status: running'), 'the agent ends')
      const third = await acpx(...JSON_RUN, 'prompt', 'third')
      expect(has(third, 'session/load') || has(third, 'session/resume'), 'the session is loaded', third)
      expect(stopOf(third) === 'end_turn', 'the turn ends', third)
      const history = await acpx('sessions', 'history')
      for (const words of ['first', 'second', 'third'])
        expect(history.stdout.includes(words), `history has ${words}`, history)
    },
  },
  {
    name: 'cancel ends a turn that waits',
    scripts: [script('waiting', ['Shell', { command: 'touch begun; until [ -e go ]; do sleep 0.1; done' }])],
    async run({ dir, acpx }) {
      await acpx('sessions', 'new')
      const turn = acpx(...JSON_RUN, '--approve-all', 'prompt', 'wait')
      await until(async () => existsSync(join(dir, 'begun')), 'the command runs')
      const cancelled = await acpx('cancel')
      expect(cancelled.status === 0, 'cancel is taken', cancelled)
      const run = await turn
      expect(stopOf(run) === 'cancelled', 'the turn was cancelled', run)
    },
  },
  {
    name: 'modes and options are set, and hold for the next prompt',
    scripts: [script(['WriteFile', { path: 'plan.txt', content: 'x' }]), script('done')],
    async run({ dir, acpx }) {
      await acpx('sessions', 'new')
      for (const args of [
        ['set-mode', 'plan'],
        ['set', 'model', 's'],
        ['set', 'mode', 'plan'],
      ]) {
        const run = await acpx(...args)
        expect(run.status === 0, args.join(' '), run)
      }
      const run = await acpx(...JSON_RUN, '--approve-all', 'prompt', 'write')
      expect(stopOf(run) === 'end_turn', 'the turn ends', run)
      expect(!existsSync(join(dir, 'plan.txt')), 'plan mode writes nothing', run)
      const wrong = await acpx('set-mode', 'nonsense')
      expect(wrong.status !== 0, 'an unknown mode is refused', wrong)
    },
  },
  {
    name: 'sessions are listed by the agent',
    scripts: [script('hi')],
    async run({ acpx }) {
      await acpx('exec', 'words to find')
      const run = await acpx('sessions', 'list')
      expect(run.stdout.includes('words to find'), 'the session is listed', run)
    },
  },
  {
    name: 'a failing model is an error that says what is wrong',
    scripts: ['error: 400 out of paper'],
    async run({ acpx }) {
      const run = await acpx(...JSON_RUN, 'exec', 'go')
      const error = run.frames.find((frame) => frame.error)?.error
      expect(error?.message.includes('out of paper') ?? false, 'the message says it', run)
      expect(run.status !== 0, 'the status says it', run)
    },
  },
  {
    name: 'without a model a session asks for a login',
    async run({ home, acpx }) {
      rmSync(home.paths.config)
      const run = await acpx(...JSON_RUN, 'exec', 'go')
      expect(
        run.frames.some(({ error }) => error?.code === -32000),
        'authentication required',
        run,
      )
    },
  },
]

/** acpx keeps a process for each session; its own command ends it. */
async function closeSessions({ acpx }: Stage): Promise<void> {
  await acpx('sessions', 'close')
}

ensureAcpx()
const only = process.argv.includes('--only') ? process.argv[process.argv.indexOf('--only') + 1]! : ''
await using home = await makeHome()
useScripts(home, [])
await startDaemonIn(home)
let failures = 0
for (const [index, { name, scripts = [], run }] of CASES.entries()) {
  if (!name.includes(only)) continue
  const dir = join(home.dir, `case-${index + 1}`)
  mkdirSync(dir)
  useScripts(home, scripts)
  const stage = openStage(home, dir)
  const began = performance.now()
  let problem = ''
  try {
    await run(stage)
  } catch (error) {
    problem = error instanceof Error ? error.message : String(error)
    failures++
  }
  await closeSessions(stage)
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  console.log(`${problem === '' ? 'pass' : 'FAIL'}  ${seconds.padStart(5)} s  ${name}${problem && `\n${problem}`}`)
}
console.log(failures === 0 ? 'acpx: all cases pass' : `acpx: ${failures} failed`)
process.exitCode = failures === 0 ? 0 : 1
