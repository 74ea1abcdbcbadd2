// The directory in which a local server starts, and the words with which it starts there. Programs look into their directory for code of
// their own accord (npx for `node_modules/.bin`, Python for modules), so no server of the user's starts in a folder that is not trusted.

import { statSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { findHome } from '../sys/own-user.ts'
import type { McpServerEntry } from '../protocol/mcp.ts'
import { isPython } from './programs/module-imports.ts'
import { runnerOf, verbsOf } from './programs/package-runner.ts'
import type { NamedServer } from './server-files.ts'
import { longPattern } from '../sys/words/long-pattern.ts'

/** The place of a session: what its servers' variables mean, and where a server that names a relative path starts. */
export interface LeasePlace {
  workDir: string
  env: Readonly<Record<string, string | undefined>>
  /** True when the user has said that the folder around `workDir` may be obeyed. A folder that brings nothing to trust is not enough. */
  isTrusted: boolean
}

export type ServerStart = { ok: true; cwd: string; args: readonly string[] | undefined } | { ok: false; reason: string }

/** Programs that run what lies in a folder that they are given. */
const FOLDER_RUNNERS = longPattern()`
  ^(?:make|gmake|just|task|npm|pnpm|yarn|go|cargo|dotnet|mvn|gradle|sbt|rake|bundle|ant|cmake|ninja|meson|bazel|nix|node|nodejs|bun|deno
  |tsx|ts-node|python[\d.]*|pypy[\d.]*|uv|poetry|pdm|hatch|pipenv|ruby|perl|php|lua|java|elixir|mix|swift|zig|env|sudo|nohup|nice
  |timeout|setsid|xargs|find|(?:ba|da|fi|k|z)?sh|direnv|mise|asdf)$
`

/**
 * The entry's directory, a project's root, else the home, since all sessions share the server. A server of the user's whose words name a
 * relative path is meant from where the user works, and is another one in each directory. It starts there once the user trusts the folder;
 * until then it starts in the home with the path made absolute, or not at all where the path could be what it runs.
 */
export function placeServer({ root, origin }: NamedServer, entry: McpServerEntry, place: LeasePlace): ServerStart {
  const { cwd, args } = entry
  const home = place.env['HOME'] || findHome()
  if (cwd !== undefined) return { ok: true, cwd: cwd.replace(/^~(?=\/|$)/, () => home), args }
  if (origin === 'project') return { ok: true, cwd: root, args }
  const isPlaced = namesRelative(args ?? [])
  if (place.isTrusted) return { ok: true, cwd: isPlaced || origin === 'client' ? place.workDir : home, args }
  if (!isPlaced) return { ok: true, cwd: home, args }
  const running = findRun(entry, place.workDir)
  if (running !== null)
    return {
      ok: false,
      reason: `it could run what this folder brings (${running}), which is not trusted: --trust lets it`,
    }
  return { ok: true, cwd: home, args: args?.map((word) => (isRelative(word) ? resolve(place.workDir, word) : word)) }
}

/** True when a word is `.`, `..` or a path that begins with one of them. */
export function namesRelative(words: readonly string[]): boolean {
  return words.some(isRelative)
}

function isRelative(word: string): boolean {
  return /^\.{1,2}(?:\/|$)/.test(word)
}

/** The relative path that may be code for the server's program: a file, or a folder that is not plainly the server's own argument. */
function findRun(entry: McpServerEntry, workDir: string): string | null {
  const { command = '', args = [] } = entry
  const first = args.findIndex(isRelative)
  const isOwn = takesFolders(entry, args.slice(0, first))
  if (!isOwn || isRelative(command)) return args[first]!
  return args.find((word) => isRelative(word) && !isFolder(resolve(workDir, word))) ?? null
}

/** True when the words before a path have named the server, so that the path is for the server and not for the program that starts it. */
function takesFolders(entry: McpServerEntry, before: readonly string[]): boolean {
  const { command = '' } = entry
  if (isPython(command)) return before.includes('-m') && before.at(-1) !== '-m'
  const program = basename(command)
  if (runnerOf(entry) === null) return !FOLDER_RUNNERS.test(program)
  const verbs = verbsOf(program)
  return before.some((word) => !word.startsWith('-') && !verbs.includes(word))
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}
