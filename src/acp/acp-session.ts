// A session of the editor: one connection to the daemon that speaks for one session. Prompts become turns, or steer the turn that
// runs; the session's events become updates, also those of turns that another door has begun.

import type {
  AgentContext,
  ContentBlock,
  PromptResponse,
  SessionConfigOption,
  SessionModeState,
  SessionUpdate,
} from '@agentclientprotocol/sdk'
import type { Client, Listener } from '../client/peer.ts'
import { KimiError } from '../protocol/errors.ts'
import type { OpenSession } from '../protocol/methods.ts'
import { sanitiseLine, sanitiseText } from '../safety/text/sanitiser.ts'
import { createEditorActs } from './editor-acts.ts'
import { createEditorQuestions } from './editor-questions.ts'
import type { EditorAbilities } from './handshake.ts'
import { readPromptBlocks } from './prompt-content.ts'
import { createSessionChoices } from './session-choices.ts'
import { openSessionLine, type SessionLine, type SlashCommands } from './session-line.ts'
import { createSessionUpdates, remark } from './session-updates.ts'
import { createTurns } from './session-turns.ts'

const TITLE_CELLS = 200
/** The turn's own events come from here on; those before it would come among them. */
const BUSY = 'a turn is running in this session; what was said before can be loaded when it has ended'
/** Longest wait for the list of models before a session is answered for; it may come from providers, and follows then. */
const CHOICES_LIMIT_MS = 150

export interface AcpSessionDeps {
  editor: AgentContext
  abilities: EditorAbilities
  connect(): Promise<Client>
}

export interface AcpSession {
  readonly id: string
  /** Modes and options, for the answers to `session/new` and its kin. */
  describe(): { modes: SessionModeState; configOptions: SessionConfigOption[] }
  /** Sends the stored conversation as updates; while a turn of another door runs, a remark in its place. */
  replay(): Promise<void>
  /** Sends what an editor takes only for a session that it knows: the commands and the title. */
  announce(): void
  /** Runs a turn, or steers the one that runs. Throws KimiErrors. */
  prompt(blocks: readonly ContentBlock[], signal: AbortSignal): Promise<PromptResponse>
  cancel(): void
  /** Changes the mode, the model or the thinking. */
  choose(id: string, value: unknown): Promise<SessionConfigOption[]>
  /** Resolves when the daemon has let go of the session; a turn of the editor is cancelled. */
  close(): Promise<void>
}

/** Opens the session. Throws KimiErrors, `model.not_configured` when no model can answer. */
export async function openAcpSession(open: OpenSession, deps: AcpSessionDeps): Promise<AcpSession> {
  const { abilities, connect } = deps
  // Until the session is open it sends no events: this empty listener holds the place of the parts that are made below.
  let hear: Listener = { event: () => {}, request: () => {} }
  const offer = { reads: abilities.readsFiles, writes: abilities.writesFiles, runs: abilities.hasTerminal }
  const listener: Listener = { event: (event) => hear.event(event), request: (...asked) => hear.request(...asked) }
  const line = await openSessionLine(open, { connect, offer, listener })
  if (line.opened.model === '') {
    await line.close()
    throw new KimiError('model.not_configured', 'Authentication required: no model is configured')
  }
  const { session, listener: own } = createAcpSession(line, open, deps)
  hear = own
  await session.prepare()
  return session
}

function createAcpSession(line: SessionLine, open: OpenSession, deps: AcpSessionDeps) {
  const parts = createParts(line, open, deps)
  const { send, updates, questions, acts, choices, turns, titles } = parts
  const session = {
    id: line.opened.id,
    describe: () => ({ modes: choices.modes(), configOptions: choices.options() }),
    /** Waits a moment for the lists of models and efforts; what comes later is sent as an update. */
    async prepare() {
      let isLate = false
      const loaded = choices.load().then((hasChanged) => {
        if (hasChanged && isLate) send({ sessionUpdate: 'config_option_update', configOptions: choices.options() })
      })
      await Promise.race([loaded, new Promise((resolve) => setTimeout(resolve, CHOICES_LIMIT_MS))])
      isLate = true
    },
    async replay() {
      try {
        await line.call('replay', {})
        updates.finish().forEach(send)
      } catch (error) {
        if (!(error instanceof KimiError && error.code === 'session.busy')) throw error
        remark(BUSY, deps.abilities).forEach(send)
      }
    },
    announce() {
      send(describeCommands(line.commands))
      titles.tell()
    },
    async prompt(blocks: readonly ContentBlock[], signal: AbortSignal): Promise<PromptResponse> {
      const read = readPromptBlocks(blocks)
      if (!read.ok) throw new KimiError('usage.invalid', read.reason, { hint: '' })
      try {
        return { stopReason: await turns.prompt(read.content, signal) }
      } finally {
        if (!turns.isPrompting) questions.settleAll()
      }
    },
    cancel: turns.cancel,
    async choose(option: string, value: unknown) {
      await choices.set(option, value)
      return choices.options()
    },
    async close() {
      turns.close()
      questions.settleAll()
      acts.close()
      await line.close()
    },
  }
  return { session, listener: createListener(parts) }
}

/** The parts of a session, each with what it needs of the others. */
function createParts(line: SessionLine, open: OpenSession, { editor, abilities }: AcpSessionDeps) {
  const { id: sessionId, title } = line.opened
  const send = (update: SessionUpdate) => void editor.notify('session/update', { sessionId, update }).catch(() => {})
  const workDir = () => open.workDir
  const updates = createSessionUpdates(abilities, workDir)
  const { idOf, noteTerminal } = updates
  const titles = createTitles(title, send)
  line.onRenamed(titles.note)
  const turns = createTurns(line.call, updates.expectOwnWords)
  line.onLost(turns.lose)
  return {
    send,
    updates,
    titles,
    questions: createEditorQuestions({ editor, abilities, sessionId, workDir, idOf, send }),
    acts: createEditorActs({ editor, sessionId, noteTerminal, send }),
    choices: createSessionChoices(line.call, open, line.opened),
    turns,
  }
}

function createListener({
  send,
  updates,
  questions,
  acts,
  choices,
  turns,
  titles,
}: ReturnType<typeof createParts>): Listener {
  return {
    event(event) {
      if (event.type === 'SessionChanged') {
        choices.note(event.payload).forEach(send)
        titles.note(event.payload.title)
      }
      if (event.type === 'CommandsChanged') send(describeCommands(event.payload.slash_commands))
      if (event.type === 'ApprovalResponse') questions.settle(event.payload.request_id)
      updates.take(event).forEach(send)
      turns.note(event)
      if (event.type === 'TurnEnd') questions.settleAll()
    },
    request(request, answer) {
      if (request.type === 'EditorRequest') acts.perform(request.payload, answer)
      // A request of a turn that was begun in another door is answered there: an editor without a running prompt might refuse it by itself.
      else if (!turns.isPrompting) return
      else if (request.type === 'ApprovalRequest') questions.approve(request.payload, answer)
      else if (request.type === 'QuestionRequest') questions.ask(request.payload, answer)
    },
  }
}

/** Tells the editor the session's title, and each new one once. */
function createTitles(first: string, send: (update: SessionUpdate) => void) {
  let title = first
  const tell = () => {
    if (title !== '') send({ sessionUpdate: 'session_info_update', title: sanitiseLine(title, TITLE_CELLS) })
  }
  return {
    tell,
    note(next: string) {
      if (next === title || next === '') return
      title = next
      tell()
    },
  }
}

/** The slash commands of the session; the words behind them are free. */
function describeCommands(commands: SlashCommands): SessionUpdate {
  const availableCommands = commands.map(({ name, description }) => ({
    name,
    description: sanitiseText(description),
    input: { hint: 'words' },
  }))
  return { sessionUpdate: 'available_commands_update', availableCommands }
}
