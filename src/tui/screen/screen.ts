// The terminal as the app draws on it: text that stays, live rows below it, keys in. Frames are drawn at once after a key, and
// otherwise at most every FRAME_MS; while the terminal does not read, none is drawn.

import { isKeyRelease } from '../pi.ts'
import { createFrames, type FrameSources } from './screen-frames.ts'
import type { Reflow } from './live-rows.ts'
import type { KeyTerminal } from './key-terminal.ts'

/** Longest time between a change and its frame. Text streams smoothly at 25 frames a second, which take a few per cent of a core. */
const FRAME_MS = 40

export interface ScreenOptions extends FrameSources {
  terminal: KeyTerminal
  /** The terminal's behaviour when its width changes. */
  reflow: Reflow
  /** A key, a paste in its brackets, or an answer of the terminal. */
  onInput(data: string): void
}

export interface Screen {
  size(): { columns: number; rows: number }
  /** The terminal's streams, and whether it takes a status and has a light background. */
  readonly terminal: Pick<KeyTerminal, 'streams' | 'takesStatus' | 'isLight' | 'answered'>
  /** Lines that stay, printed above the live rows with the next frame. */
  print(lines: readonly string[]): void
  /** Has the lines that `draw` prints shown in place of those before, in a conversation that fills the terminal. */
  redraw(draw: () => void): void
  /** Scrolls the conversation that fills the terminal by so many rows, up with a positive number; 0 goes to its end. */
  scroll(by: number): void
  /** Asks for a frame soon. */
  refresh(): void
  /** Draws a frame now. */
  draw(): void
  /** Takes the terminal. */
  start(): void
  /** Removes the live rows and gives the terminal back; what was printed stays. */
  stop(): void
  /** Bytes for the terminal itself, such as its title: they move no cursor and print nothing. */
  tell(bytes: string): void
}

export function createScreen({ terminal, reflow, onInput, ...sources }: ScreenOptions): Screen {
  const frames = createFrames(sources, reflow)
  let timer: NodeJS.Timeout | undefined
  let isStarted = false
  let isWaiting = false

  const goOn = () => {
    isWaiting = false
    draw()
  }
  const draw = () => {
    clearTimeout(timer)
    timer = undefined
    if (!isStarted || isWaiting) return
    isWaiting = terminal.isFull()
    if (isWaiting) return terminal.onceDrained(goOn)
    const bytes = frames.next(terminal.columns, terminal.rows)
    if (bytes !== '') terminal.write(bytes)
  }
  const take = (data: string) => {
    if (isKeyRelease(data)) return
    onInput(data)
    // Keys that came in one read are drawn in one frame.
    clearTimeout(timer)
    timer = setTimeout(draw, 0)
  }

  return {
    size: () => terminal,
    terminal,
    print: frames.print,
    redraw(drawAll) {
      frames.redraw(drawAll)
      draw()
    },
    scroll(by) {
      frames.scroll(by)
      draw()
    },
    refresh: () => void (timer ??= setTimeout(draw, FRAME_MS)),
    draw,
    start() {
      isStarted = true
      terminal.start(take, draw)
      draw()
    },
    stop() {
      if (!isStarted) return
      isStarted = false
      clearTimeout(timer)
      timer = undefined
      terminal.write(frames.leave(terminal.columns))
      terminal.stop()
    },
    tell: (bytes) => void (isStarted && terminal.write(bytes)),
  }
}
