// The baked file that these tests share: made once a run, in a directory of its own.

import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import { bakeKnowledge } from '../../../src/build/bake-knowledge.ts'
import { writeIntents } from '../../../src/build/bake/write-intents.ts'

const BUILT = join(import.meta.dirname, '../../../dist/knowledge.bin')

/** The built file when there is one; else a fresh one. */
export async function findIndexFile(): Promise<string> {
  if (existsSync(BUILT)) return BUILT
  const file = join(mkdtempSync(join(tmpdir(), 'kimi-knowledge-')), 'knowledge.bin')
  await bakeKnowledge(file)
  writeIntents(join(dirname(file), 'intents.bin'))
  return file
}

/** A directory with these files; a name that ends with a slash is a directory. */
export function makeFolder(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), 'kimi-knowledge-'))
  for (const [name, content] of Object.entries(files)) {
    const path = join(root, name)
    if (name.endsWith('/')) mkdirSync(path, { recursive: true })
    else {
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, content)
    }
  }
  return root
}

/** A repository as git lays it out, without git. */
export function makeRepository(branches: readonly string[], files: Record<string, string> = {}): string {
  const refs = Object.fromEntries(branches.map((name) => [`.git/refs/heads/${name}`, `${'0'.repeat(40)}\n`]))
  return makeFolder({ '.git/HEAD': `ref: refs/heads/${branches[0]}\n`, ...refs, ...files })
}
