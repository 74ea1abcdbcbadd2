// Decides whether a line is words, a half command or a wrong command, and asks the part of the engine for that kind.

import type { Candidate } from '../protocol/proposals.ts'
import { answerForProject } from './project-request.ts'
import { completeLine } from './line-completion.ts'
import type { SuggestDeps, SuggestQuery } from './line-query.ts'
import { fixCommand } from './fix/correction.ts'
import type { FixQuery } from './fix/failed-command.ts'
import { STARTS_OF_SENTENCES } from './words/english-programs.ts'
import { isSentence, isWords, type LineDeps } from './words/line-kind.ts'
import { offerInstallation } from './index/missing-programs.ts'
import { BUILTINS, isBuiltin } from './index/known-programs.ts'
import { scanQuoting } from '../shell-syntax/quote-map.ts'
import { listFolder } from '../workspace/folder-entries.ts'
import { findRepository } from '../workspace/git-repository.ts'
import { readRequest } from './words/words-request.ts'
import { loadIntents } from './words/loaded-intents.ts'
import { answerWords } from './words/words-answer.ts'

const USUAL_LIMIT = 5
const MAX_LINE_CHARS = 4_096
/** A completion or a prediction below this confidence is a guess, and left out. */
const MIN_CONFIDENCE = 0.4
/** Of what the engine says with this confidence, nine tenths are right (npm run quality). */
const SURE = 0.8

/** Commands for a line, best first; empty when nothing is sure enough. */
export function suggestCommands(query: SuggestQuery, deps: SuggestDeps): Candidate[] {
  const limit = query.limit ?? USUAL_LIMIT
  const { line } = query
  if (line.length > MAX_LINE_CHARS) return []
  if (line.trim() === '') return predict(query, deps, 0.5).slice(0, limit)
  const isHere = (name: string) => deps.programs.has(name) || isBuiltin(name, query.shell)
  if (asWords(line, deps)) {
    const forProject = answerForProject(line, query.cwd)
    // A script or target of the project answers alone: other languages' tools beside it would be guesses.
    if (forProject.length > 0) return forProject.slice(0, limit)
    const answers = mergeCandidates([predict(query, deps, 0.5), answerWords(line, withHere(query, deps), limit)], limit)
    return offerInstallation(answers, deps.programs, limit)
  }
  const first = line.trim().split(/\s+/)[0] ?? ''
  // A word of the language that stands alone is a word, though a program's name may be near: "status" is no mistyped `stat`.
  const corrections = isLoneWord(line, deps)
    ? []
    : fixCommand(
        {
          failed: closeQuote(line),
          output: '',
          exit: isHere(first) ? 1 : 127,
          cwd: query.cwd,
          shell: query.shell,
          limit,
          hasNotRun: true,
        },
        deps,
      )
  const known = mergeCandidates(
    [
      predict(query, deps, MIN_CONFIDENCE),
      completeLine(query, deps).filter((item) => item.confidence >= MIN_CONFIDENCE),
      corrections,
    ],
    limit,
  )
  const asRequest = known.length === 0 || !isHere(first) ? answerShort(line, first, withHere(query, deps), limit) : []
  if (asRequest.length > 0 || known.length > 0) return [...asRequest, ...known].slice(0, limit)
  if (isHere(first) || deps.index.has(first)) return findVariants(line, first, deps, limit)
  // A single word that is no command, half or misspelt, may still be a request ("processes").
  return answerWords(line, withHere(query, deps), limit).filter((item) => item.confidence >= 0.5)
}

/** The line with its last quote closed, since a correction that leaves it open would be refused. An apostrophe within a word stays. */
function closeQuote(line: string): string {
  const { unfinished } = scanQuoting(line)
  if (unfinished === 'double quote' && /[\s=]"[^"]*$/.test(line)) return `${line}"`
  return unfinished === 'single quote' && /[\s=]'[^']*$/.test(line) ? `${line}'` : line
}

/** True for a single word of everyday language, which no program here is called by. Shorter ones are mostly mistyped programs. */
function isLoneWord(line: string, deps: SuggestDeps): boolean {
  const word = line.trim()
  if (!/^[a-z]{4,}$/.test(word) || isHereOf(deps)(word) || deps.index.has(word)) return false
  const [token] = readRequest(word).tokens
  return token !== undefined && loadIntents(deps.index).isKnown(token)
}

/**
 * A request that is known well and looks like a command: two words that begin with a program's name ("free memory", "open ports"), or one
 * that could be a misspelt program ("ram").
 */
function answerShort(line: string, first: string, deps: ReturnType<typeof withHere>, limit: number): Candidate[] {
  const [, second, third] = line.trim().split(/\s+/)
  const isOne = second === undefined && !isHereOf(deps)(first)
  const isTwo = second !== undefined && third === undefined && STARTS_OF_SENTENCES.has(first)
  if (!isOne && (!isTwo || deps.here.some(({ name }) => name === second))) return []
  return answerWords(line, deps, limit).filter(({ confidence }) => confidence >= SURE)
}

const withHere = ({ cwd }: Pick<SuggestQuery, 'cwd'>, deps: SuggestDeps) => ({
  ...deps,
  here: listFolder(cwd),
  isInRepository: findRepository(cwd) !== null,
})

/** For a command with a file that is whole and right already (`unzip a.zip`): its other forms, with the same words and more. */
function findVariants(line: string, program: string, deps: SuggestDeps, limit: number): Candidate[] {
  const words = line.trim().split(/\s+/)
  if (/[|;&<>$`"'\\]/.test(line) || !readRequest(line).tokens.some(({ shapes }) => shapes.has('file'))) return []
  return answerWords(line, deps, limit + 1)
    .filter(({ command }) => {
      const said = command.split(/\s+/)
      return said[0] === program && command !== line.trim() && words.every((word) => said.includes(word))
    })
    .slice(0, limit)
}

const isHereOf =
  ({ programs }: Pick<SuggestDeps, 'programs'>) =>
  (name: string): boolean =>
    programs.has(name) || BUILTINS.has(name)

/** True when a line is a request in words. */
const asWords = (line: string, deps: SuggestDeps): boolean => isWords(line, describeWords(deps))

/** True when a model's line is a sentence and no command. `aliases`: names that the shell knows besides programs. */
export function isProse(
  line: string,
  aliases: readonly string[],
  deps: Pick<SuggestDeps, 'index' | 'programs'>,
): boolean {
  const [first = ''] = line.trim().split(/\s+/)
  if (aliases.includes(first)) return false
  const words = describeWords(deps)
  // "All **done**: see -l": hardly a program's name begins with a capital, and none of the known ones is called so.
  return isSentence(line, words) || (/^[A-Z][a-z']+,?$/.test(first) && !words.isProgram(first))
}

function describeWords(deps: Pick<SuggestDeps, 'index' | 'programs'>): LineDeps {
  const isHere = isHereOf(deps)
  return {
    isProgram: (name) => isHere(name) || deps.index.has(name),
    isSubcommand: (program, name) => deps.index.load(program)?.s?.some((child) => child.n.includes(name)) ?? false,
    hasSubcommands: (program) => (deps.index.load(program)?.s?.length ?? 0) > 3,
    isKnownWord: (token) => loadIntents(deps.index).isKnown(token),
  }
}

/** Says of a line of words that ran by mistake. */
const NOT_FOUND = /not found|unknown command|not recognized/i
/** Says of a sentence that a shell took its question mark for a pattern (zsh, fish), or its exclamation mark for history. */
const NOT_EXPANDED = /no matches? (?:found|for)|event not found/i

/**
 * Corrections of a failed command, best first. A line of words that no shell found ("show disk space") was a request, and is
 * answered as one; of its corrections only those count whose subcommand is known ("got status").
 */
export function correctCommand(query: FixQuery, deps: SuggestDeps): Candidate[] {
  const corrections = fixCommand(query, deps)
  const { failed: line, limit = USUAL_LIMIT } = query
  if (line.length > MAX_LINE_CHARS) return corrections
  const isMissing = !isHereOf(deps)(line.trim().split(/\s+/)[0] ?? '')
  // A line that zsh took for a pattern failed before its program was looked for; without output the status 1 says as little.
  const isUnread =
    isMissing && (NOT_EXPANDED.test(query.output) || (query.output.trim() === '' && /[?!]$/.test(line.trim())))
  if (query.exit !== 127 && !isUnread && !NOT_FOUND.test(query.output)) return corrections
  const first = readRequest(line).tokens[0]
  const isRequest = first !== undefined && loadIntents(deps.index).isKnown(first)
  if (!asWords(line, deps) || (!isRequest && !(isUnread && isSentence(line, describeWords(deps))))) return corrections
  const slips = corrections.filter(({ command }) => {
    const [program = '', sub = ''] = command.split(/\s+/)
    return deps.index.load(program)?.s?.some((child) => child.n.includes(sub)) ?? false
  })
  if (slips.length > 0) return slips
  return offerInstallation(answerWords(line, withHere(query, deps), limit), deps.programs, limit)
}

function predict({ line, cwd, recent, limit }: SuggestQuery, { history }: SuggestDeps, least: number): Candidate[] {
  return history
    .predict({ prefix: line.trimStart(), cwd, recent, limit: limit ?? USUAL_LIMIT })
    .filter((item) => item.confidence >= least)
    .map((item) => ({
      command: item.command,
      explanation: item.count > 1 ? `from your history, ${item.count} times` : 'from your history',
      source: 'history',
      confidence: item.confidence,
    }))
}

/** Joins candidates from several sources, best first; a command that two sources offer becomes surer. */
export function mergeCandidates(lists: readonly Candidate[][], limit: number): Candidate[] {
  const best = new Map<string, Candidate>()
  for (const item of lists.flat()) {
    const known = best.get(item.command)
    if (!known) best.set(item.command, { ...item })
    else known.confidence = Math.min(0.98, Math.max(known.confidence, item.confidence) + 0.04)
  }
  return [...best.values()].toSorted((a, b) => b.confidence - a.confidence).slice(0, limit)
}
