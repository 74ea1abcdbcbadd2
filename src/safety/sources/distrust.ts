// Takes silent approval from a turn that has read what its user has not written. Such text may have told the model what to do, so
// nothing that reaches beyond the workspace passes without a question any more: the network, writes outside, secrets. Commands and
// addresses that the user has typed during the turn are not affected. In mode `auto`, where nobody can be asked, they are refused.

import { namedFiles } from '../rules/command-pattern.ts'
import { locate, type Decision, type PermissionState, type PermissionSubject } from '../rules/permission.ts'
import { isControlFile, isInside } from '../rules/workspace-path.ts'
import { isSensitiveFile } from '../secrets/secret-names.ts'
import { classifyCommand } from '../lines/line-risk.ts'
import { describeSources, type TurnSources } from './turn-sources.ts'

/** The decision on an act of a turn with these sources. Commands behind a sandbox that lets nothing out are not affected. */
export function distrust(
  decision: Decision,
  ask: PermissionSubject,
  state: PermissionState,
  sources: TurnSources,
): Decision {
  if (decision.kind !== 'allow' || decision.view !== undefined || sources.list().length === 0) return decision
  // Kimi CLI's clients know no question in this mode.
  if (state.mode === 'bypass' && state.asksToRead === true) return decision
  if (!reachesOut(ask, state, sources)) return decision
  const reason = describeSources(sources.list())
  return state.mode === 'auto'
    ? {
        kind: 'deny',
        reason: `${capitalise(reason)}: what reaches beyond the workspace is asked about, and nobody is here to ask`,
      }
    : { kind: 'ask', reason }
}

function reachesOut(ask: PermissionSubject, state: PermissionState, sources: TurnSources): boolean {
  const { kind, value } = ask.subject
  if (kind === 'command') return !sources.isTyped(value) && doesCommandReachOut(value, state)
  if (kind === 'edit') return value !== state.planFile && !sources.isTyped(value) && isOutside(value, state)
  if (kind === 'url') return !sources.hasRead(value) && !sources.isTyped(value) && !sources.isTyped(hostOf(value))
  return /^(?:mcp|plugin):/.test(ask.action)
}

function doesCommandReachOut(command: string, state: PermissionState): boolean {
  const { labels, parses } = classifyCommand(command, 'bash')
  if (!parses || labels.some((label) => ['network', 'credential-touching', 'privileged'].includes(label))) return true
  // Code that the line does not show may do all of this. An approval for the session names the program; these modes name nothing.
  const isUnnamed = state.mode === 'auto' || state.mode === 'bypass'
  if (isUnnamed && labels.includes('remote-code')) return true
  const writes = labels.some((label) => label === 'writes' || label === 'destructive')
  return writes && namedFiles(command).some((word) => /[/~]|^\.\.$/.test(word) && isOutside(locate(word, state), state))
}

/** True for a place outside the workspace, and for files that hold secrets or command other programs. */
function isOutside(real: string, { workDirs }: PermissionState): boolean {
  if (/^\/dev\/(?:null|std(?:in|out|err)|tty|zero)$/.test(real)) return false
  return !isInside(real, workDirs) || isSensitiveFile(real) || isControlFile(real)
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
