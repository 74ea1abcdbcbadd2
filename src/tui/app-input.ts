// Passes the user's input to a panel, a card, the app itself, or the prompt; and handles the messages that the user sends.

import { modeAfter, type KeyActions } from './app-keys.ts'
import type { Prompt } from '../view/composer/pasted-objects.ts'
import type { Parts } from './app-parts.ts'
import { createChord } from './chord-keys.ts'
import { createKeyReader } from './composer/key-reader.ts'
import { describeMentions } from './prompt-sources.ts'
import { toPlainBytes } from './plain-keys.ts'
import { createModeKeys } from './slash/slash-modes.ts'
import { withHeading } from './slash/slash-heading.ts'
import { describeMistyped, findMistyped, findSlashRow } from './slash/slash-table.ts'
import { switchToShell, toggleShell } from './shell-switch.ts'
import { openViewer } from './panels/viewer.ts'
import { pickTurn } from './panels/rewind-picker.ts'
import { suspendJob } from './terminal-signals.ts'

/** Bytes that may answer a card. */
const CARD_KEYS = /^(?:[\w,. ]|\r|\x1b\[[AB]|\x1b|\x7f|\x1b\[200~[^]*)$/u

/** Enter, the arrows and Backspace: where words stand in the prompt, they are for them. */
const PROMPT_KEYS = /^(?:\r|\x1b\[[AB]|\x7f)$/

/** Keys that end or edit a line that is typed for a card: Enter, Esc, Backspace, Ctrl-U and Ctrl-W. */
const LINE_KEYS = /^[\r\x1b\x7f\x15\x17]$/

/** Word of the terminal that it has got or lost the focus. */
const FOCUS_IN = '\x1b[I'
const FOCUS_OUT = '\x1b[O'

/** The wheel of the mouse, up (64) or down, and everything else that it tells. */
const WHEEL = /^\x1b\[<(64|65);\d+;\d+M$/
const MOUSE = /^\x1b\[<\d+;\d+;\d+[Mm]$/
const WHEEL_ROWS = 3

/** Makes the function that takes what the terminal sends: a key, a paste, or an answer. */
export function createInput(parts: Parts): (data: string) => void {
  const readKey = createKeyReader()
  const pressChord = createChord(
    () => void parts.pressKey('shell'),
    (name) => void parts.pressKey(name),
  )
  return (data) => {
    const { panel, cards, composer } = parts
    if (data === FOCUS_IN || data === FOCUS_OUT) return parts.attention.onFocus(data === FOCUS_IN)
    const wheel = WHEEL.exec(data)
    if (wheel) return parts.screen.scroll(wheel[1] === '64' ? WHEEL_ROWS : -WHEEL_ROWS)
    if (MOUSE.test(data)) return
    const input = readKey(data)
    if (!input) return void composer.handleInput(data)
    if (!panel && input.kind === 'key' && pressChord(input.name)) return
    if (panel) return panel.press(input)
    const bytes = toPlainBytes(input)
    const isText = input.kind === 'paste' || input.text !== ''
    const mayAnswer = cards.isTyping
      ? isText || LINE_KEYS.test(bytes)
      : CARD_KEYS.test(bytes) && (composer.isEmpty() || !(isText || PROMPT_KEYS.test(bytes)))
    if (cards.count > 0 && mayAnswer && cards.press(bytes)) return
    const wasEmpty = composer.isEmpty()
    composer.handleInput(data)
    // Behind a line that was just emptied a key may have been meant for that line.
    if (isText || (!wasEmpty && composer.isEmpty())) cards.holdOff()
  }
}

/** Puts text behind what stands in the prompt. */
export function typeInto({ composer, cards }: Parts, text: string): void {
  composer.insert(text)
  cards.holdOff()
}

/** Sends the words of the prompt: to a command of the terminal, or to the agent. */
export function submit(own: Parts, prompt: Prompt): void {
  const { app, memory } = own
  const { text } = prompt
  memory.onSent(text)
  own.link?.start()
  own.screen.scroll(0)
  const line = /^!([^]+)$/.exec(text)?.[1]
  if (line !== undefined) return void switchToShell(own, { line: line.trim() }).catch(app.complain)
  if (/^\/shell\s*$/.test(text)) return void switchToShell(own).catch(app.complain)
  const slash = findSlashRow(text)
  if (slash) {
    const told = withHeading(app, text)
    return void Promise.resolve(slash.row.run(told, slash.args)).catch(told.complain)
  }
  const mistyped = findMistyped(app, text)
  if (mistyped) {
    app.note(describeMistyped(mistyped))
    return app.fill(prompt.parts)
  }
  if (own.cards.answerInWords(text)) return
  void describeMentions(app, prompt).then(app.send)
}

/** The effects of the app's own keys. */
export function createActions(parts: Parts): KeyActions {
  const { app, screen } = parts
  const changeMode = createModeKeys(app)
  const attempt = (work: Promise<unknown>) => void work.catch(app.complain)
  const takeQueued = () => {
    const content = parts.outbox.takeBack()
    if (content === undefined) return false
    app.fill(content)
    return true
  }
  return {
    isRunning: () => app.transcript.current().turn.isRunning || parts.outbox.underWay !== null,
    isPromptEmpty: () => parts.composer.isEmpty(),
    interrupt() {
      parts.cards.clear()
      attempt(app.call('cancel', {}))
    },
    clearPrompt: () => parts.composer.setText(''),
    leave: () => app.leave(),
    suspend() {
      screen.stop()
      suspendJob()
    },
    redraw() {
      screen.stop()
      screen.start()
    },
    nextMode: () => attempt(changeMode(modeAfter)),
    background: () =>
      attempt(
        app
          .call('session/background', {})
          .then(({ sent }) => app.note(sent === 0 ? 'no command runs' : 'the command goes on in the background')),
      ),
    steer: () => attempt(steer(parts)),
    toggleThinking: app.transcript.toggleThinking,
    openViewer: () => openViewer(app),
    editQueue: takeQueued,
    goOn: () => (parts.link?.start() ?? false) || parts.outbox.release(),
    takeNextMessage: () => parts.greyMessage.take(),
    scroll(pages) {
      if (app.book.session?.terminal.screen !== 'full') return false
      screen.scroll(pages * Math.max(1, screen.size().rows - 6))
      return true
    },
    rewind: () => attempt(pickTurn(app)),
    toggleShell: () => attempt(toggleShell(parts)),
    togglePlan: () => attempt(changeMode((mode) => (mode === 'plan' ? 'ask' : 'plan'))),
    openEditor: parts.composer.openEditor,
    note: app.note,
  }
}

/** Says what stands in the prompt, or the oldest prompt that waits, to the running turn at once. */
async function steer({ app, composer, outbox, steers, memory }: Parts): Promise<void> {
  const prompt = composer.take()
  if (prompt) memory.onSent(prompt.text)
  const words = prompt ? await describeMentions(app, prompt) : outbox.takeFirst()
  if (words === undefined) return
  if (app.transcript.current().turn.isRunning) steers.say(words)
  else app.send(words)
}
