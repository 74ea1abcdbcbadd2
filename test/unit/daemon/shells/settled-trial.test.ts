// The end of a command that was proposed teaches whether the proposal was good. That it answered some words is learned before.

import { expect, test } from 'vitest'
import { settleTrial } from '../../../../src/daemon/shells/shell-answers.ts'

/** The lessons that are learned when `command` ends with `status` in /w, behind a proposal that was run as `ran`. */
function learnedBehind(command: string, status: number, { ran = command, isRepair = false } = {}): string[][] {
  const learned: string[][] = []
  const shell = { trial: { about: 'words', offered: ran, ran, isRepair } as const }
  const deps = {
    onProposalSettled: (...lesson: (string | undefined)[]) =>
      void learned.push(lesson.filter((item) => item !== undefined)),
  }
  settleTrial(shell, { command, status, cwd: '/w' }, deps)
  expect(shell.trial).toBeUndefined()
  return learned
}

test('a repair is learned when it has gone well', () => {
  expect(learnedBehind('git status', 0, { isRepair: true })).toEqual([['words', 'git status', 'git status']])
})

test('a repair that failed itself is none, nor is what ran in its place', () => {
  expect(learnedBehind('git status', 128, { isRepair: true })).toEqual([])
  expect(learnedBehind('cd ..', 0, { ran: 'git status', isRepair: true })).toEqual([])
  expect(learnedBehind('cd ..', 1, { ran: 'git status' })).toEqual([])
})

test('a proposal that failed is learned as one that fails: a missing program everywhere, any other error in its directory', () => {
  expect(learnedBehind('tree -L 2', 127)).toEqual([['words', 'tree -L 2', 'tree -L 2', '']])
  expect(learnedBehind('tree -L 2', 127, { isRepair: true })).toEqual([['words', 'tree -L 2', 'tree -L 2', '']])
  expect(learnedBehind('git log', 128)).toEqual([['words', 'git log', 'git log', '/w']])
  expect(learnedBehind('ls /none', 2)).toEqual([['words', 'ls /none', 'ls /none', '/w']])
  expect(learnedBehind('cat a | cut -x', 1)).toEqual([['words', 'cat a | cut -x', 'cat a | cut -x', '/w']])
})

test.each([
  ['grep -r x .', 1],
  ['ps aux | grep x', 1],
  ['find / -name x', 1],
  ['diff a b', 1],
  ['npm test', 1],
  ['git log', 0],
  ['./run-all', 3],
  ['tail -f log', 130],
  ['yes | head', 141],
])('%s with status %d is no failure of the proposal', (command, status) => {
  expect(learnedBehind(command, status)).toEqual([])
})
