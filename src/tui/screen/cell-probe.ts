// A question to the terminal: the number of cells that it gives to characters about which terminals differ. Each is written at the beginning
// of the cursor's row, unseen, and the terminal tells the column behind it; then the row is erased.

import { setCellRule, type CellRule } from '../../safety/text/display-cells.ts'

/** An emoji, two that are joined, one with a skin tone, a heart with its selector, and a letter of Hindi with a vowel beside it. */
const SAMPLES = ['😀', '👩\u200d💻', '👍🏽', '❤\ufe0f', 'कि']
/** The widest sample, and one more: in a narrower terminal they would be wrapped. */
const LEAST_COLUMNS = 6

const CONCEALED = '\x1b[8m'
const ASK_PLACE = '\x1b[6n'
const BEGIN_FRAME = '\x1b[?2026h\x1b[?25l'
const END_FRAME = '\r\x1b[0m\x1b[2K\x1b[?2026l'
const PLACE = /^\x1b\[\d+;(\d+)R$/

export interface CellProbe {
  /** The question, for a terminal in whose cursor's row nothing stands; '' when it was asked before, or cannot be asked.
   * `onKnown`: the text that is drawn from now on is measured as the terminal draws it. */
  ask(columns: number, onKnown: () => void): string
  /** Takes an answer of the terminal. False when the bytes are no answer, or when no answer is awaited. */
  readAnswer(data: string): boolean
  /** No answer comes any more. */
  end(): void
}

/** Makes the question, which is asked once. */
export function createCellProbe(): CellProbe {
  let isAsked = false
  let onMeasured = () => {}
  let awaited = 0
  const cells: number[] = []
  return {
    ask(columns, onKnown) {
      onMeasured = onKnown
      if (isAsked || columns < LEAST_COLUMNS) return ''
      isAsked = true
      awaited = SAMPLES.length
      return `${BEGIN_FRAME}${CONCEALED}${SAMPLES.map((sample) => `\r${sample}${ASK_PLACE}`).join('')}${END_FRAME}`
    },
    readAnswer(data) {
      const column = awaited > 0 ? PLACE.exec(data)?.[1] : undefined
      if (column === undefined) return false
      cells.push(Number(column) - 1)
      if (--awaited === 0) {
        setCellRule(toRule(cells))
        onMeasured()
      }
      return true
    },
    end: () => void (awaited = 0),
  }
}

function toRule([emoji = 2, joined = 4, toned = 4, selected = 1, spaced = 1]: readonly number[]): CellRule {
  return {
    emoji: emoji === 1 ? 1 : 2,
    joins: joined === emoji,
    tones: toned === emoji,
    selectors: selected === 2,
    spacing: spaced === 2,
  }
}
