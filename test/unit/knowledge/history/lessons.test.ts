import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createLessons } from '../../../../src/knowledge/history/lessons.ts'
import type { Candidate } from '../../../../src/protocol/proposals.ts'

const offers: Candidate[] = ['du -sh *', 'du -sh * | sort -h', 'ncdu'].map((command) => ({
  command,
  explanation: `says ${command}`,
  source: 'index',
  confidence: 0.8,
}))
const commandsOf = (candidates: readonly Candidate[]) => candidates.map(({ command }) => command)
const lesson = (offered: string, ran: string) => ({ about: 'Sizes  of folders', offered, ran, at: Date.now() })

function makeFile(): string {
  const dir = mkdtempSync(join(tmpdir(), 'kimi-'))
  onTestFinished(() => rmSync(dir, { recursive: true }))
  return join(dir, 'lessons.jsonl')
}

test('what was run for the same words comes first, in the form in which it was run', () => {
  const lessons = createLessons(null)
  expect(lessons.apply('sizes of folders', offers, '/w')).toEqual(offers)
  lessons.learn(lesson('du -sh *', 'du -sh * | sort -h'))
  expect(commandsOf(lessons.apply('sizes of folders', offers, '/w'))).toEqual([
    'du -sh * | sort -h',
    'du -sh *',
    'ncdu',
  ])
  lessons.learn(lesson('du -sh *', 'du -sh .'))
  const [first] = lessons.apply('sizes  of FOLDERS ', offers, '/w')
  expect(first).toMatchObject({ command: 'du -sh .', explanation: 'you ran this for it before' })
  expect(lessons.apply('other words', offers, '/w')).toEqual(offers)
})

test('what was sent away on two days goes last; playing around costs nothing, and something else that was run is no correction', () => {
  const lessons = createLessons(null)
  lessons.learn(lesson('du -sh *', 'git status'))
  for (let time = 0; time < 5; time++) lessons.learn(lesson('du -sh *', ''))
  expect(commandsOf(lessons.apply('sizes of folders', offers, '/w'))[0]).toBe('du -sh *')
  lessons.learn({ ...lesson('du -sh *', ''), at: Date.now() + 13 * 3_600_000 })
  expect(commandsOf(lessons.apply('sizes of folders', offers, '/w'))).toEqual([
    'du -sh * | sort -h',
    'ncdu',
    'du -sh *',
  ])
})

test('is kept in a private file, survives half a line, and forgets what it is told to', () => {
  const file = makeFile()
  createLessons(file).learn(lesson('du -sh *', 'du -sh .'))
  expect(statSync(file).mode & 0o777).toBe(0o600)
  appendFileSync(file, '{"about":"half\n')
  createLessons(file).learn({ about: 'list', offered: 'ls', ran: 'ls', at: 1 })
  const lessons = createLessons(file)
  expect(commandsOf(lessons.apply('list', [], '/w'))).toEqual(['ls'])
  expect(lessons.forget('-sh')).toBe(1)
  expect(commandsOf(createLessons(file).apply('sizes of folders', [], '/w'))).toEqual([])
  expect(lessons.forget('')).toBe(1)
  expect(readFileSync(file, 'utf8')).toBe('')
})

test('keeps a thousand at most, the newest', () => {
  const file = makeFile()
  const lessons = createLessons(file)
  for (let at = 0; at < 1_200; at++) lessons.learn({ about: `words ${at}`, offered: 'ls', ran: 'ls', at })
  expect(readFileSync(file, 'utf8').trim().split('\n').length).toBeLessThanOrEqual(1_000)
  expect(createLessons(file).apply('words 1199', [], '/w')).toHaveLength(1)
  expect(createLessons(file).apply('words 3', [], '/w')).toHaveLength(0)
})

test('what failed here comes last, and what was run well before it first; elsewhere it is judged anew', () => {
  const lessons = createLessons(null)
  lessons.learn({ ...lesson('du -sh *', 'du -sh *'), failedIn: '/w' })
  const here = lessons.apply('sizes of folders', offers, '/w')
  expect(commandsOf(here)).toEqual(['du -sh * | sort -h', 'ncdu', 'du -sh *'])
  expect(here.at(-1)!.explanation).toBe('failed when you last ran it for this')
  expect(lessons.apply('sizes of folders', offers, '/other')).toEqual(offers)
  lessons.learn(lesson('ncdu', 'ncdu'))
  expect(commandsOf(lessons.apply('sizes of folders', offers, '/w'))[0]).toBe('ncdu')
  lessons.learn({ ...lesson('ncdu', 'ncdu'), failedIn: '' })
  expect(commandsOf(lessons.apply('sizes of folders', offers, '/other')).at(-1)).toBe('ncdu')
})

test('what failed once and went well later comes first; that it failed is kept in the file', () => {
  const file = makeFile()
  createLessons(file).learn({ ...lesson('ncdu', 'ncdu'), failedIn: '' })
  const lessons = createLessons(file)
  expect(commandsOf(lessons.apply('sizes of folders', offers, '/w')).at(-1)).toBe('ncdu')
  lessons.learn(lesson('ncdu', 'ncdu'))
  expect(commandsOf(lessons.apply('sizes of folders', offers, '/w'))[0]).toBe('ncdu')
})
