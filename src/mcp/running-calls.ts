// The calls that run on a connection: the time limit of each, and the questions that a server asks in its course. In the newest protocol
// a question comes in place of a result, and the call is made again with the answer. An older server asks by itself and does not say for
// which call: the one that began last is taken.

import { AsyncLocalStorage } from 'node:async_hooks'
import type { ElicitRequest, ElicitResult } from '@modelcontextprotocol/client'
import { setTimeout as sleep } from 'node:timers/promises'
import { isObject } from '../sys/json-reading.ts'

export interface CallOptions {
  signal: AbortSignal
  /** The call fails when the server has reported nothing for so long. The time in which the user is asked does not count. */
  timeoutMs: number
  onProgress(progress: { done: number; total: number | null; message: string }): void
  /** Asks the user for what the server wants to know. */
  elicit(wish: ElicitRequest['params'], signal: AbortSignal): Promise<ElicitResult>
}

/** The options of a request of the SDK. */
export interface RequestSettings {
  signal: AbortSignal
  timeout: number
  allowInputRequired: true
  onprogress(progress: { progress: number; total?: number | undefined; message?: string | undefined }): void
}

/** The fields that a request has besides its own when it is made again with the user's answers. */
export interface Answers {
  inputResponses?: Record<string, ElicitResult>
  requestState?: string
}

/** Makes the request with these options and answers. `answer` asks the user for what one entry of `inputRequests` wants to know. */
type Work<T> = (
  settings: RequestSettings,
  answers: Answers,
  answer: (request: unknown) => Promise<ElicitResult>,
) => Promise<T>

export interface RunningCalls {
  /** Runs `work`, again with answers as long as the server asks; rejects with an error that tells of the time when it takes too long. */
  run<T>(options: CallOptions, work: Work<T>): Promise<T>
  /** True in the course of a call, whose user can be asked. */
  isRunning(): boolean
  /** Asks the user for the call that is meant; a question without a call is declined. */
  elicit(wish: ElicitRequest['params']): Promise<ElicitResult>
}

interface Call {
  options: CallOptions
  signal: AbortSignal
  timer: NodeJS.Timeout
  /** Questions to the user that are open. */
  asking: number
}

/** The longest time that a timer of Node takes: the timer of the call itself ends it before. */
const NO_TIMEOUT_MS = 2_147_483_647
/** The number of times that a server may ask for input in the course of one call. */
const MAX_ROUNDS = 10
/** A server that asks for nothing but to be called again is called again after this time. */
const ROUND_PAUSE_MS = 250

export function createRunningCalls(): RunningCalls {
  /** The call in whose course a request of ours is sent: its user is asked for a login. */
  const current = new AsyncLocalStorage<Call>()
  const running = new Set<Call>()
  return {
    isRunning: () => current.getStore() !== undefined,
    async run(options, work) {
      const late = new AbortController()
      const onLate = () => {
        if (call.asking === 0) late.abort(new Error(`it has reported nothing for ${options.timeoutMs / 1000} s`))
      }
      const signal = AbortSignal.any([options.signal, late.signal])
      const call: Call = { options, signal, timer: setTimeout(onLate, options.timeoutMs), asking: 0 }
      running.add(call)
      try {
        return await current.run(call, () => runRounds(call, work))
      } catch (error) {
        throw late.signal.aborted ? late.signal.reason : error
      } finally {
        clearTimeout(call.timer)
        running.delete(call)
      }
    },
    async elicit(wish) {
      const call = current.getStore() ?? [...running].at(-1)
      return call === undefined ? { action: 'decline' } : askFor(call, wish)
    },
  }
}

async function runRounds<T>(call: Call, work: Work<T>): Promise<T> {
  const settings: RequestSettings = {
    signal: call.signal,
    timeout: NO_TIMEOUT_MS,
    allowInputRequired: true,
    onprogress({ progress, total, message = '' }) {
      call.timer.refresh()
      call.options.onProgress({ done: progress, total: total ?? null, message })
    },
  }
  let answers: Answers = {}
  for (let round = 0; round <= MAX_ROUNDS; round++) {
    const result: unknown = await work(settings, answers, (request) => answerRequest(request, call))
    if (!isObject(result) || result['resultType'] !== 'input_required') return result as T
    call.timer.refresh()
    answers = await answerRequests(result, call)
  }
  throw new Error(`it has asked more than ${MAX_ROUNDS} times in one call`)
}

/** The answers to what the server wants to know, with the state that it wants back. */
async function answerRequests({ inputRequests, requestState }: Record<string, unknown>, call: Call): Promise<Answers> {
  const inputResponses: Record<string, ElicitResult> = {}
  for (const [key, request] of Object.entries(isObject(inputRequests) ? inputRequests : {})) {
    inputResponses[key] = await answerRequest(request, call)
  }
  if (Object.keys(inputResponses).length === 0) await sleep(ROUND_PAUSE_MS, undefined, { signal: call.signal })
  return { inputResponses, ...(typeof requestState === 'string' ? { requestState } : {}) }
}

async function answerRequest(request: unknown, call: Call): Promise<ElicitResult> {
  const method = isObject(request) ? request['method'] : undefined
  if (method !== 'elicitation/create') throw new Error(`it asks for ${String(method)}, which is not offered`)
  return askFor(call, (request as unknown as ElicitRequest).params)
}

async function askFor(call: Call, wish: ElicitRequest['params']): Promise<ElicitResult> {
  call.asking++
  try {
    return await call.options.elicit(wish, call.signal)
  } finally {
    call.asking--
    call.timer.refresh()
  }
}
