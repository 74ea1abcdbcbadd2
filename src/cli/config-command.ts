// `kimi config …`: reads settings with the source of each value, and changes config.toml.

import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { editConfig } from '../config/config-edit.ts'
import { loadConfig, type Config } from '../config/configuration.ts'
import { isSettingKey, readSetting, SETTINGS } from '../config/settings.ts'
import { KimiError } from '../protocol/errors.ts'
import { sanitiseLine } from '../safety/text/sanitiser.ts'
import { writeAtomic } from '../sys/files.ts'
import { findPaths } from '../sys/paths.ts'
import { nearest } from '../sys/words/nearest-name.ts'
import { refuseCommandOfOurs } from './settings-guard.ts'
import { say, sayAside, sayFailure, sayJson } from './standard-streams.ts'

const VALUE_CELLS = 1_000

export async function runConfigCommand(
  name: string,
  words: string[],
  options: { json?: boolean },
  env: NodeJS.ProcessEnv,
): Promise<number> {
  const { config: file } = findPaths(env)
  const print = (text: string) => say(text + '\n')
  const [key = '', value = ''] = words
  if (['edit', 'set', 'unset'].includes(name)) refuseCommandOfOurs(`config ${name}`, env)
  switch (name) {
    case 'path':
      print(file)
      return 0
    case 'edit':
      return editFile(file, loadConfig({ file, env }).agent.editor, env)
    case 'set':
      editConfig(file, key, checkValue(key, value))
      return 0
    case 'unset':
      checkKey(key)
      if (existsSync(file)) editConfig(file, key, undefined)
      return 0
  }
  const config = loadConfig({ file, env })
  for (const problem of config.problems) sayFailure(problem)
  const values = valuesOf(config)
  if (name === 'list') {
    if (options.json)
      sayJson(
        Object.fromEntries(Object.entries(values).map(([key, value]) => [key, { value, origin: config.origins[key] }])),
      )
    else
      for (const [key, value] of Object.entries(values))
        print(
          `${key} = ${sanitiseLine(JSON.stringify(value), VALUE_CELLS)}  (${sanitiseLine(config.origins[key] ?? '', VALUE_CELLS)})`,
        )
    return 0
  }
  checkKey(key)
  const found = values[key]
  const origin = config.origins[key] ?? 'default'
  if (options.json) sayJson({ key, value: found, origin })
  else {
    print(String(found))
    sayAside(`  (${sanitiseLine(origin, VALUE_CELLS)})\n`)
  }
  return 0
}

function valuesOf(config: Config): Record<string, unknown> {
  config.origins['default_model'] ??= 'default'
  return { default_model: config.defaultModel, ...config.settings }
}

function checkKey(key: string): void {
  if (isSettingKey(key) || key === 'default_model') return
  const near = nearest(key, [...Object.keys(SETTINGS), 'default_model'])
  throw new KimiError('config.unknown_key', `unknown key ${key}${near ? `, did you mean ${near}?` : ''}`)
}

function checkValue(key: string, text: string): unknown {
  checkKey(key)
  if (!isSettingKey(key)) return text
  const checked = readSetting(key, text)
  if (!checked.ok)
    throw new KimiError('usage.invalid', `${key} cannot be ${JSON.stringify(text)}: expected ${checked.expected}`, {
      hint: 'kimi help settings',
    })
  return checked.value
}

/** Uses the editor that the configuration names, else the environment's. $EDITOR may be a command line ("code --wait"), so a shell runs it, with the file as an argument. */
function editFile(file: string, wanted: string, env: NodeJS.ProcessEnv): Promise<number> {
  if (!existsSync(file)) writeAtomic(file, '# kimi help settings\n')
  const editor = wanted || env['VISUAL'] || env['EDITOR'] || 'vi'
  const child = spawn('/bin/sh', ['-c', `${editor} "$1"`, 'sh', file], { stdio: 'inherit' })
  return new Promise((resolve, reject) => {
    child.once('error', (error) =>
      reject(new KimiError('usage.invalid', `cannot run ${editor}: ${error.message}`, { hint: 'export EDITOR=vi' })),
    )
    child.once('close', (code) => resolve(code ?? 130))
  })
}
