// Reads the line files of other agents: each line a JSON object; anything else is left out.

import { statSync } from 'node:fs'
import { parseObject } from '../../sys/json-reading.ts'
import { handleInSlices, inSlices } from '../../sys/time-slices.ts'
import { readLines } from '../store/line-file.ts'

export type Line = Record<string, unknown>

/** Larger files are not taken over: their conversation no model could read. */
const MAX_FILE_BYTES = 128 * 1024 * 1024

/** The objects in the lines of a file, in slices of time. A file that is missing or too large gives no objects. */
export async function* readObjects(file: string): AsyncGenerator<Line> {
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? Infinity) > MAX_FILE_BYTES) return
  for await (const { text } of inSlices(readLines(file))) {
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
export async function followBranch(
  lines: readonly Line[],
  idName: string,
  parentNames: readonly string[],
): Promise<Line[]> {
  const byId = new Map<string, Line>()
  await handleInSlices(lines, (line) => void byId.set(textField(line, idName), line))
  const branch = new Set<Line>()
  const back = function* () {
    for (let at = lines.at(-1); at !== undefined && !branch.has(at); at = byId.get(textField(at, ...parentNames)))
      yield at
  }
  await handleInSlices(back(), (line) => void branch.add(line))
  return [...branch].reverse()
}
