// Words typed during a turn, on their way to it. The turn says when it has taken them; what it has not taken at its end is
// given back, so that nothing typed is lost.

import type { Client } from '../../client/peer.ts'
import type { Content } from '../../protocol/message.ts'

export interface Steering {
  /** `isUnsent`: the words were not sent by the user and stay here. */
  say(words: string, isUnsent?: boolean): void
  /** Sends what was said so far, and from now on what is said, to the client's turn. */
  connect(client: Client): void
  onTaken(words: Content): void
  /** The words that no turn has taken, one line for each. */
  untaken(): string
}

export function createSteering(): Steering {
  const said: { words: string; isUnsent: boolean }[] = []
  let client: Client | null = null
  const send = (words: string) => void client?.call('steer', { user_input: words }).catch(() => {})
  return {
    say(words, isUnsent = false) {
      said.push({ words, isUnsent })
      if (!isUnsent) send(words)
    },
    connect(connected) {
      client = connected
      for (const { words, isUnsent } of said) if (!isUnsent) send(words)
    },
    onTaken(words) {
      const at = said.findIndex((each) => !each.isUnsent && each.words === words)
      if (at >= 0) said.splice(at, 1)
    },
    untaken: () => said.map(({ words }) => words).join('\n'),
  }
}
