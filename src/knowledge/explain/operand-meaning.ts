// The meaning of an operand: by its program where that says more, else by its form (a URL, a pattern, a path).

import { type Place, explainProgramOperand } from './program-operands.ts'

const TWO_PATHS = /^(?:cp|mv|scp|rsync|ln|install|ditto)$/

/** The meaning of an operand; empty when nothing can be told. */
export function explainOperand(value: string, place: Place): string {
  const { program, at, count } = place
  const special = explainProgramOperand(value, place)
  if (special !== '') return special
  if (TWO_PATHS.test(program) && count > 1) {
    if (at === count - 1)
      return program === 'ln'
        ? 'the name of the link'
        : `the destination${/^[^/]+:/.test(value) ? ', on another machine' : ''}`
    return program === 'ln'
      ? 'what the link points to'
      : `the source${value.endsWith('/') && program === 'rsync' ? ': the contents of the directory' : ''}`
  }
  if (/^\w+:\/\//.test(value)) return 'the URL'
  if (/^[\w.-]+@[\w.-]+(?::.*)?$/.test(value) && program !== 'npm') return 'user and host'
  if (/[*?]/.test(value) || /\[.+\]/.test(value)) return 'a pattern: the shell replaces it by the names that match'
  if (value === '.') return 'the current directory'
  if (value === '..') return 'the parent directory'
  if (value === '-') return 'standard input or output'
  if (value === '~' || value.startsWith('~/')) return 'a path in your home directory'
  if (value === '/') return 'the root of the file system'
  const reference = explainGitReference(value, place)
  if (reference !== '') return reference
  if (/\.(?:tar(?:\.\w+)?|tgz|zip|gz|bz2|xz|7z)$/.test(value)) return 'an archive file'
  if (value.includes('/') || /\.\w{1,5}$/.test(value)) return 'a file or directory'
  return ''
}

function explainGitReference(value: string, { path, at, options }: Place): string {
  if (value === 'HEAD') return 'the current commit'
  if (/^HEAD(?:[~^]\d*)+$/.test(value))
    return `the commit ${value.length > 5 ? value.slice(5) : '1'} before the current one`
  const verb = path[0] === 'git' ? (path[1] ?? '') : ''
  if (/^(?:push|pull)$/.test(verb)) return at === 0 ? 'the remote' : 'the branch'
  if (!/^(?:checkout|switch|merge|rebase|branch)$/.test(verb)) return ''
  return options.includes('-b') || options.includes('-c') ? 'the start of the new branch' : 'a branch, commit or file'
}
