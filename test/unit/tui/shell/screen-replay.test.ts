import xterm from '@xterm/headless'
import { expect, test } from 'vitest'
import { createPromptWatch, withoutQuestions } from '../../../../src/tui/shell/screen-replay.ts'

test('questions to the terminal are left out of a replay, and colours, modes and moves stay', () => {
  const questions = [
    '\x1b[c',
    '\x1b[0c',
    '\x1b[>c',
    '\x1b[>0q',
    '\x1b[6n',
    '\x1b[?6n',
    '\x1b[?u',
    '\x1b]11;?\x07',
    '\x1b[?2026$p',
  ]
  const kept = '\x1b[31mred\x1b[0m\x1b[?2004h\x1b[3C\x1b]0;c\x07'
  expect(String(withoutQuestions(Buffer.from(questions.join(kept))))).toBe(kept.repeat(questions.length - 1))
})

test('a prompt of two lines is taken away from its first line on', () => {
  const watch = createPromptWatch()
  watch.take(Buffer.from('old\nold\x1b]133;A\x07top\r\n$ typed'))
  expect(watch.clearing(80)).toBe('\r\x1b[1A\x1b[J')
  watch.take(Buffer.from('\n\n\n\x1b[3A'))
  expect(watch.clearing(80)).toBe('\r\x1b[1A\x1b[J')
  watch.take(Buffer.from('\x1b]133;A\x07$ '))
  expect(watch.clearing(80)).toBe('\r\x1b[J')
})

test('rows that the terminal has wrapped are taken away as well', async () => {
  const esc = '\x1b'
  const wrapped = [
    ['$ ' + 'a'.repeat(18), 0], // the last column is full, and nothing has wrapped yet
    ['$ ' + 'a'.repeat(19), 1],
    ['$ ' + 'a'.repeat(38) + ' \r', 2], // readline's way to the next row
    ['$ ' + '你'.repeat(10), 1], // a wide character that does not fit
    ['$ ' + 'a'.repeat(40) + `${esc}[A\r`, 1],
    [`$ ${esc}[31m${'a'.repeat(30)}${esc}[0m${esc}]0;${'title'.repeat(20)}\x07`, 1],
    [`$ ${'a'.repeat(30)}${'\b'.repeat(8)}b`, 1],
    [`${esc}7${'a'.repeat(50)}${esc}8$ `, 0],
    [`top\r\n$ ${'a'.repeat(30)}`, 2],
    // A prompt that is drawn anew: in tmux and screen the way up is a reverse index.
    [`top\r\n$ a\r${esc}Mtop\r\n$ a\r${esc}Mtop\r\n$ a`, 1],
    [`top\r\n$ a\r${esc}M${esc}M`, 0],
    [`top${esc}E$ a${esc}D`, 2],
    [`top\r\n$ a${esc}[H${esc}[2Jtop\r\n$ a`, 1], // Ctrl-L
    [`top\r\n$ a${esc}[H${esc}[2J\r${esc}[A${esc}Mtop\r\n$ a`, 1], // fish goes up from there
    [`top\r\n$ a${esc}[1;1H${esc}[Jtop\r\n$ a`, 1],
  ] as const
  for (const [text, rows] of wrapped) {
    const watch = createPromptWatch()
    watch.take(Buffer.from(`\x1b]133;A\x07${text}`))
    expect(watch.clearing(20), JSON.stringify(text)).toBe(rows > 0 ? `\r\x1b[${rows}A\x1b[J` : '\r\x1b[J')
    const emulator = new xterm.Terminal({ cols: 20, rows: 10, allowProposedApi: true })
    await new Promise<void>((done) => emulator.write(text, done))
    expect(emulator.buffer.active.cursorY, JSON.stringify(text)).toBe(rows)
  }
})
