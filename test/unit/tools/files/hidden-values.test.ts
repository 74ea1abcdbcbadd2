import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { redactOutput } from '../../../../src/safety/text/redaction.ts'
import { findOpenPlaces, restoreContent, uncovers } from '../../../../src/tools/files/hidden-values.ts'
import { createReadFile } from '../../../../src/tools/files/read-file.ts'
import { createStrReplaceFile } from '../../../../src/tools/files/str-replace-file.ts'
import { createWriteFile } from '../../../../src/tools/files/write-file.ts'
import { countRests, slowDown } from '../../session/session-fixture.ts'
import { makeSpace, runTool } from '../running.ts'

const KEY = 'ghp_0123456789abcdefghijABCD'
const FILE = `name = x\ntoken = "${KEY}"\nother = "sk-abcdefgh12345678ABCD" # a\nend\n`
const SHOWN = redactOutput(FILE)

async function makeFile(text = FILE) {
  const space = makeSpace()
  const deps = { ...space, isPlanMode: () => false, planFile: () => null }
  const path = space.file('a.toml', text)
  await runTool(createReadFile(deps), { path: 'a.toml' })
  return {
    replace: (edit: object) => runTool(createStrReplaceFile(deps), { path: 'a.toml', edit }),
    write: (content: string) => runTool(createWriteFile(deps), { path: 'a.toml', content }),
    read: () => readFileSync(join(path), 'utf8'),
  }
}

describe('an edit of a file with a hidden secret', () => {
  test('around it changes the real bytes', async () => {
    const file = await makeFile()
    await file.replace({ old: 'name = x\ntoken = "<redacted>"', new: 'name = y\ntoken = "<redacted>" # kept' })
    expect(file.read()).toBe(FILE.replace('name = x', 'name = y').replace(`"${KEY}"`, `"${KEY}" # kept`))
  })

  test('may replace the secret itself', async () => {
    const file = await makeFile()
    await file.replace({ old: 'token = "<redacted>"', new: 'token = env("TOKEN")' })
    expect(file.read()).toBe(FILE.replace(`"${KEY}"`, 'env("TOKEN")'))
  })

  test('never writes the mark in its place', async () => {
    const file = await makeFile()
    for (const edit of [
      { old: 'end', new: 'copy = "<redacted>"' },
      { old: '"<redacted>"', new: '"<redacted>", 1' },
      { old: 'token = "<redacted>"\nother = "<redacted>"', new: 'both = "<redacted>"' },
    ]) {
      const result = await file.replace(edit)
      expect(result.message).toContain('No replacements were made.')
    }
    expect(file.read()).toBe(FILE)
  })

  test('of the whole file keeps it in lines that are as they were, and is refused for others', async () => {
    const file = await makeFile()
    await file.write(SHOWN.replace('end', 'new end'))
    expect(file.read()).toBe(FILE.replace('end', 'new end'))
    expect((await file.write('changed = "<redacted>"\n')).message).toContain('was not written')
    expect(file.read()).toBe(FILE.replace('end', 'new end'))
  })

  test('tells nothing of a guess at it', async () => {
    const file = await makeFile()
    const ask = async (old: string) => (await file.replace({ old, new: old })).message
    expect(await ask('token = "ghp_0')).toBe((await ask('token = "ghp_1')).replace('ghp_1', 'ghp_0'))
    expect(await ask('_0123456789abcdefghijABCD')).toBe(await ask('_0123456789abcdefghijABCE'))
  })

  test('names the nearest place without it, also in a private key', async () => {
    const key =
      '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0\nBAQEFAASCBKcwggSjAgEAAo\n-----END PRIVATE KEY-----\n'
    const file = await makeFile(`name = x\npassword = "hunter2hunter2"\n${key}end\n`)
    const { message } = await file.replace({ old: 'name = x\na\nb\nc\nd\n', new: 'y' })
    expect(message).toContain(String.raw`line 2: file has "password = \"<redacted>\""`)
    expect(message).not.toMatch(/MIIE|BAQE|hunter2/)
  })

  test('finds a text where it is no part of it', async () => {
    const file = await makeFile('password = "end1end2end3"\nend\n')
    await file.replace({ old: 'end', new: 'stop', replace_all: true })
    expect(file.read()).toBe('password = "end1end2end3"\nstop\n')
  })

  test('is far-reaching when it would be shown then', async () => {
    const file = await makeFile(`${FILE}password = "hunter2hunter2"\n`)
    const isAsked = async (old: string, fresh: string) =>
      (await file.replace({ old, new: fresh })).asks.map(({ isFarReaching = false }) => isFarReaching)
    expect(await isAsked('other = "<redacted>" # a', 'other = "<redacted>" # b')).toEqual([false])
    expect(await isAsked('name = x', 'name = y')).toEqual([false])
    expect(await isAsked('password', 'db_password')).toEqual([false])
    expect(await isAsked('db_password', 'note')).toEqual([true])
  })

  test('of a file that holds the mark as text is an edit like any other', async () => {
    const file = await makeFile("const MARK = '<redacted>'\n")
    await file.replace({ old: "'<redacted>'", new: "'<hidden>' // was <redacted>" })
    expect(file.read()).toBe("const MARK = '<hidden>' // was <redacted>\n")
  })
})

test('an edit of a file with many secrets, or of a text that stands in one line many times, is judged in time that grows with the file', async () => {
  const secrets = Array.from(
    { length: 60_000 },
    (_, n) => `password=${'x'.repeat(20)}${n} -----BEGIN PRIVATE KEY-----`,
  ).join('\n')
  const fresh = Array.from({ length: 20_000 }, (_, n) => `new ${n * 7}`).join('\n')
  const works: [string, () => unknown][] = [
    ['many places', () => findOpenPlaces('[{"a":'.repeat(40_000), 'a')],
    ['places by hidden values', () => findOpenPlaces('token=abcdefgh1234567890 a '.repeat(10_000), 'a')],
    ['many values in one line', () => uncovers('token=abcdefgh1234567890,'.repeat(20_000), 'x')],
    ['a new content', () => uncovers(secrets, fresh)],
    ['all names taken away', () => uncovers(secrets, secrets.replaceAll('password=', ''))],
    ['a content with marks', () => restoreContent(secrets, 'password=<redacted> a\n'.repeat(60_000))],
  ]
  // Processor time, which others on the machine do not change: with the square of the length each would take minutes.
  const spent = () => process.threadCpuUsage().user / 1000
  for (const [what, work] of works) {
    const begin = spent()
    await work()
    expect(spent() - begin, what).toBeLessThan(8_000)
  }
  expect(await findOpenPlaces('a token=a1b2c3d4e5f6 a', 'a')).toEqual([0, 21])
})

test('an edit of a large file lets others be served in between', async () => {
  const line = (n: number) => `request ${n} token=${n % 50 ? 'none' : KEY} done`
  const file = await makeFile(Array.from({ length: 4_000 }, (_, n) => line(n)).join('\n'))
  slowDown() // a slice is over after eight lines
  const wish = { old: 'request 3999 token', new: 'request 3999 tokens' }
  const rests = await countRests(async () => {
    const done = await file.replace(wish)
    expect(done, done.text).toMatchObject({ is_error: false })
  })
  expect(rests).toBeGreaterThan((3 * 4_000) / 8) // the places of the text, and the secrets of the old and of the new text
  expect(file.read()).toContain('request 3999 tokens')
})
