import { expect, test } from 'vitest'
import { isQuiet } from '../../../src/notices/quiet-hours.ts'

test('quiet hours reach over midnight, and nonsense is never quiet', () => {
  const at = (hour: number, minute = 0) => new Date(2026, 0, 1, hour, minute)
  expect([21, 22, 23, 3, 6, 7, 12].map((hour) => isQuiet('22:00-07:00, 12:00-13:30', at(hour)))).toEqual([
    false,
    true,
    true,
    true,
    true,
    false,
    true,
  ])
  expect(isQuiet('12:00-13:30', at(13, 30))).toBe(false)
  expect([isQuiet('', at(3)), isQuiet('always', at(3)), isQuiet('25:00-26:00', at(3))]).toEqual([false, false, false])
})
