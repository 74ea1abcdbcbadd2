// The form of a correction rule, and the function that asks all rules.

import type { Failure, Offer } from './failed-command.ts'

export interface Rule {
  /** Programs that the rule is about, separated by blanks; without it the rule is about all programs. */
  for?: string
  /** A pattern that the output must match; without it the command line alone decides. */
  says?: RegExp
  /** The explanation for the user, one clause. */
  why: string
  /** Confidence of the first correction, 0..1; each further one is a little less sure. */
  confidence?: number
  /** The corrections, best first; nothing when the rule does not apply after all. */
  to: (f: Failure, said: RegExpExecArray) => string | readonly string[] | null | undefined | false
}

const NOTHING_SAID = /^/.exec('') as RegExpExecArray
const USUAL_CONFIDENCE = 0.87
const STEP_DOWN = 0.05
/** Characters that mean something to a shell. An output is data: a match that holds one of them never gets into a command. */
const UNSAFE = /[;&|`$<>(){}\\!*?\n"']/

/** Asks every rule. An exception in a rule is a bug, and passed on. */
export function askRules(rules: readonly Rule[], f: Failure): Offer[] {
  const offers: Offer[] = []
  for (const rule of rules) {
    if (rule.for !== undefined && !rule.for.split(' ').includes(f.name)) continue
    const said = rule.says ? rule.says.exec(f.output) : NOTHING_SAID
    if (!said || said.slice(1).some((group) => group !== undefined && UNSAFE.test(group) && !f.failed.includes(group)))
      continue
    const answer = rule.to(f, said)
    if (!answer) continue
    for (const [i, command] of (typeof answer === 'string' ? [answer] : answer).entries()) {
      if (command === f.failed || command.trim() === '') continue
      offers.push({ command, explanation: rule.why, confidence: (rule.confidence ?? USUAL_CONFIDENCE) - i * STEP_DOWN })
    }
  }
  return offers
}
