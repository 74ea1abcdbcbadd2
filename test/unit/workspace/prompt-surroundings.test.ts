import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createSurroundings } from '../../../src/workspace/prompt-surroundings.ts'

let dir: string
beforeEach(() => (dir = mkdtempSync(join(tmpdir(), 'around-'))))
afterEach(() => rmSync(dir, { recursive: true, force: true }))

test('scripts and files of a project are named', async () => {
  writeFileSync(join(dir, 'package.json'), '{"scripts":{"build":"x","test:unit":"y"}}')
  writeFileSync(join(dir, 'Makefile'), 'all: build\n\techo\nVAR := 1\nbuild:\n\n.PHONY: all\n')
  writeFileSync(join(dir, 'justfile'), 'deploy target:\n  echo\nx := "1"\n')
  mkdirSync(join(dir, 'src'))
  const around = await createSurroundings().get(dir)
  expect(around.scripts).toEqual(['npm run build', 'npm run test:unit', 'make all', 'make build', 'just deploy'])
  expect(around.files).toEqual(['Makefile', 'justfile', 'package.json', 'src/'])
  expect(await createSurroundings().get('/nonexistent')).toEqual({ git: null, scripts: [], files: [] })
})
