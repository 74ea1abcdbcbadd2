// Finds out whether a process listens on a Unix socket.

import { connect } from 'node:net'
import { hasCode } from './files.ts'

/**
 * True unless the connection is refused, there is no socket, or its folder belongs to somebody else. Other errors do not mean that nobody listens: a full
 * backlog gives EAGAIN, and a process at its limit of files EMFILE.
 */
export function isListening(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path)
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', (error) => resolve(!hasCode(error, 'ENOENT', 'ECONNREFUSED', 'ENOTDIR', 'EACCES')))
  })
}
