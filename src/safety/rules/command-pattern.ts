// Makes patterns of approved commands, and matches later commands against them. A line is covered only when the grammar
// understood all of it, it holds nothing but plain commands, and every one of them is covered.

import type { Node } from 'web-tree-sitter'
import { splitPieces } from '../../shell-syntax/operator-split.ts'
import { quoteLiteral } from '../../shell-syntax/word-quoting.ts'
import { parseCommand } from '../lines/bash-grammar.ts'
import { SERIOUS_LABELS, classifyCommand } from '../lines/line-risk.ts'
import { readWord } from '../lines/command-words.ts'
import { isControlFile, isSensitiveFile } from './workspace-path.ts'

/** Signs of a command that works in another folder: there `git status` obeys another repository's configuration. */
const LEAVES = /\b(?:cd|pushd|popd)\b|\s-C\b|--git-dir|--work-tree/

/** True when every part of the line only reads, in the directory it was started in. Needs `ensureGrammar()`. */
export function isSafeReadonly(command: string, shell: 'bash' | 'zsh' = 'bash'): boolean {
  const { labels, parses } = classifyCommand(command, shell)
  return parses && labels.length === 1 && labels[0] === 'safe-readonly' && !LEAVES.test(command)
}

/** Programs of which an approval covers only the same line: they run other programs or code, or depend on their operands. */
const NARROW =
  /^(?:.*\/.*|(?:ba|z|fi|da|k|c|tc)?sh|env|sudo|doas|su|xargs|parallel|find|fd|eval|exec|source|\.|command|builtin|nohup|setsid|time|timeout|nice|ionice|stdbuf|watch|entr|ssh|scp|sftp|rsync|node|deno|bun|bunx|python[\d.]*|pypy\d?|perl|ruby|lua|php|[gm]?awk|sed|npx|pnpx|uvx|pipx|docker|podman|kubectl|make|just|curl|wget|nc|socat|rm|rmdir|dd|mv|cp|ln|install|tee|chmod|chown|kill|pkill|killall|tmux|screen|vim?|nvim|emacs|ed|git-.*|cd|pushd|popd|export|set|unset|alias|unalias|trap|declare|typeset|local|readonly|shopt|enable|hash)$/
/** Programs whose next word is a verb. */
const HAS_VERBS =
  /^(?:git|gh|glab|npm|pnpm|yarn|cargo|rustup|go|pip3?|poetry|uv|brew|apt|apt-get|dnf|terraform|tofu|aws|gcloud|az|helm|systemctl|journalctl|bundle|gem|composer|dotnet|mix|conda|nix|hg|jj|svn)$/
/** Programs and verbs behind which one more verb follows. */
const HAS_TWO_VERBS =
  /^(?:gh|glab|aws|gcloud|az|uv pip|git (?:remote|stash|worktree|submodule|bisect|notes|flow|lfs)|(?:npm|pnpm|yarn) run)$/
const VERB = /^[a-z][\w:-]*$/

/** The pattern for an approved command: `git commit *` where the verb says enough, else the exact text, `=…`. */
export function patternOfCommand(command: string): string {
  const exact = `=${command}`
  const [words, ...more] = readPlainCommands(command) ?? []
  if (words === undefined || more.length > 0 || isSerious(command) || words.some(isSpecialWord)) return exact
  const [program = '', verb = '', second = ''] = words
  if (NARROW.test(program) || !/^[\w.+-]+$/.test(program)) return exact
  if (!HAS_VERBS.test(program)) return `${program} *`
  if (!VERB.test(verb)) return exact
  const needsSecond = HAS_TWO_VERBS.test(program) || HAS_TWO_VERBS.test(`${program} ${verb}`)
  if (!needsSecond) return `${program} ${verb} *`
  return VERB.test(second) ? `${program} ${verb} ${second} *` : exact
}

/** True when `patterns` together cover every part of the command. */
export function isCommandCovered(patterns: readonly string[], command: string): boolean {
  if (patterns.includes(`=${command}`)) return true
  const commands = readPlainCommands(command)
  if (commands === null || isSerious(command)) return false
  const left = commands.filter(
    (words) => words.some(isSpecialWord) || !patterns.some((pattern) => startsWith(words, pattern)),
  )
  // Parts that only read may stand beside approved ones. A line of nothing but such parts is left to the mode.
  return left.length < commands.length && left.every((words) => isSafeReadonly(words.map(quoteLiteral).join(' ')))
}

/** True when a pattern names any part of the command, also inside wrappers. In doubt it is true. */
export function isCommandNamed(patterns: readonly string[], command: string): boolean {
  if (patterns.length === 0) return false
  const found = readEveryCommand(command)
  const isOpaque = found.isOpaque || found.commands.some(([program = '']) => NARROW.test(program))
  return patterns.some((pattern) => {
    if (pattern.startsWith('=')) return pattern.slice(1) === command.trim()
    if (found.commands.some((words) => startsWith([baseName(words[0]), ...words.slice(1)], pattern))) return true
    const words = wordsOf(pattern).map((word) => word.replaceAll(/[^\w]/g, String.raw`\$&`))
    return isOpaque && new RegExp(String.raw`(?<![\w-])${words.join(String.raw`\s+`)}(?![\w-])`).test(command)
  })
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

function baseName(path = ''): string {
  return path.replace(/^.*\//, '')
}

const PLAIN_NODES = new Set(
  'program list pipeline command command_name word number string string_content raw_string'.split(' '),
)

/** The words of each command when the line holds nothing else: no expansion, redirection, assignment or background. */
function readPlainCommands(text: string): string[][] | null {
  if (/&/.test(text.replaceAll('&&', ''))) return null
  return parseCommand(text, (root) => {
    if (root.hasError) return null
    const commands: string[][] = []
    const isPlain = (node: Node): boolean => {
      if (!PLAIN_NODES.has(node.type)) return false
      if (node.type === 'command') commands.push(readWords(node))
      return node.namedChildren.every(isPlain)
    }
    return isPlain(root) && commands.length > 0 ? commands : null
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
