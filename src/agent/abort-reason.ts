// The reason of an aborted turn, where that is not its user.

/** The daemon ends during the turn: its user has neither interrupted it nor refused what it asked. */
export const PROCESS_ENDS = 'the process of the turn ends'
