// The offline engine: answers at the prompt when there is no model. Composes history, index, rules and spelling.

import type { Candidate, Part, ShellName } from '../protocol/proposals.ts'
import { continueLine, findNextCommand } from './history/line-continuation.ts'
import { explainCommand } from './explain/explanation.ts'
import { explainDangers } from './explain/danger-parts.ts'
import { createManual, NO_MANUAL } from './explain/manual-pages.ts'
import { summariseParts } from './explain/command-summary.ts'
import type { FixQuery } from './fix/failed-command.ts'
import { isRepairOf } from './fix/repair-likeness.ts'
import { fitToRights } from './fix/root-rights.ts'
import { createHistory } from './history/command-history.ts'
import type { History } from './history/command-history.ts'
import { openIndex, type CommandIndex } from './index/index-file.ts'
import { createLessons } from './history/lessons.ts'
import type { Lessons } from './history/lessons.ts'
import { createOwn } from './own/own-knowledge.ts'
import { correctCommand, isProse, mergeCandidates, suggestCommands } from './line-answer.ts'
import type { SuggestQuery } from './line-query.ts'
import { createPrograms } from '../workspace/programs-on-path.ts'
import type { Programs } from '../workspace/programs-on-path.ts'
import { ensureGrammar, parseCommand } from '../safety/lines/bash-grammar.ts'
import { handleInSlices } from '../sys/time-slices.ts'
import { createTldr } from './words/tldr-pages.ts'
import { loadIntents } from './words/loaded-intents.ts'
import { asksForHarm } from './words/sense/asked-harm.ts'
import { readRequest } from './words/words-request.ts'

export type { FixQuery } from './fix/failed-command.ts'
export type { SuggestQuery } from './line-query.ts'

export interface KnowledgeOptions {
  /** The baked file; when it is missing or unreadable, the other sources still answer. */
  indexFile: string
  home: string
  /** The file for the outcomes of proposals; without it they are kept in memory only. */
  lessonsFile?: string | undefined
  /** The directory of the user's own additions (`*.toml`); without it there are no additions. */
  additions?: string | undefined
  /** True for root, who is proposed nothing with sudo. Left out, all commands are proposed as they are, also where sudo is not installed. */
  isRoot?: boolean | undefined
  /** The environment for PATH and MANPATH; the process's own by default. */
  env?: NodeJS.ProcessEnv | undefined
}

export interface Knowledge {
  /** Commands for a line of words, a half-typed or a misspelt command, best first; empty when unsure. */
  suggest(query: SuggestQuery): Promise<Candidate[]>
  /** The whole line that a half-typed one most likely begins, or ''. */
  continueLine(query: SuggestQuery): string
  /** The command that most likely comes next on an empty prompt, or '' when that is not nearly sure. */
  nextCommand(query: SuggestQuery): string
  /** Corrections of a command that failed, best first; empty when unsure. */
  fix(query: FixQuery): Promise<Candidate[]>
  /** True when a line that a model gave as a command is a sentence. `aliases`: names that the shell knows besides programs. */
  isProse(line: string, shell: { path?: string | undefined; aliases: readonly string[] }): Promise<boolean>
  /** True when a request asks for harm: to end, remove or overwrite something. */
  asksForHarm(line: string): boolean
  /** Explains a command, part by part. */
  explain(query: { command: string; shell: ShellName }): Promise<Part[]>
  /** Explains a command in one line from the index alone, without manual pages. Empty when nothing is known. */
  summarise(query: { command: string; shell: ShellName }): Promise<string>
  readonly history: History
  readonly lessons: Lessons
  close(): void
}

const USUAL_LIMIT = 5
const OTHER_PATHS_LIMIT = 8

/** Reads nothing until the first question, and never runs a command that it is asked about. */
export function createKnowledge(options: KnowledgeOptions): Knowledge {
  const { indexFile, home, lessonsFile, additions, isRoot, env = process.env } = options
  const index = openIndex(indexFile)
  const programs = createPrograms(env)
  const others = new Map<string, Programs>()
  const programsOn = (path: string | undefined): Programs => {
    if (path === undefined || path === env['PATH']) return programs
    const known = others.get(path) ?? createPrograms({ PATH: path })
    if (others.size >= OTHER_PATHS_LIMIT) others.clear() // the shells of one user have few different PATHs
    others.set(path, known)
    return known
  }
  const fit = (found: Candidate[], line: string, on: Programs): Candidate[] =>
    isRoot === undefined ? found : fitToRights(found, line, { isRoot, hasSudo: on.has('sudo') })
  const history = createHistory()
  const lessons = createLessons(lessonsFile ?? null)
  const manual = createManual(env)
  const tldr = createTldr(home)
  const own = additions === undefined ? undefined : createOwn(additions, home)
  let prepared: Promise<void> | undefined
  const prepare = (): Promise<void> => (prepared ??= openInSlices(index, programs))
  return {
    async suggest(query) {
      await prepare()
      const deps = { index, programs: programsOn(query.path), home, history, tldr }
      const known = fit(suggestCommands(query, deps), query.line, deps.programs)
      return lessons.apply(query.line, withOwn((await own?.suggest(query)) ?? [], known, query.limit), query.cwd)
    },
    nextCommand: (query) => findNextCommand(query, { history, home }),
    continueLine: (query) => continueLine(query, { index, programs: programsOn(query.path), home, history }),
    async fix(query) {
      await prepare()
      const on = programsOn(query.path)
      const known = fit(correctCommand(query, { index, programs: on, home, history, tldr }), query.failed, on)
      const offers = withOwn((await own?.fix(query)) ?? [], known, query.limit)
      const isOffered = (ran: string) => offers.some(({ command }) => command === ran)
      return lessons.apply(query.failed, offers, query.cwd, (ran) => isOffered(ran) || isRepairOf(ran, query.failed))
    },
    async isProse(line, { path, aliases }) {
      await prepare()
      return isProse(line, aliases, { index, programs: programsOn(path) })
    },
    asksForHarm,
    explain: async ({ command, shell }) => [
      ...(await explainCommand(command, { index, manual })),
      ...(await explainDangers(command, shell)),
    ],
    summarise: async ({ command }) => summariseParts(await explainCommand(command, { index, manual: NO_MANUAL })),
    history,
    lessons,
    close: () => {
      index.close()
      manual.close()
      history.clear()
    },
  }
}

/**
 * Opens what the first answer needs and is slow to open, one part at a time, so that the daemon serves others in between: together
 * they would hold it for a tenth of a second.
 */
async function openInSlices(index: CommandIndex, programs: Programs): Promise<void> {
  await ensureGrammar()
  const parts = [
    () => programs.names(),
    () => index.frequency(''),
    () => loadIntents(index),
    // The first request compiles long regular expressions, and the first command the parser.
    () => readRequest('list files'),
    () => parseCommand('ls', () => null),
  ]
  await handleInSlices(parts, (open) => void open())
}

function withOwn(own: Candidate[], known: Candidate[], limit: number = USUAL_LIMIT): Candidate[] {
  return own.length === 0 ? known : mergeCandidates([own, known], limit)
}
