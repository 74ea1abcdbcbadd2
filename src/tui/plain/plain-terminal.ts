// The conversation as plain lines: nothing is drawn twice and the cursor never moves, for screen readers, dumb terminals and pipes that
// pretend to be terminals. A line that is typed is a prompt, the answer to a question, or words for the running turn.

import { textOf, type Content } from '../../protocol/message.ts'
import type { OpenSession } from '../../protocol/methods.ts'
import { shortenSessionId } from '../../protocol/session-view.ts'
import { sanitiseStyled } from '../../safety/text/sanitiser.ts'
import { ASCII_MARKS, isUtf8, UNICODE_MARKS, type PrintStyle } from '../../view/print-style.ts'
import type { AppContext } from '../app-context.ts'
import { describeUnknown, findModelError } from '../opening-notes.ts'
import { onRewound } from '../rewound.ts'
import { createSessionLink, type Connect, type LinkListener, type SessionLink } from '../link/session-link.ts'
import { createTranscript, type Transcript } from '../transcript/transcript.ts'
import { describeCommands, describeMistyped, findMistyped, findSlashRow } from '../slash/slash-table.ts'
import { createPlainApp, isPlainCommand } from './plain-app.ts'
import { createPlainCards, type PlainCards } from './plain-cards.ts'
import { createPlainLines } from './plain-lines.ts'

export interface PlainWish {
  open: OpenSession
  words: string
  connect: Connect
  env: NodeJS.ProcessEnv
}

/** Reads lines until Ctrl-D or /exit, and returns the exit status. */
export async function runPlainTerminal({ open, words, connect, env }: PlainWish): Promise<number> {
  const { promise: left, resolve: leave } = Promise.withResolvers<number>()
  const style = findPlainStyle(env)
  /** Lines that were typed here, and stand on the screen. */
  const typed: string[] = []
  const isUnseen = (content: Content) => !takeOut(typed, textOf(content))
  const transcript = createPlainTranscript(style, isUnseen, () => cards.isAsking())
  const cards = createPlainCards({
    transcript,
    print,
    style,
    holdOff: (ms) => lines.holdOff(ms),
    onReady: () => prompt(),
  })
  const prompt = () => {
    const sign = cards.isAsking() ? 'answer> ' : transcript.current().turn.isRunning ? '' : '> '
    if (sign !== '') process.stdout.write(sign)
  }
  /** Words for a daemon that is not there yet. */
  const unsent: string[] = []
  const say = (text: string) => {
    if (!link.client()) {
      unsent.push(text)
      return void link.start()
    }
    sendWords(app, text)
  }
  const own = { transcript, style, env, print, output: process.stdout, leave }
  const app = createPlainApp({ ...own, workDir: open.workDir, link: () => link, send: say })
  const goOn = () => (unsent.length > 0 ? say(unsent.shift()!) : prompt())
  const link = createSessionLink(
    connect,
    open,
    createListener(app, open, cards, goOn, () => link),
  )
  const send = (text: string, isTyped = false) => {
    if (text.trim() === '') return void (link.start() || prompt())
    const work = runPlainCommand(app, text)
    if (work === null && isTyped) typed.push(text)
    if (work === null) return say(text)
    void work.catch(app.complain).then(prompt)
  }
  const interrupt = () => {
    if (transcript.current().turn.isRunning) link.call('cancel', {}).catch(app.complain)
    else leave(130)
  }
  const onLine = (line: string) => (cards.isAsking() ? cards.answer(line) : send(line, true))
  const lines = createPlainLines({ input: process.stdin, onLine, onInterrupt: interrupt, onEnd: () => atEnd(leave) })
  process.on('SIGINT', interrupt)
  try {
    await link.opened
    if (words !== '') send(words)
    return await left
  } finally {
    process.off('SIGINT', interrupt)
    lines.close()
    link.close()
  }
}

/** Says words to the running turn, or begins a turn with them. */
function sendWords({ transcript, call, complain }: AppContext, words: string): void {
  const { turn, turns } = transcript.current()
  const before = turns.length
  call(turn.isRunning ? 'steer' : 'prompt', { user_input: words }).catch((error: unknown) => {
    // A turn that has begun has told the reason already.
    if (turn.isRunning || transcript.current().turns.length === before) complain(error)
  })
}

/** Leaves at Ctrl-D, which is typed behind the sign of the prompt: what comes next stands in a row of its own. */
function atEnd(leave: (status: number) => void): void {
  if (process.stdin.isTTY) process.stdout.write('\n')
  leave(0)
}

/** Takes one occurrence of `text` out of the list; false when the list does not hold it. */
function takeOut(list: string[], text: string): boolean {
  const at = list.indexOf(text)
  if (at >= 0) list.splice(at, 1)
  return at >= 0
}

function createPlainTranscript(
  style: PrintStyle,
  showsWords: (content: Content) => boolean,
  isAsking: () => boolean,
): Transcript {
  return createTranscript({
    getStyle: () => style,
    print,
    now: () => performance.now(),
    settings: () => ({ showsSummary: true, showsThinking: false }),
    showsWords,
    isAsking,
  })
}

function findPlainStyle(env: NodeJS.ProcessEnv): PrintStyle {
  return {
    width: Math.max(20, (process.stdout.columns || 80) - 1),
    hasColours: false,
    marks: isUtf8(env) ? UNICODE_MARKS : ASCII_MARKS,
    canReplace: false,
  }
}

/** Carries out a command of the terminal; null when the words are for the agent. */
function runPlainCommand(app: AppContext, text: string): Promise<void> | null {
  if (/^(?:!|\/shell\s*$)/.test(text))
    return Promise.resolve(app.note('your shell needs a terminal that can move its cursor'))
  const slash = findSlashRow(text)
  const mistyped = slash ? null : findMistyped(app, text)
  if (mistyped) return Promise.resolve(app.note(describeMistyped(mistyped)))
  if (!slash || !isPlainCommand(slash.row.name)) return null
  const { row, args } = slash
  return Promise.resolve(row.name === 'help' ? app.print(describePlainHelp(app)) : row.run(app, args))
}

function print(lines: readonly string[]): void {
  if (lines.length > 0) process.stdout.write(sanitiseStyled(lines.map((line) => `${line}\n`).join('')))
}

/** The commands that work here, and the keys, which are the terminal's own. */
function describePlainHelp(app: AppContext): string[] {
  const keys = [
    ['Ctrl-C', 'interrupt the turn; leave when none runs'],
    ['Ctrl-D', 'leave; a running turn goes on'],
    ['a line', 'a message; words for the running turn; the answer to a question'],
  ] as const
  return [...describeCommands(app, isPlainCommand), ...app.describeColumns(keys, 'Keys')]
}

function createListener(
  app: AppContext,
  open: OpenSession,
  cards: PlainCards,
  prompt: () => void,
  link: () => SessionLink,
): LinkListener {
  const { transcript, book } = app
  return {
    onOpened({ session, slashCommands, history }, why) {
      book.onOpened(session, slashCommands)
      if (why === 'new') {
        print([
          `kimi, session ${shortenSessionId(session.id)}, mode ${session.mode}, model ${session.model || 'none'}. /help lists commands.`,
        ])
        const unknown = describeUnknown(open, session)
        if (unknown !== null) app.note(unknown)
        const modelError = findModelError(session)
        if (modelError) app.complain(modelError)
        transcript.begin(history)
      } else print(['connected again'])
      prompt()
    },
    onLost: (_, wasStopped) => void (wasStopped || app.note('the connection to the daemon is lost')),
    onStopped: () => app.note('the daemon was stopped; press Enter (or send a message) to start it again'),
    onRemark: app.note,
    event(event) {
      book.onEvent(event)
      if (event.type === 'SessionChanged') link().changed(book.facts)
      if (event.type === 'SessionRewound') void onRewound(app, event.payload).catch(app.complain)
      transcript.event(event)
      if (event.type === 'ApprovalResponse') cards.withdraw(event.payload.request_id, event.payload.response)
      if (event.type === 'QuestionResponse') {
        const answers = Object.values(event.payload.answers)
        cards.withdraw(event.payload.request_id, answers.length > 0 ? answers.join(', ') : 'no answer')
      }
      if (event.type !== 'TurnEnd') return
      cards.clear()
      prompt()
    },
    request(request, answer) {
      transcript.noteRequest(request)
      cards.add(request, answer)
    },
    onEvent: book.onDaemonEvent,
    onReset() {},
  }
}
