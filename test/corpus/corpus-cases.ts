// Reads a directory of JSONL lines as cases to be played: what the line holds, and the surface through which it comes. The fields of
// a line say what it is; lines of a kind that nobody knows are counted, not dropped.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export type Call = readonly [tool: string, args: Record<string, unknown>]

export interface Case {
  id: string
  file: string
  surface: string
  input: string
  /** The way in which the input reaches the program; `none`: the program has no such surface yet. */
  kind: 'command' | 'calls' | 'text' | 'path' | 'url' | 'file' | 'read' | 'name' | 'cli' | 'socket' | 'api' | 'none'
  /** The calls of a case that names them. */
  calls: Call[]
  /** The path below the workspace at which the input is written as a file. */
  place: string
  /** Command lines of kimi that take the input. */
  cli: string[][]
}

type Row = Record<string, unknown>

export function readCases(directory: string): Case[] {
  return readdirSync(directory)
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
    .flatMap((file) =>
      readFileSync(join(directory, file), 'utf8')
        .split('\n')
        .filter((line) => line.trim() !== '')
        .map((line, at) => readCase(JSON.parse(line) as Row, file, at)),
    )
}

function readCase(row: Row, file: string, at: number): Case {
  const text = (name: string) => (typeof row[name] === 'string' ? row[name] : '')
  const base = { id: text('id') || `${file}:${at + 1}`, file, surface: '', input: '', calls: [], place: '', cli: [] }
  if ('calls' in row)
    return {
      ...base,
      surface: text('kind') || 'calls',
      kind: 'calls',
      input: JSON.stringify(row['calls']),
      calls: row['calls'] as Call[],
    }
  if ('surface' in row) return readHostile(base, text('surface'), decode(text('input'), text('encoding')))
  if ('failed' in row) {
    const cli = ['fix', '--offline', '--exit', String(row['exit'] ?? 1), '--output', text('stderr'), text('failed')]
    return { ...base, surface: 'kimi fix', kind: 'cli', input: text('failed'), cli: [cli] }
  }
  if ('nl' in row || 'title' in row) {
    const words = text('nl') || text('title')
    return { ...base, surface: 'kimi suggest', kind: 'cli', input: words, cli: [['suggest', '--offline', words]] }
  }
  const command = text('command')
  if (command === '') return { ...base, surface: 'unknown', kind: 'none', input: JSON.stringify(row) }
  const name = 'facts' in row ? 'explain' : 'check'
  const cli = name === 'explain' ? [['explain', '--offline', command]] : [['check', command]]
  return { ...base, surface: `Shell, kimi ${name}`, kind: 'command', input: command, cli }
}

const READ =
  /^(?:file-content|issue-text|tool-output|command-output|commit-message|history|git-remote|mcp-tool-result)$/
const SAID = /^(?:suggestion|model-text|model-text-chunks|status-text|user-buffer|notification|log|mcp-tool-name)$/

function readHostile(base: Omit<Case, 'kind'>, surface: string, input: string): Case {
  const row = { ...base, surface, input }
  if (surface.startsWith('shell-tool'))
    return {
      ...row,
      kind: 'command',
      cli: [
        ['check', input],
        ['explain', '--offline', input],
      ],
    }
  if (surface.startsWith('file:'))
    return { ...row, kind: 'file', place: /^file:(?:.*, then )?(\S+)/.exec(surface)?.[1] ?? 'file' }
  if (surface === 'suggestion')
    return {
      ...row,
      kind: 'text',
      cli: [
        ['check', input],
        ['explain', '--offline', input],
        ['suggest', '--offline', input],
      ],
    }
  if (SAID.test(surface)) return { ...row, kind: 'text' }
  if (READ.test(surface)) return { ...row, kind: 'read' }
  if (/^(?:file-name|cwd-name|git-branch)$/.test(surface)) return { ...row, kind: 'name' }
  if (surface === 'file-tool') return { ...row, kind: 'path' }
  if (surface === 'fetch-tool') return { ...row, kind: 'url' }
  if (surface === 'model-tool-call') return { ...row, kind: 'calls', calls: readCalls(input) }
  if (surface === 'daemon-socket') return { ...row, kind: 'socket' }
  if (/^api-/.test(surface)) return { ...row, kind: 'api' }
  return { ...row, kind: 'none' }
}

/** Calls as other programs name them, with ours beside them. */
function readCalls(input: string): Call[] {
  try {
    const { name, arguments: args } = JSON.parse(input) as { name: string; arguments: Record<string, unknown> }
    const own = { edit: 'WriteFile', write: 'WriteFile', shell: 'Shell', read: 'ReadFile', fetch: 'FetchURL' }[name]
    const content = args['text'] ?? args['content'] ?? ''
    return [[name, args], ...(own ? [[own, { ...args, content }] as const] : [])]
  } catch {
    return [[input, {}]]
  }
}

function decode(input: string, encoding: string): string {
  if (encoding === 'base64') return Buffer.from(input, 'base64').toString('latin1')
  if (encoding === 'json-chunks') return (JSON.parse(input) as string[]).join('')
  if (encoding !== 'repeat') return input
  const { prefix, unit, count, suffix } = JSON.parse(input) as {
    prefix: string
    unit: string
    count: number
    suffix: string
  }
  return prefix + unit.repeat(count) + suffix
}
