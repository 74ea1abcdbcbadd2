import { describe, expect, test } from 'vitest'
import { createShellKeys } from '../../../../src/tui/shell/shell-keys.ts'

interface Played {
  sent: string
  /** Undefined while the shell mode goes on. */
  back: string | undefined
}

/** Gives the keys to a fresh shell mode; `untilBack` waits for the chord window to end. */
function play(chunks: string[], { atPrompt = true, controlOnly = false } = {}) {
  const played: Played = { sent: '', back: undefined }
  const left = Promise.withResolvers<Played>()
  const keys = createShellKeys({
    isAtPrompt: () => atPrompt,
    send: (bytes) => void (played.sent += bytes.toString('latin1')),
    onBack(rest) {
      played.back = rest.toString('latin1')
      left.resolve(played)
    },
    windowMs: 1,
    isControlOnly: controlOnly,
  })
  for (const chunk of chunks) keys.take(Buffer.from(chunk, 'latin1'))
  return { played, untilBack: left.promise }
}

describe('at the prompt', () => {
  test('Ctrl-X alone leads back to the agent', async () => {
    expect(await play(['ls\x18']).untilBack).toEqual({ sent: 'ls', back: '' })
  })

  test('a key right behind Ctrl-X makes a chord of the shell’s own', () => {
    expect(play(['\x18', '\x05']).played).toEqual({ sent: '\x18\x05', back: undefined })
    expect(play(['a\x18\x05b']).played).toEqual({ sent: 'a\x18\x05b', back: undefined })
  })

  test('with KIMI_CHORDS=ctrl a letter behind Ctrl-X is text for the agent', () => {
    expect(play(['\x18rm'], { controlOnly: true }).played).toEqual({ sent: '', back: 'rm' })
    expect(play(['\x18\x05'], { controlOnly: true }).played).toEqual({ sent: '\x18\x05', back: undefined })
  })

  test('a pasted Ctrl-X is text', () => {
    const paste = '\x1b[200~a\x18b\x1b[201~'
    expect(play([paste]).played).toEqual({ sent: paste, back: undefined })
  })

  test('Ctrl-] is the shell’s own', () => {
    expect(play(['\x1d\x1d']).played).toEqual({ sent: '\x1d\x1d', back: undefined })
  })
})

describe('while a program has the terminal', () => {
  test('Ctrl-X is the program’s own', () => {
    expect(play(['\x18', '\x18x'], { atPrompt: false }).played).toEqual({ sent: '\x18\x18x', back: undefined })
  })

  test('Ctrl-] twice leads back, and Ctrl-] before another key is the program’s own', async () => {
    expect(play(['\x1d', '\x1d'], { atPrompt: false }).played.back).toBe('')
    expect(play(['\x1da'], { atPrompt: false }).played).toEqual({ sent: '\x1da', back: undefined })
  })
})
