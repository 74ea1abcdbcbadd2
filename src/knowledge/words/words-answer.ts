// Answers a request in words with commands from intents, builders, the index and tldr pages; without a sure one, nothing.

import type { Candidate } from '../../protocol/proposals.ts'
import type { CommandIndex } from '../index/index-file.ts'
import { CONTAINERS_INTENTS } from './intents/container-intents.ts'
import { FILES_INTENTS } from './intents/file-intents.ts'
import { FOLDERS_INTENTS } from './intents/folder-intents.ts'
import { GIT_INTENTS } from './intents/git-intents.ts'
import { NETWORK_INTENTS } from './intents/network-intents.ts'
import { PACKAGES_INTENTS } from './intents/package-intents.ts'
import { PROJECTS_INTENTS } from './intents/project-intents.ts'
import { SERVERS_INTENTS } from './intents/server-intents.ts'
import { SHELL_INTENTS } from './intents/shell-intents.ts'
import { SYSTEM_INTENTS } from './intents/system-intents.ts'
import { TEXT_INTENTS } from './intents/text-intents.ts'
import { TOOLS_INTENTS } from './intents/tool-intents.ts'
import { FILE_QUESTIONS } from './intents/file-question-intents.ts'
import { GIT_QUESTIONS } from './intents/git-question-intents.ts'
import { NETWORK_QUESTIONS } from './intents/network-question-intents.ts'
import { SHELL_QUESTIONS } from './intents/shell-question-intents.ts'
import { SYSTEM_QUESTIONS } from './intents/system-question-intents.ts'
import { TEXT_QUESTIONS } from './intents/text-question-intents.ts'
import { TOOL_QUESTIONS } from './intents/tool-question-intents.ts'
import { WORK_INTENTS } from './intents/work-intents.ts'
import { TOOL_NAMES, UNMENTIONED_PROGRAMS } from './english-programs.ts'
import type { Programs } from '../../workspace/programs-on-path.ts'
import { weighCommand } from '../index/popularity.ts'
import { type Found, rankFound } from './answer-ranking.ts'
import { actOf } from './action-verbs.ts'
import { readAskedHarm } from './asked-harm.ts'
import { buildArchive } from './archive-builder.ts'
import { matchChinese, readChinese, translateChinese } from './chinese-requests.ts'
import { buildFind } from './find-builder.ts'
import type { Built } from './find-builder.ts'
import { buildGrep } from './grep-builder.ts'
import { readIntents } from './intent.ts'
import { indexIntents, matchIntents } from './intent-match.ts'
import type { IntentIndex } from './intent-match.ts'
import { programOf } from '../../shell-syntax/line-program.ts'
import { searchOptions } from './option-search.ts'
import { excludesSideAct, readTheory } from './request-sense.ts'
import { canonicalStem } from './vocabulary.ts'
import { readRequest } from './words-request.ts'
import type { Request } from './words-request.ts'
import { searchIndex } from './description-search.ts'
import { matchExample } from './tldr-pages.ts'
import type { Tldr } from './tldr-pages.ts'

const MAX_REQUEST_CHARS = 600
const MAX_MATCHES = 24
/** A request that matches its intent this well means a destructive command too. */
const SURE_ENOUGH = 0.7

export interface AnswerDeps {
  index: CommandIndex
  programs: Programs
  /** The user's own tldr pages. */
  tldr?: Tldr
}

/** A word in the descriptions of this many commands is an ordinary word, and no name. */
const COMMON_FREQUENCY = 12

const loaded = new WeakMap<CommandIndex, IntentIndex>()
/** The intents, read at the first request of words: 1,900 lines take some milliseconds. */
export function loadIntents(index: CommandIndex): IntentIndex {
  let intents = loaded.get(index)
  if (intents) return intents
  intents = indexIntents(
    readIntents([
      FILES_INTENTS,
      TEXT_INTENTS,
      GIT_INTENTS,
      NETWORK_INTENTS,
      SYSTEM_INTENTS,
      PACKAGES_INTENTS,
      TOOLS_INTENTS,
      FOLDERS_INTENTS,
      PROJECTS_INTENTS,
      SHELL_INTENTS,
      SERVERS_INTENTS,
      CONTAINERS_INTENTS,
      WORK_INTENTS,
      TOOL_QUESTIONS,
      TEXT_QUESTIONS,
      SYSTEM_QUESTIONS,
      SHELL_QUESTIONS,
      NETWORK_QUESTIONS,
      GIT_QUESTIONS,
      FILE_QUESTIONS,
    ]),
    (stem) => index.frequency(stem) >= COMMON_FREQUENCY,
  )
  loaded.set(index, intents)
  return intents
}

/** Commands for a request in words, the surest first. */
export function answerWords(line: string, deps: AnswerDeps, limit: number): Candidate[] {
  if (line.length > MAX_REQUEST_CHARS) return []
  if (/\p{Script=Han}/u.test(line)) return answerChinese(line, deps, limit)
  const theory = readTheory(line)
  if (theory === 'notions') return []
  const request = readRequest(line)
  if (request.tokens.length === 0) return []
  const intents = loadIntents(deps.index)
  const mentioned = findMentioned(request, deps)
  const pool: Found[] = []
  const add = (
    found: Omit<Found, 'confidence' | 'allowedHarm'> & Partial<Found> & { stems?: readonly string[] },
    score: number,
  ): void => {
    const program = programOf(found.command)
    if (isBare(found.command) && (found.source === 'index' || score < (mentioned.has(program) ? 0.8 : BARE_LEAST)))
      return
    let confidence = score + weighMention(found, program, mentioned)
    // An installed program comes before one that would have to be installed first.
    if (!deps.programs.has(program) && weighCommand(program) < 0.6) confidence -= 0.05
    const { command, explanation, source, allowedHarm = 'any' } = found
    pool.push({ command, explanation, source, allowedHarm, confidence })
  }
  for (const { score, isNamed, stems, command, explanation } of matchIntents(request, intents, MAX_MATCHES))
    add(
      {
        command,
        explanation,
        stems,
        source: 'intent',
        allowedHarm: score >= SURE_ENOUGH ? 'any' : isNamed ? 'named' : 'none',
      },
      score,
    )
  for (const built of [...buildArchive(request), ...buildFind(request), ...buildGrep(request, intents.isKnown)])
    add({ ...built, source: 'intent' }, weighBuilt(built, request))
  for (const option of searchOptions(request, deps, mentioned)) add({ ...option, source: 'index' }, option.score)
  const best = Math.max(0, ...pool.map(({ confidence }) => confidence))
  // The descriptions of commands are read only where nothing better is known: their reading takes the most time.
  if (best < INDEX_BELOW)
    for (const hit of searchIndex(request, deps, mentioned, 8)) add({ ...hit, source: 'index' }, hit.score)
  for (const { command, about, overlap } of matchTldr(request, deps, mentioned, pool))
    add({ command, explanation: about, source: 'tldr' }, TLDR_SCORE + TLDR_WEIGHT * overlap)
  const answers = rankFound(pool, limit, readAskedHarm(request))
  return theory === 'reason' && (answers[0]?.confidence ?? 0) < REASON_LEAST ? [] : answers
}

/** A question for a reason is answered only by an intent that is made for it. */
const REASON_LEAST = 0.8

/** From this confidence on an intent needs no other answers beside it. */
const INDEX_BELOW = 0.7

/** The least score of an intent whose command is the name of a program alone. */
const BARE_LEAST = 0.5

/** The name of a program alone answers no request that says more. */
const isBare = (command: string): boolean => !/\s/.test(command.replace(/^sudo /, ''))

/** A composed command that excludes nothing misses the point of a request that does. */
function weighBuilt({ command, score: rough }: Built, { tokens, excluded }: Request): number {
  const act = actOf(tokens.find((token) => !token.isStop && !token.quoted)?.stem ?? '')
  const score =
    act === undefined ||
    BUILT_ACTS.has(act) ||
    /-exec|-delete|\|/.test(command) ||
    /^(?:tar|un|zip|g|7z|bun|xz)/.test(command.replace('grep', ''))
      ? rough
      : rough * 0.6
  if (excluded.size === 0 || EXCLUDES_SOMETHING.test(command)) return score
  return score * (excludesSideAct(tokens, excluded) ? 0.9 : 0.5)
}
const BUILT_ACTS: ReadonlySet<string> = new Set(['read', 'count', 'limit', 'order', 'begin', 'unpack', 'pack'])
const EXCLUDES_SOMETHING =
  / -not\b| ! |-prune|--exclude|grep(?: -\w+)* -\w*[vL]| -empty| -l?t[a-z]*f? |unzip -l| -maxdepth/

/** The bonus of a command that runs a program which the request names, and the malus of one that does not. */
function weighMention(
  { command, stems = [] }: { command: string; stems?: readonly string[] },
  program: string,
  mentioned: Mentioned,
): number {
  if (mentioned.size === 0) return 0
  const names = [...mentioned]
  if (names.some((name) => name === program || program.startsWith(`${name}-`))) return 0.12
  if (names.some((name) => stems.includes(canonicalStem(name)))) return 0.06
  const words = command.split(/[\s'"]+/)
  const at = words.findIndex((word) => mentioned.has(word))
  if (at < 0) return -0.25
  return /^(?:\||sudo|xargs|-exec|&&|;|\$\(|time)$/.test(words[at - 1] ?? '') ? 0.06 : -0.04
}

/** The confidence of a tldr example: below a certain intent, above a guess from the index; it grows with the overlap. */
const TLDR_SCORE = 0.3
const TLDR_WEIGHT = 0.3
const TLDR_PROGRAMS = 5

/** The best tldr example of each program that the request names, or that other answers lead to. */
function matchTldr(request: Request, { tldr }: AnswerDeps, mentioned: ReadonlySet<string>, pool: readonly Candidate[]) {
  if (!tldr) return []
  const likely = pool.toSorted((a, b) => b.confidence - a.confidence).map(({ command }) => programOf(command))
  const programs = [...new Set([...mentioned, ...likely])].slice(0, TLDR_PROGRAMS)
  return programs.flatMap((program) => matchExample(request, tldr.examplesOf(program)) ?? [])
}

type Mentioned = ReadonlySet<string>

/** Tools that the request names: "using awk", "with rsync", "docker …". */
function findMentioned(request: Request, { index, programs }: AnswerDeps): Mentioned {
  const out = new Set<string>()
  for (const [at, token] of request.tokens.entries()) {
    const before = request.tokens[at - 1]?.lower ?? ''
    const after = request.tokens[at + 1]?.lower ?? ''
    const led = /^(?:using|with|via|use|run)$/.test(before) || /^(?:command|utility|tool)$/.test(after)
    if (
      TOOL_NAMES.has(token.lower) ||
      (led &&
        !token.shapes.has('file') &&
        (programs.has(token.lower) || index.has(token.lower)) &&
        !UNMENTIONED_PROGRAMS.has(token.lower))
    )
      out.add(token.lower)
  }
  return out
}

/** The confidence of an answer to a translated request is multiplied by this: a translation word by word loses meaning. */
const TRANSLATED = 0.88

function answerChinese(line: string, deps: AnswerDeps, limit: number): Candidate[] {
  const text = readChinese(line)
  const known = matchChinese(text, limit)
  if (known.length > 0) return known
  const english = translateChinese(text)
  if (english === null) return []
  return answerWords(english, deps, limit)
    .map((item) => ({ ...item, confidence: Math.round(item.confidence * TRANSLATED * 100) / 100 }))
    .filter((item) => item.confidence >= MIN_TRANSLATED)
}

const MIN_TRANSLATED = 0.45
