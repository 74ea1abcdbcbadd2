// A daemon's doors with the benchmark behind them, which times the records of a shell and chooses the answers.

import { mkdirSync } from 'node:fs'
import type { Connection } from '../../src/daemon/connection.ts'
import { serveConnection } from '../../src/daemon/connection.ts'
import { openFifoDoor } from '../../src/daemon/shells/fifo-door.ts'
import { openSocketDoor } from '../../src/daemon/socket-door.ts'
import { wakeShell, type Sleeper } from '../../src/daemon/shells/prompt-wake.ts'
import { encodeRecord, type ShellRecord } from '../../src/protocol/records.ts'
import type { Paths } from '../../src/sys/paths.ts'

export interface Door {
  /** The last ask. */
  readonly asked: { id: string; count: number }
  /** Resolves when the next ask arrives, with the time of it (performance.now). */
  nextAsk(): Promise<number>
  /** Sends a record to the shell, and wakes it if it comes by fifo. */
  send(name: string, ...fields: (string | number)[]): void
  close(): void
}

export async function openDoor(paths: Paths): Promise<Door> {
  mkdirSync(paths.run, { recursive: true, mode: 0o700 })
  const asked = { id: '', count: 0 }
  let arrived = Promise.withResolvers<number>()
  let current: Connection | undefined
  let sleeper: Sleeper | undefined
  const receive = (connection: Connection) => {
    current = connection
    return {
      record({ name, fields }: ShellRecord) {
        if (name === 'ask') {
          arrived.resolve(performance.now())
          arrived = Promise.withResolvers()
          Object.assign(asked, { id: fields[0], count: asked.count + 1 })
          connection.send(encodeRecord('asking', fields[0]!, 'bench'))
        }
        if (name === 'hello') {
          connection.send(encodeRecord('hello', 1, 'bench'))
          if (fields[1] === 'bash')
            sleeper = {
              pid: Number(fields[3]),
              tty: fields[4]!,
              atPrompt: true,
              isWaiting: false,
              isListening: false,
              losesReports: false,
              recordCount: 0,
              reportsAsked: [],
              hasUnread: () => false,
            }
        }
        if (name === 'wait' && sleeper) sleeper.isWaiting = true
      },
      closed() {},
    }
  }
  const socket = await openSocketDoor(
    paths.socket,
    (stream) =>
      serveConnection(stream, {
        json: () => ({ request() {}, reply() {}, isTolerant: () => false, ended: async () => {}, closed() {} }),
        shell: receive,
      }),
    () => {},
  )
  const fifo = await openFifoDoor(paths.control, paths.shells, receive)
  return {
    asked,
    nextAsk: () => arrived.promise,
    send(name, ...fields) {
      current?.send(encodeRecord(name, ...fields))
      if (sleeper) wakeShell(sleeper)
    },
    close() {
      socket.close()
      fifo.close()
    },
  }
}
