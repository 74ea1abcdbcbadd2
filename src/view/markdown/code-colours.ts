// Colours for a line of code: comments, strings and the words that most languages share. Each line is read by itself, so
// strings and comments of several lines may have the wrong colour. The text itself is never changed.

import { paint, type PrintStyle } from '../print-style.ts'

const HASH = 'sh bash zsh fish shell py python rb ruby yaml yml toml ini conf dockerfile make makefile perl r nix'
const SLASHES =
  'js jsx mjs ts tsx javascript typescript go rs rust java c cc cpp c++ h hpp cs csharp swift kt kotlin php scala dart json jsonc zig'
const DASHES = 'sql lua hs haskell'

/** Longer lines have one colour: strings that never end are searched in quadratic time. */
const COLOURED_CHARACTERS = 2_000

const STRING = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`/
const WORD = /\b[A-Za-z_]\w*\b/
const readTokens = (comment: RegExp) => new RegExp(`(${comment.source})|(${STRING.source})|(${WORD.source})`, 'g')

/** Languages by the mark that begins a comment. */
const TOKENS = new Map<string, RegExp>([
  ...namesOf(HASH, readTokens(/(?<=^|\s)#.*/)),
  ...namesOf(SLASHES, readTokens(/(?<!:)\/\/.*|\/\*.*?\*\//)),
  ...namesOf(DASHES, readTokens(/--.*/)),
])
const KEYWORDS = new Set(
  `and as async await begin break case catch class const continue def defer default del do done elif else end enum esac except
  export extends extern false fi final finally fn for foreach from func function go if impl implements import in interface is
  lambda let local loop match mod module move mut namespace new nil not null of or package pass private protected pub public
  raise readonly require return select self static struct super switch table then this throw trait true try type undefined union
  unless unsafe until update use using val var void where while with yield None True False SELECT FROM WHERE INSERT INTO UPDATE
  DELETE CREATE TABLE JOIN ON AND OR NOT NULL ORDER GROUP BY LIMIT AS SET VALUES`.split(/\s+/),
)

/** `language` as the fence names it. Code in other languages has one colour. */
export function colourCode(text: string, language: string, style: PrintStyle): string {
  if (!style.hasColours) return text
  if (language === 'diff') return colourDiff(text, style)
  const tokens = text.length > COLOURED_CHARACTERS ? undefined : TOKENS.get(language)
  if (!tokens) return paint(style, 'cyan', text)
  return text.replaceAll(tokens, (whole, comment: string | undefined, string: string | undefined) => {
    if (comment !== undefined) return paint(style, 'dim', whole)
    if (string !== undefined) return paint(style, 'green', whole)
    return KEYWORDS.has(whole) ? paint(style, 'cyan', whole) : whole
  })
}

function colourDiff(text: string, style: PrintStyle): string {
  const format = text.startsWith('+') ? 'green' : text.startsWith('-') ? 'red' : 'dim'
  return paint(style, format, text)
}

function namesOf(names: string, tokens: RegExp): [string, RegExp][] {
  return names.split(' ').map((name) => [name, tokens])
}
