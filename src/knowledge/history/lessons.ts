// Lessons from earlier proposals for the same words: a command that was run comes first the next time, one that the user edited
// is offered as edited, and one that failed, or was sent away on different days, goes last. They are kept in one small file on this machine;
// nothing of them is sent anywhere.

import type { Candidate } from '../../protocol/proposals.ts'
import { readText, writeAtomic } from '../../sys/files.ts'
import { appendText } from '../../sys/line-append.ts'

export interface Lesson {
  /** The words or the command that was asked about. */
  about: string
  offered: string
  /** The command that was run: `offered` itself, an edited form of it, or '' when the user sent it away. */
  ran: string
  /** The directory in which `ran` has failed, '' where it fails everywhere; undefined when it went well. */
  failedIn?: string
  /** Milliseconds since the epoch. */
  at: number
}

export interface Lessons {
  learn(lesson: Lesson): void
  /**
   * The candidates for these words as lessons rank them, with the command that was run for them before.
   * @param cwd the directory of the question: what failed elsewhere may go well here
   * @param canStand false for a command that cannot have been meant for them; without it all that was run counts
   */
  apply(about: string, candidates: readonly Candidate[], cwd: string, canStand?: (ran: string) => boolean): Candidate[]
  /** Forgets the lessons in which `text` occurs, or all with ''; returns their number. */
  forget(text: string): number
  readonly size: number
}

/** When there are more, the older half is dropped. */
const LESSONS_LIMIT = 1_000
const TEXT_LIMIT_CHARS = 1_000
/** A command goes last once it was sent away at times that are so far apart: to look at proposals and run none of them costs nothing. */
const SENT_AWAY_FOR_GOOD_MS = 12 * 3_600_000
const LEARNED_CONFIDENCE = 0.97
/** The note beside a command that failed when it was last run for these words, and its confidence at most. */
const FAILED = 'failed when you last ran it for this'
const FAILED_MOST = 0.4

/** `file` is read at the first use, and made at the first lesson; null keeps all in memory. */
export function createLessons(file: string | null): Lessons {
  let known: Map<string, Lesson[]> | undefined
  let count = 0

  const add = (lesson: Lesson) => {
    const key = keyOf(lesson.about)
    const own = known!.get(key)
    if (own) own.push(lesson)
    else known!.set(key, [lesson])
    count++
  }

  function open(): Map<string, Lesson[]> {
    if (known) return known
    known = new Map()
    for (const line of (file === null ? '' : (readText(file) ?? '')).split('\n')) {
      const lesson = readLesson(line)
      if (lesson) add(lesson)
    }
    return known
  }

  const listAll = () => [...open().values()].flat().toSorted((a, b) => a.at - b.at)

  function replaceAll(lessons: Lesson[]): void {
    known = new Map()
    count = 0
    lessons.forEach(add)
    if (file !== null) writeAtomic(file, lessons.map((lesson) => JSON.stringify(lesson) + '\n').join(''))
  }

  return {
    learn(lesson) {
      if (textsOf(lesson).some((text) => text.length > TEXT_LIMIT_CHARS)) return
      if (lesson.ran !== '' && !isFormOf(lesson.ran, lesson.offered)) return
      open()
      add(lesson)
      if (count > LESSONS_LIMIT) return replaceAll(listAll().slice(-LESSONS_LIMIT / 2))
      if (file !== null) appendText(file, JSON.stringify(lesson) + '\n')
    },
    apply(about, candidates, cwd, canStand = () => true) {
      const lessons = open()
        .get(keyOf(about))
        ?.filter(({ ran }) => ran === '' || canStand(ran))
      return lessons ? rankByLessons(lessons, candidates, cwd) : [...candidates]
    },
    forget(text) {
      const before = listAll()
      const kept = text === '' ? [] : before.filter((lesson) => !textsOf(lesson).some((item) => item.includes(text)))
      if (kept.length < before.length) replaceAll(kept)
      return before.length - kept.length
    },
    get size() {
      open()
      return count
    },
  }
}

/** The command that was last run for these words first; those that were sent away for good, and those that failed, last. */
function rankByLessons(lessons: readonly Lesson[], candidates: readonly Candidate[], cwd: string): Candidate[] {
  const hasFailed = (command: string): boolean => {
    const outcome = lessons.findLast(({ ran }) => ran === command)?.failedIn
    return outcome !== undefined && (outcome === '' || outcome === cwd)
  }
  const last = lessons.findLast(({ ran, failedIn }) => ran !== '' && failedIn === undefined && !hasFailed(ran))
  const isUnwanted = ({ command }: Candidate) => {
    const times = lessons.flatMap(({ ran, offered, at }) => (ran === '' && offered === command ? at : []))
    return (
      Math.max(...times) - Math.min(...times) >= SENT_AWAY_FOR_GOOD_MS && !lessons.some(({ ran }) => ran === command)
    )
  }
  const rest = candidates.filter(({ command }) => command !== last?.ran)
  const [failed, others] = [
    rest.filter((item) => hasFailed(item.command)),
    rest.filter((item) => !hasFailed(item.command)),
  ]
  const ordered = [
    ...others.filter((item) => !isUnwanted(item)),
    ...others.filter(isUnwanted),
    ...failed.map((item) => ({ ...item, explanation: FAILED, confidence: Math.min(item.confidence, FAILED_MOST) })),
  ]
  if (!last) return ordered
  const times = lessons.filter(({ ran, failedIn }) => ran === last.ran && failedIn === undefined).length
  const explanation = candidates.find(({ command }) => command === last.ran)?.explanation
  const learned = {
    command: last.ran,
    explanation: explanation || (times > 1 ? `you have run this for it ${times} times` : 'you ran this for it before'),
    source: 'what you ran before',
    confidence: LEARNED_CONFIDENCE,
  }
  return [learned, ...ordered]
}

const keyOf = (about: string) => about.trim().toLowerCase().replaceAll(/\s+/g, ' ')
const textsOf = ({ about, offered, ran }: Lesson) => [about, offered, ran]

/** True when half of the words agree. Otherwise, as with `ls` after a proposal for something else, nothing was corrected. */
function isFormOf(ran: string, offered: string): boolean {
  const wordsOf = (text: string) => new Set(text.split(/\s+/))
  const [mine, theirs] = [wordsOf(ran), wordsOf(offered)]
  const shared = [...mine].filter((word) => theirs.has(word)).length
  return shared * 2 >= Math.min(mine.size, theirs.size)
}

/** Null for an empty line and for one that holds no lesson. */
function readLesson(line: string): Lesson | null {
  if (line === '') return null
  try {
    const { about, offered, ran, at, failedIn } = JSON.parse(line) as Partial<Lesson>
    if (typeof about !== 'string' || typeof offered !== 'string' || typeof ran !== 'string') return null
    return { about, offered, ran, at: Number(at) || 0, ...(typeof failedIn === 'string' ? { failedIn } : {}) }
  } catch {
    return null // a line cut short, as a full disk leaves it
  }
}
