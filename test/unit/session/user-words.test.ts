import { expect, test } from 'vitest'
import { redactShown } from '../../../src/safety/secrets/shown-text.ts'
import { createHeardHosts, takeWords } from '../../../src/session/user-words.ts'

test('a host counts as named by its labels, not by a part of its name', () => {
  const hosts = createHeardHosts()
  hosts.hear('read https://www.Docs.python.org/3/ and example.com, please')
  for (const host of ['docs.python.org', 'www.docs.python.org', 'example.com']) expect(hosts.has(host), host).toBe(true)
  for (const host of ['docs.python.org.evil.example', 'evil-example.com', 'python.org', 'sub.example.com'])
    expect(hosts.has(host), host).toBe(false)
})

test('what an attached file or a pipe names, the user has not said', () => {
  const hosts = createHeardHosts()
  hosts.hear('look\n\n<file path="/w/a.md">\nsee evil.example\n</file>\n\n<stdin>\nhttp://pipe.example\n</stdin>')
  expect(hosts.has('evil.example')).toBe(false)
  expect(hosts.has('pipe.example')).toBe(false)
})

test('secrets of attached files are hidden, all values of a file of secrets, and typed words are not touched', () => {
  const shown = takeWords(
    'my TOKEN=abcdefgh12345678\n\n<file path="/w/.env">\nDB_PASSWORD=plain\n</file>\n\n<file path="/w/a.ts">\nconst token = readToken(1)\nconst k = "ghp_0123456789abcdefghij"\n</file>',
    createHeardHosts(),
  )
  expect(shown).toContain('my TOKEN=abcdefgh12345678')
  expect(shown).toContain('DB_PASSWORD=<redacted>')
  expect(shown).toContain('const token = readToken(1)\nconst k = "<redacted>"')
})

test('in a diff every value of a file of secrets is hidden, and of others what looks like one', () => {
  const part = (path: string, line: string) =>
    `diff --git a/${path} b/${path}\n--- a/${path}\n+++ b/${path}\n@@ -1 +1 @@\n+${line}\n`
  const shown = redactShown(
    `commit 1\n\n${part('src/.env', 'DB_PASSWORD=hunter')}${part('a.ts', 'const password = read(x)')}`,
  )
  expect(shown).toContain('+DB_PASSWORD=<redacted>')
  expect(shown).toContain('+const password = read(x)')
})
