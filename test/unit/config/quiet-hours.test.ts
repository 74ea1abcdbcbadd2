import { expect, test } from 'vitest'
import { isQuiet } from '../../../src/config/quiet-hours.ts'
import { readSetting } from '../../../src/config/settings.ts'

const at = (hour: number, minute = 0) => new Date(2026, 0, 1, hour, minute)

test('quiet hours reach over midnight, and nonsense is never quiet', () => {
  const hours = [21, 22, 23, 3, 6, 7, 12].map((hour) => isQuiet('22:00-07:00, 12:00-13:30', at(hour)))
  expect(hours).toEqual([false, true, true, true, true, false, true])
  expect(isQuiet('12:00-13:30', at(13, 30))).toBe(false)
  expect([isQuiet('0:00-24:00', at(0)), isQuiet('0:00-24:00', at(23, 59))]).toEqual([true, true])
  expect([isQuiet('', at(3)), isQuiet('always', at(3)), isQuiet('25:00-26:00', at(3))]).toEqual([false, false, false])
})

test.each([
  'hello',
  '25:00-99:99',
  '22:00',
  '22-7',
  '22:00-24:30',
  '22:00-22:00',
  '22:00-07:00,',
  ',',
  '9:00-10:00;11:00-12:00',
])('notifications.quiet_hours cannot be %s', (text) => {
  const expected = 'times such as 22:00-07:00, or several with commas: 22:00-07:00,12:00-13:00'
  expect(readSetting('notifications.quiet_hours', text)).toEqual({ ok: false, expected })
})

test.each(['', '22:00-07:00', ' 9:05-10:00 , 22:00-24:00 '])('notifications.quiet_hours can be "%s"', (value) => {
  expect(readSetting('notifications.quiet_hours', value)).toEqual({ ok: true, value })
})
