// Makes a long text short by leaving out its middle: commands and errors stand at the beginning and at the end.

import { countTokens } from './conversation.ts'

/** Which part of what stays is the beginning. */
const HEAD_SHARE = 0.6

/** The text itself when it has at most `limit` characters; else its beginning and end, with the gap counted. */
export function shortenMiddle(text: string, limit: number): string {
  if (text.length <= limit) return text
  const head = Math.ceil(limit * HEAD_SHARE)
  const tail = limit - head
  const gap = `\n[... ${text.length - limit} characters left out ...]\n`
  // A cut may halve a surrogate pair.
  return (text.slice(0, head) + gap + (tail > 0 ? text.slice(-tail) : '')).toWellFormed()
}

/** The same by tokens. Halves the characters until the estimate agrees: each is worth a quarter of a token or a whole one. */
export function shortenToTokens(text: string, tokens: number): string {
  let cut = text
  for (let limit = tokens * 4; countTokens(cut) > tokens && limit > 0; limit = Math.floor(limit / 2)) {
    cut = shortenMiddle(text, limit)
  }
  return cut
}
