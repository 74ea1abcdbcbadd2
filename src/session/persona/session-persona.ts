// The persona of a session, from files: its agent, its skills and its hooks.

import type { Config } from '../../config/configuration.ts'
import { KimiError } from '../../protocol/errors.ts'
import type { OpenSession } from '../../protocol/methods.ts'
import { readHookConfig, type HookConfig } from '../hooks/hook-config.ts'
import { loadAgentSpec } from './agent-spec.ts'
import type { AgentSpec } from './builtin-agents.ts'
import type { Admit } from './project-files.ts'
import { BUILTIN_SKILLS, findSkillRoots, loadSkills, type Skill } from './skills.ts'

interface PersonaHost {
  share: string
  home: string
  config: Config
  /** Knows the files in which a key of the user stands. */
  plugins?: { shelf: { keyFiles(): string[]; admitsSkill: Admit } }
  log(problem: string): void
}

/** The agent, skills and hooks of a session, from files. */
export interface Persona {
  spec: AgentSpec
  skills: Skill[]
  hooks: HookConfig[]
}

/** Without skills, which are read once it is known what the folder may bring. Logs what cannot be used of hooks. Throws `agent.invalid`. */
export async function loadPersona(open: OpenSession, { config, log }: PersonaHost): Promise<Persona> {
  const loaded = await loadAgentSpec(open.agentFile ?? open.agent ?? 'default')
  if (!loaded.ok) throw new KimiError('agent.invalid', loaded.reason)
  const hookConfig = readHookConfig(config.agent.hooks)
  for (const problem of hookConfig.problems) log(problem)
  return { spec: loaded.agent, skills: [], hooks: hookConfig.hooks }
}

/** Reads the skills again, those of the folder as far as they are let in. The list itself stays: others hold it. */
export async function readSkills(
  persona: Persona,
  admit: Admit | null,
  open: OpenSession,
  { share, home, config, plugins, log }: PersonaHost,
): Promise<void> {
  const roots = await findSkillRoots({
    workDir: open.workDir,
    share,
    home,
    admit,
    ...(open.skillsDirs ? { skillsDirs: open.skillsDirs } : {}),
    extraDirs: config.agent.extraSkillDirs,
    mergeAll: config.agent.mergesSkills,
    admitPlugin: plugins?.shelf.admitsSkill,
  })
  const { skills, problems } = await loadSkills([...roots, BUILTIN_SKILLS], plugins?.shelf.keyFiles())
  for (const problem of problems) log(problem)
  persona.skills.splice(0, Infinity, ...skills)
}
