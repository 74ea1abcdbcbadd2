// The bytes of each frame: live rows below the text that stays, a panel on the alternate screen, or the conversation on a screen of
// its own (`tui.screen = full`).

import { createFullRows } from './full-rows.ts'
import { createLiveRows, type Reflow } from './live-rows.ts'
import { createScrollLog } from './scroll-log.ts'

/** The wheel of the mouse, for a screen without a scrollback of the terminal's own. */
const TAKE_MOUSE = '\x1b[?1000h\x1b[?1006h'
const LEAVE_MOUSE = '\x1b[?1006l\x1b[?1000l'
const RESET = '\x1b[0m'

export interface FrameSources {
  /** The live rows for a terminal of this size, without those that do not fit: CURSOR_MARKER stands where the user types. */
  render(columns: number, rows: number): readonly string[]
  /** The rows of something that fills the terminal; null while the live rows are to be shown. */
  renderFull(columns: number, rows: number): readonly string[] | null
  /** True when the conversation fills the terminal, on a screen of its own. */
  isFull(): boolean
  /** The row that says how many rows stand below those in sight. */
  describeMore(rows: number): string
}

export interface Frames {
  /** Lines that stay, shown with the next frame. */
  print(lines: readonly string[]): void
  /** Has the lines that `draw` prints shown in place of all that were printed before. */
  redraw(draw: () => void): void
  /** The bytes of the next frame; '' when nothing has changed. */
  next(columns: number, rows: number): string
  /** The bytes that give the terminal back, below everything that was printed. */
  leave(columns: number): string
  scroll(by: number): void
}

export function createFrames({ render, renderFull, isFull, describeMore }: FrameSources, reflow: Reflow): Frames {
  const live = createLiveRows(reflow)
  const full = createFullRows()
  const log = createScrollLog()
  let printed: string[] = []

  const takePrinted = () => {
    const lines = printed
    printed = []
    log.add(lines)
    return lines
  }
  return {
    print: (lines) => void (lines.length > 0 && printed.push(...lines)),
    redraw(draw) {
      takePrinted()
      draw()
      log.replace(printed)
      printed = []
    },
    next(columns, rows) {
      const filling = renderFull(columns, rows)
      // Below a panel on the alternate screen nothing can be printed: the lines wait.
      if (filling) return full.frame(filling, columns, rows)
      const lines = takePrinted()
      const bottom = render(columns, rows)
      if (!isFull()) {
        log.onPrinted()
        return full.leave() + live.frame(lines, bottom, columns)
      }
      const enter = full.isShown ? '' : live.clear(columns) + TAKE_MOUSE
      return enter + full.frame(log.compose(columns, rows, bottom, describeMore), columns, rows)
    },
    leave(columns) {
      const isAlone = isFull() && full.isShown
      const fresh = takePrinted()
      const lines = isAlone ? log.unprinted() : fresh
      // These lines stand on the main screen from now on: after a visit to the shell they are not printed again.
      log.onPrinted()
      const back = isAlone ? LEAVE_MOUSE + full.leave() : full.leave() + live.clear(columns)
      return back + lines.map((line) => `${line}${RESET}\r\n`).join('')
    },
    scroll: log.scroll,
  }
}
