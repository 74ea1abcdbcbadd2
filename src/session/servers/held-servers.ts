// The servers that a session has: of the user, of the project where the user trusts its files, and of the client. The files are read
// again before each turn.

import type { Lease } from '../../mcp/server-lease.ts'
import {
  listHidden,
  mergeServers,
  type NamedServer,
  readProjectServers,
  readUserServers,
} from '../../mcp/server-files.ts'
import type { ServerPool } from '../../mcp/server-pool.ts'
import type { OpenSession } from '../../protocol/methods.ts'
import type { FolderAdmission } from '../admission/folder-admission.ts'

export interface HeldDeps {
  open: Pick<OpenSession, 'shellEnv' | 'skipsUserServers'>
  /** The servers of the client. */
  clients: readonly NamedServer[]
  share: string
  pool: ServerPool
  admission: FolderAdmission
  workDir(): string
  /** Called when the state or the tools of a server have changed. */
  onChanged(): void
  /** Called for each entry that cannot be read. */
  onProblem(problem: string): void
}

export interface HeldServers {
  /** Reads the files again: new servers are taken, those that have changed or are gone are given back. */
  refresh(): Promise<void>
  leases(): readonly Lease[]
  /** Gives all back. */
  close(): void
}

export function createHeldServers(deps: HeldDeps): HeldServers {
  const held = new Map<string, { text: string; lease: Lease }>()
  return {
    async refresh() {
      const servers = await findServers(deps)
      const isTrusted = deps.admission.isTrustedByUser()
      const place = { workDir: deps.workDir(), env: deps.open.shellEnv, isTrusted }
      const texts = new Map(servers.map((server) => [server.name, JSON.stringify([server, place.workDir, isTrusted])]))
      for (const [name, { text, lease }] of held) {
        if (texts.get(name) === text) continue
        lease.release()
        held.delete(name)
      }
      for (const server of servers) {
        const text = texts.get(server.name)!
        if (!held.has(server.name))
          held.set(server.name, { text, lease: deps.pool.lease(server, place, deps.onChanged) })
      }
    },
    leases: () =>
      [...held.values()].map(({ lease }) => lease).toSorted((a, b) => (a.server.name < b.server.name ? -1 : 1)),
    close() {
      for (const { lease } of held.values()) lease.release()
      held.clear()
    },
  }
}

async function findServers({ open, share, admission, clients, onProblem }: HeldDeps): Promise<NamedServer[]> {
  const none = { servers: [], problems: [] }
  const user = open.skipsUserServers === true ? none : readUserServers(share)
  const admit = admission.admitTrusted()
  const [, root] = admission.folders()
  const project = admit === null || root === undefined ? none : await readProjectServers(root, admit)
  const hidden = listHidden(project.servers, user.servers)
  for (const problem of [...user.problems, ...project.problems, ...hidden]) onProblem(problem)
  return mergeServers(project.servers, user.servers, clients)
}
