// Takes silent approval from a turn that has read what its user has not written. Such text may have told the model what to do, so
// nothing that reaches beyond the workspace passes without a question any more: the network, writes outside, secrets. Commands and
// addresses that the user has typed during the turn are not affected. In mode `auto`, where nobody can be asked, they are refused.

import { namedFiles } from '../rules/command-pattern.ts'
import { hostOf } from '../rules/path-rules.ts'
import { type Decision, type PermissionState, type PermissionSubject } from '../rules/permission.ts'
import { isControlFile, isInside, realOfWord } from '../rules/workspace-path.ts'
import { isSensitiveFile } from '../secrets/secret-names.ts'
import { classifyCommand } from '../lines/line-risk.ts'
import { describePlugin, toolPrefix } from './source-of-call.ts'
import { describeSources, type TurnSources } from './turn-sources.ts'

/** The decision on an act of a turn with these sources. Commands behind a sandbox that lets nothing out are not affected. */
export function distrust(
  decision: Decision,
  ask: PermissionSubject,
  state: PermissionState,
  sources: TurnSources,
): Decision {
  if (decision.kind !== 'allow' || decision.view !== undefined) return decision
  const read = sources.hasReadOwn ? sources.list() : foreignTo(ask, sources.list())
  if (read.length === 0) return decision
  // Kimi CLI's clients know no question in this mode.
  if (state.mode === 'bypass' && state.asksToRead === true) return decision
  if (!reachesOut(ask, state, sources)) return decision
  const reason = describeSources(read)
  return state.mode === 'auto'
    ? {
        kind: 'deny',
        reason: `${capitalise(reason)}: what reaches beyond the workspace is asked about, and nobody is here to ask`,
      }
    : { kind: 'ask', reason }
}

/**
 * The sources without those that are the server or plugin itself. Where the turn has read nothing of the user's, what it sends there it was
 * told there.
 */
function foreignTo({ serverTool, pluginTool }: PermissionSubject, sources: readonly string[]): readonly string[] {
  if (pluginTool !== undefined) return sources.filter((source) => source !== describePlugin(pluginTool.plugin))
  if (serverTool === undefined) return sources
  const own = `the tool ${toolPrefix(serverTool.server)}`
  return sources.filter((source) => !source.startsWith(own))
}

function reachesOut(ask: PermissionSubject, state: PermissionState, sources: TurnSources): boolean {
  const { kind, value } = ask.subject
  if (kind === 'command') return !sources.isTyped(value) && doesCommandReachOut(value, state)
  if (kind === 'edit') return value !== state.planFile && !sources.isTyped(value) && isOutside(value, state)
  if (kind === 'url') return !sources.hasRead(value) && !sources.isTyped(value) && !isHostTyped(value, state, sources)
  return /^(?:mcp|plugin):/.test(ask.action)
}

function doesCommandReachOut(command: string, state: PermissionState): boolean {
  const { labels, parses } = classifyCommand(command, 'bash')
  if (!parses || labels.some((label) => ['network', 'credential-touching', 'privileged'].includes(label))) return true
  // Code that the line does not show may do all of this. An approval for the session names the program; these modes name nothing.
  const isUnnamed = state.mode === 'auto' || state.mode === 'bypass'
  if (isUnnamed && labels.includes('remote-code')) return true
  const writes = labels.some((label) => label === 'writes' || label === 'destructive')
  return (
    writes && namedFiles(command).some((word) => /[/~]|^\.\.$/.test(word) && isOutside(realOfWord(word, state), state))
  )
}

/** True for a place outside the workspace, and for files that hold secrets or command other programs. */
function isOutside(real: string, { workDirs }: PermissionState): boolean {
  if (/^\/dev\/(?:null|std(?:in|out|err)|tty|zero)$/.test(real)) return false
  return !isInside(real, workDirs) || isSensitiveFile(real) || isControlFile(real)
}

/** True for the host of a URL that the user has named during the turn; a file's name as `README.md` names no host. */
function isHostTyped(url: string, state: PermissionState, sources: TurnSources): boolean {
  return sources.isTyped(hostAndPortOf(url)) && state.isKnownHost?.(hostOf(url) ?? '') === true
}

function hostAndPortOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
