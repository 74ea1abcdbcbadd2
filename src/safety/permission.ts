// Who decides whether a tool may: the mode first, then what was approved before, then the user. Deny wins.
//
//   mode          commands                        edits                                   everything else
//   ask           safe-readonly pass, else ask    ask                                     ask
//   accept-edits  as ask                          in the workspace pass, but for files    ask
//                                                 that command programs or agents
//   plan          safe-readonly pass, else deny   the plan file passes, else deny         deny
//   auto          pass                            pass, but for secrets and our own       pass
//                                                 state: deny
//   bypass        pass                            pass, but for our own state: deny       pass
//
// The plan file always passes. safe-readonly is safety/risk.ts's verdict, and only where the command stays in the
// directory it starts in. "For this session" makes a rule: a pattern of simple commands, or the exact text.

import type { Node } from 'web-tree-sitter'
import type { ShellName } from '../protocol/proposals.ts'
import type { Mode } from '../protocol/wire.ts'
import { parseCommand } from './grammar.ts'
import { classifyCommand } from './risk.ts'
import { isControlFile, isInside, isOwnState, isSensitiveFile } from './workspace-path.ts'

export interface PermissionSubject {
  action: string
  /** The command, the real path of the file, the URL, or other text. */
  subject: { kind: 'command' | 'edit' | 'url' | 'other'; value: string }
}

export interface PermissionState {
  mode: Mode
  /** What was approved for the session, as `patternOf` spells it. */
  rules: readonly string[]
  /** Folders of the workspace. */
  workDirs: readonly string[]
  shareDir: string
  home: string
  planFile: string
}

export type Decision = { kind: 'allow' | 'ask' | 'deny'; reason: string }

const ALLOW: Decision = { kind: 'allow', reason: '' }
const ASK: Decision = { kind: 'ask', reason: '' }

/** `ensureGrammar()` must have been awaited. */
export function decide(ask: PermissionSubject, state: PermissionState): Decision {
  const { kind, value } = ask.subject
  if (kind === 'edit') return decideEdit(value, ask, state)
  if (state.mode === 'auto' || state.mode === 'bypass') return ALLOW
  if (kind === 'command' && isSafeReadonly(value)) return ALLOW
  if (state.mode === 'plan') {
    const what = kind === 'command' ? 'only commands that change nothing run' : 'nothing is changed'
    return { kind: 'deny', reason: `Plan mode restriction: ${what} before the plan is approved` }
  }
  return state.rules.some((rule) => matches(rule, ask)) ? ALLOW : ASK
}

function decideEdit(path: string, ask: PermissionSubject, state: PermissionState): Decision {
  const { mode } = state
  if (path === state.planFile) return ALLOW
  if (isOwnState(path, state.shareDir)) {
    // Whoever writes its own rules has none.
    return mode === 'auto' || mode === 'bypass' || mode === 'plan'
      ? { kind: 'deny', reason: `${path} belongs to kimi itself` }
      : ASK
  }
  if (mode === 'plan') return { kind: 'deny', reason: 'Plan mode restriction: only the plan file may be written' }
  if (mode === 'bypass') return ALLOW
  if (mode === 'auto') return isSensitiveFile(path) ? { kind: 'deny', reason: `${path} holds secrets` } : ALLOW
  if (isControlFile(path) || isSensitiveFile(path)) return ASK
  if (mode === 'accept-edits' && isInside(path, state.workDirs)) return ALLOW
  return state.rules.some((rule) => matches(rule, ask)) ? ALLOW : ASK
}

/** Whether every part only reads, and in the directory it was started in. */
export function isSafeReadonly(command: string, shell: ShellName = 'bash'): boolean {
  const { labels, parses } = classifyCommand(command, shell)
  return parses && labels.length === 1 && labels[0] === 'safe-readonly' && !LEAVES.test(command)
}

/** In another folder a harmless `git status` obeys another repository's configuration. */
const LEAVES = /\b(?:cd|pushd|popd)\b|\s-C\b|--git-dir|--work-tree/

/** What "for this session" makes of an approval. */
export function patternOf({ action, subject: { kind, value } }: PermissionSubject): string {
  if (kind === 'edit') return action.includes('outside') ? `Edit(=${value})` : 'Edit(workspace)'
  if (kind !== 'command') return `${action}(=${value})`
  const [command, more] = readSimpleCommands(value) ?? []
  const [program = '', second = ''] = command ?? []
  const isPlain = command !== undefined && more === undefined && !WRAPPERS.test(program) && !isSerious(value)
  if (!isPlain) return `Shell(=${value})`
  return /^[a-z][\w:-]*$/.test(second)
    ? `Shell(${program} ${second} *)`
    : command.length === 1
      ? `Shell(=${value})`
      : `Shell(${program} *)`
}

/** Whether an earlier approval covers this. Commands that are not fully understood match only their exact text. */
export function matches(rule: string, { action, subject: { kind, value } }: PermissionSubject): boolean {
  if (kind === 'edit') return rule === `Edit(=${value})` || (rule === 'Edit(workspace)' && !action.includes('outside'))
  if (kind !== 'command') return rule === `${action}(=${value})`
  if (rule === `Shell(=${value})`) return true
  const [, pattern] = /^Shell\((.+) \*\)$/.exec(rule) ?? []
  if (pattern === undefined || isSerious(value)) return false
  const commands = readSimpleCommands(value)
  return (
    commands !== null &&
    commands.every(
      (words) => `${words.join(' ')} `.startsWith(`${pattern} `) || isSafeReadonly(words.map(quote).join(' ')),
    )
  )
}

/** What these run is another program, or a text that is a program. */
const WRAPPERS =
  /^(?:.*\/)?(?:sh|bash|zsh|fish|dash|env|sudo|doas|su|xargs|find|eval|exec|source|\.|command|builtin|nohup|time|timeout|nice|watch|ssh|scp|rsync|node|deno|bun|python[\d.]*|perl|ruby|php|awk|gawk|sed|npx|pnpx|uvx|docker|podman|kubectl|make|curl|wget|rm|dd|mv|chmod|chown|kill|pkill)$/

function isSerious(command: string): boolean {
  const { labels, parses } = classifyCommand(command, 'bash')
  const serious = ['privileged', 'destructive', 'remote-code', 'credential-touching']
  return !parses || labels.some((label) => serious.includes(label))
}

const PLAIN_NODES = new Set([
  'program',
  'list',
  'pipeline',
  'command',
  'command_name',
  'word',
  'number',
  'string',
  'string_content',
  'raw_string',
])

/** The words of each command, when the text is made of nothing but plain commands: no variables, substitutions, redirections. */
function readSimpleCommands(text: string): string[][] | null {
  if (/[&](?!&)/.test(text.replaceAll('&&', ''))) return null
  return parseCommand(text, (root) => {
    if (root.hasError) return null
    const commands: string[][] = []
    const walk = (node: Node): boolean => {
      if (!PLAIN_NODES.has(node.type)) return false
      if (node.type === 'command')
        commands.push(node.namedChildren.flatMap((child) => (child ? [unquote(child.text)] : [])))
      return node.namedChildren.every((child) => child === null || walk(child))
    }
    return walk(root) && commands.length > 0 ? commands : null
  })
}

function unquote(word: string): string {
  return /^(['"]).*\1$/s.test(word) ? word.slice(1, -1) : word
}

function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}
