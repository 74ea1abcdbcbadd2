import { execFileSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { createGate, openAskingShell } from '../support/asking-shell.ts'
import { answer, type Step } from '../support/model-server.ts'

const look = (what: string, arg: string): Step => ({
  toolCall: { id: `${what} ${arg}`, name: 'look', arguments: JSON.stringify({ what, arg }) },
})
const LINE = 'delete the branch I merged last'

describe.each(['zsh', 'bash'] as const)('%s', (shell) => {
  test('the line below says what is looked at, then the proposal comes; the next question knows what became of it', async () => {
    const gate = createGate()
    await using asking = await openAskingShell(shell, [
      answer('Let me look.\n', look('git', 'merged')),
      answer({ wait: gate.opened }, 'git branch -d feature/login\n# deletes the merged branch\n'),
      answer('git tag\n'),
    ])
    const { term, model } = asking
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], {
        cwd: term.home,
        stdio: 'pipe',
      })
    git('init', '-qb', 'main')
    git('commit', '-qm', 'one', '--allow-empty')
    git('branch', 'feature/login')
    term.type(LINE)
    term.press('ctrl-x')
    await term.until((screen) => screen.includes('(looking: git branch --merged)') && screen.includes('Esc cancels'))
    await term.until(() => term.line() === `PROMPT> ${LINE}`)
    gate.open()
    await term.until((screen) => screen.includes('PROMPT> git branch -d feature/login') && screen.includes('1/1'))
    expect(JSON.stringify(model.requests[1]!.body!['messages'])).toContain('feature/login')
    expect(term.screen()).not.toContain('Let me look')
    term.press('enter')
    await term.until((screen) => screen.includes('Deleted branch') && /PROMPT>$/.test(screen.trimEnd()))
    term.type('the tags')
    term.press('ctrl-x')
    await term.until((screen) => screen.includes('PROMPT> git tag'))
    const last = JSON.stringify(model.requests[2]!.body!['messages'])
    expect(last).toContain(`${LINE} -> git branch -d feature/login (run as proposed)`)
  })

  test('Esc while it looks cancels the question, and the line stays', async () => {
    await using asking = await openAskingShell(shell, [answer(look('list', '.')), { silent: true }])
    const { term, model } = asking
    term.type('what is here')
    term.press('ctrl-x')
    await term.until((screen) => screen.includes('(looking: list .)'))
    await model.received(2)
    term.press('esc')
    await model.requests[1]!.closed
    await term.until((screen) => !screen.includes('looking:'))
    await term.until(() => term.line() === 'PROMPT> what is here')
  })
})
