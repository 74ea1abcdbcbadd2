// Shortens a text by leaving out its middle: commands stand at the beginning of an output, errors at its end.

import { countTokens } from './conversation.ts'

/** The share of the kept characters that is taken from the beginning. */
const HEAD_SHARE = 0.6

/**
 * The text itself when it has at most `limit` characters; else its beginning and its end, with a note of the gap
 * between.
 */
export function shortenMiddle(text: string, limit: number): string {
  if (text.length <= limit) return text
  const head = Math.ceil(limit * HEAD_SHARE)
  const tail = limit - head
  const gap = `\n[... ${text.length - limit} characters left out ...]\n`
  // `toWellFormed` replaces a surrogate pair that the cut has halved.
  return (text.slice(0, head) + gap + (tail > 0 ? text.slice(-tail) : '')).toWellFormed()
}

/**
 * The same with a limit in tokens, as `countTokens` estimates them. A character is a quarter of a token or a whole one,
 * so the limit in characters is halved until the estimate fits.
 */
export function shortenToTokens(text: string, tokens: number): string {
  let cut = text
  for (let limit = tokens * 4; countTokens(cut) > tokens && limit > 0; limit = Math.floor(limit / 2)) {
    cut = shortenMiddle(text, limit)
  }
  return cut
}
