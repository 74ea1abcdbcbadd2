// The folders a session works in, and what a path that the model wrote means in them.

import { homedir } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'
import { followLinks, isInside, isSensitiveFile } from '../../safety/rules/workspace-path.ts'

export interface Workspace {
  readonly workDir: string
  readonly additionalDirs: readonly string[]
}

export interface Place {
  /** Absolute, as the model meant it. */
  path: string
  /** Where it leads after symbolic links. */
  real: string
  /** In the workspace, after symbolic links. */
  isInside: boolean
}

export function foldersOf(workspace: Workspace): string[] {
  return [workspace.workDir, ...workspace.additionalDirs]
}

/** A secret by either name: a link called `.env` is one wherever it leads, and so is what a harmless name leads to. */
export function isSensitive({ path, real }: Place): boolean {
  return isSensitiveFile(path) || isSensitiveFile(real)
}

/** Resolves `typed` against the work directory. Relative paths must stay in the workspace, as in Kimi CLI. */
export function resolvePlace(
  workspace: Workspace,
  typed: string,
): { ok: true; place: Place } | { ok: false; message: string } {
  if (typed === '' || typed.includes('\0')) return { ok: false, message: 'The path is empty or holds a NUL byte.' }
  const expanded = typed === '~' || typed.startsWith('~/') ? join(homedir(), typed.slice(1)) : typed
  const path = resolve(workspace.workDir, expanded)
  let real: string
  try {
    real = followLinks(path)
  } catch (error) {
    return { ok: false, message: `\`${typed}\` cannot be resolved: ${(error as Error).message}` }
  }
  const inside = isInside(real, foldersOf(workspace))
  if (!inside && !isAbsolute(expanded)) {
    const message = `\`${typed}\` is outside the working directory. Give an absolute path to reach files outside of it.`
    return { ok: false, message }
  }
  return { ok: true, place: { path, real, isInside: inside } }
}
