// Cuts a request in words into tokens, and recognises files, sizes, hosts and other values by their shape.

import { TOOL_NAMES } from './english-programs.ts'
import { spellRequest } from './near-spellings.ts'
import { type Exclusion, readExclusions } from './sense/exceptions.ts'
import { canonicalStem, FILE_KINDS, isEmptyWord, readNumber, stripPoliteness } from './vocabulary.ts'
import { longPattern } from '../../sys/words/long-pattern.ts'

/** The shapes that a token can have, several at a time. */
export type Shape =
  | 'file'
  | 'path'
  | 'glob'
  | 'ext'
  | 'url'
  | 'host'
  | 'ip'
  | 'email'
  | 'remote'
  | 'number'
  | 'size'
  | 'mode'
  | 'commit'
  | 'quoted'
  | 'date'
  | 'name'

export interface Token {
  /** The token as typed, without surrounding quotes and final punctuation. */
  value: string
  /** The token as typed. */
  raw: string
  lower: string
  stem: string
  shapes: ReadonlySet<Shape>
  quoted: boolean
  isStop: boolean
}

export interface Request {
  /** The request without polite words, with straight quotes. */
  text: string
  lower: string
  tokens: Token[]
  /** The exclusions of the request: "without …", "except …". */
  exclusions: readonly Exclusion[]
  /** The places of the words of all exclusions. */
  excluded: ReadonlySet<number>
  /** Of these the places of the exclusions that name what is to be left alone: "except …", "leave … alone". */
  spared: ReadonlySet<number>
  /** True when the request speaks of the standard input: the command for it reads no file. */
  isFiltering: boolean
}

/** The ends of files' names, as a pattern. */
export const EXTENSION =
  'txt|log|md|json|ya?ml|xml|html?|css|s[ac]ss|[jt]sx?|mjs|cjs|py|rb|php|pl|go|rs|java|c|h|cc|cpp|hpp|cs|sh|bash|zsh|fish|sql|csv|tsv|pdf|docx?|xlsx?|pptx?|odt|png|jpe?g|gif|svg|webp|bmp|tiff?|ico|mp[34]|mkv|avi|mov|wav|flac|ogg|m4a|webm|zip|tar|gz|tgz|bz2|xz|zst|7z|rar|deb|rpm|iso|img|dmg|exe|bin|dat|data|db|sqlite3?|bak|old|new|orig|tmp|swp|conf|cfg|ini|toml|lock|pem|key|crt|cer|csr|pub|gpg|asc|jar|war|class|pyc|pyo|o|so|a|patch|diff|list|out|err|pid|service|ipynb|tex|bib|r|R|vue|kt|swift|lua|ex|exs|erl|hs|ml|scala|gradle|properties|plist|srt|vtt|ttf|woff2?|dump|env'
const FILE = new RegExp(
  `^[\\w@+,%=-][\\w.@+,%=-]*\\.(?:${EXTENSION})$|^\\.[a-z][\\w.-]+$|^[\\w-]+\\.[\\w-]+\\.(?:${EXTENSION})$`,
  'i',
)
const BARE_FILES =
  /^(?:Makefile|Dockerfile|README|LICENSE|Gemfile|Procfile|Vagrantfile|Jenkinsfile|Rakefile|CMakeLists\.txt|authorized_keys|known_hosts)$/
const EXTENSION_ONLY = new RegExp(`^\\.(?:${EXTENSION})$`, 'i')
const HOST =
  /^(?:[a-z0-9-]+\.)+(?:com|org|net|io|dev|edu|gov|local|lan|internal|co|uk|de|fr|jp|cn|ru|me|app|ai|info|us|eu|cloud|xyz|sh|test|example|tld)$/i
const SIZE_UNIT = '(?:[kmgt]i?b?|bytes?|kilobytes?|megabytes?|gigabytes?|terabytes?|kb|mb|gb|tb)'

/** Words behind which a quoted word is a text or a name, whatever programs are called. */
const LEADS_TEXT = longPattern()`
  ^(?:for|word|string|text|pattern|containing|contains?|with|named|called|of|by|process|package|container|service|user|file|and|or|in
  |from|command|install|remove|alias|variable|session|to|whether|send|type)$
`

const FROM_STDIN = /\b(?:std ?in|standard input)\b/i

/** A text in quotes, with those within that the shell's rules escape (`\\"`, `'\\''`), or a word. */
const QUOTED_OR_WORD = /(?<=^|[\s(=])(?:"((?:[^"\\]|\\.)*|[^"]*)"|'((?:[^']|'\\'')*|[^']*)'(?!\w)|`([^`']*)[`'])|\S+/g

/** Cuts a request. A text in `'…'`, `"…"`, `` `…' `` or curly quotes is one token. */
export function readRequest(line: string): Request {
  const text = stripPoliteness(spellRequest(line.replace(/[“”]/g, '"').replace(/[‘’]/g, "'")))
  const tokens: Token[] = []
  // A quote counts only at the beginning of a word, so that "don't" and "user's" stay words.
  for (const match of text.matchAll(QUOTED_OR_WORD)) {
    const inner = match[1] ?? match[2] ?? match[3]
    // A quoted name of a tool ("a way to 'uniq' by column") is that tool, and no text to look for.
    const quoted = inner !== undefined && !(TOOL_NAMES.has(inner) && !LEADS_TEXT.test(tokens.at(-1)?.lower ?? ''))
    const raw = quoted
      ? inner
      : (inner ?? match[0])
          .replace(/^[([{,]+(?=\w)/, '')
          .replace(/[,;:!?)\]}]+$/, '')
          .replace(/(?<=\w)\.$/, '')
          .replace(/'s$/, '')
          // "file(s)" are one or more.
          .replace(/(?<=[a-z])(?<=directorie|\w)\(s$/, 's')
    if (raw === '') continue
    tokens.push({ ...readToken(raw, quoted), raw: match[0] })
  }
  markUnits(tokens)
  return {
    text,
    lower: text.toLowerCase(),
    tokens,
    ...markExclusions(tokens),
    isFiltering: FROM_STDIN.test(line),
  }
}

function readToken(value: string, quoted: boolean): Omit<Token, 'raw'> {
  const lower = value.toLowerCase()
  const shapes = new Set<Shape>()
  if (quoted) shapes.add('quoted')
  if (/^(?:https?|ftp|ssh|git|file):\/\/\S+$|^git@[\w.-]+:\S+$/.test(value)) shapes.add('url')
  else if (/^\d{1,3}(?:\.\d{1,3}){3}(?:\/\d+)?$/.test(value)) shapes.add('ip').add('host')
  else if (/^[\w.-]+@[\w.-]+:\S*$/.test(value) || /^[A-Za-z][\w.-]*:[~/]\S*$|^[\w.-]+::[\w./-]*$/.test(value))
    shapes.add('remote')
  else if (/^[\w.+-]+@[\w-]+(?:\.[\w.-]+)?$/.test(value)) shapes.add('email')
  else if (/[*?]|\[[^\]]+\]/.test(value) && !/\s/.test(value) && value.length > 1) shapes.add('glob')
  else if (
    /^(?:~|\.{1,2})?\/\S*$|^~$|^\.{1,2}$/.test(value) ||
    (/^[\w.@-]+(?:\/[\w.@+-]*)+$/.test(value) &&
      !/^(?:and\/or|regular\/normal|normal\/regular|input\/output|i\/o|files\/directories|file\/directory|tcp\/udp|\d+\/\d+)$/.test(
        lower,
      ) &&
      !/^(?:files?|director(?:y|ies)|folders?)\//.test(lower))
  ) {
    shapes.add('path')
  } else if (EXTENSION_ONLY.test(value)) shapes.add('ext')
  else if ((FILE.test(value) && !/^\.?tar\.\w+$/.test(lower)) || BARE_FILES.test(value)) shapes.add('file').add('path')
  else if (HOST.test(value)) shapes.add('host')
  if (/^\.[a-z][a-z0-9]{0,5}$/i.test(value)) shapes.add('ext')
  if (readNumber(value) !== null) shapes.add('number')
  if (/^[0-7]{3,4}$/.test(value) || /^[ugoa]*[+=-][rwxXst]+(?:,[ugoa]*[+=-][rwxXst]+)*$/.test(value)) shapes.add('mode')
  if (new RegExp(`^\\d+(?:\\.\\d+)?${SIZE_UNIT}$`, 'i').test(value) || /^\d+x\d+$|^\d+%$/.test(value))
    shapes.add('size')
  if (/^(?=.*\d)(?=.*[a-f])[0-9a-f]{6,40}$/.test(value) || /^HEAD(?:[~^]\d*)*$/.test(value)) shapes.add('commit')
  if (/^\d{4}-\d{2}-\d{2}$/.test(value)) shapes.add('date')
  if (/^(?:node_modules|__pycache__|\.git|\.cache|\.config|\.ssh|\.venv)$/.test(value)) {
    shapes.clear()
    shapes.add('path')
  }
  if (shapes.size === 0 && /^[A-Za-z_$][\w$.:@+-]*$/.test(value)) shapes.add('name')
  return { value, lower, stem: canonicalStem(lower), shapes, quoted, isStop: !quoted && isEmptyWord(lower) }
}

function markExclusions(tokens: readonly Token[]): Pick<Request, 'exclusions' | 'excluded' | 'spared'> {
  const exclusions = readExclusions(tokens)
  const placesOf = (list: readonly Exclusion[]) => new Set(list.flatMap(({ places }) => places))
  return { exclusions, excluded: placesOf(exclusions), spared: placesOf(exclusions.filter(({ spares }) => spares)) }
}

/** Words that lead to an exception and belong to it: "yet leave 2210 running". */
const JOINS = /^(?:and|but|while|yet|though|although|just)$/

/** The request without its exceptions: what it asks for, and what stands in the exceptions. */
export function splitSpared(request: Request): { wanted: Request; kept: readonly Token[] } {
  const { tokens, spared } = request
  if (spared.size === 0) return { wanted: request, kept: [] }
  const rest = tokens.filter((token, at) => !spared.has(at) && !(spared.has(at + 1) && JOINS.test(token.lower)))
  const text = rest.map(({ raw }) => raw).join(' ')
  const wanted = { ...request, text, lower: text.toLowerCase(), tokens: rest, ...markExclusions(rest) }
  return { wanted, kept: tokens.filter((_, at) => spared.has(at)) }
}

/** `100 MB` becomes one size, `50 percent` too; `:3000` and `port 3000` stay numbers. */
function markUnits(tokens: Token[]): void {
  for (let i = 0; i + 1 < tokens.length; i += 1) {
    const [number, unit] = [tokens[i], tokens[i + 1]]
    if (number?.shapes.has('number') && unit?.lower === 'percent') {
      const value = `${number.value}%`
      tokens.splice(i, 2, {
        ...number,
        raw: `${number.raw} ${unit.raw}`,
        value,
        lower: value,
        shapes: new Set<Shape>(['size']),
      })
      continue
    }
    if (
      !number?.shapes.has('number') ||
      !unit ||
      !new RegExp(`^${SIZE_UNIT}$`, 'i').test(unit.lower) ||
      /^[kmgt]$/.test(unit.lower)
    )
      continue
    tokens.splice(i, 2, {
      ...number,
      raw: `${number.raw} ${unit.raw}`,
      value: `${number.value}${unit.value}`,
      lower: `${number.lower}${unit.lower}`,
      shapes: new Set<Shape>(['size']),
    })
  }
}

/** A size such as `100MB` or `1.5 gigabytes` in find's form (`100M`); null when the text is no size. */
export function readSize(text: string): string | null {
  const match = /^(\d+(?:\.\d+)?|[a-z]+)\s*([a-z]*)$/i.exec(text)
  const amount = match ? readNumber(match[1] ?? '') : null
  if (!match || amount === null) return null
  const unit = (match[2] ?? '').toLowerCase()
  const letter = unit === '' || unit.startsWith('b') ? 'c' : ({ k: 'k', m: 'M', g: 'G', t: 'T' }[unit[0] ?? ''] ?? null)
  if (letter === null) return null
  if (letter === 'T') return `${Math.round(amount * 1024)}G`
  if (!Number.isInteger(amount)) {
    const smaller = { G: 'M', M: 'k', k: 'c' }[letter as 'G' | 'M' | 'k'] ?? 'c'
    return `${Math.round(amount * 1024)}${smaller}`
  }
  return `${amount}${letter}`
}

/** The patterns that a word for a kind of file stands for: `python`, `.txt`, `*.log`. */
export function patternsOf(word: string): readonly string[] | null {
  if (/[*?]/.test(word)) return [word]
  if (/^\.\w+$/.test(word)) return [`*${word}`]
  return FILE_KINDS[word.toLowerCase()] ?? null
}
