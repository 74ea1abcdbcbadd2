// Skills: the directories in which they are found, their files, and their list in the system prompt.

import { readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { realOrSame } from '../../safety/rules/workspace-path.ts'
import { sanitiseLine } from '../../safety/text/sanitiser.ts'
import { readFrontMatter } from './front-matter.ts'
import { type Admit, exists, findProjectRoot, readProjectText } from './project-files.ts'
import type { Yaml } from './yaml-reader.ts'

export type SkillGroup = 'Project' | 'User' | 'Extra' | 'Built-in'

export interface SkillRoot {
  group: SkillGroup
  path: string
  /** The project's directory: links that lead out of it are not followed. */
  within?: string
  /** True for the folder of plugins: no link of a plugin that leads out of the plugin's own folder is followed. */
  isPlugins?: boolean
  admit?: Admit
}

export interface Skill {
  name: string
  description: string
  group: SkillGroup
  /** Path of the Markdown file. */
  path: string
  /** The whole file as it was when the session began: what was listed is what runs. */
  text: string
  isFlow: boolean
  /** True when the model does not see the skill, so that only the user invokes it. */
  isHidden: boolean
  /** Names of the `$name` placeholders, in the order of the arguments. */
  argumentNames: string[]
}

/** Our own skills: in the package beside the bundles, in the sources beside this file. They come last. */
export const BUILTIN_SKILLS: SkillRoot = { group: 'Built-in', path: join(import.meta.dirname, 'builtin-skills') }
const FILE_LIMIT_BYTES = 256 * 1024
const FALLBACK_CHARS = 240
const NAME_CELLS = 80
const DESCRIPTION_CELLS = 1_000

/** The directories with skills, in order of precedence. Of the project's, those files count that `admit` lets in; with null none. */
export async function findSkillRoots(place: {
  workDir: string
  share: string
  home: string
  admit: Admit | null
  /** Directories of `--skills-dir`, which replace the user's and the project's. */
  skillsDirs?: readonly string[]
  extraDirs?: readonly string[]
  /** The setting `merge_all_available_skills`; false takes only the first existing one of Kimi's, Claude's and Codex's. */
  mergeAll?: boolean
  /** Of the plugins, those files count that it lets in; all of them without it. */
  admitPlugin?: Admit | undefined
}): Promise<SkillRoot[]> {
  const { workDir, share, home, admit, skillsDirs = [], extraDirs = [], mergeAll = true, admitPlugin } = place
  const extra: SkillRoot[] = [
    ...extraDirs.map((path) => ({ group: 'Extra' as const, path })),
    { group: 'Extra', path: join(share, 'plugins'), isPlugins: true, ...(admitPlugin && { admit: admitPlugin }) },
  ]
  if (skillsDirs.length > 0) return [...skillsDirs.map((path) => ({ group: 'User' as const, path })), ...extra]

  const brands = async (own: readonly string[], base: string) => {
    const paths = [...own, join(base, '.claude', 'skills'), join(base, '.codex', 'skills')]
    return mergeAll ? paths : firstExisting(paths)
  }
  const roots: SkillRoot[] = []
  if (admit) {
    const root = findProjectRoot(workDir)
    const own = ['.kimi', '.kimi-code'].map((name) => join(root, name, 'skills'))
    for (const path of [...(await brands(own, root)), join(root, '.agents', 'skills')]) {
      roots.push({ group: 'Project', path, within: root, admit })
    }
  }
  const own = [join(share, 'skills'), join(home, '.kimi-code', 'skills')]
  const generic = [join(home, '.config', 'agents', 'skills'), join(home, '.agents', 'skills')]
  for (const path of [...(await brands(own, home)), ...(await firstExisting(generic))]) {
    roots.push({ group: 'User', path })
  }
  return [...roots, ...extra]
}

async function firstExisting(paths: readonly string[]): Promise<string[]> {
  for (const path of paths) if (await exists(path)) return [path]
  return []
}

/** All skills in the order of their roots; of skills with one name in any case, the first counts. `keyFiles`: real paths that are not read. Never throws. */
export async function loadSkills(
  roots: readonly SkillRoot[],
  keyFiles: readonly string[] = [],
): Promise<{ skills: Skill[]; problems: string[] }> {
  const found = (await Promise.all(roots.map((root) => readRoot(root, keyFiles)))).flat()
  const skills = new Map<string, Skill>()
  for (const one of found)
    if (one.ok && !skills.has(foldName(one.skill.name))) skills.set(foldName(one.skill.name), one.skill)
  return { skills: [...skills.values()], problems: found.flatMap((one) => (one.ok ? [] : one.reason)) }
}

export function findSkill(skills: readonly Skill[], name: string): Skill | undefined {
  return skills.find((skill) => foldName(skill.name) === foldName(name))
}

type ReadSkill = { ok: true; skill: Skill } | { ok: false; reason: string }

/** Reads each `<name>/SKILL.md` of a directory, then each `<name>.md`. */
async function readRoot(root: SkillRoot, keyFiles: readonly string[]): Promise<ReadSkill[]> {
  const found = (await readdir(root.path).catch(() => [])).toSorted()
  // Folders with a dot hold plugins that are not installed yet (plugins/plugin-install.ts).
  const names = root.isPlugins ? found.filter((name) => !name.startsWith('.')) : found
  const flat = names.filter((name) => name.endsWith('.md') && !/^(?:readme|skill)\.md$/i.test(name))
  const read = [
    ...names.map((name) => {
      const own = root.isPlugins ? { ...root, within: join(root.path, name) } : root
      return readSkill(join(root.path, name, 'SKILL.md'), name, own, keyFiles)
    }),
    ...flat.map((name) => readSkill(join(root.path, name), name.slice(0, -'.md'.length), root, keyFiles)),
  ]
  return (await Promise.all(read)).filter((one) => one !== null)
}

async function readSkill(
  path: string,
  fallbackName: string,
  root: SkillRoot,
  keyFiles: readonly string[],
): Promise<ReadSkill | null> {
  if (keyFiles.length > 0 && keyFiles.includes(realOrSame(path))) return null
  const read = await readProjectText(path, { limitBytes: FILE_LIMIT_BYTES, within: root.within, admit: root.admit })
  if (!read) return null
  if (read.isCut) return { ok: false, reason: `${path}: longer than 256 KiB` }
  const parsed = await readFrontMatter(read.text)
  if (!parsed.ok) return { ok: false, reason: `${path}:${parsed.line}: ${parsed.reason}` }
  const { fields, body } = parsed
  const name = textOf(fields.name) || fallbackName
  if (name !== sanitiseLine(name, NAME_CELLS)) {
    return { ok: false, reason: `${path}: not a valid skill name: ${JSON.stringify(name)}` }
  }
  const description = textOf(fields.description) || describeBody(body)
  const skill: Skill = {
    name,
    description: sanitiseLine([description, textOf(fields.whenToUse)].join(' '), DESCRIPTION_CELLS),
    group: root.group,
    path,
    text: read.text.trim(),
    isFlow: fields.type === 'flow',
    isHidden: fields.disableModelInvocation === true || fields['disable-model-invocation'] === true,
    argumentNames: readNames(fields.arguments),
  }
  return { ok: true, skill }
}

function describeBody(body: string): string {
  const line = body.split('\n').find((each) => each.trim() !== '') ?? ''
  const bare = line.replace(/^\s*#+\s*/, '').trim()
  return bare.length <= FALLBACK_CHARS ? bare : `${bare.slice(0, FALLBACK_CHARS - 1).toWellFormed()}…`
}

/** Reads a list of names or of mappings with a name, the keys of a mapping, or the words of a text. */
function readNames(value: Yaml | undefined): string[] {
  if (typeof value === 'string') return value.split(/[\s,]+/).filter((name) => name !== '')
  if (Array.isArray(value)) return value.flatMap((one) => (isMap(one) ? textOf(one.name) || [] : textOf(one) || []))
  return isMap(value) ? Object.keys(value) : []
}

function isMap(value: Yaml | undefined): value is Record<string, Yaml> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function textOf(value: Yaml | undefined): string {
  return typeof value === 'string' ? value.trim() : ''
}

function foldName(name: string): string {
  return name.toLowerCase()
}

/** The value of KIMI_SKILLS: the visible skills by group, each with the path of its file. */
export function describeSkills(skills: readonly Skill[]): string {
  const groups: SkillGroup[] = ['Project', 'User', 'Extra', 'Built-in']
  const sections = groups.flatMap((group) => {
    const lines = skills
      .filter((skill) => skill.group === group && !skill.isHidden)
      .map(({ name, path, description }) => `- ${name}\n  - Path: ${path}\n  - Description: ${description}`)
    return lines.length === 0 ? [] : [[`### ${group}`, ...lines].join('\n')]
  })
  return sections.length === 0 ? 'No skills found.' : sections.join('\n\n')
}

/** The directory to which the paths in a skill's text are relative. */
export function directoryOf(skill: Skill): string {
  return dirname(skill.path)
}
