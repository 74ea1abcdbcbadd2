import { expect, test } from 'vitest'
import { findEarlierFailure } from '../../../../src/daemon/shells/shell-state.ts'

/** `command status` a line, oldest first. */
const find = (...lines: string[]) =>
  findEarlierFailure({
    recent: lines.map((line) => ({
      command: line.replace(/ \d+$/, ''),
      status: Number(/\d+$/.exec(line)![0]),
    })),
  })?.command

test('the newest failure is found behind commands that went well, unless the same command has gone well since', () => {
  expect(find('make 2', 'gti status 127', 'ls 0')).toBe('gti status')
  expect(find('gti status 127', 'make 2', 'vim a.c 0', 'make 0')).toBe('gti status')
  expect(find('make 2', 'make 0')).toBeUndefined()
})

test('neither Ctrl-C nor a fix that found nothing is a failure', () => {
  expect(find('gti status 127', 'sleep 9 130', 'kimi fix 1', 'ls 0')).toBe('gti status')
  expect(find('sleep 9 130', 'kimi fix 1')).toBeUndefined()
})
