// The first Ctrl-X on a machine where no daemon runs yet, in uncomfortable circumstances.

import { readFileSync } from 'node:fs'
import { test } from 'vitest'
import { makeHome } from '../support/kimi.ts'

test('zsh whose low descriptors are all taken gets its first answer without another key', async () => {
  await using home = await makeHome()
  const before = [3, 4, 5, 6, 7, 8, 9].map((fd) => `exec ${fd}</dev/null`).join('; ')
  await using term = await home.shell('zsh', { before })
  term.type('gti status')
  term.press('ctrl-x')
  await term.until((screen) => /^PROMPT> git status\n1\/\d /.test(screen))
})

test.each(['zsh', 'bash', 'fish'] as const)(
  '%s that was open before the daemon finds it at a socket path of its own, when the run directory’s path is long',
  async (shell) => {
    await using home = await makeHome({
      KIMI_RUNTIME_DIR: `/tmp/${'r'.repeat(60)}/${process.pid}-${shell}-${'d'.repeat(60)}`,
    })
    await using term = await home.shell(shell)
    term.type('gti status')
    term.press('ctrl-x')
    await term.until(() => term.line() === 'PROMPT> git status')
  },
)

test.each(['zsh', 'bash', 'fish'] as const)(
  '%s that was open before the daemon is told of its first task that fails at once, not at its next prompt',
  async (shell) => {
    await using home = await makeHome()
    await using term = await home.shell(shell)
    // The daemon gets no processor until the prompt has been drawn.
    const { pid } = home.paths
    term.type(`$KIMI_BIN bg --title build -- 'sleep 0.3; exit 3'; read daemon <${pid}; kill -STOP $daemon`)
    term.press('enter')
    await term.until((screen) => screen.endsWith('\nPROMPT>'))
    process.kill(Number(readFileSync(pid, 'utf8')), 'SIGCONT')
    await term.until((screen) => screen.includes('build failed') && term.line() === 'PROMPT>')
  },
)
