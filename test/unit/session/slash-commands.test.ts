import { expect, test } from 'vitest'
import { listSlashCommands, parseSlashCommand } from '../../../src/session/slash-commands.ts'

const SKILLS = [
  { name: 'review', description: 'Reviews', isFlow: false },
  { name: 'release', description: 'Releases', isFlow: true },
  { name: 'not callable', description: '', isFlow: false },
]

test('a command is a slash and a name; all else is text for the model', () => {
  expect(parseSlashCommand('  /compact   keep the "db"  \n')).toEqual({ name: 'compact', args: 'keep the "db"' })
  expect(parseSlashCommand('/skill:my-skill')).toEqual({ name: 'skill:my-skill', args: '' })
  expect(parseSlashCommand('/plan\nview')).toEqual({ name: 'plan', args: 'view' })
  for (const text of ['/usr/bin/x', '/', '/ x', 'say /help', '/a.b', '/a::b', '/skill:', '/héllo', '//x', '/?']) {
    expect(parseSlashCommand(text), text).toBeNull()
  }
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
