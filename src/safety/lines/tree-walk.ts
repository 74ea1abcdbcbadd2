// Walks the parse tree of a line and hands every simple command, redirection and assignment in it to its rule.

import type { Node } from 'web-tree-sitter'
import type { ShellName } from '../../protocol/proposals.ts'
import type { Call, Feed } from './simple-command.ts'
import { isProducing, readHeredoc, readOutput, readPrinted } from './pipe-feed.ts'
import type { EffectLabel, Findings } from './findings.ts'
import { MAX_PARSED_CHARACTERS, isTooDeep, parseCommand } from './bash-grammar.ts'
import { judgeCall } from './command-judgement.ts'
import { isSocket, judgeAssignment, judgeInput, judgeOutput } from './redirection.ts'
import { splitPieces } from '../../shell-syntax/operator-split.ts'
import { SPOT, findSubstitutions, scanQuoting } from '../../shell-syntax/quote-map.ts'
import { findSecretVariables } from '../secrets/secret-names.ts'
import { type Word, makeWord, readWord } from './command-words.ts'
import { beginsInBlock, findOtherShell, mayBeFish, rewriteFish } from './fish-syntax.ts'
import { hasToleratedError } from './tolerated-errors.ts'
import { judgeZshCode, rewriteZsh } from './zsh-syntax.ts'

const MAX_DEPTH = 8
/** The subscript of a variable in zsh, with a quoted text in it. */
const ZSH_SUBSCRIPT = /\$\{?\w+\[[^\]\s']*'[^']*'/g
/** Of a text that does not parse, this many commands from each end are judged. */
const MAX_SPLIT_COMMANDS = 64
const NO_FEED: Feed = { literal: null, kind: 'none' }

/** The state of judging one line, shared by all texts inside it that are run as code. */
export interface Walk {
  findings: Findings
  shell: ShellName | 'any'
  /** Variables whose value the line shows. */
  bindings: Map<string, string>
  /** Functions and aliases that the line defines. */
  defined: Set<string>
  depth: number
  /** False once a part was not understood. */
  parses: boolean
  watch?: CommandWatch | undefined
}

/** Sees every command that the line runs, also those inside wrappers and quoted code. */
export interface CommandWatch {
  onCommand(words: readonly Word[]): void
  /** A part is nested too deeply to be looked at. */
  onTooDeep(): void
}

/** Walks `text` as shell code. Sets `walk.parses` to false when the grammar does not understand it. */
export function walkText(whole: string, walk: Walk): void {
  const text = cutToEnds(whole)
  const isWhole = text === whole
  if (walk.shell === 'any' && mayBeFish(text)) walkAside(rewriteFish(text), isWhole, walk)
  if (walk.shell !== 'fish') return walkCode(text, isWhole, walk)
  if (walk.depth === 0 && beginsInBlock(text)) walk.parses = false
  // Code inside a line of fish may be for another shell, as that of `bash -c`.
  const other = walk.depth === 0 ? null : findOtherShell(text)
  if (other === null) return walkCode(rewriteFish(text), isWhole, walk)
  if (other === 'either') walkAside(rewriteFish(text), isWhole, walk)
  walkCode(text, isWhole, walk)
}

/** Judges one of two readings of a text: what it brings counts, but not whether it parses. */
function walkAside(text: string, isWhole: boolean, walk: Walk): void {
  const { parses } = walk
  walkCode(text, isWhole, walk)
  walk.parses = parses
}

function walkCode(text: string, isWhole: boolean, walk: Walk): void {
  if (!isWhole) {
    walk.parses = false
    walkPieces(text, walk)
    return
  }
  const rewritten =
    walk.shell === 'bash' || walk.shell === 'fish' || text.length > MAX_PARSED_CHARACTERS ? null : rewriteZsh(text)
  if (rewritten !== null) {
    judgeZshCode(rewritten, walk.findings, (code) => {
      walkInner(code, walk)
    })
  }
  if (text.includes('<<')) walkHeredocs(text, walk)
  if (walk.shell === 'zsh') for (const [part] of text.matchAll(ZSH_SUBSCRIPT)) walkSubscripts(part, walk)
  const isDone = parseCommand(hideReadWrite(rewritten?.text ?? text), (root) => {
    walkNode(root, walk, NO_FEED)
    // The code inside a line is not read for the shell of the line alone.
    return !root.hasError && (walk.depth > 0 || !hasToleratedError(root, walk.shell))
  })
  if (isDone !== true) {
    walk.parses = false
    walkPieces(text, walk)
  }
}

/** Of a text that is too deep or too long to be parsed, so much is judged from each end. */
const DEEP_END_CHARACTERS = 512
const LONG_END_CHARACTERS = 2_048

/** The text, or its two ends. A long here-document stays whole: without its beginning the end of one looks like commands. */
function cutToEnds(text: string): string {
  const end = text.length > MAX_PARSED_CHARACTERS ? LONG_END_CHARACTERS : isTooDeep(text) ? DEEP_END_CHARACTERS : null
  if (end === null || text.length <= 2 * end || (text.includes('<<') && end === LONG_END_CHARACTERS)) return text
  return `${text.slice(0, end)}\n${text.slice(-end)}`
}

/**
 * Judges the substitutions in here-documents: the grammar overlooks backticks there, and everything in `<<-`. A quoted
 * delimiter makes the body plain text.
 */
function walkHeredocs(text: string, walk: Walk): void {
  const isQuoted = /<<-?[ \t]*['"\\]/.test(text)
  if (isQuoted && text.split('<<').length === 2) return
  const { spots } = scanQuoting(text)
  const body = text.replaceAll(/[^\n]/g, (char, at: number) => (spots[at] === SPOT.heredoc ? char : ' '))
  for (const code of findSubstitutions(body)) {
    // With several bodies it is not known here which delimiter is quoted: code in any of them is not safe.
    if (isQuoted) walk.findings.doubt()
    else walkInner(code, walk)
  }
}

/** Replaces `<>`, which the grammar does not know, by `>|`, which has the same effect on a file. */
function hideReadWrite(text: string): string {
  if (!text.includes('<>')) return text
  const { spots } = scanQuoting(text)
  return text.replaceAll('<>', (sign, at: number) => (spots[at] === SPOT.plain ? '>|' : sign))
}

/** Judges a text that the grammar did not understand: it is cut at its operators, and each piece is judged. */
function walkPieces(text: string, walk: Walk): void {
  const pieces = splitPieces(text, walk.shell !== 'zsh')
  if (pieces.length > 2 * MAX_SPLIT_COMMANDS) walk.watch?.onTooDeep()
  const looked =
    pieces.length <= 2 * MAX_SPLIT_COMMANDS
      ? pieces
      : [...pieces.slice(0, MAX_SPLIT_COMMANDS), ...pieces.slice(-MAX_SPLIT_COMMANDS)]
  for (const { words, redirects, text: part, isPiped } of looked) {
    const feed: Feed = { literal: null, kind: isPiped ? 'pipe' : 'none' }
    const report = (label: EffectLabel, effect: string, isTotalLoss?: boolean) => {
      walk.findings.add(label, part, effect, isTotalLoss)
    }
    for (const { sign, target } of redirects) {
      if (sign.includes('<<')) continue
      if (sign.includes('>')) judgeOutput(target, sign, words.length === 0, report)
      else judgeInput(target, report)
    }
    runWords(words, walk, { text: part, feed, hasOutputFile: redirects.some(({ sign }) => sign.includes('>')) })
  }
}

function walkInner(code: string, walk: Walk): void {
  if (walk.depth >= MAX_DEPTH) {
    walk.findings.doubt()
    walk.watch?.onTooDeep()
    return
  }
  walk.depth++
  walkText(code, walk)
  walk.depth--
}

function walkNode(node: Node, walk: Walk, feed: Feed): void {
  switch (node.type) {
    case 'command':
      walkCommand(node, walk, feed, false)
      return
    case 'pipeline':
      walkPipeline(node.namedChildren, walk, feed)
      return
    case 'command_substitution':
      // Backticks inside backticks are escaped; the grammar takes the inner ones for text.
      if (node.text.startsWith('`') && node.text.includes('\\`')) {
        for (const code of findSubstitutions(node.text)) walkInner(code, walk)
      }
      walkChildren(node, walk, feed)
      return
    case 'file_redirect':
      // A redirection without a command: `$(< f)`, `$(> f)`.
      walkFileRedirect(node, walk, () => false)
      return
    case 'redirected_statement':
      walkRedirected(node, walk, feed)
      return
    case 'variable_assignment':
      walkAssignment(node, walk, true)
      return
    case 'declaration_command':
    case 'unset_command':
      walkDeclaration(node, walk)
      return
    case 'function_definition':
      walkFunction(node, walk)
      return
    case 'expansion':
      walkExpansion(node, walk)
      return
    case 'arithmetic_expansion':
    case 'compound_statement':
    case 'subscript':
      if (node.type !== 'compound_statement' || node.text.startsWith('((')) walkSubscripts(node.text, walk)
      walkChildren(node, walk, feed)
      return
    case 'test_command':
      walkTest(node, walk)
      return
    case 'for_statement':
      bindLoop(node, walk)
      walkChildren(node, walk, feed)
      return
    case 'comment':
      // By default zsh has no comments on its command line: it runs the text behind a `;` in one.
      if (walk.shell === 'zsh' && /[;&|`$(]/.test(node.text)) walk.findings.doubt()
      return
    case 'raw_string':
    case 'word':
    case 'string_content':
      return
    default:
      walkChildren(node, walk, feed)
  }
}

function walkExpansion(node: Node, walk: Walk): void {
  if (/^\$\{[^}]*@[PA]\}$/.test(node.text)) {
    walk.findings.add('remote-code', node.text, 'runs what is stored in a variable')
  }
  walkChildren(node, walk, NO_FEED)
}

function walkChildren(node: Node, walk: Walk, feed: Feed): void {
  for (const child of node.namedChildren) walkNode(child, walk, feed)
}

function walkPipeline(stages: Node[], walk: Walk, first: Feed): void {
  let feed = first
  for (const stage of stages) {
    if (stage.type === 'comment') continue
    walkNode(stage, walk, feed)
    feed = { kind: 'pipe', literal: readOutput(stage), words: readPrinted(stage, walk.bindings) }
  }
}

/** A statement with redirections. The grammar puts text behind a here-document (`| sh`, `&& x`, `> f`) into its node. */
function walkRedirected(node: Node, walk: Walk, feed: Feed): void {
  const body = node.childForFieldName('body')
  const redirects = node.namedChildren.filter((child) => child.type.endsWith('_redirect'))
  const extra: Word[] = []
  let inner = feed
  let hasOutputFile = false
  // Found once: a command with thousands of redirections would be read again for each.
  let isProducer: boolean | null = null
  const produces = () => (isProducer ??= isProducing(body))
  const pipelines: Node[] = []
  const visit = (redirect: Node) => {
    if (redirect.type === 'file_redirect') {
      const found = walkFileRedirect(redirect, walk, produces)
      extra.push(...found.words)
      if (found.isInput) inner = { kind: 'file', literal: null }
      if (found.isOutput) hasOutputFile = true
    } else if (redirect.type === 'herestring_redirect') inner = walkHereString(redirect, walk)
    else {
      inner = { kind: 'text', literal: readHeredoc(redirect) }
      for (const child of redirect.namedChildren) {
        if (child.type === 'pipeline') pipelines.push(child)
        else if (child.type === 'file_redirect' || child.type === 'herestring_redirect') visit(child)
        else if (child.type === 'word' || child.type === 'string' || child.type === 'raw_string') {
          extra.push(readWord(child, walk.bindings))
        } else if (child.type !== 'heredoc_start' && child.type !== 'heredoc_end') walkNode(child, walk, NO_FEED)
      }
    }
  }
  for (const redirect of redirects) visit(redirect)
  if (body?.type === 'command') walkCommand(body, walk, inner, hasOutputFile, extra)
  else if (body) walkNode(body, walk, inner)
  for (const pipeline of pipelines) {
    const isCat = body?.text.trim() === 'cat'
    walkPipeline(pipeline.namedChildren, walk, { kind: 'pipe', literal: isCat ? inner.literal : null })
  }
}

function walkHereString(node: Node, walk: Walk): Feed {
  const child = node.namedChildren[0]
  if (!child) return NO_FEED
  walkNode(child, walk, NO_FEED)
  const word = readWord(child, walk.bindings)
  reportSecrets(node.text, walk)
  return { kind: 'text', literal: word.isLiteral ? word.value : null }
}

/** Judges `> f` and returns the words behind its target: the grammar calls them targets, but they are arguments. */
function walkFileRedirect(
  node: Node,
  walk: Walk,
  produces: () => boolean,
): { words: Word[]; isInput: boolean; isOutput: boolean } {
  const targets = node.childrenForFieldName('destination').filter((child) => child !== null)
  const operator = node.children.find((child) => child !== null && /^[<>&|]+$/.test(child.type))?.type ?? '>'
  for (const child of targets) walkNode(child, walk, NO_FEED)
  const after = (child: Node) => node.parent?.text[child.endIndex - node.parent.startIndex] ?? ''
  const words = targets
    .filter((child, index) => index === 0 || child.type !== 'number' || !/[<>]/.test(after(child)))
    .map((child) => readWord(child, walk.bindings))
  const target = words.shift()
  const report = (label: EffectLabel, effect: string, isTotalLoss?: boolean) => {
    walk.findings.add(label, node.text, effect, isTotalLoss)
  }
  if (!target) return { words, isInput: false, isOutput: false }
  if (operator.includes('>')) {
    const isOutput = judgeOutput(target, operator, !produces(), report)
    return { words, isInput: operator === '<>' || isSocket(target), isOutput }
  }
  judgeInput(target, report)
  return { words, isInput: true, isOutput: false }
}

function walkCommand(node: Node, walk: Walk, feed: Feed, hasOutputFile: boolean, extra: Word[] = []): void {
  const words: Word[] = []
  const text = node.text
  let inner = feed
  let hasFile = hasOutputFile
  let isProducer: boolean | null = null
  for (const child of node.namedChildren) {
    switch (child.type) {
      case 'variable_assignment':
        walkAssignment(child, walk, false)
        break
      case 'file_redirect': {
        const found = walkFileRedirect(child, walk, () => (isProducer ??= isProducing(node)))
        words.push(...found.words)
        if (found.isInput) inner = { kind: 'file', literal: null }
        if (found.isOutput) hasFile = true
        break
      }
      case 'herestring_redirect':
        inner = walkHereString(child, walk)
        break
      case 'subshell':
      case 'compound_statement':
      case 'comment':
      case 'ERROR':
        walkChildren(child, walk, feed)
        break
      case 'command_name': {
        const name = child.namedChildren[0] ?? child
        words.push(readWord(name, walk.bindings))
        walkNode(name, walk, NO_FEED)
        break
      }
      default:
        words.push(readWord(child, walk.bindings))
        walkNode(child, walk, NO_FEED)
    }
  }
  words.push(...extra)
  if (words.length > 0) runWords(words, walk, { text, feed: inner, hasOutputFile: hasFile })
}

interface Part {
  text: string
  feed: Feed
  hasOutputFile: boolean
}

/** Judges words as one simple command, and every command that it runs in its turn. */
export function runWords(words: Word[], walk: Walk, part: Part): void {
  const [name, ...args] = words
  if (!name) return
  if (walk.depth >= MAX_DEPTH) {
    walk.findings.doubt()
    walk.watch?.onTooDeep()
    return
  }
  walk.watch?.onCommand(words)
  const call: Call = {
    name: name.value.replace(/^.*\/(?=[^/])/, ''),
    args,
    text: [name.value.replace(/^.*\/(?=[^/])/, ''), ...args.map((word) => word.value)].join(' '),
    feed: part.feed,
    shell: walk.shell,
    hasOutputFile: part.hasOutputFile,
    add(label, effect, isTotalLoss) {
      walk.findings.add(label, part.text, effect, isTotalLoss)
    },
    doubt() {
      walk.findings.doubt()
    },
    run(inner, options = {}) {
      walk.depth++
      runWords(inner, walk, { ...part, feed: options.feed ?? part.feed })
      walk.depth--
    },
    runCode(code) {
      walkInner(code, walk)
    },
  }
  judgeCall(name, call, walk.defined)
}

function walkAssignment(node: Node, walk: Walk, isAlone: boolean): void {
  const name = node.childForFieldName('name')
  const value = node.childForFieldName('value')
  if (name && name.type !== 'variable_name') walkNode(name, walk, NO_FEED)
  if (value) walkNode(value, walk, NO_FEED)
  const word = value ? readWord(value, walk.bindings) : makeWord('')
  const key = name?.text ?? ''
  judgeAssignment(key, word, node.text, walk.findings, (code) => {
    walkInner(code, walk)
  })
  if (!isAlone) return
  if (word.isLiteral && !node.text.includes('+=')) walk.bindings.set(key, word.value)
  else walk.bindings.delete(key)
}

function walkDeclaration(node: Node, walk: Walk): void {
  const words: Word[] = [makeWord(node.children[0]?.text ?? node.text.split(/\s/)[0] ?? '')]
  for (const child of node.namedChildren) {
    if (child.type === 'variable_assignment') {
      walkAssignment(child, walk, true)
      words.push(makeWord(child.text))
    } else {
      walkNode(child, walk, NO_FEED)
      words.push(readWord(child, walk.bindings))
    }
  }
  runWords(words, walk, { text: node.text, feed: NO_FEED, hasOutputFile: false })
}

function walkFunction(node: Node, walk: Walk): void {
  const name = node.childForFieldName('name')?.text ?? ''
  const body = node.childForFieldName('body')
  const calls = new RegExp(
    `(?<![\\w-])${name.replaceAll(/[^\w]/g, String.raw`\$&`)}\\s*[|&]+\\s*${name.replaceAll(/[^\w]/g, String.raw`\$&`)}\\s*&`,
  )
  if (name !== '' && body && calls.test(body.text)) {
    walk.findings.add('destructive', node.text, 'starts itself again and again until the machine stops')
    walk.findings.doubt()
  }
  walk.defined.add(name)
  if (body) walkNode(body, walk, NO_FEED)
}

/** `[[ 'a[$(x)]' -eq 0 ]]`: an arithmetic operand is evaluated again, quotes or not. */
function walkTest(node: Node, walk: Walk): void {
  walkChildren(node, walk, NO_FEED)
  if (/\s-(?:eq|ne|lt|le|gt|ge|v)\s/.test(node.text)) walkSubscripts(node.text, walk)
}

/** `$(( 'a[$(x)]' ))`, and in zsh `$path['b[$(x)]']`: arithmetic expands what stands in single quotes. */
function walkSubscripts(text: string, walk: Walk): void {
  for (const [quoted] of text.matchAll(/'[^']*'/g)) walkHidden(quoted, walk)
}

/** Runs the substitutions that a text holds, where the shell would expand it once more. */
function walkHidden(text: string, walk: Walk): void {
  if (!/\$\(|`/.test(text)) return
  walk.findings.doubt()
  for (const code of findSubstitutions(text)) walkInner(code, walk)
}

/** Binds the variable of a loop over one plain word: `for d in build; do rm -rf "$d"` deletes `build`. */
function bindLoop(node: Node, walk: Walk): void {
  const name = node.childForFieldName('variable')?.text
  const values = node.childrenForFieldName('value').filter((child) => child !== null)
  if (name === undefined) return
  const first = values[0] && readWord(values[0], walk.bindings)
  if (values.length === 1 && first?.isLiteral === true && !first.isGlob) walk.bindings.set(name, first.value)
  else walk.bindings.delete(name)
}

function reportSecrets(text: string, walk: Walk): void {
  const [name] = findSecretVariables(text)
  if (name !== undefined) walk.findings.add('credential-touching', text, `uses the secret in $${name}`)
}
