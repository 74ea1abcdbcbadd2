// Between a candidate and the buffer: what may be inserted, once each, with its risk.

import type { KimiError } from '../protocol/errors.ts'
import type { Candidate } from '../protocol/proposals.ts'
import { ensureGrammar } from '../safety/lines/bash-grammar.ts'
import { prepareInsertion } from '../safety/text/buffer-insertion.ts'
import { classifyCommand } from '../safety/lines/line-risk.ts'
import { checkSyntax } from '../safety/lines/syntax-check.ts'
import type { Channel } from '../sys/channel.ts'
import type { Question, SuggestEvent } from './prompt-question.ts'

export interface Filter {
  /** Offers a candidate, or drops it. The same `draft` number again replaces the explanation of the one offered for it. */
  offer(candidate: Candidate, draft?: number): Promise<void>
  /** How many have been offered. */
  readonly count: number
  /** What the user should know beside the proposals. */
  note: string
  /** Why the last dropped candidate was. */
  refusal: string
  error: KimiError | undefined
}

export async function createFilter(question: Question, events: Channel<SuggestEvent>): Promise<Filter> {
  await ensureGrammar()
  const offered = new Map<string, number>()
  const drafts = new Map<number, { event: Extract<SuggestEvent, { type: 'offer' }>; notes: string }>()
  const explain = (explanation: string, notes: string) => [explanation, notes].filter((part) => part !== '').join('; ')
  const typed = question.line.trim()

  const filter: Filter = {
    note: '',
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
      const prepared = prepareInsertion(candidate.command, { shell: question.shell })
      if (!prepared.ok) {
        filter.refusal = `the proposal was refused: ${prepared.reason}`
        return
      }
      const { command } = prepared
      if (command === typed || offered.has(command)) return
      if (isTruncatingPlaceholder(command)) return
      // `<file>` stands for a word that the user will type: the shell would read it as redirections.
      const meant = command.replaceAll(PLACEHOLDER, 'PLACEHOLDER')
      const { labels, reasons, parses } = classifyCommand(meant, question.shell)
      // The bash grammar does not know all of zsh, and takes what fish does not: the user's own shell has the last word.
      const isSure = parses && question.shell !== 'fish'
      const syntax = isSure ? { ok: true as const } : await checkSyntax(meant, question.shell)
      if (syntax.ok === false) {
        filter.refusal = `the proposal was refused: ${question.shell} cannot parse it`
        return
      }
      offered.set(command, offered.size + 1)
      const notes = prepared.notes.join('; ')
      const event = {
        type: 'offer' as const,
        index: offered.size,
        proposal: { ...candidate, command, explanation: explain(candidate.explanation, notes), labels, reasons },
      }
      if (draft !== undefined) drafts.set(draft, { event, notes })
      events.push(event)
    },
  }
  return filter
}

const PLACEHOLDER = /<[a-z](?:[a-z -]*[a-z])?>/g
const BEFORE_A_WORD = new RegExp(PLACEHOLDER.source + /\s*[^\s<&|;"'-]/.source)

/** `mv <from> to`, run as it is, would empty `to`: a placeholder may only be followed by another, or by an option. */
function isTruncatingPlaceholder(command: string): boolean {
  return BEFORE_A_WORD.test(command.replaceAll(/'[^']*'|"[^"]*"/g, '_'))
}
