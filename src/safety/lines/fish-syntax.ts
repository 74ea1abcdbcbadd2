// fish's own syntax, put into a form that the bash grammar reads: substitutions in bare parentheses, blocks that close with `end`, the
// words `and`, `or` and `not`, and quotes inside single quotes.

/** A text in which this finds nothing reads the same in fish and in bash. */
const HAS_OWN_SYNTAX =
  /[(`']|>\?|(?:^|[\s;&|])(?:and|or|not|begin|if|else|while|for|switch|case|function|end)(?=[\s;&|]|$)/
/** Words that only the other shells have. */
const OTHER_SHELL = /(?:^|[\s;])(?:then|fi|do|done|esac)(?=[\s;&|)]|$)/
/** Words and substitutions that only fish has. */
const FISH_ALONE = /(?:^|[\s;&|])(?:and|or|not|begin|switch|end)(?=[\s;&|]|$)|[^\s;&|$(]\s*\(/
const KEYWORD = /(?:and|or|not|begin|if|else|while|for|switch|case|function|end)(?=[\s;&|)]|$)/y
const WORD = /[^\s;&|()<>'"\\`$#]+/y
const SEPARATOR_FOLLOWS = /[ \t]*(?:[;\n]|$)/y

/** True for a line of fish that begins with a word which only goes on with a block, or closes one; with `--help` it is a command. */
export const beginsInBlock = (text: string): boolean => /^(?:else|case|end)(?=[\s;&|]|$)(?!\s+-)/.test(text)

interface Block {
  end: 'fi' | 'done' | '}' | ':'
  /** The word that stands between the head of the block and its commands; '' once it has been written. */
  opening: '' | 'then' | 'do'
}

/** The line as bash would write it: the same commands with the same words. A text without fish's syntax comes back as it is. */
export function rewriteFish(text: string): string {
  if (!HAS_OWN_SYNTAX.test(text)) return text
  const line: Line = { text, at: 0, out: '' }
  while (line.at < text.length) {
    rewriteCommands(line)
    if (line.at < text.length) line.out += text[line.at++] // a parenthesis that nothing opens
  }
  return line.out
}

/** Tells whose code a text may be that has a word of sh, bash or zsh: theirs alone, or fish's as well. Null without such a word. */
export function findOtherShell(text: string): 'theirs' | 'either' | null {
  if (!OTHER_SHELL.test(text)) return null
  return FISH_ALONE.test(text) ? 'either' : 'theirs'
}

/** A substitution as fish writes it, as an argument; and its words between commands. For the other shells each is an error, or no program. */
const FISH_ARGUMENT =
  /(?:^|[\s;&|])(?!(?:then|do|else|elif|if|while|until|in|time|coproc)\b)[\w./~-]+(?:[ \t]+[^\s;&|()]+)*[ \t]+\([\w./~]/
const FISH_WORD = /(?:^|[;&|\n])[ \t]*(?:and|or|not)[ \t]+[\w./~(]/

/** True for a text that runs something in fish alone: a line for a shell that is not known is judged as fish's as well. */
export const mayBeFish = (text: string): boolean => FISH_ARGUMENT.test(text) || FISH_WORD.test(text)

interface Line {
  readonly text: string
  at: number
  out: string
}

/** Rewrites commands up to a closing parenthesis or the end. */
function rewriteCommands(line: Line): void {
  const { text } = line
  const blocks: Block[] = []
  let isAtStart = true
  while (line.at < text.length && text[line.at] !== ')') {
    const char = text[line.at]!
    const before = text[line.at - 1] ?? ''
    if (char === ' ' || char === '\t') copy(line, 1)
    else if (char === ';' || char === '\n') {
      copy(line, 1)
      openBlock(line, blocks.at(-1))
      isAtStart = true
    } else if (char === '|' || (char === '&' && before !== '>' && text[line.at + 1] !== '>')) {
      copy(line, 1)
      isAtStart = true
    } else if (char === '#' && /^$|[\s;&|(]/.test(before)) copy(line, lengthTo(text, '\n', line.at))
    else if (isAtStart && (char === '!' || hasKeyword(line))) isAtStart = rewriteKeyword(line, blocks)
    else {
      rewritePart(line, char)
      isAtStart = false
    }
  }
}

function rewritePart(line: Line, char: string): void {
  const { text } = line
  if (char === "'") rewriteSingleQuoted(line)
  else if (char === '"') rewriteDoubleQuoted(line)
  else if (char === '\\') copy(line, 2)
  else if (char === '`') write(line, '\\`', 1)
  else if (char === '(') {
    write(line, text[line.at - 1] === '$' ? '(' : '$(', 1)
    rewriteSubstitution(line)
  } else if (text.startsWith('>?', line.at)) write(line, '>', 2)
  else copy(line, match(WORD, text, line.at)?.length ?? 1)
}

function rewriteSubstitution(line: Line): void {
  rewriteCommands(line)
  if (line.at < line.text.length) copy(line, 1)
}

/** In fish's single quotes a backslash takes the meaning from a quote and from a backslash. */
function rewriteSingleQuoted(line: Line): void {
  const [whole, inside = ''] = /^'((?:[^'\\]|\\[^])*)'?/.exec(line.text.slice(line.at))!
  const value = inside.replaceAll(/\\(['\\])/g, '$1')
  write(line, `'${value.replaceAll("'", String.raw`'\''`)}'`, whole.length)
}

/** Between double quotes fish expands variables and `$(…)`, and nothing else. */
function rewriteDoubleQuoted(line: Line): void {
  copy(line, 1)
  while (line.at < line.text.length) {
    const char = line.text[line.at]!
    if (char === '"') return copy(line, 1)
    if (char === '\\') copy(line, 2)
    else if (char === '`') write(line, '\\`', 1)
    else if (line.text.startsWith('$(', line.at)) {
      copy(line, 2)
      rewriteSubstitution(line)
    } else copy(line, 1)
  }
}

/** Rewrites the keyword that begins a command. Returns true when a command begins behind it, too. */
function rewriteKeyword(line: Line, blocks: Block[]): boolean {
  const word = match(KEYWORD, line.text, line.at) ?? '!'
  const filler = match(SEPARATOR_FOLLOWS, line.text, line.at + word.length) === null ? ' :;' : ' :'
  switch (word) {
    case 'and':
    case 'or':
      write(line, ' '.repeat(word.length), word.length)
      return true
    case 'if':
    case 'while':
    case 'for':
      copy(line, word.length)
      blocks.push(word === 'if' ? { end: 'fi', opening: 'then' } : { end: 'done', opening: 'do' })
      return word !== 'for'
    case 'else':
      return rewriteElse(line, blocks.at(-1), filler)
    case 'begin':
      write(line, `{${filler}`, word.length)
      blocks.push({ end: '}', opening: '' })
      return true
    case 'function':
      return beginFunction(line, blocks)
    case 'switch':
    case 'case':
      if (word === 'switch') blocks.push({ end: ':', opening: '' })
      write(line, ':', word.length)
      return false
    case 'end':
      openBlock(line, blocks.at(-1))
      write(line, blocks.pop()?.end ?? ':', word.length)
      return false
    default:
      write(line, '!', word.length)
      return true
  }
}

function rewriteElse(line: Line, block: Block | undefined, filler: string): boolean {
  const isIf = /^else[ \t]+if(?=[ \t(])/.exec(line.text.slice(line.at, line.at + 80))
  write(line, isIf ? 'elif' : `else${filler}`, isIf?.[0].length ?? 'else'.length)
  if (isIf && block) block.opening = 'then'
  return true
}

/** `function NAME OPTIONS;`: the options describe the function and run nothing. */
function beginFunction(line: Line, blocks: Block[]): boolean {
  const [head, name = '_'] = /^function[ \t]*([\w.:-]*)[^;\n]*/.exec(line.text.slice(line.at))!
  write(line, `${name === '' ? '_' : name}() { :`, head.length)
  blocks.push({ end: '}', opening: '' })
  return true
}

/** The head of a block ends at the first separator; a command that does nothing stands for a body without commands. */
function openBlock(line: Line, block: Block | undefined): void {
  if (block === undefined || block.opening === '') return
  line.out += ` ${block.opening} :; `
  block.opening = ''
}

function hasKeyword(line: Line): boolean {
  return match(KEYWORD, line.text, line.at) !== null
}

function match(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0] ?? null
}

function lengthTo(text: string, end: string, at: number): number {
  const found = text.indexOf(end, at)
  return (found === -1 ? text.length : found) - at
}

function copy(line: Line, length: number): void {
  line.out += line.text.slice(line.at, line.at + length)
  line.at += length
}

function write(line: Line, words: string, length: number): void {
  line.out += words
  line.at += length
}
