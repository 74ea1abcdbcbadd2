import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { KIMI, makeHome } from '../support/kimi.ts'
import { answer, startModelServer, type Step } from '../support/model-server.ts'
import { openTerminal } from '../support/terminal.ts'

const shell = (id: string, command: string): Step => ({
  toolCall: { id, name: 'Shell', arguments: JSON.stringify({ command }) },
})

/** A turn on a terminal that runs a command which waits for the gate. `open` runs kimi with these arguments. */
async function prepare(...first: Step[]) {
  const stack = new AsyncDisposableStack()
  const usage = { prompt_tokens: 100, completion_tokens: 20, cached_tokens: 50 }
  const model = stack.use(
    await startModelServer((_, index) =>
      index === 0 ? answer(...first) : answer('## Done\n\nAll **is** w', 'ell.', { usage }),
    ),
  )
  const home = stack.use(await makeHome({ MOONSHOT_API_KEY: 'sk-x', MOONSHOT_BASE_URL: model.url }))
  const gate = join(home.dir, 'gate')
  execFileSync('mkfifo', [gate])
  return {
    home,
    /** Waits for the command that reads; the model's server, in this process, goes on meanwhile. */
    openGate: () => writeFile(gate, 'through\n'),
    open: async (program: string, ...args: string[]) =>
      stack.use(await openTerminal({ shell: program, args, env: home.env, cwd: home.dir, ready: false })),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

test('the last lines of a running command are replaced in place, then its result is folded, and Markdown is drawn', async () => {
  await using on = await prepare(
    shell('a', 'for i in 1 2 3 4 5; do echo "line $i"; done; cat gate'),
    shell('b', 'echo why; false'),
  )
  const term = await on.open(KIMI, 'ask', '--no-daemon', '--yolo', 'go')
  await term.until((screen) => /^● Shell for i in .*\n {2}line 3\n {2}line 4\n {2}line 5$/m.test(screen))
  await term.until((screen) =>
    expect(screen).toMatch(/● Shell echo why; false\n {2}✗ Failed with exit code: 1.*\n {4}why\n/),
  )
  expect(term.screen()).not.toContain('line 2')
  await on.openGate()
  const last = await term.until((screen) => screen.includes('To go on:'))
  expect(last).toMatch(/● Shell for i in .*\n {2}✓ 6 lines, .* s\n\nDone\n\nAll is well\.\n\n/)
  expect(last).toMatch(/ s · 100 in \(50 % cached\) · 20 out · \d+ % context left · kimi-k3\.1-pro\n/)
  expect(last).not.toContain('line 5')
  expect(last.match(/● Shell for/g)).toHaveLength(1)
  expect(term.output()).toContain('\u001b[1mDone')
})

test('in a pipe the text is plain, and the terminal of stderr is told what the tools do', async () => {
  await using on = await prepare(shell('a', 'cat gate'))
  const term = await on.open('sh', '-c', `'${KIMI}' ask --no-daemon --yolo go >out`)
  await term.until((screen) => screen.includes('● Shell cat gate'))
  await on.openGate()
  await term.exited
  await term.until((screen) =>
    /^● Shell cat gate\n {2}✓ through(, .* s)?\n.* s · 100 in .*kimi-k3\.1-pro$/.test(screen),
  )
  expect(readFileSync(join(on.home.dir, 'out'), 'utf8')).toBe('## Done\n\nAll **is** well.\n')
})

test('the last line of a turn can be switched off, for once and for good', async () => {
  await using on = await prepare('Hi.')
  const ask = `'${KIMI}' ask --no-daemon`
  const term = await on.open('sh', '-c', `${ask} --no-summary one; KIMI_TURNS_SUMMARY=off ${ask} two; ${ask} three`)
  await term.exited
  const last = await term.until((screen) => screen.match(/To go on:/g)?.length === 3)
  expect(last.match(/ s · .* in /g)).toHaveLength(1)
})

test('a question that no model could be asked names no way to go on, but the way to a model', async () => {
  await using home = await makeHome({ KIMI_LOCAL_SERVER: 'off' })
  const args = ['ask', '--no-daemon', 'go']
  await using term = await openTerminal({ shell: KIMI, args, env: home.env, cwd: home.dir, ready: false })
  await term.exited
  const last = await term.until((screen) => screen.includes('kimi login'))
  expect(last).toBe('kimi: no model is configured\n  kimi login, or export MOONSHOT_API_KEY=…')
})
