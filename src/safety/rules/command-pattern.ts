// Makes patterns of approved commands, and matches later commands against them. A pattern names a program, its verb and its
// options, as in `git commit -m *`. It covers single commands with no other options, nothing chained or redirected, and no
// path outside the workspace.

import { resolve } from 'node:path'
import { findHome } from '../../sys/own-user.ts'
import type { Node } from 'web-tree-sitter'
import { splitPieces } from '../../shell-syntax/operator-split.ts'
import { parseCommand } from '../lines/bash-grammar.ts'
import { SERIOUS_LABELS, classifyCommand } from '../lines/line-risk.ts'
import { readWord } from '../lines/command-words.ts'
import { headOf } from './pattern-head.ts'
import { followLinks, isControlFile, isInside } from './workspace-path.ts'
import { isSensitiveFile } from '../secrets/secret-names.ts'

/** True when the label of every part of the line says that it only reads. A label may err. Needs `ensureGrammar()`. */
export function isReaderByLabel(command: string): boolean {
  const { labels, parses } = classifyCommand(command, 'bash')
  return parses && labels.length === 1 && labels[0] === 'safe-readonly'
}

const OPTION = /^-[\w-]+$/
/** Options, behind a program and its verbs, whose value is a program to run. */
const RUNNING_OPTION = / --(?:exec(?:-batch)?|run|pre|(?:[\w-]+-)?(?:command|cmd|program|pack))$|^git rebase -\w*x\w*$/

/**
 * The pattern for an approved command: `git commit -m *` where program, verb and options say enough, else the exact text,
 * `=…`. Commands start in the first of `workDirs`.
 */
export function patternOfCommand(command: string, workDirs: readonly string[]): string {
  const exact = `=${command}`
  const words = readSingleCommand(command)
  if (!words || isSerious(command) || words.some(isSpecialWord) || leavesFolders(words, workDirs)) return exact
  const head = headOf(words)
  const options = head && optionsOf(words.slice(head.length))
  if (!head || !options?.every((option) => OPTION.test(option))) return exact
  if (options.some((option) => RUNNING_OPTION.test([...head, option].join(' ')))) return exact
  return [...head, ...new Set(options), '*'].join(' ')
}

/** The options among these words, without the values behind `=`. A lone `-` is a file. */
function optionsOf(words: readonly string[]): string[] {
  return words.filter((word) => word.startsWith('-') && word !== '-').map((word) => word.replace(/=.*$/s, ''))
}

/** True when one of `patterns` covers the command, which starts in the first of `workDirs`. */
export function isCommandCovered(patterns: readonly string[], command: string, workDirs: readonly string[]): boolean {
  if (patterns.includes(`=${command}`)) return true
  const words = readSingleCommand(command)
  if (!words || isSerious(command) || words.some(isSpecialWord) || leavesFolders(words, workDirs)) return false
  return patterns.some((pattern) => {
    const allowed = wordsOf(pattern).filter((word) => word.startsWith('-'))
    const head = wordsOf(pattern).slice(0, -allowed.length || undefined)
    return (
      startsWith(words, [...head, '*'].join(' ')) &&
      optionsOf(words.slice(head.length)).every((option) => allowed.includes(option))
    )
  })
}

/** True when a word may name a place outside these folders: by its path, or by a link on it. */
export function leavesFolders(words: readonly string[], folders: readonly string[]): boolean {
  return words.slice(1).some((word) => {
    // The path may be glued to an option: --out=/x, -I/x, -o../x.
    const glued = word.startsWith('-') ? [word.replace(/^[^=]*=/s, ''), word.replace(/^-+[A-Za-z]/, '')] : []
    return [word, ...glued].some((path) => !isPathInside(path, folders))
  })
}

function isPathInside(path: string, folders: readonly string[]): boolean {
  if (/^~[^/]/.test(path)) return false // another user's home
  try {
    return isInside(
      followLinks(
        resolve(
          folders[0] ?? '/',
          path.replace(/^~(?=\/|$)/, () => findHome()),
        ),
      ),
      folders,
    )
  } catch {
    return false
  }
}

/** Every word of the command that may name a file, with the parts of `--option=file`. */
export function namedFiles(command: string): string[] {
  const bare = command.split(/[\s'"`;&|<>()=,:]+/)
  return [...bare, ...readEveryCommand(command).commands.flatMap((words) => words.flatMap((word) => word.split('=')))]
}

/** Files that an approval of a whole kind of command does not extend to. */
function isSpecialWord(word: string): boolean {
  return word.split(/[=:,]/).some((part) => isControlFile(part) || isSensitiveFile(part) || /(?:^|\/)\.kimi/.test(part))
}

function isSerious(command: string): boolean {
  const { labels, parses } = classifyCommand(command, 'bash')
  return !parses || labels.some((label) => SERIOUS_LABELS.includes(label))
}

function wordsOf(pattern: string): string[] {
  return pattern.replace(/ \*$/, '').split(' ')
}

function startsWith(words: readonly string[], pattern: string): boolean {
  return pattern.endsWith(' *') && wordsOf(pattern).every((word, index) => words[index] === word)
}

const PLAIN_NODES = new Set('program command command_name word number string string_content raw_string'.split(' '))

/** The words of the command when the line holds nothing else: no chain, expansion, redirection, assignment or background. */
function readSingleCommand(text: string): string[] | null {
  if (/[&;|\n]/.test(text.trim().replaceAll(/'[^']*'|"[^"]*"/g, ''))) return null
  return parseCommand(text, (root) => {
    if (root.hasError) return null
    const commands: string[][] = []
    const isPlain = (node: Node): boolean => {
      if (!PLAIN_NODES.has(node.type)) return false
      if (node.type === 'command') commands.push(readWords(node))
      return node.namedChildren.every(isPlain)
    }
    return isPlain(root) && commands.length === 1 ? commands[0]! : null
  })
}

/** All commands anywhere in the line, substitutions included. */
function readEveryCommand(text: string): { commands: string[][]; isOpaque: boolean } {
  const parsed = parseCommand(text, (root) => {
    const commands: string[][] = []
    let isOpaque = root.hasError
    const visit = (node: Node) => {
      if (node.type === 'command') commands.push(readWords(node))
      if (/expansion|substitution/.test(node.type)) isOpaque = true
      for (const child of node.namedChildren) visit(child)
    }
    visit(root)
    return { commands, isOpaque }
  })
  if (parsed !== null && !parsed.isOpaque) return parsed
  const pieces = splitPieces(text, true).map(({ words }) => words.map((word) => word.value))
  return { commands: [...(parsed?.commands ?? []), ...pieces], isOpaque: true }
}

function readWords(command: Node): string[] {
  return command.namedChildren
    .filter((child) => !/assignment|redirect/.test(child.type))
    .map((child) => readWord(child.type === 'command_name' ? (child.namedChildren[0] ?? child) : child).value)
}
