// Hides the keys that a plugin was given in what its program prints, before any of it is shown, kept in a file or read by the model.

/** A shorter one could be a word of the output. */
const LEAST_KEY_CHARACTERS = 6
const MARK = '<key>'

export interface KeyHider {
  /** The bytes as they may be shown, without the end, in which a key may have begun. */
  push(bytes: Buffer): Buffer
  /** The rest. */
  end(): Buffer
}

/** A hider for one stream, whose pieces may cut a key anywhere. */
export function createKeyHider(keys: readonly string[]): KeyHider {
  // Bytes are characters of Latin-1 here, so that a piece may end within a character.
  const hidden = [...new Set(keys)]
    .filter((key) => key.length >= LEAST_KEY_CHARACTERS)
    .map((key) => Buffer.from(key).toString('latin1'))
    .sort((a, b) => b.length - a.length)
  const most = Math.max(0, ...hidden.map((key) => key.length - 1))
  const hide = (text: string) => hidden.reduce((shown, key) => shown.replaceAll(key, MARK), text)
  let held = ''
  return {
    push(bytes) {
      if (hidden.length === 0) return bytes
      const text = hide(held + bytes.toString('latin1'))
      held = text.slice(Math.max(0, text.length - most))
      return Buffer.from(text.slice(0, text.length - held.length), 'latin1')
    },
    end: () => Buffer.from(held, 'latin1'),
  }
}
