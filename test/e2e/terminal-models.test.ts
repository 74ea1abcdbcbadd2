// The model of a session in the terminal: chosen, kept, and found later.

import { appendFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { killDaemon, lendDaemonTo, makeHome, type Home } from '../support/kimi.ts'
import { startModelServer } from '../support/model-server.ts'
import { shareScripts } from '../support/shared-daemon.ts'
import { openUi, READY, say } from '../support/terminal-ui.ts'
import { script } from '../support/wire-client.ts'

const inHome = shareScripts()

/** Adds the model `k` to the configuration of a home. */
function addModel(home: Home, url: string): void {
  appendFileSync(
    home.paths.config,
    `[models.k]\nprovider = "k"\nmodel = "kimi-k2.5"\nmax_context_size = 100000\n[providers.k]\ntype = "kimi"\nbase_url = "${url}"\napi_key = "sk-test"\n`,
  )
}

test('the model and the effort that were chosen in a session hold over a restart of the daemon, and not for a new session', async () => {
  await using model = await startModelServer([{ steps: ['I am k'] }, { steps: ['still k'] }])
  const home = inHome([script('I am s')])
  addModel(home, model.url)
  await using term = await openUi(home)
  await say(term, '/model k')
  await term.until((screen) => expect(screen).toMatch(/k answers/))
  await say(term, '/effort high')
  await term.until((screen) => expect(screen).toMatch(/effort high/))
  await say(term, 'one')
  await term.until((screen) => expect(screen).toMatch(/I am k\n/))
  await term.idle()
  await killDaemon((await home.daemonPid())!)
  await term.until((screen) => screen.includes('connected again') && READY.test(screen))
  expect(term.screen()).toMatch(/^ask · k high · /m)
  await say(term, 'two')
  await term.until((screen) => expect(screen).toMatch(/still k\n/))
  await say(term, '/new')
  await term.until((screen) => expect(screen).toMatch(/^ask · s · /m))
})

test('a session that was begun without a model takes one as soon as a client brings one, also while another is attached', async () => {
  await using model = await startModelServer([{ steps: ['I am here'] }, { steps: ['and for all'] }])
  await using home = await makeHome()
  await lendDaemonTo(home)
  await using poor = await openUi(home)
  await say(poor, 'hello')
  await poor.until((screen) => expect(screen).toContain('no model is configured'))
  await using rich = await openUi(home, {
    args: ['-C'],
    env: { MOONSHOT_API_KEY: 'sk-test', MOONSHOT_BASE_URL: model.url },
  })
  await say(rich, 'hello two')
  await rich.until((screen) => expect(screen).toMatch(/I am here\n/))
  await poor.until((screen) => expect(screen).not.toMatch(/no model · /))
  await say(poor, 'hello three')
  await poor.until((screen) => expect(screen).toMatch(/and for all\n/))
})

test('a model server that starts after the daemon is found by whoever asks next, and the terminal shows it', async () => {
  await using server = await startModelServer([{ steps: ['I am here'] }])
  await using home = await makeHome({ KIMI_LOCAL_SERVER: server.url })
  await lendDaemonTo(home)
  await using term = await openUi(home)
  await say(term, 'hello')
  await term.until((screen) => expect(screen).toMatch(/no model is configured[^]*ask · no model · /))
  server.answerOthers({ data: [{ id: 'qwen3' }] })
  await say(term, 'hello two')
  await term.until((screen) => expect(screen).toMatch(/I am here\n[^]*ask · qwen3 · /))
})

test('/model takes a model of this terminal, in a session that a terminal without it has begun', async () => {
  await using model = await startModelServer([{ steps: ['I am the other'] }])
  model.answerOthers({ data: [{ id: 'kimi-k2.5', context_length: 262_144 }] })
  const home = inHome([script('I am s')])
  await using first = await openUi(home)
  await say(first, 'one')
  await first.until((screen) => expect(screen).toMatch(/I am s\n/))
  await first.idle()
  await using second = await openUi(home, {
    args: ['-C'],
    env: { MOONSHOT_API_KEY: 'sk-test', MOONSHOT_BASE_URL: model.url },
  })
  await say(second, '/model kimi-k2.5')
  await second.until((screen) => expect(screen).toMatch(/kimi-k2\.5 answers/))
  await say(second, 'two')
  await second.until((screen) => expect(screen).toMatch(/I am the other\n/))
})
