// Approvals and questions of the session: each is printed in full below the call that it is about, and its keys stand in place of the
// prompt. The rule of what is an answer is that of view/questions/; whatever else is typed belongs to the prompt.

import type { WireRequest } from '../../protocol/wire.ts'
import {
  answerInWords,
  HOLD_MS,
  interruptQuestions,
  settleHeld,
  typeKeys,
  withdrawRequest,
} from '../../view/questions/question-keys.ts'
import { countHidden, describeKeys, describeWordsBelow, fitToScreen } from '../../view/questions/question-lines.ts'
import {
  addRequest,
  createQuestionQueue,
  showFirst,
  type PendingQuestion,
  type QuestionQueue,
  type QuestionScreen,
  type QueueStep,
} from '../../view/questions/question-queue.ts'
import { cutParts } from '../../view/cell-text.ts'
import { paint, type PrintStyle } from '../../view/print-style.ts'
import { CURSOR_MARKER } from '../pi.ts'
import type { Transcript } from '../transcript/transcript.ts'

export interface Cards {
  readonly count: number
  /** True while a line is typed for a card. */
  readonly isTyping: boolean
  add(request: WireRequest, answer: (result: unknown) => void): void
  /** The request was answered by another client. */
  withdraw(id: string, verdict: string): void
  /** The call that a card was about has ended. */
  withdrawCall(callId: string): void
  /** Takes a key, in the bytes of a plain terminal. False when it is not for a card. */
  press(key: string): boolean
  /** Answers the first card in words. False when it takes none, or when the words were begun before it came. */
  answerInWords(text: string): boolean
  /** The user types: keys that follow at once are no answers. */
  holdOff(): void
  /** All cards go: their turn was interrupted, or the connection was lost. */
  clear(): void
  /** The keys of the first card, and the line that is typed for it. */
  render(style: PrintStyle): string[]
}

export interface CardsDeps {
  transcript: Transcript
  now(): number
  refresh(): void
  /** Text that was no answer is for the prompt. */
  onText(text: string): void
  /** The plan that is to be approved is to be edited first; the question is shown again when it has resolved. */
  onEditPlan(): Promise<void>
  /** The words that stand in the prompt. */
  promptText(): string
  /** The room for a question; undefined where it is not known. */
  findScreen(): QuestionScreen | undefined
}

export function createCards(deps: CardsDeps): Cards {
  const { transcript, now, refresh, onText, onEditPlan, promptText } = deps
  const queue = createQuestionQueue(true)
  const promptAge = createPromptAge(() => promptText() === '')
  const replies = new Map<string, (result: unknown) => void>()
  const onEdit = () => void onEditPlan().then(() => follow(showFirst(queue, now())))
  const carryOut = createPerformer({ ...deps, queue, replies, promptAge, onEdit })
  const follow = (steps: QueueStep[]) => {
    // Text that goes to the prompt needs no word about the line that it would otherwise stand in.
    const isText = queue.line !== null && !queue.line.isAsked
    for (const step of steps) carryOut(isText && !step.reply ? { ...step, note: '' } : step)
    giveTextBack(queue, now(), onText)
    if (queue.pending.length === 0) transcript.release()
    if (queue.held) setTimeout(() => follow(settleHeld(queue, now())), HOLD_MS)
    refresh()
  }
  const withdraw = (id: string, verdict: string) => {
    replies.delete(id)
    follow(withdrawRequest(queue, id, verdict, now()))
  }

  return {
    get count() {
      return queue.pending.length
    },
    get isTyping() {
      return queue.line !== null
    },
    add(request, answer) {
      replies.set(request.payload.id, answer)
      follow(addOnScreen(queue, request, now(), deps.findScreen()))
    },
    withdraw,
    withdrawCall(callId) {
      const gone = queue.pending.filter(({ request }) => callId !== '' && isAbout(request, callId))
      for (const { request } of gone) withdraw(request.id, 'done')
    },
    press(key) {
      if (queue.pending.length === 0) return false
      promptAge.look()
      if (!queue.line && !isMeant(queue, key)) return false
      follow(typeKeys(queue, key, now()))
      return true
    },
    answerInWords(text) {
      const steps = promptAge.isOlder() ? null : answerInWords(queue, text, now())
      if (steps) follow(steps)
      return steps !== null
    },
    holdOff() {
      promptAge.look()
      queue.shownAt = Math.max(queue.shownAt, now())
    },
    clear() {
      replies.clear()
      follow(interruptQuestions(queue, now()).map(withoutNote))
    },
    render: (style) => describeCard(queue, promptText(), promptAge.isOlder(), style),
  }
}

function addOnScreen(queue: QuestionQueue, request: WireRequest, now: number, screen?: QuestionScreen): QueueStep[] {
  const hidden = request.type === 'ApprovalRequest' ? countHidden(request.payload, screen) : 0
  return addRequest(queue, request, now, hidden, screen)
}

interface PerformerDeps extends Pick<CardsDeps, 'transcript' | 'onText' | 'findScreen'> {
  queue: QuestionQueue
  /** The functions that take the results, by the ids of their requests. */
  replies: Map<string, (result: unknown) => void>
  promptAge: PromptAge
  onEdit(): void
}

/** The function returned carries out a step: it prints what belongs on the screen, and passes answers and text on. */
function createPerformer(deps: PerformerDeps): (step: QueueStep) => void {
  const { queue, transcript, replies, promptAge, onText, onEdit } = deps
  return ({ note, isInKeys, draw, reply, steer, edit }) => {
    if (edit) onEdit()
    if (draw === 'question') promptAge.onQuestion()
    const part = draw === 'question' ? 'body' : draw === 'rest' ? 'restBody' : null
    if (note && !isInKeys) transcript.write(transcript.current().printer.printNote(note))
    if (part === 'body' && queue.pending[0]) fitToScreen(queue.pending[0], deps.findScreen())
    if (part && queue.pending[0]) printPart(transcript, queue.pending[0], part)
    if (steer !== undefined) onText(steer)
    if (!reply) return
    replies.get(reply.id)?.(reply.result)
    replies.delete(reply.id)
  }
}

interface PromptAge {
  onQuestion(): void
  /** Call it before a key is taken: words behind an empty prompt are new ones. */
  look(): void
  isOlder(): boolean
}

/** Whether the words in the prompt are older than the question on the screen: then they are no answer to it. */
function createPromptAge(isPromptEmpty: () => boolean): PromptAge {
  let isOlder = false
  return {
    onQuestion: () => void (isOlder = !isPromptEmpty()),
    look: () => void (isOlder &&= !isPromptEmpty()),
    isOlder: () => isOlder,
  }
}

/** Prints a part of a question, below all that has waited behind the one before. */
function printPart(transcript: Transcript, pending: PendingQuestion, part: 'body' | 'restBody'): void {
  transcript.release()
  transcript.write(transcript.current().printer.printQuestion(pending, part))
}

/** True for a request of the turn's own call: a subagent may use the same id for another call. */
function isAbout(request: PendingQuestion['request'], callId: string): boolean {
  return request.tool_call_id === callId && !('agent_id' in request && request.agent_id !== null)
}

/** The transcript tells of the interruption. */
function withoutNote({ note: _note, ...step }: QueueStep): QueueStep {
  return step
}

/** Text that was typed while a card stood there, and is no answer, goes to the prompt. */
function giveTextBack(queue: QuestionQueue, now: number, onText: (text: string) => void): void {
  const { line } = queue
  if (!line || line.isAsked) return
  queue.line = null
  queue.shownAt = now
  if (line.text !== '') onText(line.text)
}

/**
 * Enter sends the prompt: it answers nothing but a list of choices and a line that was asked for. Arrows have a meaning in lists alone. At an
 * approval Esc interrupts the turn, as everywhere: otherwise the turn would go on to its next question.
 */
function isMeant({ pending: [first] }: QuestionQueue, key: string): boolean {
  const isChoice = first?.kind === 'question'
  if (key === '\x1b') return isChoice
  if (key === '\r') return isChoice && (first.selected !== null || first.request.questions[first.index]!.multi_select)
  return isChoice || !key.startsWith('\x1b[') || key.startsWith('\x1b[200~')
}

/** `words`: those in the prompt. A command of the terminal (`/…`) does not count as words. */
function describeCard({ pending, line }: QuestionQueue, words: string, isOlder: boolean, style: PrintStyle): string[] {
  const [first] = pending
  if (!first) return []
  const more = pending.length - 1
  const count = more > 0 ? [paint(style, 'dim', `  ${more} more after this`)] : []
  const typed = line ? drawLine(`${line.label}${line.text}`, style.width) : []
  const isForCard = !line && words.trim() !== '' && !/^[/!]/.test(words)
  const below = isForCard ? describeWordsBelow(first, isOlder, style) : []
  return [...describeKeys(first, style), ...count, ...below, ...typed]
}

/** The typed line in rows, with the caret at its end. */
function drawLine(text: string, columns: number): string[] {
  const rows = text.split('\n').flatMap((line) => cutParts([line], columns - 1).map(([part = '']) => part))
  return rows.map((row, at) => (at === rows.length - 1 ? row + CURSOR_MARKER : row))
}
