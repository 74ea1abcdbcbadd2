// The check of a user's wish for a task: whatever could never run, or never ends to be read, is refused in one line.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { countAlternatives, MOST_ALTERNATIVES } from '../workspace/glob-alternatives.ts'
import type { TaskWish } from '../protocol/task.ts'

const COMMAND_BYTES = 128 * 1024
const PROMPT_BYTES = 1024 * 1024
const LONGEST_S = 86_400
const LONGEST_DEBOUNCE_MS = 60_000
const PATTERN_CHARS = 1_000
/** A schedule that needs no time zone. */
const INTERVAL = /^\s*(?:\d+[dhms])+\s*$/i

/** A line that says what is wrong with the wish, or null. Its schedule is checked by `parseSchedule`. */
export function findMistake(wish: TaskWish): string | null {
  const { command, prompt, timeoutS, watch, every, cwd } = wish
  if (command !== undefined && command.trim() === '') return 'the command is empty'
  if (prompt !== undefined && prompt.trim() === '') return 'there are no words for the agent'
  const tooLong = findTooLong('command', command, COMMAND_BYTES) ?? findTooLong('prompt', prompt, PROMPT_BYTES)
  if (tooLong) return tooLong
  if ([command, prompt, wish.title].some((text) => text?.includes('\0')))
    return 'a NUL byte cannot be passed to a command'
  if (timeoutS !== undefined && !(timeoutS > 0 && timeoutS <= LONGEST_S)) {
    return `timeout ${timeoutS}s: expected more than 0 and at most 24h`
  }
  if (every !== undefined && !INTERVAL.test(every)) return findZoneMistake(wish.shellEnv['TZ'])
  return watch ? findWatchMistake(watch, cwd) : null
}

function findTooLong(name: string, text: string | undefined, most: number): string | null {
  const bytes = Buffer.byteLength(text ?? '')
  return bytes > most ? `the ${name} is too long: ${Math.ceil(bytes / 1024)} KB, at most ${most / 1024} KB` : null
}

function findWatchMistake({ patterns, debounceMs }: NonNullable<TaskWish['watch']>, cwd: string): string | null {
  if (!(debounceMs >= 0 && debounceMs <= LONGEST_DEBOUNCE_MS)) {
    return `debounce ${debounceMs}: expected milliseconds, at most ${LONGEST_DEBOUNCE_MS}`
  }
  if (patterns.every((pattern) => pattern.startsWith('!'))) return 'no files are named: patterns with ! only exclude'
  for (const pattern of patterns) {
    const reason = findPatternMistake(pattern.replace(/^!/, ''), cwd)
    if (reason !== null) return `the pattern ${JSON.stringify(pattern.slice(0, 60))} ${reason}`
  }
  return null
}

function findPatternMistake(pattern: string, cwd: string): string | null {
  if (pattern.trim() === '') return 'is empty'
  if (pattern.includes('\0')) return 'holds a NUL byte'
  if (existsSync(join(cwd, pattern))) return null // the name of a file may hold any character
  if (pattern.length > PATTERN_CHARS) return `is longer than ${PATTERN_CHARS} characters`
  const bare = pattern.replaceAll(/\\[^]/g, '')
  if (bare.endsWith('\\')) return 'ends with a backslash'
  const withoutSets = bare.replaceAll(/\[[!^]?\]?[^\]]*\]/g, '')
  if (withoutSets.includes('[')) return 'has a [ without its ]'
  for (const [open, close] of ['{}', '()'] as const) {
    if (!isBalanced(withoutSets, open!, close!)) return `has a ${open} without its ${close}`
  }
  const [set] = /\[[^\]]*(?:([^-[\]])-([^-[\]]))[^\]]*\]/.exec(bare) ?? []
  if (set && isReversed(set)) return `matches nothing: ${set} runs backwards`
  return countAlternatives(withoutSets) > MOST_ALTERNATIVES ? `stands for more than ${MOST_ALTERNATIVES} names` : null
}

function isBalanced(text: string, open: string, close: string): boolean {
  let depth = 0
  for (const character of text) {
    if (character === open) depth++
    else if (character === close && depth > 0) depth--
  }
  return depth === 0
}

function isReversed(set: string): boolean {
  return [...set.matchAll(/([^-[\]!^])-([^-[\]])/g)].some(([, from, to]) => from! > to!)
}

/** A zone that Node does not know is UTC there, without a word. */
function findZoneMistake(zone: string | undefined): string | null {
  const name = zone?.replace(/^:/, '').replace(/^.*\/zoneinfo\//, '') ?? ''
  if (name === '' || name.startsWith('/') || /^[A-Z]{3,}[+-]\d{1,2}$/.test(name)) return null
  try {
    Intl.DateTimeFormat('en', { timeZone: name }).format(0)
    return null
  } catch {
    return `the time zone TZ=${JSON.stringify(zone)} is not known here: expected a name such as Europe/Berlin`
  }
}
