import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT } from '../../support/kimi.ts'
import { makeTaskSpace } from './task-space.ts'

/** Reads the tasks of a home in a process that may open no more files, then one, then many. */
const LOAD_AGAIN = `
import { closeSync, openSync } from 'node:fs'
import { readTasks } from '${ROOT}/src/tasks/task-directory.ts'
const root = process.argv[1]
const open = (free) => {
  const held = []
  try { for (;;) held.push(openSync('/dev/null', 'r')) } catch {}
  for (const fd of held.splice(0, free)) closeSync(fd)
  return held
}
const says = []
for (const free of [0, 1, 100]) {
  const held = open(free)
  says.push(await readTasks(root).then((tasks) => tasks.map(({ runtime }) => runtime.status).join(), (error) => error.code))
  for (const fd of held) closeSync(fd)
}
console.log(says.join(' | '))
`

test('while too many files are open no task is forgotten or taken for new: all are read again', async () => {
  const { home, run, ended } = makeTaskSpace()
  for (let at = 0; at < 3; at++) await ended(run('true'))
  const args = ['--input-type=module', '-e', LOAD_AGAIN, join(home, '.kimi', 'tasks')]
  const limited = ['-c', 'ulimit -n 160; exec "$0" "$@"', process.execPath, ...args]
  const said = execFileSync('/bin/sh', limited, { encoding: 'utf8' })
  expect(said.trim()).toBe('EMFILE | completed,completed,completed | completed,completed,completed')
})
