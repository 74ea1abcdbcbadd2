// The line that was typed at the shell's prompt and not sent, as far as its keys tell: it is given back when the shell ends with its daemon.

export interface UnsentLine {
  /** Takes keys that go to the shell. */
  take(keys: Buffer): void
  /** The line; '' when nothing has been typed, or when keys have edited it in a way that only the shell knows. */
  text(): string
}

/** The markers around a paste, which are no keys. */
// eslint-disable-next-line no-control-regex
const PASTE_MARKS = /\x1b\[20[01]~/g
/** Keys that end a line or take it back: Enter, Ctrl-C, Ctrl-U. */
// eslint-disable-next-line no-control-regex
const ENDS = /[\r\n\x03\x15]/
// eslint-disable-next-line no-control-regex
const CONTROLS = /[\x00-\x1f]/
const ERASERS = ['\x7f', '\b']

export function createUnsentLine(): UnsentLine {
  let line: string[] = []
  let isKnown = true

  const takeKey = (key: string) => {
    if (ENDS.test(key)) {
      line = []
      isKnown = true
    } else if (ERASERS.includes(key)) line.pop()
    else if (CONTROLS.test(key)) isKnown = false
    else line.push(key)
  }
  return {
    take: (keys) => [...keys.toString('utf8').replaceAll(PASTE_MARKS, '')].forEach(takeKey),
    text: () => (isKnown ? line.join('') : ''),
  }
}
