// The bytes that a key sends from an xterm-like terminal.

const LETTER_FINALS = { up: 'A', down: 'B', right: 'C', left: 'D', end: 'F', home: 'H' } as const
const NUMBERED = { insert: 2, delete: 3, pageup: 5, pagedown: 6 } as const
const FIXED = {
  enter: '\r',
  tab: '\t',
  'shift-tab': '\x1b[Z',
  esc: '\x1b',
  space: ' ',
  backspace: '\x7f',
  'ctrl-space': '\0',
  'ctrl-_': '\x1f',
  'ctrl-@': '\0',
  'ctrl-\\': '\x1c',
  'ctrl-]': '\x1d',
} as const

type Letter =
  | ('a' | 'b' | 'c' | 'd' | 'e' | 'f' | 'g' | 'h' | 'i' | 'j' | 'k' | 'l' | 'm')
  | ('n' | 'o' | 'p' | 'q' | 'r' | 's' | 't' | 'u' | 'v' | 'w' | 'x' | 'y' | 'z')
type Cursor = keyof typeof LETTER_FINALS

export type Key = keyof typeof FIXED | keyof typeof NUMBERED | Cursor | `ctrl-${Cursor | Letter}` | `alt-${string}`

/**
 * Bytes of a key. `alt-` is ESC before the rest, which may be a key or literal characters (`alt-enter`, `alt-.`).
 * `isApplication`: the program switched the cursor keys to application mode. Throws on a name it does not know.
 */
export function encodeKey(key: string, isApplication = false): string {
  if (Object.hasOwn(FIXED, key)) return FIXED[key as keyof typeof FIXED]
  if (Object.hasOwn(NUMBERED, key)) return `\x1b[${NUMBERED[key as keyof typeof NUMBERED]}~`
  if (Object.hasOwn(LETTER_FINALS, key)) return `\x1b${isApplication ? 'O' : '['}${LETTER_FINALS[key as Cursor]}`
  if (key.startsWith('alt-')) return `\x1b${encodeAfterAlt(key.slice('alt-'.length), isApplication)}`
  if (/^ctrl-[a-z]$/.test(key)) return String.fromCharCode(key.charCodeAt('ctrl-'.length) & 0x1f)
  const cursor = key.replace(/^ctrl-/, '')
  if (Object.hasOwn(LETTER_FINALS, cursor)) return `\x1b[1;5${LETTER_FINALS[cursor as Cursor]}`
  throw new Error(`no key is called ${key}`)
}

function encodeAfterAlt(rest: string, isApplication: boolean): string {
  return rest.length === 1 ? rest : encodeKey(rest, isApplication)
}
