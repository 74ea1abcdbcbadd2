// A server's question as a question of ours: the fields of a form one after the other, or an address that the user is to open. The user
// can always tell it nothing; where nobody can be asked it is told so.

import type { ElicitRequest, ElicitResult } from '@modelcontextprotocol/client'
import { cleanLine } from '../../mcp/server-failure.ts'
import type { Question } from '../../protocol/wire.ts'
import { sanitiseText } from '../../safety/text/sanitiser.ts'
import { isObject } from '../../sys/json-reading.ts'

/** Shows questions; {} when the user answers none. */
export type Ask = (questions: Question[], signal: AbortSignal) => Promise<Record<string, string>>

type Value = string | number | boolean | string[]
type Field = Record<string, unknown>

const NOTHING = 'Tell it nothing'
const SKIP = 'Leave it out'
const OPENED = 'I have opened it'
/** The label of the line for a field that takes text or a number. */
const TYPED = 'Answer'
const YES = 'Yes'
const NO = 'No'
const MAX_FIELDS = 50
const MAX_OPTIONS = 20
const MAX_LINES = 12
const TEXT_CHARACTERS = 2_000

/** Asks the user what `server` wants to know. */
export async function askForServer(
  server: string,
  wish: ElicitRequest['params'],
  ask: Ask,
  signal: AbortSignal,
): Promise<ElicitResult> {
  const message = foldLines(sanitiseText(wish.message).slice(0, TEXT_CHARACTERS))
  if (wish.mode === 'url') return askForVisit(server, message, wish.url, ask, signal)
  const { properties = {}, required = [] } = wish.requestedSchema as {
    properties?: Record<string, Field>
    required?: string[]
  }
  const fields = Object.entries(properties).filter(([, field]) => isObject(field))
  if (fields.length > MAX_FIELDS) return { action: 'decline' }
  if (fields.length === 0) return askForConsent(server, message, ask, signal)
  const content: Record<string, Value> = {}
  for (const [index, [name, field]] of fields.entries()) {
    const answer = await askForField(server, index === 0 ? `${server} asks: ${message}` : '', name, field, {
      isRequired: required.includes(name),
      ask,
      signal,
    })
    if (typeof answer === 'string') return { action: answer }
    if (answer.value !== undefined) content[name] = answer.value
  }
  return { action: 'accept', content }
}

interface Asking {
  isRequired: boolean
  ask: Ask
  signal: AbortSignal
}

/** Asks until the answer is one that the field takes. The user is told what it takes. */
async function askForField(
  server: string,
  intro: string,
  name: string,
  field: Field,
  { isRequired, ask, signal }: Asking,
): Promise<{ value?: Value } | 'decline' | 'cancel'> {
  const title = cleanLine(String(field['title'] ?? name), 80)
  const about = typeof field['description'] === 'string' ? `: ${cleanLine(field['description'])}` : ''
  let complaint = ''
  for (;;) {
    const lines = [intro, complaint, `${title}${about}${describeForm(field)}`, nameAsker(server)].filter(
      (line) => line !== '',
    )
    const question = makeQuestion(lines.join('\n'), [
      ...listChoices(field),
      ...(isRequired ? [] : [{ label: SKIP, description: 'the field is optional' }]),
      { label: NOTHING, description: 'the call goes on without an answer' },
    ])
    question.multi_select = isMultiple(field)
    if (isTyped(field)) question.other_label = TYPED
    const reply = (await ask([question], signal))[question.question]
    if (reply === undefined) return 'cancel'
    if (reply === NOTHING) return 'decline'
    if (reply === SKIP && !isRequired) return {}
    const value = readValue(field, reply)
    if (value !== null) return { value }
    complaint = `"${cleanLine(reply, 60)}" is not what it takes.`
  }
}

async function askForConsent(server: string, message: string, ask: Ask, signal: AbortSignal): Promise<ElicitResult> {
  const question = makeQuestion(`${server} asks: ${message}\n${nameAsker(server)}`, [
    { label: YES, description: '' },
    { label: NOTHING, description: 'the call goes on without an answer' },
  ])
  const reply = (await ask([question], signal))[question.question]
  return reply === undefined
    ? { action: 'cancel' }
    : reply === YES
      ? { action: 'accept', content: {} }
      : { action: 'decline' }
}

/**
 * An address is shown whole, and never opened by itself. Only https is passed on, and this machine. One with a user's name in front of the
 * host is refused: `https://kimi.com@evil.example` begins with the name of another host.
 */
async function askForVisit(
  server: string,
  message: string,
  address: string,
  ask: Ask,
  signal: AbortSignal,
): Promise<ElicitResult> {
  const url = URL.parse(address)
  const isLocal = url !== null && /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname)
  if (url === null || !(url.protocol === 'https:' || (url.protocol === 'http:' && isLocal)))
    return { action: 'decline' }
  if (url.username !== '' || url.password !== '') return { action: 'decline' }
  const question = makeQuestion(
    `${server} asks you to open an address of ${url.host}: ${message}\n${url.href}\n${nameAsker(server)}`,
    [
      { label: OPENED, description: 'the server may go on' },
      { label: NOTHING, description: 'the call goes on without it' },
    ],
  )
  const reply = (await ask([question], signal))[question.question]
  return { action: reply === undefined ? 'cancel' : reply === OPENED ? 'accept' : 'decline' }
}

/** Stands beside the answers: the server's own text above may be long, or claim to be another's. */
function nameAsker(server: string): string {
  return `The MCP server ${server} asks this and gets the answer: give it no secrets.`
}

/** A text of few lines, none of them blank: it cannot push what stands above it out of sight. */
function foldLines(text: string): string {
  const lines = text.split('\n').flatMap((line) => line.trim() || [])
  return [...lines.slice(0, MAX_LINES - 1), lines.slice(MAX_LINES - 1).join(' ')].join('\n').trim()
}

function makeQuestion(question: string, options: Question['options']): Question {
  return { question, header: 'MCP', options, multi_select: false, body: '', other_label: '', other_description: '' }
}

/** True for a field whose answer is typed, and not chosen. */
function isTyped(field: Field): boolean {
  return field['type'] !== 'boolean' && !isMultiple(field) && listValues(field).length === 0
}

function isMultiple(field: Field): boolean {
  return field['type'] === 'array'
}

/** The values of an enumeration with their titles, in each of the forms of the specification. */
function listValues(field: Field): { value: string; title: string }[] {
  const source = isMultiple(field) && isObject(field['items']) ? field['items'] : field
  const { enum: plain, enumNames: names, oneOf, anyOf } = source
  const titled = Array.isArray(oneOf) ? oneOf : Array.isArray(anyOf) ? anyOf : null
  if (titled !== null)
    return titled.flatMap((one) =>
      isObject(one) && typeof one['const'] === 'string'
        ? [{ value: one['const'], title: String(one['title'] ?? one['const']) }]
        : [],
    )
  if (!Array.isArray(plain)) return []
  return plain.map((value, index) => ({
    value: String(value),
    title: String((Array.isArray(names) ? names[index] : undefined) ?? value),
  }))
}

function listChoices(field: Field): Question['options'] {
  if (field['type'] === 'boolean') return [YES, NO].map((label) => ({ label, description: '' }))
  const values = listValues(field).slice(0, MAX_OPTIONS)
  if (values.length > 0)
    return values.map(({ value, title }) => ({
      label: cleanLine(title, 60),
      description: title === value ? '' : cleanLine(value, 60),
    }))
  const { default: first } = field
  return first === undefined || first === ''
    ? []
    : [{ label: cleanLine(String(first), 60), description: 'as the server proposes' }]
}

function describeForm({ type, minimum, maximum, minLength, maxLength, format }: Field): string {
  const range = (low: unknown, high: unknown) =>
    [low === undefined ? '' : ` from ${low}`, high === undefined ? '' : ` up to ${high}`].join('')
  if (type === 'number' || type === 'integer') return ` (a number${range(minimum, maximum)})`
  if (typeof format === 'string') return ` (${cleanLine(format, 20)})`
  return minLength === undefined && maxLength === undefined ? '' : ` (${range(minLength, maxLength).trim()} characters)`
}

/** The answer as the field takes it; null for one that it does not take. */
function readValue(field: Field, reply: string): Value | null {
  const values = listValues(field)
  const valueOf = (label: string) =>
    values.find(({ value, title }) => cleanLine(title, 60) === label || value === label)?.value
  if (isMultiple(field)) {
    const chosen = reply.split(', ').map(valueOf)
    return chosen.every((value) => value !== undefined) ? chosen : null
  }
  if (field['type'] === 'boolean')
    return /^(?:yes|y|true)$/i.test(reply) ? true : /^(?:no|n|false)$/i.test(reply) ? false : null
  if (field['type'] === 'number' || field['type'] === 'integer') {
    const number = Number(reply)
    const isIn = number >= Number(field['minimum'] ?? -Infinity) && number <= Number(field['maximum'] ?? Infinity)
    return reply.trim() !== '' && isIn && (field['type'] === 'number' || Number.isInteger(number)) ? number : null
  }
  if (values.length > 0) return valueOf(reply) ?? null
  const length = [...reply].length
  return length >= Number(field['minLength'] ?? 0) && length <= Number(field['maxLength'] ?? Infinity) ? reply : null
}
