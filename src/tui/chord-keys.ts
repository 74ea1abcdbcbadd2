// Ctrl-X alone leads to the shell; followed by another key at once it is a chord, as in shells and editors.

/** Ctrl-X is alone when no key follows it within this time. */
const CHORD_MS = 300

/** The keys that may follow Ctrl-X. */
const CHORDS = ['s', 'p', 'ctrl+x', 'ctrl+e']

/**
 * The function that takes the name of each key, and returns true when the key was part of a chord. `onChord` gets `ctrl+x ` and the
 * name of the key behind it; a key that makes no chord leads to the shell as well, and is lost there as it would be here.
 */
export function createChord(onAlone: () => void, onChord: (name: string) => void): (name: string) => boolean {
  let timer: NodeJS.Timeout | undefined
  return (name) => {
    if (timer === undefined) {
      if (name !== 'ctrl+x') return false
      timer = setTimeout(() => {
        timer = undefined
        onAlone()
      }, CHORD_MS)
      return true
    }
    clearTimeout(timer)
    timer = undefined
    if (CHORDS.includes(name)) onChord(`ctrl+x ${name}`)
    else onAlone()
    return true
  }
}
