import { expect, test } from 'vitest'
import { describeServer } from '../../../src/config/server-description.ts'

const rules = {
  quote: (words: readonly string[]) => words.join(' '),
  showPair: (name: string, value: string) => (name === 'KEY' ? name : `${name}=${value}`),
}

test('a command is described with its folder, its variables and the trust that it gets', () => {
  const entry = {
    command: 'npx',
    args: ['-y', 'x@1.0.0'],
    cwd: '/data',
    env: { KEY: 'secret', MODE: 'a' },
    trusted: true,
  }
  expect(describeServer(entry, rules)).toBe(
    'npx -y x@1.0.0; in /data; with KEY MODE=a; trusted, so that its tools which it says only read run unasked',
  )
})

test('an address is described with the headers that it is sent', () => {
  const entry = { url: 'https://x.example/', transport: 'http', headers: { KEY: 'secret', 'X-Team': 'a' } }
  expect(describeServer(entry, rules)).toBe('https://x.example/; sends KEY X-Team=a')
})

test('where a secret may stand in the words, they and all values are left out', () => {
  const held = { ...rules, isHeld: true }
  expect(describeServer({ command: 'npx', args: ['-k', 'secret'], env: { MODE: 'a' } }, held)).toBe('npx …; with MODE')
  expect(describeServer({ url: 'https://u:secret@x/' }, held)).toBe('an address with a secret')
})
