// zsh at a socket whose daemon does not sanitise its text.

import { mkdirSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import { encodeRecord } from '../../src/protocol/records.ts'
import { encodeRawRecord } from '../support/hostile-pieces.ts'
import { makeHome } from '../support/kimi.ts'

test.each(['C.UTF-8', 'C'])('in the locale %s a notice reaches the terminal without a control byte', async (locale) => {
  await using home = await makeHome()
  mkdirSync(home.paths.run, { mode: 0o700 })
  const connections: Socket[] = []
  const text = 'naïve\x1b]0;owned\x07b\x1b[31mc\u009b31md\u0085e\x7ff\x08g\rh\ni — the end'
  const server = createServer((socket) => {
    connections.push(socket)
    socket.on('error', () => {})
    socket.write(encodeRecord('hello', 1, 'test') + encodeRawRecord('notice', 'one', 'good', text))
  })
  await new Promise<void>((resolve) => server.listen({ path: home.paths.socket }, resolve))
  try {
    await using term = await home.shell('zsh', { env: { LC_ALL: locale } })
    await term.until((screen) => screen.includes('the end'))
    const written = term.output()
    const end = written.indexOf('the end')
    const line = written.slice(written.lastIndexOf('\x1b[m', end) + '\x1b[m'.length, end)
    expect(line).toBe(
      locale === 'C' ? ' na??ve ]0;owned b [31mc??31md??e f g h i - ' : ' naïve ]0;owned b [31mc 31md e f g h i — ',
    )
  } finally {
    for (const socket of connections) socket.destroy()
    server.close()
  }
})
