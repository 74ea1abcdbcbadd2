// Words that are said to the running turn, until it has taken them. A turn that ends before has not read them: they are sent behind it.

import { textOf, type Content } from '../protocol/message.ts'
import type { Call } from './link/session-link.ts'

export interface Steers {
  /** Words that were said and that the turn has not taken yet. */
  readonly said: readonly Content[]
  /** Says words to the running turn. */
  say(content: Content): void
  /** The turn has taken words that this or another client has said. False when this client has not said them. */
  onTaken(content: Content): boolean
  /** Takes all words that the turn has not taken. */
  takeAll(): Content[]
}

/** `onRefused`: no turn runs any more that could take the words. */
export function createSteers(call: Call, onChanged: () => void, onRefused: (content: Content) => void): Steers {
  const said: Content[] = []
  const onTaken = (content: Content) => {
    const at = said.findIndex((each) => textOf(each) === textOf(content))
    if (at >= 0) said.splice(at, 1)
    return at >= 0
  }
  return {
    said,
    say(content) {
      said.push(content)
      onChanged()
      call('steer', { user_input: content }).catch(() => onTaken(content) && onRefused(content))
    },
    onTaken,
    takeAll: () => said.splice(0),
  }
}
