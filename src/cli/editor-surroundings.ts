// The parts of the surroundings of acp/acp-surroundings.ts that this command has: the way to the daemon, the environment, the browser and the log.

import { clientEnv } from '../client/client-env.ts'
import { type DaemonChoice, openAskClient } from './daemon-client.ts'
import { sayFailure } from './standard-streams.ts'

export function describeSurroundings(choice: DaemonChoice, env: NodeJS.ProcessEnv) {
  return {
    connect: () => openAskClient(choice, env),
    client: clientEnv(env),
    async openPage(url: string) {
      const { findBrowser, openPage } = await import('./accounts/browser.ts')
      const browser = findBrowser(env)
      if (browser !== null) openPage(browser, url)
    },
    log: (text: string) => sayFailure(text),
  }
}
