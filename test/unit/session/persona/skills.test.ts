import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { invokeSkill, splitWords } from '../../../../src/session/persona/skill-prompt.ts'
import {
  BUILTIN_SKILLS,
  describeSkills,
  findSkill,
  findSkillRoots,
  loadSkills,
  type Skill,
} from '../../../../src/session/persona/skills.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'skills-'))
  put('repo/.git/HEAD', '')
  put('repo/deep/x', '')
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

function put(path: string, text: string): void {
  mkdirSync(dirname(join(dir, path)), { recursive: true })
  writeFileSync(join(dir, path), text)
}

type Place = Partial<Parameters<typeof findSkillRoots>[0]>
const place = (more: Place = {}) => ({
  workDir: join(dir, 'repo/deep'),
  share: join(dir, 'home/.kimi'),
  home: join(dir, 'home'),
  admit: () => true,
  ...more,
})
const load = async (more: Place = {}) => loadSkills(await findSkillRoots(place(more)))
const skill = (name: string) => `---\nname: ${name}\ndescription: does ${name}\n---\nBody`

describe('where skills are', () => {
  test('project before user before extra, and of one name the first counts, whatever its case', async () => {
    const roots = [
      'repo/.kimi/skills',
      'repo/.kimi-code/skills',
      'repo/.claude/skills',
      'repo/.codex/skills',
      'repo/.agents/skills',
      'home/.kimi/skills',
      'home/.kimi-code/skills',
      'home/.claude/skills',
      'home/.codex/skills',
      'home/.config/agents/skills',
      'extra',
      'home/.kimi/plugins',
    ]
    for (const [index, root] of roots.entries()) {
      put(`${root}/same/SKILL.md`, skill(index % 2 === 0 ? 'Same' : 'same'))
      put(`${root}/own${index}/SKILL.md`, skill(`own${index}`))
    }
    put('home/.agents/skills/hidden/SKILL.md', skill('hidden'))
    const { skills, problems } = await load({ extraDirs: [join(dir, 'extra')] })
    expect(problems).toEqual([])
    expect(skills.map(({ name }) => name).filter((name) => name !== 'Same')).toEqual(
      roots.map((_, index) => `own${index}`),
    )
    expect(findSkill(skills, 'SAME')?.path).toBe(join(dir, 'repo/.kimi/skills/same/SKILL.md'))
    expect([...new Set(skills.map(({ group }) => group))]).toEqual(['Project', 'User', 'Extra'])
  })

  test('a SKILL.md of a plugin that is a link is read while its real place is in that plugin', async () => {
    put('secret.md', skill('secret'))
    put('home/.kimi/plugins/other/SKILL.md', skill('other'))
    put('home/.kimi/plugins/kept/docs/text.md', skill('kept'))
    put('home/.kimi/plugins/.new-1-x/SKILL.md', skill('new'))
    const link = (words: string, name: string) => {
      put(`home/.kimi/plugins/${name}/x`, '')
      symlinkSync(words, join(dir, 'home/.kimi/plugins', name, 'SKILL.md'))
    }
    link('docs/text.md', 'kept')
    link('../../../../secret.md', 'plain')
    link('../other/SKILL.md', 'neighbour')
    put('home/.kimi/plugins/winding/a/b/x', '')
    symlinkSync('../..', join(dir, 'home/.kimi/plugins/winding/a/b/up'))
    link('a/b/up/../../../../secret.md', 'winding')
    expect((await load()).skills.map(({ name }) => name)).toEqual(['kept', 'other'])
  })

  test('of plugins, those skills count that are admitted; links are followed within the plugin alone', async () => {
    put('home/.kimi/plugins/kept/docs/text.md', skill('kept'))
    symlinkSync('docs/text.md', join(dir, 'home/.kimi/plugins/kept/SKILL.md'))
    put('home/.kimi/plugins/other/SKILL.md', skill('other'))
    put('out.md', skill('kept'))
    put('home/.kimi/plugins/out/x', '')
    symlinkSync('../../../../out.md', join(dir, 'home/.kimi/plugins/out/SKILL.md'))
    const admitPlugin: Place['admitPlugin'] = (_, bytes) => bytes.toString().includes('kept')
    expect((await load({ admitPlugin })).skills.map(({ path }) => path)).toEqual([
      join(dir, 'home/.kimi/plugins/kept/SKILL.md'),
    ])
  })

  test('a file in which a key stands is no skill, by whatever name', async () => {
    put('home/.kimi/plugins/demo/config.json', skill('key'))
    put('home/.kimi/plugins/other/x', '')
    put('home/.kimi/skills/other/x', '')
    const keyFile = join(dir, 'home/.kimi/plugins/demo/config.json')
    symlinkSync('config.json', join(dir, 'home/.kimi/plugins/demo/SKILL.md'))
    symlinkSync(keyFile, join(dir, 'home/.kimi/plugins/flat.md'))
    symlinkSync(keyFile, join(dir, 'home/.kimi/skills/other/SKILL.md'))
    const roots = await findSkillRoots(place())
    expect((await loadSkills(roots, [realpathSync(keyFile)])).skills).toEqual([])
  })

  test('nothing of a project is read before it is trusted', async () => {
    put('repo/.kimi/skills/a/SKILL.md', skill('a'))
    put('home/.kimi/skills/b/SKILL.md', skill('b'))
    expect((await load({ admit: null })).skills.map(({ name }) => name)).toEqual(['b'])
  })

  test('--skills-dir takes the place of user and project; without merging the first brand alone counts', async () => {
    put('mine/a/SKILL.md', skill('a'))
    put('home/.claude/skills/b/SKILL.md', skill('b'))
    put('home/.codex/skills/c/SKILL.md', skill('c'))
    expect((await load({ skillsDirs: [join(dir, 'mine')] })).skills.map(({ name }) => name)).toEqual(['a'])
    expect((await load({ mergeAll: false })).skills.map(({ name }) => name)).toEqual(['b'])
  })

  test('a link out of the project is not followed', async () => {
    put('secret/SKILL.md', skill('stolen'))
    mkdirSync(join(dir, 'repo/.kimi/skills'), { recursive: true })
    symlinkSync(join(dir, 'secret'), join(dir, 'repo/.kimi/skills/stolen'))
    expect((await load()).skills).toEqual([])
  })
})

describe('a skill', () => {
  test('is a directory or a file, and describes itself or is described by its first line', async () => {
    put(
      'home/.kimi/skills/one/SKILL.md',
      '---\nname: First\ndescription: >-\n  Long\n  words\nwhenToUse: Always.\n---\nx',
    )
    put('home/.kimi/skills/flat.md', `\n# ${'Title '.repeat(100)}\nmore`)
    put('home/.kimi/skills/flow/SKILL.md', '---\ntype: flow\ndisableModelInvocation: true\n---\nx')
    put('home/.kimi/skills/README.md', 'about these')
    const { skills } = await load()
    expect(skills.map(({ name }) => name)).toEqual(['flow', 'First', 'flat'])
    expect(findSkill(skills, 'first')?.description).toBe('Long words Always.')
    expect(findSkill(skills, 'flat')?.description).toMatch(/^Title [^\n]{200,}…$/)
    expect(findSkill(skills, 'flow')).toMatchObject({ isFlow: true, isHidden: true })
  })

  test('that cannot be read is named with its line', async () => {
    put('home/.kimi/skills/a/SKILL.md', '---\nname: a\ndescription: use: it\n---\n')
    put('home/.kimi/skills/b/SKILL.md', '---\nname: "b\\nc"\n---\n')
    put('home/.kimi/skills/c/SKILL.md', 'x'.repeat(300_000))
    const { skills, problems } = await load()
    expect(skills).toEqual([])
    expect(problems.map((line) => line.replace(`${dir}/home/.kimi/skills/`, ''))).toEqual([
      'a/SKILL.md:3: a value with `: ` in it must be quoted',
      'b/SKILL.md: not a valid skill name: "b\\nc"',
      'c/SKILL.md: longer than 256 KiB',
    ])
  })

  test('is listed for the model by group, with its path', async () => {
    expect(describeSkills([])).toBe('No skills found.')
    put('repo/.kimi/skills/p/SKILL.md', skill('p'))
    put('home/.kimi/skills/u/SKILL.md', skill('u'))
    put('home/.kimi/skills/h/SKILL.md', '---\ndisableModelInvocation: true\n---\nx')
    expect(describeSkills((await load()).skills).replaceAll(dir, '')).toBe(
      '### Project\n- p\n  - Path: /repo/.kimi/skills/p/SKILL.md\n  - Description: does p\n\n' +
        '### User\n- u\n  - Path: /home/.kimi/skills/u/SKILL.md\n  - Description: does u',
    )
  })
})

describe('invoking a skill', () => {
  const made = (text: string, argumentNames: string[] = []): Skill => ({
    name: 's',
    description: '',
    group: 'User',
    path: '/skills/s/SKILL.md',
    text,
    isFlow: false,
    isHidden: false,
    argumentNames,
  })

  test('sends its whole file, and the request behind it', () => {
    const file = '---\nname: s\n---\n\nDo it.'
    expect(invokeSkill(made(file), '')).toBe(file)
    expect(invokeSkill(made(file), '  fix login ')).toBe(`${file}\n\nUser request:\nfix login`)
  })

  test('fills in its directory, all arguments, one by number and one by name', () => {
    const text = 'run ${KIMI_SKILL_DIR}/x $ARGUMENTS | $ARGUMENTS[1] | $0 | $branch | $other | $9'
    expect(invokeSkill(made(text, ['file', 'branch']), `a.ts 'my branch'`)).toBe(
      `run /skills/s/x a.ts 'my branch' | my branch | a.ts | my branch | $other | `,
    )
  })

  test('leaves the dollars of a skill without arguments alone, and never expands what the user typed', () => {
    expect(invokeSkill(made(`awk '{print $1}' $HOME`), 'x')).toBe(`awk '{print $1}' $HOME\n\nUser request:\nx`)
    expect(invokeSkill(made('say $ARGUMENTS'), '$0 ${KIMI_SKILL_DIR} $& x')).toBe('say $0 ${KIMI_SKILL_DIR} $& x')
  })

  test('parts words as a shell does', () => {
    expect(splitWords(`a "b c" 'd "e"' f\\ g h"i"j "open \\"x`)).toEqual(['a', 'b c', 'd "e"', 'f g', 'hij', 'open "x'])
    expect(splitWords('  ')).toEqual([])
    expect(splitWords('""')).toEqual([''])
  })
})

test('our own skills can be read, come last, and give way to the user’s', async () => {
  const builtin = await loadSkills([BUILTIN_SKILLS])
  expect(builtin.problems).toEqual([])
  expect(builtin.skills.map(({ name }) => name)).toEqual(['kimi-cli-help', 'skill-creator'])
  put('home/.kimi/skills/skill-creator/SKILL.md', skill('skill-creator'))
  const { skills } = await loadSkills([...(await findSkillRoots(place())), BUILTIN_SKILLS])
  expect(skills.map(({ group }) => group)).toEqual(['User', 'Built-in'])
})
