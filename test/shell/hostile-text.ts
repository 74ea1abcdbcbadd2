// Hostile text through the surface it names, at a real prompt of one shell: nothing runs before Enter, no byte of the text
// steers the terminal, and the line stays the user's. Each shell runs these tests in a file of its own, so that they run
// side by side. test/fixtures/hostile-inputs.jsonl says what must happen to each text.

import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { leaveLine, type AskingShell } from '../support/asking-shell.ts'
import { answer, type Reply } from '../support/model-server.ts'
import { shareDaemon } from '../support/shared-daemon.ts'
import { PROMPT } from '../support/terminal.ts'

interface HostileText {
  id: string
  group: string
  surface: string
  input: string
  expect: string
  encoding?: string
}

export const HOSTILE_TEXTS = readFileSync(join(import.meta.dirname, '..', 'fixtures', 'hostile-inputs.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as HostileText)

/** The texts of the fixture that name one of these surfaces. */
export const listTexts = (...surfaces: string[]) => HOSTILE_TEXTS.filter(({ surface }) => surfaces.includes(surface))

/** Escape sequences that only hostile text could have brought: not the shell's own colours, modes and cursor moves. */
const FOREIGN = /\x1b\](?!0;|7;)|\x1b[P_^X]|\x1b\[[23]J\x1b\[1;1H|\x1b\[3J|\x1bc|[\x80-\x9f]|\x1b\[31$/

/** Text as a model's answer: once as the command, once as what is said about one. */
const asCommand = (text: string): Reply => answer(`${text}\n`)
const asExplanation = (text: string): Reply => answer(`echo harmless\n# ${text.replaceAll('\n', ' ')}\n`)

const SIDE_BY_SIDE = 4

const settle = () => new Promise((resolve) => setTimeout(resolve, 40))

async function askAndLook(
  shell: 'zsh' | 'bash' | 'fish',
  { term, model }: AskingShell,
  marker: string,
  requests: number,
): Promise<string> {
  const before = term.output().length
  // In fish the message is above the prompt, on a screen that holds nothing else.
  const isAbove = shell === 'fish'
  const messageAt = (screen: string) => (isAbove ? 0 : screen.lastIndexOf('PROMPT>'))
  term.type('words')
  term.press('ctrl-x')
  await model.received(requests).catch((error: Error) => {
    throw new Error(`${error.message}; the screen:\n${term.screen()}`, { cause: error })
  })
  const shown = await term.until(
    (screen) =>
      /\d\/\d|refused|nothing found|not |cannot|offline|—|: /.test(screen.slice(messageAt(screen))) &&
      !/asking|is not answering/.test(screen),
  )
  term.press('tab') // zsh expands at Tab what it finds in the line
  await settle() // an absence is looked for: a marker that is about to be made
  expect(existsSync(marker)).toBe(false)
  if (isAbove) {
    term.press('ctrl-a') // closes the list of completions, which would take the first Ctrl-C
    await term.until(() => term.cursor().column === PROMPT.length)
  }
  await leaveLine(term)
  expect(term.output().slice(before)).not.toMatch(FOREIGN)
  if (isAbove) {
    term.press('ctrl-l')
    await term.until((screen) => screen === 'PROMPT>')
  }
  return shown
}

/** Registers the tests of one shell. */
export function testHostileText(shell: 'zsh' | 'bash' | 'fish'): void {
  const openShell = shareDaemon()

  test('text in a suggestion or a model’s words runs nothing and does not steer the terminal', async () => {
    const cases = listTexts('suggestion', 'model-text', 'tool-output', 'commit-message', 'notification', 'file-name')
    const replies = cases.flatMap(({ input }) => [asCommand(input), asExplanation(input)])
    // Most of the time is spent waiting for a shell to be idle: several shells wait side by side.
    const share = Math.ceil(replies.length / SIDE_BY_SIDE)
    const parts = Array.from({ length: SIDE_BY_SIDE }, (_, at) => replies.slice(at * share, (at + 1) * share))
    const play = async (part: Reply[]) => {
      const dir = mkdtempSync('/tmp/kx-')
      try {
        await using asking = await openShell(shell, part, {
          cwd: dir,
          cols: 200,
          rows: 40,
          env: { KIMI_SUGGEST_OFFLINE_AFTER_MS: '60000' },
        })
        for (let index = 0; index < part.length; index++) await askAndLook(shell, asking, join(dir, 'PWNED'), index + 1)
      } finally {
        rmSync(dir, { recursive: true })
      }
    }
    await Promise.all(parts.map(play))
  }, 120_000)

  test('a sequence in pieces over several stream chunks is neutralised as a whole', async () => {
    const cases = listTexts('model-text-chunks')
    const replies = cases.map(({ input }) => answer('echo harmless\n# ', ...(JSON.parse(input) as string[]), '\n'))
    await using asking = await openShell(shell, replies, { rows: 40 })
    for (let index = 0; index < replies.length; index++) await askAndLook(shell, asking, '/nonexistent', index + 1)
  })

  test('text in an error’s body is shown as one short clean line', async () => {
    const cases = listTexts('api-error-body')
    const replies = cases.map(({ input }) => ({ status: 400, headers: { 'content-type': 'text/html' }, body: input }))
    await using asking = await openShell(shell, (index) => replies[index % replies.length]!, {
      rows: 40,
      env: { KIMI_SUGGEST_OFFLINE_AFTER_MS: '60000' },
    })
    const shown = await askAndLook(shell, asking, '/nonexistent', 1)
    const message = `${new URL(asking.model.url).host} did not accept the request (400): Login: kimi doctor`
    expect(shown).toBe(shell === 'fish' ? `${message}\nPROMPT> words` : `PROMPT> words\n${message}`)
  })

  test('the line itself, the directory’s, files’ and branch’s names are sent as text and never evaluated', async () => {
    const dir = mkdtempSync('/tmp/kx-')
    try {
      for (const [index, { input, surface }] of listTexts(
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
        await using asking = await openShell(
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
}
