// context.jsonl: the conversation in Kimi CLI's format, one record a line. A malformed line never makes loading fail.

import { existsSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { ContextRecord, Journal } from '../../agent/conversation.ts'
import { readLines, type LineSource } from './line-file.ts'
import { appendText } from '../../sys/line-append.ts'
import { handleInSlices } from '../../sys/time-slices.ts'
import { parseRecord } from './context-record.ts'
import { isStarted, repairInSlices, repairRecords, type RepairResult } from './conversation-repair.ts'
import { replaceLines, replaceLinesInSlices } from './file-replacement.ts'

export interface ContextFile {
  /** The repaired records: every call has a result. */
  records: ContextRecord[]
  journal: Journal
  /** The repairs, one line each; empty when nothing was repaired. */
  repairs: string[]
}

/** The records as they are on disk, without repair, for readers. Malformed lines and unknown roles are left out. */
export function readContext(path: string): ContextRecord[] {
  const records: ContextRecord[] = []
  for (const { text } of readLines(path)) {
    const record = parseRecord(text)
    if (record) records.push(record)
  }
  return records
}

/** The same, with rests in which the daemon serves others: a conversation may have tens of thousands of records. */
export async function readContextInSlices(file: string | LineSource): Promise<ContextRecord[]> {
  const records: ContextRecord[] = []
  await handleInSlices(typeof file === 'string' ? readLines(file) : file.lines(), ({ text }) => {
    const record = parseRecord(text)
    if (record) records.push(record)
  })
  return records
}

/** The records of the file, and its repair, which is not on disk yet. */
export interface StoredContext {
  stored: ContextRecord[]
  /** The same with the calls that had begun. */
  loaded: ContextRecord[]
  repair: RepairResult
}

function loadContext(path: string): StoredContext {
  const stored = readContext(path)
  const loaded = [...stored, ...readOpenCalls(path, stored)]
  return { stored, loaded, repair: repairRecords(loaded) }
}

/** Reads and repairs in slices what `openContextFile` then opens. */
export async function loadContextInSlices(path: string): Promise<StoredContext> {
  const stored = await readContextInSlices(path)
  const loaded = [...stored, ...readOpenCalls(path, stored)]
  return { stored, loaded, repair: await repairInSlices(loaded) }
}

/**
 * Opens the file for its writer, which must hold the session's lock. Repairs are on disk when this returns. `context`: what the
 * file holds, where it has been read already.
 */
export function openContextFile(path: string, context: StoredContext = loadContext(path)): ContextFile {
  rmSync(`${path}.tmp`, { force: true }) // of a rewrite that was killed
  const { stored, loaded, repair } = context
  const { records, notes } = repair
  const journal = createJournal(path)
  const isAddition = loaded.every((record, index) => records[index] === record)
  // Older versions stored the beginnings of calls among the messages, where Kimi CLI fails on them.
  if (!isAddition || stored.some(isCall)) journal.rewrite(records)
  else if (notes.length > 0) journal.append(records.slice(loaded.length))
  return { records: records.filter((record) => !isCall(record)), journal, repairs: notes }
}

/** The calls of the last answer that were running when the process died: they may have had effects. */
export function findStartedCalls(path: string): { name: string; args: string }[] {
  const stored = readContext(path)
  const { records } = repairRecords([...stored, ...readOpenCalls(path, stored)])
  const isResult = ({ role }: ContextRecord) => role === 'tool' || role === '_call' || role === '_usage'
  const from = records.findLastIndex((record) => !isResult(record))
  const last = records[from]
  if (last?.role !== 'assistant') return []
  const started = new Set(
    records.slice(from).flatMap((record) => (record.role === 'tool' && isStarted(record) ? record.tool_call_id : [])),
  )
  return (last.tool_calls ?? [])
    .filter(({ id }) => started.has(id))
    .map((call) => ({ name: call.function.name, args: call.function.arguments ?? '' }))
}

/**
 * Calls that have begun are in a file of their own, since Kimi CLI reads context.jsonl. It is removed once the answer with
 * their results is stored.
 */
export function createJournal(path: string): Journal {
  const calls = callsFile(path)
  let hasCalls = existsSync(calls)
  const settleCalls = () => {
    if (hasCalls) rmSync(calls, { force: true })
    hasCalls = false
  }
  return {
    append(records) {
      const begun = records.filter(isCall)
      if (begun.length > 0) appendText(calls, toText(begun))
      hasCalls ||= begun.length > 0
      const others = records.filter((record) => !isCall(record))
      appendText(path, toText(others))
      if (others.some(({ role }) => role === 'assistant' || role === 'user')) settleCalls()
    },
    rewrite(records) {
      replaceLines(path, serialise(records.filter((record) => !isCall(record))))
      settleCalls()
    },
  }
}

/** Does what a journal's `rewrite` does, in slices; `temporary` as for `replaceLinesInSlices`. */
export async function rewriteContextInSlices(
  path: string,
  records: readonly ContextRecord[],
  temporary: string,
): Promise<void> {
  await replaceLinesInSlices(path, serialise(records.filter((record) => !isCall(record))), temporary)
  rmSync(callsFile(path), { force: true })
}

function callsFile(path: string): string {
  return join(dirname(path), 'calls.jsonl')
}

/** The calls that had begun when their process died, without those whose results are among the records. */
function readOpenCalls(path: string, records: readonly ContextRecord[]): ContextRecord[] {
  const begun = readContext(callsFile(path))
  if (begun.length === 0) return []
  const answered = new Set(records.flatMap((record) => (record.role === 'tool' ? record.tool_call_id : [])))
  return begun.filter((record) => isCall(record) && !answered.has(record.id))
}

function isCall(record: ContextRecord): record is ContextRecord & { role: '_call' } {
  return record.role === '_call'
}

function toText(records: readonly ContextRecord[]): string {
  return records.map((record) => JSON.stringify(record) + '\n').join('')
}

function* serialise(records: readonly ContextRecord[]): Generator<string> {
  for (const record of records) yield JSON.stringify(record)
}
