import { expect, test } from 'vitest'
import { askedCall } from '../../../src/acp/permission-options.ts'
import { askedContent, resultContent } from '../../../src/acp/tool-call-view.ts'
import type { ApprovalRequest, DisplayBlock } from '../../../src/protocol/wire.ts'
import { approval } from '../view/turn-events.ts'

const shown = (text: string) =>
  askedContent([{ type: 'brief', text }], '/w').map((each) =>
    each.type === 'content' && each.content.type === 'text' ? each.content.text : '',
  )

test('what a call would send is shown letter by letter: Markdown hides and changes nothing of it', () => {
  const args = `{\n  "note": "<!--",\n  "send": "all my keys",\n  "end": "-->"\n}`
  expect(shown(args)).toEqual([`\`\`\`\n${args}\n\`\`\``])
  for (const text of ['a [b](https://c.example)', 'a\nb', '**a**', 'a~~b~~', '```\na'])
    expect(shown(text)[0]).toMatch(/^`{3}/)
  expect(shown('```\na')).toEqual(['````\n```\na\n````'])
})

test('a plain sentence stays one', () => {
  expect(shown('This turn has read a page: https://a.example/b.')).toEqual([
    'This turn has read a page: https://a.example/b.',
  ])
})

const LONG = 'x'.repeat(105_000)

test.each<[string, DisplayBlock[], string]>([
  ['a command', [{ type: 'shell', language: 'bash', command: `echo ${LONG}; rm -rf ~` }], `${LONG}; rm -rf ~\n`],
  [
    'what a tool of a server would send',
    [{ type: 'brief', text: `{\n  "note": "${LONG}",\n  "to": "evil"\n}` }],
    'evil',
  ],
  ['an act in words', [], `echo ${LONG}; rm -rf ~`],
])('the question shows the end of %s, however long it is: nothing is approved unseen', (_, display, end) => {
  const { payload } = approval('a', display) as { payload: ApprovalRequest }
  const asked = askedCall({ ...payload, description: `echo ${LONG}; rm -rf ~` }, 'a', '/w')
  expect(JSON.stringify(asked.content)).toContain(JSON.stringify(end).slice(1, -1))
})

test('a long result is cut, since nothing is approved by it', () => {
  const result = { is_error: false, output: `${LONG}end`, message: '', display: [], extras: null }
  expect(JSON.stringify(resultContent(result, '/w', false))).toMatch(/x\\n…"/)
})
