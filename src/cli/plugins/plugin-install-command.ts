// `kimi plugin install`: fetches a plugin, says what its tools run, asks whether it may have the API key that it asks for, and installs it.

import { cwd } from 'node:process'
import { clientEnv } from '../../client/client-env.ts'
import type { Client } from '../../client/peer.ts'
import { KimiError } from '../../protocol/errors.ts'
import type { KeyWish, StagedPlugin } from '../../protocol/plugins/plugin-view.ts'
import { confirm } from '../confirm.ts'
import { sayAside } from '../standard-streams.ts'
import { withDaemon } from '../tasks/task-client.ts'
import { print, type PluginFlags } from './plugin-command.ts'

export interface InstallFlags extends PluginFlags {
  giveKey?: boolean
}

/** Returns the exit status. Throws KimiErrors. */
export async function installPlugin(
  [source = '']: string[],
  flags: InstallFlags,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  return withDaemon(env, async (client) => {
    const own = clientEnv(env)
    if (/^(?:[a-z]+:\/\/|[\w.-]+@)/i.test(source) && !flags.json)
      sayAside(`Fetching ${source.replace(/^([a-z]+:\/\/)[^/]*@/i, '$1')}…\n`)
    const staged = await client.call('plugin/stage', {
      source,
      workDir: cwd(),
      env: own.env,
      shellEnv: own.shellEnv,
    })
    if (!flags.json) showStaged(staged)
    const givesKey = staged.wish !== null && (await askForKey(staged.plugin.name, staged.wish, flags))
    return finish(client, staged, givesKey, flags, own.env)
  })
}

/** Shows the plugin's files and tools on stderr, above the question. */
function showStaged({ plugin, replaces, files }: StagedPlugin): void {
  const { name, tools, hasSkill } = plugin
  const before = replaces === null ? '' : `, in the place of ${name} ${replaces.version}`.trimEnd()
  const skill = hasSkill ? ', with a skill' : ''
  sayAside(`${name} ${plugin.version}: ${files} ${files === 1 ? 'file' : 'files'}${skill}${before}\n`)
  for (const tool of tools) sayAside(`  the tool ${tool.name} runs ${tool.command}\n`)
}

/** True when the user gives the plugin what it asks for. Without a terminal and without --give-key the answer is no. */
async function askForKey(name: string, wish: KeyWish, { giveKey = false }: InstallFlags): Promise<boolean> {
  const rows = wish.inject.map(({ target, source }) => `${target} <- ${source}`).join(', ')
  if (wish.key === null) {
    if (giveKey)
      throw new KimiError('plugin.failed', `there is no key to give to ${name}: no model is set up`, {
        hint: 'kimi login',
      })
    sayAside(`kimi: ${name} asks for ${rows}, and no model is set up: it is installed without\n`)
    return false
  }
  sayAside(describeWish(name, wish, rows))
  if (giveKey) return true
  if (process.stdin.isTTY && process.stderr.isTTY) return confirm(`give it to ${name}`, false)
  sayAside(`kimi: it is not given to ${name}: there is no terminal to ask on, and --give-key is not there\n`)
  return false
}

/** Plain words on who receives what. */
function describeWish(name: string, { key, configFile, inject }: KeyWish, rows: string): string {
  const { host, kind, from } = key!
  const isSecret = inject.some(({ source }) => source === 'api_key') && kind !== 'none'
  const what = !isSecret
    ? `the address of your model at ${host}`
    : kind === 'login'
      ? `the access token of your login at ${host} (${from}), anew each time it runs`
      : `your API key for ${host} (${from})`
  const lines = [
    `${name} asks for ${what}: ${rows}`,
    `  It would get it in its file ${configFile} and in its environment whenever one of its tools runs outside the sandbox.`,
    ...(isSecret ? ['  Whoever wrote the plugin can then use your account, and send the key anywhere.'] : []),
  ]
  return lines.map((line) => `${line}\n`).join('')
}

async function finish(
  client: Client,
  { stage, plugin, wish }: StagedPlugin,
  givesKey: boolean,
  flags: InstallFlags,
  env: Record<string, string>,
): Promise<number> {
  const installed = await client.call('plugin/install', { stage, givesKey, env })
  const { name, version, folder, keyHost, keptIn, withheld } = installed
  print(flags, { name, version, folder, keyHost, tools: plugin.tools, keptIn, withheld }, [
    `Installed plugin '${name}' v${version}`,
  ])
  if (flags.json) return 0
  if (keptIn !== '')
    sayAside(`kimi: what was in its folder before, and was not installed by kimi, is now in ${keptIn}\n`)
  if (wish !== null && wish.key !== null && keyHost === '')
    sayAside(
      `kimi: it was given no key${withheld === '' ? '' : `: ${withheld}`}; to give it one: kimi plugin install ${folder} --give-key\n`,
    )
  return 0
}
