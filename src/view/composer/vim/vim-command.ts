// The grammar of vim's normal and visual mode: keys typed so far in, a command out.

export interface VimCommand {
  /** `d`, `c`, `y`, `<`, `>`, `gu`, `gU`, `g~`; null for a motion or an action. */
  operator: string | null
  /** A motion (`w`, `gg`, `f`), a text object (`iw`, `a"`), an action (`x`, `p`), or the operator itself for whole lines. */
  verb: string
  /** Null when no number was typed. */
  count: number | null
  /** The character behind f, F, t, T and r. */
  character: string | null
}

export type ParsedKeys = { kind: 'unfinished' } | { kind: 'unknown' } | { kind: 'command'; command: VimCommand }

const UNFINISHED: ParsedKeys = { kind: 'unfinished' }
const UNKNOWN: ParsedKeys = { kind: 'unknown' }
const OPERATORS = ['d', 'c', 'y', '<', '>', 'gu', 'gU', 'g~']
const MOTIONS = [
  'h',
  'j',
  'k',
  'l',
  'w',
  'W',
  'b',
  'B',
  'e',
  'E',
  'ge',
  'gE',
  '0',
  '^',
  '$',
  '_',
  'gg',
  'G',
  '{',
  '}',
  '%',
  ';',
  ',',
  ' ',
]
const WITH_CHARACTER = ['f', 'F', 't', 'T']
const ACTIONS = [
  'x',
  'X',
  'D',
  'C',
  'Y',
  'S',
  's',
  'p',
  'P',
  'u',
  '.',
  'J',
  '~',
  'i',
  'I',
  'a',
  'A',
  'o',
  'O',
  'v',
  'V',
]
const VISUAL_ACTIONS = ['x', 'X', 'D', 'C', 'Y', 'S', 's', 'p', 'P', 'J', '~', 'u', 'U', 'v', 'V', 'o', 'r']
/** A count beyond it is cut: no draft has as many characters. */
const COUNT_LIMIT = 99_999
const OBJECT = /^[ia][wWpb"'`()[\]{}<>B]$/

/** Reads the keys of a command, each a character. In visual mode an operator needs no motion. */
export function parseKeys(keys: string, isVisual: boolean): ParsedKeys {
  const [, digits = '', rest = ''] = /^([1-9]\d*)?([^]*)$/.exec(keys)!
  const count = digits === '' ? null : Math.min(Number(digits), COUNT_LIMIT)
  if (rest === '' || rest === 'g') return UNFINISHED
  const operator = OPERATORS.find((each) => rest.startsWith(each)) ?? null
  if (operator === null) return parseVerb(rest, count, isVisual)
  const behind = rest.slice(operator.length)
  if (isVisual) return behind === '' ? finish(operator, operator, count, null) : UNKNOWN
  return parseOperand(operator, behind, count)
}

function parseVerb(rest: string, count: number | null, isVisual: boolean): ParsedKeys {
  if (isVisual && /^[ia]/.test(rest)) return parseObject(null, rest, count)
  const needsCharacter = WITH_CHARACTER.includes(rest[0]!) || rest[0] === 'r'
  if (needsCharacter) return withCharacter(null, rest, count)
  const known = [...MOTIONS, ...(isVisual ? VISUAL_ACTIONS : ACTIONS)]
  return known.includes(rest) ? finish(null, rest, count, null) : UNKNOWN
}

function parseOperand(operator: string, behind: string, before: number | null): ParsedKeys {
  const [, digits = '', rest = ''] = /^([1-9]\d*)?([^]*)$/.exec(behind)!
  const own = digits === '' ? null : Number(digits)
  const count = own === null && before === null ? null : Math.min((own ?? 1) * (before ?? 1), COUNT_LIMIT)
  if (rest === '' || rest === 'g') return UNFINISHED
  if (rest === operator || (operator.length === 2 && rest === operator[1]))
    return finish(operator, operator, count, null)
  if (/^[ia]/.test(rest)) return parseObject(operator, rest, count)
  if (WITH_CHARACTER.includes(rest[0]!)) return withCharacter(operator, rest, count)
  return MOTIONS.includes(rest) ? finish(operator, rest, count, null) : UNKNOWN
}

function parseObject(operator: string | null, rest: string, count: number | null): ParsedKeys {
  if (rest.length === 1) return UNFINISHED
  return OBJECT.test(rest) ? finish(operator, rest, count, null) : UNKNOWN
}

function withCharacter(operator: string | null, rest: string, count: number | null): ParsedKeys {
  return rest.length === 1 ? UNFINISHED : finish(operator, rest[0]!, count, rest.slice(1))
}

function finish(operator: string | null, verb: string, count: number | null, character: string | null): ParsedKeys {
  return { kind: 'command', command: { operator, verb, count, character } }
}
