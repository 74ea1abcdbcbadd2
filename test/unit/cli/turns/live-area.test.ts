import { PassThrough } from 'node:stream'
import xterm from '@xterm/headless'
import { expect, test } from 'vitest'
import { createLiveArea } from '../../../../src/cli/turns/live-area.ts'

function open(columns = 20, rows = 6) {
  const emulator = new xterm.Terminal({
    cols: columns,
    rows,
    convertEol: true,
    scrollback: 100,
    allowProposedApi: true,
  })
  const out = Object.assign(new PassThrough({ encoding: 'utf8' }), { columns, rows, isTTY: true })
  const area = createLiveArea(out as unknown as NodeJS.WriteStream)
  const writes: string[] = []
  return {
    area,
    /** The writes since the last look. */
    writes: () => {
      for (let text = out.read() as string | null; text !== null; text = out.read()) writes.push(text)
      return writes.splice(0)
    },
    /** All rows that are on screen or have scrolled off it, once the emulator has taken what was written. */
    async rows() {
      const text = String(out.read() ?? '')
      await new Promise<void>((resolve) => emulator.write(text, resolve))
      const { active } = emulator.buffer
      const found = Array.from({ length: active.length }, (_, at) => active.getLine(at)!.translateToString(true))
      return found.join('\n').trimEnd().split('\n')
    },
    resize(to: number) {
      out.columns = to
      emulator.resize(to, rows)
    },
  }
}

test('lines of the moment are replaced in place, and output that stays goes above them', async () => {
  const { area, rows } = open()
  area.write('one\n')
  area.draw(['working', '  a'])
  area.draw(['working', '  b', '  c'])
  expect(await rows()).toEqual(['one', 'working', '  b', '  c'])
  area.frame(() => {
    area.write('two\n')
    area.draw(['next'])
  })
  expect(await rows()).toEqual(['one', 'two', 'next'])
  area.draw([])
  area.write('three\n')
  expect(await rows()).toEqual(['one', 'two', 'three'])
})

test('a line that grows is gone on with, and what has not changed is not written', () => {
  const { area, writes } = open()
  area.draw(['some'])
  area.draw(['some words'])
  area.draw(['some words'])
  expect(writes().join('|')).toBe('some words')
})

test('more lines than the screen has are cut at their beginning, so that none is left behind', async () => {
  const { area, rows } = open(20, 4)
  for (let at = 0; at < 5; at++) area.draw(Array.from({ length: 10 }, (_, line) => `${at} ${line}`))
  area.frame(() => area.write('end\n'))
  expect(await rows()).toEqual(['end'])
})

test('after the terminal was made narrower nothing of the old lines is left', async () => {
  const { area, rows, resize } = open(20)
  area.write('one\n')
  area.draw(['a line of 18 cells', '日本語 wide', 'last'])
  expect(await rows()).toHaveLength(4)
  resize(10)
  area.frame(() => area.write('two\n'))
  expect(await rows()).toEqual(['one', 'two'])
})
