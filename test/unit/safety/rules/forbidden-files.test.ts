import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { findForbiddenFiles } from '../../../../src/safety/rules/forbidden-files.ts'
import { makeRule } from '../../../../src/safety/rules/permission-rule.ts'
import { judgeByRules } from '../../../../src/safety/rules/rule-book.ts'
import { isPrivateState } from '../../../../src/safety/rules/workspace-path.ts'
import { createRandom } from '../../../support/mutated-input.ts'

const NAMES = ['a', 'b', 'secrets', '.env', 'k.pem', 'dump.SQL', 'x.ts', 'plugins', 'sessions', 'tool-results']
const MATCHES = [
  '.env',
  '*.pem',
  '*.sql',
  'secrets/**',
  './a',
  'a/b',
  'b/*',
  '**/x.ts',
  '~/share',
  '~/b',
  'secrets',
  '',
]
const TOOLS = ['Read', 'ReadFile', 'Grep', 'Edit', '*']

function makeWorld() {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'kimi-forbidden-')))
  onTestFinished(() => rmSync(home, { recursive: true, force: true }))
  const [work, share] = [join(home, 'work'), join(home, 'share')]
  const sessionDir = join(share, 'sessions', 'a')
  for (const folder of [work, sessionDir]) mkdirSync(folder, { recursive: true })
  const place = {
    ...{ cwd: work, folders: [work], own: [share], home, path: '', isTrusted: true, now: Date.now() },
    ...{ share, sessionDir },
  }
  return { home, work, share, place }
}

/** The answer as it is for one file alone. */
function judgeAlone(
  path: string,
  rules: Parameters<typeof judgeByRules>[1],
  place: ReturnType<typeof makeWorld>['place'],
) {
  const { share, sessionDir } = place
  const verdict = judgeByRules({ tool: 'ReadFile', subject: { kind: 'read', value: path } }, rules, place)
  return isPrivateState(path, share, sessionDir) || verdict?.decision === 'deny'
}

test('of random trees with links, secrets and rules, the same files are forbidden as when each is asked about alone', () => {
  const random = createRandom(7)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  const { home, work, share, place } = makeWorld()
  let [forbidden, byLink] = [0, 0]
  const paths = new Set<string>()
  for (let made = 0; made < 400; made++) {
    const path = join(
      pick([work, work, share, home]),
      ...Array.from({ length: 1 + Math.floor(random() * 4) }, () => pick(NAMES)),
    )
    paths.add(path)
    try {
      mkdirSync(dirname(path), { recursive: true })
      if (random() < 0.3) symlinkSync(pick([work, share, home, ...paths, '../b', 'nowhere/x']), path)
      else writeFileSync(path, '')
    } catch {
      // The name is taken, or a part of the path is a file: a path that cannot be followed is asked about, too.
    }
  }
  for (let round = 0; round < 60; round++) {
    const rules = Array.from({ length: Math.floor(random() * 4) }, () =>
      makeRule(
        {
          decision: pick(['deny', 'deny', 'deny', 'ask', 'allow'] as const),
          tool: pick(TOOLS),
          match: round % 10 === 0 ? '' : pick(MATCHES.slice(0, -1)),
          scope: pick(['', '', work, join(home, 'b')]),
          expires: pick([null, null, Date.now() - 1_000]),
        },
        { source: 'config.toml' },
      ),
    )
    const isForbidden = findForbiddenFiles(rules, place)
    for (const path of paths) {
      const alone = judgeAlone(path, rules, place)
      expect([path, rules.map(({ match }) => match), isForbidden(path)]).toEqual([path, expect.anything(), alone])
      if (alone) forbidden++
      if (alone && !judgeAlone(path, [], place) && realOf(path) !== path) byLink++
    }
  }
  expect(forbidden).toBeGreaterThan(500)
  expect(byLink).toBeGreaterThan(50)
})

function realOf(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}

test('a file in a folder that has become a link to a denied one is forbidden within a moment', async () => {
  const { home, work, place } = makeWorld()
  mkdirSync(join(home, 'b'))
  mkdirSync(join(work, 'f'))
  for (const folder of [join(home, 'b'), join(work, 'f')]) writeFileSync(join(folder, 'x.ts'), '')
  const rule = makeRule({ decision: 'deny', tool: 'Read', match: '~/b' }, { source: 'config.toml' })
  const isForbidden = findForbiddenFiles([rule], place)
  expect(isForbidden(join(work, 'f', 'x.ts'), false)).toBe(false)
  rmSync(join(work, 'f'), { recursive: true })
  symlinkSync(join(home, 'b'), join(work, 'f'))
  await expect.poll(() => isForbidden(join(work, 'f', 'x.ts'), false), { interval: 5 }).toBe(true)
})
