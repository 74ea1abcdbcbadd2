import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findNeighbours } from '../../../src/accounts/neighbours.ts'

let home: string
beforeEach(() => (home = mkdtempSync('/tmp/ka-')))
afterEach(() => rmSync(home, { recursive: true, force: true }))

function program(path: string, text: string): string {
  const file = join(home, path)
  mkdirSync(join(file, '..'), { recursive: true })
  writeFileSync(file, text)
  chmodSync(file, 0o755)
  return file
}

test('other programs called kimi are told apart, in the order in which a shell finds them', () => {
  const own = program('lib/dist/kimi', '#!/bin/sh\n# kimi: runs cli.js\n')
  program('uv/kimi', '#!/home/me/.local/bin/python3\nfrom kimi_cli.__main__ import main\n')
  const code = program('lib/node_modules/@moonshot-ai/kimi-code/dist/main.mjs', '#!/usr/bin/env node\n')
  mkdirSync(join(home, 'npm'))
  symlinkSync(code, join(home, 'npm', 'kimi'))
  mkdirSync(join(home, 'own'))
  symlinkSync(own, join(home, 'own', 'kimi'))
  symlinkSync(own, join(home, 'own', 'kimi-cli'))
  program('text/kimi', 'x')
  chmodSync(join(home, 'text', 'kimi'), 0o644)
  const path = ['text', 'npm', 'gone', 'own', 'uv'].map((name) => join(home, name)).join(':')
  const found = findNeighbours(`.:${path}`, own)
  expect(found.map(({ path: file, title }) => `${file.slice(home.length)} ${title}`)).toEqual([
    '/npm/kimi Kimi Code',
    '/own/kimi kimi-companion',
    '/uv/kimi Kimi CLI',
  ])
  expect(found[2]!.shares('/s')).toBe('it reads and writes config.toml, sessions and login in /s, as this program does')
})
