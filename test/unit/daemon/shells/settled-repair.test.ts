import { expect, test } from 'vitest'
import { settleRepair } from '../../../../src/daemon/shells/shell-answers.ts'

/** The lessons that are learned when `command` ends with `status` behind an offered repair that was run as `git status`. */
function learnedBehind(command: string, status: number): string[][] {
  const learned: string[][] = []
  const shell = { repair: { about: 'gti status', offered: 'git status', ran: 'git status' } as const }
  const deps = { onProposalSettled: (...lesson: string[]) => void learned.push(lesson) }
  settleRepair(shell, { command, status }, deps)
  expect(shell.repair).toBeUndefined()
  return learned
}

test('a repair is learned when it has gone well', () => {
  expect(learnedBehind('git status', 0)).toEqual([['gti status', 'git status', 'git status']])
})

test('a repair that failed itself is none, nor is what ran in its place', () => {
  expect(learnedBehind('git status', 128)).toEqual([])
  expect(learnedBehind('cd ..', 0)).toEqual([])
})
