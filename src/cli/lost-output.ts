// Ends a command whose output nobody takes: the reader went away, or the disk is full.

import { describeFileFailure } from '../protocol/file-failures.ts'
import { sayFailure } from './standard-streams.ts'

/** Has the process end when stdout fails. A reader that went away (EPIPE), such as `head`, has what it wanted: that is success. */
export function watchOutput(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
    sayFailure(`cannot write the output: ${describeFileFailure(error)}`)
    process.exit(1)
  })
  process.stderr.on('error', () => {}) // nobody can be told
}
