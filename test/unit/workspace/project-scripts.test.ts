import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findPackageTool, readPackageScripts, readTargets } from '../../../src/workspace/project-scripts.ts'

let dir: string
beforeEach(() => (dir = mkdtempSync(join(tmpdir(), 'scripts-'))))
afterEach(() => rmSync(dir, { recursive: true, force: true }))

test('the scripts are those of the nearest package.json, as npm runs them', () => {
  writeFileSync(join(dir, 'package.json'), '{"scripts":{"build":"x","test:unit":"y"}}')
  mkdirSync(join(dir, 'src', 'deep'), { recursive: true })
  expect(readPackageScripts(join(dir, 'src', 'deep'))).toEqual(['build', 'test:unit'])
  for (const text of ['{', '[]', 'null', '{"scripts":null}', '{"scripts":"x"}', '{"scripts":["a"]}']) {
    writeFileSync(join(dir, 'src', 'package.json'), text)
    expect(readPackageScripts(join(dir, 'src'))).toEqual([])
  }
})

test('make reads the first of its files in this directory, just the nearest one upwards', () => {
  const deep = join(dir, 'deep')
  mkdirSync(deep)
  writeFileSync(join(dir, 'Makefile'), 'second:\n')
  writeFileSync(join(dir, 'makefile'), 'first:\n')
  writeFileSync(join(dir, 'justfile'), 'up:\n')
  expect(readTargets(dir, 'make')).toEqual(['first'])
  expect(readTargets(deep, 'make')).toEqual([])
  expect(readTargets(deep, 'just')).toEqual(['up'])
  writeFileSync(join(deep, '.justfile'), 'here:\n')
  expect(readTargets(deep, 'just')).toEqual(['here'])
})

test('a link, a directory or a very large file is not read', () => {
  writeFileSync(join(dir, 'large'), 'x:\n'.repeat(100_000))
  symlinkSync(join(dir, 'large'), join(dir, 'GNUmakefile'))
  mkdirSync(join(dir, 'makefile'))
  expect(readTargets(dir, 'make')).toEqual([])
  writeFileSync(join(dir, 'Makefile'), 'all:\n')
  expect(readTargets(dir, 'make')).toEqual(['all'])
})

test('the lock file names the package manager', () => {
  expect(findPackageTool(dir)).toBe('npm')
  writeFileSync(join(dir, 'pnpm-lock.yaml'), '')
  expect(findPackageTool(dir)).toBe('pnpm')
})
