// Programs that fetch a server before they run it. The first start of such a server takes as long as the download; later ones find it in
// the program's cache.

import { basename } from 'node:path'
import type { McpServerEntry } from '../../protocol/mcp.ts'

const START_LIMIT_MS = 30_000
/** The largest package of the market list, of 411 MB, took npx two minutes. Claude Code and Codex give 30 s, VS Code waits without a limit. */
const FETCHED_START_LIMIT_MS = 5 * 60_000
/** A local server that has not answered by then the question for its version is initialised in the old way. */
const PROBE_LIMIT_MS = 10_000
/** A server that is being fetched shall be asked for its version, and not be taken for an old one because it is late. */
const FETCHED_PROBE_LIMIT_MS = 60_000

/** Package runners, each with the subcommands that fetch; null for a program that does nothing else. */
const RUNNERS: Readonly<Record<string, readonly string[] | null>> = {
  npx: null,
  pnpx: null,
  bunx: null,
  uvx: null,
  npm: ['exec', 'x'],
  pnpm: ['dlx'],
  yarn: ['dlx'],
  bun: ['x'],
  deno: ['run'],
  uv: ['run', 'tool', 'x'],
  pipx: ['run'],
  docker: ['run'],
  podman: ['run'],
}

/** The name of the program that fetches the server, such as `npx`; null for a server that is there, or has an address. */
export function runnerOf({ command, args = [] }: Pick<McpServerEntry, 'command' | 'args'>): string | null {
  const program = basename(command ?? '')
  if (!Object.hasOwn(RUNNERS, program)) return null
  const verbs = RUNNERS[program]
  return verbs == null || verbs.includes(args.find((word) => !word.startsWith('-')) ?? '') ? program : null
}

/** The subcommands with which a package runner fetches; none for a program that does nothing else. */
export function verbsOf(program: string): readonly string[] {
  return Object.hasOwn(RUNNERS, program) ? (RUNNERS[program] ?? []) : []
}

/** The longest waits, in milliseconds: for the connection as a whole, and in it for the answer to the question for the version. */
export function startLimits(entry: McpServerEntry): { startMs: number; probeMs: number } {
  const isFetched = runnerOf(entry) !== null
  return {
    startMs: entry.startupTimeoutMs ?? (isFetched ? FETCHED_START_LIMIT_MS : START_LIMIT_MS),
    probeMs: isFetched ? FETCHED_PROBE_LIMIT_MS : PROBE_LIMIT_MS,
  }
}
