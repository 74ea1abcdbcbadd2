// The contract between a session and the daemon or program that hosts it.

import type { Config } from '../../config/configuration.ts'
import type { ServerPool } from '../../mcp/server-pool.ts'
import type { PluginShelf } from '../../plugins/plugin-shelf.ts'
import type { PermissionRule } from '../../safety/rules/permission-rule.ts'
import type { PreparedSandbox } from '../../safety/sandbox/sandbox.ts'
import type { SandboxPlace } from '../../safety/sandbox/wall.ts'
import type { Order } from '../../safety/trust/own-orders.ts'
import type { UserShellDoor } from '../../tools/shell/run-in-user-shell.ts'
import type { BackgroundTasks, TaskInfo } from '../../tools/tasks/background.ts'
import type { WebServices } from '../../tools/web/web-service.ts'
import type { TrustOffice } from '../admission/folder-admission.ts'
import type { ModelReply } from '../agent-run.ts'
import type { ValuesReply } from '../plugins/plugin-calls.ts'
import type { Requests } from '../requests.ts'

/** The place of a session's commands; the folders of kimi itself are known to its host. */
export type CommandPlace = Omit<SandboxPlace, 'home' | 'own'>

export interface SessionHost {
  share: string
  home: string
  /** The configuration as this client sees it, or the one given with the session. */
  config: Config
  /** The folders that the user trusts. In others nothing that the folder brings is obeyed, and nothing runs unasked. */
  trust: TrustOffice
  /** Kimi's web services that the session may use. */
  services: WebServices
  /** The permission rules of the user's configuration, as they are now. */
  rules(): readonly PermissionRule[]
  /** Writes a permission rule into the user's configuration. */
  keepRule(rule: PermissionRule): Promise<void>
  /** The sandbox for commands in a workspace; null where this system has no sandbox. */
  sandbox(place: CommandPlace): Promise<PreparedSandbox | null>
  /** The reason why commands that write run in no sandbox here; null where they do. */
  whyNoSandbox?(): Promise<string | null>
  /** The model of that name, or the default one; a value that says what is missing when there is no such model. */
  model(name: string | undefined): ModelReply
  /** Looks for a model once more, where none was found: one of this machine may have been started since. */
  lookForModel?(): Promise<void>
  log(problem: string): void
  /** The MCP servers of the daemon. */
  servers: ServerPool
  /** The commands of watches and schedules, of all sessions and shells. */
  taskOrders(): Order[]
  /** The plugins of the share directory, and the values that they may be given; without it the session has no plugins. */
  plugins?: { shelf: PluginShelf; values(): Promise<ValuesReply> }
  /** The user's shell in the session with its files in this directory. */
  userShell?(dir: string): UserShellDoor
  /** The background tasks of one session. */
  background(owner: TaskOwner): OwnedTasks
}

export interface OwnedTasks extends BackgroundTasks {
  /** Moves the commands that run in the foreground to the background, and returns their number. */
  sendToBackground(): number
  close(): void
}

/** A session, as its tasks see it. */
export interface TaskOwner {
  id: string
  dir: string
  workDir(): string
  env: Record<string, string>
  umask: number | undefined
  /** Process id of the shell that the session belongs to. */
  shellPid: number | undefined
  requests: Requests
  onTaskEnded(task: TaskInfo): void
}
