// Collects the effects of the parts of a line and turns them into the verdict: labels in fixed order, each with reasons.

import { RISK_LABELS, type Risk, type RiskLabel } from '../../protocol/proposals.ts'

/** Every label but the one that means "nothing found". */
export type EffectLabel = Exclude<RiskLabel, 'safe-readonly'>

/** An effect of a part of the line: `rm -rf ~/x` (`part`) "deletes recursively" (`effect`). */
export interface Finding {
  label: RiskLabel
  part: string
  effect: string
}

/** The verdict on one line, with what `Risk` says in sentences also in pieces. */
export interface Verdict extends Risk {
  findings: Finding[]
  /** True when a whole disk, home or system would be lost. */
  isTotalLoss: boolean
}

const MAX_REASONS_PER_LABEL = 3
const MAX_QUOTED_CHARACTERS = 80

export interface Findings {
  /** `isTotalLoss`: the part would destroy a whole disk, home or system. */
  add: (label: EffectLabel, part: string, effect: string, isTotalLoss?: boolean) => void
  /** The line cannot be called safe, though no label is certain. */
  doubt: () => void
  /** The verdict; `parses` is false when the grammar did not understand the whole line. */
  conclude: (parses: boolean) => Verdict
}

export function createFindings(): Findings {
  const byLabel = new Map<RiskLabel, Finding[]>()
  let isDoubtful = false
  let isTotalLoss = false
  return {
    add(label, part, effect, isTotal = false) {
      isTotalLoss ||= isTotal
      const finding = { label, part: shortenPart(part), effect }
      const known = byLabel.get(label)
      if (known === undefined) byLabel.set(label, [finding])
      else if (
        known.length < MAX_REASONS_PER_LABEL &&
        !known.some((other) => other.part === finding.part && other.effect === effect)
      )
        known.push(finding)
    },
    doubt() {
      isDoubtful = true
    },
    conclude(parses) {
      if (byLabel.size === 0 && !isDoubtful && parses) {
        const label = 'safe-readonly'
        return { labels: [label], reasons: [{ label, text: 'only reads' }], parses, findings: [], isTotalLoss }
      }
      const labels = RISK_LABELS.filter((label) => byLabel.has(label))
      const findings = labels.flatMap((label) => byLabel.get(label) ?? [])
      const reasons = findings.map(({ label, part, effect }) => ({ label, text: `\`${part}\` ${effect}` }))
      return { labels, reasons, parses, findings, isTotalLoss }
    },
  }
}

/** A part as it is quoted: in one line, and cut where it is long. */
function shortenPart(part: string): string {
  const cut = part.length > MAX_QUOTED_CHARACTERS ? `${part.slice(0, MAX_QUOTED_CHARACTERS - 1)}…` : part
  return cut.replaceAll(/\s+/g, ' ').trim()
}
