// The filter between a candidate and the buffer: it refuses unsafe text, drops repetitions, and adds the risk.

import { fillPlaceholders, isTruncatingPlaceholder, quotePlaceholders } from '../shell-syntax/placeholders.ts'
import type { KimiError } from '../protocol/errors.ts'
import type { Candidate } from '../protocol/proposals.ts'
import { ensureGrammar } from '../safety/lines/bash-grammar.ts'
import { prepareInsertion } from '../safety/text/buffer-insertion.ts'
import { fitsAtPrompt } from '../safety/text/prompt-room.ts'
import { classifyCommand } from '../safety/lines/line-risk.ts'
import { checkSyntax } from '../safety/lines/syntax-check.ts'
import type { Channel } from '../sys/channel.ts'
import type { Question, SuggestEvent } from './prompt-question.ts'

export interface Filter {
  /** Offers a candidate, or drops it. A second call with the same `draft` replaces the explanation of the first one's offer. */
  offer(candidate: Candidate, draft?: number): Promise<void>
  /** The number of offers so far. */
  readonly count: number
  /** A remark for the user beside the proposals, or the empty string. */
  note: string
  /** The line about a proposal that was withheld because it cannot be seen whole at the prompt, or the empty string. */
  withheld: string
  /** The reason for which the last refused candidate was refused, or the empty string. */
  refusal: string
  error: KimiError | undefined
}

/** `limit`: the number of proposals that are offered, whichever engine they come from. */
export async function createFilter(question: Question, events: Channel<SuggestEvent>, limit: number): Promise<Filter> {
  await ensureGrammar()
  const offered = new Map<string, number>()
  const withheld = new Map<string, number>()
  const drafts = new Map<number, { event: Extract<SuggestEvent, { type: 'offer' | 'withheld' }>; notes: string }>()
  const explain = (explanation: string, notes: string) => [explanation, notes].filter((part) => part !== '').join('; ')
  const typed = question.line.trim()

  const filter: Filter = {
    note: '',
    withheld: '',
    refusal: '',
    error: undefined,
    get count() {
      return offered.size
    },
    async offer(candidate, draft) {
      const known = draft === undefined ? undefined : drafts.get(draft)
      if (known) {
        const explanation = explain(candidate.explanation, known.notes)
        events.push({ ...known.event, proposal: { ...known.event.proposal, explanation } })
        return
      }
      if (offered.size >= limit) return
      const prepared = prepare(candidate.command, question)
      if (!prepared.ok) {
        filter.refusal = `the proposal was refused: ${prepared.reason}`
        return
      }
      const { command } = prepared
      if (command === typed || offered.has(command) || withheld.has(command)) return
      // `<file>` stands for a word that the user will type, but a shell would read two redirections.
      const { filled, restore } = fillPlaceholders(command)
      const { labels, reasons: judged, parses } = classifyCommand(filled, question.shell)
      const reasons = judged.map((reason) => ({ ...reason, text: restore(reason.text) }))
      // The bash grammar rejects some lines of zsh and accepts lines that fish rejects, so the user's own shell decides.
      const isSure = parses && question.shell !== 'fish'
      const syntax = isSure ? { ok: true as const } : await checkSyntax(filled, question.shell)
      if (syntax.ok === false) {
        filter.refusal = `the proposal was refused: ${question.shell} cannot parse it`
        return
      }
      const isSeen = !question.screen || fitsAtPrompt(command, question.shell, question.screen)
      const places = isSeen ? offered : withheld
      if (!isSeen) filter.withheld ||= describeWithheld(command)
      if (places.size >= limit) return
      places.set(command, places.size + 1)
      const notes = prepared.notes.join('; ')
      const event = {
        type: isSeen ? ('offer' as const) : ('withheld' as const),
        index: places.size,
        proposal: { ...candidate, command, explanation: explain(candidate.explanation, notes), labels, reasons },
      }
      if (draft !== undefined) drafts.set(draft, { event, notes })
      events.push(event)
    },
  }
  return filter
}

/** The command as it may stand in the buffer; `reason` says why it may not. */
function prepare(text: string, { shell }: Question): ReturnType<typeof prepareInsertion> {
  const prepared = prepareInsertion(text, { shell })
  if (!prepared.ok) return prepared
  const command = quotePlaceholders(prepared.command)
  if (!isTruncatingPlaceholder(command)) return { ...prepared, command }
  return { ok: false, reason: 'a shell would take its blank for a redirection' }
}

/** Short enough for one row of 80 cells. */
function describeWithheld(command: string): string {
  const lines = command.split('\n').length
  const size = lines > 1 ? `${lines} lines` : `${command.length} characters`
  return `a proposal of ${size} is too long to show whole: kimi suggest prints it`
}
