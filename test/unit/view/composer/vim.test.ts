// Vim mode, as vim itself does it: each row is a text, the caret marked by |, the keys, and the text and caret after them.

import { expect, test } from 'vitest'
import {
  EMPTY_COMPOSER,
  pasteText,
  pressEditKey,
  pressOpenKey,
  writeText,
  type ComposerState,
} from '../../../../src/view/composer/composer-state.ts'
import { START_VIM } from '../../../../src/view/composer/vim/vim-mode.ts'

const NAMES: Record<string, string> = { '<Esc>': 'escape', '<C-r>': 'ctrl+r', '<CR>': 'alt+enter', '<BS>': 'backspace' }

function press(state: ComposerState, name: string): ComposerState {
  const key = { name, text: [...name].length === 1 ? name : '' }
  const place = { columns: 200, objects: state.objects }
  return (pressOpenKey(state, key, place) ?? pressEditKey(state, key, place)).state
}

function play(start: string, keys: string): { shown: string; state: ComposerState } {
  const caret = start.indexOf('|')
  let state = writeText({ ...EMPTY_COMPOSER, vim: START_VIM }, start.replace('|', ''))
  state = press({ ...state, edit: { ...state.edit, caret: 0 } }, 'escape')
  state = { ...state, edit: { ...state.edit, caret } }
  for (const [key] of keys.matchAll(/<[A-Za-z-]{2,4}>|[^]/gu)) state = press(state, NAMES[key] ?? key)
  const { text, caret: at } = state.edit
  return { shown: `${text.slice(0, at)}|${text.slice(at)}`, state }
}

const ROWS: [start: string, keys: string, end: string][] = [
  ['|one two three', 'w', 'one |two three'],
  ['|one two three', '2w', 'one two |three'],
  ['|one, two', 'w', 'one|, two'],
  ['|one, two', 'W', 'one, |two'],
  ['one two th|ree', 'b', 'one two |three'],
  ['one two |three', '2b', '|one two three'],
  ['|one two', 'e', 'on|e two'],
  ['on|e two', 'e', 'one tw|o'],
  ['one |two', 'ge', 'on|e two'],
  ['  one tw|o', '0', '|  one two'],
  ['  one tw|o', '^', '  |one two'],
  ['|one two', '$', 'one tw|o'],
  ['one\ntw|o\nthree', 'gg', '|one\ntwo\nthree'],
  ['|one\ntwo\nthree', 'G', 'one\ntwo\n|three'],
  ['|one\ntwo\nthree', '2G', 'one\n|two\nthree'],
  ['|a.b.c', 'f.', 'a|.b.c'],
  ['|a.b.c', '2f.', 'a.b|.c'],
  ['|a.b.c', 't.', '|a.b.c'],
  ['|ab.c.d', 't.;', 'ab.|c.d'],
  ['a.b.|c', 'F.', 'a.b|.c'],
  ['a.b.|c', 'F.;', 'a|.b.c'],
  ['a|.b.c', 'f.,', 'a|.b.c'],
  ['f|oo(a, (b))', '%', 'foo(a, (b)|)'],
  ['foo(a, (b)|)', '%', 'foo|(a, (b))'],
  ['|one\n\ntwo', '}', 'one\n|\ntwo'],
  ['one\n\ntw|o', '{', 'one\n|\ntwo'],
  ['|one two', 'x', '|ne two'],
  ['|one two', '3x', '| two'],
  ['one tw|o', 'x', 'one t|w'],
  ['one t|wo', 'X', 'one |wo'],
  ['|one two three', 'dw', '|two three'],
  ['|one two three', 'd2w', '|three'],
  ['|one two three', '2dw', '|three'],
  ['one |two\nthree', 'dw', 'one| \nthree'],
  ['|one two', 'de', '| two'],
  ['one t|wo', 'db', 'one |wo'],
  ['one |two three', 'd$', 'one| '],
  ['one |two three', 'D', 'one| '],
  ['one |two three', 'd0', '|two three'],
  ['one\nt|wo\nthree', 'dd', 'one\n|three'],
  ['one\ntwo\nth|ree', 'dd', 'one\n|two'],
  ['|one\ntwo\nthree', '2dd', '|three'],
  ['|one\ntwo\nthree', 'dj', '|three'],
  ['one\n|two\nthree', 'dk', '|three'],
  ['one\n|two\nthree', 'dgg', '|three'],
  ['one\n|two\nthree', 'dG', '|one'],
  ['|a.b.c', 'df.', '|b.c'],
  ['|a.b.c', 'dt.', '|.b.c'],
  ['one t|wo three', 'diw', 'one | three'],
  ['one t|wo three', 'daw', 'one |three'],
  ['one t|wo', 'daw', 'on|e'],
  ['say "he|llo you" now', 'di"', 'say "|" now'],
  ['say "he|llo you" now', 'da"', 'say |now'],
  ['|say "hello" now', 'di"', 'say "|" now'],
  ['f(a, |b)', 'di(', 'f(|)'],
  ['f(a, |b)', 'da(', '|f'],
  ['f(a, (|b))', 'dib', 'f(a, (|))'],
  ['{a |[b]}', 'di{', '{|}'],
  ['one\n|two\n\nthree', 'dip', '|\nthree'],
  ['one\n|two\n\nthree', 'dap', '|three'],
  ['|one two', 'cwnew<Esc>', 'ne|w two'],
  ['on|e two', 'cwX<Esc>', 'on|X two'],
  ['|a b', 'cwX<Esc>', '|X b'],
  ['one |two three', 'CX<Esc>', 'one |X'],
  ['  on|e\ntwo', 'ccX<Esc>', '  |X\ntwo'],
  ['|one', 'sX<Esc>', '|Xne'],
  ['o|ne', 'SX<Esc>', '|X'],
  ['o|ne', 'iX<Esc>', 'o|Xne'],
  ['o|ne', 'aX<Esc>', 'on|Xe'],
  ['  o|ne', 'IX<Esc>', '  |Xone'],
  ['o|ne', 'AX<Esc>', 'one|X'],
  ['o|ne\ntwo', 'oX<Esc>', 'one\n|X\ntwo'],
  ['one\nt|wo', 'OX<Esc>', 'one\n|X\ntwo'],
  ['|one two', 'yiwP', 'on|eone two'],
  ['|one two', 'ywp', 'oone| ne two'],
  ['o|ne\ntwo', 'yyp', 'one\n|one\ntwo'],
  ['one\nt|wo', 'yyP', 'one\n|two\ntwo'],
  ['|one\ntwo', 'ddp', 'two\n|one'],
  ['|ab', 'xp', 'b|a'],
  ['|ab', 'x3p', 'baa|a'],
  ['|one two', 'rX', '|Xne two'],
  ['|one two', '3rX', 'XX|X two'],
  ['|one', '4rX', '|one'],
  ['o|ne', '~', 'oN|e'],
  ['|one two', '3~', 'ONE| two'],
  ['|one two', 'gUiw', '|ONE two'],
  ['|ONE two', 'guw', '|one two'],
  ['|one Two', 'g~~', '|ONE tWO'],
  ['o|ne\n  two', 'J', 'one| two'],
  ['o|ne\n\ntwo', 'J', 'on|e\ntwo'],
  ['one\n|\ntwo', 'ge', 'on|e\n\ntwo'],
  ['one\n\nt|wo', '{', 'one\n|\ntwo'],
  ['one\n|two\nthree', 'd}', '|one'],
  ['one |two\n  three four', '>w', '  |one two\n  three four'],
  ['one\n|\ntwo', 'db', '|\ntwo'],
  ['  one |two', 'daw', '  on|e'],
  ['  |two', 'daw', ' | '],
  ['one |two (three)', 'di(', 'one two (|)'],
  ['o|ne', 'o<Esc>', 'one\n|'],
  ['  o|ne', 'o<Esc>', '  one\n|'],
  ['|one', '>>', '  |one'],
  ['    on|e', '<<', '  |one'],
  ['|one\ntwo\nthree', '>j', '  |one\n  two\nthree'],
  ['|one two', 'xxu', '|ne two'],
  ['|one two', 'xxuu', '|one two'],
  ['|one two', 'xxuu<C-r>', '|ne two'],
  ['|one', 'ia b c<Esc>u', '|one'],
  ['|one two three', 'dw.', '|three'],
  ['|one two three', 'cwX<Esc>w.', 'X |X three'],
  ['|one', 'AX<Esc>.', 'oneX|X'],
  ['|one two three four', 'dw2.', '|four'],
  ['|one two', 'vey', '|one two'],
  ['|one two', 'ved', '| two'],
  ['|one two', 'vwd', '|wo'],
  ['|one two', 'viwcX<Esc>', '|X two'],
  ['o|ne\ntwo\nthree', 'Vd', '|two\nthree'],
  ['o|ne\ntwo\nthree', 'Vjd', '|three'],
  ['|one two', 'veU', '|ONE two'],
  ['|one two', 'ver.', '|... two'],
  ['|one two', 'yiwwviwp', 'one on|e'],
  ['on|e two', 'vbd', '| two'],
  ['|one two', 'd<Esc>x', '|ne two'],
  ['|你好 世界', 'x', '|好 世界'],
  ['|👍👨‍👩‍👧 x', 'lx', '👍| x'],
]

test.each(ROWS)('%j after %s is %j', (start, keys, end) => {
  expect(play(start, keys).shown).toBe(end)
})

test('a paste is one character: x takes it, p puts it back whole', () => {
  const paste = 'line\n'.repeat(30)
  const { state } = play('a|b', 'i')
  const pasted = press(pasteText(state, paste, { characters: 1000, lines: 15 }), 'escape')
  const cut = press(pasted, 'x')
  expect(cut.edit.text).toBe('ab')
  expect(press(cut, 'p').edit.text).toHaveLength(3)
})

test('Esc belongs to vim while it inserts or has a command begun, and to the program otherwise', () => {
  const { state } = play('a|b', 'd')
  const place = { columns: 80, objects: [] }
  const escape = { name: 'escape', text: '' }
  expect(pressOpenKey(state, escape, place)).not.toBeNull()
  expect(pressOpenKey(press(state, 'escape'), escape, place)).toBeNull()
})

test('k in the first line and j in the last one walk through the history', () => {
  const { state } = play('a|b', '')
  const walked = press({ ...state, history: ['older', 'old'] }, 'k')
  expect(walked.edit.text).toBe('old')
  expect(press(press(walked, 'k'), 'j').edit.text).toBe('old')
  expect(press(walked, 'j').edit.text).toBe('ab')
})
