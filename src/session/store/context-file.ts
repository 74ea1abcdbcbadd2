// context.jsonl: the conversation in Kimi CLI's format, one record a line. A malformed line never makes loading fail.

import { rmSync } from 'node:fs'
import type { ContextRecord, Journal } from '../../agent/conversation.ts'
import { appendText, readLines } from './line-file.ts'
import { parseRecord } from './context-record.ts'
import { isStarted, repairRecords } from './conversation-repair.ts'
import { replaceLines } from './file-replacement.ts'

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

/** Opens the file for its writer, which must hold the session's lock. Repairs are on disk when this returns. */
export function openContextFile(path: string): ContextFile {
  rmSync(`${path}.tmp`, { force: true }) // of a rewrite that was killed
  const loaded = readContext(path)
  const { records, notes } = repairRecords(loaded)
  const journal = createJournal(path)
  if (notes.length > 0) {
    const isAddition = loaded.every((record, index) => records[index] === record)
    if (isAddition) journal.append(records.slice(loaded.length))
    else journal.rewrite(records)
  }
  return { records, journal, repairs: notes }
}

/** The calls of the last answer that were running when the process died: they may have had effects. */
export function findStartedCalls(path: string): { name: string; args: string }[] {
  const { records } = repairRecords(readContext(path))
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

export function createJournal(path: string): Journal {
  return {
    append(records) {
      appendText(path, records.map((record) => JSON.stringify(record) + '\n').join(''))
    },
    rewrite(records) {
      replaceLines(path, serialise(records))
    },
  }
}

function* serialise(records: readonly ContextRecord[]): Generator<string> {
  for (const record of records) yield JSON.stringify(record)
}
