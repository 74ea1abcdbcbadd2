// Google's Gemini, over its own API with a key, or over Vertex AI in express mode. Requests are written here and not by the
// package `@google/genai`, whose types hold them to its form: it would add 1.6 MB and 118 ms to the first request, and bring its
// own connections.

import type { Content, FunctionDeclaration, GenerationConfig, Part } from '@google/genai'
import { readableArguments } from '../../protocol/call-arguments.ts'
import { partsOf, textOf, type ContentPart, type Message, type ToolCall } from '../../protocol/message.ts'
import { isObject, parseJson } from '../../sys/json-reading.ts'
import type { ChatRequest, ToolDefinition } from '../chat-stream.ts'
import { orderThinking } from '../rules/request-rules.ts'
import { createGeminiReader, SIGNATURE_FIELD } from './gemini-events.ts'
import { keep, spellOnce } from './body-bytes.ts'
import { cleanId, cleanName, readDataUrl, type Speaker, type Target } from './speaker.ts'

export const GEMINI: Speaker = {
  address(base, model) {
    const root = base.pathname === '/' ? new URL('v1beta/', base) : base
    const path = model.includes('/') ? model : `models/${model}`
    return new URL(`${path}:streamGenerateContent?alt=sse`, root)
  },
  buildBody,
  createReader: createGeminiReader,
}

interface GeminiBody {
  systemInstruction?: Content
  tools?: { functionDeclarations: FunctionDeclaration[] }[]
  contents: Content[]
  generationConfig?: Omit<GenerationConfig, 'thinkingConfig'> & { thinkingConfig?: object }
}

const BUDGETS: Record<string, number> = { low: 2_048, medium: 8_192, high: 24_576 }

function buildBody(request: Omit<ChatRequest, 'signal'>, target: Target): GeminiBody {
  const { messages, maxTokens, temperature, topP, tools = [] } = request
  const system = messages.filter(({ role }) => role === 'system').map(({ content }) => textOf(content))
  const generationConfig = {
    ...(maxTokens === undefined ? {} : { maxOutputTokens: maxTokens }),
    ...(temperature === undefined ? {} : { temperature }),
    ...(topP === undefined ? {} : { topP }),
    ...spellThinking(request, target),
  }
  return {
    ...(system.length === 0 ? {} : { systemInstruction: { parts: [{ text: system.join('\n\n') }] } }),
    ...(tools.length === 0
      ? {}
      : {
          tools: [
            {
              functionDeclarations: tools.map((tool) => spellTool(tool, target)),
            },
          ],
        }),
    contents: spellMessages(messages, target),
    ...(Object.keys(generationConfig).length === 0 ? {} : { generationConfig }),
  }
}

function spellThinking(request: Omit<ChatRequest, 'signal'>, { rules }: Target): object {
  const thinking = orderThinking(request.thinking, rules)
  const isKnown = rules.thinking === 'always' || rules.thinking === 'optional'
  if (thinking.kind === 'off') return { thinkingConfig: { thinkingBudget: 0 } }
  const shown = isKnown ? { includeThoughts: true } : {}
  if (thinking.kind === 'unset' || thinking.effort === '') return isKnown ? { thinkingConfig: shown } : {}
  const { effort } = thinking
  const amount = rules.thinksInTokens ? { thinkingBudget: BUDGETS[effort] } : { thinkingLevel: effort.toUpperCase() }
  return { thinkingConfig: { ...shown, ...amount } }
}

const spellTool = spellOnce(({ name, description, parameters }: ToolDefinition) =>
  keep({ name, description, parametersJsonSchema: parameters }),
)

const spellOwn = spellOnce((message: Message, { model }: Target) => spellParts(message, model).map(keep))

/** Results of tools are contents of the user and need the name of the tool; neighbours of one role become one content. */
function spellMessages(messages: readonly Message[], target: Target): Content[] {
  const names = new Map<string, string>()
  const contents: { role: string; parts: Part[] }[] = []
  for (const message of messages) {
    if (message.role === 'system') continue
    for (const call of message.tool_calls ?? []) names.set(call.id, cleanName(call.function.name))
    const role = message.role === 'assistant' ? 'model' : 'user'
    const parts = message.role === 'tool' ? spellResult(message, names) : spellOwn(message, target)
    if (parts.length === 0) continue
    const last = contents.at(-1)
    if (last?.role === role) last.parts.push(...parts)
    else contents.push({ role, parts: [...parts] })
  }
  return contents
}

/** The parts of results, with the names that they were made for. */
const results = new WeakMap<Message, { name: string; parts: Part[] }>()

function spellResult(message: Message, names: ReadonlyMap<string, string>): Part[] {
  const { content, tool_call_id: id = '' } = message
  const name = names.get(id) ?? 'unknown'
  const known = results.get(message)
  if (known?.name === name) return known.parts
  const media = partsOf(content).filter(({ type }) => type !== 'text' && type !== 'think')
  const response = { id: cleanId(id), name, response: { output: textOf(content) } }
  const parts: Part[] = [{ functionResponse: response }, ...media.flatMap(spellPart)].map(keep)
  results.set(message, { name, parts })
  return parts
}

function spellParts({ content, tool_calls: calls = [] }: Message, model: string): Part[] {
  const called = calls.map((call, index) => spellCall(call, index === 0 && /gemini-[3-9]/.test(model)))
  return [...partsOf(content).flatMap(spellPart), ...called]
}

/** Google's own word for a call that another model made: the first call of each answer must have a signature. */
const FOREIGN_SIGNATURE = 'skip_thought_signature_validator'

function spellCall({ id, extras, function: called }: ToolCall, needsSignature: boolean): Part {
  const args = parseJson(readableArguments(called.arguments))
  const own = extras?.[SIGNATURE_FIELD]
  const signature = typeof own === 'string' ? own : needsSignature ? FOREIGN_SIGNATURE : undefined
  return {
    functionCall: { id: cleanId(id), name: cleanName(called.name), args: isObject(args) ? args : {} },
    ...(signature === undefined ? {} : { thoughtSignature: signature }),
  }
}

function spellPart(part: ContentPart): Part[] {
  if (part.type === 'text') return part.text === '' ? [] : [{ text: part.text }]
  if (part.type === 'think') return []
  const url =
    part.type === 'image_url' ? part.image_url.url : part.type === 'audio_url' ? part.audio_url.url : part.video_url.url
  const inline = readDataUrl(url)
  if (inline) return [{ inlineData: { mimeType: inline.mime, data: inline.data } }]
  return [{ fileData: { fileUri: url } }]
}
