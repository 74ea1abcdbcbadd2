// Tab after `kimi`: words from static files, and the daemon's tasks, sessions and models, without starting a process.

import { expect, test } from 'vitest'
import { writeFileSync } from 'node:fs'
import { lendDaemonTo, makeHome, ROOT } from '../support/kimi.ts'

const LOADS = {
  zsh: `fpath=('${ROOT}/completions' $fpath); autoload -Uz compinit; compinit -u -D`,
  bash: `source '${ROOT}/completions/kimi.bash'`,
  fish: `source '${ROOT}/completions/kimi.fish'`,
}

test.each(['zsh', 'bash', 'fish'] as const)('%s: commands, tasks and models; Ctrl-X is what it was', async (name) => {
  await using home = await makeHome()
  writeFileSync(
    home.paths.config,
    '[models."mine:latest"]\nprovider = "p"\nmodel = "m"\nmax_context_size = 1000\n[providers.p]\ntype = "kimi"\nbase_url = "http://127.0.0.1:1"\napi_key = "k"\n',
  )
  await lendDaemonTo(home)
  await using term = await home.shell(name, { rc: LOADS[name] })
  await expect.poll(async () => (await home.status()).shells.length).toBe(1)
  const { stdout } = await home.kimi(['bg', '--json', '--title', 'a * title: with signs', '--', 'true'])
  const { short } = JSON.parse(stdout) as { short: string }
  term.type('kimi tas\t')
  await term.until(() => term.line() === 'PROMPT> kimi task')
  term.type('show \t')
  await term.until(() => term.line() === `PROMPT> kimi task show ${short}`)
  term.press('ctrl-u')
  term.type('kimi ask --model mine\t')
  await term.until(() => /PROMPT> kimi ask --model mine(\\)?:latest$/.test(term.line()))
  term.press('ctrl-u')
  term.type('list hidden files')
  term.press('ctrl-x')
  await term.until((screen) => /1\/\d/.test(screen))
})

test.each(['zsh', 'bash'] as const)(
  '%s: with no daemon, and without the plugin, Tab offers the words alone',
  async (name) => {
    for (const rc of [LOADS[name], `_kimi_unload; ${LOADS[name]}`]) {
      await using home = await makeHome()
      await using term = await home.shell(name, { rc })
      term.type('kimi task show zzz\t')
      term.type('x')
      await term.until(() => term.line() === 'PROMPT> kimi task show zzzx')
      term.press('ctrl-u')
      term.type('kimi daemon sta\t\t')
      await term.until((screen) => screen.includes('status'))
    }
  },
)
