// Gathers what the permissions of a session rest on: the mode, the folders, the rules, the sandbox, and the approvals of its state file.

import type { OpenSession } from '../../protocol/methods.ts'
import { REFUSED_UNASKED } from '../../protocol/wire.ts'
import { findGitNamed } from '../../safety/trust/git-named-files.ts'
import { filesOfOrders, linesOfRules } from '../../safety/trust/own-orders.ts'
import type { FolderAdmission } from '../admission/folder-admission.ts'
import type { Hooks } from '../hooks/hooks.ts'
import type { LiveSession } from '../live-session.ts'
import type { SessionServers } from '../servers/session-servers.ts'
import { createTurnNotice } from '../admission/turn-notice.ts'
import type { PermitDeps } from '../permissions.ts'
import type { Persona } from '../persona/session-persona.ts'
import type { WorkspaceFolders } from '../places/workspace-folders.ts'
import type { StateStore } from '../store/state-file.ts'
import type { SessionHost } from './session-host.ts'

/** True for `--print` that names no mode: scripts written for Kimi CLI count on it to approve everything. */
export function approvesBare({ isUnattended = false, mode }: OpenSession): boolean {
  return isUnattended && mode === undefined
}

export interface PermissionParts {
  live: LiveSession
  hooks: Hooks
  persona: Persona
  admission: FolderAdmission
  servers: SessionServers
  planFile(): string
}

/** The knowledge on which the agent's permissions rest. */
export function permitDepsOf(
  open: OpenSession,
  host: SessionHost,
  { live, hooks, persona, planFile, admission, servers }: PermissionParts,
  workspace: WorkspaceFolders,
  sessionDir: string,
): PermitDeps {
  const { config, share, home, rules, keepRule, sandbox, servers: pool, plugins } = host
  const workDirs = () => [workspace.workDir, ...workspace.additionalDirs]
  const stored = () => [...rules(), ...admission.rules()]
  const approved = openApprovals(live.state, live.announce)
  const findObeyed = () => [
    ...servers.files(),
    ...filesOfUser(open, host, persona, workspace.workDir, linesOfRules(stored(), approved.patterns.read())),
  ]
  // git obeys what is in the home of the shell in which the user runs it.
  const gitUser = { home: open.shellEnv['HOME'] ?? home, env: open.shellEnv }
  const more = listFolders(config.settings['sandbox.folders'], home)
  return {
    mode: () => live.mode,
    isUnattended: open.isUnattended ?? false,
    approvesBare: approvesBare(open),
    requests: live.requests,
    hooks,
    workDirs,
    whyMoved: workspace.whyMoved,
    isTrusted: admission.isTrusted,
    share,
    sessionDir,
    // `~` is the home of the shell that runs the command.
    home: open.shellEnv['HOME'] ?? home,
    planFile,
    approved,
    rules: () => live.rules,
    stored,
    keepRule,
    tell: (text) => live.emit(createTurnNotice(text)),
    tellRefusal: (text) => live.emit(createTurnNotice(text, REFUSED_UNASKED)),
    path: open.shellEnv['PATH'] ?? '',
    configHome: open.shellEnv['XDG_CONFIG_HOME'],
    sandbox: () =>
      sandbox({
        folders: workspace.realFolders(),
        fixed: findObeyed(),
        env: open.shellEnv,
        more,
      }),
    obeyedFiles: (near) => [...findObeyed(), ...findGitNamed([...workDirs(), ...near], gitUser)],
    keyFiles: () => plugins?.shelf.keyFiles() ?? [],
    onUnaskedWork: () => pool.work.note([...workDirs(), ...more]),
    hosts: live.hosts,
    serverApprovals: config.settings['mcp.approvals'] as PermitDeps['serverApprovals'],
    sandboxMode: {
      value: config.settings['sandbox.mode'],
      isSet: config.origins['sandbox.mode'] !== 'default',
    },
  }
}

/** The files by which kimi itself runs something for its user in this session. `allowed`: the lines that rules allow. */
function filesOfUser(
  open: OpenSession,
  { config, home, taskOrders }: SessionHost,
  { hooks }: Persona,
  folder: string,
  allowed: readonly string[],
): string[] {
  const lines = [config.settings['tui.status_command'], ...hooks.map(({ command }) => command), ...allowed]
  const orders = lines.map((command) => ({ command, folder }))
  const files = [open.config?.file, open.agentFile, ...(open.mcpFiles ?? [])].filter((path) => path !== undefined)
  return filesOfOrders([...orders, ...taskOrders()], files, home)
}

/** The folders of a setting with commas. */
function listFolders(text: string, home: string): string[] {
  const names = text.split(',').map((name) => name.trim())
  return names.filter((name) => name !== '').map((name) => name.replace(/^~(?=\/|$)/, () => home))
}

/**
 * The approvals for the session, in its state file: our own patterns, and the actions in the field of Kimi CLI. `onAdded` tells the
 * clients of another one.
 */
function openApprovals({ read, save }: StateStore, onAdded: () => void): PermitDeps['approved'] {
  return {
    patterns: {
      read: () => read().kimi_rules ?? [],
      add(rule) {
        save({ kimi_rules: [...new Set([...(read().kimi_rules ?? []), rule])] })
        onAdded()
      },
    },
    actions: {
      read: () => read().approval.auto_approve_actions,
      add(action) {
        const { approval } = read()
        const actions = [...new Set([...approval.auto_approve_actions, action])]
        save({ approval: { ...approval, auto_approve_actions: actions } })
        onAdded()
      },
    },
  }
}
