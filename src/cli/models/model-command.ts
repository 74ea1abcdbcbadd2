// `kimi model …`: the models that can be used, the one that answers, and the choice of another.

import { say, sayJson } from '../standard-streams.ts'
import type { Client } from '../../client/peer.ts'
import { editConfig } from '../../config/config-edit.ts'
import { refuseCommandOfOurs } from '../settings-guard.ts'
import type { ModelList, ModelView, ProviderView } from '../../protocol/model-view.ts'
import { sanitiseLine } from '../../safety/text/sanitiser.ts'
import { findPaths } from '../../sys/paths.ts'
import { clientEnv } from '../../client/client-env.ts'
import { withSessions } from '../sessions/session-client.ts'

export interface ModelOptions {
  json?: boolean
  /** Asks all providers again. */
  refresh?: boolean
  /** Lists also the models of a provider that are not Kimi's, when there are many. */
  all?: boolean
}

/** A list of OpenRouter has hundreds. */
const SHOWN_MODELS = 30
const NAME_CELLS = 80

/** Returns the exit status. Throws KimiErrors. */
export async function runModelCommand(
  command: string,
  name: string | undefined,
  options: ModelOptions,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  return withSessions(env, async (client) => {
    const { env: own } = clientEnv(env)
    if (command === 'list') {
      const listed = await client.call('model/list', { env: own, fresh: options.refresh ?? false })
      if (options.json) sayJson(listed)
      return options.json ? 0 : print(describeList(listed, options.all ?? false))
    }
    if (command === 'use') return use(client, name ?? '', own, env)
    const shown = await client.call('model/show', { env: own, ...(name === undefined ? {} : { name }) })
    if (options.json) sayJson(shown)
    return options.json ? 0 : print(describeModel(shown))
  })
}

/** Writes the name only when a model answers to it. */
async function use(client: Client, name: string, own: Record<string, string>, env: NodeJS.ProcessEnv): Promise<number> {
  refuseCommandOfOurs('model use', env)
  const shown = await client.call('model/show', { env: own, name })
  const { setting } = shown
  editConfig(findPaths(env).config, 'default_model', setting)
  const asked = setting.endsWith(shown.name) ? '' : ` (${clean(shown.name)})`
  return print([`default_model = "${clean(setting)}"${asked}: ${clean(shown.model)} at ${shown.host || 'a script'}`])
}

function print(lines: readonly string[]): number {
  say(lines.map((line) => `${line}\n`).join(''))
  return 0
}

function describeList({ current, configured, providers }: ModelList, isAll: boolean): string[] {
  const mark = (name: string) => (name === current ? '*' : ' ')
  const own = configured.map(
    ({ name, model, provider }) => `${mark(name)} ${clean(name)}  ${clean(model)} at ${clean(provider)}`,
  )
  const lines = own.length === 0 ? [] : ['config.toml', ...own]
  for (const provider of providers) {
    if (lines.length > 0) lines.push('')
    lines.push(...describeProvider(provider, mark, isAll))
  }
  return lines.length === 0 ? ['no model can be used: kimi help models'] : lines
}

function describeProvider(
  { host, keySource, problem, models }: ProviderView,
  mark: (name: string) => string,
  isAll: boolean,
): string[] {
  const shown = isAll ? models : models.slice(0, SHOWN_MODELS)
  const width = Math.max(0, ...shown.map(({ id }) => id.length))
  const rest = models.length - shown.length
  return [
    `${host} (${clean(keySource)})`,
    ...shown.map(({ id, window, efforts, image, video }) => {
      const can = [sayTokens(window), image ? 'images' : '', video ? 'videos' : '', efforts.join('/')]
      return `${mark(id)} ${id.padEnd(width)}  ${can.filter(Boolean).join(' · ')}`.trimEnd()
    }),
    ...(rest > 0 ? [`  … ${rest} more: kimi model list --all`] : []),
    ...(problem === '' ? [] : [`  ${problem}`]),
    ...(models.length === 0 && problem === '' ? ['  it has told no list yet: kimi model list --refresh'] : []),
  ]
}

function describeModel(shown: ModelView): string[] {
  const { price, efforts } = shown
  const rows: [string, string][] = [
    ['name', clean(shown.name)],
    ['model', clean(shown.model)],
    ['at', [shown.host, shown.protocol].filter(Boolean).join(', ')],
    ['chosen', `because ${clean(shown.reason)}`],
    ['key', clean(shown.keySource)],
    ['window', sayTokens(shown.window)],
    ['answers', shown.output > 0 ? `up to ${sayTokens(shown.output)}` : ''],
    ['takes', ['text', shown.image ? 'images' : '', shown.video ? 'videos' : ''].filter(Boolean).join(', ')],
    ['thinks', efforts.length > 0 ? `${shown.thinking}: ${efforts.join(', ')}` : shown.thinking],
    [
      'price',
      price
        ? `$${price.input} in, $${price.cached} cached, $${price.output} out for a million${price.isEstimate ? ' (an estimate of November 2026)' : ''}`
        : '',
    ],
  ]
  return rows.filter(([, value]) => value !== '').map(([label, value]) => `${label.padEnd(8)} ${value}`)
}

function sayTokens(count: number): string {
  if (count <= 0) return ''
  return count >= 1_000_000 ? `${Math.round(count / 100_000) / 10}M tokens` : `${Math.round(count / 1_000)}k tokens`
}

function clean(text: string): string {
  return sanitiseLine(text, NAME_CELLS)
}
