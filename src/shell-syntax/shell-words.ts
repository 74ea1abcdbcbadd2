// The words and simple commands of a line, to explain, correct and complete it.

import { type Word, cutLine, hasOwnTarget } from './line-cutter.ts'

/** The words, operators, redirections and comments of a line. A substitution is part of the word around it. */
export function splitWords(line: string): Word[] {
  return cutLine(line)
}

/** A simple command of a line: its words between two operators. */
export interface Simple {
  words: Word[]
  /** The operator before it, or the empty string. */
  before: string
}

/** The simple commands of a line, without redirections and comments. */
export function splitCommands(line: string): Simple[] {
  const commands: Simple[] = []
  let open: Simple = { words: [], before: '' }
  let isTarget = false
  for (const word of cutLine(line)) {
    if (word.kind === 'operator') {
      if (open.words.length > 0) commands.push(open)
      open = { words: [], before: word.text }
      isTarget = false
    } else if (word.kind === 'redirect') isTarget = !hasOwnTarget(word)
    else if (word.kind === 'word') {
      if (!isTarget) open.words.push(word)
      isTarget = false
    }
  }
  if (open.words.length > 0) commands.push(open)
  return commands
}

/** Words that run the command after them. */
const PREFIXES = new Set('sudo doas env nohup time nice command builtin exec then do else ! watch xargs'.split(' '))
/** Prefixes whose options are not skipped: the program they run is not looked for. */
const OPAQUE_PREFIXES = new Set(['xargs', 'watch'])
/** Options of a prefix that take the next word as their value: `sudo -u bob ls`. */
const TAKES_VALUE = /^-[ugnpCh]$/

/** The index of the program's own word, behind `sudo`, `env A=1` and the like; -1 when there are no words. */
export function findProgram(words: readonly Word[]): number {
  const valueAt = (index: number) => words[index]?.value ?? ''
  for (let i = 0; i < words.length; i += 1) {
    const value = valueAt(i)
    if (/^[A-Za-z_]\w*=/.test(value)) continue
    if (!PREFIXES.has(value) || OPAQUE_PREFIXES.has(value) || i + 1 >= words.length) return i
    let next = i + 1
    while (next < words.length && valueAt(next).startsWith('-')) next += TAKES_VALUE.test(valueAt(next)) ? 2 : 1
    if (next >= words.length) return i
    i = next - 1
  }
  return words.length > 0 ? 0 : -1
}

/** The line with one span replaced. */
export function replaceSpan(line: string, start: number, end: number, text: string): string {
  return line.slice(0, start) + text + line.slice(end)
}
