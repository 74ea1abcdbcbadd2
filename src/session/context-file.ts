// context.jsonl: the conversation on disk, append-only, one record a line, readable by Kimi CLI.
//
// Whatever a crash left behind is repaired on loading, so that the strictest provider takes the conversation: a torn last
// line is cut off, a call without a result gets one, and a call with side effects of which nothing else is known is told
// to the model, so that it looks before it does the same again.

import { appendFileSync, closeSync, fsyncSync, linkSync, openSync, renameSync, truncateSync, writeSync } from 'node:fs'
import type { ContextRecord, Journal } from '../agent/conversation.ts'
import type { Message, ToolCall } from '../protocol/message.ts'
import { hasCode, readText } from '../sys/files.ts'

const INTERRUPTED =
  '<system>ERROR: interrupted. Nobody knows whether this ran or how far it came: look before you do it again.</system>'

export interface ContextFile {
  records: ContextRecord[]
  journal: Journal
  /** What had to be repaired, one line each. */
  repairs: string[]
}

/** A file that is not there is an empty conversation; it is made with the first record. */
export function openContextFile(path: string): ContextFile {
  const text = readText(path) ?? ''
  const whole = text.slice(0, text.lastIndexOf('\n') + 1)
  const read = whole.split('\n').flatMap((line) => parseRecord(line) ?? [])
  const repairs = whole.length < text.length ? ['a torn last line was cut off'] : []
  if (whole.length < text.length) truncateSync(path, Buffer.byteLength(whole))
  const journal = createJournal(path)
  const records = repair(read, repairs)
  // Only at its end a file can be repaired by appending; in the middle it is written anew and the old one kept.
  const isPrefix = read.every((record, index) => record === records[index])
  if (!isPrefix) journal.rewrite(records)
  else if (records.length > read.length) journal.append(records.slice(read.length))
  return { records, journal, repairs }
}

function createJournal(path: string): Journal {
  return {
    append(records) {
      if (records.length > 0) appendFileSync(path, toLines(records), { mode: 0o600 })
    },
    rewrite(records) {
      const temporary = `${path}.${process.pid}.tmp`
      const fd = openSync(temporary, 'w', 0o600)
      try {
        writeSync(fd, toLines(records))
        fsyncSync(fd)
      } finally {
        closeSync(fd)
      }
      keepOld(path)
      // Until here the old file is in place, from here on the new one.
      renameSync(temporary, path)
    },
  }
}

/** A second name for the present file, the next free one of `context_1.jsonl`, `context_2.jsonl`… */
function keepOld(path: string): void {
  for (let number = 1; ; number++) {
    try {
      return linkSync(path, path.replace(/\.jsonl$/, `_${number}.jsonl`))
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return
      if (!hasCode(error, 'EEXIST')) throw error
    }
  }
}

function toLines(records: readonly ContextRecord[]): string {
  return records.map((record) => JSON.stringify(record) + '\n').join('')
}

const ROLES = ['user', 'assistant', 'tool', 'system', '_system_prompt', '_checkpoint', '_usage', '_call']

/** Null for lines that are no record of ours: skipped, never fatal. */
function parseRecord(line: string): ContextRecord | null {
  if (line.trim() === '') return null
  try {
    const value: unknown = JSON.parse(line)
    if (typeof value !== 'object' || value === null) return null
    const { role, content, id, token_count: count } = value as Record<string, unknown>
    if (typeof role !== 'string' || !ROLES.includes(role)) return null
    if (role === '_checkpoint') return Number.isInteger(id) ? (value as ContextRecord) : null
    if (role === '_usage') return Number.isInteger(count) ? (value as ContextRecord) : null
    if (role === '_call') return typeof id === 'string' ? (value as ContextRecord) : null
    return typeof content === 'string' || Array.isArray(content) ? (value as ContextRecord) : withoutContent(value)
  } catch {
    return null
  }
}

/** Kimi CLI drops an empty content beside tool calls. */
function withoutContent(value: object): ContextRecord | null {
  return 'tool_calls' in value ? ({ ...value, content: '' } as Message) : null
}

function repair(read: readonly ContextRecord[], repairs: string[]): ContextRecord[] {
  const records: ContextRecord[] = []
  const told = new Set<string>()
  for (const record of read) {
    if (record.role === 'assistant') for (const { id } of record.tool_calls ?? []) told.add(id)
  }
  let open: ToolCall[] = []
  const close = () => {
    for (const call of open) {
      repairs.push(`the call ${call.function.name} had no result`)
      records.push({ role: 'tool', content: INTERRUPTED, tool_call_id: call.id })
    }
    open = []
  }
  const called = new Set<string>()
  let lost: ToolCall[] = []
  /** Calls that ran in a step whose answer was never written. */
  const tellLost = () => {
    if (lost.length === 0) return
    repairs.push(`${lost.length} interrupted call(s) are told to the model`)
    records.push({ role: 'assistant', content: '', tool_calls: lost })
    for (const { id } of lost) records.push({ role: 'tool', content: INTERRUPTED, tool_call_id: id })
    lost = []
  }
  for (const record of read) {
    if (record.role === '_call') {
      if (!told.has(record.id)) {
        told.add(record.id)
        lost.push({ type: 'function', id: record.id, function: { name: record.name, arguments: record.arguments } })
      }
      records.push(record)
      continue
    }
    if (record.role === 'tool') {
      if (!record.tool_call_id || !called.has(record.tool_call_id)) {
        repairs.push('a result without a call was dropped')
        continue
      }
      open = open.filter(({ id }) => id !== record.tool_call_id)
    } else if (record.role !== '_usage') {
      close()
      tellLost()
    }
    records.push(record)
    if (record.role === 'assistant') {
      open = (record.tool_calls ?? []).filter(({ id }) => !called.has(id))
      for (const { id } of open) called.add(id)
    }
  }
  close()
  tellLost()
  return records
}
