// The folders that a session works in, and the resolution of the model's paths in them.

import { isAbsolute, join, resolve } from 'node:path'
import { findHome } from '../../sys/own-user.ts'
import { MAX_PATH, followLinks, isInside } from '../../safety/rules/workspace-path.ts'
import { isSensitiveFile } from '../../safety/secrets/secret-names.ts'

export interface Workspace {
  readonly workDir: string
  readonly additionalDirs: readonly string[]
}

export interface Place {
  /** The absolute path as the model wrote it, with links unresolved. */
  path: string
  /** The path with all symbolic links resolved. */
  real: string
  /** True when `real` is in the workspace. */
  isInside: boolean
}

export function foldersOf(workspace: Workspace): string[] {
  return [workspace.workDir, ...workspace.additionalDirs]
}

/**
 * True when the path or its target is known to hold secrets: a link named `.env`, or a harmless name that leads to one.
 */
export function isSensitive({ path, real }: Place): boolean {
  return isSensitiveFile(path) || isSensitiveFile(real)
}

/** True when a link on the way from a folder of the workspace leads the path elsewhere than its name says. */
export function isLed({ path, real }: Place, workspace: Workspace): boolean {
  const around = foldersOf(workspace).find((folder) => path.startsWith(`${folder}/`))
  return around === undefined ? path !== real : followLinks(around) + path.slice(around.length) !== real
}

/** Resolves the path `typed` in the working directory. Relative paths must stay in the workspace, as in Kimi CLI. */
export function resolvePlace(
  workspace: Workspace,
  typed: string,
): { ok: true; place: Place } | { ok: false; message: string } {
  if (typed === '' || typed.includes('\0')) return { ok: false, message: 'The path is empty or holds a NUL byte.' }
  if (typed.length > MAX_PATH) return { ok: false, message: `The path is longer than ${MAX_PATH} characters.` }
  const expanded = typed === '~' || typed.startsWith('~/') ? join(findHome(), typed.slice(1)) : typed
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
