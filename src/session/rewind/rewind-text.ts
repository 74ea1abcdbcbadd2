// Descriptions of a rewind, one line for each change. Paths are sanitised, so that every terminal can show them.

import { relative } from 'node:path'
import { sanitiseLine } from '../../safety/text/sanitiser.ts'
import type { FileChange, RewindPlan } from './rewind-plan.ts'
import type { RewindResult } from './rewind.ts'

const PATH_CELLS = 300
/** The number of paths outside of the folder that the plan names; the others are counted. */
const NAMED_OUTSIDE = 5

export function describePlan({ place, to, files, lost, outside, turns, messages, records }: RewindPlan): string[] {
  const name = (path: string) => shorten(path, place.workDir)
  const lines = [
    records
      ? `back to before turn ${to}: ${count(turns, 'turn')}, ${count(messages, 'message')} dropped`
      : `files as before turn ${to}`,
  ]
  for (const change of files) lines.push(`  ${describeChange(change)} ${name(change.path)}${remark(change)}`)
  for (const { path, reason } of lost) lines.push(`  cannot put back ${name(path)}: ${reason}`)
  if (outside.length > 0) {
    const named = outside.slice(0, NAMED_OUTSIDE).map(name).join(', ')
    const more = outside.length > NAMED_OUTSIDE ? ` and ${outside.length - NAMED_OUTSIDE} more` : ''
    lines.push(`  cannot put back ${named}${more}: outside of the folder; what else commands did there stays too`)
  }
  if (files.length === 0 && outside.length === 0 && lost.length === 0) lines.push('  no file changes')
  return lines
}

function describeChange({ action, uncovered }: FileChange): string {
  return uncovered === '' ? action.padEnd(7) : 'cannot put back'
}

function remark({ uncovered, isChangedSince }: FileChange): string {
  if (uncovered !== '') return `: ${sanitiseLine(uncovered, PATH_CELLS)}`
  return isChangedSince ? ' (changed since by somebody else: left alone without --force)' : ''
}

export function describeResult({ restored, skipped }: RewindResult, workDir: string | null): string[] {
  return [
    `${count(restored.length, 'file')} put back${skipped.length > 0 ? `, ${skipped.length} left as they are` : ''}`,
    ...skipped.map(({ path, reason }) => `  ${shorten(path, workDir)}: ${sanitiseLine(reason, PATH_CELLS)}`),
  ]
}

function shorten(path: string, workDir: string | null): string {
  const inside = workDir === null ? path : relative(workDir, path)
  return sanitiseLine(inside === '' || inside.startsWith('..') ? path : inside, PATH_CELLS)
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`
}
