// Runs an input of the user in a session: settles what has to be settled before it, runs the turn, and waits for the tasks that it began.

import { appendFileSync } from 'node:fs'
import { typedWords } from '../../protocol/attached-text.ts'
import { type Content, partsOf } from '../../protocol/message.ts'
import type { OpenSession } from '../../protocol/methods.ts'
import type { LaterWrites } from '../../sys/later-writes.ts'
import type { FolderAdmission } from '../admission/folder-admission.ts'
import { createTurnNotice } from '../admission/turn-notice.ts'
import { settle } from '../background-settling.ts'
import { createExtensions } from '../extensions.ts'
import type { LiveSession } from '../live-session.ts'
import type { Relocation } from '../places/relocation.ts'
import type { RootAgent } from '../root-agent.ts'
import type { SessionServers } from '../servers/session-servers.ts'
import type { PromptOutcome } from '../session.ts'
import type { Slash } from '../slash-actions.ts'
import type { SessionPlace } from '../store/session-layout.ts'
import { findLastSession, recordLastSession } from '../store/work-dirs.ts'
import { type UserTurnDeps, runOwnTurn, runUserTurn } from '../user-turn.ts'
import { noteAttached } from '../user-words.ts'
import type { TaskParts } from './owned-tasks.ts'
import type { OwnedTasks, SessionHost } from './session-host.ts'
import { approvesBare } from './session-permissions.ts'

interface TurnParts {
  lookForModel(): Promise<void>
  warn(): Promise<void>
  relocation: Relocation
  live: LiveSession
  admission: FolderAdmission
  servers: SessionServers
  agent: { get(): RootAgent }
  extensions: ReturnType<typeof createExtensions>
}

/** Says once in a session of mode auto that there is no sandbox, where that is so, and what that means for commands. */
export function createBareWarning(
  live: LiveSession,
  open: OpenSession,
  { whyNoSandbox }: SessionHost,
): () => Promise<void> {
  let isSaid = false
  return async () => {
    if (isSaid || live.mode !== 'auto' || whyNoSandbox === undefined) return
    const reason = await whyNoSandbox()
    isSaid = true
    if (reason === null) return
    const effect =
      live.rules === 'kimi-cli' || approvesBare(open)
        ? 'commands run without one, with all your rights (--mode auto refuses them)'
        : 'mode auto refuses commands that do not certainly just read; in bypass all run, with all your rights (kimi doctor)'
    live.emit(createTurnNotice(`${reason}: ${effect}`))
  }
}

/** Looks once more where no model was found: a model server of this machine may have been started since. */
export function createModelLook(live: LiveSession, { lookForModel }: SessionHost, agent: TurnParts['agent']) {
  return async () => {
    if (!lookForModel || agent.get().window() !== null) return
    await lookForModel()
    if (agent.get().window() !== null) live.announce() // terminals show the model's name
  }
}

/** Runs the agent's loop once it is settled what the folder may bring and which tools the servers have. */
export async function runAgent(
  input: Content,
  said: Content | null,
  { live, relocation, admission, servers, agent, extensions, warn, lookForModel }: TurnParts,
) {
  await lookForModel()
  // Nobody is asked about the folder for words that no model can answer.
  if (agent.get().window() !== null) await admission.settle()
  await warn()
  await servers.settle(said === null ? '' : typedWords(said))
  if (said !== null) await noteAttached(said, live.sources, admission.isTrusted())
  const resources = said === null ? [] : await servers.references.readResources(typedWords(said))
  const whole = resources.length === 0 ? input : [...partsOf(input), ...resources]
  return agent.get().run(await relocation.withInstructions(whole), extensions.tools)
}

interface InputParts extends TaskParts {
  place: SessionPlace
  tasks: OwnedTasks
  slash: Slash
  agent: { get(): RootAgent }
  runTurn: UserTurnDeps['runTurn']
  admission: FolderAdmission
  later: LaterWrites
}

/** Runs one input of the user; with `settlesWithinS` until the background tasks that it began have ended, too. */
export async function runInput(
  input: Content,
  open: OpenSession,
  { share, config }: SessionHost,
  { place, live, hooks, notices, tasks, slash, agent, runTurn, admission, later }: InputParts,
): Promise<PromptOutcome> {
  await live.loadConversation()
  // Refused before anything of it is stored or sent.
  const refusal = agent.get().refuse(input)
  if (refusal) return { status: 'failed', error: refusal }
  // Recorded while the turn runs and not after it: after a crash `kimi -C` continues this session. One of a background task goes on by its id.
  if (!open.isBackground && findLastSession(share, open.workDir) !== place.id)
    later.add(() => recordLastSession(share, open.workDir, place.id))
  // A session without a model has a conversation, too: an empty one.
  appendFileSync(place.context, '', { mode: 0o600 })
  const ralphIterations = open.maxRalphIterations ?? config.agent.maxRalphIterations
  const runSlash: Slash['run'] = async (words, ...rest) => {
    // A skill of the folder is known once the folder is trusted.
    if (typeof words === 'string' && /^\s*\/(?:skill|flow):/.test(words)) await admission.settle()
    return slash.run(words, ...rest)
  }
  const deps: UserTurnDeps = { hooks, runSlash, ralphIterations, runTurn, later }
  const outcome = await runUserTurn(input, live, deps).finally(later.finish)
  if (open.settlesWithinS === undefined) return outcome
  return settle(outcome, {
    tasks,
    hasNotices: () => notices.pending().length > 0,
    runTurn: (words) => runOwnTurn(words, live, deps),
    limitS: open.isUnattended
      ? Math.min(open.settlesWithinS, config.settings['background.print_wait_ceiling_s'])
      : open.settlesWithinS,
    signal: live.signal,
  })
}
