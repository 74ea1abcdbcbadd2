// The checks of `kimi doctor` on the daemon's side: accounts, the model, other programs called kimi, the user's own knowledge files,
// the sandbox, tasks at logout.

import { join } from 'node:path'
import { findNeighbours } from '../../accounts/neighbours.ts'
import type { Config } from '../../config/configuration.ts'
import { readAdditions } from '../../knowledge/own/addition-files.ts'
import { explainChoice } from '../../models/choice-reason.ts'
import { readUserServers, userFile } from '../../mcp/server-files.ts'
import { readHookConfig } from '../../session/hooks/hook-config.ts'
import type { CheckArea, ClientEnv, Finding } from '../../protocol/methods.ts'
import { sanitiseLine } from '../../safety/text/sanitiser.ts'
import type { PluginShelf } from '../../plugins/plugin-shelf.ts'
import type { Paths } from '../../sys/paths.ts'
import { findSocketPeers } from '../../sys/process-lineage.ts'
import { describeLogout } from '../../tasks/login-end.ts'
import { readRulesOf } from '../user-safety.ts'
import { ERRORS } from '../../protocol/errors.ts'
import type { DaemonParts } from '../daemon-parts.ts'
import type { ModelPool } from '../model-pool.ts'

/** The findings of the areas in their order. `env` tells the client's model and key. */
export async function checkInstallation(
  areas: readonly CheckArea[],
  parts: Pick<DaemonParts, 'accounts' | 'config' | 'models' | 'options' | 'plugins'>,
  env: ClientEnv,
): Promise<{ findings: Finding[] }> {
  const { config, options } = parts
  const checks: Record<CheckArea, () => Finding[] | Promise<Finding[]>> = {
    account: () => checkAccounts(parts),
    model: () => checkModel(config.readFor(env), env, parts.models),
    mcp: () => checkServers(options.paths.share),
    plugins: () => checkPlugins(parts.plugins),
    neighbours: () => checkNeighbours(options.paths, env),
    hooks: () => checkHooks(config.readFor(env), options.paths.home),
    own: () => checkAdditions(options.paths),
    sandbox: () => checkSandbox(options.paths, config.readFor(env).settings['sandbox.mode']),
    tasks: checkLogout,
  }
  const findings: Finding[] = []
  for (const area of areas) findings.push(...(await checks[area]()))
  return { findings }
}

/** Each login and the stored key, or nothing. */
async function checkAccounts({ accounts }: Pick<DaemonParts, 'accounts'>): Promise<Finding[]> {
  const area = 'account'
  await accounts.ready()
  const { logins, key } = accounts.status()
  const found = logins.map(({ file, owner, state, problem = '', baseUrl }, index): Finding => {
    const whose = owner === 'kimi-code' ? 'the login of Kimi Code' : 'the Kimi Code login'
    if (state === 'unreadable') return { area, ok: false, text: problem, hint: `ls -ld ${file}` }
    if (state === 'rejected') return { area, ok: index > 0, text: `${whose} has ended, ${file}`, hint: 'kimi login' }
    const use = index === 0 ? '' : ' (not in use)'
    return { area, ok: true, text: `${whose} at ${new URL(baseUrl).host}${use}, ${file}` }
  })
  if (key)
    found.push({
      area,
      ok: true,
      text: `an API key of ${new URL(key.baseUrl).host} in ${key.kept === 'keyring' ? 'the keyring' : 'a file'}, ${key.place}`,
    })
  return found
}

/** Says which model was chosen and why, and asks its provider for its list of models, with the client's key. */
async function checkModel(config: Config, env: ClientEnv, models: ModelPool): Promise<Finding[]> {
  const area = 'model'
  const name = config.settings['suggest.model'] || undefined
  await models.look(config, env, name, true)
  const resolved = models.resolve(config, env, name)
  if (!resolved.ok) {
    // A machine without a model is sound; a model that is named and cannot be had is a fault.
    const ok = resolved.missing === 'key' && config.defaultModel === '' && name === undefined
    return [{ area, ok, text: `${resolved.reason}: proposals come from this machine alone`, hint: resolved.hint }]
  }
  const { model } = resolved
  if (model.kind === 'scripted') return [{ area, ok: true, text: `${model.name} (scripted)` }]
  const why = `chosen because ${explainChoice(model, config, env, name && 'suggest.model')}`
  const begin = performance.now()
  const failure = await models.check(model, env)
  const ms = Math.round(performance.now() - begin)
  if (failure === null) {
    const { host } = new URL(model.baseUrl)
    return [{ area, ok: true, text: `${model.name} at ${host} answers in ${ms} ms; ${why}` }]
  }
  if (NO_LIST.includes(failure.status ?? 0)) {
    const { host } = new URL(model.baseUrl)
    const text = `${model.name}: ${host} answers in ${ms} ms, but tells no list of models (${failure.status}); ${why}`
    return [{ area, ok: true, text, hint: 'kimi -p hello' }]
  }
  const text = `${model.name}: ${sanitiseLine(failure.message, 200)}; ${why}`
  const isKey = failure.status === 401 && failure.hint !== 'kimi login'
  const hint = isKey ? `check the key in ${model.keySource}` : (failure.hint ?? ERRORS[failure.code].hint)
  return [{ area, ok: false, text, hint: hint === 'kimi doctor' ? MEANWHILE : hint }]
}

/** The statuses of a provider that has no list of models, as some proxies have none. */
const NO_LIST = [400, 404, 405, 501]

const MEANWHILE = 'proposals come from this machine meanwhile'

/** The entries of the user's mcp.json that cannot be read, and the number of the others; nothing without a file. */
function checkServers(share: string): Finding[] {
  const area = 'mcp'
  const { servers, problems } = readUserServers(share)
  const enabled = servers.filter(({ entry }) => entry.enabled !== false).length
  const count: Finding = {
    area,
    ok: true,
    text: `${enabled} of ${servers.length} MCP servers enabled, ${userFile(share)}`,
  }
  const wrong = problems.map((text) => ({ area, ok: false, text: sanitiseLine(text, 200), hint: 'kimi mcp list' }))
  return servers.length === 0 ? wrong : [count, ...wrong]
}

/** A line for each plugin of which something does not run as it was installed, and the number of the others; nothing without plugins. */
async function checkPlugins(shelf: PluginShelf): Promise<Finding[]> {
  const area = 'plugins'
  const plugins = await shelf.list()
  const ready = plugins.filter(({ status }) => status === 'ready').length
  const count: Finding = { area, ok: true, text: `${ready} of ${plugins.length} plugins run, ${shelf.folder}` }
  const wrong = plugins.flatMap(({ name, status, reason, hint, shadowed }): Finding[] => {
    const words = (text: string) => sanitiseLine(`${name}: ${text}`, 200)
    if (status !== 'ready') return [{ area, ok: false, text: words(reason), ...(hint === '' ? {} : { hint }) }]
    return [...shadowed].map(([tool, owner]) => ({
      area,
      ok: false,
      text: words(`the tool ${tool} is one of ${owner}, too`),
    }))
  })
  return plugins.length === 0 ? [] : [count, ...wrong]
}

/** Finds other programs called kimi on PATH. They are a fault only when a bare `kimi` starts one of them. */
function checkNeighbours(paths: Paths, env: ClientEnv): Finding[] {
  const area = 'kimi'
  const found = findNeighbours(env['PATH'] ?? '', join(import.meta.dirname, 'kimi'))
  const others = found.filter(({ kind }) => kind !== 'ours')
  if (others.length === 0) return []
  const [first] = found
  const isOurs = first?.kind === 'ours'
  const starts: Finding = isOurs
    ? { area, ok: true, text: `a bare kimi starts this program, ${first.path}` }
    : {
        area,
        ok: false,
        text: `a bare kimi starts ${first!.title}, ${first!.path}`,
        hint: `kimi-companion starts this one; or put its directory first into PATH`,
      }
  return [
    starts,
    ...others.map(({ title, path, shares }) => ({ area, ok: true, text: `${title}, ${path}: ${shares(paths.share)}` })),
  ]
}

/** Without a mistake in `[[hooks]]` and `[[permission.rules]]` there is no finding. */
function checkHooks(config: Config, home: string): Finding[] {
  const problems = [...readHookConfig(config.agent.hooks).problems, ...readRulesOf(config, home).problems]
  return problems.map((text) => ({ area: 'config', ok: false, text, hint: 'kimi config edit' }))
}

/** The files that the user has added to the offline engine. Without files there is no finding. */
async function checkAdditions(paths: Paths): Promise<Finding[]> {
  const area = 'own'
  const { intents, fixes, problems } = await readAdditions(paths.knowledge, paths.home)
  const count = intents.length + fixes.length
  const found: Finding[] =
    count > 0 ? [{ area, ok: true, text: `${count} of your own answers, ${paths.knowledge}` }] : []
  return [...found, ...problems.map((text) => ({ area, ok: false, text: sanitiseLine(text, 160) }))]
}

/** Without a sandbox fewer commands of the agent run without a question. That is no fault unless the look for one has failed. */
async function checkSandbox(paths: Paths, mode: string): Promise<Finding[]> {
  const { openSandbox } = await import('../../safety/sandbox/sandbox.ts')
  const state = await openSandbox(paths.run)
  const area = 'sandbox'
  const found: Finding =
    state.kind === 'ready'
      ? {
          area,
          ok: true,
          text: `what runs unasked runs in ${state.program}${mode === 'off' ? '' : ', what is approved too'}`,
        }
      : mode === 'off'
        ? {
            area,
            ok: state.isFault !== true,
            text: `${state.reason}: only certain readers run unasked, also in auto; in bypass all commands run, with all your rights`,
            hint: state.hint,
          }
        : {
            area,
            ok: false,
            text: `${state.reason}: sandbox.mode = ${mode} has no effect; auto runs only certain readers, and bypass all commands, with all your rights`,
            hint: state.hint,
          }
  if (process.platform !== 'linux' || (await findSocketPeers(0).catch(() => [])) !== null) return [found]
  const text = 'ss is not installed: a command of the agent is not kept from giving the daemon orders'
  return [found, { area, ok: false, text, hint: 'sudo apt install iproute2' }]
}

function checkLogout(): Finding[] {
  const problem = describeLogout()
  if (problem === null) return [{ area: 'tasks', ok: true, text: 'go on when you log out' }]
  const [text = '', hint = ''] = problem.split(': ')
  return [{ area: 'tasks', ok: false, text, hint }]
}
