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
import { WORK_INTENTS } from './intents/work-intents.ts'
import { UNMENTIONED_PROGRAMS } from './english-programs.ts'
import type { Programs } from '../../workspace/programs-on-path.ts'
import { weighCommand } from '../index/popularity.ts'
import { type Found, rankFound } from './answer-ranking.ts'
import { buildArchive } from './archive-builder.ts'
import { matchChinese, readChinese, translateChinese } from './chinese-requests.ts'
import { buildFind } from './find-builder.ts'
import { buildGrep } from './grep-builder.ts'
import { readIntents } from './intent.ts'
import { indexIntents, matchIntents } from './intent-match.ts'
import type { IntentIndex } from './intent-match.ts'
import { programOf } from '../../shell-syntax/line-program.ts'
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
  const request = readRequest(line)
  if (request.tokens.length === 0) return []
  const intents = loadIntents(deps.index)
  const mentioned = findMentioned(request, deps)
  const pool: Found[] = []
  const add = (
    command: string,
    explanation: string,
    source: string,
    score: number,
    allowedHarm: Found['allowedHarm'] = 'any',
  ): void => {
    const program = programOf(command)
    let confidence = score
    if (mentioned.size > 0)
      confidence += mentioned.has(program) ? 0.12 : command.split(' ').some((word) => mentioned.has(word)) ? 0.04 : -0.1
    // An installed program comes before one that would have to be installed first.
    if (!deps.programs.has(program) && weighCommand(program) < 0.6) confidence -= 0.05
    pool.push({ command, explanation, source, confidence, allowedHarm })
  }
  for (const { command, explanation, score, isNamed } of matchIntents(request, intents, MAX_MATCHES))
    add(command, explanation, 'intent', score, score >= SURE_ENOUGH ? 'any' : isNamed ? 'named' : 'none')
  for (const built of [...buildArchive(request), ...buildFind(request), ...buildGrep(request, intents.isKnown)])
    add(built.command, built.explanation, 'intent', built.score)
  for (const hit of searchIndex(request, deps, mentioned, 8)) add(hit.command, hit.explanation, 'index', hit.score)
  for (const { command, about, overlap } of matchTldr(request, deps, mentioned, pool))
    add(command, about, 'tldr', TLDR_SCORE + TLDR_WEIGHT * overlap)
  return rankFound(pool, limit)
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

/** Tools that the request names: "using awk", "with rsync", "docker …". */
function findMentioned(request: Request, { index, programs }: AnswerDeps): Set<string> {
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

/** Names of programs that are no English words: a request that holds one means the program. */
const TOOL_NAMES = new Set(
  'git docker kubectl npm yarn pnpm pip pip3 awk sed grep rsync scp ssh curl wget tar xargs tmux ffmpeg openssl gpg systemctl journalctl cron crontab apt brew snap dnf yum pacman psql mysql mysqldump pg_dump sqlite3 redis-cli helm terraform ansible nmap tcpdump iptables ufw jq cargo gcc make cmake chmod chown lsof netstat ifconfig nginx rename perl od pstree cowsay cpio'.split(
    ' ',
  ),
)
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
