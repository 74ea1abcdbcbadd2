// The way to the user's shell and back: the terminal is lent to the shell of the session, for a while or for one line.

import { sanitiseLine } from '../safety/text/sanitiser.ts'
import { offeredCommand } from '../view/turns/offered-command.ts'
import type { TurnState } from '../view/turns/turn-state.ts'
import type { Parts } from './app-parts.ts'

/** The room for a command in a note. */
const OFFER_CELLS = 60

/** Shows the shell; the one command of the last answer is typed there, where the prompt is empty. */
export function toggleShell(parts: Parts): Promise<void> {
  const { app, composer, screen } = parts
  const { turn } = app.transcript.current()
  if (!composer.isEmpty() || turn.isRunning) return switchToShell(parts)
  const command = offeredCommand(turn, screen.size())
  if (command === null || brought.get(app) === turn) return switchToShell(parts)
  brought.set(app, turn)
  return switchToShell(parts, { draft: command })
}

/** The turn whose command was typed already: it is typed once. */
const brought = new WeakMap<Parts['app'], TurnState>()

/** A line to run, after which the agent comes back; or one that is typed for the user to read, change and run. */
export interface ShellLine {
  line?: string
  draft?: string
}

/** Shows the shell of the session until the user comes back; with a line to run, until it has run. */
export async function switchToShell({ app, link, composer }: Parts, given: ShellLine = {}): Promise<void> {
  const client = link?.client()
  if (!client) return app.note('there is no connection to the daemon, which holds your shell')
  const { enterShellMode, prewarmShell } = await import('./shell/shell-mode.ts')
  const { env } = app
  let rest = ''
  const outcome = await app.lend((terminal) => {
    return enterShellMode({
      connection: client,
      terminal,
      env,
      ...given,
      onBack: (bytes) => void (rest = bytes.toString('utf8')),
      // The `!` makes it a line for the shell again.
      onUnsent: (line) => composer.isEmpty() && composer.setText(`!${line}`),
    })
  })
  if (rest !== '') composer.setText(composer.text() + rest.replaceAll(/[\x00-\x1f\x7f]/g, ''))
  if (outcome === 'ended') return
  const { cwd, pid, lastId } = await app.lend((terminal) => prewarmShell({ connection: client, terminal, env }), true)
  await offerLast(app, pid, lastId)
  offerDirectory(app, cwd)
}

/** The last command that was looked at of each shell, by the shell's process id. */
const offered = new Map<number, number>()

/** A command that has failed is offered to be brought along with the next message. */
async function offerLast(app: Parts['app'], pid: number, lastId: number): Promise<void> {
  if (lastId === 0 || offered.get(pid) === lastId) return
  offered.set(pid, lastId)
  const { commands } = await app.call('shell/commands', { after: lastId - 1, limit: 1 })
  const [last] = commands
  if (!last?.status) return
  const shown = last.line === null ? 'the last command' : `\`${sanitiseLine(last.line, OFFER_CELLS)}\``
  app.note(`${shown} ended with status ${last.status}; @shell in your next message brings its output along`)
}

/** The directory that the user has been told of: it is said once. */
const told = new WeakMap<Parts['app'], string>()

/** Tells how the session follows a shell that has gone elsewhere, with `shell.follow_cd = ask`; with `on` the daemon moves it by itself. */
function offerDirectory(app: Parts['app'], cwd: string): void {
  const { session, facts } = app.book
  if (!session || cwd === '' || cwd === facts.workDir) return
  if (session.shell.followCd !== 'ask' || told.get(app) === cwd) return
  told.set(app, cwd)
  app.note(`your shell is in ${cwd}; /cd ${cwd} takes the session there`)
}

/** Starts the shell before it is needed, where `shell.prewarm` wishes it. That it cannot be started is told when it is needed. */
export async function prewarm({ app, link }: Parts): Promise<void> {
  const client = link?.client()
  if (!client || !app.book.session?.shell.prewarm) return
  const { prewarmShell } = await import('./shell/shell-mode.ts')
  await app.lend((terminal) => prewarmShell({ connection: client, terminal, env: app.env }), true).catch(() => {})
}
