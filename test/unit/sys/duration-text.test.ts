import { expect, test } from 'vitest'
import { describeDuration } from '../../../src/sys/duration-text.ts'

test.each([
  [0.4, '0s'],
  [59.6, '1m00s'],
  [192, '3m12s'],
  [7500, '2h05m'],
  [273_600, '3d4h'],
])('%d seconds are %s', (seconds, text) => expect(describeDuration(seconds)).toBe(text))
