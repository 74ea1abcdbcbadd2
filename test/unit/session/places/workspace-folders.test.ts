import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createWorkspaceFolders } from '../../../../src/session/places/workspace-folders.ts'

/** A workspace with two more folders; `swap` puts a link to somewhere else in the place of a folder above one of them. */
function makeWorkspace() {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'kimi-folders-')))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  const at = (name: string) => join(root, name)
  for (const name of ['a/work', 'b/one', 'c/two', 'elsewhere/work', 'elsewhere/one'])
    mkdirSync(at(name), { recursive: true })
  const dirs = [
    { path: at('b/one'), real: undefined },
    { path: at('c/two'), real: at('c/two') },
  ]
  const place = { workDir: at('a/work') }
  const folders = createWorkspaceFolders({ workDir: () => place.workDir, additionalDirs: () => dirs })
  const swap = (name: string) => {
    renameSync(at(name), at(`${name}-aside`))
    symlinkSync(at('elsewhere'), at(name))
  }
  return { at, folders, place, dirs, swap }
}

test('a folder in whose place something else stands by now is none of the workspace', () => {
  const { at, folders, swap } = makeWorkspace()
  expect(folders.additionalDirs).toEqual([at('b/one'), at('c/two')])
  swap('b')
  expect(folders.additionalDirs).toEqual([at('c/two')])
  expect(folders.realFolders()).toEqual([at('a/work'), at('c/two')])
  rmSync(at('c/two'), { recursive: true })
  expect(folders.additionalDirs).toEqual([])
})

test('also one that was added in an earlier run of the session', () => {
  const { at, folders, dirs, swap } = makeWorkspace()
  dirs[0] = { path: at('b/one'), real: at('b/one') } as never
  swap('b')
  expect(folders.additionalDirs).toEqual([at('c/two')])
})

test('a working directory that leads elsewhere is told of; one that has gone, or that the session has moved to, is not', () => {
  const { at, folders, place, swap } = makeWorkspace()
  expect([folders.workDir, folders.whyMoved()]).toEqual([at('a/work'), null])
  swap('a')
  expect(folders.whyMoved()).toMatch(/a\/work leads to another folder/)
  place.workDir = at('elsewhere/work')
  expect([folders.workDir, folders.whyMoved()]).toEqual([at('elsewhere/work'), null])
  rmSync(at('elsewhere/work'), { recursive: true })
  expect(folders.whyMoved()).toBe(null)
})

test('a working directory that is a link from the beginning is what it leads to', () => {
  const { at, place } = makeWorkspace()
  symlinkSync(at('a/work'), at('link'))
  place.workDir = at('link')
  const folders = createWorkspaceFolders({ workDir: () => place.workDir, additionalDirs: () => [] })
  expect(folders.whyMoved()).toBe(null)
  expect(folders.realFolders()).toEqual([at('a/work')])
  rmSync(at('link'))
  symlinkSync(at('elsewhere'), at('link'))
  expect(folders.whyMoved()).not.toBe(null)
})
