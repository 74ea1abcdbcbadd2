// Tests that an editor which is led to another folder while it writes is noticed.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Editor } from '../../../../src/tools/editor.ts'
import { createWriteFile } from '../../../../src/tools/files/write-file.ts'
import { makeSpace, runTool } from '../running.ts'

test('a folder that another process swaps for a link while the editor writes is named, and the edit has failed', async () => {
  const space = makeSpace()
  space.file('sub/a.txt', 'old\n')
  const far = join(space.outside, 'far')
  mkdirSync(far)
  const sub = join(space.dir, 'sub')
  const editor: Editor = {
    writes: true,
    readText: async () => null,
    run: () => null,
    async writeText(to, text) {
      await once(spawn('sh', ['-c', 'mv "$0" "$0-old" && ln -s "$1" "$0"', sub, far]), 'close')
      writeFileSync(to, text)
      return { ok: true }
    },
  }
  const tool = createWriteFile({
    workspace: space.workspace,
    ledger: { ...space.ledger, checkFresh: () => 'ok' },
    isPlanMode: () => false,
    planFile: () => null,
    editor,
  })
  const { is_error: isError, message } = await runTool(tool, { path: 'sub/a.txt', content: 'new\n' })
  expect([isError, message]).toEqual([true, expect.stringContaining('swapped meanwhile')])
  expect(readFileSync(join(`${sub}-old`, 'a.txt'), 'utf8')).toBe('old\n')
})
