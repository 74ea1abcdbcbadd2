// The move of a session to another directory, where it goes on with its conversation. Its files stay where they are.

import { existsSync } from 'node:fs'
import { KimiError } from '../../protocol/errors.ts'
import type { Conversation } from '../../agent/conversation.ts'
import { partsOf, systemReminder, textOf, type Content } from '../../protocol/message.ts'
import { disarm } from '../../safety/sources/source-of-call.ts'
import { loadProjectAgentsMd } from '../persona/agents-md.ts'
import { describeSkills, type Skill } from '../persona/skills.ts'
import type { FolderAdmission } from '../admission/folder-admission.ts'
import type { OpenSession } from '../../protocol/methods.ts'
import { describeMove, type LiveSession } from '../live-session.ts'
import type { SessionPlace } from '../store/session-layout.ts'
import { recordLastSession } from '../store/work-dirs.ts'

export interface Relocation {
  /** The directory in which the session had worked when it was opened here; '' where it was this one, or is not known. */
  readonly movedFrom: string
  /** Works in the directory from now on. Throws `session.busy` while a turn runs. */
  relocate(workDir: string): void
  /** The same once no turn runs; of several wishes that wait, only the last one counts. */
  relocateWhenFree(workDir: string): Promise<void>
  /** The input of the first turn after a move, with the AGENTS.md files and the skills of the new directory that the user trusts; any other as it is. */
  withInstructions(input: Content): Promise<Content>
}

export interface RelocationDeps {
  live: LiveSession
  place: SessionPlace
  /** Its `workDir` is the directory to which the session belongs: hooks, skills and the last session follow it. */
  open: OpenSession
  /** Looks at what the new folder brings; the user is asked before the next turn. */
  admission: Pick<FolderAdmission, 'lookBehind' | 'admit'>
  /** The skills as they are now. */
  skills(): readonly Skill[]
}

export function createRelocation({ live, place, open, admission, skills }: RelocationDeps): Relocation {
  let wanted = ''
  const before = noteWorkDir(live, place)
  let isFresh = before !== null

  function relocate(workDir: string): void {
    if (live.turn.isBusy) throw new KimiError('session.busy', 'the session cannot move: a turn runs')
    wanted = workDir
    if (workDir === open.workDir && workDir === live.workDir) return
    open.workDir = workDir
    // `kimi -C` there opens this session; one in which nothing was said has nothing to go on with.
    if (existsSync(place.context)) recordLastSession(place.share, workDir, place.id)
    live.state.save({ kimi_work_dir: workDir })
    live.moveTo(workDir)
    isFresh = true
    admission.lookBehind()
  }

  return {
    movedFrom: before ?? '',
    relocate,
    async relocateWhenFree(workDir) {
      wanted = workDir
      while (live.turn.isBusy) await live.turn.untilFree().catch(() => {})
      if (wanted === workDir) relocate(workDir)
    },
    async withInstructions(input) {
      if (!isFresh) return input
      isFresh = false
      // A conversation without a system prompt gets one that holds them.
      if (live.conversation.systemPrompt === '') return input
      const admitted = admission.admit()
      const agentsMd = admitted === null ? '' : await loadProjectAgentsMd(live.workDir, admitted)
      const notes = [
        ...(agentsMd === '' ? [] : [`AGENTS.md of the new directory:\n${disarm(agentsMd)}`]),
        ...describeNewSkills(skills(), live.conversation),
      ]
      return [...partsOf(input), ...notes.map((text) => ({ type: 'text' as const, text: systemReminder(text) }))]
    },
  }
}

const SKILLS_HEAD = 'Skills of the new directory, in place of those of the directory before:'

/** The skills of the project, where the model knows others from its system prompt or from an earlier move. */
function describeNewSkills(all: readonly Skill[], { systemPrompt, messages }: Conversation): string[] {
  const own = all.filter(({ group, isHidden }) => group === 'Project' && !isHidden)
  const list = own.length === 0 ? '' : describeSkills(own)
  const isInPrompt = list === '' ? !systemPrompt.includes('### Project') : systemPrompt.includes(list)
  const wasTold = () => messages.some(({ content }) => textOf(content).includes(SKILLS_HEAD))
  return isInPrompt && !wasTold() ? [] : [`${SKILLS_HEAD}\n${disarm(list) || 'none'}`]
}

/**
 * Tells the model of a stored session where it works, when that is not where it has worked before: then it returns that directory, ''
 * where that is not known.
 */
function noteWorkDir(live: LiveSession, place: SessionPlace): string | null {
  const { workDir, state, isNew } = live
  if (isNew) return null
  const before = state.read().kimi_work_dir ?? place.workDir
  if (before === workDir) return null
  live.pendingContext.push(describeMove(workDir))
  state.save({ kimi_work_dir: workDir })
  return before ?? ''
}
