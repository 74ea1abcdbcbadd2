// The lists of models that providers have told, in memory and in a file of the share directory: the next daemon has them at once.

import { readText, writeAtomic } from '../../sys/files.ts'
import { isObject, parseJson } from '../../sys/json-reading.ts'
import type { ListedModel } from '../configured-model.ts'
import { readCatalog } from './catalog-reading.ts'
import { readStoredModels } from './stored-models.ts'

/** A list is asked for again when it is older. */
const FRESH_MS = 24 * 3_600_000
/** After a failure the provider is not asked again for this time. */
const RETRY_MS = 5 * 60_000

export interface LiveCatalog {
  /** The models that the provider named last; null when it has never been asked with success. */
  listed(baseUrl: string): readonly ListedModel[] | null
  /** The time of the list in milliseconds since the epoch; null without one. */
  listedAt(baseUrl: string): number | null
  /** All models of all lists, with the addresses. */
  all(): { id: string; baseUrl: string }[]
  /** True when a provider should be asked. */
  isDue(baseUrl: string): boolean
  /** Takes an answer to GET /models; null notes a failure. */
  take(baseUrl: string, answer: unknown): void
}

interface Entry {
  at: number
  models: ListedModel[]
}

/** `file` is read when first needed; null keeps the lists in memory. */
export function createLiveCatalog(file: string | null, now: () => number = Date.now): LiveCatalog {
  let entries: Map<string, Entry> | null = null
  const failedAt = new Map<string, number>()
  const load = () => (entries ??= file === null ? new Map<string, Entry>() : readEntries(file))
  const find = (baseUrl: string) => load().get(keyOf(baseUrl)) ?? null
  return {
    listed: (baseUrl) => find(baseUrl)?.models ?? null,
    listedAt: (baseUrl) => find(baseUrl)?.at ?? null,
    all: () => [...load()].flatMap(([baseUrl, { models }]) => models.map(({ id }) => ({ id, baseUrl }))),
    isDue(baseUrl) {
      const failed = failedAt.get(keyOf(baseUrl))
      if (failed !== undefined && now() - failed < RETRY_MS) return false
      const at = find(baseUrl)?.at
      // A time in the future comes from a clock that was wrong.
      return at === undefined || Math.abs(now() - at) > FRESH_MS
    },
    take(baseUrl, answer) {
      const key = keyOf(baseUrl)
      const models = readCatalog(answer)
      if (models === null || models.length === 0) return void failedAt.set(key, now())
      failedAt.delete(key)
      load().set(key, { at: now(), models })
      if (file !== null) store(file, load())
    },
  }
}

function keyOf(baseUrl: string): string {
  return baseUrl.replace(/\/+$/, '')
}

/** The lists only save time, so a file that cannot be written or read is no fault. */
function store(file: string, entries: ReadonlyMap<string, Entry>): void {
  try {
    writeAtomic(file, JSON.stringify({ version: 1, lists: Object.fromEntries(entries) }))
  } catch {
    // The next answer is stored instead.
  }
}

function readStored(file: string): unknown {
  try {
    return parseJson(readText(file) ?? '')
  } catch {
    return undefined
  }
}

function readEntries(file: string): Map<string, Entry> {
  const stored = readStored(file)
  const lists = isObject(stored) && stored['version'] === 1 && isObject(stored['lists']) ? stored['lists'] : {}
  return new Map(
    Object.entries(lists).flatMap(([key, entry]): [string, Entry][] => {
      if (!URL.canParse(key) || !isObject(entry)) return []
      const { at, models } = entry
      return typeof at === 'number' && Array.isArray(models) ? [[key, { at, models: readStoredModels(models) }]] : []
    }),
  )
}
