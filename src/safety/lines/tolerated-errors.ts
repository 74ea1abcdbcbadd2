// Finds syntax errors that the bash grammar tolerates and the shells do not: a word that closes or goes on with a block when none is open,
// `;;` outside of `case`, a block without commands. Reads the tree alone, so that no process is started.

import type { Node } from 'web-tree-sitter'
import type { ShellName } from '../../protocol/proposals.ts'

/** Words that no command can begin with. */
const CONTINUING = new Set(['then', 'elif', 'else', 'fi', 'do', 'done', 'esac', '}'])
/** A text in which this does not match has no error that this file looks for. */
const MAY_HAVE = /;;|\}|(?:^|[^\w$-])(?:then|elif|else|fi|do|done|esac|in)(?![\w-])/
/** Words before a block that the grammar takes for programs, and the block for their arguments. */
const BEFORE_BLOCK = new Set(['time', 'coproc', 'repeat', 'nocorrect', 'noglob', 'foreach', 'always', '-'])
/** Expansions of bash that zsh does not read. */
const BASH_EXPANSION = /^\$\{(?:!\w|\w+@[A-Za-z]\})/
/** The words behind which bash wants a command. */
const OPENERS = new Set(['then', 'else', 'do', '{'])

/**
 * True when `root`, the tree of a line for `shell`, holds an error that this shell reports and the grammar does not. With `any`, when bash
 * and zsh both report it. Always false for fish, whose lines are rewritten before the grammar reads them.
 */
export function hasToleratedError(root: Node, shell: ShellName | 'any'): boolean {
  if (shell === 'fish' || !MAY_HAVE.test(root.text)) return false
  return isWrong(root, { shell, hasHiddenBlock: hidesBlock(root) })
}

interface Reading {
  shell: ShellName | 'any'
  /** True when a word of the line may open a block that the grammar does not see: the words that close it stand alone in the tree. */
  hasHiddenBlock: boolean
}

function hidesBlock(root: Node): boolean {
  const names = root.descendantsOfType('command_name').map((name) => name?.text ?? '')
  return (
    names.some((name) => BEFORE_BLOCK.has(name)) || root.descendantsOfType('word').some((word) => word?.text === '{')
  )
}

function isWrong(node: Node, reading: Reading): boolean {
  const children = node.children.filter((child) => child !== null)
  if (node.type === 'command' && !reading.hasHiddenBlock && isMisplacedWord(children, reading.shell)) return true
  if (node.type !== 'case_item' && children.some(({ type }) => type === ';;')) return true
  if (reading.shell === 'zsh' && node.type === 'expansion' && BASH_EXPANSION.test(node.text)) return true
  if (reading.shell === 'bash' && lacksCommand(children)) return true
  return children.some((child) => child.childCount > 0 && isWrong(child, reading))
}

/** True for a command whose name is such a word, unquoted; in zsh also for one with a `}` that stands alone. */
function isMisplacedWord(children: readonly Node[], shell: ShellName | 'any'): boolean {
  const [first] = children
  if (first?.type === 'command_name' && (CONTINUING.has(first.text) || (shell === 'bash' && first.text === 'in')))
    return true
  return shell === 'zsh' && children.some(({ type, text }) => type === 'word' && text === '}')
}

/** True when a word that opens a list of commands is followed by nothing, or at once by the word that ends it. */
function lacksCommand(children: readonly Node[]): boolean {
  const parts = children.filter(({ type }) => type !== 'comment' && type !== '\n')
  return parts.some(({ type }, at) => {
    if (!OPENERS.has(type)) return false
    const next = parts[at + 1]
    return next === undefined || !next.isNamed || next.type === 'else_clause' || next.type === 'elif_clause'
  })
}
