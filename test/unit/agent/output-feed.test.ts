import { expect, test } from 'vitest'
import { createOutputFeed } from '../../../src/agent/output-feed.ts'
import type { WireEvent } from '../../../src/protocol/wire.ts'

function open() {
  const events: WireEvent[] = []
  let wake = () => {}
  const sleep = () => new Promise<void>((resolve) => (wake = resolve))
  const feed = createOutputFeed('c1', { emit: (event) => void events.push(event), sleep })
  return {
    feed,
    /** The events after the pause in which output is gathered. */
    async afterPause() {
      wake()
      await Promise.resolve()
      return events.splice(0).map(({ payload }) => payload)
    },
  }
}

test('output is gathered into few events, which count the lines and never split a character', async () => {
  const { feed, afterPause } = open()
  const euro = Buffer.from('€')
  feed.write(Buffer.concat([Buffer.from('one\ntwo '), euro.subarray(0, 1)]))
  expect(await afterPause()).toEqual([{ tool_call_id: 'c1', text: 'one\ntwo ', lines: 1 }])
  feed.write(euro.subarray(1))
  feed.write(Buffer.from('\n'))
  expect(await afterPause()).toEqual([{ tool_call_id: 'c1', text: '€\n', lines: 2 }])
})

test('of much output the end is sent, and nothing once the call has ended', async () => {
  const { feed, afterPause } = open()
  feed.write(Buffer.from('x\n'.repeat(50_000)))
  expect(await afterPause()).toEqual([{ tool_call_id: 'c1', text: 'x\n'.repeat(1_000), lines: 50_000 }])
  feed.write(Buffer.from('late'))
  feed.close()
  feed.write(Buffer.from('later'))
  expect(await afterPause()).toEqual([])
})
