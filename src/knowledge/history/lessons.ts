// What became of earlier proposals, and what follows from it for the same words: a command that was run comes first the
// next time, what the user made of one is offered as they made it, and what was sent away twice goes last.
// Kept in one small file of this machine; nothing of it is sent anywhere.

import { appendFileSync } from 'node:fs'
import type { Candidate } from '../../protocol/proposals.ts'
import { readText, writeAtomic } from '../../sys/files.ts'

export interface Lesson {
  /** The words or the command that was asked about. */
  about: string
  offered: string
  /** What was run: `offered` itself, an edited form of it, or '' when the user sent it away. */
  ran: string
  /** Milliseconds since the epoch. */
  at: number
}

export interface Lessons {
  learn(lesson: Lesson): void
  /** The candidates for these words as lessons rank them, what was run for them before included. */
  apply(about: string, candidates: readonly Candidate[]): Candidate[]
  /** Forgets the lessons in which `text` occurs, or all with ''; tells how many. */
  forget(text: string): number
}

/** Beyond this the older half goes. */
const MOST = 1_000
const TEXT_LIMIT_CHARS = 1_000
const SENT_AWAY_FOR_GOOD = 2
const LEARNED_CONFIDENCE = 0.97

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

  const all = () => [...open().values()].flat().toSorted((a, b) => a.at - b.at)

  function replaceAll(lessons: Lesson[]): void {
    known = new Map()
    count = 0
    lessons.forEach(add)
    if (file !== null) writeAtomic(file, lessons.map((lesson) => JSON.stringify(lesson) + '\n').join(''))
  }

  return {
    learn(lesson) {
      if ([lesson.about, lesson.offered, lesson.ran].some((text) => text.length > TEXT_LIMIT_CHARS)) return
      if (lesson.ran !== '' && !isFormOf(lesson.ran, lesson.offered)) return
      open()
      add(lesson)
      if (count > MOST) return replaceAll(all().slice(-MOST / 2))
      if (file !== null) appendFileSync(file, JSON.stringify(lesson) + '\n', { mode: 0o600 })
    },
    apply(about, candidates) {
      const lessons = open().get(keyOf(about))
      if (!lessons) return [...candidates]
      const last = lessons.findLast(({ ran }) => ran !== '')
      const isUnwanted = ({ command }: Candidate) =>
        lessons.filter(({ ran, offered }) => ran === '' && offered === command).length >= SENT_AWAY_FOR_GOOD &&
        !lessons.some(({ ran }) => ran === command)
      const rest = candidates.filter(({ command }) => command !== last?.ran)
      const ordered = [...rest.filter((item) => !isUnwanted(item)), ...rest.filter(isUnwanted)]
      if (!last) return ordered
      const times = lessons.filter(({ ran }) => ran === last.ran).length
      const explanation = candidates.find(({ command }) => command === last.ran)?.explanation
      const learned = {
        command: last.ran,
        explanation:
          explanation || (times > 1 ? `you have run this for it ${times} times` : 'you ran this for it before'),
        source: 'what you ran before',
        confidence: LEARNED_CONFIDENCE,
      }
      return [learned, ...ordered]
    },
    forget(text) {
      const before = all()
      const kept = text === '' ? [] : before.filter((lesson) => !textsOf(lesson).some((item) => item.includes(text)))
      if (kept.length < before.length) replaceAll(kept)
      return before.length - kept.length
    },
  }
}

const keyOf = (about: string) => about.trim().toLowerCase().replaceAll(/\s+/g, ' ')
const textsOf = ({ about, offered, ran }: Lesson) => [about, offered, ran]

/** Whoever runs `ls` after a proposal was for something else has not corrected it. */
function isFormOf(ran: string, offered: string): boolean {
  const wordsOf = (text: string) => new Set(text.split(/\s+/))
  const [mine, theirs] = [wordsOf(ran), wordsOf(offered)]
  const shared = [...mine].filter((word) => theirs.has(word)).length
  return shared * 2 >= Math.min(mine.size, theirs.size)
}

function readLesson(line: string): Lesson | null {
  if (line === '') return null
  try {
    const { about, offered, ran, at } = JSON.parse(line) as Partial<Lesson>
    if (typeof about !== 'string' || typeof offered !== 'string' || typeof ran !== 'string') return null
    return { about, offered, ran, at: Number(at) || 0 }
  } catch {
    return null // half a line, of a disk that was full
  }
}
