// Whether somebody listens on a Unix socket.

import { connect } from 'node:net'
import { hasCode } from './files.ts'

/** A full backlog answers EAGAIN, and a process at its limit EMFILE: only a refusal, or no socket at all, means nobody. */
export function isListening(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path)
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', (error) => resolve(!hasCode(error, 'ENOENT', 'ECONNREFUSED', 'ENOTDIR')))
  })
}
