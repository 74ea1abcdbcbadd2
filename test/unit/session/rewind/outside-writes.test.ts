import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createFileKeeper } from '../../../../src/session/rewind/file-keeper.ts'
import { findOutsideWrites } from '../../../../src/session/rewind/outside-writes.ts'
import { planRewind } from '../../../../src/session/rewind/rewind-plan.ts'
import { describePlan } from '../../../../src/session/rewind/rewind-text.ts'
import { makeSession, useScratch } from '../session-fixture.ts'

const scratch = useScratch()
const HOME = '/nowhere/home'

describe('what a command writes outside of the folder', () => {
  const told: [line: string, paths: string[]][] = [
    ['echo hi > inside.txt; echo hi > ~/outside4.txt', [`${HOME}/outside4.txt`]],
    ['echo hi >> "$HOME/a b"', [`${HOME}/a b`]],
    ['touch /nowhere/a /nowhere/b c', ['/nowhere/a', '/nowhere/b']],
    ['cp a /nowhere/a', ['/nowhere/a']],
    ['cp /nowhere/a .', []],
    ['cat /nowhere/a | tee ~/x > /dev/null', [`${HOME}/x`]],
    ['cd /nowhere && mkdir d', ['/nowhere/d']],
    ['sed -i s/a/b/ /nowhere/f', ['/nowhere/f']],
    ['sed -n 1p /nowhere/f 2>&1', []],
    ['if ls; then rm -rf ../../nowhere-else; fi', ['nowhere-else']],
    ['echo a > $(mktemp); ls /tmp; echo "> /nowhere/a"', []],
    ['curl -o /nowhere/page https://a.example', ['/nowhere/page']],
    ['dd if=/dev/zero of=/nowhere/disk', ['/nowhere/disk']],
  ]
  test.each(told)('%s', (line, paths) => {
    const found = findOutsideWrites(line, scratch.work, HOME)
    expect(found.map((path) => (path.endsWith('nowhere-else') ? 'nowhere-else' : path))).toEqual(paths)
  })

  test('is named in one line of the rewind, and only for the turns that it undoes', async () => {
    const place = makeSession([
      ['go', 'done'],
      ['again', 'done'],
    ])
    mkdirSync(join(scratch.work, 'd'))
    const keeper = createFileKeeper(place, { workDir: scratch.work } as never, { HOME, PATH: process.env['PATH'] })
    await keeper.beginTurn()
    await keeper.beforeCommand('1', 'echo hi > inside.txt; echo hi > ~/outside4.txt; touch /nowhere/b')
    keeper.afterCommand('1')
    await keeper.close()
    const planned = await planRewind(place, { what: 'files' })
    if (!planned.ok) throw new Error(planned.reason)
    expect(describePlan(planned.plan).slice(1)).toEqual([
      `  cannot put back ${HOME}/outside4.txt, /nowhere/b: outside of the folder; what else commands did there stays too`,
    ])
  })
})
