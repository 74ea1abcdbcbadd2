// The model's answer as it streams: drafts become offers, a draft without an explanation gets the offline engine's, and the
// offline engine answers in the model's place when the model is silent for too long, fails before its first command, or gives none.

import type { Knowledge } from '../knowledge/engine.ts'
import { KimiError, toKimiError } from '../protocol/errors.ts'
import { sanitiseLine } from '../safety/text/sanitiser.ts'
import type { LookingEvent } from './look-loop.ts'
import type { Question } from './prompt-question.ts'
import { explainInOwnWords } from './proposal-explanation.ts'
import { isWholeCommand } from '../shell-syntax/whole-command.ts'
import type { Filter } from './proposal-filter.ts'
import { createDraftParser, type Draft } from './reply-parser.ts'

export interface ModelAnswer {
  modelName: string
  /** `hasAnswered` becomes true with the first command. */
  stream(hasAnswered: () => boolean): AsyncIterable<LookingEvent>
  question: Question
  knowledge(): Promise<Knowledge>
  /** Offers the answers of the offline engine through the same filter. */
  askOffline(): Promise<void>
  /** Silence after which the offline engine is asked. */
  offlineAfterMs: number
  filter: Filter
  signal: AbortSignal
  /** The model looks at something before it answers: one clean line for the user. */
  onLooking(at: string): void
  /** The offline engine has offered its answers while the model is silent; `note` says so. */
  onStandsIn(note: string): void
}

const EXPLANATION_LIMIT_CELLS = 160
/** The part of a model's own words that a note beside other proposals has room for. */
const REASON_LIMIT_CELLS = 80
const LOOK_TITLE_CELLS = 40
/** Events that show that the model is at work. */
const SIGNS_OF_LIFE = ['text', 'think', 'tool_call', 'looking']

/** Offers all commands of an answer. Failures become the filter's error or note. */
export async function offerModelAnswer(answer: ModelAnswer): Promise<void> {
  const { question, filter, onLooking } = answer
  const isWhole = (command: string) => isWholeCommand(command, question.shell)
  const drafts = createDraftOffers(answer)
  const fallback = createFallback(answer)
  let parser = createDraftParser(isWhole)
  fallback.expectSign()
  for await (const event of answer.stream(drafts.hasAnswered)) {
    if (SIGNS_OF_LIFE.includes(event.type)) fallback.stopWaiting()
    if (event.type === 'text') await drafts.offer(parser.push(event.text))
    if (event.type === 'looking') onLooking(sanitiseLine(event.at, LOOK_TITLE_CELLS))
    if (event.type === 'again') {
      parser = createDraftParser(isWhole) // text before a look is no part of the answer
      fallback.expectSign()
    }
    // A line cut off by the length limit or the provider's filter is no command.
    if (event.type === 'end' && event.reason !== 'length' && event.reason !== 'filtered') {
      await drafts.offer(parser.end())
      await drafts.explainLast()
    }
    if (event.type === 'failed') {
      filter.error = new KimiError(event.code, event.message, event.hint === undefined ? {} : { hint: event.hint })
      if (drafts.hasAnswered()) filter.note ||= event.message
      fallback.start(event.message)
    }
  }
  fallback.stopWaiting()
  await fallback.done()
  if (drafts.hasAnswered()) fallback.withdraw()
  const refusal = parser.refusal || drafts.prose()
  // Prose, a refusal, nothing at all, or only what may not be inserted. A proposal that is merely too long is one.
  if (filter.count === 0 && filter.withheld === '') {
    const { refusal: dropped } = filter
    await fallback.replace(refusal || dropped)
    filter.refusal = dropped
  }
  if (filter.count === 0 && refusal !== '') {
    filter.error = new KimiError('model.refused', sanitiseLine(refusal, EXPLANATION_LIMIT_CELLS))
  }
}

/** Offers drafts that are no sentences, and explains one from the offline index once it is clear that the model does not explain it. */
function createDraftOffers({ modelName, question, knowledge, filter, signal }: ModelAnswer) {
  let hasAnswered = false
  /** The last draft, as long as the model has not explained it. */
  let unexplained: Draft | undefined
  /** The first line that is a sentence; '' without one. */
  let prose = ''

  const explainLast = async (next?: Draft): Promise<void> => {
    const draft = unexplained
    unexplained = next
    if (!draft || draft.index === next?.index || signal.aborted) return
    const explanation = await explainInOwnWords(knowledge(), draft.command, question.shell)
    if (explanation === '') return
    await filter.offer({ command: draft.command, explanation, source: modelName, confidence: 1 }, draft.index)
  }

  const offer = async (drafts: Draft[]): Promise<void> => {
    for (const draft of drafts) {
      if (await (await knowledge()).isProse(draft.command, question)) {
        prose ||= draft.command
        continue
      }
      hasAnswered = true
      if (draft.explanation === '') await explainLast(draft)
      else unexplained = undefined
      const explanation = sanitiseLine(draft.explanation, EXPLANATION_LIMIT_CELLS)
      await filter.offer({ command: draft.command, explanation, source: modelName, confidence: 1 }, draft.index)
    }
  }

  return { offer, explainLast: () => explainLast(), hasAnswered: () => hasAnswered, prose: () => prose }
}

/** The offline engine's answer in the model's place; asked at most once, and never after the first offer. */
function createFallback({ modelName, askOffline, offlineAfterMs, filter, signal, onStandsIn }: ModelAnswer) {
  let timer: NodeJS.Timeout | undefined
  let answered: Promise<void> | undefined
  let note = ''

  const start = (why: string, onOffered?: (note: string) => void): void => {
    note = `offline suggestion: ${why}`
    if (answered) filter.note &&= note
    if (filter.count > 0 || signal.aborted) return
    answered ??= askOffline().then(
      () => {
        if (filter.count === 0) return
        filter.note = note
        onOffered?.(note)
      },
      (error: unknown) => {
        filter.error ??= toKimiError(error)
      },
    )
  }

  const stopWaiting = (): void => clearTimeout(timer)

  return {
    start,
    /** Starts after the time of silence, unless `stopWaiting` is called before. */
    expectSign(): void {
      stopWaiting()
      const why = `no answer from ${modelName} in ${offlineAfterMs / 1000} s yet`
      timer = setTimeout(() => start(why, onStandsIn), offlineAfterMs)
    },
    /** Answers in place of a model that has ended without a command, for the reason given by its words or '' without one. */
    async replace(reason: string): Promise<void> {
      start([`${modelName} gave no command`, sanitiseLine(reason, REASON_LIMIT_CELLS)].filter(Boolean).join(': '))
      await answered
    },
    stopWaiting,
    done: async (): Promise<void> => answered,
    /** The model has answered after all: that it was silent is no longer said beside its own proposals. */
    withdraw(): void {
      if (filter.note === note) filter.note = ''
    },
  }
}
