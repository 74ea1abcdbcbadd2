// Answers a request in words with commands from intents, builders, the index and tldr pages; without a sure one, nothing.

import { keepsNamedFiles } from './sense/kept-files.ts'
import { dirname, join } from 'node:path'
import type { Candidate } from '../../protocol/proposals.ts'
import type { CommandIndex } from '../index/index-file.ts'
import { TOOL_NAMES, UNMENTIONED_PROGRAMS } from './english-programs.ts'
import type { Programs } from '../../workspace/programs-on-path.ts'
import { weighCommand } from '../index/popularity.ts'
import { type Found, rankFound } from './answer-ranking.ts'
import { actOf } from './sense/action-verbs.ts'
import { readAskedHarm } from './sense/asked-harm.ts'
import { buildArchive } from './builders/archive-builder.ts'
import { cutChineseException } from './chinese-exceptions.ts'
import { matchChinese, readChinese, translateChinese } from './chinese-requests.ts'
import { buildFind } from './builders/find-builder.ts'
import type { Built } from './builders/find-builder.ts'
import { buildGrep } from './builders/grep-builder.ts'
import { buildLines } from './builders/line-builder.ts'
import { readAskedOptions } from './builders/asked-options.ts'
import { buildProcessColumns } from './builders/process-columns.ts'
import { answerClause, answerOtherwise, answerSparing, BLANK } from './surrounded-answers.ts'
import { openIntents } from './intent-index.ts'
import { matchIntents } from './intent-match.ts'
import type { IntentIndex } from './intent-index.ts'
import type { FolderEntry } from '../../workspace/folder-entries.ts'
import { buildOrders } from './builders/order-builder.ts'
import { buildPair } from './builders/pair-builder.ts'
import { programOf } from '../../shell-syntax/line-program.ts'
import type { IsKnownWord } from './slot-fit.ts'
import { searchOptions } from './option-search.ts'
import { listsPlace } from './sense/restrictions.ts'
import { countInBytes } from './sense/small-sizes.ts'
import { spareGit } from './sense/spared-git.ts'
import { listsKinds } from './sense/file-families.ts'
import { changesInsteadOfListing, isForeign } from './sense/foreign-commands.ts'
import { keepsSides } from './sense/contrasts.ts'
import { keepsDirection } from './sense/directions.ts'
import { showsExclusions } from './sense/exclusion.ts'
import { readTheory } from './sense/request-sense.ts'
import { canonicalStem } from './vocabulary.ts'
import { markNames } from './names-here.ts'
import { readRequest } from './words-request.ts'
import type { Request, Token } from './words-request.ts'
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
  /** The entries of the directory in which the user asks: a plain word of the request may be the name of one. */
  here?: readonly FolderEntry[]
  /** True when that directory lies in a git repository. */
  isInRepository?: boolean
}

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

/** Commands for a request in words, the surest first. None of them changes the files of git itself. */
export function answerWords(line: string, deps: AnswerDeps, limit: number): Candidate[] {
  const spared = findAnswers(line, deps, limit).map((answer) => ({
    ...answer,
    command: countInBytes(spareGit(answer.command, deps.isInRepository === true)),
  }))
  return [...Map.groupBy(spared, ({ command }) => command).values()].map(([first]) => first!)
}

function findAnswers(line: string, deps: AnswerDeps, limit: number): Candidate[] {
  if (line.length > MAX_REQUEST_CHARS) return []
  if (/\p{Script=Han}/u.test(line)) return answerChinese(line, deps, limit)
  const theory = readTheory(line)
  if (theory === 'notions') return []
  const request = readRequest(line)
  if (request.tokens.length === 0) return []
  const intents = loadIntents(deps.index)
  markNames(request, deps.here ?? [], intents.isKnown)
  const mentioned = findMentioned(request, deps)
  const values = valuesOf(request, intents.isKnown)
  const pool: Found[] = []
  const add = (found: Omit<Found, 'confidence' | 'allowedHarm'> & Partial<Found>, score: number): void => {
    const program = programOf(found.command)
    if (isBare(found.command) && (found.source === 'index' || score < (mentioned.has(program) ? 0.8 : BARE_LEAST)))
      return
    if (mistakesKind(found.command, request)) score *= 0.6
    let confidence = score + weighMention(found, program, mentioned) - MISSED_TOPIC * countMissedTopics(found, request)
    // Of two equally good answers that of an installed program comes first.
    if (!deps.programs.has(program) && weighCommand(program) < 0.6) confidence -= NOT_HERE
    pool.push({ ...found, allowedHarm: found.allowedHarm ?? 'any', confidence })
  }
  for (const { score, isNamed, stems, excludes, command, explanation } of matchIntents(request, intents, MAX_MATCHES))
    add(
      {
        command,
        explanation,
        stems,
        excludes,
        source: 'intent',
        allowedHarm: score >= SURE_ENOUGH ? 'any' : isNamed ? 'named' : 'none',
      },
      score,
    )
  for (const built of [...buildArchive(request), ...buildFind(request), ...buildGrep(request, intents.isKnown)])
    add({ ...built, source: 'intent' }, weighBuilt(built, request))
  for (const { command, explanation, score } of buildPlain(request))
    pool.push({ command, explanation, source: 'intent', allowedHarm: 'any', confidence: score })
  for (const built of buildOrders(request, intents.isKnown)) add({ ...built, source: 'intent' }, built.score)
  for (const option of searchOptions(request, deps, mentioned)) add({ ...option, source: 'index' }, option.score)
  pool.push(...answerClause(line, (part, most) => answerWords(part, deps, most), pool))
  const best = Math.max(0, ...pool.map(({ confidence }) => confidence))
  // The descriptions of commands are read only where nothing better is known: their reading takes the most time.
  if (best < INDEX_BELOW && (best >= GENERAL_LEAST || values.length > 0))
    for (const hit of searchIndex(request, deps, mentioned, 8)) add({ ...hit, source: 'index' }, hit.score)
  for (const { command, about, overlap } of matchTldr(request, deps, mentioned, pool))
    add({ command, explanation: about, source: 'tldr' }, TLDR_SCORE + TLDR_WEIGHT * overlap)
  pool.push(...answerOtherwise(pool))
  const fitting = chooseFitting(pool, request, (part, most) => answerWords(part, deps, most))
  const answers = rankFound(fitting, limit, readAskedHarm(request), (command) =>
    Math.max(leastFor(command, values), isOneWord(request) ? ONE_WORD_LEAST : 0),
  )
  if (theory === 'complaint' && (answers[0]?.confidence ?? 0) < COMPLAINT_LEAST) return []
  return values.length === 0 ? answers.map(calibrate) : answers
}

/** The commands that are about what the request says, with all that it excludes left out. */
function chooseFitting(
  pool: readonly Found[],
  request: Request,
  answer: (line: string, limit: number) => Candidate[],
): Found[] {
  const asked = readAskedOptions(request)
  const fits = (found: Found): boolean =>
    isAbout(found.command, request) &&
    (found.isSparing === true || showsExclusions(found, request, asked(programOf(found.command)).covered))
  const fitting = pool.filter(fits)
  // A command that a builder has composed with its exceptions comes first.
  const composed = fitting.filter(({ confidence }) => confidence >= SHAPED_LEAST)
  if (composed.every(({ command }) => BLANK.test(command)))
    for (const found of answerSparing(request, answer).filter(fits))
      fitting.push({
        ...found,
        confidence: Math.max(found.confidence, ...composed.map(({ confidence }) => confidence + 0.01)),
      })
  return fitting
}

/** False for a command that does something else, or something to other things, than the request says in so many words. */
const isAbout = (command: string, request: Request): boolean =>
  keepsNamedFiles(command, request) &&
  listsKinds(command, request) &&
  listsPlace(command, request) &&
  keepsSides(command, request) &&
  keepsDirection(command, request) &&
  !isForeign(command, request) &&
  !changesInsteadOfListing(command, request)

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

/**
 * The least confidence of a first answer, counted on the lines of npm run quality. A request with a file, a number or a name in
 * it is an order, and a command that takes it up is seldom beside the point; one without is a question, and the nearest intent
 * is often that of another question.
 */
const GENERAL_LEAST = 0.55
const SHAPED_LEAST = 0.5
const NAME_LEAST = 0.46
const HELD_LEAST = 0.4

/** The words of a request that have a value's shape, or that no sentence has. */
const valuesOf = ({ tokens }: Request, isKnown: IsKnownWord) =>
  tokens.filter(
    (token) =>
      token.value !== '' &&
      (token.quoted ||
        (token.shapes.size > 0 && !token.shapes.has('name')) ||
        (!token.isStop && !isKnown(token) && !TOOL_NAMES.has(token.lower))),
  )

/**
 * The confidence that is shown for a score: of nine hundred titles for which no intent had been written, about so many were
 * answered rightly with it. What is composed from the words of an order is never as sure as an intent made for it.
 */
function calibrate(answer: Candidate): Candidate {
  const { confidence } = answer
  if (confidence < GENERAL_LEAST) return answer
  const share = (confidence - GENERAL_LEAST) / (0.97 - GENERAL_LEAST)
  return { ...answer, confidence: Math.round((SHOWN_LEAST + share * (SHOWN_MOST - SHOWN_LEAST)) * 100) / 100 }
}
const SHOWN_LEAST = 0.55
const SHOWN_MOST = 0.93

function leastFor(command: string, values: readonly Token[]): number {
  const words = command.split(/[\s"'=:@/$]+/)
  // A number alone stands in many commands by chance.
  const held = values.filter(
    ({ value, shapes }) => !shapes.has('number') && (shapes.has('name') ? words : command).includes(value),
  )
  if (held.some(({ shapes }) => !shapes.has('name'))) return HELD_LEAST
  if (held.length > 0) return NAME_LEAST
  return values.some(({ shapes }) => !shapes.has('name')) ? SHAPED_LEAST : GENERAL_LEAST
}

/** The malus of a program that would have to be installed first: it orders answers, and silences none. */
const NOT_HERE = 0.01

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
    /-exec|-delete|\|/.test(command) ||
    /^(?:tar|un|zip|g|7z|bun|xz)/.test(command.replace('grep', ''))
    ? rough
    : rough * 0.6
}
const BUILT_ACTS: ReadonlySet<string> = new Set(['read', 'count', 'limit', 'order', 'begin', 'unpack', 'pack'])
/** Programs that do the work of another: who says "over ssh" may mean scp. */
const FAMILIES: Record<string, ReadonlySet<string>> = Object.fromEntries(
  (
    [
      ['ssh', 'scp sftp rsync sshfs sshpass autossh'],
      ['git', 'gh'],
      ['pip', 'pip3 python3'],
      ['npm', 'npx nvm node n'],
      ['cron', 'crontab'],
      ['apt', 'apt-get apt-mark apt-cache dpkg dpkg-query add-apt-repository'],
      ['apt-get', 'apt'],
      ['mysql', 'mysqldump'],
      ['zip', 'unzip'],
      ['virtualenv', 'python3'],
      ['netcat', 'nc'],
      ['imagemagick', 'convert mogrify identify'],
      ['vim', 'vi'],
    ] as const
  ).map(([name, others]) => [name, new Set(others.split(' '))]),
)

/** True when the request is about directories alone and the command about files, or the other way round. */
function mistakesKind(command: string, { tokens }: Request): boolean {
  const says = (stem: string): boolean => tokens.some((token) => token.stem === stem && !token.quoted)
  const [files, folders] = [says('file'), says(canonicalStem('directory'))]
  if (/-type f\b/.test(command)) return folders && !files && /-delete|-exec (?:rm|mv|chmod|chown)/.test(command)
  return files && !folders && /-type d\b.*(?:-delete|-exec (?:rm|mv|chmod|chown))/.test(command)
}

/** The bonus of a command that runs a program which the request names, and the malus of one that does not. */
function weighMention(
  { command, stems = [] }: { command: string; stems?: readonly string[] },
  program: string,
  mentioned: Mentioned,
): number {
  if (mentioned.size === 0) return 0
  const names = [...mentioned]
  if (names.some((name) => name === program || program.startsWith(`${name}-`) || FAMILIES[name]?.has(program)))
    return 0.05
  if (names.some((name) => stems.includes(canonicalStem(name)))) return 0.03
  const words = command.split(/[\s'"]+/)
  const at = words.findIndex((word) => mentioned.has(word))
  if (at < 0) return -0.25
  return /^(?:\||sudo|xargs|-exec|&&|;|\$\(|time)$/.test(words[at - 1] ?? '') ? 0.06 : -0.04
}

/** The malus of an answer for each subject of the request that it leaves out. */
const MISSED_TOPIC = 0.12

/**
 * Nouns that say what a request is about so narrowly that an answer without them is that of another question: a format, a kind of
 * thing that one tool has. Only words that answers and phrases call by the same name.
 */
const TOPICS = new Set(
  (
    'zip rar 7z deb rpm iso jar pdf csv json yaml xml html markdown svg gif mp3 mp4 wav flac subtitle exif fat32 ntfs exfat ext4 swap lvm raid luks ' +
    'container volume pod namespace stash submodule worktree tag certificate csr fingerprint passphrase crontab cron journal timer requirements ' +
    'virtualenv notebook clipboard screenshot printer bluetooth wifi firewall iptables proxy cookie header dns route gateway mac uuid inode acl symlink ' +
    'hardlink checksum md5 sha256 base64 uppercase lowercase thread zombie battery brightness keyboard locale timezone hostname kernel module'
  )
    .split(' ')
    .map(canonicalStem),
)

/** The number of subjects of a request that neither a command nor its phrase names. */
function countMissedTopics(
  { command, source, stems }: { command: string; source: string; stems?: readonly string[] },
  { tokens, excluded }: Request,
): number {
  // Builders read the request themselves.
  if (source === 'intent' && stems === undefined) return 0
  const missed = tokens.filter(
    (token, at) =>
      TOPICS.has(token.stem) &&
      !token.quoted &&
      !excluded.has(at) &&
      stems?.includes(token.stem) !== true &&
      !command.toLowerCase().includes(token.stem),
  )
  return Math.min(2, new Set(missed.map(({ stem }) => stem)).size)
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

/** English words that name a program where "command" follows: "the sort command". */
const NAMED_AS_COMMAND =
  /^(?:sort|find|cut|join|paste|split|head|tail|less|date|cat|watch|tree|fold|column|kill|top|make)$/

const ARCHIVES = /^(?:tar|zip|gzip|bzip2|xz|7z|rar|deb|rpm|jar)$/

/** Tools that the request names: "using awk", "with rsync", "docker …". */
function findMentioned(request: Request, { index, programs }: AnswerDeps): Mentioned {
  const out = new Set<string>()
  for (const [at, token] of request.tokens.entries()) {
    const before = request.tokens[at - 1]?.lower ?? ''
    const after = request.tokens[at + 1]?.lower ?? ''
    const isCommand = /^(?:command|utility|tool)$/.test(after)
    // "to a tar file" names the kind of a file, and no program that makes it.
    if (ARCHIVES.test(token.lower) && /^(?:files?|archives?|packages?)$/.test(after)) continue
    const led = /^(?:using|with|via|use|run)$/.test(before) || isCommand
    // "use cut to …" at the beginning of a request can only mean the program.
    const isTool = at <= 1 && before === 'use' && /^(?:to|and)$/.test(after)
    if (
      TOOL_NAMES.has(token.lower) ||
      (led &&
        !token.shapes.has('file') &&
        (programs.has(token.lower) || index.has(token.lower)) &&
        (!UNMENTIONED_PROGRAMS.has(token.lower) || isTool || (isCommand && NAMED_AS_COMMAND.test(token.lower))))
    )
      out.add(token.lower)
  }
  return out
}

/** The confidence of an answer to a translated request is multiplied by this: a translation word by word loses meaning. */
const TRANSLATED = 0.88

function answerChinese(line: string, deps: AnswerDeps, limit: number): Candidate[] {
  const text = readChinese(line)
  const cut = cutChineseException(text)
  if (cut === null) return []
  const known = cut.clause === '' ? matchChinese(text, limit) : []
  if (known.length > 0) return known
  const english = translateChinese(cut.head)
  if (english === null) return []
  return findAnswers(english + cut.clause, deps, limit)
    .map((item) => ({ ...item, confidence: Math.round(item.confidence * TRANSLATED * 100) / 100 }))
    .filter((item) => item.confidence >= MIN_TRANSLATED)
}

const MIN_TRANSLATED = 0.45
