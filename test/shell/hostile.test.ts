// Hostile text through the surface it names, at a real prompt: nothing runs before Enter, no byte of it steers the
// terminal, and the line is the user's. test/fixtures/hostile-inputs.jsonl says what must happen to each.

import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { sanitiseText } from '../../src/safety/text/sanitiser.ts'
import { createLog } from '../../src/sys/log.ts'
import { leaveLine, openAskingShell, type AskingShell } from '../support/asking-shell.ts'
import { makeHome, startDaemonIn } from '../support/kimi.ts'
import { answer, type Reply } from '../support/model-server.ts'

interface Hostile {
  id: string
  group: string
  surface: string
  input: string
  expect: string
  encoding?: string
}

const ALL = readFileSync(join(import.meta.dirname, '..', 'fixtures', 'hostile-inputs.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Hostile)
const on = (...surfaces: string[]) => ALL.filter(({ surface }) => surfaces.includes(surface))

/** Escape sequences that only hostile text could have brought: not the shell's own colours, modes and cursor moves. */
const FOREIGN = /\x1b\](?!0;|7;)|\x1b[P_^X]|\x1b\[[23]J\x1b\[1;1H|\x1b\[3J|\x1bc|[\x80-\x9f]|\x1b\[31$/

/** Text as a model's answer: once as the command, once as what is said about one. */
const asCommand = (text: string): Reply => answer(`${text}\n`)
const asExplanation = (text: string): Reply => answer(`echo harmless\n# ${text.replaceAll('\n', ' ')}\n`)

const settle = () => new Promise((resolve) => setTimeout(resolve, 40))

async function askAndLook(
  shell: 'zsh' | 'bash' | 'fish',
  { term, model }: AskingShell,
  marker: string,
  requests: number,
): Promise<string> {
  const before = term.output().length
  const isAbove = shell === 'fish' // is its message, on a screen that then holds nothing else
  const messageAt = (screen: string) => (isAbove ? 0 : screen.lastIndexOf('PROMPT>'))
  term.type('words')
  term.press('ctrl-x')
  await model.received(requests)
  await term.until(
    (screen) =>
      /\d\/\d|refused|nothing found|not |cannot|offline|—|: /.test(screen.slice(messageAt(screen))) &&
      !/asking/.test(screen),
  )
  term.press('tab') // zsh expands at Tab what it finds in the line
  await settle() // an absence is looked for: a marker that is about to be made
  expect(existsSync(marker)).toBe(false)
  const shown = term.screen()
  await leaveLine(term)
  expect(term.output().slice(before)).not.toMatch(FOREIGN)
  if (isAbove) {
    term.press('ctrl-l')
    await term.until((screen) => screen === 'PROMPT>')
  }
  return shown
}

for (const shell of ['zsh', 'bash', 'fish'] as const) {
  describe(shell, () => {
    test('as a suggestion or a model’s words nothing runs, nothing steers the terminal', async () => {
      const cases = on('suggestion', 'model-text', 'tool-output', 'commit-message', 'notification', 'file-name')
      const replies = cases.flatMap(({ input }) => [asCommand(input), asExplanation(input)])
      const dir = mkdtempSync('/tmp/kx-')
      try {
        await using asking = await openAskingShell(shell, replies, {
          cwd: dir,
          cols: 200,
          rows: 40,
          env: { KIMI_SUGGEST_OFFLINE_AFTER_MS: '60000' },
        })
        for (let index = 0; index < replies.length; index++)
          await askAndLook(shell, asking, join(dir, 'PWNED'), index + 1)
      } finally {
        rmSync(dir, { recursive: true })
      }
    }, 120_000)

    test('in pieces over several stream chunks, it is neutralised as a whole', async () => {
      const cases = on('model-text-chunks')
      const replies = cases.map(({ input }) => answer('echo harmless\n# ', ...(JSON.parse(input) as string[]), '\n'))
      await using asking = await openAskingShell(shell, replies, { rows: 40 })
      for (let index = 0; index < replies.length; index++) await askAndLook(shell, asking, '/nonexistent', index + 1)
    })

    test('in an error’s body it is one short clean line', async () => {
      const cases = on('api-error-body')
      const replies = cases.map(({ input }) => ({ status: 502, headers: { 'content-type': 'text/html' }, body: input }))
      await using asking = await openAskingShell(shell, (index) => replies[index % replies.length]!, {
        rows: 40,
        env: { KIMI_SUGGEST_OFFLINE_AFTER_MS: '60000' },
      })
      expect(await askAndLook(shell, asking, '/nonexistent', 1)).not.toContain('<html>')
    })

    test('the line itself, the directory’s, files’ and branch’s names are sent as text and never evaluated', async () => {
      const dir = mkdtempSync('/tmp/kx-')
      try {
        for (const [index, { input, surface }] of on(
          'user-buffer',
          'cwd-name',
          'git-branch',
          'file-name',
          'status-text',
        ).entries()) {
          const cwd = join(dir, String(index), surface === 'cwd-name' ? input.replaceAll('/', '_') : 'plain')
          mkdirSync(cwd, { recursive: true })
          if (surface === 'file-name') writeFileSync(join(cwd, input.replaceAll('/', '_')), '')
          if (surface === 'git-branch') {
            execFileSync('git', ['init', '-q'], { cwd })
            writeFileSync(join(cwd, '.git', 'HEAD'), `ref: refs/heads/${input}\n`)
          }
          const options = { cwd, before: { zsh: 'setopt prompt_subst', bash: 'shopt -s promptvars', fish: '' }[shell] }
          await using asking = await openAskingShell(
            shell,
            () => (surface === 'status-text' ? asExplanation(input) : answer('echo fine\n')),
            options,
          )
          const { term, model } = asking
          term.press('enter', 'enter')
          await term.until((screen) => screen.split('PROMPT>').length === 4)
          const typed = surface === 'user-buffer' ? input : 'words'
          term.type(typed)
          term.press('ctrl-x')
          const request = await model.received(1)
          await term.until((screen) => screen.includes('1/1'))
          term.press('enter')
          await term.until((screen) => screen.split('PROMPT>').length >= 5)
          expect(existsSync(join(cwd, 'PWNED')), input).toBe(false)
          expect(existsSync(join(term.home, 'PWNED')), input).toBe(false)
          if (surface !== 'status-text')
            expect(JSON.stringify(request), input).toContain(
              JSON.stringify(JSON.stringify(input).slice(1, -1)).slice(1, -1).slice(0, 8),
            )
        }
      } finally {
        rmSync(dir, { recursive: true })
      }
    }, 120_000)
  })
}

test('through the socket, each closes its own connection only', async () => {
  await using home = await makeHome()
  const pid = await startDaemonIn(home)
  for (const { id, input, encoding } of on('daemon-socket')) {
    if (encoding === 'script') continue // test/daemon/socket.test.ts does what it says
    const socket = connect(home.paths.socket)
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
    socket.on('error', () => {}) // reset by the daemon
    socket.resume()
    socket.write(encoding === 'base64' ? Buffer.from(input, 'base64') : input)
    await closed
    const begin = performance.now()
    expect((await home.status()).pid, id).toBe(pid)
    expect(performance.now() - begin, id).toBeLessThan(1_000)
  }
})

test('in the log it stays one record', () => {
  const dir = mkdtempSync('/tmp/kx-')
  const log = createLog(join(dir, 'log'), sanitiseText)
  const cases = on('log')
  for (const { input } of cases) log('info', 'said', { input })
  expect(readFileSync(join(dir, 'log'), 'utf8').trim().split('\n')).toHaveLength(cases.length)
  rmSync(dir, { recursive: true })
})

test('every line of the fixture has a surface that is driven here', () => {
  const driven = [
    'suggestion',
    'model-text',
    'tool-output',
    'commit-message',
    'notification',
    'file-name',
    'model-text-chunks',
    'api-error-body',
    'user-buffer',
    'cwd-name',
    'git-branch',
    'status-text',
    'daemon-socket',
    'log',
  ]
  // Names of MCP tools: there is no such surface yet.
  expect([...new Set(ALL.map(({ surface }) => surface))].filter((surface) => !driven.includes(surface))).toEqual([
    'mcp-tool-name',
  ])
})
