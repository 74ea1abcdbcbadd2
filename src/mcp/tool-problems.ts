// The note that stands for a malformed tool in a server's list. It is read without the SDK.

import type { Tool } from '@modelcontextprotocol/client'

/** A tool that is malformed keeps its place in the list under this field of `_meta`, which says in one line what is wrong. */
export const PROBLEM_FIELD = 'kimi/problem'

/** Returns the fault of a tool of the list in one line; null for a sound tool. */
export function problemOf({ _meta: meta }: Tool): string | null {
  const problem = meta?.[PROBLEM_FIELD]
  return typeof problem === 'string' ? problem : null
}
