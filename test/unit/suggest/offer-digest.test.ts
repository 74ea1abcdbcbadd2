import { expect, test } from 'vitest'
import { createDigest } from '../../../src/suggest/offer-digest.ts'

test('of a shell’s proposals is told what became of them: run, edited, dropped; the last three', () => {
  const digest = createDigest()
  const ask = (id: string, line: string, command: string, how = '') => {
    digest.noteQuestion(id, line)
    digest.noteOffer(id, 1, command)
    digest.noteOffer(id, 2, `${command} --other`)
    if (how !== '') digest.noteUse(id, how === 'second' ? 2 : 1, how === 'edited' ? 'edited' : 'run')
  }
  expect(digest.lines()).toEqual([])
  ask('1', 'oldest', 'a')
  ask('2', 'list the tags', 'git tag', 'second')
  ask('3', '', 'npm ci', 'edited')
  ask('4', 'delete it', 'git branch -d x')
  digest.noteQuestion('5', 'now')
  expect(digest.lines()).toEqual([
    'list the tags -> git tag --other (run as proposed)',
    '(fix) -> npm ci (edited, then run)',
    'delete it -> git branch -d x (dropped)',
  ])
})

test('a question without an answer and a private line leave nothing', () => {
  const digest = createDigest()
  digest.noteQuestion('1', 'nothing was found')
  digest.noteQuestion('2', ' private words')
  digest.noteOffer('2', 1, 'secret thing')
  digest.noteUse('2', 1, 'run')
  digest.noteQuestion('3', 'now')
  expect(digest.lines()).toEqual([])
})

test('each line is short, one line, and without secrets', () => {
  const digest = createDigest()
  digest.noteQuestion('1', `say ${'x'.repeat(500)}`)
  digest.noteOffer('1', 1, 'for f in *; do\n  echo "$f"\ndone')
  digest.noteQuestion('2', 'curl it')
  digest.noteOffer(
    '2',
    1,
    'curl -H "Authorization: Bearer ghp_abcdefghijklmnopqrstuvwxyz0123456789" https://example.org',
  )
  for (const line of digest.lines()) {
    expect(line.length).toBeLessThan(180)
    expect(line).not.toMatch(/\n|ghp_/)
  }
})
