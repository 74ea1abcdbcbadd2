// The baked file: complete, deterministic, and harmless when it is missing or broken.

import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { beforeAll, describe, expect, test } from 'vitest'

import { bakeKnowledge } from '../../../../src/build/bake-knowledge.ts'
import { cleanText } from '../../../../src/build/bake/read-fig.ts'
import { openIndex } from '../../../../src/knowledge/index/index-file.ts'
import type { CommandIndex } from '../../../../src/knowledge/index/index-file.ts'

const BUILT = join(import.meta.dirname, '../../../../dist/knowledge.bin')

/** Baking takes 13 s of processor time on a slow machine. */
const BAKE_LIMIT_MS = 120_000

describe('a baked index', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kimi-bake-'))
  const file = join(folder, 'a.bin')
  let index: CommandIndex

  beforeAll(async () => {
    await bakeKnowledge(file)
    index = openIndex(file)
  }, BAKE_LIMIT_MS)

  test('holds the commands that specs load one from another', () => {
    for (const name of ['git', 'docker', 'npm', 'tar', 'kubectl', 'systemctl', 'docker-compose']) {
      expect(index.load(name), name).toBeDefined()
    }
    const compose = index.load('docker')?.s?.find((child) => child.n.includes('compose'))
    expect(compose?.s?.some((child) => child.n.includes('up'))).toBe(true)
  })

  test('stays under two megabytes', () => {
    expect(statSync(file).size).toBeLessThan(2_000_000)
  })

  test('has the same bytes each time it is baked', () => {
    const isSame = readFileSync(BUILT).equals(readFileSync(file))
    expect(isSame, 'dist/knowledge.bin, which npm run build baked, has the bytes baked here').toBe(true)
  })

  test('has no control characters in its descriptions', () => {
    for (const name of ['git', 'docker', 'kubectl']) {
      // oxlint-disable-next-line no-control-regex
      expect(JSON.stringify(index.load(name))).not.toMatch(/\\u00[01]|[\u0000-\u001f\u007f-\u009f]/)
    }
  })

  test('knows GNU options besides those of the specs', () => {
    const option = index.load('ls')?.o?.find((item) => item.n.includes('-a'))
    expect(option?.n).toContain('--all')
  })

  test('finds subcommands by words of their descriptions', () => {
    const paths = index.search(['stash', 'away', 'chang'], 5).map((hit) => hit.path)
    expect(paths.join(' ')).toContain('git stash')
  })
})

test('a missing index file is an empty index', () => {
  const index = openIndex('/nonexistent/knowledge.bin')
  expect(index.names()).toEqual([])
  expect(index.load('git')).toBeUndefined()
  expect(index.search(['git'], 5)).toEqual([])
  index.close()
})

test('a file that is no index, or was cut short, is an empty index', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'kimi-bake-')), 'x.bin')
  for (const content of ['', 'not an index', 'KIMIKN02\xff\xff\xff\x00abc']) {
    writeFileSync(file, content, 'latin1')
    const index = openIndex(file)
    expect(index.has('git')).toBe(false)
    index.close()
  }
})

test('text from specs becomes one printable line', () => {
  expect(cleanText('a\u001b[31m\n b\u202e  c')).toBe('a [31m b c')
  expect(cleanText(undefined)).toBe('')
})
