// The line below the prompt of the terminal: the mode, the model, what is left of the context, the cost and the like.

import { sanitiseEnds, sanitiseLine } from '../safety/text/sanitiser.ts'
import type { Mode } from '../protocol/wire.ts'
import { countTextCells } from './cell-text.ts'
import { paint, type Format, type PrintStyle } from './print-style.ts'
import { describeCost, describeCount } from './turns/summary-line.ts'

/** The items that a footer may have, in the spelling of the setting `tui.footer`. */
type FooterItem = 'mode' | 'model' | 'context' | 'tokens' | 'cost' | 'tasks' | 'allowed' | 'branch' | 'cwd' | 'title'

export interface FooterFacts {
  mode: Mode
  /** '' when no model is configured. */
  model: string
  effort: string
  /** The part of the model's window that is in use, 0 to 1; null before it is known. */
  contextUsed: number | null
  /** Tokens of the session since it was opened here, and their cost in US dollars; null where prices are not known. */
  tokens: number
  usd: number | null
  workDir: string
  home: string
  branch: string
  title: string
  tasks: number
  waiting: number
  /** The acts that are allowed for the session, in words. */
  allowed: readonly string[]
}

const MODE_FORMATS: Record<Mode, Format> = {
  ask: 'dim',
  'accept-edits': 'green',
  plan: 'cyan',
  auto: 'yellow',
  bypass: 'red',
}
const PART_CELLS = 40

/** The items in one row; those at the end are left out where the row is too narrow. */
export function describeFooter(facts: FooterFacts, items: readonly string[], style: PrintStyle): string {
  const parts = items.flatMap((item) => describeItem(item as FooterItem, facts, style))
  const separator = ` ${style.marks.dot} `
  let row = ''
  let cells = 0
  for (const { text, format } of parts) {
    const lead = cells === 0 ? '' : separator
    const width = countTextCells(lead) + countTextCells(text)
    if (cells + width > style.width) break
    row += paint(style, 'dim', lead) + paint(style, format, text)
    cells += width
  }
  return row
}

function describeItem(item: FooterItem, facts: FooterFacts, { marks }: PrintStyle): { text: string; format: Format }[] {
  const part = (text: string, format: Format = 'dim') => (text === '' ? [] : [{ text, format }])
  const fit = (text: string) => sanitiseLine(text, PART_CELLS).replaceAll('…', marks.more)
  switch (item) {
    case 'mode':
      return part(facts.mode, MODE_FORMATS[facts.mode])
    case 'model':
      return part(fit([facts.model || 'no model', facts.effort].filter(Boolean).join(' ')))
    case 'context': {
      const left = facts.contextUsed === null ? 1 : 1 - facts.contextUsed
      return facts.contextUsed === null
        ? []
        : part(`${Math.floor(left * 100)} % context left`, left < 0.15 ? 'yellow' : 'dim')
    }
    case 'tokens':
      return facts.tokens === 0 ? [] : part(`${describeCount(facts.tokens)} tokens`)
    case 'cost':
      return facts.usd ? part(describeCost(facts.usd)) : []
    case 'tasks':
      return [
        ...(facts.waiting > 0 ? part(`${facts.waiting} waiting for you`, 'yellow') : []),
        ...(facts.tasks > 0 ? part(`${facts.tasks} ${facts.tasks === 1 ? 'task' : 'tasks'}`) : []),
      ]
    case 'allowed': {
      const [first, ...more] = facts.allowed
      if (first === undefined) return []
      return part(more.length > 0 ? `${facts.allowed.length} allowed` : `allowed: ${fit(first)}`)
    }
    case 'branch':
      return part(fit(facts.branch))
    case 'cwd':
      return part(sanitiseEnds(shortenHome(facts.workDir, facts.home), PART_CELLS).replaceAll('…', marks.more))
    case 'title':
      return part(fit(facts.title))
    default:
      return []
  }
}

function shortenHome(path: string, home: string): string {
  return home !== '' && (path === home || path.startsWith(`${home}/`)) ? `~${path.slice(home.length)}` : path
}
