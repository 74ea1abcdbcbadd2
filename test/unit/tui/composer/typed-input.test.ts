// Tests that the input that terminals send is cut into keys and pastes.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createKeyReader, type TerminalInput } from '../../../../src/tui/composer/key-reader.ts'
import { createPasteCutter } from '../../../../src/tui/composer/paste-cutter.ts'
import { setKittyProtocolActive, StdinBuffer } from '../../../../src/tui/pi.ts'

/** Everything that comes of these reads, through pi-tui's cutter as in the terminal. */
function read(...reads: string[]): TerminalInput[] {
  const readKey = createKeyReader()
  const inputs: TerminalInput[] = []
  const onData = (data: string) => {
    const input = readKey(data)
    if (input) inputs.push(input)
  }
  const keys = new StdinBuffer({ escapeTimeout: 1 })
  keys.on('data', onData)
  const onPaste = (text: string) => onData(`\x1b[200~${text}\x1b[201~`)
  keys.on('paste', onPaste)
  const take = createPasteCutter({ onKeys: (data) => keys.process(data), onBeginCut: () => keys.clear(), onPaste })
  for (const each of reads) take(each)
  for (const data of keys.flush()) onData(data)
  return inputs
}

const key = (name: string, text = '') => ({ kind: 'key', name, text })

describe('keys', () => {
  test.each([
    ['a', key('a', 'a')],
    ['A', key('A', 'A')],
    ['é', key('', 'é')],
    ['你', key('', '你')],
    ['👍', key('', '👍')],
    [' ', key('space', ' ')],
    ['\r', key('enter')],
    ['\n', key('ctrl+j')],
    ['\x1b\r', key('alt+enter')],
    ['\x01', key('ctrl+a')],
    ['\x1f', key('ctrl+-')],
    ['\x1bb', key('alt+left')],
    ['\x1b', key('escape')],
    ['\x1b[A', key('up')],
    ['\x1bOA', key('up')],
    ['\x1b[Z', key('shift+tab')],
    ['\x1b[1;5D', key('ctrl+left')],
    ['\x1b[3~', key('delete')],
    ['\x7f', key('backspace')],
  ])('%j from a plain terminal', (data, expected) => {
    expect(read(data)).toEqual([expected])
  })

  test.each([
    ['\x1b[97u', key('a', 'a')],
    ['\x1b[97:65;2u', key('shift+a', 'A')],
    ['\x1b[13;2u', key('shift+enter')],
    ['\x1b[13;5u', key('ctrl+enter')],
    ['\x1b[99;5u', key('ctrl+c')],
    ['\x1b[106;5u', key('ctrl+j')],
    ['\x1b[27u', key('escape')],
    ['\x1b[1089::99;5u', key('ctrl+c')],
    ['\x1b[1089u', key('с', 'с')],
    ['\x1b[57400u', key('1', '1')],
    ['\x1b[97;65u', key('a', 'a')],
    ['\x1b[27;2;13~', key('shift+enter')],
    ['\x1b[27;5;106~', key('ctrl+j')],
    ['\x1b[27;2;65~', key('shift+a', 'A')],
  ])('%j from a terminal with Kitty’s or xterm’s protocol', (data, expected) => {
    setKittyProtocolActive(true)
    try {
      const [input] = read(data)
      expect(input).toMatchObject({ kind: 'key', text: expected.text })
      if (expected.text === '') expect(input).toEqual(expected)
    } finally {
      setKittyProtocolActive(false)
    }
  })

  test('releases of keys, keys without a character, and late answers of the terminal type nothing', () => {
    const answers = [
      '\x1b[97;1:3u',
      '\x1b[57441u',
      '\x1b]11;rgb:1e1e/1e1e/2e2e\x07',
      '\x1b]10;rgb:ff/ff',
      'ff/ff\x1b\\',
      '\x1b[?62;4c',
    ]
    expect(
      read(...answers)
        .map((input) => input.kind === 'key' && input.text)
        .join(''),
    ).toBe('')
  })
})

describe('pastes', () => {
  test('however a stream is cut into reads, the same keys and pastes come out', () => {
    const piece = fc.oneof(
      fc.constantFrom('a', '你', '\r', 'word '),
      fc.string({ maxLength: 30 }).map((text) => `\x1b[200~${text.replaceAll('\x1b', '')}\x1b[201~`),
      fc.constantFrom('\x1b[200~one\x1b[201\x1b[20~two\x1b[201~', '\x1b[200~\x1b[201~', '\x1b[200~\x1b[200~x\x1b[201~'),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), fc.array(fc.nat(), { maxLength: 12 }), (pieces, cuts) => {
        const stream = pieces.join('')
        const places = cuts.map((cut) => (stream === '' ? 0 : cut % stream.length)).toSorted((a, b) => a - b)
        const reads = [0, ...places].map((from, at) => stream.slice(from, places[at] ?? stream.length))
        // A character of two units is never cut by a UTF-8 decoder.
        if (reads.some((each) => !each.isWellFormed())) return
        expect(read(...reads)).toEqual(read(stream))
      }),
      { numRuns: 500 },
    )
  })

  test('10 MB in reads of 4 KB come out whole', () => {
    const text = '0123456789abcdef'.repeat(640 * 1024)
    const stream = `\x1b[200~${text}\x1b[201~x`
    const reads = Array.from({ length: Math.ceil(stream.length / 4095) }, (_, at) =>
      stream.slice(at * 4095, (at + 1) * 4095),
    )
    const [paste, behind] = read(...reads)
    expect(paste).toMatchObject({ kind: 'paste' })
    expect(paste?.kind === 'paste' && paste.text === text).toBe(true)
    expect(behind).toEqual(key('x', 'x'))
  })

  test('Ctrl-C gets out of a paste that never ends', () => {
    expect(read('\x1b[200~half', '\x03')).toEqual([{ kind: 'paste', text: 'half' }, key('ctrl+c')])
  })
})
