// Reads from a command's result whether the sandbox made it fail, or kept something from it.

import type { Wall } from '../../safety/sandbox/wall.ts'
import type { ToolResult } from '../tool.ts'
import { longPattern } from '../../sys/words/long-pattern.ts'

/** The words of programs when the sandbox stops them, in the words of the C library. */
const STOPPED =
  /^bwrap: |read-only file system|operation not permitted|network is unreachable|temporary failure in name resolution|could not resolve host|name or service not known/im
const CLOSED = /permission denied/i
/** Of a command that succeeds, only an output as short as this is taken for a complaint. */
const COMPLAINT_LINES = 3

const CLOSED_NOTE =
  ' Commands that run unasked are not shown files and folders that hold secrets; to them such a file is "Permission denied".'

const WORKSPACE_NOTE =
  ' It ran in the sandbox: it can write only in the workspace and in temporary folders, and files that hold secrets are closed.'

const HIDDEN_NOTE =
  ' It ran in the sandbox, which shows it the workspace, the system, temporary folders and the folders of programs; the setting' +
  ' sandbox.folders names others.'

/** Files that a hidden home does not show. */
const MISSING = /no such file or directory/i
const NAMES_HOME = /(?:^|[\s=:'"(])(?:~|\$HOME|\$\{HOME\}|\.\.(?:\/|$|\s)|\/home\/|\/root\/|\/Users\/)/m

/** Messages of programs that the workspace's sandbox stops when they write elsewhere, or reach for the network or a service. */
const STOPPED_IN_WORKSPACE = longPattern('im')`
  ^bwrap: |read-only file system|\bEROFS\b|operation not permitted|\bEPERM\b|device or resource busy|\bEBUSY\b|cross-device link
  |network is unreachable|\bENETUNREACH\b|no route to host|temporary failure in name resolution|could not resolve (?:host|proxy)
  |name or service not known|\bENOTFOUND\b|\bEAI_AGAIN\b|getaddrinfo|failed to lookup address|no such host|unable to (?:resolve
  |connect to)|connection refused|\bECONNREFUSED\b|(?:cannot|can't|could not|failed to) connect|permission denied|\bEACCES\b
  |does not let this command reach|(?:http code|response|status:?|error:?) 403|403 forbidden
`
/** Of a long output the complaint stands near the end, below which test runners and package managers add their own lines. */
const LAST_LINES = 60

/**
 * The complaint by which the command failed behind the wall, or null: then its result is as it would be outside. A command that may
 * write is taken to have failed for the sandbox only when it has failed at all.
 */
export function findSandboxFailure(
  command: string,
  isError: boolean,
  output: string,
  kind: 'reader' | 'workspace',
): string | null {
  const lines = output.trim().split('\n')
  if (kind === 'workspace') {
    if (!isError) return null
    return STOPPED_IN_WORKSPACE.exec(lines.slice(-LAST_LINES).join('\n'))?.[0].toLowerCase() ?? null
  }
  if (!isError && lines.length > COMPLAINT_LINES) return null
  const last = lines.slice(-COMPLAINT_LINES - 2).join('\n')
  const complaint = STOPPED.exec(last)?.[0].toLowerCase() ?? null
  if (complaint !== null || !NAMES_HOME.test(command)) return complaint
  return MISSING.exec(last)?.[0].toLowerCase() ?? null
}

/** The result, with a note for the model where files were closed to the command, or may have been hidden from it. */
export function withSandboxNote(result: ToolResult, { kind, hidesDisk = false }: Wall): ToolResult {
  const output = String(result.output)
  if (CLOSED.test(output)) return withNote(result, kind === 'reader' ? CLOSED_NOTE : WORKSPACE_NOTE)
  return hidesDisk && result.is_error === true && MISSING.test(output) ? withNote(result, HIDDEN_NOTE) : result
}

function withNote(result: ToolResult, note: string): ToolResult {
  return { ...result, message: result.message + note }
}

/** The result of a command that has failed in the sandbox and may not run outside. */
export function withRefusal(result: ToolResult, complaint: string, reason: string): ToolResult {
  return { ...result, message: `${result.message} It ran in the sandbox (${complaint}). ${reason}` }
}
