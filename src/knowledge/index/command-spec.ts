// Finds the subcommand that a line is in, and its options, in the index.

import type { CommandIndex } from './index-file.ts'
import type { SpecNode, SpecOption } from './index-format.ts'
import type { Word } from '../../shell-syntax/line-cutter.ts'

/** The place of a line in the index. */
export interface Place {
  node: SpecNode
  /** The nodes from the command down to `node`. */
  chain: SpecNode[]
  /** Their names, as typed. */
  path: string[]
  /** Words behind the last subcommand; options met on the way are among them. */
  rest: Word[]
  /** Values that the arguments of `node` are known to take. */
  values: string[]
}

/** Follows the words down the index; null when the first is no known command. */
export function findNode(index: CommandIndex, words: readonly Word[]): Place | null {
  const first = words[0]
  if (!first) return null
  const root = index.load(first.value.replace(/^.*\//, ''))
  if (!root) return null
  const chain = [root]
  const path = [first.value]
  const rest: Word[] = []
  let node = root
  let descending = true
  for (let i = 1; i < words.length; i += 1) {
    const word = words[i] as Word
    if (descending && word.value.startsWith('-')) {
      rest.push(word)
      // The value of an option before the subcommand (`git -C dir status`) is not a subcommand.
      const option = findOption(node, word.value)
      const next = words[i + 1]
      if (option?.a && !word.value.includes('=') && next && !node.s?.some((child) => child.n.includes(next.value))) {
        rest.push(next)
        i += 1
      }
      continue
    }
    const child = descending ? node.s?.find((item) => item.n.includes(word.value)) : undefined
    if (child) {
      node = child
      chain.push(child)
      path.push(word.value)
      rest.length = 0
    } else {
      descending = false
      rest.push(word)
    }
  }
  return { node, chain, path, rest, values: [...new Set(node.a?.flatMap((arg) => arg.v ?? []))] }
}

/** All spellings of a node's subcommands. */
export function subcommandsOf(node: SpecNode): Set<string> {
  return new Set(node.s?.flatMap((child) => child.n))
}

/** All spellings of a node's options. */
export function optionNames(node: SpecNode): string[] {
  return node.o?.flatMap((option) => option.n.map((name) => name.replace(/=.*$/, ''))) ?? []
}

/** The option a word names, by any spelling; `--x=y` counts as `--x`. */
export function findOption(node: SpecNode, word: string): SpecOption | undefined {
  const name = word.startsWith('--') ? word.replace(/=.*$/s, '') : word
  return node.o?.find((option) => option.n.some((known) => known === name || known.replace(/=.*$/, '') === name))
}

/** Whether a node knows an option: whole, as a cluster of letters (`-xzf`), or by a unique beginning (`--rec`). */
export function hasOption(node: SpecNode, word: string, exact = false): boolean {
  if (findOption(node, word)) return true
  if (exact) return false
  if (word.startsWith('--')) {
    const name = word.replace(/=.*$/s, '')
    return name.length > 4 && optionNames(node).some((known) => known.startsWith(name))
  }
  return [...word.slice(1)].every((letter) => /\d/.test(letter) || findOption(node, `-${letter}`) !== undefined)
}
