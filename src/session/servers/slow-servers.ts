// The words for a wait on servers that do not answer at once.

/** A wait of this length is passed over in silence. */
export const QUIET_WAIT_MS = 1_000

export function describeWaiting(names: readonly string[]): string {
  return `waiting for the MCP server${names.length === 1 ? '' : 's'} ${names.join(', ')}`
}
