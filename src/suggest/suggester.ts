// The Ctrl-X path: a question goes to the model, or to the offline engine when there is none or it is silent;
// what comes back is filtered, labelled and offered one by one.

import { homedir } from 'node:os'
import type { ChatEvent, ChatRequest, ChatStream } from '../models/chat-stream.ts'
import type { Knowledge } from '../knowledge/engine.ts'
import type { Settings } from '../config/settings.ts'
import { KimiError, toKimiError } from '../protocol/errors.ts'
import type { ToolCall } from '../protocol/message.ts'
import type { ClientEnv } from '../protocol/methods.ts'
import type { Candidate } from '../protocol/proposals.ts'
import { classifyCommand } from '../safety/risk.ts'
import { sanitiseLine } from '../safety/sanitise.ts'
import { createChannel, type Channel } from '../sys/channel.ts'
import { createFilter, isWholeCommand, type Filter } from './filter.ts'
import { LOOK, look } from './look.ts'
import { createDraftParser, type Draft } from './parse.ts'
import type { Question, SuggestEvent } from './question.ts'
import { buildRequest } from './request.ts'
import type { SurroundingsCache } from './surroundings.ts'

export interface SuggesterDeps {
  knowledge(): Promise<Knowledge>
  surroundings: SurroundingsCache
  /** The model a client's environment and the configuration choose. */
  chat(env: ClientEnv): { ok: true; name: string; stream: ChatStream } | { ok: false; error: KimiError }
  settings(env: ClientEnv): Settings
}

export interface Suggester {
  /** Answers a question as it goes. Aborting ends it with `failed` (`turn.cancelled`). */
  ask(question: Question, signal: AbortSignal): AsyncIterable<SuggestEvent>
  /** Exactly what would be sent for a question. */
  describeRequest(question: Question): Promise<Omit<ChatRequest, 'signal'>>
}

const EXPLANATION_LIMIT_CELLS = 160
const LOOK_ROUNDS = 3
const LOOK_LIMIT_MS = 10_000
const LOOK_TITLE_CELLS = 60

export function createSuggester(deps: SuggesterDeps): Suggester {
  const request = async (question: Question, signal: AbortSignal) => {
    const settings = deps.settings(question.env)
    const around = await deps.surroundings.get(question.cwd)
    return buildRequest(
      settings['suggest.history'] ? question : { ...question, recent: [] },
      settings['suggest.files'] ? around : { ...around, files: [] },
      process.platform,
      settings['suggest.proposals'],
      signal,
      settings['suggest.look'],
    )
  }

  return {
    async *ask(question, signal) {
      const events = createChannel<SuggestEvent>()
      void answer(question, signal, events)
        .catch((error: unknown) => events.push({ type: 'failed', error: toKimiError(error) }))
        .finally(() => events.end())
      yield* events
    },
    async describeRequest(question) {
      const { signal: _, ...body } = await request(question, new AbortController().signal)
      return body
    },
  }

  async function answer(question: Question, signal: AbortSignal, events: Channel<SuggestEvent>): Promise<void> {
    const filter = await createFilter(question, events)
    const chat = deps.chat(question.env)
    const isEmpty = question.line.trim() === '' && !question.failed
    const settings = deps.settings(question.env)
    const isOffline = question.offline || settings['suggest.offline']
    if (isOffline || isEmpty || !chat.ok) await askOffline(question, filter, signal)
    else await askModel(question, chat, filter, signal, events)
    if (signal.aborted) return events.push({ type: 'failed', error: new KimiError('turn.cancelled', 'cancelled') })
    if (filter.count === 0)
      filter.error ??=
        filter.refusal === ''
          ? nothing(question, isOffline || chat.ok)
          : new KimiError('suggest.nothing', filter.refusal)
    events.push(filter.count > 0 ? { type: 'done', note: filter.note } : { type: 'failed', error: filter.error! })
  }

  async function askOffline(question: Question, filter: Filter, signal: AbortSignal): Promise<void> {
    const knowledge = await deps.knowledge()
    const found = await findOffline(knowledge, question)
    for (const candidate of putHarmLast(question, found)) if (!signal.aborted) await filter.offer(candidate)
  }

  /** The model's drafts as they stream. Silent for too long or failed before its first command: the offline engine speaks. */
  async function askModel(
    question: Question,
    chat: { name: string; stream: ChatStream },
    filter: Filter,
    signal: AbortSignal,
    events: Channel<SuggestEvent>,
  ): Promise<void> {
    const waitMs = deps.settings(question.env)['suggest.offline_after_ms']
    let fallback: Promise<void> | undefined
    const fallBack = (why: string) => {
      if (filter.count > 0 || signal.aborted) return
      fallback ??= askOffline(question, filter, signal).then(
        () => {
          if (filter.count > 0) filter.note = `offline suggestion: ${why}`
        },
        (error: unknown) => {
          filter.error ??= toKimiError(error)
        },
      )
    }
    const timer = setTimeout(() => fallBack(`no answer from ${chat.name} in ${waitMs / 1000} s yet`), waitMs)
    const parser = createDraftParser(isWholeCommand)
    const offer = async (drafts: Draft[]) => {
      for (const { index, command, explanation } of drafts) {
        const line = sanitiseLine(explanation, EXPLANATION_LIMIT_CELLS)
        await filter.offer({ command, explanation: line, source: chat.name, confidence: 1 }, index)
      }
    }
    const first = await request(question, signal)
    const looking = startLooking(question, signal)
    const messages = [...first.messages]
    for (let round = 0; ; round++) {
      const calls: ToolCall[] = []
      for await (const event of chat.stream({ ...first, messages })) {
        if (event.type === 'text' || event.type === 'think' || event.type === 'tool_call') clearTimeout(timer)
        if (event.type === 'text') await offer(parser.push(event.text))
        takeCall(calls, event)
        // A line cut off by the length limit or the provider's filter is no command.
        if (event.type === 'end' && event.reason !== 'length' && event.reason !== 'filtered' && calls.length === 0)
          await offer(parser.end())
        if (event.type === 'failed') {
          filter.error = new KimiError(event.code, event.message)
          if (filter.count > 0) filter.note ||= event.message
          fallBack(event.message)
          calls.length = 0
        }
      }
      // Who has answered needs no look, and who looks for ever gets none.
      if (calls.length === 0 || filter.count > 0 || round > LOOK_ROUNDS || signal.aborted) break
      messages.push({ role: 'assistant', content: '', tool_calls: calls })
      for (const call of calls) {
        const { title, text } =
          round < LOOK_ROUNDS ? await looking.look(call) : { title: '', text: 'No more looks: answer now.' }
        if (title !== '') events.push({ type: 'looking', at: sanitiseLine(title, LOOK_TITLE_CELLS) })
        messages.push({ role: 'tool', content: text, tool_call_id: call.id })
      }
    }
    clearTimeout(timer)
    await fallback
    if (filter.count === 0 && parser.refusal !== '') {
      filter.error = new KimiError('model.refused', sanitiseLine(parser.refusal, EXPLANATION_LIMIT_CELLS))
    }
  }
}

/** Looks for one question share their time. */
function startLooking(
  { cwd, env }: Question,
  signal: AbortSignal,
): { look(call: ToolCall): Promise<{ title: string; text: string }> } {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(LOOK_LIMIT_MS)])
  return {
    async look({ function: { name, arguments: text } }) {
      if (name !== LOOK.name) return { title: '', text: `there is no tool ${name}` }
      if (limit.aborted) return { title: '', text: 'The time for looks is over: answer now.' }
      let args: unknown
      try {
        args = JSON.parse(text || '{}')
      } catch {
        return { title: '', text: 'the arguments are not JSON' }
      }
      return look(args, { cwd, home: homedir(), path: env['PATH'] ?? '', signal: limit })
    },
  }
}

/** Puts the pieces of tool calls together. */
function takeCall(calls: ToolCall[], event: ChatEvent): void {
  if (event.type === 'tool_call') {
    const id = event.id || `look_${calls.length}`
    calls[event.index] = { type: 'function', id, function: { name: event.name, arguments: event.arguments } }
  } else if (event.type === 'tool_call_part') {
    const call = calls[event.index]
    if (call) call.function.arguments += event.arguments
  }
}

async function findOffline(knowledge: Knowledge, question: Question): Promise<Candidate[]> {
  const { line, cwd, shell, failed, recent } = question
  const path = question.env.PATH
  const previous = recent.at(-1)?.command
  if (line.trim() !== '') return knowledge.suggest({ line, cwd, shell, path, ...(previous ? { previous } : {}) })
  if (failed)
    return knowledge.fix({ failed: failed.command, output: failed.output, exit: failed.status, cwd, shell, path })
  return knowledge.history
    .predict({ prefix: '', cwd, limit: 3, ...(previous ? { previous } : {}) })
    .map(({ command, confidence }) => ({
      command,
      explanation: 'usually comes next here',
      source: 'history',
      confidence,
    }))
}

/** Words that ask for something to end or go. */
const MEANS_HARM =
  /\b(kill|stop|end|terminate|free|delete|remove|erase|wipe|drop|clear|clean|empty|purge|prune|reset|discard|undo|revert|force|overwrite|truncate|format|uninstall|shut ?down|reboot|rm)|删|杀|清|终止|结束|停|卸载|重置|撤销|还原/i

/** Who only asks ("what uses port 80") is not offered an end to it first. */
function putHarmLast(question: Question, candidates: Candidate[]): Candidate[] {
  if (question.line.trim() === '' || MEANS_HARM.test(question.line)) return candidates
  const isHarmful = ({ command }: Candidate) => classifyCommand(command, question.shell).labels.includes('destructive')
  return candidates.toSorted((a, b) => Number(isHarmful(a)) - Number(isHarmful(b)))
}

function nothing(question: Question, hasModel: boolean): KimiError {
  if (question.line.trim() === '' && !question.failed) {
    return new KimiError('suggest.empty', 'nothing to suggest: the line is empty and the last command did not fail')
  }
  const what =
    question.line.trim() === '' ? `no fix found for ${sanitiseLine(question.failed!.command, 60)}` : 'nothing found'
  return new KimiError('suggest.nothing', hasModel ? what : `${what} offline`)
}
