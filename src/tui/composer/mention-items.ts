// The items that a message can mention besides files: sessions, tasks, MCP servers and their resources, as the daemon lists them.

import type { Methods } from '../../protocol/methods.ts'
import { shortenSessionId, type SessionView } from '../../protocol/session-view.ts'
import { isTerminal, type TaskView } from '../../protocol/task.ts'
import type { MenuItem } from '../../view/composer/menu.ts'

/** Calls a method of the daemon; rejects while there is no connection. */
export type CallDaemon = <M extends keyof Methods>(
  method: M,
  params: Methods[M]['params'],
) => Promise<Methods[M]['result']>

export interface MentionItems {
  /** Tasks and sessions, the newest first, and the servers that are connected. */
  list(): Promise<readonly MenuItem[]>
  /** The last such list, which may be old; empty before there is one. */
  known(): readonly MenuItem[]
  /** The resources of a connected server; none of any other. */
  listResources(server: string): Promise<readonly MenuItem[]>
}

/** Lists are asked for again after this time. */
const KEPT_MS = 3_000
const SESSIONS_LIMIT = 100
const ENDED_TASKS = 20

/** `env` is the whole environment of the client, by which servers are found. Lists that cannot be had are empty. */
export function createMentionItems(call: CallDaemon, workDir: () => string, env: NodeJS.ProcessEnv): MentionItems {
  const place = () => ({ workDir: workDir(), shellEnv: env as Record<string, string> })
  const lists = createKeptLists()
  let known: MenuItem[] = []

  async function listServers(): Promise<string[]> {
    const { servers } = await call('mcp/list', place())
    return servers.filter(({ status }) => status === 'connected').map(({ name }) => name)
  }
  async function listAll(): Promise<MenuItem[]> {
    const none = () => []
    const [tasks, sessions, servers] = await Promise.all([
      call('task/list', { ended: ENDED_TASKS }).then((listed) => listed.tasks, none),
      call('session/list', { limit: SESSIONS_LIMIT }).then((listed) => listed.sessions, none),
      listServers().catch(none),
    ])
    // A running turn is listed as a task with its session's id.
    const own = tasks.filter(({ kind, sessionId, id }) => kind !== 'agent' || id !== sessionId)
    return [...own.map(taskItem), ...sessions.map(sessionItem), ...servers.map(serverItem)]
  }
  async function readResources(server: string): Promise<MenuItem[]> {
    // Asking another server for its resources would start it.
    if (!(await listServers()).includes(server)) return []
    const { resources } = await call('mcp/test', { ...place(), name: server })
    return resources.map(({ uri, name, description }) => ({
      label: `${server}:${uri}`,
      detail: description === '' ? name : `${name}: ${description}`,
      text: `@${server}:${uri}`,
    }))
  }
  return {
    known: () => known,
    list: () => lists('', async () => (known = await listAll())),
    listResources: (server) => lists(server, () => readResources(server)),
  }
}

/** The function returned gives the list that is known by a name, or makes it when it is missing or too old. */
function createKeptLists(): (name: string, make: () => Promise<MenuItem[]>) => Promise<readonly MenuItem[]> {
  const kept = new Map<string, { at: number; items: Promise<readonly MenuItem[]> }>()
  return (name, make) => {
    const known = kept.get(name)
    if (known && performance.now() - known.at < KEPT_MS) return known.items
    const items = make().catch(() => [])
    kept.set(name, { at: performance.now(), items })
    return items
  }
}

function sessionItem({ id, title, turns }: SessionView): MenuItem {
  const short = shortenSessionId(id)
  const label = `session:${short}`
  return { label, detail: `${title} (${turns} ${turns === 1 ? 'turn' : 'turns'})`, text: `@session:${short}` }
}

function taskItem({ short, title, status }: TaskView): MenuItem {
  const state = isTerminal(status) ? status : status.replace('_', ' ')
  return { label: `task:${short}`, detail: `${state}: ${title}`, text: `@task:${short}` }
}

function serverItem(name: string): MenuItem {
  return { label: `${name}:`, detail: 'resources of the MCP server', text: `@${name}:`, isOpen: true }
}
