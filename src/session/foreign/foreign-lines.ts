// Reads the line files of other agents: each line a JSON object; anything else is left out.

import { statSync } from 'node:fs'
import { parseObject } from '../../sys/json-reading.ts'
import { readLines } from '../store/line-file.ts'

export type Line = Record<string, unknown>

/** Larger files are not taken over: they would hold the daemon for seconds, and their conversation no model could read. */
const MAX_FILE_BYTES = 128 * 1024 * 1024

/** The objects in the lines of a file. A file that is missing or too large gives no objects. */
export function* readObjects(file: string): Generator<Line> {
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? Infinity) > MAX_FILE_BYTES) return
  for (const { text } of readLines(file)) {
    const value = parseObject(text)
    if (value) yield value
  }
}

export function textField(line: Line, ...names: string[]): string {
  for (const name of names) if (typeof line[name] === 'string') return line[name]
  return ''
}

/**
 * The lines that lead to the last one, by each line's id and the id of the line before: a rewind begins a branch and leaves the old
 * one in the file.
 */
export function followBranch(lines: readonly Line[], idName: string, parentNames: readonly string[]): Line[] {
  const byId = new Map(lines.map((line) => [textField(line, idName), line]))
  const branch: Line[] = []
  const seen = new Set<Line>()
  for (let at = lines.at(-1); at !== undefined && !seen.has(at); at = byId.get(textField(at, ...parentNames))) {
    seen.add(at)
    branch.push(at)
  }
  return branch.reverse()
}
