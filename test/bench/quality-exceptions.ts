// Runs requests that spare something ("delete all logs except error.log") and pairs of opposite requests ("older", "newer"), and
// counts the answers that act on what was to be spared, or do the opposite. The signs of a command that leaves something out are
// written here once more, so that the engine is not measured with its own rule.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { Knowledge } from '../../src/knowledge/engine.ts'
import { judgeLine } from '../../src/safety/lines/line-risk.ts'
import { fillPlaceholders } from '../../src/shell-syntax/placeholders.ts'
import { share } from './quality-table.ts'
import type { Figure } from './quality-table.ts'

/** A request and what is true of each right command for it; silence is never wrong. */
export interface ExceptionLine {
  id: string
  nl: string
  /** Words that the command names where it leaves something out, and nowhere else. */
  leavesOut?: string[]
  /** Patterns that its other parts meet, each one. */
  takes?: string[]
  /** A pattern that the whole command meets. */
  shows?: string
  /** A pattern that the command does not meet. */
  avoids?: string
}

const VALUE = String.raw`(?:"[^"]*"|'[^']*'|\\?[^\s|;&)]+)`
/** The parts of a command that leave something out. */
const LEFT_OUT = new RegExp(
  [
    String.raw`(?<=\s)(?:\\?!|-not) (?:\\\( .*? \\\)|-i?(?:name|path|wholename|regex|user|group|perm|newer\w*|size|[amc]time|[amc]min|type|lname) ${VALUE}|-\w+|${VALUE})`,
    String.raw`-i?(?:name|path) ${VALUE}(?: -type d)? -prune`,
    String.raw`\\\( (?:-i?(?:name|path) ${VALUE}(?: -o )?)+ \\\) -prune`,
    String.raw`--(?:exclude|ignore|exclude-dir|ignore-matching-lines|invert-match)(?:[= ]${VALUE})`,
    String.raw`\bgrep(?: -\w+)* -\w*v\w*(?: -\w+)* ${VALUE}`,
    String.raw`(?<=\b(?:zip|diff|du|git clean|unzip)\b[^|;&]*) -(?:x|X|e|I)(?:[= ]?${VALUE})+`,
    String.raw`(?<=\btree\b[^|;&]*|\bls\b[^|;&]*|\bdiff\b[^|;&]*) -\w*I\w* ${VALUE}`,
    String.raw`['"]?:(?:!|\^|\(exclude\))${VALUE}`,
    String.raw`(?:-g|--glob) ['"]?!${VALUE}`,
    String.raw`!\([^)]*\)|\(\?![^)]*\)`,
    String.raw`!(?:=|~) ?${VALUE}|!/[^/]*/`,
    String.raw`sed (?:-\w+ )*['"]/[^/]*/d['"]`,
    String.raw`--(?:no|omit|not|invert)[-\w]*(?:[= ]\w+)?|-N\b.*`,
  ].join('|'),
  'g',
)

/** True when a command spares what the line spares. */
function isSparing(command: string, { leavesOut = [], shows, avoids }: ExceptionLine): boolean {
  const out = (command.match(LEFT_OUT) ?? []).join('\n').toLowerCase()
  const rest = command.replaceAll(LEFT_OUT, ' ').toLowerCase()
  const names = (word: string, text: string): boolean =>
    new RegExp(`(?<![a-z\\d])${word.toLowerCase().replaceAll(/[.*+?^${}()|[\]\\]/g, '.?\\$&')}(?![a-z\\d])`).test(text)
  return (
    leavesOut.every((word) => names(word, out) && !names(word, rest)) &&
    (shows === undefined || new RegExp(shows, 'i').test(command)) &&
    (avoids === undefined || !new RegExp(avoids, 'i').test(command))
  )
}

/** True when it acts on what the line is about, too. */
const isFaithful = (command: string, line: ExceptionLine): boolean =>
  isSparing(command, line) &&
  (line.takes ?? []).every((pattern) => new RegExp(pattern, 'i').test(command.replaceAll(LEFT_OUT, ' ')))

export interface ExceptionCounts {
  right: number
  silent: number
  /** The lines with an answer that is not what the line asks. */
  wrong: string[]
}

/** The line that asks for the opposite: in a file of pairs, one stands behind the other. */
const partnerOf = (lines: readonly ExceptionLine[], at: number): ExceptionLine => lines[at % 2 === 0 ? at + 1 : at - 1]!

/**
 * @param kind of requests that spare something, each command offered has to spare it, the first has to act on what is meant, and so has
 *   each other that changes anything; of pairs a command is wrong that the opposite request should have got, and the same first command
 *   for both
 */
export async function countExceptions(
  k: Knowledge,
  lines: readonly ExceptionLine[],
  kind: 'exceptions' | 'pairs',
): Promise<ExceptionCounts> {
  const counts: ExceptionCounts = { right: 0, silent: 0, wrong: [] }
  const answers: string[][] = []
  // The spared things may lie in the folder: then their names are read as the names of files.
  const besides: string[][] = []
  for (const line of lines) {
    const names = kind === 'pairs' ? [] : namesIn(line)
    // oxlint-disable-next-line no-await-in-loop
    answers.push(await answersOf(k, line, []))
    // oxlint-disable-next-line no-await-in-loop
    besides.push(names.length === 0 ? [] : await answersOf(k, line, names))
  }
  for (const [at, line] of lines.entries()) {
    const found = answers[at]!
    const isWrong = (command: string, first: string): boolean => {
      if (isFaithful(command, line)) return false
      if (kind === 'exceptions') return command === first || !isSparing(command, line) || changesThings(command)
      const isShared = command === first && command === answers[lines.indexOf(partnerOf(lines, at))]![0]
      return isShared || isFaithful(command, partnerOf(lines, at))
    }
    const wrong = [found, besides[at]!].flatMap((all) => all.filter((command) => isWrong(command, all[0]!)))
    if (wrong.length > 0) counts.wrong.push(`${line.id} ${line.nl} ⇒ ${wrong[0]}`)
    else if (found.length === 0) counts.silent += 1
    else if (isFaithful(found[0]!, line)) counts.right += 1
  }
  return counts
}

/** True for a command that deletes, or writes anywhere. One with a blank does neither before the user has named the thing. */
const changesThings = (command: string): boolean =>
  fillPlaceholders(command).filled === command &&
  judgeLine(command, 'bash').labels.some((label) => label === 'writes' || label === 'destructive')

/** The names of what a line leaves out, as far as a file or a folder may bear them. */
const namesIn = ({ leavesOut = [] }: ExceptionLine): string[] =>
  leavesOut.filter((name) => /^[.\w-]+$/.test(name) && !name.startsWith('.'))

/**
 * All commands that are offered for a line, in a folder of its own.
 * @param here the names of what lies in that folder; one with an ending is a file
 */
async function answersOf(k: Knowledge, line: ExceptionLine, here: readonly string[]): Promise<string[]> {
  const cwd = mkdtempSync(join(tmpdir(), 'kimi-quality-'))
  try {
    if (here.length > 0) mkdirSync(join(cwd, '.git'))
    for (const name of here)
      if (/\w\.\w+$/.test(name)) writeFileSync(join(cwd, name), '')
      else mkdirSync(join(cwd, name))
    const found = await k.suggest({ line: line.nl, cwd, shell: 'bash', limit: 5 })
    // When the program is missing, the first offer is its installation.
    return found.map(({ command }) => command).filter((command) => !INSTALLS.test(command))
  } finally {
    rmSync(cwd, { recursive: true, force: true })
  }
}

const INSTALLS = /^sudo (?:apt|dnf|pacman|brew|apk|zypper)\b/

/** @param name the name of the set in the table */
export async function runExceptions(
  k: Knowledge,
  name: string,
  kind: 'exceptions' | 'pairs',
  lines: readonly ExceptionLine[],
  misses: string[],
): Promise<Figure[]> {
  const { right, silent, wrong } = await countExceptions(k, lines, kind)
  misses.push(...wrong)
  const n = lines.length
  return [
    { name: `${name}: right`, value: share(right, n), unit: '%', floor: 25, goal: 50, n },
    { name: `${name}: silent`, value: share(silent, n), unit: '%', n },
    {
      name: `${name}: ${kind === 'pairs' ? 'swapped' : 'inverted or dropped'}`,
      value: share(wrong.length, n),
      unit: '%',
      floor: 0,
      goal: 0,
      less: true,
      n,
    },
  ]
}
