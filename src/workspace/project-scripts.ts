// The commands that a project offers: scripts of package.json, targets of make, recipes of just. The files are read as
// text; nothing in them is run, and links are not followed.

import { join } from 'node:path'
import { exists, readSmallFile } from './folder-entries.ts'
import { readJustRecipes } from './justfile-recipes.ts'
import { readMakeTargets } from './makefile-targets.ts'
import { findUpwards, listParents } from './parent-folders.ts'

/** Names of makefiles, in the order in which GNU make looks for them. */
const MAKEFILES = ['GNUmakefile', 'makefile', 'Makefile']
const JUSTFILES = ['justfile', 'Justfile', '.justfile']

/** Names of the scripts in the nearest package.json upwards, which is the one that npm uses. */
export function readPackageScripts(cwd: string): string[] {
  const root = findUpwards(cwd, 'package.json')
  if (root === null) return []
  try {
    const scripts = (JSON.parse(readSmallFile(join(root, 'package.json')) ?? '{}') as { scripts?: unknown }).scripts
    return scripts !== null && typeof scripts === 'object' && !Array.isArray(scripts) ? Object.keys(scripts) : []
  } catch {
    return [] // while the file is being edited it may be no JSON
  }
}

/** Targets of the Makefile in this directory, or recipes of the nearest justfile upwards, as the two programs look for them. */
export function readTargets(cwd: string, tool: 'make' | 'just'): string[] {
  const [folders, names, read] =
    tool === 'make' ? [[cwd], MAKEFILES, readMakeTargets] : [listParents(cwd), JUSTFILES, readJustRecipes]
  for (const folder of folders) {
    for (const name of names) {
      const text = readSmallFile(join(folder, name))
      if (text !== null) return read(text)
    }
  }
  return []
}

/** Commands to type, such as `npm run build`, `make test` and `just deploy`. */
export function listProjectCommands(cwd: string): string[] {
  return [
    ...readPackageScripts(cwd).map((name) => `npm run ${name}`),
    ...readTargets(cwd, 'make').map((name) => `make ${name}`),
    ...readTargets(cwd, 'just').map((name) => `just ${name}`),
  ]
}

const LOCK_FILES = [
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['bun.lockb', 'bun'],
  ['bun.lock', 'bun'],
] as const

/** The package manager whose lock file lies in this directory; npm when no other's does. */
export function findPackageTool(cwd: string): 'npm' | 'pnpm' | 'yarn' | 'bun' {
  return LOCK_FILES.find(([file]) => exists(join(cwd, file)))?.[1] ?? 'npm'
}
