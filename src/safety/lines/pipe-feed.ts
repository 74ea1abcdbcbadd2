// Tells from the text of a command what it writes to its output, for the command behind the pipe.

import type { Node } from 'web-tree-sitter'
import { decodeAnsi } from '../../shell-syntax/word-quoting.ts'
import { type Bindings, type Word, joinWords, readWord } from './command-words.ts'

/** The output of a stage that is an `echo` or `printf` of plain words or a `cat` of a here-document; null for others. */
export function readOutput(stage: Node): string | null {
  if (stage.type === 'redirected_statement') {
    const body = stage.childForFieldName('body')
    const heredoc = stage.namedChildren.find((child) => child.type === 'heredoc_redirect')
    return body?.text.trim() === 'cat' && heredoc ? readHeredoc(heredoc) : null
  }
  if (stage.type !== 'command') return null
  const words = stage.namedChildren.map((child) => readWord(child))
  const [name, ...args] = words
  if (!words.every((word) => word.isLiteral)) return null
  if (name?.value === 'echo' && /^-[neE]+$/.test(args[0]?.value ?? '')) args.shift()
  if (name?.value === 'printf' && /^%s(?:\\n)?$/.test(args[0]?.value ?? '')) args.shift()
  if (name?.value !== 'echo' && name?.value !== 'printf') return null
  const text = joinWords(args)
  return decodeAnsi(text)
}

/** The arguments of `find`, `ls`, `echo` and the like, which xargs may get as names of files; empty for others. */
export function readPrinted(stage: Node, bindings: Bindings): Word[] {
  if (stage.type !== 'command') return []
  const [name, ...words] = stage.namedChildren.map((child) => readWord(child, bindings))
  return /^(?:find|fd|ls|echo|printf|rg|grep|locate|git)$/.test(name?.value ?? '') ? words : []
}

/** The body of a here-document, or null. */
export function readHeredoc(node: Node): string | null {
  return node.namedChildren.find((child) => child.type === 'heredoc_body')?.text ?? null
}

/** Commands that print nothing: `> f`, `: > f` and `cat /dev/null > f` only empty the file. */
const SILENT =
  /^(?:(?:command|builtin|env|nohup|sudo|nice|timeout|\d+\w?|\w+=\S*) )*(?:|:|true|(?:\S*\/)?cat \/dev\/null|echo -n ?|printf ?)$/

/** The last command of a statement: the redirection in `a && b > f` belongs to it. */
function findLastCommand(node: Node | null): Node | null {
  let last = node
  while (last !== null && (last.type === 'list' || last.type === 'pipeline' || last.type === 'negated_command')) {
    last = last.namedChildren.at(-1) ?? null
  }
  return last
}

/** True when a statement writes something to the file that its output goes to. */
export function isProducing(body: Node | null): boolean {
  const last = findLastCommand(body)
  if (last === null) return false
  if (last.type !== 'command') return true
  const words = last.namedChildren
    .filter((child) => !child.type.endsWith('_redirect'))
    .map((child) => readWord(child).value)
  return !SILENT.test(words.join(' '))
}
