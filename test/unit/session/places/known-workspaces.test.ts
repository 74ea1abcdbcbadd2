import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openTrustStore } from '../../../../src/safety/trust/trust-store.ts'
import { closeKnownWorkspaces, noteWorkspace } from '../../../../src/session/places/known-workspaces.ts'
import { hashWorkDir, sessionsDirectory } from '../../../../src/session/store/session-layout.ts'
import { ownPath } from '../../../../src/sys/own-path.ts'

/** A home with a folder of programs in each of `names`, and the names of those of which programs are taken. */
function makeHome(...names: string[]) {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'kimi-known-')))
  onTestFinished(() => rmSync(home, { recursive: true, force: true }))
  const at = (name: string) => join(home, name)
  for (const name of names) mkdirSync(at(`${name}/bin`), { recursive: true })
  const env = { HOME: home, PATH: names.map((name) => at(`${name}/bin`)).join(':') }
  const open = () =>
    names.filter((name) =>
      ownPath(env)
        .split(':')
        .includes(at(`${name}/bin`)),
    )
  return { home, share: at('.kimi'), at, env, open }
}

test('no program comes from the workspace of an earlier session, a trusted folder, or the folder in which kimi was started', async () => {
  const { share, at, env, open } = makeHome('earlier', 'trusted', 'started', '.cache/kimi/sandbox', 'other')
  mkdirSync(join(sessionsDirectory(share), hashWorkDir(at('earlier'))), { recursive: true })
  await openTrustStore(share).change((folders) => folders.set(at('trusted'), { decision: 'trusted', at: 1, items: {} }))
  expect(open()).toEqual(['earlier', 'trusted', 'started', '.cache/kimi/sandbox', 'other'])
  closeKnownWorkspaces(share, env, at('started'))
  expect(open()).toEqual(['other'])
})

test('a home in which kimi was started stays open; one that is the workspace of a session does not', () => {
  const { home, share, env, open } = makeHome('tools')
  closeKnownWorkspaces(share, env, home)
  closeKnownWorkspaces(share, env, '/')
  expect(open()).toEqual(['tools'])
  expect(noteWorkspace(share, [home])).toBe(true)
  expect(open()).toEqual([])
})

test('a workspace stays known when its session is gone', () => {
  const { share, at, env, open } = makeHome('one', 'two')
  expect(noteWorkspace(share, [at('one')])).toBe(true)
  expect(noteWorkspace(share, [at('one')])).toBe(false)
  expect(open()).toEqual(['two'])
  const next = makeHome('one', 'two')
  expect(noteWorkspace(share, [next.at('two')])).toBe(true)
  // As the next daemon does: it has heard of none, and reads them.
  closeKnownWorkspaces(share, { ...env, ...next.env }, '/')
  expect(next.open()).toEqual(['one'])
})
