// A turn from the command line: the session it runs in, and the exit status that its outcome means.

import { resolve } from 'node:path'
import type { Client, Listener } from '../../client/peer.ts'
import { KimiError } from '../../protocol/errors.ts'
import type { Content } from '../../protocol/message.ts'
import type { OpenedSession, OpenSession } from '../../protocol/methods.ts'
import { WIRE_PROTOCOL } from '../../protocol/version.ts'
import { openAskClient } from '../daemon-client.ts'
import { clientEnv } from '../../client/client-env.ts'
import { readMcpFlags, type McpFlags } from './mcp-flags.ts'
import { onSignal } from './signals.ts'
import { describeMovedSession } from '../../view/session-move.ts'
import { sayAside, sayFailure } from '../standard-streams.ts'

/** Kimi CLI's flags for a session, as commander gives them. */
export interface SessionFlags extends McpFlags {
  workDir?: string
  addDir?: string[]
  /** True for `-S` without an id. */
  session?: string | true
  continue?: boolean
  config?: string
  configFile?: string
  model?: string
  thinking?: boolean
  yolo?: boolean
  afk?: boolean
  plan?: boolean
  mode?: OpenSession['mode']
  trust?: boolean
  agent?: string
  agentFile?: string
  skillsDir?: string[]
  maxStepsPerTurn?: number
  maxRetriesPerStep?: number
  maxRalphIterations?: number
  /** The parts of a turn that a terminal shows; not in Kimi CLI. `summary` is false with --no-summary. */
  showThinking?: boolean
  summary?: boolean
  verbose?: boolean
  debug?: boolean
  daemon: boolean
}

/**
 * The flags as parameters of `session/open`. Throws `usage.invalid` for flags that exclude each other. `--debug` is kept in
 * `env` for the report of an error.
 */
export function readSessionFlags(flags: SessionFlags, env: NodeJS.ProcessEnv): OpenSession {
  if (flags.debug) env['KIMI_DEBUG'] ??= '1'
  refuseBoth(flags, ['continue', 'session'])
  refuseBoth(flags, ['config', 'configFile'])
  refuseBoth(flags, ['agent', 'agentFile'])
  if (flags.session === true) {
    throw new KimiError('usage.invalid', '--session needs an id here', { hint: 'kimi session list' })
  }
  // A plan holds, whatever else may run unasked.
  const mode = flags.plan ? 'plan' : (flags.mode ?? (flags.yolo ? 'bypass' : flags.afk ? 'auto' : undefined))
  return {
    workDir: resolve(flags.workDir ?? '.'),
    ...clientEnv(env),
    ...given('id', flags.session),
    ...given('continues', flags.continue),
    ...(flags.config === undefined && flags.configFile === undefined
      ? {}
      : { config: { ...given('text', flags.config), ...given('file', absolute(flags.configFile)) } }),
    ...given('model', flags.model),
    ...given('thinking', flags.thinking),
    ...given('mode', mode),
    ...given('trusts', flags.trust),
    ...given(
      'addDirs',
      flags.addDir?.map((path) => resolve(path)),
    ),
    ...given('agent', flags.agent),
    ...given('agentFile', absolute(flags.agentFile)),
    ...given(
      'skillsDirs',
      flags.skillsDir?.map((path) => resolve(path)),
    ),
    ...readMcpFlags(flags),
    ...given('maxSteps', flags.maxStepsPerTurn),
    ...given('maxTries', flags.maxRetriesPerStep),
    ...given('maxRalphIterations', flags.maxRalphIterations),
  }
}

function given<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return (value === undefined ? {} : { [key]: value }) as { [P in K]?: V }
}

/** The error has Kimi CLI's words. */
function refuseBoth(flags: SessionFlags, names: readonly (keyof SessionFlags)[]): void {
  const active = names.filter((name) => flags[name] !== undefined && flags[name] !== false)
  if (active.length < 2) return
  const spelled = active.map((name) => `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`)
  throw new KimiError('usage.invalid', `Cannot combine ${spelled.join(', ')}.`)
}

function absolute(path: string | undefined): string | undefined {
  return path === undefined ? undefined : resolve(path)
}

export interface TurnClient {
  client: Client
  session: OpenedSession
}

export interface SessionListener extends Listener {
  /** Gets what is to be said about the daemon while it works; without it that goes to stderr. */
  remark?(text: string): void
}

/** Opens a connection that speaks for a session. `isInteractive`: the user can be asked. Close the client. */
export async function openSession(
  flags: SessionFlags,
  open: OpenSession,
  listener: SessionListener,
  isInteractive: boolean,
  env: NodeJS.ProcessEnv,
): Promise<TurnClient> {
  const { remark } = listener
  const client = await openAskClient({ daemon: flags.daemon, ...(remark ? { onRemark: remark } : {}) }, env)
  try {
    client.follow(listener)
    const session = await client.call('session/open', open)
    if (flags.verbose || flags.debug) describeSession(session)
    // As in Kimi CLI, an unknown id begins a session of that name, which scripts rely on.
    else if (open.id === session.id && session.isNew && process.stderr.isTTY)
      sayAside(`kimi: there was no session ${session.id}: this is a new one of that name\n`)
    if (session.movedFrom !== undefined && process.stderr.isTTY)
      sayAside(`kimi: ${describeMovedSession(session.movedFrom, session.workDir)}\n`)
    await client.call('initialize', {
      protocol_version: WIRE_PROTOCOL,
      capabilities: { supports_question: isInteractive, supports_plan_mode: isInteractive, kimi_events: true },
    })
    return { client, session }
  } catch (error) {
    client.close()
    throw error
  }
}

/**
 * The listener, which is asked in turns whose beginning it has seen. What a turn asks that was running before, another client
 * answers: a refusal from here would be taken for the user's.
 */
export function onlyOwnTurn(listener: Listener): Listener {
  let hasBegun = false
  return {
    event(event) {
      hasBegun ||= event.type === 'TurnBegin'
      listener.event(event)
    },
    request(request, answer) {
      if (hasBegun) listener.request(request, answer)
    },
  }
}

function describeSession({ id, isNew, model, mode, workDir, dir }: OpenedSession): void {
  const facts = [isNew ? 'new session' : 'session', id, `model ${model || '(none)'}`, `mode ${mode}`, workDir, dir]
  sayFailure(facts.join(', '))
}

/** Runs one turn and returns its exit status. Ctrl-C interrupts the turn; a second one exits, and so does a turn that does not end. */
export async function runTurn(client: Client, input: Content): Promise<number> {
  let signalled = 0
  const signals = onSignal(client.isHosted ?? false, (status) => {
    signalled = status
    client.call('cancel', {}).catch(() => {})
  })
  try {
    const { status, steps } = await client.call('prompt', { user_input: input })
    if (status === 'finished') return 0
    if (status === 'cancelled') return signalled || 130
    throw new KimiError('turn.max_steps', `the turn reached its limit of ${steps} steps`)
  } finally {
    signals.close()
  }
}
