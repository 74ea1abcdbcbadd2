import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { editConfig } from '../../../src/config/config-edit.ts'
import { loadConfig, withEnvironment } from '../../../src/config/configuration.ts'
import { SETTINGS, variableOf } from '../../../src/config/settings.ts'
import { CLIENT_VARIABLES } from '../../../src/protocol/methods.ts'

let dir: string
let file: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'config-'))
  file = join(dir, 'config.toml')
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const load = (
  text?: string,
  env: NodeJS.ProcessEnv = {},
  extra: { systemFile?: string; flags?: Record<string, unknown> } = {},
) => {
  if (text !== undefined) writeFileSync(file, text)
  return loadConfig({ file, env, systemFile: join(dir, 'none'), ...extra })
}

describe('layers', () => {
  test('each one stands over the one before, and every value says where it came from', () => {
    const systemFile = join(dir, 'system.toml')
    writeFileSync(systemFile, '[suggest]\nproposals = 2\noffline = true\n[daemon]\nidle_exit = 5\n')
    const config = load(
      '[suggest]\nproposals = 4\noffline_after_ms = 900\n',
      { KIMI_SUGGEST_PROPOSALS: '5', KIMI_SUGGEST_OFFLINE_AFTER_MS: '800' },
      { systemFile, flags: { 'suggest.proposals': 6 } },
    )
    expect(config.settings).toMatchObject({
      'suggest.proposals': 6,
      'suggest.offline_after_ms': 800,
      'suggest.offline': true,
      'daemon.idle_exit': 5,
      'log.level': 'info',
    })
    expect(config.origins).toMatchObject({
      'suggest.proposals': 'flag',
      'suggest.offline_after_ms': '$KIMI_SUGGEST_OFFLINE_AFTER_MS',
      'suggest.offline': `${systemFile}:3`,
      'daemon.idle_exit': `${systemFile}:5`,
      'log.level': 'default',
    })
    expect(config.problems).toEqual([])
  })

  test('a client’s own environment changes its own view only', () => {
    const config = load('')
    expect(withEnvironment(config, { KIMI_SUGGEST_OFFLINE: '1' }).settings['suggest.offline']).toBe(true)
    expect(config.settings['suggest.offline']).toBe(false)
  })

  test('Kimi CLI’s own file is read without a word', () => {
    const config = load(
      `default_model = "k"\ndefault_thinking = false\ntheme = "dark"\n[models.k]\nprovider = "p"\nmodel = "kimi-for-coding"\nmax_context_size = 262144\n[providers.p]\ntype = "kimi"\nbase_url = "https://api.kimi.com/coding/v1"\napi_key = "x"\n[loop_control]\nmax_steps_per_turn = 100\n[[hooks]]\nevent = "Stop"\ncommand = "true"\n`,
    )
    expect(config.problems).toEqual([])
    expect(config.defaultModel).toBe('k')
    expect(config.models['k']!.max_context_size).toBe(262144)
  })
})

describe('what is wrong costs itself only', () => {
  test('a broken line names file and line, and the rest works', () => {
    const config = load('[suggest]\nproposals = 4\noffline = maybe so\noffline_after_ms = 700\n')
    expect(config.problems).toHaveLength(1)
    expect(config.problems[0]).toContain(`${file}:3: `)
    expect(config.settings).toMatchObject({ 'suggest.proposals': 4, 'suggest.offline_after_ms': 700 })
  })

  test('an unknown key names its line and the nearest known one', () => {
    expect(load('[sugest]\nofline = true\n').problems).toEqual([
      `${file}:2: unknown key sugest.ofline, did you mean suggest.offline?`,
    ])
  })

  test('a value of the wrong kind says what was expected, and the layer below stands', () => {
    const config = load('[suggest]\nproposals = 99\n[log]\nlevel = "loud"\n', { KIMI_SUGGEST_OFFLINE: 'perhaps' })
    expect(config.problems).toEqual([
      `${file}:2: suggest.proposals is 99, expected a number from 1 to 8`,
      `${file}:4: log.level is "loud", expected debug, info, warn, error`,
      '$KIMI_SUGGEST_OFFLINE: suggest.offline is "perhaps", expected true or false',
    ])
    expect(config.settings['suggest.proposals']).toBe(3)
  })

  test('a model’s name and tables of the wrong kind are named, too', () => {
    expect(load('default_model = 5\nproviders = 3\nmodels = "x"\n').problems).toEqual([
      `${file}:2: providers is 3, expected tables [providers.NAME]`,
      `${file}:3: models is "x", expected tables [models.NAME]`,
      `${file}:1: default_model is 5, expected the name of a model`,
    ])
  })

  test('a broken model leaves the others', () => {
    const config = load(
      '[models.a]\nprovider = "p"\n[models.b]\nprovider = "p"\nmodel = "m"\nmax_context_size = 1000\n',
    )
    expect(Object.keys(config.models)).toEqual(['b'])
    expect(config.problems[0]).toContain('models.a')
  })

  test('text that is no TOML at all, and a directory in its place, are one line each and defaults', () => {
    expect(load('%PDF-1.4 \0\x01').settings).toEqual(load('').settings)
    expect(loadConfig({ file: dir, env: {}, systemFile: join(dir, 'none') }).problems).toHaveLength(1)
  })
})

describe('editing in place', () => {
  test('a new table becomes a section, which readers of early TOML know, unless the file holds its surroundings inline', () => {
    const login = { type: 'kimi', oauth: { storage: 'file' } }
    writeFileSync(file, 'default_model = "a" # mine\n\n[providers.x]\ntype = "kimi"\n')
    editConfig(file, ['providers', 'managed:kimi-code'], login)
    expect(readFileSync(file, 'utf8')).toBe(
      'default_model = "a" # mine\n\n[providers.x]\ntype = "kimi"\n\n' +
        '[providers."managed:kimi-code"]\ntype = "kimi"\n\n[providers."managed:kimi-code".oauth]\nstorage = "file"\n',
    )
    writeFileSync(file, 'providers = { x = { type = "kimi" } }\n')
    editConfig(file, ['providers', 'y'], login)
    expect(loadConfig({ file, env: {}, systemFile: join(dir, 'none') }).broken).toBeNull()
    expect(readFileSync(file, 'utf8')).toMatch(/^providers = .*y/)
  })

  test('comments and order stay', () => {
    writeFileSync(file, '# mine\ntheme = "dark" # at night\n\n[suggest]\n# few\nproposals = 2\n')
    editConfig(file, 'suggest.proposals', 5)
    editConfig(file, 'suggest.offline', true)
    expect(readFileSync(file, 'utf8')).toBe(
      '# mine\ntheme = "dark" # at night\n\n[suggest]\n# few\nproposals = 5\noffline = true\n',
    )
    editConfig(file, 'suggest.offline', undefined)
    expect(readFileSync(file, 'utf8')).toContain('# few\nproposals = 5\n')
  })

  test('a new file is made, readable by its owner only', () => {
    editConfig(file, 'suggest.proposals', 5)
    expect(load().settings['suggest.proposals']).toBe(5)
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  test('a file that is not TOML is left as it is', () => {
    writeFileSync(file, 'this is = not [toml')
    expect(() => editConfig(file, 'suggest.proposals', 5)).toThrow(/is not changed/)
    expect(readFileSync(file, 'utf8')).toBe('this is = not [toml')
  })
})

test('every suggestion setting reaches the daemon with its client’s environment', () => {
  const missing = Object.keys(SETTINGS)
    .filter((key) => key.startsWith('suggest.'))
    .map(variableOf)
    .filter((name) => !(CLIENT_VARIABLES as readonly string[]).includes(name))
  expect(missing).toEqual([])
})

describe('Kimi CLI’s keys', () => {
  const FILE = `theme = "dark"
telemetry = false
default_editor = "nano"
[loop_control]
max_step_per_turn = 3
[background]
max_running_tasks = 2
read_max_bytes = 5
[models.a]
provider = "p"
model = "m"
max_context_size = 10
max_contxt_size = 10
display_name = "A"
adaptive_thinking = true
[providers.p]
type = "telepathy"
base_url = "https://x"
custom_headers = { anything = "goes" }
[mcp.client]
tool_call_timeout_ms = 1
`
  test('are named when they are mistyped or cannot have their value, and listed when they have no effect', () => {
    const config = load(FILE)
    expect(config.problems.map((line) => line.replace(file, 'f'))).toEqual([
      'f:5: unknown key loop_control.max_step_per_turn, did you mean max_steps_per_turn?',
      'f:13: unknown key models.a.max_contxt_size, did you mean max_context_size?',
      expect.stringMatching(
        /^f:17: providers\.p\.type is "telepathy", expected kimi or openai_legacy or .* anthropic or /,
      ) as string,
    ])
    expect(config.idle.map((key) => key.replace(` (${file})`, ''))).toEqual([
      'telemetry',
      'background.read_max_bytes',
      'models.a.display_name',
      'models.a.adaptive_thinking',
    ])
    expect(config.agent.editor).toBe('nano')
    expect(load('theme = "blue"').problems).toEqual([`${file}:1: theme is "blue", expected dark or light`])
  })

  test('are each named once: as effective, or with the default that asks for nothing', () => {
    expect(load('show_thinking_stream = true').agent.showsThinking).toBe(true)
    expect(load('[notifications]\nclaim_stale_after_ms = 15000\nprompt = false')).toMatchObject({
      idle: [],
      problems: [],
    })
  })
})

test('the keys of [background] that have an effect are settings, with their origins and in whole numbers', () => {
  const { settings, origins, problems, idle } = load(
    '[background]\nmax_running_tasks = 2\nkill_grace_period_ms = 0\nprint_wait_ceiling_s = 1.5',
  )
  expect(settings).toMatchObject({
    'background.max_running_tasks': 2,
    'background.kill_grace_period_ms': 0,
    'background.print_wait_ceiling_s': 3600,
  })
  expect(origins['background.max_running_tasks']).toBe(`${file}:2`)
  expect(problems).toEqual([
    `${file}:4: background.print_wait_ceiling_s is 1.5, expected a whole number from 1 to 1000000`,
  ])
  expect(idle).toEqual([])
})

test('the words that a setting takes are all named, the empty one as nothing', () => {
  expect(load('[thinking]\neffort = "ultra"').problems).toEqual([
    `${file}:2: thinking.effort is "ultra", expected off, low, medium, high, max, or nothing`,
  ])
  expect(load('[log]\nlevel = "loud"').problems[0]).toMatch(/expected debug, info, warn, error$/)
})

test('a text that is neither TOML nor JSON is told in Kimi CLI’s words, with its place', () => {
  expect(load('[models\n').broken).toMatch(/^Invalid TOML in configuration file .+config\.toml: .+, line 1$/)
  expect(load('{"a":').broken).toMatch(/^Invalid JSON in configuration file .+config\.toml: /)
  expect(load('a = 1').broken).toBe(null)
  expect(loadConfig({ file, env: {}, text: 'a = ' }).broken).toMatch(/^Invalid TOML in configuration text: /)
})
