// Approvals and questions as plain lines: the question is printed in full, and a typed line answers it.

import {
  lastsForSession,
  readPlanAnswer,
  type ApprovalRequest,
  type Question,
  type WireRequest,
} from '../../protocol/wire.ts'
import { sanitiseLine, sanitiseText } from '../../safety/text/sanitiser.ts'
import { TYPED_AHEAD_MS } from '../../view/questions/question-keys.ts'
import { questionOf, readOptions, type PendingChoice } from '../../view/questions/question-queue.ts'
import type { PrintStyle } from '../../view/print-style.ts'
import type { Transcript } from '../transcript/transcript.ts'

export interface PlainCards {
  isAsking(): boolean
  add(request: WireRequest, answer: (result: unknown) => void): void
  /** The line that the user has typed. */
  answer(line: string): void
  /** The request was answered by another client. `verdict`: its answer, which need not be safe. */
  withdraw(id: string, verdict: string): void
  clear(): void
}

export interface PlainCardsDeps {
  transcript: Transcript
  print(lines: readonly string[]): void
  style: PrintStyle
  /** Takes out what was typed before the question and within the next milliseconds, and returns it. */
  holdOff(ms: number): Promise<string>
  /** Called when the first question waits for its answer. */
  onReady(): void
}

interface Card {
  request: WireRequest
  reply(result: unknown): void
  /** Index of the question that is asked, and the answers so far. */
  index: number
  answers: Record<string, string>
}

const ONE_ANSWER = 'Type the number of an answer, or your own words.'
const SEVERAL_ANSWERS = 'Type the numbers of your answers, as in 1 3, or your own words.'

const unanswered = () => ({ picked: [], selected: null, answers: {}, isPlan: false, isEditable: false })

export function createPlainCards({ transcript, print, style, holdOff, onReady }: PlainCardsDeps): PlainCards {
  let cards: Card[] = []
  const show = async () => {
    const [card] = cards
    transcript.release()
    if (!card) return
    printCard(card, transcript, print)
    const { index } = card
    const dropped = await holdOff(TYPED_AHEAD_MS)
    if (dropped !== '')
      print([`Typed before the question, so no answer, and dropped: ${sanitiseLine(dropped, style.width)}`])
    if (cards[0] === card && card.index === index) onReady()
  }
  const settle = (result: object) => {
    cards.shift()!.reply(result)
    void show()
  }
  return {
    isAsking: () => cards.length > 0,
    add(request, reply) {
      if (request.type !== 'ApprovalRequest' && request.type !== 'QuestionRequest') return
      if (request.type === 'QuestionRequest' && request.payload.questions.length === 0) return reply({ answers: {} })
      cards.push({ request, reply, index: 0, answers: {} })
      if (cards.length === 1) void show()
    },
    answer(line) {
      const card = cards[0]
      if (!card) return
      const text = line.trim()
      if (card.request.type === 'ApprovalRequest') {
        if (text !== '') return settle(readVerdict(text))
        print([describeAnswers(card.request.payload)])
        return onReady()
      }
      if (card.request.type !== 'QuestionRequest') return
      print([
        `${style.marks.done} ${sanitiseText(answerNext(card, card.request.payload.questions, text)) || 'no answer'}`,
      ])
      if (card.index === card.request.payload.questions.length) settle({ answers: card.answers })
      else void show()
    },
    withdraw(id, verdict) {
      const isFirst = cards[0]?.request.payload.id === id
      if (isFirst) print(['', `answered elsewhere: ${sanitiseLine(verdict.replaceAll('_', ' '), style.width)}`])
      cards = cards.filter(({ request }) => request.payload.id !== id)
      if (isFirst) void show()
    },
    clear() {
      cards = []
      transcript.release()
    },
  }
}

function printCard({ request, index }: Card, transcript: Transcript, print: PlainCardsDeps['print']): void {
  const { printer } = transcript.current()
  if (request.type === 'ApprovalRequest') {
    const { payload } = request
    transcript.write(printer.printQuestion({ kind: 'approval', request: payload, hidden: 0, pages: 0 }, 'body'))
    print([describeAnswers(payload)])
  } else if (request.type === 'QuestionRequest') {
    const pending: PendingChoice = { kind: 'question', request: request.payload, index, ...unanswered() }
    transcript.write(printer.printQuestion(pending, 'body'))
    print([questionOf(pending).multi_select ? SEVERAL_ANSWERS : ONE_ANSWER])
  }
}

/** Takes the answer to the question that is asked, a number or words, and goes on to the next. Returns the answer. */
function answerNext(card: Card, questions: readonly Question[], text: string): string {
  const asked = questions[card.index]!
  const { question, options } = asked
  const chosen = readPlanAnswer(asked, text) ?? options[Number(text) - 1]?.label ?? readOptions(asked, text)
  if (chosen !== '') card.answers[question] = chosen
  card.index++
  return chosen
}

function describeAnswers(request: ApprovalRequest): string {
  const session = lastsForSession(request) ? ', s for this session' : ''
  const always = request.always_rule === undefined ? '' : ', a always'
  return `Allow? y once${session}${always}, n no, or words that say why not.`
}

/** Only a single letter or word allows: anything else is the reason of a refusal. */
function readVerdict(text: string): { response: string; feedback: string } {
  const answers: Record<string, string> = {
    y: 'approve',
    yes: 'approve',
    s: 'approve_for_session',
    a: 'approve_always',
  }
  const response = Object.hasOwn(answers, text.toLowerCase()) ? answers[text.toLowerCase()]! : 'reject'
  return { response, feedback: response === 'reject' && !/^n(?:o)?$/i.test(text) ? text : '' }
}
