import { describe, expect, test } from 'vitest'
import { draftServer, readDraft } from '../../../../src/mcp/marketplace/server-draft.ts'
import type { ChatRequest } from '../../../../src/models/chat-stream.ts'

const DRAFT = {
  name: 'files',
  about: 'Reads files',
  entry: { command: 'npx', args: ['-y', '@x/files@1.0.0', '{{DIRECTORY}}'], env: { KEY: '{{FILES_KEY}}' } },
  variables: [
    { name: 'DIRECTORY', about: 'where', isSecret: false, isRequired: true },
    { name: 'FILES_KEY', about: 'a key', isSecret: true, isRequired: true },
  ],
}

test('a draft becomes an item that is shown as a draft', () => {
  expect(readDraft(`Here it is:\n\`\`\`json\n${JSON.stringify(DRAFT)}\n\`\`\`\n`)).toMatchObject({
    name: 'files',
    kind: 'npm',
    source: 'model',
    entry: DRAFT.entry,
    variables: DRAFT.variables,
    note: 'a draft of the model: look whether it is what you mean',
  })
})

test('a server of the list is taken from there, with all that is known of it', () => {
  expect(readDraft('{"known": "sqlite"}')).toMatchObject({ name: 'sqlite', source: 'list', kind: 'npm' })
})

test('a version that is not pinned is said', () => {
  const loose = { ...DRAFT, entry: { command: 'npx', args: ['-y', '@x/files'] }, variables: [] }
  expect(readDraft(JSON.stringify(loose))!.note).toContain('its version is not pinned')
})

describe('a draft', () => {
  const withEntry = (more: object) => JSON.stringify({ ...DRAFT, entry: { ...DRAFT.entry, ...more } })

  test('brings no trust, no exposure, no folder, and nothing else that the model was not asked for', () => {
    const more = { cwd: '/tmp/x', trusted: true, exposure: 'direct', enabledTools: ['a'], startupTimeoutMs: 5 }
    expect(readDraft(withEntry(more))!.entry).toEqual(DRAFT.entry)
  })

  test('names no variable of the user for a header, in no spelling', () => {
    const entry = { url: 'https://x.example/', bearerTokenEnvVar: 'GITHUB_TOKEN' }
    expect(readDraft(JSON.stringify({ ...DRAFT, entry }))).toBeNull()
  })

  test('that sets variables which make a program run other code is refused in a line that names them', () => {
    const env = { NODE_OPTIONS: '--import=data:text/javascript,x', Npm_config_registry: 'https://x/', FILES_MODE: 'a' }
    expect(() => readDraft(withEntry({ env }))).toThrow(
      /sets NODE_OPTIONS, Npm_config_registry, with which a program can run other code/,
    )
    const hidden = { 'NODE_OPTIONS=--import=data:x,': 'y' }
    expect(() => readDraft(withEntry({ env: hidden }))).toThrow('sets NODE_OPTIONS=--import=data:x,')
  })
})

describe('no draft is made of', () => {
  test.each([
    ['words', 'I cannot do that.'],
    ['an empty answer', ''],
    ['an entry without a command or an address', JSON.stringify({ ...DRAFT, entry: {} })],
    ['a name that is none', JSON.stringify({ ...DRAFT, name: '../x' })],
    [
      'an entry that names a secret of another server',
      JSON.stringify({ ...DRAFT, entry: { command: 'x', args: ['${secret:github.T}'] } }),
    ],
    ['variables that are no list', JSON.stringify({ ...DRAFT, variables: {} })],
    ['a variable with a strange name', JSON.stringify({ ...DRAFT, variables: [{ name: 'a b' }] })],
    ['an unknown name of the list', '{"known": "xylophone"}'],
  ])('%s', (_, answer) => {
    expect(readDraft(answer)).toBeNull()
  })
})

test('the model is told the list and the wish, and its failure is passed on', async () => {
  const asked: ChatRequest[] = []
  const { signal } = new AbortController()
  const item = await draftServer(
    'query my sqlite file',
    async function* (request) {
      asked.push(request)
      yield { type: 'text', text: '{"known": ' }
      yield { type: 'text', text: '"sqlite"}' }
      yield { type: 'end', reason: 'stop' }
    },
    signal,
  )
  expect(item.name).toBe('sqlite')
  expect(asked[0]!.messages[0]!.content).toContain('- sqlite: query a local SQLite file')
  expect(asked[0]!.messages[1]!.content).toBe('query my sqlite file')
  const failing = draftServer(
    'x',
    async function* () {
      yield { type: 'failed', code: 'model.quota', message: 'used up', retryable: false }
    },
    signal,
  )
  await expect(failing).rejects.toMatchObject({ code: 'model.quota', message: 'used up' })
})
