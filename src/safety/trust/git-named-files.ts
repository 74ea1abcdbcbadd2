// The files and folders of a working tree that git runs or obeys because its configuration names them: hooks elsewhere than in `.git`,
// included configuration, filters. Whoever may write them decides what the user's next git command does.

import { dirname, join, resolve } from 'node:path'
import { readSmallFile } from '../../workspace/folder-entries.ts'
import { type GitSetting, parseGitConfig, STARTS_PROGRAM } from '../../workspace/git-config.ts'
import { findRepository } from '../../workspace/git-repository.ts'
import { filesOfCommand } from './command-files.ts'

/** Configuration files that include each other are followed so far. */
const MAX_FILES = 20

/** Paths in the working trees around `folders`; some may not exist yet. `home`: where the user's own configuration lies. Never throws. */
export function findGitNamed(folders: readonly string[], home: string): string[] {
  const named = folders.flatMap((folder) => {
    const repository = findRepository(folder)
    if (repository === null) return []
    const { root, gitDirectory, commonDirectory } = repository
    const files = [join(commonDirectory, 'config'), join(gitDirectory, 'config.worktree')]
    files.push(join(home, '.gitconfig'), join(home, '.config/git/config'))
    return readNamed(files, root, home)
  })
  return [...new Set(named)]
}

function readNamed(files: string[], root: string, home: string): string[] {
  const named: string[] = []
  for (let at = 0; at < files.length && at < MAX_FILES; at++) {
    const file = files[at]!
    for (const setting of parseGitConfig(readSmallFile(file) ?? '')) {
      if (!STARTS_PROGRAM.test(setting.key)) continue
      const paths = pathsOf(setting, file, root, home)
      if (/^include/.test(setting.key)) files.push(...paths)
      named.push(...paths.filter((path) => path.startsWith(`${root}/`) && !path.startsWith(`${root}/.git/`)))
    }
  }
  return named
}

function pathsOf({ key, value }: GitSetting, file: string, root: string, home: string): string[] {
  const expand = (path: string) => path.replace(/^~(?=\/)/, () => home)
  if (/^include/.test(key)) return [resolve(dirname(file), expand(value))]
  if (/^core\.(?:hookspath|attributesfile)$/.test(key)) return [resolve(root, expand(value))]
  return filesOfCommand(value.replace(/^!/, ''), root, home)
}
