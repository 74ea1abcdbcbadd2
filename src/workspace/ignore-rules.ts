// The files that git ignores by gitignore(5), and those that no watch should look at. Ignore files are read when a path below
// them is first asked about.

import { join, relative, sep } from 'node:path'
import { readSmallFile } from './folder-entries.ts'
import { findRepository } from './git-repository.ts'
import { compileWildcards, type Wildcard } from './wildcard.ts'

interface Rule {
  isMatch(path: string): boolean
  isNegated: boolean
  /** True when the pattern matches directories only. */
  isDirectory: boolean
}

/** Directories with a tool's own files. */
const NEVER = new Set(['.git', 'node_modules', '.kimi', '.hg', '.svn'])
/** Files that vim, emacs and others write beside a file while they save it. */
const EDITORS_OWN = /(?:~|\.sw[a-p]|\.swx)$|^4913$|^\.#|^#.*#$/

export interface IgnoreRules {
  isIgnored(path: string, isDirectory: boolean): boolean
}

/** Rules for paths below `cwd`; ignore files count from the repository's root on. */
export function createIgnoreRules(cwd: string): IgnoreRules {
  const repository = findRepository(cwd)
  const root = repository?.root ?? cwd
  const excludeFiles = repository === null ? [] : [join(repository.commonDirectory, 'info', 'exclude')]
  const read = new Map<string, Rule[]>()
  const rulesOf = (dir: string) => {
    let rules = read.get(dir)
    if (!rules) {
      const files = [join(dir, '.gitignore'), ...(dir === root ? excludeFiles : [])]
      rules = files.toReversed().flatMap(readRules)
      read.set(dir, rules)
    }
    return rules
  }

  function isIgnored(path: string, isDirectory: boolean): boolean {
    const parts = relative(root, path).split(sep)
    if (parts[0] === '..' || parts[0] === '') return false
    const name = parts.at(-1)!
    if (NEVER.has(name) || (!isDirectory && EDITORS_OWN.test(name))) return true
    let verdict = false
    let dir = root
    for (let depth = 0; depth < parts.length; depth++) {
      const rest = parts.slice(depth).join('/')
      for (const { isMatch, isNegated, isDirectory: onlyDirectories } of rulesOf(dir)) {
        if ((!onlyDirectories || isDirectory) && isMatch(rest)) verdict = !isNegated
      }
      dir = join(dir, parts[depth]!)
    }
    return verdict
  }

  return { isIgnored }
}

function readRules(file: string): Rule[] {
  return (readSmallFile(file) ?? '').split(/\r?\n/).flatMap((line) => readRule(line) ?? [])
}

/** Null for a comment, a blank line, and a pattern that matches nothing. */
function readRule(line: string): Rule | null {
  let text = line.replace(/(?<!\\)\s+$/, '')
  if (text === '' || text.startsWith('#')) return null
  const isNegated = text.startsWith('!')
  if (isNegated) text = text.slice(1)
  const isDirectory = text.endsWith('/')
  if (isDirectory) text = text.slice(0, -1)
  const isAnchored = text.includes('/')
  if (text.startsWith('/')) text = text.slice(1)
  const body = readWildcards(text)
  if (body === null) return null
  const wildcards: Wildcard[] = isAnchored ? body : [{ kind: 'folders' }, ...body]
  return { isMatch: compileWildcards(wildcards), isNegated, isDirectory }
}

/** Null for a pattern that matches nothing. */
function readWildcards(glob: string): Wildcard[] | null {
  const read: Wildcard[] = []
  for (let at = 0; at < glob.length; at++) {
    const char = glob[at]!
    if (glob.startsWith('**/', at) && (at === 0 || glob[at - 1] === '/')) {
      read.push({ kind: 'folders' })
      at += 2
    } else if (glob[at - 1] === '/' && at === glob.length - 2 && glob.endsWith('**')) {
      read.push({ kind: 'rest' })
      at++
    } else if (char === '*') {
      while (glob[at + 1] === '*') at++
      read.push({ kind: 'star' })
    } else if (char === '?') read.push({ kind: 'any' })
    else if (char === '[') {
      const end = glob.indexOf(']', at + 2)
      const set = end < 0 ? null : readSet(glob.slice(at + 1, end))
      if (set === null) return null // git takes it for text that matches nothing
      read.push({ kind: 'set', set })
      at = end
    } else if (char === '\\' && at + 1 < glob.length) read.push({ kind: 'text', char: glob[++at]! })
    else read.push({ kind: 'text', char })
  }
  return read
}

/** Null for a set such as [z-a], which matches nothing in git either. */
function readSet(signs: string): RegExp | null {
  try {
    return new RegExp(`^[${signs.replace(/^[!^]/, '^').replaceAll('\\', '\\\\')}]$`)
  } catch {
    return null
  }
}
