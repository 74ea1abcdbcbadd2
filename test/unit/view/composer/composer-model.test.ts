// The composer against a simple model: a list of characters and an index. Random keys, pastes, undo and resizes.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  EMPTY_COMPOSER,
  pasteText,
  pressEditKey,
  pressOpenKey,
  type ComposerState,
} from '../../../../src/view/composer/composer-state.ts'
import { floorBoundary, splitGraphemes } from '../../../../src/view/composer/graphemes.ts'
import { expandText, labelOf, toPrompt } from '../../../../src/view/composer/pasted-objects.ts'
import { drawCharacter, measure, showRows, wrapLine, type TextPlace } from '../../../../src/view/composer/text-rows.ts'
import { START_VIM } from '../../../../src/view/composer/vim/vim-mode.ts'

const LIMITS = { characters: 1000, lines: 15 }
const WIDE = 200

/** Presses a key as the terminal component does, at a screen of `columns` cells. */
function press(state: ComposerState, name: string, columns = WIDE): ComposerState {
  const key = { name, text: [...name].length === 1 ? name : '' }
  const place = { columns, objects: state.objects }
  return (pressOpenKey(state, key, place) ?? pressEditKey(state, key, place)).state
}

const typed = fc.constantFrom('a', 'b', 'é', '你', '好', '👍', '👨‍👩‍👧', ' ', '.', '\t', '한', 'ก', '🇩🇪')
const controls = fc.constantFrom(
  ...['left', 'right', 'home', 'end', 'backspace', 'delete', 'ctrl+k', 'ctrl+u', 'ctrl+y', 'alt+enter', 'ctrl+-'],
  ...['alt+_', 'ctrl+w', 'alt+d', 'alt+b', 'alt+f', 'ctrl+t', 'alt+t', 'alt+u', 'alt+y', 'up', 'down', 'ctrl+left'],
)
const longPaste = fc
  .integer({ min: 16, max: 40 })
  .map((lines) => Array.from({ length: lines }, (_, at) => `line ${at}`).join('\n'))
type Step = { kind: 'type' | 'press' | 'paste'; value: string; columns: number }
const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constant('type' as const),
  value: typed,
  columns: fc.integer({ min: 1, max: 40 }),
})
const steps = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: step },
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constant('press' as const),
        value: controls,
        columns: fc.integer({ min: 1, max: 40 }),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('paste' as const),
        value: longPaste,
        columns: fc.integer({ min: 1, max: 40 }),
      }),
    },
  ),
  { maxLength: 60 },
)

function play(state: ComposerState, { kind, value, columns }: Step): ComposerState {
  if (kind === 'paste') return pasteText(state, value, LIMITS)
  return press(state, value, columns)
}

test('keys move and change characters as in a list with an index', () => {
  const simple = fc.constantFrom(
    'a',
    '你',
    '👍',
    'é',
    'left',
    'right',
    'home',
    'end',
    'backspace',
    'delete',
    'alt+enter',
    'ctrl+k',
    'ctrl+u',
  )
  fc.assert(
    fc.property(fc.array(simple, { maxLength: 80 }), (keys) => {
      let state = EMPTY_COMPOSER
      let list: string[] = []
      let at = 0
      for (const key of keys) {
        state = press(state, key)
        const begin = at === 0 ? 0 : list.slice(0, at).lastIndexOf('\n') + 1
        const end = list.indexOf('\n', at) < 0 ? list.length : list.indexOf('\n', at)
        if (key === 'left') at = Math.max(0, at - 1)
        else if (key === 'right') at = Math.min(list.length, at + 1)
        else if (key === 'home') at = begin
        else if (key === 'end') at = end
        else if (key === 'backspace') list = at === 0 ? list : [...list.slice(0, at - 1), ...list.slice(at--)]
        else if (key === 'delete') list = [...list.slice(0, at), ...list.slice(at + 1)]
        else if (key === 'ctrl+k') list = [...list.slice(0, at), ...list.slice(at === end ? at + 1 : end)]
        else if (key === 'ctrl+u') {
          const from = at > 0 && begin === at ? at - 1 : begin
          list = [...list.slice(0, from), ...list.slice(at)]
          at = from
        } else {
          list = [...list.slice(0, at), key === 'alt+enter' ? '\n' : key, ...list.slice(at)]
          at++
        }
        expect(state.edit.text).toBe(list.join(''))
        expect(state.edit.caret).toBe(list.slice(0, at).join('').length)
      }
    }),
    { numRuns: 300 },
  )
})

test('after any keys the caret stands between two characters, and as many undos as edits lead back to the empty text', () => {
  fc.assert(
    fc.property(steps, (played) => {
      let state = EMPTY_COMPOSER
      for (const each of played) {
        state = play(state, each)
        expect(floorBoundary(state.edit.text, state.edit.caret)).toBe(state.edit.caret)
      }
      const { text } = state.edit
      const undone = state.edit.past.reduce((at) => press(at, 'ctrl+-'), state)
      expect(undone.edit.text).toBe('')
      expect(state.edit.past.reduce((at) => press(at, 'alt+_'), undone).edit.text).toBe(text)
    }),
    { numRuns: 300 },
  )
})

test('a pasted text is whole or gone after any keys, never cut, and undo brings it back', () => {
  fc.assert(
    fc.property(steps, longPaste, steps, (before, paste, keys) => {
      const after = keys.filter(({ value }) => value !== 'ctrl+-' && value !== 'alt+_')
      const marked = pasteText(before.reduce(play, EMPTY_COMPOSER), `${paste}\n≈unique`, LIMITS)
      const content = `${paste}\n≈unique`
      const shown = expandText(marked.edit.text, marked.objects)
      expect(shown).toContain(content)
      let state = marked
      for (const each of after) {
        state = play(state, each)
        const now = expandText(state.edit.text, state.objects)
        if (now.includes('≈')) expect(now).toContain(content)
      }
      while (state.edit.past.length > marked.edit.past.length) state = press(state, 'ctrl+-')
      expect(expandText(state.edit.text, state.objects)).toContain(content)
    }),
    { numRuns: 200 },
  )
})

test('a deleted marker can be yanked, and its content is sent', () => {
  const paste = Array.from({ length: 20 }, (_, at) => `line ${at}`).join('\n')
  const pasted = pasteText(EMPTY_COMPOSER, paste, LIMITS)
  expect(labelOf(pasted.edit.text, pasted.objects)).toBe('[Pasted text #1 +20 lines]')
  const killed = press(press(pasted, 'home'), 'ctrl+k')
  expect(killed.edit.text).toBe('')
  const yanked = ['x', ' ', 'ctrl+y'].reduce((state, key) => press(state, key), killed)
  expect(toPrompt(yanked.edit.text, yanked.objects)).toEqual({
    text: `x ${paste}`,
    parts: [{ type: 'text', text: `x ${paste}` }],
  })
})

describe('rows', () => {
  const text = fc
    .array(fc.oneof(typed, fc.constant('\n'), fc.constant('word ')), { maxLength: 120 })
    .map((parts) => parts.join(''))

  test('the rows of a line hold all of it, and none is wider than the screen', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 4, max: 30 }), (written, columns) => {
        const line = written.replaceAll('\n', '')
        const place = { columns, objects: [] as [] }
        const rows = wrapLine(line, 0, place)
        expect(rows.map(({ from, to }) => line.slice(from, to)).join('')).toBe(line)
        for (const { from, to } of rows)
          expect(measure(line.slice(from, to).replace(/ $/, ''), place)).toBeLessThanOrEqual(columns)
      }),
    )
  })

  test('at any size the caret is in a shown row, the rows follow each other, and no more space is wasted than must be', () => {
    fc.assert(
      fc.property(
        text,
        fc.nat(),
        fc.nat(),
        fc.integer({ min: 4, max: 30 }),
        fc.integer({ min: 1, max: 8 }),
        (written, at, from, columns, height) => {
          const caret = floorBoundary(written, written.length === 0 ? 0 : at % (written.length + 1))
          const place = { columns, objects: [] as [] }
          const all = allRows(written, place)
          const top = all[from % all.length]!.from
          const { rows, caretRow, caretColumn } = showRows(written, caret, top, height, place)
          const first = all.findIndex((row) => row.from === rows[0]!.from)
          expect(rows).toEqual(all.slice(first, first + rows.length))
          expect(rows.length).toBe(Math.min(height, all.length))
          const row = rows[caretRow]!
          expect(caret >= row.from && caret <= row.to).toBe(true)
          expect(caretColumn).toBe(Math.min(columns, measure(written.slice(row.from, caret), place)))
        },
      ),
      { numRuns: 400 },
    )
  })

  function allRows(written: string, place: TextPlace) {
    let start = 0
    return written.split('\n').flatMap((line) => {
      const rows = wrapLine(line, start, place)
      start += line.length + 1
      return rows
    })
  }

  test('up and down keep the column over shorter rows and wide characters', () => {
    const state = ['a', 'b', 'c', 'd', 'alt+enter', '你', 'alt+enter', 'e', 'f', 'g', 'h'].reduce(
      (at, key) => press(at, key),
      EMPTY_COMPOSER,
    )
    const up = press(press(state, 'left'), 'up')
    expect(up.edit.caret).toBe('abcd\n你'.length)
    expect(press(up, 'up').edit.caret).toBe(3)
    expect(press(press(up, 'up'), 'down').edit.caret).toBe('abcd\n你'.length)
  })

  test('hidden characters are drawn by their names, and tabs as blanks', () => {
    const place = { columns: 80, objects: [] }
    const drawn = splitGraphemes('a\u202eb\tc').map((each) => drawCharacter(each, place).text)
    expect(drawn.join('')).toBe('a<U+202E>b    c')
  })
})

test('in vim mode random keys never throw, and the caret stands on a character', () => {
  const keys = fc.constantFrom(
    ...'hjklwbeWBE0^$GgfFtT;,%{}dcy<>~uxXDCYSspPJriIaAoOvV.123"(ab '.split(''),
    ...['escape', 'ctrl+r', 'left', 'alt+enter', '你', '👍'],
  )
  fc.assert(
    fc.property(fc.array(keys, { maxLength: 80 }), (pressed) => {
      let state: ComposerState = pasteText(
        { ...EMPTY_COMPOSER, vim: START_VIM },
        'one (two) "three"\n\n四五 six',
        LIMITS,
      )
      state = press(state, 'escape')
      for (const key of pressed) {
        state = press(state, key)
        const { text, caret } = state.edit
        expect(floorBoundary(text, caret)).toBe(caret)
        if (state.vim!.mode === 'normal' && text !== '' && text[caret - 1] !== '\n' && caret > 0) {
          expect(caret === text.length || text[caret] === '\n').toBe(false)
        }
      }
    }),
    { numRuns: 500 },
  )
})
