import { expect, test } from 'vitest'
import { createProgram } from '../../../../src/cli/program.ts'
import { listTopics, TOPICS } from '../../../../src/cli/help/help-topics.ts'
import { SETTINGS, SHELL_VARIABLES, variableOf } from '../../../../src/config/settings.ts'
import { RISK_LABELS } from '../../../../src/protocol/proposals.ts'
import { MODES } from '../../../../src/protocol/wire.ts'
import { HOOK_EVENTS } from '../../../../src/session/hooks/hook-config.ts'
import { listSlashCommands } from '../../../../src/session/slash-commands.ts'

const textOf = (name: string) => TOPICS[name]!.text()

test.each(Object.entries(TOPICS))('%s fits into 80 columns and is listed', (name, { about, text }) => {
  const long = [about, ...text().split('\n')].filter((line) => [...line].length > 80)
  expect(long).toEqual([])
  expect(about.length + name.length).toBeLessThan(75)
  expect(listTopics().split('\n')).toContainEqual(expect.stringMatching(new RegExp(`^ {2}${name} `)))
})

test('no topic refers to a topic or a command that does not exist', () => {
  const names = [...Object.keys(TOPICS), ...createProgram({}, () => {}).commands.map((command) => command.name())]
  for (const { text } of Object.values(TOPICS)) {
    for (const [, named] of text().matchAll(/kimi help ((?:[a-z]+(?:, )?)+)/g)) {
      for (const name of named!.split(', ')) expect(names).toContain(name)
    }
    for (const [, name] of text().matchAll(/^ {2}kimi ([a-z]+)/gm)) expect(names).toContain(name)
  }
})

test('lists in the topics are complete', () => {
  for (const label of RISK_LABELS) expect(textOf('risk')).toMatch(new RegExp(`^ {2}${label} `, 'm'))
  for (const mode of MODES) expect(textOf('modes')).toMatch(new RegExp(`^ {2}${mode} `, 'm'))
  for (const event of HOOK_EVENTS) expect(textOf('hooks')).toMatch(new RegExp(`\\b${event}\\b`))
  for (const { name } of listSlashCommands([])) expect(textOf('agent')).toContain(`/${name}`)
  for (const key of Object.keys(SETTINGS)) expect(textOf('settings')).toContain(`${key} = `)
  for (const key of Object.keys(SETTINGS)) expect(textOf('settings')).toContain(`(${variableOf(key)})`)
  for (const name of Object.keys(SHELL_VARIABLES)) expect(textOf('settings')).toContain(`  ${name} = `)
})
