import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { changeState, readState } from '../../../../src/session/store/state-file.ts'
import { useScratch } from '../session-fixture.ts'

const scratch = useScratch()
let path: string
beforeEach(() => (path = join(scratch.work, 'state.json')))

const DEFAULTS = {
  version: 1,
  approval: { yolo: false, afk: false, auto_approve_actions: [] },
  additional_dirs: [],
  custom_title: null,
  title_generated: false,
  title_generate_attempts: 0,
  plan_mode: false,
  plan_session_id: null,
  plan_slug: null,
  wire_mtime: null,
  archived: false,
  archived_at: null,
  auto_archive_exempt: false,
  todos: [],
}

test('a state that is missing, broken or of the wrong kinds is that of a new session', () => {
  expect(readState(path)).toEqual(DEFAULTS)
  for (const text of [
    '',
    '{',
    '[]',
    'null',
    '7',
    '{"approval":null,"todos":{},"custom_title":7,"additional_dirs":"x"}',
  ]) {
    writeFileSync(path, text)
    expect(readState(path), text).toEqual(DEFAULTS)
  }
})

test('Kimi CLI’s state is read, and fields of other versions outlive a change', () => {
  writeFileSync(
    path,
    JSON.stringify({
      approval: { yolo: true, auto_approve_actions: ['edit file'], later: 1 },
      custom_title: 'Work',
      todos: [
        { title: 'a', status: 'done' },
        { title: 'b', status: 'nonsense' },
      ],
      from_the_future: { x: 1 },
    }),
  )
  changeState(path, { plan_mode: true })
  expect(readState(path)).toMatchObject({
    approval: { yolo: true, afk: false, auto_approve_actions: ['edit file'], later: 1 },
    custom_title: 'Work',
    plan_mode: true,
    todos: [{ title: 'a', status: 'done' }],
    from_the_future: { x: 1 },
  })
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(Object.keys(JSON.parse(readFileSync(path, 'utf8')) as object)).toEqual(
    expect.arrayContaining(Object.keys(DEFAULTS)),
  )
})

test('what others have set meanwhile is not undone', () => {
  changeState(path, { custom_title: 'Mine' })
  const read = readState(path)
  writeFileSync(path, JSON.stringify({ ...read, custom_title: 'Theirs', archived: true }))
  changeState(path, { plan_mode: true })
  expect(readState(path)).toMatchObject({ custom_title: 'Theirs', archived: true, plan_mode: true })
})
