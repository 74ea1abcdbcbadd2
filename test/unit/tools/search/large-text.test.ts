// Searches in large texts: the same is found as in one go, and the event loop serves others in between.

import { describe, expect, test } from 'vitest'
import { createGrep } from '../../../../src/tools/search/grep.ts'
import type { Search } from '../../../../src/tools/search/grep-search.ts'
import { createLineMatcher, type LineMatcher } from '../../../../src/tools/search/line-matcher.ts'
import { holdsSecret, MARK, redactLinesInSlices } from '../../../../src/safety/text/redaction.ts'
import { countRests, slowDown } from '../../session/session-fixture.ts'
import { makeSpace, runTool } from '../running.ts'

const KEY = 'ghp_0123456789abcdefghijABCD'
const WORDS = ['needle', 'hay', '', 'need', 'x needle needle', 'NEEDLE\r', 'é', ' ']
/** Far more than one piece: lines of changing lengths, some of them empty. */
const TEXT = Array.from({ length: 12_000 }, (_, n) => `${WORDS[n % 8]}${'-'.repeat((n * 7) % 71)}`).join('\n')

function matcherOf(pattern: string, more: Partial<Search> = {}): LineMatcher {
  const matcher = createLineMatcher({
    pattern,
    mode: 'content',
    isMultiline: false,
    ignoresCase: false,
    ...more,
  } as Search)
  if (typeof matcher === 'string') throw new Error(matcher)
  return matcher
}

/** The matches; on a crowded machine a piece may take longer than an expression is given, and it is tried again. */
async function matchPatiently(matcher: LineMatcher, text: string): Promise<number[] | null> {
  for (let tries = 0; tries < 20; tries++) {
    const found = await matcher.matchLarge(text)
    if (found !== null) return found
  }
  return null
}

describe('a large text', () => {
  test.each([
    ['needle', /needle/g],
    ['^$', /^$/g],
    ['^', /^/g],
    ['x*', /x*/g],
    ['need(?!le)', /need(?!le)/g],
    ['[^-]$', /[^-]$/g],
    ['(?i)needle', /needle/gi],
    [String.raw`^\s`, /^\s/g],
  ])('is matched in pieces as line by line: %s', async (pattern, regex) => {
    for (const text of [TEXT, `${TEXT}\n`, `\n${TEXT}\n\n`]) {
      const wanted = text.split('\n').flatMap((line, index) => {
        const count = line.match(regex)?.length ?? 0
        return count === 0 ? [] : [index + 1, count]
      })
      expect(await matchPatiently(matcherOf(pattern), text)).toEqual(wanted)
    }
  })

  test('is matched as a whole where matches may span lines, and up to the first where only files are asked for', async () => {
    const { match, matchLarge } = matcherOf('needle.{0,9}hay', { isMultiline: true })
    const whole = [...match([TEXT])][0]!
    expect(whole.length).toBeGreaterThan(0)
    expect(await matchLarge(TEXT)).toEqual([...whole])
    const late = matcherOf('only here', { mode: 'files_with_matches' })
    expect(await late.matchLarge(`${TEXT}\nonly here\nonly here`)).toEqual([12_001, 1])
  })
})

test.each(['content', 'count_matches', 'files_with_matches'])(
  'Grep (%s) in a large file lets others be served in between',
  async (mode) => {
    const space = makeSpace()
    const grep = createGrep({ workspace: space.workspace, env: { PATH: '/nowhere', HOME: space.outside } })
    space.file(
      'many.txt',
      `${'a needle in a line of many words that goes on\n'.repeat(20_000)}token = "${KEY}" needle\n`,
    )
    slowDown() // a slice is over after eight lines
    const rests = await countRests(async () => {
      const { text } = await runTool(grep, { pattern: 'needle', path: 'many.txt', output_mode: mode, head_limit: 3 })
      if (mode === 'count_matches') expect(text).toContain('many.txt:20000')
      else expect(text).toContain('many.txt')
      expect(text).not.toContain(KEY)
    })
    expect(rests).toBeGreaterThan(2 * (20_000 / 8)) // the comparison with the file, and its secrets
  },
)

describe('a line that is longer than a window', () => {
  const part = 'a(b){return b.token.length+key[c]-needle};'
  const long = (middle: string, parts = 10_000) => part.repeat(parts) + middle + part.repeat(parts)

  test('is shown where it holds no secret, and else not at all', async () => {
    expect(await redactLinesInSlices(`short\n${long('')}\nend`)).toEqual(['short', long(''), 'end'])
    expect(await redactLinesInSlices(`short\n${long(`"${KEY}"`)}\nend`)).toEqual(['short', MARK, 'end'])
  })

  test('holds a secret wherever in it the secret stands, also across windows', async () => {
    const password = ` --password "${'Secret1!'.repeat(300)}" `
    for (const secret of [
      KEY,
      `https://user:hunter22@host/x `,
      password,
      `authorization: Bearer ${'aB3'.repeat(2000)}`,
    ]) {
      const spaces = ' '.repeat(64 * 1024 - 20)
      expect(await holdsSecret(` ${secret}${spaces}`), secret.slice(0, 30)).toBe(true)
      for (const shift of [0, 5, 17, 30, 400]) {
        expect(await holdsSecret(`${spaces.slice(shift)} ${secret} ${spaces}`), secret.slice(0, 30)).toBe(true)
      }
      expect(await holdsSecret(`${spaces}${spaces} ${secret}`), secret.slice(0, 30)).toBe(true)
    }
  })

  test('is looked at in slices', async () => {
    const line = long('', 40_000)
    slowDown()
    const rests = await countRests(() => redactLinesInSlices(line))
    expect(rests).toBeGreaterThan(line.length / (64 * 1024) / 8)
  })
})
