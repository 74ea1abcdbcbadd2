// The lines that a turn says when it asks the model once more.

import { sanitiseText } from '../../safety/text/sanitiser.ts'
import { fitLine } from '../cell-text.ts'
import type { PrintStyle } from '../print-style.ts'
import type { RetryItem } from './turn-state.ts'

/** A reason is not cut to less, so that it says something. */
const LEAST_REASON_CELLS = 10

/** The reason for a retry and the wait before it, in one line. */
export function describeRetry({ reason, attempt, maxAttempts, waitS }: RetryItem): string {
  return `${oneLine(reason)}; attempt ${attempt} of ${maxAttempts} in ${waitS.toFixed(1)} s`
}

/** The same in one row while the wait or the attempt lasts: `ms` milliseconds have passed since the retry was announced. */
export function describeRetryNow(
  { reason, attempt, maxAttempts, waitS }: RetryItem,
  ms: number,
  style: PrintStyle,
): string {
  const { failed, more } = style.marks
  const leftMs = waitS * 1000 - ms
  const time = leftMs > 0 ? ` in ${Math.ceil(leftMs / 1000)} s${more}` : `${more} ${Math.floor(-leftMs / 1000)} s`
  const end = `; attempt ${attempt} of ${maxAttempts}${time}`
  const room = style.width - failed.length - 1 - end.length
  return fitLine(style, `${failed} ${fitLine(style, reason, Math.max(LEAST_REASON_CELLS, room))}${end}`, style.width)
}

/** The line that stays when the model has answered behind one or more retries. */
export function describeRetried({ reason, attempt, maxAttempts }: RetryItem): string {
  return `${oneLine(reason)}; answered at attempt ${attempt} of ${maxAttempts}`
}

function oneLine(reason: string): string {
  return sanitiseText(reason).replaceAll('\n', ' ')
}
