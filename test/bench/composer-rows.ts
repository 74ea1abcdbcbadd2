// The composer: from a key to the new state and its rows, and from letters to the files they name.

import { drawComposer, placeOf } from '../../src/view/composer/composer-lines.ts'
import {
  EMPTY_COMPOSER,
  pasteText,
  pressEditKey,
  pressOpenKey,
  writeText,
  type ComposerState,
} from '../../src/view/composer/composer-state.ts'
import { UNICODE_MARKS, type PrintStyle } from '../../src/view/print-style.ts'
import { createPathTable, matchPaths } from '../../src/workspace/path-match.ts'
import { createPasteCutter } from '../../src/tui/composer/paste-cutter.ts'
import { summarise, type Row } from './measure.ts'

const STYLE: PrintStyle = { width: 120, hasColours: true, marks: UNICODE_MARKS, canReplace: true }
const FRAME = { width: 120, height: 12, prompt: '> ', placeholder: '', top: 0, caretMark: '' }
const PASTE_LIMITS = { characters: Infinity, lines: Infinity }
const FILES = 200_000
const FOLDERS = [
  'src',
  'lib',
  'test/unit',
  'packages/core/src',
  'packages/ui/components',
  'docs',
  'app/controllers/api',
]
const WORDS = [
  'user',
  'session',
  'index',
  'main',
  'config',
  'helper',
  'render',
  'parse',
  'token',
  'stream',
  'model',
  'view',
]
const QUERIES = ['s', 'se', 'ses', 'sessi', 'usermod', 'core/main', 'config-77', 'prsmdl', 'none-such']
const PASTE_MB = 10
const READ_BYTES = 4095

/** Keys at the end of a short text, at the end of one of 10,000 lines, and in a line of a million characters. */
export function measureComposerKeys(n: number): Row[] {
  const texts: [string, string][] = [
    ['an empty text', ''],
    ['10,000 lines', 'a line of some words, 你好\n'.repeat(10_000)],
    ['a line of 1 MB', 'word '.repeat(200_000)],
  ]
  return texts.map(([name, text]) => {
    let state = writeText(EMPTY_COMPOSER, text)
    const times: number[] = []
    for (let round = -5; round < n; round++) {
      const begin = performance.now()
      state = pressKey(state, round % 7 === 6 ? 'backspace' : 'x')
      drawComposer(state, FRAME, STYLE)
      if (round >= 0) times.push(performance.now() - begin)
    }
    return summarise(`composer, key → rows, ${name}`, 'ms', times, name === 'a line of 1 MB' ? {} : { p95: 4 })
  })
}

function pressKey(state: ComposerState, name: string): ComposerState {
  const key = { name, text: name.length === 1 ? name : '' }
  const place = placeOf(FRAME, state)
  return (pressOpenKey(state, key, place) ?? pressEditKey(state, key, place)).state
}

/** 200,000 paths, made by a fixed rule; each query as if it were typed alone. */
export async function measureFileQueries(n: number): Promise<Row[]> {
  const pick = (list: readonly string[], at: number) => list[at % list.length]!
  const paths = Array.from({ length: FILES }, (_, at) => {
    const name = `${pick(WORDS, at)}-${pick(WORDS, Math.floor(at / 12))}-${at}.ts`
    return `${pick(FOLDERS, at * 31 + (at >> 5))}/${pick(WORDS, at >> 3)}-${(at >> 4) % 500}/${name}`
  })
  const begin = performance.now()
  const table = await createPathTable(paths)
  const made = performance.now() - begin
  const times: number[] = []
  for (let round = -1; round < n; round++) {
    for (const query of QUERIES) {
      const asked = performance.now()
      await matchPaths(table, query, 20)
      if (round >= 0) times.push(performance.now() - asked)
    }
  }
  return [
    summarise('files by letters, 200,000 paths', 'ms', times, { p50: 16, p95: 60 }),
    summarise('the table of 200,000 paths, in slices', 'ms', [made], {}),
  ]
}

/** A paste of 10 MB as a pty hands it on, up to the marker in the text. */
export function measurePaste(n: number): Row {
  const line = 'some pasted words that fill a line of the terminal\r'
  const stream = `\x1b[200~${line.repeat((PASTE_MB * 1024 * 1024) / line.length)}\x1b[201~`
  const reads = Array.from({ length: Math.ceil(stream.length / READ_BYTES) }, (_, at) =>
    stream.slice(at * READ_BYTES, (at + 1) * READ_BYTES),
  )
  const times: number[] = []
  for (let round = 0; round < n; round++) {
    const begin = performance.now()
    const take = createPasteCutter({
      onKeys() {},
      onBeginCut() {},
      onPaste: (text) => void pasteText(EMPTY_COMPOSER, text, { ...PASTE_LIMITS, lines: 15 }),
    })
    for (const read of reads) take(read)
    times.push(performance.now() - begin)
  }
  return summarise('a paste of 10 MB in 4 KB reads', 'ms', times, { p50: 500 })
}
