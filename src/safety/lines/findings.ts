// Collects what the parts of a line do, and turns it into the verdict: labels in fixed order, one reason each.

import { RISK_LABELS, type Risk, type RiskLabel, type RiskReason } from '../../protocol/proposals.ts'

const MAX_REASONS_PER_LABEL = 3
const MAX_QUOTED_CHARACTERS = 80

export interface Findings {
  /** `part` of the line `what`: "`rm -rf ~/x` deletes recursively". */
  add: (label: Exclude<RiskLabel, 'safe-readonly'>, part: string, what: string) => void
  /** The line cannot be called safe, though no label is certain. */
  doubt: () => void
  /** The verdict; `parses` is false when the grammar did not understand the whole line. */
  conclude: (parses: boolean) => Risk
}

export function createFindings(): Findings {
  const reasons = new Map<RiskLabel, string[]>()
  let isDoubtful = false
  return {
    add(label, part, what) {
      const quoted = part.length > MAX_QUOTED_CHARACTERS ? `${part.slice(0, MAX_QUOTED_CHARACTERS - 1)}…` : part
      const text = `\`${quoted.replaceAll(/\s+/g, ' ').trim()}\` ${what}`
      const known = reasons.get(label)
      if (known === undefined) reasons.set(label, [text])
      else if (known.length < MAX_REASONS_PER_LABEL && !known.includes(text)) known.push(text)
    },
    doubt() {
      isDoubtful = true
    },
    conclude(parses) {
      if (reasons.size === 0 && !isDoubtful && parses) {
        return { labels: ['safe-readonly'], reasons: [{ label: 'safe-readonly', text: 'only reads' }], parses }
      }
      const labels = RISK_LABELS.filter((label) => reasons.has(label))
      const list: RiskReason[] = labels.flatMap((label) => (reasons.get(label) ?? []).map((text) => ({ label, text })))
      return { labels, reasons: list, parses }
    },
  }
}
