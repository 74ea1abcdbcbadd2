// A session of 20 turns with tools, plan mode, a compaction and a change of mode, whose requests are compared: a provider's cache
// holds as much of a request as repeats the request before it byte for byte.

import { makePool } from './server-pool.ts'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadConfig } from '../../src/config/configuration.ts'
import type { ChatRequest, ChatStream } from '../../src/models/chat-stream.ts'
import type { Protocol } from '../../src/models/provider-kinds.ts'
import { loadSpeaker } from '../../src/models/protocols/speakers.ts'
import { findRules } from '../../src/models/rules/model-rules.ts'
import { decideFolder, judgeFolder, placesOfUser } from '../../src/safety/trust/folder-trust.ts'
import { openTrustStore } from '../../src/safety/trust/trust-store.ts'
import { openSession } from '../../src/session/opening/open-session.ts'
import type { Session } from '../../src/session/session.ts'
import { findPaths } from '../../src/sys/paths.ts'
import { openSessionTasks } from '../../src/tasks/session-tasks.ts'
import { createTasks } from '../../src/tasks/tasks.ts'

export interface CacheStep {
  turn: number
  /** True for the first request behind a compaction, which begins anew by its nature. */
  isAfterCompaction: boolean
  /** The share of the request before it that this one repeats, in units of 256 tokens. */
  share: number
  /** The text around the first difference from the request before; '' when this request only adds to that one. */
  firstDifference: string
}

const TURNS = 20
/** Providers cache in units of 256 tokens; a token is about four bytes. */
const UNIT_BYTES = 256 * 4
const CHANGES: Record<number, (session: Session) => Promise<unknown> | void> = {
  5: (session) => session.setMode('plan'),
  8: (session) => session.setMode('ask'),
  11: (session) => session.setMode('accept-edits'),
  14: (session) => session.prompt('/compact'),
}

/** Plays the session and compares its requests in the form of a protocol. */
export async function playCachedSession(protocol: Protocol, model: string): Promise<CacheStep[]> {
  const requests: { turn: number; request: ChatRequest }[] = []
  let turn = 0
  let calls = 0
  const stream: ChatStream = async function* (request) {
    const isSummary = (request.tools ?? []).length === 0
    if (!isSummary) requests.push({ turn, request: { ...request, messages: structuredClone([...request.messages]) } })
    const last = request.messages.at(-1)
    if (isSummary) yield { type: 'text', text: `We are at turn ${turn}. ${'All is well. '.repeat(20)}` }
    else if (last?.role === 'tool' && requests.filter((each) => each.turn === turn).length > 2) {
      yield { type: 'think', text: 'Now I know.' }
      yield { type: 'text', text: `Answer ${turn}: ${'words '.repeat(60)}` }
    } else {
      yield { type: 'think', text: `I look, turn ${turn}.` }
      for (const [index, path] of [`file-${turn % 7}.txt`, `file-${(turn + 1) % 7}.txt`].entries())
        yield { type: 'tool_call', index, id: `call_${++calls}`, name: 'ReadFile', arguments: JSON.stringify({ path }) }
    }
    const tokens = Math.ceil(JSON.stringify(request.messages).length / 4)
    yield { type: 'usage', input: tokens, output: 200, cached: 0 }
    yield { type: 'end', reason: last?.role === 'tool' ? 'stop' : 'tool_calls' }
  }
  const close = await playTurns(stream, (n) => void (turn = n))
  close()
  return compareAll(requests, protocol, model)
}

async function playTurns(stream: ChatStream, onTurn: (turn: number) => void): Promise<() => void> {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'kimi-cache-')))
  const [share, workDir] = [join(home, '.kimi'), join(home, 'work')]
  mkdirSync(workDir)
  mkdirSync(share)
  for (let n = 0; n < 7; n++) writeFileSync(join(workDir, `file-${n}.txt`), `line of file ${n}\n`.repeat(120))
  const tasks = createTasks({
    paths: findPaths({ HOME: home }),
    log: () => undefined,
    runner: '/nowhere',
    isHosted: true,
    settings: () => ({ maxRunning: 4, graceMs: 500, keepDays: 14, keepBytes: 1e9 }),
    openSession: () => Promise.reject(new Error('no sessions here')),
    canAnswer: () => false,
    onTaskChanged: () => undefined,
    onTaskRemoved: () => undefined,
  })
  const choice = {
    name: 'm',
    id: 'm',
    stream,
    windowTokens: 262_144,
    limitsAnswers: true,
    isScripted: false,
    isLocal: false,
    takes: { image: false, video: false },
    price: null,
  }
  const store = openTrustStore(share)
  const session = await openSession(
    { workDir, id: 's', env: {}, shellEnv: { PATH: process.env['PATH'] ?? '' } },
    {
      share,
      home,
      config: loadConfig({ file: join(share, 'config.toml'), systemFile: join(home, 'none'), env: {} }),
      trust: {
        judge: (dir, own) => judgeFolder(dir, placesOfUser({ home, share }, own), store),
        decide: (trust, decision) => decideFolder(trust, decision, store),
      },
      services: {},
      rules: () => [],
      keepRule: async () => {},
      sandbox: async () => null,
      model: () => ({ ok: true, model: choice }),
      log: () => undefined,
      taskOrders: () => [],
      background: (owner) => openSessionTasks(tasks, owner),
      servers: makePool(share),
    },
  )
  for (let turn = 1; turn <= TURNS; turn++) {
    onTurn(turn)
    await CHANGES[turn]?.(session)
    const { status } = await session.prompt(`Question ${turn}: what do the files say?`)
    if (status !== 'finished') throw new Error(`turn ${turn} ended with ${status}`)
  }
  await session.close()
  return () => {
    void tasks.close()
    rmSync(home, { recursive: true, force: true })
  }
}

async function compareAll(
  requests: readonly { turn: number; request: ChatRequest }[],
  protocol: Protocol,
  model: string,
): Promise<CacheStep[]> {
  const speaker = await loadSpeaker(protocol)
  const dialect = protocol === 'chat' ? ('kimi' as const) : ('openai' as const)
  const target = {
    model,
    dialect,
    host: 'x',
    rules: findRules(model),
    thoughtsField: dialect === 'kimi' ? 'reasoning_content' : '',
  }
  const texts = requests.map(({ request }) => promptOf(speaker.buildBody(request, target)))
  return requests.slice(1).map(({ turn, request }, index) => {
    const [before, after] = [texts[index]!, texts[index + 1]!]
    let same = 0
    while (same < before.length && before[same] === after[same]) same++
    const isAfterCompaction = request.messages.length < requests[index]!.request.messages.length
    // The end of a list is no part of the prompt.
    const isOn = same >= before.length - 8
    return {
      turn,
      isAfterCompaction,
      share: Math.min(1, (isOn ? before.length : Math.floor(same / UNIT_BYTES) * UNIT_BYTES) / before.length),
      firstDifference: isOn
        ? ''
        : `${before.slice(Math.max(0, same - 60), same)}⟨${before.slice(same, same + 40)} → ${after.slice(same, same + 40)}⟩`,
    }
  })
}

/** The part of a request's body that the model reads, in the order in which providers put it together, without marks of the cache. */
function promptOf(body: object): string {
  const fields = body as Record<string, unknown>
  const parts = [
    fields['tools'],
    fields['system'] ?? fields['systemInstruction'],
    fields['messages'] ?? fields['input'] ?? fields['contents'],
  ]
  return JSON.stringify(parts).replaceAll(/,"cache_control":\{"type":"ephemeral"\}/g, '')
}
