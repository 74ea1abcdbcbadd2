// The checks of `kimi doctor` on the daemon's side: the model, the user's own knowledge files, the sandbox, tasks at logout.

import type { Config } from '../../config/configuration.ts'
import { readAdditions } from '../../knowledge/own/addition-files.ts'
import { readHookConfig } from '../../session/hooks/hook-config.ts'
import type { CheckArea, ClientEnv, Finding } from '../../protocol/methods.ts'
import { sanitiseLine } from '../../safety/text/sanitiser.ts'
import type { Paths } from '../../sys/paths.ts'
import { findSocketPeers } from '../../sys/process-lineage.ts'
import { describeLogout } from '../../tasks/login-end.ts'
import { ERRORS } from '../../protocol/errors.ts'
import type { DaemonParts } from '../daemon-parts.ts'
import type { ModelPool } from '../model-pool.ts'

/** The findings of the areas in their order. `env` tells the client's model and key. */
export async function checkInstallation(
  areas: readonly CheckArea[],
  { config, options, models }: Pick<DaemonParts, 'config' | 'options' | 'models'>,
  env: ClientEnv,
): Promise<{ findings: Finding[] }> {
  const checks: Record<CheckArea, () => Finding[] | Promise<Finding[]>> = {
    model: () => checkModel(config.readFor(env), env, models),
    hooks: () => checkHooks(config.readFor(env)),
    own: () => checkAdditions(options.paths),
    sandbox: () => checkSandbox(options.paths),
    tasks: checkLogout,
  }
  const findings: Finding[] = []
  for (const area of areas) findings.push(...(await checks[area]()))
  return { findings }
}

/** Says which model was chosen and why, and asks its provider for its list of models, with the client's key. */
async function checkModel(config: Config, env: ClientEnv, models: ModelPool): Promise<Finding[]> {
  const area = 'model'
  const name = config.settings['suggest.model'] || undefined
  await models.look(config, env, name)
  const resolved = models.resolve(config, env, name)
  if (!resolved.ok)
    return [{ area, ok: true, text: `${resolved.reason}: proposals come from this machine alone`, hint: resolved.hint }]
  const { model } = resolved
  if (model.kind === 'scripted') return [{ area, ok: true, text: `${model.name} (scripted)` }]
  const begin = performance.now()
  const failure = await models.check(model, env)
  const ms = Math.round(performance.now() - begin)
  if (failure === null) {
    const { host } = new URL(model.baseUrl)
    const why = `chosen because ${model.reason}`
    return [{ area, ok: true, text: `${model.name} at ${host} answers in ${ms} ms; ${why}` }]
  }
  const why = `chosen because ${model.reason}`
  const text = `${model.name} cannot be reached: ${sanitiseLine(failure.message, 200)}; ${why}`
  const isKey = failure.status === 401 && failure.hint !== 'kimi login'
  const hint = isKey ? `check the key in ${model.keySource}` : (failure.hint ?? ERRORS[failure.code].hint)
  return [{ area, ok: false, text, hint: hint === 'kimi doctor' ? MEANWHILE : hint }]
}

const MEANWHILE = 'proposals come from this machine meanwhile'

/** Without a mistake in `[[hooks]]` there is no finding. */
function checkHooks({ agent }: Config): Finding[] {
  const { problems } = readHookConfig(agent.hooks)
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

/** Without a sandbox fewer commands of the agent run without a question; that is no fault, so the finding is fine either way. */
async function checkSandbox(paths: Paths): Promise<Finding[]> {
  const { openSandbox } = await import('../../safety/sandbox/sandbox.ts')
  const state = await openSandbox(paths.run)
  const area = 'sandbox'
  const found: Finding =
    state.kind === 'ready'
      ? { area, ok: true, text: `what runs unasked runs in ${state.program}` }
      : { area, ok: true, text: `${state.reason}: only certain readers run unasked`, hint: state.hint }
  if (process.platform !== 'linux' || (await findSocketPeers(0)) !== null) return [found]
  const text = 'ss is not installed: a command of the agent is not kept from giving the daemon orders'
  return [found, { area, ok: false, text, hint: 'sudo apt install iproute2' }]
}

function checkLogout(): Finding[] {
  const problem = describeLogout()
  if (problem === null) return [{ area: 'tasks', ok: true, text: 'go on when you log out' }]
  const [text = '', hint = ''] = problem.split(': ')
  return [{ area: 'tasks', ok: false, text, hint }]
}
