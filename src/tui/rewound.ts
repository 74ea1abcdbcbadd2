// Brings the terminal up to date when its session went back to before a turn, by this client or another.

import type { WireEvent } from '../protocol/wire.ts'
import { describeRewound } from '../view/session-rewind.ts'
import type { AppContext } from './app-context.ts'

type Rewound = Extract<WireEvent, { type: 'SessionRewound' }>['payload']

/** Tells of a rewind that was not asked for here. The footer says how full the model's window is now, also behind one that was. */
export async function onRewound(app: AppContext, rewound: Rewound): Promise<void> {
  if (!app.book.isRewinding) app.note(describeRewound(rewound))
  const { counted, size } = await app.call('session/context', {})
  if (size > 0) app.book.facts.contextUsed = Math.min(1, counted / size)
  app.refresh()
}
