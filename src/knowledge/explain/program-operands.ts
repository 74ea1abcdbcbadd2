// The meaning of the operands of well-known programs, by program.

import { explainAwk, explainDateFormat, explainMode, explainSed } from './inline-scripts.ts'

/** The place of an operand in its command. */
export interface Place {
  program: string
  /** The program and its subcommands, as typed. */
  path: readonly string[]
  /** The operand's index among the operands, and their count. */
  at: number
  count: number
  /** The options before it. */
  options: readonly string[]
}

type Meaning = string | ((value: string, place: Place) => string)

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

const isPattern = (value: string) => /[*?]/.test(value)
const nameOf = (value: string) => value.replace(/=.*$/s, '')

/** Programs separated by blanks, with the meaning of their operands. */
const MEANINGS: readonly [programs: string, meaning: Meaning][] = [
  [
    'sed',
    (value, { at, options }) =>
      at === 0 && !options.some((option) => /^(?:-e|-f|--expression)/.test(option))
        ? explainSed(value) || 'the script: what is done with each line'
        : 'the file to edit',
  ],
  [
    'awk gawk mawk',
    (value, { at, options }) =>
      at === 0 && !options.includes('-f')
        ? explainAwk(value) || 'the program: what is done with each line'
        : 'the input file',
  ],
  [
    'grep egrep fgrep rg zgrep',
    (value, { at, options }) => {
      if (at > 0 || options.some((option) => /^-[ef]/.test(option))) return 'where to search: a file or directory'
      return `the pattern to search for${/^\^|\$$|[[\]().*|\\]/.test(value) ? ' (a regular expression)' : ''}`
    },
  ],
  ['chmod', (value, { at }) => (at === 0 ? explainMode(value) : 'the file or directory whose permission changes')],
  ['chown', explainOwner],
  ['chgrp', (_value, { at }) => (at === 0 ? 'the new group' : 'whose group changes')],
  ['kill', (value) => (value.startsWith('%') ? `job ${value}` : 'the process id that gets the signal')],
  ['killall pkill pgrep pidof', 'the name of the process'],
  ['find', (value, { at }) => (at === 0 || /^[./~]/.test(value) ? 'where to search' : '')],
  ['date', (value) => (value.startsWith('+') ? explainDateFormat(value) : '')],
  ['tr', (value, { at }) => (at === 0 ? `the set of characters ${value}` : `what they become: ${value}`)],
  ['ssh', (_value, { at }) => (at === 0 ? 'the host to log into' : 'the command to run there')],
  ['ping traceroute dig nslookup host whois nmap telnet', (value) => (/^\d+$/.test(value) ? 'the port' : 'the host')],
  ['mkdir rmdir', 'the directory'],
  ['cd pushd', 'the directory to go to'],
  ['rm', 'what is deleted'],
  ['touch truncate crontab', 'the file'],
  ['cat less head tail sort uniq wc cut', (value) => (isPattern(value) ? '' : 'the input file')],
  ['du ls tree', (value) => (isPattern(value) ? '' : 'the directory or file')],
  ['man', 'the page'],
  ['make', (value) => (value.includes('=') ? 'sets a variable' : 'the target to build')],
  ['sleep', (value) => `how long: ${value}${/\d$/.test(value) ? ' seconds' : ''}`],
  ['mount', (_value, { at, count }) => (at === 0 && count > 1 ? 'the device' : 'the mount point')],
  ['dd', (value) => DD_OPERANDS[nameOf(value)] ?? ''],
  [
    'export alias local declare',
    (value) => (value.includes('=') ? `sets ${nameOf(value)} to ${value.replace(/^[^=]*=/s, '')}` : ''),
  ],
  ['xargs', (_value, { at }) => (at === 0 ? 'the command to run with the arguments read' : '')],
  [
    'tar',
    (value, { at }) =>
      at === 0 && /\.(?:tar|tgz|tar\.\w+|tbz2?|txz)$/.test(value)
        ? 'the archive file'
        : 'a file or directory in the archive',
  ],
  ['docker', explainDockerOperand],
  ['systemctl', 'the unit'],
  ['curl wget', 'the URL'],
]
const BY_PROGRAM = new Map(
  MEANINGS.flatMap(([programs, meaning]) => programs.split(' ').map((program) => [program, meaning] as const)),
)

/** The meaning of an operand of a well-known program; empty when its program says nothing about it. */
export function explainProgramOperand(value: string, place: Place): string {
  const meaning = BY_PROGRAM.get(place.program) ?? ''
  return typeof meaning === 'string' ? meaning : meaning(value, place)
}

function explainOwner(value: string, { at }: Place): string {
  if (at > 0) return 'whose owner changes'
  const [owner, group] = value.split(':')
  return group === undefined ? 'the new owner' : `the new owner ${owner} and group ${group}`
}

function explainDockerOperand(_value: string, { path, at }: Place): string {
  const verb = path.at(-1) ?? ''
  if (at === 0 && path.length > 1 && /^(?:run|pull|push|rmi|create)$/.test(verb)) return 'the image'
  if (at === 0 && /^(?:exec|logs|stop|start|rm|inspect|restart|kill|attach)$/.test(verb)) return 'the container'
  return verb === 'build' ? 'the build context: the directory with the Dockerfile' : ''
}
