// Reads a shell line that is plain: programs with literal words, in pipes and lists. Anything else (substitutions, variables but HOME
// and PWD, assignments, functions, redirections into files, braces, comments, several lines) is not plain, and the result is null.

/** A part of a word. In a quoted part no character is special. */
export interface Piece {
  text: string
  isQuoted: boolean
}

export interface PlainWord {
  pieces: Piece[]
}

export interface PlainCommand {
  words: PlainWord[]
  /** The operator before the command; '' for the first. */
  operator: '' | '|' | '&&' | '||' | ';'
}

export interface PlainNames {
  HOME: string
  PWD: string
}

/** Longer lines are not read: no line of words only is longer. */
const MAX_CHARACTERS = 8_192

/** Characters that mean themselves outside quotes. Patterns (`*`, `?`, `[…]`) are read later, word by word. */
const ORDINARY = /[\p{L}\p{N}_./,:=@%+^~\-*?[\]]/u
/** The characters that a backslash may stand before. Before a letter it would mean the letter, which nobody writes. */
const ESCAPABLE = /[!-/:-@[-`{-~ ]/
const BLANKS = /[ \t]+/y
const OPERATOR = /\|\||&&|;(?!;)|\|(?!&)/y
/** Redirections without effect. */
const HARMLESS_REDIRECTION = /(?:2>&1|1?>&2|[12&]?>>?[ \t]*\/dev\/null|0?<[ \t]*\/dev\/null)(?=$|[ \t|;&])/y
const KNOWN_VARIABLE = /\$(?:(HOME|PWD)(?![\w])|\{(HOME|PWD)\})/y

/** The commands of the line in their order, or null when it is not plain. */
export function readPlainLine(line: string, names: PlainNames): PlainCommand[] | null {
  if (line.length > MAX_CHARACTERS) return null
  const reader: Reader = { line: line.replaceAll(/^[ \t\n]+|[ \t\n]+$/g, ''), at: 0, names }
  const commands: PlainCommand[] = []
  let current: PlainCommand = { words: [], operator: '' }
  while (reader.at < reader.line.length) {
    if (take(reader, BLANKS) !== null || take(reader, HARMLESS_REDIRECTION) !== null) continue
    const operator = take(reader, OPERATOR)
    if (operator !== null) {
      if (current.words.length === 0) return null
      commands.push(current)
      current = { words: [], operator: operator as PlainCommand['operator'] }
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

interface Reader {
  line: string
  at: number
  names: PlainNames
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
    word.pieces.push({ text: reader.names.HOME, isQuoted: true })
  }
  while (reader.at < line.length && !/[ \t|;&]/.test(line[reader.at]!)) {
    const piece = readPiece(reader)
    if (piece === null) return null
    word.pieces.push(piece)
  }
  return word.pieces.length === 0 ? null : word
}

function readPiece(reader: Reader): Piece | null {
  const char = String.fromCodePoint(reader.line.codePointAt(reader.at)!)
  if (char === "'") return readSingleQuoted(reader)
  if (char === '"') return readDoubleQuoted(reader)
  if (char === '\\') {
    const next = reader.line[reader.at + 1] ?? ''
    if (!ESCAPABLE.test(next)) return null
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

function readSingleQuoted(reader: Reader): Piece | null {
  const end = reader.line.indexOf("'", reader.at + 1)
  if (end === -1) return null
  const text = reader.line.slice(reader.at + 1, end)
  reader.at = end + 1
  return { text, isQuoted: true }
}

function readDoubleQuoted(reader: Reader): Piece | null {
  let text = ''
  reader.at++
  for (;;) {
    const char = reader.line[reader.at]
    if (char === undefined || char === '`') return null
    if (char === '"') break
    if (char === '$') {
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
  return { text, isQuoted: true }
}

function readVariable(reader: Reader): string | null {
  KNOWN_VARIABLE.lastIndex = reader.at
  const found = KNOWN_VARIABLE.exec(reader.line)
  if (found === null) return null
  reader.at += found[0].length
  return reader.names[(found[1] ?? found[2]) as keyof PlainNames]
}
