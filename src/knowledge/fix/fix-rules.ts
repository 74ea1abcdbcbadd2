// The form of a correction rule, and how the rules are asked.

import type { Failure, Offer } from './failed-command.ts'

export interface Rule {
  /** Programs it is about, separated by blanks; none means any. */
  for?: string
  /** What the output must say; none means that the command line alone decides. */
  says?: RegExp
  /** One clause for the user. */
  why: string
  /** 0..1, of the first correction; each further one is a little less sure. */
  confidence?: number
  /** The corrections, best first; nothing when the rule does not apply after all. */
  to: (f: Failure, said: RegExpExecArray) => string | readonly string[] | null | undefined | false
}

const NOTHING_SAID = /^/.exec('') as RegExpExecArray
const USUAL_CONFIDENCE = 0.87
const STEP_DOWN = 0.05
/** An output is data: what was caught in it and could mean something to a shell never gets into a command. */
const UNSAFE = /[;&|`$<>(){}\\!*?\n"']/

/** Asks every rule. Rules are data; one that throws is a bug and must be seen. */
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
