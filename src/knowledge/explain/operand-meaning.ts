// What the operands of well-known programs are: the archive, the pattern, the target, the mode.

import { explainAwk, explainDateFormat, explainMode, explainSed } from './inline-scripts.ts'

/** What is known about an operand's place. */
export interface Place {
  program: string
  /** Subcommands, as typed. */
  path: readonly string[]
  /** Which operand this is, and of how many. */
  at: number
  count: number
  /** Options seen so far. */
  options: readonly string[]
}

const DD_OPERANDS: Record<string, string> = {
  if: 'the input file or device',
  of: 'the output file or device, overwritten',
  bs: 'the block size: how much is read and written at a time',
  count: 'how many blocks to copy',
  seek: 'how many blocks to skip in the output',
  skip: 'how many blocks to skip in the input',
  status: 'what to report while copying',
  conv: 'how to convert',
}

const TWO_PATHS = /^(?:cp|mv|scp|rsync|ln|install|ditto)$/

/** What an operand means; empty when nothing can be told. */
export function explainOperand(value: string, place: Place): string {
  const { program, path, at, count, options } = place
  const special = bySpecialProgram(value, place)
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
  if (/^HEAD(?:[~^]\d*)*$/.test(value))
    return value === 'HEAD'
      ? 'the current commit'
      : `the commit ${value.length > 5 ? value.slice(5) : '1'} before the current one`
  if (
    path.length > 1 &&
    path[0] === 'git' &&
    /^(?:checkout|switch|merge|rebase|branch|push|pull)$/.test(path[1] ?? '')
  ) {
    if (/^(?:push|pull)$/.test(path[1] ?? '')) return at === 0 ? 'the remote' : 'the branch'
    return options.includes('-b') || options.includes('-c') ? 'the start of the new branch' : 'a branch, commit or file'
  }
  if (/\.(?:tar(?:\.\w+)?|tgz|zip|gz|bz2|xz|7z)$/.test(value)) return 'an archive file'
  if (value.includes('/') || /\.\w{1,5}$/.test(value)) return 'a file or directory'
  return ''
}

function bySpecialProgram(value: string, { program, path, at, count, options }: Place): string {
  switch (program) {
    case 'sed':
      return at === 0 && !options.some((option) => /^(?:-e|-f|--expression)/.test(option))
        ? explainSed(value)
        : 'the file to edit'
    case 'awk':
    case 'gawk':
    case 'mawk':
      return at === 0 && !options.includes('-f') ? explainAwk(value) : 'the input file'
    case 'grep':
    case 'egrep':
    case 'fgrep':
    case 'rg':
    case 'zgrep':
      if (at === 0 && !options.some((option) => /^-[ef]/.test(option)))
        return `the pattern to search for${/^\^|\$$|[[\]().*|\\]/.test(value) ? ' (a regular expression)' : ''}`
      return 'where to search: a file or directory'
    case 'chmod':
      return at === 0 ? explainMode(value) : 'the file or directory whose permission changes'
    case 'chown':
      return at === 0
        ? value.includes(':')
          ? `the new owner ${value.split(':')[0]} and group ${value.split(':')[1]}`
          : 'the new owner'
        : 'whose owner changes'
    case 'chgrp':
      return at === 0 ? 'the new group' : 'whose group changes'
    case 'kill':
      return /^%/.test(value) ? `job ${value}` : `the process id that gets the signal`
    case 'killall':
    case 'pkill':
    case 'pgrep':
    case 'pidof':
      return 'the name of the process'
    case 'find':
      return at === 0 || /^[./~]/.test(value) ? 'where to search' : ''
    case 'date':
      return value.startsWith('+') ? explainDateFormat(value) : ''
    case 'tr':
      return at === 0 ? `the set of characters ${value}` : `what they become: ${value}`
    case 'ssh':
      return at === 0 ? 'the host to log into' : 'the command to run there'
    case 'ping':
    case 'traceroute':
    case 'dig':
    case 'nslookup':
    case 'host':
    case 'whois':
    case 'nmap':
    case 'telnet':
      return /^\d+$/.test(value) ? 'the port' : 'the host'
    case 'mkdir':
    case 'rmdir':
      return 'the directory'
    case 'cd':
    case 'pushd':
      return 'the directory to go to'
    case 'rm':
      return 'what is deleted'
    case 'touch':
    case 'truncate':
      return 'the file'
    case 'cat':
    case 'less':
    case 'head':
    case 'tail':
    case 'sort':
    case 'uniq':
    case 'wc':
    case 'cut':
      return /[*?]/.test(value) ? '' : 'the input file'
    case 'du':
    case 'ls':
    case 'tree':
      return /[*?]/.test(value) ? '' : 'the directory or file'
    case 'man':
      return 'the page'
    case 'make':
      return value.includes('=') ? 'sets a variable' : 'the target to build'
    case 'sleep':
      return `how long: ${value}${/\d$/.test(value) ? ' seconds' : ''}`
    case 'mount':
      return at === 0 && count > 1 ? 'the device' : 'the mount point'
    case 'dd':
      return DD_OPERANDS[value.replace(/=.*$/s, '')] ?? ''
    case 'export':
    case 'alias':
    case 'local':
    case 'declare':
      return value.includes('=') ? `sets ${value.replace(/=.*$/s, '')} to ${value.replace(/^[^=]*=/s, '')}` : ''
    case 'crontab':
      return 'the file'
    case 'xargs':
      return at === 0 ? 'the command to run with the arguments read' : ''
    case 'tar':
      return at === 0 && /\.(?:tar|tgz|tar\.\w+|tbz2?|txz)$/.test(value)
        ? 'the archive file'
        : 'a file or directory in the archive'
    case 'docker':
      return path.length > 1 && /^(?:run|pull|push|rmi|create)$/.test(path.at(-1) ?? '') && at === 0
        ? 'the image'
        : /^(?:exec|logs|stop|start|rm|inspect|restart|kill|attach)$/.test(path.at(-1) ?? '') && at === 0
          ? 'the container'
          : path.at(-1) === 'build'
            ? 'the build context: the directory with the Dockerfile'
            : ''
    case 'systemctl':
      return 'the unit'
    case 'curl':
    case 'wget':
      return 'the URL'
    default:
      return ''
  }
}
