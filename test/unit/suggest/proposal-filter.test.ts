// The filter keeps a proposal out of a prompt where it could not be seen whole.

import { expect, test } from 'vitest'
import { createFilter } from '../../../src/suggest/proposal-filter.ts'
import type { Question, SuggestEvent } from '../../../src/suggest/prompt-question.ts'
import { createChannel } from '../../../src/sys/channel.ts'

const TALL = `touch evil; echo '${'harmless text '.repeat(400)}'`

async function offerAll(commands: string[], screen: Question['screen']) {
  const events = createChannel<SuggestEvent>()
  const question: Question = {
    line: '',
    cwd: '/',
    shell: 'bash',
    env: {},
    offline: true,
    recent: [],
    aliases: [],
    screen,
  }
  const filter = await createFilter(question, events, 3)
  for (const command of commands) await filter.offer({ command, explanation: '', source: 'test', confidence: 1 })
  events.end()
  const seen: SuggestEvent[] = []
  for await (const event of events) seen.push(event)
  const offered = seen.flatMap((event) => (event.type === 'offer' ? [event.proposal.command] : []))
  const withheld = seen.flatMap((event) => (event.type === 'withheld' ? [event.proposal.command] : []))
  return { offered, withheld, said: filter.withheld }
}

test('a command that is taller than the screen is not offered at the prompt, and a line says where it can be read', async () => {
  const { offered, withheld, said } = await offerAll([TALL, 'ls -l'], { columns: 100, rows: 24 })
  expect(offered).toEqual(['ls -l'])
  expect(withheld).toEqual([TALL])
  expect(said).toBe(`a proposal of ${TALL.length} characters is too long to show whole: kimi suggest prints it`)
  expect(said.length).toBeLessThan(80)
})

test('so is one of many lines, which are counted', async () => {
  const lines = Array.from({ length: 30 }, (_, at) => `echo ${at}`).join('\n')
  const { offered, said } = await offerAll([lines], { columns: 100, rows: 24 })
  expect(offered).toEqual([])
  expect(said).toBe('a proposal of 30 lines is too long to show whole: kimi suggest prints it')
  expect((await offerAll([lines], { columns: 100, rows: 60 })).offered).toEqual([lines])
})

test('where no prompt asks, the whole command is offered', async () => {
  expect(await offerAll([TALL], undefined)).toEqual({ offered: [TALL], withheld: [], said: '' })
})

test('a blank before a word is quoted, since a shell would take it for a redirection', async () => {
  const { offered } = await offerAll(
    ['cp <file> backup/', 'ssh <host> -p <port>', 'tar czf <archive> -C <directory> .'],
    undefined,
  )
  expect(offered).toEqual(["cp '<file>' backup/", 'ssh <host> -p <port>', "tar czf '<archive>' -C '<directory>' ."])
})
