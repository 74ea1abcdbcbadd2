// Corrects a failed command by the tool's own advice, by rules over the error text, and by spelling. No answer is better than a
// guess.

import type { Candidate } from '../../protocol/proposals.ts'
import { findPartToRepeat } from './failed-part.ts'
import { readFailure } from './failed-command.ts'
import type { Failure, FixDeps, FixQuery, Offer } from './failed-command.ts'
import { askRules } from './fix-rules.ts'
import { DEV_RULES } from './fix-rules-development.ts'
import { FILE_RULES } from './fix-rules-files.ts'
import { GIT_RULES } from './fix-rules-git.ts'
import { SHELL_RULES } from './fix-rules-shell.ts'
import { SYSTEM_RULES } from './fix-rules-system.ts'
import { readToolHints } from './tool-hints.ts'
import { findTypos } from './word-typos.ts'

const ALL_RULES = [...SHELL_RULES, ...GIT_RULES, ...DEV_RULES, ...SYSTEM_RULES, ...FILE_RULES]

/** When even the best offer is below this confidence, it is a guess, and nothing is offered. */
const MIN_CONFIDENCE = 0.55
/** Further offers may be less sure than the first, but not by much. */
const MIN_ALTERNATIVE = 0.35
const MAX_OUTPUT_CHARS = 16_384
const MAX_COMMAND_CHARS = 8_192

/**
 * Corrections of a failed command, the surest first; empty when nothing is sure enough.
 * @param query the failed command, its output (may be empty) and its exit status
 */
export function fixCommand(query: FixQuery, deps: FixDeps): Candidate[] {
  if (query.failed.trim() === '' || query.failed.length > MAX_COMMAND_CHARS) return []
  const cleaned = {
    ...query,
    failed: query.failed.trim(),
    output: stripColors(query.output).slice(0, MAX_OUTPUT_CHARS),
  }
  const part = findPartToRepeat(cleaned, deps)
  if (!part) return []
  const failure = readFailure({ ...cleaned, failed: part.text }, deps, part.at)
  if (!failure) return []
  const typos = findTypos(failure).flatMap((offer) => mendAgain(offer, failure, deps, part.at))
  const offers = [...readToolHints(failure), ...askRules(ALL_RULES, failure), ...typos]
  return rank(offers, failure.failed, query.limit ?? 5)
}

/** A second slip counts only when it is this clear. */
const SECOND_CONFIDENCE = 0.7

/** A line whose program was misspelt may hold a second slip (`gti stauts`): the mended line is read as if it had failed. */
function mendAgain(offer: Offer, failure: Failure, deps: FixDeps, at: number): Offer[] {
  const program = failure.name
  if (offer.source !== 'spelling' || offer.confidence < MIN_CONFIDENCE || offer.command.includes(program))
    return [offer]
  const again = readFailure({ ...failure, failed: offer.command, output: '', exit: 1 }, deps, at)
  if (!again || again.name === program || !deps.index.has(again.name)) return [offer]
  const [second] = findTypos(again).toSorted((a, b) => b.confidence - a.confidence)
  if (!second || second.source !== 'spelling' || second.confidence < SECOND_CONFIDENCE) return [offer]
  return [
    {
      command: second.command,
      explanation: `${offer.explanation}; ${second.explanation}`,
      confidence: Math.min(offer.confidence, second.confidence),
      source: 'spelling',
    },
  ]
}

function rank(offers: Offer[], failed: string, limit: number): Candidate[] {
  const best = new Map<string, Candidate>()
  for (const { command, explanation, confidence, source = 'rule' } of offers) {
    const text = command.trim()
    if (text === failed || text === '' || /\n/.test(text)) continue
    const known = best.get(text)
    if (!known) best.set(text, { command: text, explanation, source, confidence })
    // An answer from two sources is surer.
    else known.confidence = Math.min(0.99, Math.max(known.confidence, confidence) + 0.03)
  }
  const sorted = [...best.values()].toSorted((a, b) => b.confidence - a.confidence)
  if ((sorted[0]?.confidence ?? 0) < MIN_CONFIDENCE) return []
  return sorted.filter((item) => item.confidence >= MIN_ALTERNATIVE).slice(0, limit)
}

function stripColors(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replace(/\u001b\[[0-9;?]*[ -/]*[@-~]/g, '').replaceAll('\r', '')
}
