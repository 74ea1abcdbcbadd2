// The folder of a session: what it may bring into the session, and what of it the commands find.

import { isDeepStrictEqual } from 'node:util'
import type { OpenSession } from '../../protocol/methods.ts'
import { pathWithout } from '../../sys/own-path.ts'
import { type FolderAdmission, createFolderAdmission } from '../admission/folder-admission.ts'
import type { LiveSession } from '../live-session.ts'
import { type Persona, readSkills } from '../persona/session-persona.ts'
import { type SlashCommand, listSlashCommands } from '../slash-commands.ts'
import type { SessionHost } from './session-host.ts'

/** Looks at the folder, decides what it may bring into the session, and reads the skills that are allowed with that. */
export async function admitFolder(
  open: OpenSession,
  host: SessionHost,
  live: LiveSession,
  persona: Persona,
): Promise<FolderAdmission> {
  const admission = createFolderAdmission({
    live,
    office: host.trust,
    home: open.shellEnv['HOME'] || host.home,
    trusts: open.trusts ?? false,
    seat: () => open.workDir,
    async onChanged() {
      const before = listSlashCommands(persona.skills)
      await readSkills(persona, admission.admit(), open, host)
      announceCommands(live, persona, before)
    },
    log: host.log,
  })
  await admission.look()
  await readSkills(persona, admission.admit(), open, host)
  return admission
}

/** Tells the clients of the slash commands, when they are others than before. */
function announceCommands({ requests }: LiveSession, { skills }: Persona, before: SlashCommand[]): void {
  const payload = { slash_commands: listSlashCommands(skills) }
  if (isDeepStrictEqual(payload.slash_commands, before)) return
  for (const client of requests.clients) client.event({ type: 'CommandsChanged', payload })
}

/** In a folder that is not trusted no program of the folder is found by its mere name. */
export function envOfCommands(env: Record<string, string>, admission: FolderAdmission): Record<string, string> {
  const path = env['PATH']
  return path === undefined || admission.isTrusted() ? env : { ...env, PATH: pathWithout(path, admission.folders()) }
}
