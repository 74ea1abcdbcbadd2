// The line that a turn says when it asks the model once more.

import { sanitiseText } from '../../safety/text/sanitiser.ts'
import type { TurnItem } from './turn-state.ts'

/** The reason for a retry and the wait before it, in one line. */
export function describeRetry({ reason, attempt, maxAttempts, waitS }: Extract<TurnItem, { kind: 'retry' }>): string {
  const why = sanitiseText(reason).replaceAll('\n', ' ')
  return `${why}; attempt ${attempt} of ${maxAttempts} in ${waitS.toFixed(1)} s`
}
