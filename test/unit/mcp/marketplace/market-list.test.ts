// The list of servers that ships with kimi, against handshakes that were recorded from the packages themselves.

import { join } from 'node:path'
import type { PriorDiscovery, Tool } from '@modelcontextprotocol/client'
import { describe, expect, test } from 'vitest'
import { describeEntry, fillEntry } from '../../../../src/cli/mcp/market-entry.ts'
import { LIST_DATE, MARKET_LIST } from '../../../../src/mcp/marketplace/market-list.ts'
import { findInList, nearInList, searchList } from '../../../../src/mcp/marketplace/market-search.ts'
import { openEraCache } from '../../../../src/mcp/era-cache.ts'
import { openConnection } from '../../../../src/mcp/server-connection.ts'
import { readEntry } from '../../../../src/mcp/server-entry.ts'
import { readTools } from '../../../../src/mcp/server-tools.ts'
import { HANDSHAKES, readHandshakes } from '../../../support/handshakes.ts'
import { programOf } from '../../../support/program.ts'

const handshakes = readHandshakes()
/** Plays a recorded server. */
const PLAYER = programOf(join(import.meta.dirname, '../../../support/recorded-server.ts'))

test('there are 31 servers, each with a name of its own, and a day on which they were checked', () => {
  expect(MARKET_LIST).toHaveLength(31)
  expect(new Set(MARKET_LIST.map(({ name }) => name)).size).toBe(31)
  expect(LIST_DATE).toMatch(/^2026-\d\d-\d\d$/)
})

describe.each(MARKET_LIST.map((item) => [item.name, item] as const))('%s', (_, item) => {
  const values = Object.fromEntries(item.variables.map(({ name }) => [name, `value-of-${name}`]))

  test('has an entry that can be read, and that uses each of its variables', () => {
    if (item.entry === null) return expect(item.note).not.toBe('')
    const { entry, secrets } = fillEntry(item, values)
    expect(readEntry(item.name, entry)).toMatchObject({ ok: true })
    const text = JSON.stringify(entry)
    expect(text).not.toContain('{{')
    for (const { name, isSecret } of item.variables) {
      expect(text).toContain(isSecret ? `\${secret:${item.name}.${name}}` : `value-of-${name}`)
      expect(secrets[name]).toBe(isSecret ? `value-of-${name}` : undefined)
    }
  })

  test('names its package with an exact version, or an https address', () => {
    if (item.entry === null) return expect(item.kind).toBe('builtin')
    const target = describeEntry(item.entry)
    const form = {
      npm: /^npx -y (?:@[\w-]+\/)?[\w-]+@\d[\w.-]*(?:;? |$)/,
      uvx: /^uvx [\w.-]+==\d[\w.]*(?:;? |$)/,
      http: /^https:\/\/\S+(?:; sends .*)?$/,
      builtin: /$^/,
    }[item.kind]
    expect(target).toMatch(form)
  })
})

/** Servers that cannot be recorded here, each with the reason. */
const NOT_RECORDED: Readonly<Record<string, string>> = {
  aws: 'PyPI, from which uvx installs it, is not reached where this list is made',
  context7: 'runs at its vendor',
  figma: 'runs at its vendor, and wants a login there',
  github: 'runs at its vendor, and wants a token of an account',
  jira: 'runs at its vendor, and wants a login there',
  linear: 'runs at its vendor, and wants a login there',
  notion: 'runs at its vendor, and wants a login there',
  sentry: 'runs at its vendor, and wants a login there',
  stripe: 'runs at its vendor, and wants a login there',
}

test('each server of the list is recorded, or named with the reason why it cannot be', () => {
  const servers = MARKET_LIST.filter(({ entry }) => entry !== null)
  const accounted = [...handshakes.map(({ name }) => name), ...Object.keys(NOT_RECORDED)]
  expect(accounted.toSorted()).toEqual(servers.map(({ name }) => name).toSorted())
  const packages = servers.filter(({ kind }) => kind === 'npm').map(({ name }) => name)
  expect(handshakes.map(({ name }) => name)).toEqual(packages)
})

describe.each(handshakes.map((handshake) => [handshake.name, handshake] as const))(
  'the recorded %s',
  (name, recorded) => {
    const item = findInList(name)!

    test('is the version of the list, with the tools and tokens of the list', () => {
      expect(describeEntry(item.entry!)).toContain(`${recorded.package}@${recorded.version}`)
      expect(item.tools).toBe(recorded.tools.length)
      expect(item.tokens).toBe(Math.round(JSON.stringify(recorded.tools).length / 4))
    })

    test('loses no tool on the way to a model, and each has a name that providers take', () => {
      const { tools, problems } = readTools(recorded.tools as Tool[], name, item.entry!, 'key')
      expect(problems).toEqual([])
      expect(tools.map((tool) => tool.name)).toEqual(recorded.tools.map((tool) => tool.name))
      expect(new Set(tools.map(({ called }) => called)).size).toBe(tools.length)
      for (const { called } of tools) expect(called).toMatch(/^mcp__[\w-]{1,59}$/)
    })

    test.each<[how: string, known: PriorDiscovery | undefined, protocol: string]>([
      ['asked for its version', undefined, recorded.modern ? '2026-07-28' : recorded.protocol],
      ['known as an old one', { kind: 'legacy' }, recorded.protocol],
    ])('is understood by our connection when it is %s', async (_, known, protocol) => {
      const share = join(import.meta.dirname, 'none')
      const connected = await openConnection(
        {
          name,
          key: name,
          entry: { command: process.execPath, args: [PLAYER, HANDSHAKES, name] },
          cwd: '/tmp',
          env: process.env,
          signal: new AbortController().signal,
          onLost: () => {},
          onListChanged: () => {},
        },
        {
          eras: { ...openEraCache(share), read: () => known, write: () => {} },
          process: { ownVariables: {}, onStarted: () => {} },
          createAuth: () => undefined,
          onUnauthorized: () => {},
          log: () => {},
        },
      )
      if (!connected.ok) throw new Error(connected.failure.reason)
      const { connection } = connected
      expect(connection.protocol).toBe(protocol)
      expect(connection.serverInfo).toBe(`${recorded.serverInfo.name} ${recorded.serverInfo.version}`)
      const tools = await connection.listTools(new AbortController().signal)
      expect(tools.map((tool) => tool.name)).toEqual(recorded.tools.map((tool) => tool.name))
      await connection.close()
    })
  },
)

describe('a search', () => {
  const names = (words: string) => searchList(words).map(({ name }) => name)
  test.each([
    ['query my sqlite file', 'sqlite'],
    ['send sms', 'twilio'],
    ['brave', 'brave-search'],
    ['PostgreSQL', 'postgres'],
    ['jira tickets', 'jira'],
  ])('for "%s" finds %s first', (words, first) => {
    expect(names(words)[0]).toBe(first)
  })
  test('without words gives all of them, for words that fit nothing none', () => {
    expect(names('')).toHaveLength(31)
    expect(names('the mcp server')).toHaveLength(31)
    expect(names('xylophone')).toEqual([])
  })
  test('for a name that is misspelled offers the right one', () => {
    expect(nearInList('filesytem')).toBe('filesystem')
    expect(nearInList('xylophone')).toBeNull()
  })
})

test('an optional value that is left out takes its field with it', () => {
  const item = findInList('context7')!
  expect(fillEntry(item, {})).toEqual({
    entry: { url: 'https://mcp.context7.com/mcp', transport: 'http' },
    secrets: {},
  })
})

test('what is shown of an entry names its secrets, without their values', () => {
  const env = { KEY: '${secret:x.KEY}', API_TOKEN: 'abcdef123456', MODE: 'a' }
  expect(describeEntry({ command: 'npx', args: ['x@1.0.0'], env })).toBe(
    "npx x@1.0.0; with 'KEY=${secret:x.KEY}' 'API_TOKEN=<redacted>' MODE=a",
  )
  const headers = { Authorization: 'Bearer ${secret:x.TOKEN}', 'X-Api-Key': 'abcdef123456' }
  expect(describeEntry({ url: 'https://x.example/', headers })).toBe(
    "https://x.example/; sends 'Authorization=Bearer ${secret:x.TOKEN}' 'X-Api-Key=<redacted>'",
  )
})
