// `kimi plugin list`, `info` and `remove`. The texts are Kimi CLI's where it has them.

import type { Client } from '../../client/peer.ts'
import { KimiError } from '../../protocol/errors.ts'
import type { PluginView } from '../../protocol/plugins/plugin-view.ts'
import { say, sayAside, sayJson } from '../standard-streams.ts'
import { withDaemon } from '../tasks/task-client.ts'

export interface PluginFlags {
  json?: boolean
}

/** Returns the exit status. Throws KimiErrors. */
export async function runPluginCommand(
  command: 'list' | 'info' | 'remove',
  [name = '']: string[],
  flags: PluginFlags,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  return withDaemon(env, async (client) => {
    if (command === 'list') return listPlugins(client, flags)
    if (command === 'info') return showPlugin(client, name, flags)
    const { folder, kept } = await client.call('plugin/remove', { name })
    print(flags, { name, folder, kept }, [`Removed plugin '${name}'`])
    if (kept.length > 0 && !flags.json)
      sayAside(`kimi: these stay in ${folder}, since they are not as they were installed: ${kept.join(', ')}\n`)
    return 0
  })
}

async function listPlugins(client: Client, flags: PluginFlags): Promise<number> {
  const { folder, plugins } = await client.call('plugin/list', {})
  const lines = plugins.map((plugin) => {
    const version = plugin.version === '' ? '' : ` v${plugin.version}`
    return `  ${plugin.name}${version} (${plugin.status === 'ready' ? 'installed' : describeStatus(plugin)})`
  })
  print(flags, { folder, plugins }, plugins.length === 0 ? ['No plugins installed.'] : lines)
  return 0
}

function describeStatus({ status, reason }: PluginView): string {
  return status === 'foreign' ? 'not configured' : status === 'broken' ? `broken: ${reason}` : reason
}

async function showPlugin(client: Client, name: string, flags: PluginFlags): Promise<number> {
  const { plugins } = await client.call('plugin/list', {})
  const plugin = plugins.find((each) => each.name === name)
  if (plugin === undefined) throw new KimiError('plugin.not_found', `Plugin '${name}' not found`)
  const { version, description, configFile, inject, keyHost, tools, status, reason, hint, source, hasSkill } = plugin
  const rows: [string, string][] = [
    ['Name', plugin.name],
    ['Version', version],
    ['Description', description || '(none)'],
    ['Config file', configFile || '(none)'],
    ...(inject.length === 0
      ? []
      : [
          ['Inject', inject.map(({ target, source: value }) => `${target} <- ${value}`).join(', ')] as [string, string],
          ['Key', keyHost === '' ? 'not given' : `given, as long as the model in use is at ${keyHost}`] as [
            string,
            string,
          ],
        ]),
    ['Status', status === 'ready' ? 'installed' : `${status}: ${reason}`],
    ['From', source || '(not installed by kimi)'],
    ['Folder', plugin.folder],
    ['Skill', hasSkill ? 'SKILL.md' : '(none)'],
    ['Tools', tools.length === 0 ? '(none)' : String(tools.length)],
  ]
  print(flags, plugin, [
    ...rows.map(([key, value]) => `${`${key}:`.padEnd(13)}${value}`),
    ...tools.flatMap((tool) => [
      `  - ${tool.name}: ${tool.description}`,
      `    runs ${tool.command}${tool.problem === '' ? '' : `; not offered: ${tool.problem}`}`,
    ]),
  ])
  if (hint !== '' && !flags.json) sayAside(`kimi: what helps: ${hint}\n`)
  return 0
}

/** Prints the value as JSON, or the lines. */
export function print({ json }: PluginFlags, value: unknown, lines: readonly string[]): void {
  if (json) sayJson(value)
  else say(lines.map((line) => `${line}\n`).join(''))
}
