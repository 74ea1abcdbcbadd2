// A session keeps the place of its files when it moves, and is found there from every directory.

import { mkdtempSync, rmSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { choosePlace } from '../../../../src/session/places/choose-place.ts'
import { createSession } from '../../../../src/session/store/session-catalog.ts'
import { placeSession } from '../../../../src/session/store/session-layout.ts'
import { recordLastSession } from '../../../../src/session/store/work-dirs.ts'

function makeShare(): string {
  const share = mkdtempSync(join(tmpdir(), 'kimi-place-'))
  onTestFinished(() => rmSync(share, { recursive: true, force: true }))
  return share
}

test('an id that was made, or the start of it that is shown, names one session from every directory', () => {
  const share = makeShare()
  const { id, dir } = createSession(share, '/a')
  expect(choosePlace({ workDir: '/b', id }, share).dir).toBe(dir)
  expect(choosePlace({ workDir: '/b', id: id.slice(0, 8) }, share)).toMatchObject({ dir, workDir: '/a' })
})

test('a name that the user chose belongs to its directory, unless the session with it has moved to this one', () => {
  const share = makeShare()
  const { dir } = createSession(share, '/a', 'my-session')
  expect(choosePlace({ workDir: '/b', id: 'my-session' }, share).dir).toBe(placeSession(share, '/b', 'my-session').dir)
  recordLastSession(share, '/b', 'my-session')
  expect(choosePlace({ workDir: '/b', id: 'my-session' }, share).dir).toBe(dir)
  expect(choosePlace({ workDir: '/b', continues: true }, share).dir).toBe(dir)
})

test('of two sessions with one id, that of the directory is meant, and elsewhere the one that was used last', () => {
  const share = makeShare()
  const { id, context } = createSession(share, '/a')
  utimesSync(context, 1, 1)
  const other = createSession(share, '/b', id)
  expect(choosePlace({ workDir: '/b', id }, share).dir).toBe(other.dir)
  expect(choosePlace({ workDir: '/c', id }, share).dir).toBe(other.dir)
})
