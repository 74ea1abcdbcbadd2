// Reads a shell line that is plain: programs with literal words, in pipes and lists, also as the parts of an `if`. Anything else
// (variables but those that are known, functions, redirections into files, comments, several lines) is not plain, and the result is null.

/** A part of a word. In a quoted part no character is special. */
export interface Piece {
  text: string
  isQuoted: boolean
  /**
   * Set for a part whose text is known only when the line runs: `number` for arithmetic on literal numbers and for a range of them,
   * `variable` for a quoted variable, else the line whose output it is.
   */
  unknown?: { kind: 'number' | 'variable' } | { kind: 'output'; line: string }
}

export interface PlainWord {
  pieces: Piece[]
}

/** The text of a word of which no part is quoted; null for any other. */
export function textOfWord({ pieces }: PlainWord): string | null {
  return pieces.some(({ isQuoted }) => isQuoted) ? null : pieces.map(({ text }) => text).join('')
}

export interface PlainCommand {
  words: PlainWord[]
  /** The file that its input comes from, if the line names one. */
  input: PlainWord | null
  /** True when a redirection stands before the first word, which is then no keyword of the shell. */
  isRedirectedFirst: boolean
  /** The operator before the command; '' for the first. */
  operator: '' | '|' | '&&' | '||' | ';'
}

/** The variables whose values are known. */
export type PlainNames = Readonly<Record<string, string>>

/** Longer lines are not read: no line of words only is longer. */
const MAX_CHARACTERS = 8_192

/** Characters that mean themselves outside quotes. Patterns (`*`, `?`, `[…]`) are read later, word by word. */
const ORDINARY = /[\p{L}\p{N}_./,:=@%+^~\-*?[\]]/u
/** The characters that a backslash may stand before. Before a letter it would mean the letter, which nobody writes. */
const ESCAPABLE = /[!-/:-@[-`{-~ ]/
const BLANKS = /[ \t]+/y
const OPERATOR = /\|\||&&|;(?!;)|\|(?!&)/y
/** `&`, in a line that waits for what runs beside it. */
const BESIDE = /&(?![>&])/y
const ENDS_IN_WAIT = /[;&][ \t]*wait$/
/** Redirections without effect. */
const HARMLESS_REDIRECTION = /(?:2>&1|1?>&2|[12&]?>>?[ \t]*\/dev\/null|0?<[ \t]*\/dev\/null)(?=$|[ \t|;&])/y
const VARIABLE = /\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})/y
const INPUT = /0?<[ \t]*(?=[^<>&()|;\s])/y
/** Arithmetic, and a range, of numbers alone: no name in it could hold code. */
const ARITHMETIC = /\$\(\([\d \t+*/%()-]{1,200}\)\)(?!\))/y
const RANGE = /\{-?\d{1,4}\.\.-?\d{1,4}\}/y
/** Braces with nothing in them mean themselves. */
const EMPTY_BRACES = /\{\}/y
/** The output of a line without quotes, substitutions and parentheses, inside double quotes. */
const OUTPUT = /\$\(([^()'"`\\$\n]{1,1000})\)/y
/** Conditions that only compare: arithmetic of numbers alone, and literal words; `-eq` and `-v` would evaluate a word. */
const CONDITION =
  /(?:\(\([\d \t+*/%<>=!&|-]{1,200}\)\)|\[\[[ \t]+(?:-[defhnrswxzL][ \t]+)?[\w./][\w./-]*(?:[ \t]+(?:==?|!=|<|>)[ \t]+[\w./][\w./-]*)?[ \t]+\]\])(?=[ \t]*(?:$|[|;&]))/y
const TRUE: PlainWord = { pieces: [{ text: 'true', isQuoted: true }] }

/**
 * The commands of the line in their order, or null when it is not plain. With `isWide` a line may also read files by `<`, compare, wait
 * for what runs beside it, and print parts that are known only when it runs: for a judge who knows what to make of these.
 */
export function readPlainLine(line: string, names: PlainNames, isWide = false): PlainCommand[] | null {
  if (line.length > MAX_CHARACTERS) return null
  const reader: Reader = { line: trimBlanks(line), at: 0, names, isWide }
  const waits = ENDS_IN_WAIT.test(reader.line)
  const commands: PlainCommand[] = []
  let current = beginCommand('')
  while (reader.at < reader.line.length) {
    if (take(reader, BLANKS) !== null) continue
    const hasWords = current.words.length > 0
    if (take(reader, HARMLESS_REDIRECTION) !== null) {
      current.isRedirectedFirst ||= !hasWords
      continue
    }
    if (!hasWords && !current.isRedirectedFirst && takeWide(reader, CONDITION) !== null) {
      current.words.push(TRUE)
      continue
    }
    if (takeWide(reader, INPUT) !== null) {
      const input = current.input === null ? readWord(reader, false) : null
      if (input === null) return null
      current.input = input
      current.isRedirectedFirst ||= !hasWords
      continue
    }
    const operator = take(reader, OPERATOR) ?? (waits ? takeWide(reader, BESIDE) : null)
    if (operator !== null) {
      if (current.words.length === 0) return null
      commands.push(current)
      // A command that runs in the background is judged as one that runs in sequence.
      current = beginCommand((operator === '&' ? ';' : operator) as PlainCommand['operator'])
      continue
    }
    const word = readWord(reader, current.words.length === 0)
    if (word === null) return null
    current.words.push(word)
  }
  if (current.words.length > 0) commands.push(current)
  else if (current.operator !== ';') return null
  return commands
}

/** The text without blanks and line ends around it. A regular expression for the end would try each run of blanks from each of its characters. */
export function trimBlanks(text: string): string {
  const isBlank = (at: number) => ' \t\n'.includes(text[at] ?? 'x')
  let [start, end] = [0, text.length]
  while (isBlank(start)) start++
  while (end > start && isBlank(end - 1)) end--
  return text.slice(start, end)
}

function beginCommand(operator: PlainCommand['operator']): PlainCommand {
  return { words: [], input: null, isRedirectedFirst: false, operator }
}

interface Reader {
  line: string
  at: number
  names: PlainNames
  isWide: boolean
}

function takeWide(reader: Reader, pattern: RegExp): string | null {
  return reader.isWide ? take(reader, pattern) : null
}

function take(reader: Reader, pattern: RegExp): string | null {
  pattern.lastIndex = reader.at
  const found = pattern.exec(reader.line)
  if (found === null) return null
  reader.at += found[0].length
  return found[0]
}

function readWord(reader: Reader, isFirst: boolean): PlainWord | null {
  const word: PlainWord = { pieces: [] }
  const { line } = reader
  if (line[reader.at] === '!' && !isFirst && /^(?:$|[ \t])/.test(line.slice(reader.at + 1, reader.at + 2))) {
    reader.at++
    return { pieces: [{ text: '!', isQuoted: true }] }
  }
  if (line[reader.at] === '~') {
    if (!/^(?:$|[/ \t|;&])/.test(line.slice(reader.at + 1, reader.at + 2))) return null
    reader.at++
    word.pieces.push({ text: reader.names['HOME'] ?? '', isQuoted: true })
  }
  while (reader.at < line.length && !/[ \t|;&]/.test(line[reader.at]!)) {
    const piece = readPiece(reader, isFirst && word.pieces.length === 0)
    if (piece === null) return null
    word.pieces.push(...[piece].flat())
  }
  return word.pieces.length === 0 ? null : word
}

/** `beginsCommand`: a backslash at the beginning of a command's name keeps the shell from looking for an alias. */
function readPiece(reader: Reader, beginsCommand: boolean): Piece | Piece[] | null {
  if (takeWide(reader, ARITHMETIC) !== null || takeWide(reader, RANGE) !== null)
    return { ...UNKNOWN, unknown: { kind: 'number' } }
  if (takeWide(reader, EMPTY_BRACES) !== null) return { text: '{}', isQuoted: true }
  const char = String.fromCodePoint(reader.line.codePointAt(reader.at)!)
  if (char === "'") return readSingleQuoted(reader)
  if (char === '"') return readDoubleQuoted(reader)
  if (char === '\\') {
    const next = reader.line[reader.at + 1] ?? ''
    if (!ESCAPABLE.test(next) && !(reader.isWide && beginsCommand && /[a-z]/.test(next))) return null
    reader.at += 2
    return { text: next, isQuoted: true }
  }
  if (char === '$') {
    const value = readVariable(reader)
    // Outside quotes a blank or a pattern in the value would count.
    return value === null || /[\s*?[\]\\]/.test(value) ? null : { text: value, isQuoted: true }
  }
  // Bash may put a home in the place of `~` when it stands behind `=` or `:`.
  if (!ORDINARY.test(char) || (char === '~' && /[=:]/.test(reader.line[reader.at - 1] ?? ''))) return null
  reader.at += char.length
  return { text: char, isQuoted: false }
}

const UNKNOWN: Piece = { text: '', isQuoted: true }

function readSingleQuoted(reader: Reader): Piece | null {
  const end = reader.line.indexOf("'", reader.at + 1)
  if (end === -1) return null
  const text = reader.line.slice(reader.at + 1, end)
  reader.at = end + 1
  return { text, isQuoted: true }
}

function readDoubleQuoted(reader: Reader): Piece[] | null {
  const pieces: Piece[] = []
  let text = ''
  reader.at++
  for (;;) {
    const char = reader.line[reader.at]
    if (char === undefined || char === '`') return null
    if (char === '"') break
    const unknown = char === '$' && reader.isWide ? readUnknown(reader) : null
    if (unknown !== null) pieces.push({ ...UNKNOWN, unknown })
    else if (char === '$') {
      // Before a blank, a quote or the sign of the end in a pattern it means itself.
      const value = /^\$(?=["\s|)/])/.test(reader.line.slice(reader.at, reader.at + 2)) ? '$' : readVariable(reader)
      if (value === null) return null
      if (value === '$') reader.at++
      text += value
    } else if (char === '\\' && /^[$`"\\]/.test(reader.line[reader.at + 1] ?? '')) {
      text += reader.line[reader.at + 1]
      reader.at += 2
    } else {
      text += char
      reader.at++
    }
  }
  reader.at++
  return [...pieces, { text, isQuoted: true }]
}

/** A part of a text in double quotes that is known only when the line runs. */
function readUnknown(reader: Reader): NonNullable<Piece['unknown']> | null {
  if (take(reader, ARITHMETIC) !== null) return { kind: 'number' }
  const output = take(reader, OUTPUT)
  if (output !== null) return { kind: 'output', line: output.slice(2, -1) }
  const name = readName(reader)
  if (name === null || Object.hasOwn(reader.names, name)) return null
  take(reader, VARIABLE)
  return { kind: 'variable' }
}

function readVariable(reader: Reader): string | null {
  const name = readName(reader)
  if (name === null || !Object.hasOwn(reader.names, name)) return null
  take(reader, VARIABLE)
  return reader.names[name]!
}

/** The name of the variable that stands here, or null. */
function readName(reader: Reader): string | null {
  VARIABLE.lastIndex = reader.at
  const found = VARIABLE.exec(reader.line)
  return found === null ? null : (found[1] ?? found[2]!)
}
