// `kimi export`: a session as a ZIP archive, with the logs of the last days.

import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { shortenSessionId, type SessionChoice, type SessionFacts } from '../../protocol/session-view.ts'
import { sanitiseLine } from '../../safety/text/sanitiser.ts'
import { confirm } from '../confirm.ts'
import { withOwnDaemon } from './session-client.ts'
import { say, sayAside, sayJson } from '../standard-streams.ts'

export interface ExportOptions {
  output?: string
  /** Asks nothing. */
  yes?: boolean
  json?: boolean
}

const TITLE_CELLS = 60
const PATH_CELLS = 4_096

/** Without an id the last session of the directory, after a question. Returns the exit status. */
export async function runExport(
  id: string | undefined,
  options: ExportOptions,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  return exportChosen({ workDir: process.cwd(), ...(id === undefined ? {} : { id }) }, id === undefined, options, env)
}

/** Asks before it exports a session that was not named, and before it replaces a file. Returns the exit status. */
export async function exportChosen(
  choice: SessionChoice,
  asksFirst: boolean,
  options: ExportOptions,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  return withOwnDaemon(env, async (client) => {
    const session = await client.call('session/find', choice)
    if (asksFirst && !(await confirm(questionOf(session), options.yes))) return 1
    const path = resolve(options.output ?? `session-${session.id}.zip`)
    const replaces = existsSync(path)
    if (replaces && !(await confirm(`replace ${path}`, options.yes))) return 1
    const workDir = session.workDir ?? choice.workDir
    const { files, skipped } = await client.call('session/export', { id: session.id, workDir, path, replaces })
    if (options.json) sayJson({ id: session.id, path, files, skipped })
    else say(`${sanitiseLine(path, PATH_CELLS)}\n`)
    for (const name of skipped) sayAside(`kimi: too large, left out: ${sanitiseLine(name, 200)}\n`)
    return 0
  })
}

function questionOf({ id, title }: SessionFacts): string {
  return `export session ${shortenSessionId(id)} (${sanitiseLine(title, TITLE_CELLS)})`
}
