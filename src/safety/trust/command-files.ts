// The files that a command in a configuration of git may run: its program, the script of an interpreter, what stands in quotes or in code for a shell.

import { existsSync } from 'node:fs'
import { resolve } from 'node:path'

/** Signs that end a word, also within the quotes of `sh -c "./x"`, and the sign of `--require=./n.js`. */
const WORD_ENDS = /[\s;&|'"`()<>={}!,]+/
const QUOTED = /"((?:[^"\\]|\\.)*)"|'([^']*)'/g
/** Matches a blank with a backslash before it, as in `./my\ script.sh`. */
const ESCAPED_WORD = /(?:[^\s\\;&|'"()<>]|\\.)+/g
const CHANGES_FOLDER = /(?:\bcd|\bpushd|\s-C)[ \t]+(?:"([^"]+)"|'([^']+)'|([^\s;&|'"()]+))/g
/** A path with a folder where a command begins: at the start, behind a sign or a word of the shell, and in the code of `sh -c`. */
const PROGRAM_PATH =
  /(?:^|[;&|({!`\n]|\b(?:then|do|else|exec|sudo|time|nohup|env|command)\s|\s-\w*c\s+["'])\s*(?:\w+=\S*\s+)*["']?([\w.@+~-]+(?:\/[\w.@+-]+)+)/g
/** The first operand of an interpreter. */
const SCRIPT_PATH =
  /(?:^|[\s;&|({!`"'/])(?:(?:ba|z|da|k|a|mk|fi)?sh|python[\d.]*|node|nodejs|deno\s+run|bun|perl|ruby|php|lua|tclsh|Rscript|source|\.)(?:[ \t]+-(?!\w*[cem]\b)[\w-]+)*[ \t]+["']?([\w.@+~][\w.@+~-]*(?:\/[\w.@+-]+)*)/g
/** Names that are taken for those of scripts which are not there yet. */
const SCRIPT = /\.(?:[cm]?[jt]s|sh|bash|zsh|py|rb|pl|php|lua|awk|jar|exe|bat|ps1)$/i
const MOST_FOLDERS = 8
const MOST_FILES = 100

/**
 * Absolute paths of files and folders that the command names, first its program; also of programs and scripts that do not exist yet. `root`:
 * where git starts it. A word that is merely an option's value may be among them, unless `mayName` says that it names no file.
 */
export function filesOfCommand(
  command: string,
  root: string,
  home: string,
  mayName: (word: string) => boolean = () => true,
): string[] {
  const { changes, words, run } = readCommand(command)
  const folders = [root]
  for (const folder of changes) folders.push(resolve(folders.at(-1)!, folder))
  const found = new Set<string>()
  for (const word of words)
    for (const folder of run.has(word) || mayName(word) ? folders : []) {
      const path = resolve(
        folder,
        word.replace(/^~(?=\/)/, () => home),
      )
      if (found.size >= MOST_FILES) return [...found]
      if (path !== root && !path.includes('\0') && (run.has(word) || isScriptName(word) || existsSync(path)))
        found.add(path)
    }
  return [...found]
}

interface CommandText {
  /** The folders to which it changes, in their order. */
  changes: string[]
  words: ReadonlySet<string>
  /** The words that are run, whether they are there or not. */
  run: ReadonlySet<string>
}

const known = new Map<string, CommandText>()
const MAX_KNOWN = 300

/** The words of a command, which are found once: git's hooks and settings are looked at before each command of the agent. */
function readCommand(command: string): CommandText {
  const kept = known.get(command)
  if (kept !== undefined) return kept
  const changes = [...command.matchAll(CHANGES_FOLDER)].map(
    ([, double, single, plain]) => double ?? single ?? plain ?? '',
  )
  const run = new Set(
    [PROGRAM_PATH, SCRIPT_PATH].flatMap((sign) => [...command.matchAll(sign)].flatMap(([, path]) => path ?? [])),
  )
  const read = { changes: changes.slice(0, MOST_FOLDERS - 1), words: new Set([...wordsOf(command), ...run]), run }
  if (known.size >= MAX_KNOWN) known.clear()
  known.set(command, read)
  return read
}

function wordsOf(command: string): Set<string> {
  const quoted = [...command.matchAll(QUOTED)].map(([, double, single]) => double ?? single ?? '')
  const escaped = (command.match(ESCAPED_WORD) ?? []).map((word) => word.replaceAll(/\\(.)/g, '$1'))
  const words = [...command.split(WORD_ENDS), ...quoted, ...escaped].map((word) => word.replace(/^!/, ''))
  return new Set(words.filter((word) => word !== '' && !word.startsWith('-') && !word.startsWith('%')))
}

function isScriptName(word: string): boolean {
  return !word.includes('://') && (/^\.{1,2}\/[^\s$*?]/.test(word) || (SCRIPT.test(word) && !/[\s$*?]/.test(word)))
}
