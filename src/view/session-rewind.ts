// The words for a rewind of the session that another client has made, or has taken back.

import type { WireEvent } from '../protocol/wire.ts'

type Rewound = Extract<WireEvent, { type: 'SessionRewound' }>['payload']

/** Gives one line of our own words. */
export function describeRewound({ what, turn, is_undone: isUndone }: Rewound): string {
  const files = isUndone ? 'files are as they were' : `files are as they were before turn ${turn}`
  const end = isUndone ? 'part of the conversation again' : 'no longer part of the conversation'
  const told = what === 'files' ? files : `turn ${turn} and what came after it are ${end}`
  return `${isUndone ? 'a rewind was taken back elsewhere' : 'rewound elsewhere'}: ${told}`
}
