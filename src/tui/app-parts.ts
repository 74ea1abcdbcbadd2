// The parts of the running terminal app, for the files that let them act on each other.

import type { AppContext, Panel } from './app-context.ts'
import type { Cards } from './cards/cards.ts'
import type { Composer } from './composer/composer.ts'
import type { SessionLink } from './link/session-link.ts'
import type { GreyMessage } from './grey-message.ts'
import type { Outbox } from './outbox.ts'
import type { PromptMemory } from './prompt-memory.ts'
import type { Attention } from './screen/attention.ts'
import type { Screen } from './screen/screen.ts'
import type { StatusCommand } from './status-command.ts'
import type { Steers } from './steers.ts'

export interface Parts {
  app: AppContext
  screen: Screen
  cards: Cards
  outbox: Outbox
  steers: Steers
  composer: Composer
  memory: PromptMemory
  greyMessage: GreyMessage
  /** Takes a key, by its name, before the prompt does. True when it was for the app. */
  pressKey(name: string): boolean
  attention: Attention
  statusCommand: StatusCommand
  /** Null before the session is open. */
  link: SessionLink | null
  /** Stands in place of the prompt. */
  panel: Panel | null
  /** The reason for which there is no connection; '' while there is one. */
  trouble: string
}
