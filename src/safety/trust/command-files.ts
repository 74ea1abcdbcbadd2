// The files that a command in a configuration of git may run: its program, the script of an interpreter, what stands in quotes or in code for a shell.

import { existsSync } from 'node:fs'
import { resolve } from 'node:path'

/** Signs that end a word, also within the quotes of `sh -c "./x"`, and the sign of `--require=./n.js`. */
const WORD_ENDS = /[\s;&|'"`()<>={}!,]+/
const QUOTED = /"((?:[^"\\]|\\.)*)"|'([^']*)'/g
/** Matches a blank with a backslash before it, as in `./my\ script.sh`. */
const ESCAPED_WORD = /(?:[^\s\\;&|'"()<>]|\\.)+/g
const CHANGES_FOLDER = /(?:\bcd|\bpushd|\s-C)[ \t]+(?:"([^"]+)"|'([^']+)'|([^\s;&|'"()]+))/g
/** Names that are taken for those of scripts which are not there yet. */
const SCRIPT = /\.(?:[cm]?[jt]s|sh|bash|zsh|py|rb|pl|php|lua|awk|jar|exe|bat|ps1)$/i
const MOST_FOLDERS = 8
const MOST_FILES = 100

/**
 * Absolute paths of files and folders that the command names, first its program; also of scripts that do not exist yet. `root`: where git starts
 * it. A word that is merely an option's value may be among them.
 */
export function filesOfCommand(command: string, root: string, home: string): string[] {
  const folders = [root]
  for (const [, double, single, plain] of command.matchAll(CHANGES_FOLDER))
    if (folders.length < MOST_FOLDERS) folders.push(resolve(folders.at(-1)!, double ?? single ?? plain ?? ''))
  const found = new Set<string>()
  for (const word of wordsOf(command))
    for (const folder of folders) {
      const path = resolve(
        folder,
        word.replace(/^~(?=\/)/, () => home),
      )
      if (found.size >= MOST_FILES) return [...found]
      if (path !== root && !path.includes('\0') && (isScriptName(word) || existsSync(path))) found.add(path)
    }
  return [...found]
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
