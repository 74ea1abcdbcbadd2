import * as z from 'zod'
import { describe, expect, test } from 'vitest'
import { done } from '../../../src/protocol/tool-result.ts'
import { defineTool, type ToolRun } from '../../../src/tools/tool.ts'

const EDIT = z.object({ old: z.string(), new: z.string(), all: z.boolean().default(false) })
const taken: unknown[] = []
const tool = defineTool({
  name: 'Sample',
  description: '',
  isReadOnly: true,
  parameters: z.object({
    path: z.string(),
    limit: z.number().int().optional(),
    isDeep: z.boolean().optional(),
    mode: z.enum(['content', 'files']).optional(),
    tags: z.array(z.string()).optional(),
    note: z.string().nullish(),
    edit: z.union([EDIT, z.array(EDIT)]).optional(),
  }),
  run: async (args) => {
    taken.push(args)
    return done('ok')
  },
})
const run: ToolRun = {
  callId: 'c',
  argumentsText: '{}',
  signal: new AbortController().signal,
  permit: async () => ({ ok: true }),
  onOutput: () => {},
}
const edit = { old: 'a', new: 'b', all: false }

describe('arguments of a tool', () => {
  test.each<[string, unknown, object]>([
    ['a number as text', { path: 'a', limit: '2' }, { path: 'a', limit: 2 }],
    ['true as text', { path: 'a', isDeep: 'True' }, { path: 'a', isDeep: true }],
    ['null for left out', { path: 'a', limit: null, isDeep: null }, { path: 'a' }],
    ['null where null may stand', { path: 'a', limit: '1', note: null }, { path: 'a', limit: 1, note: null }],
    ['a number where text is wanted', { path: 7 }, { path: '7' }],
    ['a word in other capitals', { path: 'a', mode: 'Content' }, { path: 'a', mode: 'content' }],
    ['one value for a list', { path: 'a', tags: 'x' }, { path: 'a', tags: ['x'] }],
    ['a list as text', { path: 'a', tags: '["x","y"]' }, { path: 'a', tags: ['x', 'y'] }],
    ['an object as text', { path: 'a', edit: JSON.stringify(edit) }, { path: 'a', edit }],
    ['a list of objects as text', { path: 'a', edit: JSON.stringify([edit]) }, { path: 'a', edit: [edit] }],
    ['all of them as text', JSON.stringify({ path: 'a', limit: '3' }), { path: 'a', limit: 3 }],
  ])('may be %s', async (_, given, meant) => {
    expect(await tool.run(given, run)).toMatchObject({ is_error: false })
    expect(taken.at(-1)).toEqual(meant)
  })

  test('that are right are not touched', async () => {
    const given = { path: '2', note: 'true', tags: ['1'] }
    await tool.run(given, run)
    expect(taken.at(-1)).toEqual(given)
  })

  test.each([[{ file: 'a' }], [{ path: 'a', limit: 'many' }], [{ path: { deep: 'a' } }], ['no JSON'], [null], [[1]]])(
    'that make no sense (%j) are refused with the fields that are wanted',
    async (given) => {
      const { is_error: isError, message } = await tool.run(given, run)
      expect(isError).toBe(true)
      expect(message).toContain('Sample takes path (string), limit (integer, optional)')
    },
  )
})
