// The bytes of frames, read by a terminal emulator: whatever is printed and drawn, each printed line stands once, in its order, and the
// live rows stand below it with the cursor where it belongs.

import xterm from '@xterm/headless'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CURSOR_MARKER } from '../../../../src/tui/pi.ts'
import { createLiveRows } from '../../../../src/tui/screen/live-rows.ts'

interface Screen {
  write(bytes: string): Promise<void>
  /** All rows that the terminal holds, its scrollback too, without blank ones at the end. */
  rows(): string[]
  cursor(): { row: number; column: number }
  resize(columns: number, rows: number): void
}

function openScreen(columns: number, rows: number): Screen {
  const terminal = new xterm.Terminal({ cols: columns, rows, scrollback: 10_000, allowProposedApi: true })
  return {
    write: (bytes) => new Promise((resolve) => terminal.write(bytes, resolve)),
    rows() {
      const { active } = terminal.buffer
      const all = Array.from({ length: active.length }, (_, at) => active.getLine(at)!.translateToString(true))
      while (all.at(-1) === '') all.pop()
      return all
    },
    cursor: () => ({
      row: terminal.buffer.active.baseY + terminal.buffer.active.cursorY,
      column: terminal.buffer.active.cursorX,
    }),
    resize: (cols, lines) => terminal.resize(cols, lines),
  }
}

const text = fc.oneof(
  fc.string({ maxLength: 18, unit: fc.constantFrom(...'abcdefgh xyz01') }).map((each) => each.trimEnd()),
  fc.constantFrom('你好世界', '\u001b[1mbold\u001b[22m text', 'a\u001b[31mred\u001b[39mb', ''),
)
const row = text.map((each) => `|${each}`)
const frame = fc.record({
  lines: fc.array(row, { maxLength: 4 }),
  live: fc.array(row, { minLength: 1, maxLength: 6 }),
  at: fc.nat(),
})

/** The text of a row without its styles and trailing blanks. */
const plain = (styled: string) => styled.replaceAll(/\u001b\[[\d;]*m/g, '').trimEnd()

test('after any frames each printed line stands once, and the live rows stand below with the cursor in its place', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(frame, { maxLength: 12 }), async (frames) => {
      const screen = openScreen(40, 12)
      const live = createLiveRows('xterm.js')
      const printed: string[] = []
      for (const { lines, live: wanted, at } of frames) {
        const index = at % wanted.length
        const rows = wanted.map((each, each_at) => (each_at === index ? each + CURSOR_MARKER : each))
        printed.push(...lines)
        await screen.write(live.frame(lines, rows, 40))
        expect(screen.rows()).toEqual([...printed, ...wanted].map(plain))
        expect(screen.cursor().row).toBe(printed.length + index)
      }
      await screen.write(live.clear(40))
      expect(screen.rows()).toEqual(printed.map(plain))
    }),
    { numRuns: 150 },
  )
})

test('a frame that changes nothing writes nothing, and one changed row is written alone', () => {
  const live = createLiveRows('xterm.js')
  live.frame([], ['one', 'two', `three${CURSOR_MARKER}`], 40)
  expect(live.frame([], ['one', 'two', `three${CURSOR_MARKER}`], 40)).toBe('')
  const bytes = live.frame([], ['one', '2', `three${CURSOR_MARKER}`], 40)
  expect(bytes).toContain('2')
  expect(bytes).not.toContain('one')
  expect(bytes).not.toContain('three')
  expect(bytes).not.toContain('\u001b[2J')
  expect(bytes).not.toContain('\u001b[3J')
})

test('whatever the widths a terminal goes through, no row of an old frame stays', async () => {
  const sizes = fc.array(fc.integer({ min: 24, max: 80 }), { minLength: 1, maxLength: 6 })
  await fc.assert(
    fc.asyncProperty(sizes, async (widths) => {
      const screen = openScreen(60, 20)
      const live = createLiveRows('xterm.js')
      const wanted = [
        'status of the turn',
        `> the prompt${CURSOR_MARKER}`,
        'ask · model · 80 % context left · ~/src/project',
      ]
      await screen.write(live.frame(['a line that stays'], wanted, 60))
      for (const columns of widths) {
        screen.resize(columns, 20)
        await screen.write(live.frame([], wanted, columns))
      }
      const shown = screen.rows()
      expect(shown.filter((each) => each === 'a line that stays')).toHaveLength(1)
      expect(shown.filter((each) => each === '> the prompt')).toHaveLength(1)
      expect(shown.filter((each) => each.startsWith('ask ·'))).toHaveLength(1)
      expect(shown).toHaveLength(4)
    }),
    { numRuns: 60 },
  )
})
