// Cuts a command line into words and operators. Enough grammar to explain and correct a line; whether it is safe to
// run is decided elsewhere, with a real parser.

/** A piece of a line. `text` is as typed, `value` without its quotes. */
export interface Word {
  kind: 'word' | 'operator' | 'redirect' | 'comment'
  text: string
  value: string
  /** Offsets into the line, in UTF-16 units. */
  start: number
  end: number
  quoted: boolean
}

const OPERATORS = ['&&', '||', ';;', '|&', '|', '&', ';', '(', ')', '\n']
const REDIRECT = /^(?:\d+|&)?(?:>>|>\||>&|<<<|<<-|<<|<&|<>|>|<)(?:&?\d+|-)?/

/** The words of a line. An unclosed quote runs to the end of the line. */
export function splitWords(line: string): Word[] {
  const words: Word[] = []
  let at = 0
  while (at < line.length) {
    const char = line[at] ?? ''
    if (char === ' ' || char === '\t') {
      at += 1
      continue
    }
    if (char === '\\' && line[at + 1] === '\n') {
      at += 2
      continue
    }
    if (char === '#') {
      const end = line.indexOf('\n', at)
      const stop = end === -1 ? line.length : end
      words.push({ kind: 'comment', text: line.slice(at, stop), value: '', start: at, end: stop, quoted: false })
      at = stop
      continue
    }
    const rest = line.slice(at, at + 8)
    const redirect = rest.startsWith('<(') || rest.startsWith('>(') ? null : REDIRECT.exec(rest)
    const operator = redirect ? undefined : OPERATORS.find((sign) => rest.startsWith(sign))
    if (redirect || operator !== undefined) {
      const text = redirect?.[0] ?? operator ?? ''
      const kind = redirect ? 'redirect' : 'operator'
      words.push({ kind, text, value: text, start: at, end: at + text.length, quoted: false })
      at += text.length
      continue
    }
    const word = readWord(line, at)
    words.push(word)
    at = word.end
  }
  return words
}

function readWord(line: string, start: number): Word {
  let at = start
  let value = ''
  let quoted = false
  while (at < line.length) {
    const char = line[at] ?? ''
    if (
      ' \t\n|&;<>)'.includes(char) &&
      !(char === '<' && line[at + 1] === '(') &&
      !(char === '>' && line[at + 1] === '(')
    )
      break
    if (char === '(' && at === start) break
    if (char === "'" || char === '"' || char === '`') {
      const end = findQuoteEnd(line, at)
      value +=
        char === '`' ? line.slice(at, end) : line.slice(at + 1, line[end - 1] === char && end - 1 > at ? end - 1 : end)
      quoted = true
      at = end
    } else if (char === '\\' && at + 1 < line.length) {
      value += line[at + 1]
      at += 2
    } else if ((char === '$' || char === '<' || char === '>') && line[at + 1] === '(') {
      const end = findParenEnd(line, at + 1)
      value += line.slice(at, end)
      at = end
    } else if (char === '$' && line[at + 1] === '{') {
      const close = line.indexOf('}', at)
      const end = close === -1 ? line.length : close + 1
      value += line.slice(at, end)
      at = end
    } else if (char === '(') {
      const end = findParenEnd(line, at)
      value += line.slice(at, end)
      at = end
    } else {
      value += char
      at += 1
    }
  }
  if (at === start) at += 1
  return { kind: 'word', text: line.slice(start, at), value, start, end: at, quoted }
}

function findQuoteEnd(line: string, start: number): number {
  const quote = line[start]
  for (let at = start + 1; at < line.length; at += 1) {
    if (line[at] === '\\' && quote !== "'") at += 1
    else if (line[at] === quote) return at + 1
  }
  return line.length
}

function findParenEnd(line: string, start: number): number {
  let depth = 0
  for (let at = start; at < line.length; at += 1) {
    const char = line[at]
    if (char === "'" || char === '"') at = findQuoteEnd(line, at) - 1
    else if (char === '\\') at += 1
    else if (char === '(') depth += 1
    else if (char === ')' && --depth === 0) return at + 1
  }
  return line.length
}

/** A simple command of a line: its words between two operators. */
export interface Simple {
  words: Word[]
  /** The operator before it, or the empty string. */
  before: string
}

/** The simple commands of a line, without redirections and comments. */
export function splitCommands(line: string): Simple[] {
  const out: Simple[] = []
  let open: Simple = { words: [], before: '' }
  let skipTarget = false
  for (const word of splitWords(line)) {
    if (word.kind === 'operator') {
      if (open.words.length > 0) out.push(open)
      open = { words: [], before: word.text }
      skipTarget = false
    } else if (word.kind === 'redirect') skipTarget = !/\d$|-$/.test(word.text) || /^\d+[<>]+$/.test(word.text)
    else if (word.kind === 'word') {
      if (!skipTarget) open.words.push(word)
      skipTarget = false
    }
  }
  if (open.words.length > 0) out.push(open)
  return out
}

/** Words that run the command after them. */
const PREFIXES = new Set([
  'sudo',
  'doas',
  'env',
  'nohup',
  'time',
  'nice',
  'command',
  'builtin',
  'exec',
  'then',
  'do',
  'else',
  '!',
  'watch',
  'xargs',
])

/** Where the program's own word is: behind `sudo`, `env A=1` and the like; -1 when there is none. */
export function findProgram(words: readonly Word[]): number {
  for (let i = 0; i < words.length; i += 1) {
    const value = words[i]?.value ?? ''
    if (/^[A-Za-z_]\w*=/.test(value)) continue
    if (PREFIXES.has(value) && i + 1 < words.length) {
      const next = words[i + 1]?.value ?? ''
      // `sudo -u bob ls`: options of the prefix are skipped, one value each for the few that take one.
      if (next.startsWith('-') && value !== 'xargs' && value !== 'watch') {
        let j = i + 1
        while (j < words.length && (words[j]?.value ?? '').startsWith('-')) {
          j += /^-[ugnpCh]$/.test(words[j]?.value ?? '') ? 2 : 1
        }
        if (j >= words.length) return i
        i = j - 1
        continue
      }
      if (value === 'xargs' || value === 'watch') return i
      continue
    }
    return i
  }
  return words.length > 0 ? 0 : -1
}

/** Quotes a value for a POSIX shell when it needs it. */
export function quoteWord(value: string): string {
  if (/^[\w@%+=:,./~^-]+$/.test(value) && value !== '') return value
  return `'${value.replaceAll("'", `'\\''`)}'`
}

/** The line with one span replaced. */
export function replaceSpan(line: string, start: number, end: number, text: string): string {
  return line.slice(0, start) + text + line.slice(end)
}
