import { chmodSync, linkSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { isReadable } from '../../../../src/safety/certain/readable-path.ts'
import { findMasks, findPrivateFiles } from '../../../../src/safety/secrets/secret-masks.ts'

test('beside other work, a search of hundreds of folders for secrets does not wait for a turn of the loop at each of them', async () => {
  const home = mkdtempSync(join(tmpdir(), 'kimi-masks-'))
  onTestFinished(() => rmSync(home, { recursive: true, force: true }))
  const work = join(home, 'work')
  for (let at = 0; at < 600; at++) {
    mkdirSync(join(work, `folder-${at}`), { recursive: true })
    writeFileSync(join(work, `folder-${at}`, 'plain.txt'), '')
  }
  writeFileSync(join(work, 'folder-599', '.env'), 'TOKEN=1\n')
  linkSync(join(work, 'folder-599', '.env'), join(work, 'folder-0', 'copy.txt'))
  let turns = 0
  let isDone = false
  const countTurn = () => void (turns++, isDone || setImmediate(countTurn))
  countTurn()
  const masks = await findMasks({ home, own: [], folders: [work] })
  isDone = true
  expect(masks.inWorkspace.toSorted()).toEqual([join(work, 'folder-0', 'copy.txt'), join(work, 'folder-599', '.env')])
  expect(turns).toBeLessThan(300)
})

test('copies of the files of a home that hold secrets are closed as those files are', async () => {
  const home = mkdtempSync(join(tmpdir(), 'kimi-masks-'))
  onTestFinished(() => rmSync(home, { recursive: true, force: true }))
  const copies = ['.netrc.bak', '.bash_history.1', join('.m2', 'settings.xml~')].map((name) => join(home, name))
  mkdirSync(join(home, '.m2'))
  for (const path of [...copies, join(home, 'notes.txt.bak'), join(home, '.env')]) writeFileSync(path, 'x\n')
  const masks = await findMasks({ home, own: [], folders: [] })
  expect(masks.files.filter((path) => path.startsWith(home)).toSorted()).toEqual(copies.toSorted())
})

test('a file of the system that other users may not read is closed, and is not shown unasked', async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'kimi-masks-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  mkdirSync(join(folder, 'service'))
  for (const [name, mode] of [
    ['service/private', 0o640],
    ['service/public', 0o644],
    ['own', 0o600],
  ] as const) {
    writeFileSync(join(folder, name), 'password\n')
    chmodSync(join(folder, name), mode)
  }
  expect(findPrivateFiles(folder).toSorted()).toEqual([join(folder, 'own'), join(folder, 'service/private')])
  const [known] = findPrivateFiles('/etc')
  if (known === undefined) return context.skip('this user sees no private file in /etc')
  expect((await findMasks({ home: folder, own: [], folders: [] })).files).toContain(known)
  expect(isReadable(known, { cwd: folder, folders: [folder], own: [] })).toBe(false)
  expect(isReadable('/etc/passwd', { cwd: folder, folders: [folder], own: [] })).toBe(true)
})

test('repositories and secrets in folders of packages and environments are found', async () => {
  const home = mkdtempSync(join(tmpdir(), 'kimi-masks-'))
  onTestFinished(() => rmSync(home, { recursive: true, force: true }))
  const work = join(home, 'work')
  const secrets = ['.venv/src/dep/.env', '.tox/py/src/dep/.env', '.venv/.env', '__pycache__/a/.env']
  const packages = ['node_modules/dep', 'node_modules/@maker/dep', 'web/node_modules/dep']
  const environments = ['.venv/src/dep', '.tox/py/src/dep', '.venv/lib/python3/site-packages/dep']
  for (const folder of [...packages, ...environments]) mkdirSync(join(work, folder, '.git'), { recursive: true })
  for (const name of ['objects', 'refs']) mkdirSync(join(work, 'store', name), { recursive: true })
  writeFileSync(join(work, 'store/HEAD'), 'ref: refs/heads/main\n')
  mkdirSync(join(work, '__pycache__/a'), { recursive: true })
  for (const name of secrets) writeFileSync(join(work, name), 'TOKEN=1\n')
  const masks = await findMasks({ home, own: [], folders: [work] })
  expect(masks.inWorkspace.toSorted()).toEqual(secrets.map((name) => join(work, name)).toSorted())
  const gits = [...packages, ...environments].map((folder) => `${folder}/.git`)
  expect(masks.repositories).toEqual([...gits, 'store'].map((name) => join(work, name)).toSorted())
})
