// Passes the events of the session and of the daemon to the parts of the app.

import { textOf } from '../protocol/message.ts'
import type { OpenedSession, OpenSession } from '../protocol/methods.ts'
import { basename } from 'node:path'
import { shortenSessionId } from '../protocol/session-view.ts'
import type { NoticeEvent } from '../protocol/events.ts'
import type { WireEvent, WireRequest } from '../protocol/wire.ts'
import { clientVariables } from '../client/client-env.ts'
import type { LinkListener, OpenedLink } from './link/session-link.ts'
import type { Parts } from './app-parts.ts'
import { describeUnknown, findModelError } from './opening-notes.ts'
import { describeMovedSession } from '../view/session-move.ts'
import { nameCall } from '../view/call-line.ts'
import { isTurnBroken, type CallItem, type TurnState } from '../view/turns/turn-state.ts'
import { onRewound } from './rewound.ts'
import { prewarm } from './shell-switch.ts'

const STOPPED = 'the daemon was stopped: press Enter (or send a message) to start it again'

/** `open`: the session that the user has asked for. */
export function createListener(parts: Parts, open: OpenSession): LinkListener {
  const { app, cards, outbox } = parts
  const { book, transcript } = app
  const readTasks = () => {
    const list = app.call('task/list', { ended: 0 })
    list.then(({ tasks }) => book.onTasks(tasks)).then(app.refresh, () => {})
  }
  return {
    onOpened({ session, slashCommands, history }, why) {
      cards.clear() // those of the session before
      book.onOpened(session, slashCommands)
      book.onHistory(history.events)
      parts.memory.onOpened(session)
      parts.greyMessage.forget()
      if (why === 'again') comeBack(parts, history.isBusy)
      else {
        if (!session.isNew) app.note(`session ${shortenSessionId(session.id)} ${session.title}`)
        showHistory(app, history)
      }
      if (why === 'new') noteOpened(app, open, session)
      if (why === 'new' && session.terminal.vim) app.setVim(true)
      readGit(app)
      showState(parts)
      parts.trouble = ''
      outbox.pump()
      app.refresh()
      if (why === 'new') setImmediate(() => void prewarm(parts))
    },
    onLost(error, wasStopped) {
      if (parts.trouble === '' && !wasStopped) app.note('the connection to the daemon is lost; what you type stays')
      parts.trouble = error.message
      cards.clear()
      app.refresh()
    },
    onStopped: () => showStopped(parts),
    onRemark: app.note,
    event(event) {
      noteEvent(parts, event)
      takeFacts(parts, event)
      transcript.event(event)
      if (event.type === 'TurnEnd') onTurnEnded(parts)
      showState(parts)
      app.refresh()
    },
    request(request, answer) {
      transcript.noteRequest(request)
      cards.add(request, answer)
      notifyOf(parts, request)
      showState(parts)
    },
    onEvent(event) {
      book.onDaemonEvent(event)
      if (event.topic === 'notices') tellNotice(parts, event)
      app.refresh()
    },
    onReset: readTasks,
  }
}

/** Tells the queue and the cards of an event. */
function noteEvent({ outbox, steers, cards, greyMessage }: Parts, event: WireEvent): void {
  if (event.type === 'TurnBegin') {
    outbox.onTurnBegan()
    greyMessage.forget()
  }
  if (event.type === 'SteerInput') steers.onTaken(event.payload.user_input)
  if (event.type === 'ApprovalResponse') cards.withdraw(event.payload.request_id, event.payload.response)
  if (event.type === 'QuestionResponse') {
    const answers = Object.values(event.payload.answers)
    cards.withdraw(event.payload.request_id, answers.length > 0 ? answers.join(', ') : 'no answer')
  }
  if (event.type === 'ToolResult') cards.withdrawCall(event.payload.tool_call_id)
  if (event.type === 'TurnEnd') cards.clear()
}

function showHistory({ transcript, note }: Parts['app'], history: OpenedLink['history']): void {
  if (history.start > 0) note('earlier turns: Ctrl-O')
  const isWhole = transcript.begin(history)
  if (!isWhole) note('the last turn was cut off when its daemon ended: say "go on" to let it go on')
}

/** The calls for which the user was asked, and has not answered. */
function listWaiting({ items }: TurnState): CallItem[] {
  return items.flatMap((item) => {
    if (item.kind === 'subagent') return listWaiting(item.turn)
    return item.kind === 'call' && item.approvalId !== null && item.result === null ? [item] : []
  })
}

/** The connection is there again. A turn that ran in the daemon that has ended does not go on by itself. */
function comeBack(parts: Parts, isBusy: boolean): void {
  if (isBusy || !endCutOff(parts)) parts.app.note('connected again')
}

function showStopped(parts: Parts): void {
  // The line stands once, below the prompt, for as long as it is true.
  parts.trouble = STOPPED
  endCutOff(parts)
  parts.app.refresh()
}

/** Ends the turn that ran in a daemon that is gone, as far as this screen shows it. False when none ran. */
function endCutOff(parts: Parts): boolean {
  const { app } = parts
  const { transcript } = app
  const { turn } = transcript.current()
  if (!turn.isRunning) return false
  const waiting = listWaiting(turn)
  transcript.event({ type: 'TurnEnd', payload: {} })
  waitForUser(parts)
  app.note('the daemon has ended during the turn: say "go on" to let it go on')
  for (const call of waiting)
    app.note(`${nameCall(call, app.style)} waited for you, and did not run: "go on" asks again`)
  return true
}

/** Says what the user should know of a session that has just been opened. */
function noteOpened(app: Parts['app'], open: OpenSession, session: OpenedSession): void {
  if (session.movedFrom !== undefined)
    app.note(`${describeMovedSession(session.movedFrom, session.workDir)}; /cd goes elsewhere`)
  const unknown = describeUnknown(open, session)
  if (unknown !== null) app.note(unknown)
  const modelError = findModelError(session)
  if (modelError) app.complain(modelError)
  else if (session.model === '') offerModel(app)
}

/** Tells a user without a model how to get one, if nothing else has told it before. */
function offerModel(app: Parts['app']): void {
  const asked = app.call('account/offer', { env: clientVariables(app.env) })
  asked.then(({ text }) => text !== null && app.note(text)).catch(app.complain)
}

/** Holds what the user has written for a turn that is broken. */
function waitForUser({ outbox, steers }: Parts): void {
  outbox.putFirst(steers.takeAll())
  outbox.hold()
}

function onTurnEnded(parts: Parts): void {
  const { app, outbox, attention, greyMessage, steers } = parts
  const { turn } = app.transcript.current()
  if (isTurnBroken(turn)) waitForUser(parts)
  else {
    outbox.putFirst(steers.takeAll())
    greyMessage.ask()
  }
  outbox.pump()
  const [first] = turn.items
  attention.notify(`done: ${first?.kind === 'words' ? textOf(first.content) : 'the turn'}`)
  readGit(app)
}

function notifyOf({ attention }: Parts, { type, payload }: WireRequest): void {
  if (type === 'ApprovalRequest') attention.notify(`waits for you: ${payload.description}`)
  if (type === 'QuestionRequest') attention.notify('asks you something')
}

/** Shows in the terminal's title whether the session works or waits, and runs the user's own status command. */
function showState({ app, cards, attention, statusCommand }: Parts): void {
  const { facts, session } = app.book
  const { isRunning } = app.transcript.current().turn
  const state = cards.count > 0 ? 'blocked' : isRunning ? 'working' : 'idle'
  attention.show(state, facts.title || basename(facts.workDir))
  statusCommand.refresh(session?.terminal.statusCommand ?? '', { ...facts, session: session?.id ?? '', state })
}

/** Takes the facts of an event. This terminal or another client may have changed the session's mode, or moved it elsewhere. */
function takeFacts({ app, link }: Parts, event: WireEvent): void {
  const { facts, onEvent } = app.book
  const before = facts.workDir
  onEvent(event)
  if (event.type === 'SessionChanged') link?.changed(facts)
  if (event.type === 'SessionRewound') void onRewound(app, event.payload).catch(app.complain)
  if (facts.workDir === before) return
  facts.branch = ''
  readGit(app)
}

/** The branch may be another one after a turn. */
function readGit(app: Parts['app']): void {
  const { facts } = app.book
  app
    .call('workspace/git', { workDir: facts.workDir })
    .then(({ git }) => {
      facts.branch = git
        ? [git.branch || 'detached', git.isDirty ? '*' : '', git.operation ? ` ${git.operation}` : ''].join('')
        : ''
      app.refresh()
    })
    .catch(() => {})
}

/** The end of a notice's text: the command that shows or answers the task. */
const SHELL_COMMAND = / — kimi task .*$/

/**
 * Tells what other sessions and tasks have to tell; the session on the screen tells of its own tasks itself. How a task of another shell
 * ended is told at that shell's prompt. The shell that this terminal runs in does not tell it a second time afterwards.
 */
function tellNotice({ app, attention }: Parts, { key, text, tone, shellPid }: NoticeEvent): void {
  if (app.book.ownsTask(key.split(':')[0]!)) return
  const isOurs = shellPid === null || shellPid === process.ppid
  if (!isOurs && tone !== 'asks') return
  app.note(text.replace(SHELL_COMMAND, ' — /tasks')) // typed here, a command of the shell would go to the model
  attention.notify(text)
  if (isOurs) app.call('task/noticed', { key }).catch(() => {})
}
