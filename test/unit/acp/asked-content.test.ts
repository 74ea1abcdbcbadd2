import { expect, test } from 'vitest'
import { askedContent } from '../../../src/acp/tool-call-view.ts'

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
