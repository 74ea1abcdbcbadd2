// The reason of an aborted turn, where that is not its user.

import { systemNote } from '../protocol/message.ts'

/** The daemon ends during the turn: its user has neither interrupted it nor refused what it asked. */
export const PROCESS_ENDS = 'the process of the turn ends'

/** The note behind an answer whose process was ended: without it the next turn would obey the words of this one, too. */
export const PROCESS_ENDED = systemNote(
  'You were interrupted here, not by the user: the process that you ran in was ended.',
)
