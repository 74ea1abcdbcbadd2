// Answers a request in words with commands from intents, builders, the index and tldr pages; without a sure one, nothing.

import type { Candidate } from '../../protocol/proposals.ts'
import { programOf } from '../../shell-syntax/line-program.ts'
import type { FolderEntry } from '../../workspace/folder-entries.ts'
import type { Programs } from '../../workspace/programs-on-path.ts'
import type { CommandIndex } from '../index/index-file.ts'
import { weighCommand } from '../index/popularity.ts'
import { calibrate, calibrateOrder, GENERAL_LEAST, leastFor, valuesOf } from './answer/answer-confidence.ts'
import { type Found, rankFound } from './answer/answer-ranking.ts'
import { weighUnread } from './answer/unread-words.ts'
import { readSources } from './answer/read-sources.ts'
import { weighDropped } from './answer/dropped-values.ts'
import { keepQuotes } from './answer/kept-quotes.ts'
import { chooseFitting } from './answer/fitting-answers.ts'
import { weighMissedTopics } from './answer/missed-topics.ts'
import { weighObject } from './answer/mistaken-object.ts'
import { isBeyondAnswers, makeTrue, nameMarks } from './answer/true-answers.ts'
import { findMentioned, type Mentioned, weighMention } from './answer/program-mentions.ts'
import { answerClause, answerOtherwise } from './answer/surrounded-answers.ts'
import { readAskedOptions } from './builders/asked-options.ts'
import { buildArchive } from './builders/archive-builder.ts'
import { buildFind } from './builders/find-builder.ts'
import type { Built } from './builders/find-builder.ts'
import { buildGrep } from './builders/grep-builder.ts'
import { buildLines } from './builders/line-builder.ts'
import { buildOrders } from './builders/order-builder.ts'
import { buildPair } from './builders/pair-builder.ts'
import { buildProcessColumns } from './builders/process-columns.ts'
import { cutChineseException } from './chinese/chinese-exceptions.ts'
import { spellDelays } from './spelled-delays.ts'
import { matchChinese, readChinese } from './chinese/chinese-requests.ts'
import { translateChinese } from './chinese/chinese-translation.ts'
import { searchIndex } from './description-search.ts'
import { matchIntents } from './intent-match.ts'
import { loadIntents } from './loaded-intents.ts'
import { markNames } from './names-here.ts'
import { buildProfiles } from './profiles/profile-builder.ts'
import { searchOptions } from './option-search.ts'
import { actOf } from './sense/action-verbs.ts'
import { readAskedHarm } from './sense/asked-harm.ts'
import { separateColumns } from './sense/column-separators.ts'
import { readTheory } from './sense/request-sense.ts'
import { countInBytes } from './sense/small-sizes.ts'
import { restateKept } from './sense/restated-requests.ts'
import { spareGit } from './sense/spared-git.ts'
import { matchExample } from './tldr-pages.ts'
import type { Tldr } from './tldr-pages.ts'
import { readRequest } from './words-request.ts'
import type { Request } from './words-request.ts'

const MAX_REQUEST_CHARS = 600
const MAX_MATCHES = 24
/** A request that matches its intent this well means a destructive command too. */
const SURE_ENOUGH = 0.7

export interface AnswerDeps {
  index: CommandIndex
  programs: Programs
  /** The user's own tldr pages. */
  tldr?: Tldr
  /** The entries of the directory in which the user asks: a plain word of the request may be the name of one. */
  here?: readonly FolderEntry[]
  /** True when that directory lies in a git repository. */
  isInRepository?: boolean
}

/**
 * Commands for a request in words, the surest first. None of them changes the files of git itself.
 * @param isPart true for a clause of a request: its confidence is compared with scores, and not shown
 */
export function answerWords(line: string, deps: AnswerDeps, limit: number, isPart = false): Candidate[] {
  if (isBeyondAnswers(line)) return []
  // A request may go on in the next row.
  const request = restateKept(line.replaceAll(/\s*[\r\n]+\s*/g, ' '))
  const spared = findAnswers(nameMarks(request), deps, limit, isPart).flatMap((found) => {
    const answer = makeTrue(found, line)
    if (answer === null) return []
    const whole = joinHere(separateColumns(countInBytes(spareGit(answer.command, deps.isInRepository === true))))
    const command = keepQuotes(whole, line)
    return [{ ...answer, command }]
  })
  return [...Map.groupBy(spared, ({ command }) => command).values()].map(([first]) => first!)
}

/** `.//opt/b.sh`, which a template for a script of this folder makes of a path with a beginning of its own, is `/opt/b.sh`. */
const joinHere = (command: string): string => command.replaceAll(/(?<=^|\s)\.\/(?=\/|\.{1,2}\/|~\/)/g, '')

function findAnswers(line: string, deps: AnswerDeps, limit: number, isPart: boolean): Candidate[] {
  if (line.length > MAX_REQUEST_CHARS) return []
  if (/\p{Script=Han}/u.test(line)) return answerChinese(line, deps, limit)
  return answerEnglish(spellDelays(line), deps, limit, isPart)
}

function answerEnglish(line: string, deps: AnswerDeps, limit: number, isPart: boolean): Candidate[] {
  const theory = readTheory(line)
  if (theory === 'notions') return []
  const request = readRequest(line)
  if (request.tokens.length === 0) return []
  const intents = loadIntents(deps.index)
  markNames(request, deps.here ?? [], intents.isKnown)
  const mentioned = findMentioned(request, deps)
  const values = valuesOf(request, intents.isKnown)
  const asked = readAskedOptions(request)
  const pool: Found[] = []
  const add = (found: Omit<Found, 'confidence' | 'allowedHarm'> & Partial<Found>, score: number): void => {
    const command = readSources(found.command, deps)
    if (command !== found.command) found = { ...found, command }
    const program = programOf(found.command)
    if (isBare(found.command) && (found.source === 'index' || score < (mentioned.has(program) ? 0.8 : BARE_LEAST)))
      return
    score *= weighObject(found.command, request)
    const dropped = weighDropped(found.command, request, asked(program).covered)
    // A builder has read the numbers itself: one that its command leaves out may be said in another way.
    score *= found.stems === undefined ? Math.sqrt(dropped) : dropped
    // Profiles weigh what they leave unread themselves.
    if (score >= UNREAD_FROM && found.understood === undefined) score *= weighUnread(found, request)
    let confidence = score + weighMention(found, program, mentioned) - weighMissedTopics(found, request)
    // A package without a word of its language is one of the system.
    if (/^(?:npm|pip3?|cargo|gem)\b/.test(command) && isOfSystem(request)) confidence -= NOT_HERE * 2
    // Of two equally good answers that of an installed program comes first.
    if (!deps.programs.has(program) && weighCommand(program) < 0.6) confidence -= NOT_HERE
    pool.push({ ...found, allowedHarm: found.allowedHarm ?? 'any', confidence })
  }
  for (const { score, isNamed, intent, ...match } of matchIntents(request, intents, MAX_MATCHES)) {
    const allowedHarm = score >= SURE_ENOUGH ? 'any' : isNamed ? 'named' : 'none'
    add({ ...match, phrases: intent.texts, source: 'intent', allowedHarm }, score)
  }
  for (const built of [...buildArchive(request), ...buildFind(request), ...buildGrep(request, intents.isKnown)])
    add({ ...built, source: 'intent' }, weighBuilt(built, request))
  for (const { command, explanation, score } of buildPlain(request))
    pool.push({ command, explanation, source: 'intent', allowedHarm: 'any', confidence: score })
  for (const built of buildOrders(request, intents.isKnown)) add({ ...built, source: 'intent' }, built.score)
  for (const built of buildProfiles(request, intents.isKnown, deps.index))
    add({ ...built, source: 'intent' }, built.score)
  for (const option of searchOptions(request, deps, mentioned)) add({ ...option, source: 'index' }, option.score)
  pool.push(...answerClause(line, (part, most) => answerWords(part, deps, most, true), pool))
  const best = Math.max(0, ...pool.map(({ confidence }) => confidence))
  // The descriptions of commands are read only where nothing better is known: their reading takes the most time.
  if (best < INDEX_BELOW && (best >= GENERAL_LEAST || values.length > 0))
    for (const hit of searchIndex(request, deps, mentioned, 8)) add({ ...hit, source: 'index' }, hit.score)
  for (const { command, about, overlap } of matchTldr(request, deps, mentioned, pool))
    add({ command, explanation: about, source: 'tldr' }, TLDR_SCORE + TLDR_WEIGHT * overlap)
  pool.push(...answerOtherwise(pool))
  const fitting = chooseFitting(pool, request, (part, most) => answerWords(part, deps, most, true))
  const answers = rankFound(fitting, limit, readAskedHarm(request), (command) =>
    Math.max(leastFor(command, values, request.exclusions.length > 0), isOneWord(request) ? ONE_WORD_LEAST : 0),
  )
  if (theory === 'complaint' && (answers[0]?.confidence ?? 0) < COMPLAINT_LEAST) return []
  if (values.length === 0) return answers.map(calibrate)
  return isPart ? answers : calibrateOrder(answers, fitting, request)
}

/** Commands of builders that take up the whole request themselves. */
const buildPlain = (request: Request): Built[] => [
  ...buildPair(request),
  ...buildLines(request),
  ...buildProcessColumns(request),
]

/** A single word is seldom a request: it is answered only by an intent that is made for it. */
const ONE_WORD_LEAST = 0.85
const isOneWord = ({ tokens }: Request) => tokens.filter(({ isStop }) => !isStop).length === 1

/** A report of a failure is answered only by an intent that is made for it. */
const COMPLAINT_LEAST = 0.8

/** True for a request that names a package, and no language or project that it belongs to. */
const isOfSystem = ({ lower }: Request): boolean =>
  /^install\w*\b.*\bpackages?\b/.test(lower) &&
  !/\b(?:npm|node|js|javascript|typescript|python|pip|ruby|rust|cargo|project|module|dependenc\w+|global\w*|dev)\b/.test(
    lower,
  )

/** The malus of a program that would have to be installed first: it orders answers, and silences none. */
const NOT_HERE = 0.01

/** Weaker answers than this are not offered, whatever they leave unread. */
const UNREAD_FROM = 0.3

/** From this confidence on an intent needs no other answers beside it. */
const INDEX_BELOW = 0.7

/** The least score of an intent whose command is the name of a program alone. */
const BARE_LEAST = 0.5

/** The name of a program alone answers no request that says more. */
const isBare = (command: string): boolean => !/\s/.test(command.replace(/^sudo /, ''))

/** The score of a composed command, less where the request begins with an act that no builder does. */
function weighBuilt({ command, score: rough }: Built, { tokens }: Request): number {
  const act = actOf(tokens.find((token) => !token.isStop && !token.quoted)?.stem ?? '')
  return act === undefined ||
    BUILT_ACTS.has(act) ||
    /-exec\b|-ok\b|-delete|\|/.test(command) ||
    /^(?:tar|un|zip|g|7z|bun|xz)/.test(command.replace('grep', ''))
    ? rough
    : rough * 0.6
}
const BUILT_ACTS: ReadonlySet<string> = new Set(['read', 'count', 'limit', 'order', 'begin', 'unpack', 'pack'])
/** The confidence of a tldr example: below a certain intent, above a guess from the index; it grows with the overlap. */
const TLDR_SCORE = 0.3
const TLDR_WEIGHT = 0.3
const TLDR_PROGRAMS = 5

/** The best tldr example of each program that the request names, or that other answers lead to. */
function matchTldr(request: Request, { tldr }: AnswerDeps, mentioned: Mentioned, pool: readonly Candidate[]) {
  if (!tldr) return []
  const likely = pool.toSorted((a, b) => b.confidence - a.confidence).map(({ command }) => programOf(command))
  const programs = [...new Set([...mentioned, ...likely])].slice(0, TLDR_PROGRAMS)
  return programs.flatMap((program) => matchExample(request, tldr.examplesOf(program)) ?? [])
}

/** The confidence of an answer to a translated request is multiplied by this: a translation word by word loses meaning. */
const TRANSLATED = 0.88

function answerChinese(line: string, deps: AnswerDeps, limit: number): Candidate[] {
  const text = readChinese(line)
  const known = matchChinese(text, limit)
  if (known.length > 0) return known
  const cut = cutChineseException(text)
  if (cut === null) return []
  const english = translateChinese(cut.head)
  if (english === null) return []
  return findAnswers(english + cut.clause, deps, limit, true)
    .map((item) => ({ ...item, confidence: Math.round(item.confidence * TRANSLATED * 100) / 100 }))
    .filter((item) => item.confidence >= MIN_TRANSLATED)
}

const MIN_TRANSLATED = 0.45
