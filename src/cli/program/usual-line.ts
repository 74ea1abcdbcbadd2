// Reads those command lines of which there can be no doubt, from the same rows as commander. Loading commander and making its options
// takes 5 ms of processor time, a tenth of what `kimi -p hi` takes.

import { HELP, nameOf, type CommandLeaf, type CommandRow, type OptionRow } from './command-table.ts'

export interface UsualLine {
  /** The command; null for a line that names none, such as `kimi -p hi`. */
  leaf: CommandLeaf | null
  /** The operands. */
  words: string[]
  /** The options' values by their names in camel case, as commander gives them. */
  flags: Record<string, unknown>
}

/**
 * The command line `argv` by the commands `rows` and by the options `rootOptions`, which count where no command is named. Null
 * where anything is unusual: `--`, a cluster of short options, an option behind an operand, a wrong value. Commander reads such a line.
 */
export function readUsualLine(
  argv: readonly string[],
  rows: readonly CommandRow[],
  rootOptions: readonly OptionRow[],
): UsualLine | null {
  if (argv.some((word) => word === '--' || HELP.includes(word))) return null
  if (argv.length === 0 || argv[0]!.startsWith('-')) {
    const read = readOptions(argv, rootOptions)
    return read && read.words.length === 0 ? { leaf: null, ...read } : null
  }
  const row = rows.find((candidate) => nameOf(candidate) === argv[0])
  if (!row) return null
  if (!('commands' in row)) return readLeaf(row, argv.slice(1))
  const leaf = row.commands.find((candidate) => nameOf(candidate) === argv[1])
  return leaf ? readLeaf(leaf, argv.slice(2)) : null
}

function readLeaf(leaf: CommandLeaf, args: readonly string[]): UsualLine | null {
  if (leaf.takesAnything) return null
  const read = readOptions(args, leaf.options ?? [])
  return read && takes(leaf, read.words.length) ? { leaf, ...read } : null
}

/** True when the command can have so many operands. */
function takes({ usage }: CommandLeaf, count: number): boolean {
  const operands = usage.split(' ').slice(1)
  const least = operands.filter((operand) => operand.startsWith('<')).length
  return count >= least && (count <= operands.length || (operands.at(-1)?.includes('...') ?? false))
}

/** The text that stands for an option in a row: `-m, --model <name>`, `--no-daemon`, `-S, --session [id]`. */
const FLAGS = /^(?:(?<short>-\w), )?(?<long>--(?<no>no-)?(?<name>[\w-]+))(?: (?<value>[<[]).*)?$/

interface KnownOption {
  row: OptionRow
  spellings: (string | undefined)[]
  /** The name in camel case. */
  name: string
  takes: 'nothing' | 'a value' | 'perhaps a value'
  isNegation: boolean
}

function describeOption(row: OptionRow): KnownOption {
  const { short, long, no, name, value } = FLAGS.exec(row[0])!.groups!
  return {
    row,
    spellings: [short, long],
    name: name!.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase()),
    takes: value === undefined ? 'nothing' : value === '<' ? 'a value' : 'perhaps a value',
    isNegation: no !== undefined,
  }
}

function readOptions(args: readonly string[], rows: readonly OptionRow[]): Omit<UsualLine, 'leaf'> | null {
  const known = rows.map(describeOption)
  const flags = makeDefaults(known)
  const rest = [...args]
  while (rest[0]?.startsWith('-')) {
    const word = rest.shift()!
    const cut = word.startsWith('--') ? word.indexOf('=') : -1
    const spelled = cut < 0 ? word : word.slice(0, cut)
    const option = known.find(({ spellings }) => spellings.includes(spelled))
    if (!option) return null
    const text = option.takes === 'nothing' ? '' : cut < 0 ? rest.shift() : word.slice(cut + 1)
    const value = readValue(option, cut < 0, text, flags[option.name])
    if (value === undefined) return null
    flags[option.name] = value
  }
  if (rest.some((word) => word.startsWith('-'))) return null
  if (known.some(({ row, name }) => row[2]?.isRequired && flags[name] === undefined)) return null
  return { words: rest, flags }
}

/** `--no-daemon` alone means that `daemon` is true where it is not given. */
function makeDefaults(known: readonly KnownOption[]): Record<string, unknown> {
  const flags: Record<string, unknown> = {}
  for (const { name, row, isNegation } of known) {
    if (row[2]?.initial !== undefined) flags[name] = row[2].initial
    else if (isNegation && known.every((other) => other.isNegation || other.name !== name)) flags[name] = true
  }
  return flags
}

/** `isApart`: the text is a word of its own. `before`: the value so far. Undefined where commander shall judge. */
function readValue(option: KnownOption, isApart: boolean, text: string | undefined, before: unknown): unknown {
  if (option.takes === 'nothing') return isApart ? !option.isNegation : undefined
  if (text === undefined) return option.takes === 'perhaps a value' ? true : undefined
  if (text === '' || (isApart && text.startsWith('-'))) return undefined
  const { choices, read } = option.row[2] ?? {}
  if (choices && !choices.includes(text)) return undefined
  if (!read) return text
  try {
    return read(text, before as never)
  } catch {
    return undefined // commander says it
  }
}
