// `kimi export`: a session as a ZIP archive, with the logs of the last days.

import { existsSync, mkdirSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { KimiError } from '../../protocol/errors.ts'
import type { SessionInfo } from '../../session/store/session-catalog.ts'
import { exportSession } from '../../session/store/session-export.ts'
import { hasCode } from '../../sys/files.ts'
import { findPaths } from '../../sys/paths.ts'
import { sanitiseLine } from '../../safety/text/sanitiser.ts'
import { chooseSession, shortId } from './choose-session.ts'
import { confirm } from '../confirm.ts'

export interface ExportOptions {
  output?: string
  /** Asks nothing. */
  yes?: boolean
  json?: boolean
}

const TITLE_CELLS = 60

/** Without an id the last session of the directory, after a question. */
export async function runExport(
  id: string | undefined,
  options: ExportOptions,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  const session = chooseSession(findPaths(env).share, id, process.cwd())
  if (id === undefined) {
    const question = `export session ${shortId(session.id)} (${sanitiseLine(session.title, TITLE_CELLS)})`
    if (!(await confirm(question, options.yes))) return 1
  }
  return exportSessionTo(session, options.output, options)
}

/** An archive that is there already is replaced only after a question. */
export async function exportSessionTo(
  session: SessionInfo,
  output: string | undefined,
  options: ExportOptions,
): Promise<number> {
  const path = resolve(output ?? `session-${session.id}.zip`)
  if (existsSync(path) && !(await confirm(`replace ${path}`, options.yes))) return 1
  try {
    mkdirSync(dirname(path), { recursive: true })
    const { files, skipped } = exportSession(session, path)
    if (options.json) process.stdout.write(JSON.stringify({ id: session.id, path, files, skipped }) + '\n')
    else process.stdout.write(`${path}\n`)
    for (const name of skipped) process.stderr.write(`kimi: too large, left out: ${sanitiseLine(name, 200)}\n`)
    return 0
  } catch (error) {
    if (!hasCode(error, 'EACCES', 'EROFS', 'ENOSPC', 'EISDIR', 'ENOTDIR', 'EEXIST')) throw error
    throw new KimiError('usage.invalid', `cannot write ${path}: ${(error as Error).message}`, {
      hint: 'kimi export -o FILE',
    })
  }
}
