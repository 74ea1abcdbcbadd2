import { expect, test } from 'vitest'
import { redactShown } from '../../../../src/safety/secrets/shown-text.ts'

const KEY = 'Zq8NEWsecret99Xy'

test.each([
  [
    'in a coloured difference',
    `\u001b[1mdiff --git a/.env b/.env\u001b[m\n\u001b[32m+\u001b[m\u001b[32mAPI_TOKEN=${KEY}\u001b[m`,
  ],
  ['behind a coloured name', `\u001b[01;31m\u001b[KAPI_TOKEN\u001b[m\u001b[K=${KEY}`],
  ['behind a colour', `\u001b[32mAPI_TOKEN=${KEY}\u001b[m`],
  ['with a colour within', `API_TOKEN=\u001b[38;5;1m${KEY.slice(0, 8)}\u001b[m${KEY.slice(8)}`],
])('a secret %s is hidden', (_, text) => {
  const shown = redactShown(text)
  expect(shown).toContain('<redacted>')
  expect(shown.replaceAll(/\u001b\[[\d;]*[mK]/g, '')).not.toContain(KEY)
})

test('text without a secret keeps its colours', () => {
  const text = '\u001b[32mok\u001b[m 3 tests'
  expect(redactShown(text)).toBe(text)
})
