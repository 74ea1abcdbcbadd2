// D-Mail: the model sends a message to its own past. The conversation goes back to a checkpoint; files do not.

import { systemNote, type Message } from '../protocol/message.ts'

export interface DMailbox {
  /** Allows mail to the checkpoints 0 to `count - 1`. */
  allow(count: number): void
  /** Keeps the mail for the end of the step. Returns an error text, or null when it was accepted. */
  send(message: string, checkpoint: number): string | null
  /** Returns the waiting mail and removes it; null when no mail waits. */
  take(): { checkpoint: number; message: Message } | null
}

export function createDMailbox(): DMailbox {
  let count = 0
  let waiting: { checkpoint: number; text: string } | null = null
  return {
    allow: (known) => void (count = known),
    send(text, checkpoint) {
      if (waiting) return 'Only one D-Mail can be sent at a time'
      if (checkpoint < 0) return 'The checkpoint ID can not be negative'
      if (checkpoint >= count) return 'There is no checkpoint with the given ID'
      waiting = { checkpoint, text }
      return null
    },
    take() {
      const mail = waiting
      waiting = null
      return mail && { checkpoint: mail.checkpoint, message: { role: 'user', content: deliver(mail.text) } }
    },
  }
}

function deliver(text: string): string {
  return systemNote(
    'This is a D-Mail from your future self. What you did after this point is forgotten here, but files and other ' +
      `effects of it may exist already. Act on it; do not mention it to the user.\n\n${text.trim()}`,
  )
}
