// Cuts what a terminal sends into keys and pastes. A read may hold several keys, a part of one, or a part of a paste.

export interface TypedKey {
  /** A character, a control character, an escape sequence, or the text of a bracketed paste. */
  text: string
  isPaste: boolean
}

/** The bytes that a read has left over: the beginning of an escape sequence, or a paste whose end has not come. */
export type Rest = string

const PASTE_BEGIN = '\x1b[200~'
const PASTE_END = '\x1b[201~'
const CTRL_C = '\x03'
/** A whole escape sequence (CSI, SS3, or ESC before a character), else a character. */
const KEY = /\x1b\[[0-9;?<]*[ -/]*[@-~]|\x1bO[^]|\x1b[^[O\x1b]|[^]/gu
/** The beginning of a sequence that the next read goes on with. ESC alone is a key of its own. */
const OPEN = /\x1b(?:\[[0-9;?<]*|O)$/

/** Switches bracketed paste on and off: the terminal then marks where a paste begins and ends. */
export const MARK_PASTES = '\x1b[?2004h'
export const LEAVE_PASTES = '\x1b[?2004l'

/** The keys of one read, `rest` being what the read before has left over. */
export function cutKeys(rest: Rest, read: string): { keys: TypedKey[]; rest: Rest } {
  // A terminal that never ends its paste would swallow all keys: Ctrl-C gets out.
  if (read === CTRL_C && rest.startsWith(PASTE_BEGIN)) {
    return { keys: [...pasteOf(rest.slice(PASTE_BEGIN.length)), { text: CTRL_C, isPaste: false }], rest: '' }
  }
  const keys: TypedKey[] = []
  let text = rest + read
  for (;;) {
    const begin = text.indexOf(PASTE_BEGIN)
    const end = begin < 0 ? -1 : text.indexOf(PASTE_END, begin)
    const before = begin < 0 ? text : text.slice(0, begin)
    const open = begin < 0 ? (OPEN.exec(before)?.[0] ?? '') : ''
    for (const [key] of before.slice(0, before.length - open.length).matchAll(KEY)) {
      if (key !== PASTE_END) keys.push({ text: key, isPaste: false })
    }
    if (begin < 0) return { keys, rest: open }
    if (end < 0) return { keys, rest: text.slice(begin) }
    keys.push(...pasteOf(text.slice(begin + PASTE_BEGIN.length, end)))
    text = text.slice(end + PASTE_END.length)
  }
}

/** Line ends of a paste are `\r` in most terminals. */
function pasteOf(text: string): TypedKey[] {
  return text === '' ? [] : [{ text: text.replaceAll(/\r\n?/g, '\n'), isPaste: true }]
}
