// Slash commands about sessions: begin, resume, fork, name, and go back.

import { shortenSessionId } from '../../protocol/session-view.ts'
import type { AppContext } from '../app-context.ts'
import { pickTurn, undoRewind } from '../panels/rewind-picker.ts'
import { pickSession } from '../panels/session-picker.ts'
import type { SlashRow } from './slash-row.ts'

export const SESSION_ROWS: readonly SlashRow[] = [
  { name: 'new', about: 'begin a new session', run: begin },
  {
    name: 'sessions',
    aliases: ['resume'],
    usage: '[ID]',
    about: 'pick a session to go on with',
    run: (app, id) => (id === '' ? pickSession(app) : resume(app, id)),
  },
  { name: 'fork', about: 'copy this session, and go on in the copy', run: fork },
  { name: 'rename', aliases: ['title'], usage: 'TITLE', about: 'give the session a title', run: rename },
  {
    name: 'rewind',
    aliases: ['undo'],
    usage: '[undo]',
    about: 'go back to before a turn: conversation, files or both; /rewind undo takes it back',
    run: (app, args) => (args === 'undo' ? undoRewind(app) : pickTurn(app)),
  },
  { name: 'cd', usage: 'DIR', about: 'go on in another directory', run: changeDirectory },
]

async function begin(app: AppContext): Promise<void> {
  const { session } = app.book
  await app.openSession({})
  app.note(session ? `a new session; /sessions ${shortenSessionId(session.id)} goes back` : 'a new session')
}

/** Opens a session by its id, or the start of it, in the directory where it has worked. */
async function resume(app: AppContext, id: string): Promise<void> {
  const { workDir } = app.book.facts
  const found = await app.call('session/find', { id, workDir })
  await app.openSession({ id: found.id, workDir: found.workDir ?? workDir })
}

async function fork(app: AppContext): Promise<void> {
  const { session } = app.book
  if (!session) return
  const { id } = await app.call('session/fork', { id: session.id, workDir: session.workDir })
  await app.openSession({ id })
  app.note(`this is a copy of ${shortenSessionId(session.id)}, which stays as it was`)
}

async function rename(app: AppContext, title: string): Promise<void> {
  const { session, facts } = app.book
  if (!session || title === '') return app.note('/rename TITLE')
  await app.call('session/rename', { id: session.id, workDir: session.workDir, title })
  facts.title = title
  app.note(`the session is called ${title}`)
}

/** The session goes on in the directory with its conversation, for all its clients. */
async function changeDirectory(app: AppContext, path: string): Promise<void> {
  const { session, facts } = app.book
  if (!session || path === '') return app.note(`the session works in ${facts.workDir}`)
  if (app.transcript.current().turn.isRunning) return app.note('/cd waits: a turn runs; Esc interrupts it')
  const { resolve } = await import('node:path')
  const home = app.env['HOME'] ?? ''
  const wanted = resolve(facts.workDir, path.replace(/^~(?=$|\/)/, home))
  const { workDir } = await app.call('session/move', { workDir: wanted })
  app.note(`the session works in ${workDir} from now on`)
  await noteUndecided(app, workDir)
}

/** Says that the folder brings something for which the user has not decided yet. A folder that cannot be trusted whole brings nothing. */
async function noteUndecided(app: AppContext, path: string): Promise<void> {
  const { state, items } = await app.call('trust/show', { path }).catch(() => ({ state: 'nothing', items: [] }))
  if (state !== 'asks') return
  const [first, ...others] = items.map(({ kind, name }) => `${kind} ${name}`)
  const what = others.length === 0 ? first : `${first} and ${others.length} more`
  app.note(`it brings ${what}, which counts once you trust it: /trust shows it, /trust yes trusts it`)
}
