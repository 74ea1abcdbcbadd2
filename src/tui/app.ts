// The terminal: one session on the screen, its prompt below, and everything that the user does with it. This file joins the parts; each
// part is in a file of its own.

import { findHome } from '../sys/own-user.ts'
import { KimiError, toKimiError } from '../protocol/errors.ts'
import type { OpenSession } from '../protocol/methods.ts'
import { shortenSessionId } from '../protocol/session-view.ts'
import { VERSION } from '../protocol/version.ts'
import { sanitiseEnds } from '../safety/text/sanitiser.ts'
import { paint, type PrintStyle } from '../view/print-style.ts'
import { describeFailure } from '../view/turns/said-lines.ts'
import { describePairs } from '../view/lists/pair-lines.ts'
import { wrapNote } from '../view/turns/turn-output.ts'
import type { AppContext } from './app-context.ts'
import { createListener } from './app-events.ts'
import { createActions, createInput, submit, typeInto } from './app-input.ts'
import { createAppKeys } from './app-keys.ts'
import type { Parts } from './app-parts.ts'
import { createCards } from './cards/cards.ts'
import { editPlan } from './cards/plan-edit.ts'
import { createComposer } from './composer/composer.ts'
import { createSessionLink, type Connect } from './link/session-link.ts'
import { createOutbox } from './outbox.ts'
import { createSteers } from './steers.ts'
import { describeMore, findQuestionScreen, renderRows } from './screen/app-rows.ts'
import { openKeyTerminal } from './screen/key-terminal.ts'
import { findScreenStyle, findReflow } from './screen/screen-style.ts'
import { createAttention } from './screen/attention.ts'
import { createStatusCommand } from './status-command.ts'
import { createScreen, type Screen } from './screen/screen.ts'
import { pickSession } from './panels/session-picker.ts'
import { showTasks } from './panels/task-picker.ts'
import { switchToShell } from './shell-switch.ts'
import { createSessionFacts } from './session-facts.ts'
import { createGreyMessage } from './grey-message.ts'
import { createPrintedLines } from './printed-lines.ts'
import { createPromptMemory } from './prompt-memory.ts'
import { createSources } from './prompt-sources.ts'
import { takeTerminalSignals } from './terminal-signals.ts'
import { createTranscript } from './transcript/transcript.ts'

/** Seconds, countdowns and the last lines of commands are drawn anew so often while a turn runs. */
const TICK_MS = 500
/** Turns that are wrapped anew for another width. */
const DRAWN_TURNS = 30
const PATH_CELLS = 60
const LEAST_PATH_CELLS = 12
/** The banner without the version and the path. */
const BANNER_CELLS = 'kimi  ·  · /help'.length

export interface TerminalWish {
  open: OpenSession
  /** The first words; '' for none. */
  words: string
  /** A list that is shown at first. */
  panel: 'sessions' | 'tasks' | null
  /** True to show the user's shell at first. */
  beginsInShell?: boolean
  connect: Connect
  env: NodeJS.ProcessEnv
}

const now = () => performance.now()

/** Runs the terminal until the user leaves, and returns the exit status. */
export async function runTerminal(wish: TerminalWish): Promise<number> {
  const { promise: left, resolve: leave } = Promise.withResolvers<number>()
  const parts = createParts(wish, leave)
  const { screen, app } = parts
  const signals = takeTerminalSignals({
    onEnd: leave,
    onCrash(error) {
      screen.stop()
      throw error
    },
    onContinue: screen.start,
  })
  screen.print([describeBanner(app.style, wish.open.workDir), ''])
  screen.start()
  const ticking = setInterval(() => app.transcript.current().turn.isRunning && screen.refresh(), TICK_MS).unref()
  begin(parts, wish).catch((error: unknown) => {
    app.complain(error)
    leave(toKimiError(error).exit)
  })
  const status = await left
  clearInterval(ticking)
  app.transcript.write(app.transcript.current().printer.endLine())
  sayGoodbye(app)
  parts.attention.close()
  await screen.terminal.answered()
  screen.stop()
  signals.close()
  parts.link?.close()
  parts.composer.close()
  await parts.memory.close()
  return status
}

async function begin(
  parts: Parts,
  { open, words, panel, beginsInShell = false, connect }: TerminalWish,
): Promise<void> {
  if (words !== '') parts.memory.onSent(words) // before the history is read, so that Up finds them
  parts.link = createSessionLink(connect, open, createListener(parts, open))
  await parts.link.opened
  if (parts.link.client() === null) return // the user has left before
  // A list that kimi was started for is all that is left with Esc.
  const onLeave = () => parts.app.leave()
  if (panel) await (panel === 'sessions' ? pickSession(parts.app, false, onLeave) : showTasks(parts.app, onLeave))
  if (beginsInShell) await switchToShell(parts).catch(parts.app.complain)
  if (words !== '') parts.app.send(words)
  else parts.outbox.pump()
}

function describeBanner(style: PrintStyle, workDir: string): string {
  const room = style.width - VERSION.length - BANNER_CELLS
  const path = sanitiseEnds(workDir, Math.min(PATH_CELLS, Math.max(LEAST_PATH_CELLS, room)))
  return `${paint(style, 'bold', `kimi ${VERSION}`)} ${paint(style, 'dim', `${style.marks.dot} ${path} ${style.marks.dot} /help`)}`
}

function sayGoodbye({ book, transcript, print, style }: AppContext): void {
  const { session } = book
  if (!session || transcript.current().turns.length === 0) return
  const goesOn = transcript.current().turn.isRunning ? 'The turn goes on. ' : ''
  print(['', paint(style, 'dim', `${goesOn}To come back: kimi -C, or kimi -S ${shortenSessionId(session.id)}`)])
}

/** The parts, each of which reaches the others through the object that holds them all. */
function createParts({ env, open }: TerminalWish, leave: (status: number) => void): Parts {
  const parts = { link: null, panel: null, trouble: 'starting' } as unknown as Parts
  const findStyle = (columns: number) =>
    findScreenStyle(columns, env, book.session?.terminal.theme, screen.terminal.isLight)
  const isFull = () => book.session?.terminal.screen === 'full'
  const book = createSessionFacts(open.workDir, env['HOME'] ?? findHome())
  let style = findScreenStyle(process.stdout.columns || 80, env)
  const screen = createScreen({
    terminal: openKeyTerminal(env),
    reflow: findReflow(env),
    render(columns, rows) {
      style = findStyle(columns)
      if (isFull()) printed.look(columns)
      return renderRows(parts, columns, rows)
    },
    renderFull: (columns, rows) => (parts.panel?.isFull ? parts.panel.render(findStyle(columns), rows) : null),
    isFull,
    describeMore: (rows) => describeMore(rows, style),
    onInput: (data) => takeInput(data),
  })
  const printed = createPrintedLines({
    screen,
    transcript: () => transcript,
    banner: () => describeBanner(style, open.workDir),
    isFree: () => isFull() && cards.count === 0 && parts.trouble === '',
    readHistory: () => app.call('session/history', { turns: DRAWN_TURNS }),
  })
  const transcript = createTranscript({
    getStyle: () => style,
    print: printed.conversation,
    now,
    settings: () => book.session ?? { showsSummary: true, showsThinking: false },
    isAsking: () => cards.count > 0,
    onTurn: printed.onTurn,
  })
  const app = createContext(parts, { book, transcript, env, screen, say: printed.app, getStyle: () => style, leave })
  const cards = createCards({
    transcript,
    now,
    refresh: screen.refresh,
    promptText: () => composer.draft().text,
    findScreen: () => findQuestionScreen(parts, screen.size()),
    onText: (text) => typeInto(parts, text),
    onEditPlan: () => editPlan(app).catch(app.complain),
  })
  const outbox = createOutboxOf(parts, app)
  const composer = createPromptOf(parts, app, screen)
  const attention = createAttention({ screen, env, when: () => book.session?.terminal.notify ?? 'off' })
  const statusCommand = createStatusCommand(env, screen.refresh)
  Object.assign(parts, { app, screen, cards, outbox, composer, attention, statusCommand })
  parts.steers = createSteers(app.call, screen.refresh, app.send)
  parts.memory = createPromptMemory(parts)
  parts.greyMessage = createGreyMessageOf(parts)
  parts.pressKey = createAppKeys(createActions(parts), now)
  const takeInput = createInput(parts)
  return parts
}

function createGreyMessageOf({ app, outbox, composer, screen }: Parts): Parts['greyMessage'] {
  const { call, env, book } = app
  return createGreyMessage({
    call,
    env,
    isWanted: () => book.session?.terminal.nextMessage === true && outbox.waiting.length === 0 && composer.isEmpty(),
    onShown: screen.refresh,
    onTaken: composer.insert,
  })
}

function notePromptChange({ memory, screen }: Parts): void {
  memory.onChanged()
  screen.refresh()
}

/** The messages that wait for the running turn. */
function createOutboxOf(parts: Parts, app: AppContext): Parts['outbox'] {
  return createOutbox({
    call: app.call,
    isFree: () => parts.link !== null && parts.trouble === '' && !app.transcript.current().turn.isRunning,
    onChanged: () => notePromptChange(parts),
    onFailed(error, hasBegun) {
      if (!hasBegun) app.complain(error)
      else if (error.code === 'model.not_configured') app.note('Up brings your words back')
    },
    onLimit: (steps) => app.note(`the turn reached its limit of ${steps} steps; say "go on" to let it go on`),
  })
}

/** The prompt of the app. Its draft and the screen follow each change, for which the parts have to be together. */
function createPromptOf(parts: Parts, app: AppContext, screen: Screen): Parts['composer'] {
  const { book, env } = app
  return createComposer({
    style: () => app.style,
    env,
    sources: createSources(app),
    prompt: () => `${book.facts.mode === 'plan' ? app.style.marks.plan : app.style.marks.prompt} `,
    // Without colours it would look like words that are typed.
    placeholder: () => (app.style.hasColours ? parts.greyMessage.text() : ''),
    height: () => Math.max(1, Math.floor(screen.size().rows / 3)),
    onSubmit: (prompt) => submit(parts, prompt),
    onKey: (name) => parts.pressKey(name),
    onChange: () => notePromptChange(parts),
    editText: (text) =>
      app.lend(async () =>
        (await import('./composer/external-editor.ts')).editText(text, book.session?.editor ?? '', env),
      ),
    onFailure: app.complain,
    onNote: app.note,
  })
}

interface ContextParts extends Pick<AppContext, 'book' | 'transcript' | 'env'> {
  screen: Screen
  /** Prints lines of the app, and makes them again when the conversation is wrapped anew. */
  say(render: () => string[]): void
  getStyle(): PrintStyle
  leave(status: number): void
}

function createContext(parts: Parts, { screen, say, getStyle, leave, ...own }: ContextParts): AppContext {
  const closePanel = () => {
    const { panel } = parts
    parts.panel = null
    panel?.onClosed?.()
    screen.refresh()
  }
  return {
    ...own,
    get style() {
      return getStyle()
    },
    call(method, params) {
      if (parts.link) return parts.link.call(method, params)
      return Promise.reject(new KimiError('daemon.unreachable', 'there is no connection to the daemon yet'))
    },
    async openSession(wish) {
      await parts.link?.open(wish)
    },
    note: (text) => say(() => wrapNote(text, getStyle())),
    print: (lines) => say(() => [...lines]),
    complain(error) {
      const { code, message, hint } = toKimiError(error)
      say(() => describeFailure({ kind: 'failure', code, message, hint }, getStyle()))
    },
    send: (content) => parts.outbox.send(content),
    show(panel) {
      closePanel()
      parts.panel = panel
    },
    closePanel,
    refresh: screen.refresh,
    fill: (content) => parts.composer.setContent(content),
    isVim: () => parts.composer.vimMode() !== null,
    setVim: (isOn) => parts.composer.setVim(isOn),
    copy: (text) => screen.tell(`\x1b]52;c;${Buffer.from(text).toString('base64')}\x07`),
    describeColumns: (rows, title) => describePairs(rows, title, getStyle()),
    async lend(work, isQuiet = false) {
      if (isQuiet) return work(screen.terminal.streams)
      await screen.terminal.answered()
      screen.stop()
      try {
        return await work(screen.terminal.streams)
      } finally {
        screen.start()
      }
    },
    leave: (status = 0) => leave(status),
  }
}
