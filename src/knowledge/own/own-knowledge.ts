// The user's additions to the engine, kept in memory between questions.

import type { Candidate } from '../../protocol/proposals.ts'
import { readAdditions, stampAdditions } from './addition-files.ts'
import type { Additions, OwnFix } from './addition-files.ts'
import { fixOwn } from './own-corrections.ts'
import { matchOwn } from './own-requests.ts'

export interface Own {
  suggest(query: { line: string; cwd: string }): Promise<Candidate[]>
  fix(query: { failed: string; output: string }): Promise<Candidate[]>
}

/** @param dir the directory of the files; it need not exist */
export function createOwn(dir: string, home: string): Own {
  let stamp = ''
  let additions: Additions = { intents: [], fixes: [], problems: [] }
  const tooSlow = new Set<OwnFix>()
  const refresh = async (): Promise<Additions> => {
    const now = stampAdditions(dir)
    if (now === stamp) return additions
    additions = await readAdditions(dir, home)
    stamp = now
    tooSlow.clear()
    return additions
  }
  return {
    suggest: async ({ line, cwd }) => matchOwn(line, cwd, (await refresh()).intents),
    fix: async ({ failed, output }) => fixOwn(failed, output, (await refresh()).fixes, tooSlow),
  }
}
