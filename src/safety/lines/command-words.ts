// Words of a command as the shell sees them after quote removal, read from the parse tree. Expansions stay as typed.

import type { Node } from 'web-tree-sitter'
import { decodeAnsi } from '../../shell-syntax/word-quoting.ts'

/** A word of a command. `value` has its quotes removed; its expansions stay as typed (`$HOME/x`). */
export interface Word {
  text: string
  value: string
  /** True when nothing in the word is expanded: the program gets exactly `value`. */
  isLiteral: boolean
  /** True when the word holds an unquoted `*`, `?`, `[` or brace list. */
  isGlob: boolean
  /** True when the word holds an expansion outside quotes, which may vanish or become several words. */
  isSplit: boolean
}

/** The values of variables that earlier parts of the line assigned, as far as they are known exactly. */
export type Bindings = ReadonlyMap<string, string>

const NO_BINDINGS: Bindings = new Map()

/** A word that was never typed, only derived (`xargs` input, the inside of a string). */
export function makeWord(value: string): Word {
  return { text: value, value, isLiteral: true, isGlob: false, isSplit: false }
}

/** The values of words with one blank between them, as `eval` and `ssh host …` join their arguments. */
export function joinWords(words: readonly Word[]): string {
  return words.map((word) => word.value).join(' ')
}

/** The word with `placeholder` put in by a wrapper at run time: xargs -I, find -exec, parallel. */
export function fillIn(word: Word, placeholder: string | RegExp): Word {
  const value = word.value.replaceAll(placeholder, () => '$input')
  return value === word.value ? word : { ...word, value, isLiteral: false }
}

/** Reads a tree node that stands for one word. Variables bound on the same line are put in. */
export function readWord(node: Node, bindings: Bindings = NO_BINDINGS): Word {
  const word = { text: node.text, value: '', isLiteral: true, isGlob: false, isSplit: false }
  append(node, word, bindings, false)
  return word
}

function append(node: Node, word: Word, bindings: Bindings, isQuoted: boolean): void {
  switch (node.type) {
    case 'word':
    case 'number':
    case 'extglob_pattern':
    case 'regex':
    case 'variable_name':
    case 'test_operator':
    case 'special_variable_name':
    case 'command_name':
    case 'concatenation':
    case 'brace_expression':
    case 'array':
      if (node.namedChildCount === 0 || node.type === 'word') appendPlain(node.text, word)
      else appendParts(node, word, bindings, isQuoted)
      if (node.type === 'extglob_pattern' || node.type === 'brace_expression') word.isGlob = true
      if (node.type === 'array') word.isLiteral = false
      return
    case 'raw_string':
      word.value += node.text.slice(1, -1)
      return
    case 'ansi_c_string':
      word.value += decodeAnsi(node.text.slice(2, -1))
      return
    case 'string':
    case 'translated_string':
      appendParts(node, word, bindings, true)
      return
    case 'string_content':
      word.value += node.text.replaceAll(/\\([$`"\\\n])/g, (_all, char: string) => (char === '\n' ? '' : char))
      return
    case 'simple_expansion':
    case 'expansion': {
      const known = bindings.get(node.text.replace(/^\$\{?(\w+)\}?$/, '$1'))
      if (known !== undefined && /^\$\{?\w+\}?$/.test(node.text)) word.value += known
      else {
        word.value += node.text
        word.isLiteral = false
      }
      if (!isQuoted) word.isSplit = true
      return
    }
    case 'command_substitution': {
      const echoed = readEchoed(node)
      word.value += echoed ?? node.text
      if (echoed === null) word.isLiteral = false
      if (!isQuoted) word.isSplit = true
      return
    }
    default:
      word.value += node.text
      word.isLiteral = false
      if (!isQuoted) word.isSplit = true
  }
}

/** Appends every child in order, with the text between them: the tree leaves blanks and `$` of a string unnamed. */
function appendParts(node: Node, word: Word, bindings: Bindings, isQuoted: boolean): void {
  const text = node.text
  const start = node.startIndex
  const isString = node.type === 'string' || node.type === 'translated_string'
  let from = isString ? text.indexOf('"') + 1 : 0
  const end = isString ? text.length - 1 : text.length
  for (const child of node.namedChildren) {
    const offset = child.startIndex - start
    if (offset > from) appendGap(text.slice(from, offset), word, isQuoted)
    append(child, word, bindings, isQuoted)
    from = child.endIndex - start
  }
  if (from < end) appendGap(text.slice(from, end), word, isQuoted)
}

function appendGap(text: string, word: Word, isQuoted: boolean): void {
  if (isQuoted) word.value += text.replaceAll(/\\([$`"\\\n])/g, '$1')
  else appendPlain(text, word)
}

function appendPlain(text: string, word: Word): void {
  if (/(?<!\\)(?:[*?[]|\{[^{}]*[,.][^{}]*\})/.test(text)) word.isGlob = true
  word.value += text.includes('\\') ? text.replaceAll(/\\\n/g, '').replaceAll(/\\(.)/gs, '$1') : text
}

/** The output of `$(echo rm)` or `$(printf rm)` with plain words; null for other substitutions. */
function readEchoed(node: Node): string | null {
  const inner = /^(?:\$\(|`)\s*(?:echo|printf)\s+(?:-n\s+)?(["']?)([\w./ -]+)\1\s*(?:\)|`)$/.exec(node.text)
  return inner ? (inner[2] ?? '').trim() : null
}
