// The message that the user most likely sends next: in grey on the empty prompt after a turn, and taken by Right or Tab.

import { clientVariables } from '../client/client-env.ts'
import type { Call } from './link/session-link.ts'

export interface GreyMessageDeps {
  call: Call
  env: NodeJS.ProcessEnv
  /** False where a message is of no use: another one waits already, or stands in the prompt. */
  isWanted(): boolean
  onShown(): void
  /** Puts the message into the prompt. */
  onTaken(text: string): void
}

export interface GreyMessage {
  /** The message in grey; '' for none. */
  text(): string
  /** A turn has ended as it should: asks the daemon, which answers when the user has had time to read. */
  ask(): void
  /** Another turn begins, or another session is shown. */
  forget(): void
  /** Puts the message into the prompt. False when no message is shown. */
  take(): boolean
}

export function createGreyMessage({ call, env, isWanted, onShown, onTaken }: GreyMessageDeps): GreyMessage {
  let text = ''
  let asked = 0
  const forget = () => {
    text = ''
    asked++
  }
  return {
    text: () => text,
    ask() {
      forget()
      if (!isWanted()) return
      const own = asked
      const show = (answer: { text: string }) => {
        if (own !== asked) return
        text = answer.text
        onShown()
      }
      call('session/next_message', { env: clientVariables(env) }).then(show, () => {})
    },
    forget,
    take() {
      if (text === '') return false
      const taken = text
      forget()
      onTaken(taken)
      return true
    },
  }
}
