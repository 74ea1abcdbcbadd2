// The unsent text on disk: real processes write it, are killed, and the next one takes it over.

import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openDraftFile } from '../../../../src/tui/composer/draft-file.ts'
import { programOf } from '../../../support/program.ts'

const MODULE = programOf(join(import.meta.dirname, '../../../../src/tui/composer/draft-file.ts'))
const children: ChildProcess[] = []
let share: string
beforeEach(() => {
  share = mkdtempSync(join(tmpdir(), 'draft-'))
})
afterEach(async () => {
  for (const child of children.splice(0)) if (child.exitCode === null && child.signalCode === null) await kill(child)
  rmSync(share, { recursive: true })
})

/** Another terminal: it saves each draft that it is given, and prints a line when the last one is on disk. */
function openTerminal(session: string, drafts: unknown[]): ChildProcess {
  const code = `
    const { openDraftFile } = await import(${JSON.stringify(MODULE)})
    const { watch } = await import('node:fs')
    const file = openDraftFile(${JSON.stringify(share)}, '/work', ${JSON.stringify(session)})
    console.log(JSON.stringify(file.left))
    for (const draft of ${JSON.stringify(drafts)}) { file.save(draft); await file.close() }
    console.log('saved')
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  return child
}

async function linesOf(child: ChildProcess, count: number): Promise<string[]> {
  let text = ''
  for await (const chunk of child.stdout!) {
    text += String(chunk)
    if (text.split('\n').length > count) break
  }
  return text.trim().split('\n')
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL')
  await once(child, 'exit')
}

const draft = (text: string) => ({
  text,
  objects: [{ kind: 'text' as const, text: 'paste\n'.repeat(20) }],
  queue: ['waits'],
})
const files = () =>
  readdirSync(join(share, 'drafts'), { recursive: true }).filter((name) => String(name).endsWith('.json'))

test('the draft of a terminal that was killed is the next one’s, with its pastes and queue, and its file goes', async () => {
  const killed = openTerminal('s1', [draft('one'), draft('two \udc00')])
  expect(await linesOf(killed, 2)).toEqual(['null', 'saved'])
  await kill(killed)
  const next = openDraftFile(share, '/work', 's1')
  expect(next.left).toEqual(draft('two \udc00'))
  await next.close()
  expect(files()).toHaveLength(1)
  next.save({ text: '', objects: [], queue: [] })
  await next.close()
  expect(files()).toHaveLength(0)
})

test('the draft of a terminal that is open stays its own', async () => {
  await linesOf(openTerminal('s1', [draft('mine')]), 2)
  expect(openDraftFile(share, '/work', 's1').left).toBeNull()
})

test('a draft of the same session comes before a newer one; another session gets the text without the queue', async () => {
  const first = openTerminal('s1', [draft('first')])
  await linesOf(first, 2)
  const second = openTerminal('s2', [draft('second')])
  await linesOf(second, 2)
  await kill(first)
  await kill(second)
  const own = openDraftFile(share, '/work', 's1')
  expect(own.left?.text).toBe('first')
  const other = openTerminal('s3', [])
  const [left] = await linesOf(other, 2)
  expect(JSON.parse(left!)).toEqual({ ...draft('second'), queue: [] })
  await own.close()
})

test('a file that holds no draft is removed, and nothing fails', async () => {
  const child = openTerminal('s1', [draft('one')])
  await linesOf(child, 2)
  await kill(child)
  const folder = join(share, 'drafts', readdirSync(join(share, 'drafts'))[0]!)
  for (const [name, text] of Object.entries({ torn: '{"text":"', other: '{"text":1,"objects":[{}]}', empty: '' })) {
    writeFileSync(join(folder, `${name}.json`), text)
  }
  expect(openDraftFile(share, '/work', 's1').left?.text).toBe('one')
  expect(files().filter((name) => /torn|other|empty/.test(String(name)))).toEqual([])
})

test('a share directory that cannot be written loses no text and throws nothing', async () => {
  const file = openDraftFile('/proc/none', '/work', 's1')
  file.save(draft('text'))
  await file.close()
  expect(file.left).toBeNull()
})
