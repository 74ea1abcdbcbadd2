import { expect, test } from 'vitest'
import { createLaterTools } from '../../../src/models/later-tools.ts'
import type { RemoteModel } from '../../../src/models/configured-model.ts'
import { resolveModel } from '../../../src/models/model-catalog.ts'
import { createChatStream } from '../../../src/models/opened-model.ts'
import type { Message } from '../../../src/protocol/message.ts'
import { startStrictProvider } from '../../support/strict-provider.ts'
import { ask, collect } from './asking.ts'

const tool = (name: string) => ({ name, description: name, parameters: { type: 'object', properties: {} } })
const user = (content: string): Message => ({ role: 'user', content })
const said: Message = { role: 'assistant', content: 'yes' }

test('tools that come later are declared where they came, and the beginning of the prompt stays', async () => {
  await using provider = await startStrictProvider([{ text: 'a' }, { text: 'b' }, { text: 'c' }])
  const env = { MOONSHOT_API_KEY: 'right-key-0123', MOONSHOT_BASE_URL: provider.url('chat') }
  const found = resolveModel({}, env)
  const model = createChatStream((found.ok ? found.model : null) as RemoteModel)
  const messages: Message[] = [{ role: 'system', content: 's' }, user('one')]
  const send = (...names: string[]) =>
    collect(model.stream, ask({ messages: [...messages], tools: names.map(tool), cacheKey: 's1' }))
  await send('A', 'B')
  messages.push(said, user('two'))
  await send('A', 'X', 'B')
  messages.push(said, user('three'))
  await send('A', 'X', 'B')
  model.close()
  const bodies = provider.requests.map(
    ({ body }) => body as { tools: object[]; messages: { role: string; tools?: object[] }[] },
  )
  expect(bodies.map(({ tools }) => tools.length)).toEqual([2, 2, 2])
  expect(bodies[1]!.messages.map(({ role, tools }) => `${role}${tools ? '+tools' : ''}`)).toEqual([
    'system',
    'user',
    'assistant',
    'system+tools',
    'user',
  ])
  const texts = bodies.map(({ tools, messages }) => JSON.stringify([tools, messages]).slice(0, -2))
  expect(texts[1]!.startsWith(texts[0]!)).toBe(true)
  expect(texts[2]!.startsWith(texts[1]!)).toBe(true)
})

test('a tool that is gone, or a conversation that was shortened, begins anew', () => {
  const later = createLaterTools()
  const place = (names: string[], messages: Message[]) => {
    const placed = later.place({ tools: names.map(tool), messages, cacheKey: 's' })
    return `${placed.tools?.map(({ name }) => name).join('')} ${placed.messages.length}`
  }
  expect(place(['A'], [user('1')])).toBe('A 1')
  expect(place(['A', 'B'], [user('1'), said, user('2')])).toBe('A 4')
  expect(place(['B'], [user('1'), said, user('2')])).toBe('B 3')
  expect(place(['B', 'C'], [user('1'), said, user('2')])).toBe('B 4')
  expect(place(['B', 'C'], [user('sum')])).toBe('BC 1')
})
