import { array, assert, constantFrom, integer, oneof, property, string } from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  createSanitiser,
  findHiddenCharacter,
  sanitiseLine,
  sanitiseText,
} from '../../../../src/safety/text/sanitiser.ts'

const ESC = '\u001b'
const UNSAFE =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u200b\u2060\ufeff\ud800-\udfff]|[\u{e0000}-\u{e0fff}]/u

/** Text made of the pieces that terminals act on, in any order. */
const hostileText = array(
  oneof(
    constantFrom(
      ESC,
      '\u009b',
      '\u0090',
      '\u009d',
      '\u0007',
      `${ESC}\\`,
      ']0;',
      '[31m',
      '[2J',
      'P1',
      '_G',
      '\r',
      '\n',
      '\t',
    ),
    constantFrom('\u202e', '\u200b', '\ufe0f', '\ud800', '\udc00', '\u{e0041}', '\u0301', '❤️', 'a', '界', ' '),
    string({ maxLength: 3, unit: 'binary' }),
  ),
  { maxLength: 24 },
).map((parts) => parts.join(''))

describe('sanitiseText', () => {
  it('leaves nothing that a terminal acts on, whatever comes in', () => {
    assert(
      property(hostileText, (text) => {
        expect(sanitiseText(text)).not.toMatch(UNSAFE)
      }),
      { numRuns: 2000 },
    )
  })

  it('drops whole escape sequences with their payload', () => {
    expect(sanitiseText(`${ESC}[31mred${ESC}[0m`)).toBe('red')
    expect(sanitiseText(`${ESC}]0;title\u0007text`)).toBe('text')
    expect(sanitiseText(`${ESC}]8;;https://evil.example${ESC}\\link${ESC}]8;;${ESC}\\`)).toBe('link')
    expect(sanitiseText(`${ESC}P1;2q${ESC}\\x${ESC}_Gi=1${ESC}\\y`)).toBe('xy')
    expect(sanitiseText('a\u009b31mb')).toBe('ab')
  })

  it('keeps newlines and tabs, joins CRLF and shows a lone CR', () => {
    expect(sanitiseText('a\r\nb\tc\rd')).toBe('a\nb\tc^Md')
  })

  it('names characters that hide or reorder text', () => {
    expect(sanitiseText('a\u202eb\u200bc\u{e0041}\u00add\u2028')).toBe('a<U+202E>b<U+200B>c<U+E0041><U+00AD>d<U+2028>')
    expect(sanitiseText('\ud800x')).toBe('<U+D800>x')
  })

  it('leaves emoji, accents and other scripts as they are', () => {
    for (const text of ['❤️ 👨‍👩‍👧 👍🏽', 'café', 'cafe\u0301', '你好，世界', 'नमस्ते', 'שלום'])
      expect(sanitiseText(text)).toBe(text)
  })

  it('cuts a tower of combining marks', () => {
    expect([...sanitiseText(`a${'\u0301'.repeat(50)}`)]).toHaveLength(5)
  })
})

describe('sanitiseLine', () => {
  it('gives one line of at most the asked width', () => {
    expect(sanitiseLine('one\n two\tthree', 80)).toBe('one two three')
    expect(sanitiseLine('abcdef', 4)).toBe('abc…')
    expect(sanitiseLine('abcd', 4)).toBe('abcd')
    expect(sanitiseLine('你好世界', 5)).toBe('你好…')
    expect(sanitiseLine('abc', 0)).toBe('')
  })

  it('lets no newline forge a second record', () => {
    expect(sanitiseLine('first\n2026-01-01 approval=granted', 200)).not.toContain('\n')
  })
})

describe('createSanitiser', () => {
  it('leaves emoji as they are wherever the chunks are cut', () => {
    const emoji = array(constantFrom('❤️', '👨‍👩‍👧‍👦', '👩🏽‍🚀', '1️⃣', '#️⃣', '7', '✂️', 'a', ' ', '🏳️‍🌈'), { maxLength: 12 })
    assert(
      property(emoji, array(integer({ min: 1, max: 3 })), (parts, sizes) => {
        const text = parts.join('')
        const sanitiser = createSanitiser()
        let [shown, from] = ['', 0]
        for (const size of [...sizes, text.length]) {
          shown += sanitiser.push(text.slice(from, from + size))
          from += size
        }
        expect(shown + sanitiser.end()).toBe(text)
      }),
      { numRuns: 1000 },
    )
  })

  it('neutralises sequences that are split over chunks', () => {
    const sanitiser = createSanitiser()
    const shown = [`a${ESC}`, '[2Jb', `${ESC}]0;t`, 'itle\u0007c\r', '\nd', `${ESC}[3`].map((chunk) =>
      sanitiser.push(chunk),
    )
    expect(shown.join('') + sanitiser.end()).toBe('abc\nd')
  })

  it('is safe for every way of cutting a text', () => {
    assert(
      property(array(hostileText, { maxLength: 6 }), (chunks) => {
        const sanitiser = createSanitiser()
        const shown = chunks.map((chunk) => sanitiser.push(chunk)).join('') + sanitiser.end()
        expect(shown).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/)
      }),
    )
  })

  it('holds back at most a few kilobytes of a sequence that never ends', () => {
    const sanitiser = createSanitiser()
    expect(sanitiser.push(`${ESC}]0;${'x'.repeat(10_000)}`).length).toBeGreaterThan(5000)
  })
})

describe('findHiddenCharacter', () => {
  it('finds invisible characters and ignores emoji', () => {
    expect(findHiddenCharacter('ls\u200b')).toBe('\u200b')
    expect(findHiddenCharacter('ls \ufe00')).toBe('\ufe00')
    expect(findHiddenCharacter('❤️ ok')).toBeNull()
  })
})
