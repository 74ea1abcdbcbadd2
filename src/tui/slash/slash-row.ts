// A slash command that the terminal carries out itself, as data.

import type { AppContext } from '../app-context.ts'

export interface SlashRow {
  name: string
  aliases?: readonly string[]
  about: string
  /** The arguments, as help shows them. Those in brackets may be left out. */
  usage?: string
  run(app: AppContext, args: string): void | Promise<void>
}
