// Loads the bash grammar once and parses command lines with it. Everything after `ensureGrammar` is synchronous.

import { setFlagsFromString } from 'node:v8'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Node, Parser, Tree } from 'web-tree-sitter'

/** Longer text is not parsed: 64 KB takes 50 ms, and no line a person reads is longer than this. */
export const MAX_PARSED_CHARACTERS = 16_384

/** The grammar's time grows with the square of the number of here-documents: 3,750 of them took 2 s. */
const MAX_HEREDOCS = 16

/**
 * After an error the grammar may look ahead to the end of the text at each step: 16,000 closing parentheses took 40 s. It reads pieces of
 * so many characters; a text without errors is read two or three times, and no text more often than this.
 */
const PIECE_CHARACTERS = 256
const MOST_READINGS = 8
/** A short line is read anew for many of its words: in a few milliseconds. */
const FREE_READS = 1_000
/** The grammar reports every hundred steps. Within errors a step may take 10 µs. */
const MAX_ERROR_REPORTS = 48

/** A tree is walked by recursion, and each level takes a few hundred bytes of the stack: 3,000 are too many. */
const MAX_NESTING = 200

/** True when brackets or backticks of the text lie in one another deeper than that, whatever is quoted. */
export function isTooDeep(text: string): boolean {
  let depth = 0
  let keywords = 0
  for (const [sign] of text.matchAll(/[({[\])}`]|\b(?:if|case|while|until|for|fi|esac|done)\b/g)) {
    if ('({['.includes(sign)) depth++
    else if ('})]'.includes(sign)) depth = Math.max(0, depth - 1)
    else if (/^(?:fi|esac|done)$/.test(sign)) keywords = Math.max(0, keywords - 1)
    else keywords++
    if (depth > MAX_NESTING || keywords > 2 * MAX_NESTING) return true
  }
  return false
}

export type GrammarFile = 'web-tree-sitter.wasm' | 'tree-sitter-bash.wasm'

const PACKAGE_FILES: Record<GrammarFile, string> = {
  'web-tree-sitter.wasm': 'web-tree-sitter/web-tree-sitter.wasm',
  'tree-sitter-bash.wasm': 'tree-sitter-bash/tree-sitter-bash.wasm',
}

let parser: Parser | null = null
let loading: Promise<void> | null = null

/** The path of a wasm file: beside the running bundle, else in the node_modules of the source tree. Throws if in neither. */
export function findGrammarFile(name: GrammarFile): string {
  const beside = join(import.meta.dirname, name)
  if (existsSync(beside)) return beside
  return createRequire(import.meta.url).resolve(PACKAGE_FILES[name])
}

/** Loads the parser and the grammar, about 35 ms the first time, nothing after that. Rejects when a file is missing. */
export function ensureGrammar(): Promise<void> {
  loading ??= loadGrammar().catch((error: unknown) => {
    loading = null
    throw error
  })
  return loading
}

/**
 * Calls `read` with the root of the parse tree of `text` and frees the tree afterwards. Returns null, without a call,
 * when `text` is longer than MAX_PARSED_CHARACTERS, deeper than MAX_NESTING, has more than 16 here-documents, or is full of errors. Throws when the grammar was never loaded.
 */
export function parseCommand<T>(text: string, read: (root: Node) => T): T | null {
  if (parser === null) throw new Error('parseCommand needs ensureGrammar() first')
  if (text.length > MAX_PARSED_CHARACTERS || text.split('<<').length > MAX_HEREDOCS + 1) return null
  if (isTooDeep(text)) return null
  const tree = parseInBounds(parser, text)
  if (tree === null) return null
  try {
    return read(tree.rootNode)
  } finally {
    tree.delete()
  }
}

/** The tree, or null when the text takes more work than its length allows. Counts steps, so that the answer is always the same. */
function parseInBounds(grammar: Parser, text: string): Tree | null {
  let readsLeft = FREE_READS + MOST_READINGS * Math.ceil(text.length / PIECE_CHARACTERS)
  let reportsLeft = MAX_ERROR_REPORTS
  const read = (at: number) => (--readsLeft < 0 ? '' : text.slice(at, at + PIECE_CHARACTERS))
  const progressCallback = ({ hasError }: { hasError: boolean }) => readsLeft < 0 || (hasError && --reportsLeft < 0)
  const tree = grammar.parse(read, null, { progressCallback })
  if (tree !== null && readsLeft >= 0) return tree
  tree?.delete()
  // A parser that was stopped would go on with the old text.
  grammar.reset()
  return null
}

async function loadGrammar(): Promise<void> {
  keepBaselineCode()
  const { Language, Parser } = await import('web-tree-sitter')
  await Parser.init({ locateFile: () => findGrammarFile('web-tree-sitter.wasm') })
  const language = await Language.load(readFileSync(findGrammarFile('tree-sitter-bash.wasm')))
  const loaded = new Parser()
  loaded.setLanguage(language)
  // The first parse compiles the grammar's code, which takes 30 ms: better here than in the first answer.
  loaded.parse('a=1; b "$c" | d > e && f $(g)')?.delete()
  parser = loaded
}

/**
 * Optimising the grammar's one giant lexer function takes V8 580 MB for a second and leaves 70 MB behind; the baseline
 * code parses a line in 0.05 ms as it is. Only this V8's flag is known to work when set at run time.
 */
function keepBaselineCode(): void {
  if (process.versions.v8.startsWith('13.')) setFlagsFromString('--wasm-tier-up-filter=0')
}
