// Explains a command part by part, from the index, our own rules and the manual. It reads; it never runs anything.

import type { Part } from '../../protocol/proposals.ts'
import type { CommandIndex } from '../index/index-file.ts'
import type { SpecNode } from '../index/index-format.ts'
import { hasOwnTarget } from '../../shell-syntax/line-cutter.ts'
import { splitWords } from '../../shell-syntax/shell-words.ts'
import type { Word } from '../../shell-syntax/line-cutter.ts'
import { findOption } from '../index/command-spec.ts'
import type { Manual } from './manual-pages.ts'
import { explainOperand } from './operand-meaning.ts'
import { resolveOption } from './option-words.ts'
import { explainExpansions, explainOperator, explainRedirect, readFunctionName } from './shell-signs.ts'
import { explainAwk, explainFindTest, explainSed } from './inline-scripts.ts'

export interface ExplainDeps {
  index: CommandIndex
  manual: Manual
}

const MAX_COMMAND_CHARS = 8_192
const MAX_PARTS = 200

/** Words that run the command behind them, with their meaning. */
const PREFIXES: Record<string, string> = {
  sudo: 'runs the command as another user, by default root',
  doas: 'runs the command as another user',
  time: 'measures how long the command takes',
  nohup: 'runs the command so that it survives logout',
  nice: 'runs the command with lower priority',
  env: 'runs the command in a changed environment',
  command: 'runs the program itself, not an alias or function of that name',
  exec: 'replaces the shell by the command',
  watch: 'runs the command again and again',
  timeout: 'runs the command with a time limit',
  xargs: 'runs the command with arguments read from standard input',
}

/** Keywords of the shell. */
const KEYWORDS: Record<string, string> = {
  for: 'loop: once for each word of the list',
  in: 'the list of the loop',
  do: 'begins the body of the loop',
  done: 'ends the loop',
  while: 'loop: as long as the command succeeds',
  until: 'loop: until the command succeeds',
  if: 'condition: if the command succeeds',
  then: 'what happens if so',
  else: 'what happens otherwise',
  elif: 'otherwise, another condition',
  fi: 'ends the condition',
  case: 'chooses by pattern',
  esac: 'ends the choice',
  function: 'defines a function',
  '{': 'begins a group of commands',
  '}': 'ends the group',
  '!': 'inverts the exit status',
  '[[': 'tests a condition',
}

/**
 * The parts of a command in order, each with its meaning. Parts without a known meaning are left out, except the program
 * itself. Dangers are not among them: see `explainDangers`.
 */
export async function explainCommand(command: string, deps: ExplainDeps): Promise<Part[]> {
  if (command.length > MAX_COMMAND_CHARS) return []
  const parts: Part[] = []
  let open: Word[] = []
  const functions = new Set<string>()
  const words = splitWords(command.trim())
  for (let i = 0; i < words.length && parts.length < MAX_PARTS; i += 1) {
    const word = words[i] as Word
    if (word.kind === 'word') {
      open.push(word)
      continue
    }
    // oxlint-disable-next-line no-await-in-loop
    parts.push(...(await explainSimple(open, deps, functions)))
    open = []
    if (word.kind === 'operator') parts.push({ text: word.text, meaning: explainOperator(word.text), source: 'rule' })
    else if (word.kind === 'redirect') {
      const target = hasOwnTarget(word) ? undefined : words[i + 1]
      if (target) i += 1
      parts.push({
        text: target ? `${word.text} ${target.text}` : word.text,
        meaning: explainRedirect(word.text, target?.value ?? ''),
        source: 'rule',
      })
    } else parts.push({ text: word.text, meaning: 'a comment', source: 'rule' })
  }
  parts.push(...(await explainSimple(open, deps, functions)))
  return parts.filter((part) => part.meaning !== '')
}

/** @param functions those that the line defines before; the ones that are defined here are added */
async function explainSimple(words: Word[], deps: ExplainDeps, functions = new Set<string>()): Promise<Part[]> {
  const parts: Part[] = []
  let at = 0
  for (; at < words.length; at += 1) {
    const word = words[at] as Word
    const assignment = /^([A-Za-z_]\w*)=/.exec(word.text)
    if (assignment) {
      parts.push({
        text: word.text,
        meaning: `sets the variable ${assignment[1]}${at < words.length - 1 ? ' for this command' : ''}`,
        source: 'rule',
      })
      continue
    }
    const defined = readFunctionName(word.text)
    if (defined !== undefined) {
      functions.add(defined)
      parts.push({ text: word.text, meaning: `defines the function ${defined}: what it runs follows`, source: 'rule' })
      continue
    }
    const keyword = word.quoted ? undefined : KEYWORDS[word.value]
    if (keyword !== undefined) {
      parts.push({ text: word.text, meaning: keyword, source: 'rule' })
      if (word.value === 'for') return [...parts, ...explainForWords(words.slice(at + 1))]
      continue
    }
    break
  }
  const program = words[at]
  if (!program) return parts
  if (functions.has(program.value)) {
    const runs = `runs the function ${program.value}, which this line defines`
    return [...parts, { text: program.text, meaning: runs, source: 'rule' }]
  }
  const name = program.value.replace(/^.*\//, '')
  const root = deps.index.load(name)
  const meaning = deps.index.describe(name) || (await deps.manual.describe(name)) || PREFIXES[name] || ''
  parts.push({
    text: program.text,
    meaning: meaning || (program.value.includes('/') ? 'runs this program' : `runs the program ${name}`),
    source: meaning === '' ? 'rule' : 'index',
  })
  parts.push(...(await explainArguments(name, root, words.slice(at + 1), deps)))
  return parts
}

function explainForWords(words: Word[]): Part[] {
  return words.map((word, i) => ({
    text: word.text,
    meaning:
      i === 0
        ? 'the variable of the loop'
        : (KEYWORDS[word.value] ??
          (explainExpansions(word.text) ||
            explainOperand(word.value, { program: 'for', path: [], at: i, count: words.length, options: [] }))),
    source: 'rule',
  }))
}

/** The state of explaining the arguments of one command from left to right. */
interface Arguments {
  name: string
  args: Word[]
  /** The index's node of the program and of the subcommands met so far. */
  chain: SpecNode[]
  /** The program and the subcommands met so far, as typed. */
  path: string[]
  /** The options met so far. */
  options: string[]
  /** The number of operands met so far, and of all. */
  operands: number
  operandCount: number
  /** True behind `--`. */
  hasEnded: boolean
  parts: Part[]
}

async function explainArguments(
  name: string,
  root: SpecNode | undefined,
  args: Word[],
  deps: ExplainDeps,
): Promise<Part[]> {
  const chain = root ? [root] : []
  const operandCount = countOperands(name, chain, args)
  const parts: Part[] = []
  const state: Arguments = {
    name,
    args,
    chain,
    path: [name],
    options: [],
    operands: 0,
    operandCount,
    hasEnded: false,
    parts,
  }
  for (let i = 0; i < args.length; i += 1) {
    const word = args[i] as Word
    const child = findSubcommand(state, word)
    if (child) {
      chain.push(child)
      state.path.push(word.value)
      parts.push({ text: word.text, meaning: child.d, source: 'index' })
    } else if (word.value === '--') {
      state.hasEnded = true
      parts.push({ text: '--', meaning: 'ends the options: what follows are operands', source: 'rule' })
    } else if (name in PREFIXES && !word.value.startsWith('-') && isCommandPlace(name, word, state.operands)) {
      return [...parts, ...(await explainSimple(args.slice(i), deps))]
    } else {
      // oxlint-disable-next-line no-await-in-loop
      const taken = await explainOption(state, i, deps)
      if (taken === 0) explainOperandWord(state, word)
      else i += taken - 1
    }
  }
  return parts
}

function findSubcommand({ operands, hasEnded, chain }: Arguments, word: Word): SpecNode | undefined {
  if (operands > 0 || hasEnded) return undefined
  return chain.at(-1)?.s?.find((item) => item.n.includes(word.value))
}

/** Explains the option at an index, with its value; the number of words that it takes, 0 when it is no option. */
async function explainOption(state: Arguments, at: number, deps: ExplainDeps): Promise<number> {
  const { name, args, chain, path, parts } = state
  const word = args[at] as Word
  if (state.hasEnded) return 0
  const options = resolveOption(name, chain, word, at === 0) ?? (await resolveByManual(name, path, word, deps))
  if (options === null) return 0
  state.options.push(...options.map((option) => option.text))
  parts.push(...options.map(({ text, meaning, source }) => ({ text, meaning, source })))
  const next = args[at + 1]
  if (!next || !options.some((option) => option.takesNext)) return 1
  if (name === 'find' && /^-(?:exec|execdir|ok)$/.test(word.value))
    return 1 + (await explainExecuted(state, at + 1, deps))
  const last = parts.at(-1) as Part
  const value = explainValue(name, word.value, next)
  last.text = `${last.text} ${next.text}`
  if (value !== '') last.meaning = name === 'find' ? value : `${last.meaning}: ${value}`
  return 2
}

/** The command of `find -exec` that begins at an index; the number of words up to its `;` or `+`. */
async function explainExecuted({ args, parts }: Arguments, from: number, deps: ExplainDeps): Promise<number> {
  const found = args.findIndex((item, at) => at >= from && (item.value === ';' || item.value === '+'))
  const end = found === -1 ? args.length : found
  const inner = args.slice(from, end).filter((item) => item.value !== '{}')
  parts.push(...(await explainSimple(inner, deps)))
  const sign = args[end]
  if (!sign) return end - from
  const files = sign.value === '+' ? 'the files found, many at once' : 'the file found, one at a time'
  parts.push({ text: `{} ${sign.text}`, meaning: `{} is ${files}`, source: 'rule' })
  return end - from + 1
}

function explainOperandWord(state: Arguments, word: Word): void {
  const { name, chain, path, operands, operandCount, options } = state
  const meaning =
    explainExpansions(word.text) ||
    explainOperand(word.value, { program: name, path, at: operands, count: operandCount, options }) ||
    operandFromSpec(chain, operands)
  state.operands += 1
  state.parts.push({ text: word.text, meaning, source: 'rule' })
}

/** True when the command of a prefix such as `timeout 5 make` begins at this word. */
function isCommandPlace(name: string, word: Word, operands: number): boolean {
  if (name === 'timeout') return operands > 0 || !/^\d/.test(word.value)
  if (name === 'env') return !word.value.includes('=')
  return true
}

/** The meaning of an option's value; empty where the value says enough by itself. */
function explainValue(program: string, option: string, word: Word): string {
  if (program === 'find') return explainFindTest(option, word.value)
  if (program === 'sed' && /^(?:-e|--expression)$/.test(option)) return explainSed(word.value)
  if (/^[gm]?awk$/.test(program) && option === '-F') return `fields are separated by "${word.value}"`
  if (/^[gm]?awk$/.test(program) && word.value.includes('{')) return explainAwk(word.value)
  return ''
}

function countOperands(name: string, chain: SpecNode[], args: Word[]): number {
  let count = 0
  let skip = false
  for (const word of args) {
    if (skip) {
      skip = false
      continue
    }
    if (word.value.startsWith('-') && word.value.length > 1) {
      const option = chain[0] ? findOption(chain[0], word.value) : undefined
      skip = (option?.a?.length ?? 0) > 0 && name !== 'find' && !word.value.includes('=')
    } else count += 1
  }
  return count
}

/** The index's name of the operand at a place. */
function operandFromSpec(chain: readonly SpecNode[], at: number): string {
  const args = chain.at(-1)?.a ?? []
  const arg = args[Math.min(at, args.length - 1)]
  return arg && arg.n !== '' ? `the ${arg.n.replace(/[<>[\]]/g, '').replaceAll(/[-_]/g, ' ')}` : ''
}

async function resolveByManual(
  name: string,
  path: readonly string[],
  word: Word,
  deps: ExplainDeps,
): Promise<ReturnType<typeof resolveOption>> {
  if (!word.value.startsWith('-') || word.value === '-') return null
  const page = path.length > 1 && /^(?:git|docker|npm|cargo|systemctl)$/.test(name) ? `${name}-${path[1]}` : name
  const options = await deps.manual.options(page)
  return options.length === 0
    ? null
    : (resolveOption(name, [{ n: [name], d: '', o: options }], word, false)?.map((option) => ({
        ...option,
        source: 'man',
      })) ?? null)
}
