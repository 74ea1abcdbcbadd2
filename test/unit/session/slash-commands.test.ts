import { expect, test } from 'vitest'
import { listSlashCommands, listTerminalCommands, readSlashCommand } from '../../../src/session/slash-commands.ts'

const SKILLS = [
  { name: 'review', description: 'Reviews', isFlow: false },
  { name: 'release', description: 'Releases', isFlow: true },
  { name: 'not callable', description: '', isFlow: false },
]

const read = (text: string) =>
  readSlashCommand(text, listTerminalCommands(SKILLS), (path) => path === '/tmp' || path === '/etc')

test.each([
  ['  /compact   keep the "db"  \n', 'compact', 'keep the "db"'],
  ['/skill:review', 'skill:review', ''],
  ['/plan\nview', 'plan', 'view'],
  ['/reset', 'clear', ''],
  ['/help', 'help', ''],
  ['/quit', 'exit', ''],
  ['/model fast', 'model', 'fast'],
])('%j is a command', (text, name, args) => {
  expect(read(text)).toEqual({ kind: 'command', name, args })
})

test.each(['/usr/bin/x', '/', '/ x', 'say /help', '/a.b', '/a::b', '/skill:', '/héllo', '//x', '/?'])(
  '%j is words for the model',
  (text) => expect(read(text)).toBeNull(),
)

test.each(['/tmp is full', '/tmp', '/etc', '/opt is full', '/srv and what it holds'])(
  'so is the path in %j',
  (text) => {
    expect(read(text)).toBeNull()
  },
)

test.each([
  ['/hlep', 'help'],
  ['/exti', 'exit'],
  ['/modle fast', 'model'],
  ['/quti', 'quit'],
  ['/foo', undefined],
  ['/skill:nothing of this', undefined],
])('%j is unknown, and the nearest command is %s', (text, near) => {
  expect(read(text)).toMatchObject({ kind: 'unknown', near })
})

test('a session offers Kimi CLI’s commands in its order, then skills, then flows', () => {
  expect(listSlashCommands(SKILLS).map(({ name }) => name)).toEqual([
    'init',
    'compact',
    'clear',
    'yolo',
    'afk',
    'plan',
    'add-dir',
    'export',
    'import',
    'skill:review',
    'skill:release',
    'flow:release',
  ])
  expect(listSlashCommands([])[2]).toEqual({ name: 'clear', description: 'Clear the context', aliases: ['reset'] })
})
