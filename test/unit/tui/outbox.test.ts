import { expect, test } from 'vitest'
import { KimiError } from '../../../src/protocol/errors.ts'
import { createOutbox } from '../../../src/tui/outbox.ts'
import type { Call } from '../../../src/tui/link/session-link.ts'

test('a message that is refused since another client’s turn has begun meanwhile waits, and is sent behind that turn', async () => {
  const answers = [Promise.withResolvers<unknown>(), Promise.withResolvers<unknown>()]
  let sent = 0
  let isFree = true
  const outbox = createOutbox({
    call: (() => answers[sent++]!.promise) as unknown as Call,
    isFree: () => isFree,
    onChanged: () => {},
    onFailed: (error) => expect.unreachable(error.message),
    onLimit: () => {},
  })
  outbox.send('mine')
  isFree = false
  outbox.onTurnBegan() // the turn of the other client
  answers[0]!.reject(new KimiError('session.busy', 'an agent turn is already in progress'))
  await expect.poll(() => outbox.waiting).toEqual(['mine'])
  expect(outbox.isHeld).toBe(false)
  isFree = true
  outbox.pump()
  await expect.poll(() => sent).toBe(2)
  answers[1]!.resolve({ status: 'finished' })
})
