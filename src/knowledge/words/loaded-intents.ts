// The baked intents, opened once for an index.

import { dirname, join } from 'node:path'
import type { CommandIndex } from '../index/index-file.ts'
import { type IntentIndex, openIntents } from './intent-index.ts'

/** A word in the descriptions of this many commands is an ordinary word, and no name. */
const COMMON_FREQUENCY = 12

const loaded = new WeakMap<CommandIndex, IntentIndex>()
/** The baked intents, which lie beside the index; they are opened at the first request of words. */
export function loadIntents(index: CommandIndex): IntentIndex {
  let intents = loaded.get(index)
  if (intents) return intents
  intents = openIntents(join(dirname(index.file), 'intents.bin'), (stem) => index.frequency(stem) >= COMMON_FREQUENCY)
  loaded.set(index, intents)
  return intents
}
