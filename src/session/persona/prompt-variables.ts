// The variables of the system prompt, gathered when a session begins.

import { loadAgentsMd } from './agents-md.ts'
import { describeDirectories, listDirectory } from './directory-listing.ts'
import { tellPath } from '../../safety/sources/source-of-call.ts'
import type { Admit } from './project-files.ts'
import { describeSkills, type Skill } from './skills.ts'
import type { PromptVariables } from './system-prompt.ts'

export async function gatherVariables(place: {
  workDir: string
  additionalDirs: readonly string[]
  share: string
  home: string
  skills: readonly Skill[]
  /** Lets in the AGENTS.md files of the project; null for none of them. */
  admit: Admit | null
  shell: string
}): Promise<PromptVariables> {
  const { workDir, share, home, admit } = place
  const [listing, agentsMd, additional] = await Promise.all([
    listDirectory(workDir),
    loadAgentsMd({ workDir, share, home, admit }),
    describeDirectories(place.additionalDirs),
  ])
  return {
    ROLE_ADDITIONAL: '',
    KIMI_NOW: formatLocalTime(new Date()),
    KIMI_WORK_DIR: tellPath(workDir),
    KIMI_WORK_DIR_LS: listing,
    KIMI_AGENTS_MD: agentsMd.text,
    KIMI_SKILLS: place.skills.length === 0 ? '' : describeSkills(place.skills),
    KIMI_ADDITIONAL_DIRS_INFO: additional,
    KIMI_OS: process.platform === 'darwin' ? 'macOS' : 'Linux',
    KIMI_SHELL: place.shell,
  }
}

/** The time in ISO 8601 with the local offset. */
function formatLocalTime(now: Date): string {
  const minutes = -now.getTimezoneOffset()
  const two = (value: number) => String(Math.floor(Math.abs(value))).padStart(2, '0')
  const local = new Date(now.getTime() + minutes * 60_000).toISOString().slice(0, 19)
  return `${local}${minutes < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`
}
