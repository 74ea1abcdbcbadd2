import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readGitState } from '../../../src/workspace/git-state.ts'
import { createSurroundings } from '../../../src/workspace/prompt-surroundings.ts'

let dir: string
beforeEach(() => (dir = mkdtempSync(join(tmpdir(), 'around-'))))
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const git = (...args: string[]) =>
  execFileSync(
    'git',
    ['-c', 'user.name=t', '-c', 'user.email=t@example.org', '-c', 'init.defaultBranch=main', ...args],
    { cwd: dir, stdio: 'pipe' },
  )

describe('git, read without running it', () => {
  test('branch, state and changes are as git sees them', async () => {
    expect(await readGitState(dir)).toBeNull()
    git('init', '-q')
    expect(await readGitState(dir)).toMatchObject({ branch: 'main', operation: '' })
    for (const name of ['a', 'b with blank', 'c'.repeat(300)]) writeFileSync(join(dir, name.slice(0, 200)), name)
    git('add', '.')
    git('commit', '-qm', 'one')
    expect(await readGitState(join(dir))).toMatchObject({ branch: 'main', isDirty: false })
    writeFileSync(join(dir, 'a'), 'changed')
    expect(await readGitState(dir)).toMatchObject({ isDirty: true })
    git('checkout', '-q', 'a')
    git('checkout', '-q', '-b', 'feature/x')
    mkdirSync(join(dir, 'deep', 'er'), { recursive: true })
    expect(await readGitState(join(dir, 'deep', 'er'))).toMatchObject({ branch: 'feature/x', root: dir })
    writeFileSync(join(dir, '.git', 'MERGE_HEAD'), '')
    expect(await readGitState(dir)).toMatchObject({ operation: 'merge' })
    git('checkout', '-q', '--detach')
    expect(await readGitState(dir)).toMatchObject({ branch: '' })
  })

  test('a worktree is found through its .git file', async () => {
    git('init', '-q')
    git('commit', '-qm', 'one', '--allow-empty')
    git('worktree', 'add', '-q', 'tree', '-b', 'other')
    expect(await readGitState(join(dir, 'tree'))).toMatchObject({ branch: 'other', root: join(dir, 'tree') })
  })

  test('what a repository configures is not run', async () => {
    git('init', '-q')
    writeFileSync(join(dir, 'evil'), `#!/bin/sh\ntouch ${dir}/PWNED\n`)
    chmodSync(join(dir, 'evil'), 0o755)
    for (const [key, value] of [
      ['core.fsmonitor', './evil'],
      ['core.pager', './evil'],
      ['filter.x.clean', './evil'],
      ['diff.external', './evil'],
    ])
      git('config', key!, value!)
    writeFileSync(join(dir, '.gitattributes'), '* filter=x\n')
    writeFileSync(join(dir, 'file'), 'x')
    utimesSync(join(dir, 'file'), 0, 0)
    await readGitState(dir)
    await createSurroundings().get(dir)
    expect(existsSync(join(dir, 'PWNED'))).toBe(false)
  })

  test('a pipe in the place of a file is not waited for', async () => {
    git('init', '-q')
    for (const name of ['HEAD', 'index']) {
      rmSync(join(dir, '.git', name), { force: true })
      execFileSync('mkfifo', [join(dir, '.git', name)])
    }
    execFileSync('mkfifo', [join(dir, 'package.json')])
    expect(await readGitState(dir)).toMatchObject({ branch: '', isDirty: null })
    expect((await createSurroundings().get(dir)).scripts).toEqual([])
  })

  test('broken files are no repository, or one of which little is known', async () => {
    mkdirSync(join(dir, '.git'))
    expect(await readGitState(dir)).toMatchObject({ branch: '', isDirty: null })
    writeFileSync(join(dir, '.git', 'index'), Buffer.from('DIRC\0\0\0\x02\xff\xff\xff\xff', 'latin1'))
    expect(await readGitState(dir)).toMatchObject({ isDirty: null })
    writeFileSync(join(dir, '.git', 'index'), Buffer.from('DIRC\0\0\0\x02\0\0\0\x05', 'latin1'))
    expect(await readGitState(dir)).toMatchObject({ isDirty: null })
  })
})
