// Reads from a command's result whether the sandbox made it fail, or kept something from it.

import type { ToolResult } from '../tool.ts'

/** The words of programs when the sandbox stops them, in the words of the C library. */
const STOPPED =
  /^bwrap: |read-only file system|operation not permitted|network is unreachable|temporary failure in name resolution|could not resolve host|name or service not known/im
const CLOSED = /permission denied/i
/** Of a command that succeeds, only an output as short as this is taken for a complaint. */
const COMPLAINT_LINES = 3

const CLOSED_NOTE =
  ' Commands that run unasked are not shown files and folders that hold secrets; to them such a file is "Permission denied".'

/** Files that a hidden home does not show. */
const MISSING = /no such file or directory/i
const NAMES_HOME = /(?:^|[\s=:'"(])(?:~|\$HOME|\$\{HOME\}|\.\.(?:\/|$|\s)|\/home\/|\/root\/|\/Users\/)/m

/** The complaint by which the command failed in the sandbox, or null: then its result is as it would be outside. */
export function findSandboxFailure(command: string, isError: boolean, output: string): string | null {
  const lines = output.trim().split('\n')
  if (!isError && lines.length > COMPLAINT_LINES) return null
  const last = lines.slice(-COMPLAINT_LINES - 2).join('\n')
  const complaint = STOPPED.exec(last)?.[0].toLowerCase() ?? null
  if (complaint !== null || !NAMES_HOME.test(command)) return complaint
  return MISSING.exec(last)?.[0].toLowerCase() ?? null
}

/** The result, with a note for the model where files were closed to the command. */
export function withSandboxNote(result: ToolResult): ToolResult {
  return CLOSED.test(String(result.output)) ? { ...result, message: result.message + CLOSED_NOTE } : result
}
