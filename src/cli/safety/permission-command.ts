// `kimi permission …`: the rules for what tools may do without a question, after one, or never.

import { say, sayAside, sayJson } from '../standard-streams.ts'
import { resolve } from 'node:path'
import type { Client } from '../../client/peer.ts'
import { KimiError } from '../../protocol/errors.ts'
import type { RuleAnswer, RuleView } from '../../protocol/safety-view.ts'
import type { Mode } from '../../protocol/wire.ts'
import { sanitiseLine } from '../../safety/text/sanitiser.ts'
import { withDaemon } from '../tasks/task-client.ts'

interface PermissionOptions {
  json?: boolean
  mode?: Mode
  reason?: string
  until?: string
  here?: boolean
  dryRun?: boolean
}

const TEXT_CELLS = 200
const PART_CELLS = 100
/** The exit status of `kimi permission test`: that of a refused tool for deny. */
const STATUSES: Record<RuleAnswer['decision'], number> = { allow: 0, ask: 1, deny: 4 }
const ORDER = [
  'The order, from what counts first:',
  '  1  deny rules, of you and of a trusted project, about any part of a command',
  '  2  kimi’s own files, and the limits of plan mode',
  '  3  ask rules; in mode auto, where nobody is asked, they refuse',
  '  4  allow rules that cover every part; commands only in a trusted folder',
  '  5  the mode, then what you have allowed for the session; else you are asked',
]

/** Returns the exit status. Throws KimiErrors. */
export async function runPermissionCommand(
  name: string,
  words: string[],
  options: PermissionOptions,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  const { json } = options
  // Always the running daemon: a command of the agent, which gives it no orders, must not be its own.
  return withDaemon(env, async (client) => {
    switch (name) {
      case 'list':
        return list(client, json)
      case 'add':
        return add(client, words, options)
      case 'remove': {
        const removed = await client.call('permission/remove', { id: words[0] ?? '' })
        print(json, removed, [removed.removed > 0 ? `removed ${removed.id}` : `${removed.id} is not in config.toml`])
        return removed.removed > 0 ? 0 : 1
      }
      case 'import':
        return importFile(client, words[0] ?? '', options)
      default:
        return explain(client, name, words, options, env)
    }
  })
}

async function list(client: Client, json: boolean | undefined): Promise<number> {
  const { rules } = await client.call('permission/list', { workDir: process.cwd() })
  if (rules.length === 0 && !json) sayAside('kimi: there are no rules\n  kimi permission add deny "Shell(git push)"\n')
  print(json, rules, [...rules.flatMap(describe), ...(rules.length > 0 ? [''] : []), ...ORDER])
  return 0
}

function describe({ id, decision, rule, scope, reason, expires, isLive, source }: RuleView): string[] {
  const facts = [
    ...(scope === '' ? [] : [`in ${sanitiseLine(scope, TEXT_CELLS)}`]),
    ...(expires === null ? [] : [`until ${new Date(expires).toISOString().slice(0, 10)}`]),
    ...(isLive ? [] : ['not in force here']),
    ...(reason === '' ? [] : [sanitiseLine(reason, TEXT_CELLS)]),
    sanitiseLine(source, TEXT_CELLS),
  ]
  return [`${id}  ${decision.padEnd(5)}  ${sanitiseLine(rule, TEXT_CELLS)}`, `          ${facts.join(', ')}`]
}

async function add(client: Client, [decision = '', rule = '']: string[], options: PermissionOptions): Promise<number> {
  if (decision !== 'allow' && decision !== 'ask' && decision !== 'deny') {
    throw new KimiError('usage.invalid', `expected allow, ask or deny, got ${decision}`, {
      hint: 'kimi permission add deny "Shell(git push)"',
    })
  }
  const { reason, until: expires, here, json } = options
  const given = { ...(reason === undefined ? {} : { reason }), ...(expires === undefined ? {} : { expires }) }
  const params = { decision, rule, workDir: process.cwd(), ...given, ...(here ? { scope: true } : {}) } as const
  const added = await client.call('permission/add', params)
  print(json, added, describe(added))
  return 0
}

async function importFile(client: Client, path: string, { json, here, dryRun }: PermissionOptions): Promise<number> {
  const apply = !dryRun
  const scope = here ? { scope: true } : {}
  const result = await client.call('permission/import', {
    path: resolve(path),
    workDir: process.cwd(),
    apply,
    ...scope,
  })
  const { rules, left } = result
  for (const line of json ? [] : left) sayAside(`kimi: not taken over as it was: ${sanitiseLine(line, TEXT_CELLS)}\n`)
  print(json, result, rules.flatMap(describe))
  return rules.length === 0 ? 1 : 0
}

async function explain(
  client: Client,
  name: string,
  words: string[],
  { json, mode = 'ask' }: PermissionOptions,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  // Several words are a command as the shell would have passed it on.
  const act = words.length === 1 ? words[0]! : words.map(quote).join(' ')
  const answer = await client.call('permission/explain', { act, workDir: process.cwd(), mode, path: env['PATH'] ?? '' })
  if (name === 'test') {
    print(json, { decision: answer.decision }, [answer.decision])
    return STATUSES[answer.decision]
  }
  const { decision, reason, rule, parts, doubt } = answer
  print(json, answer, [
    `${decision}: ${sanitiseLine(reason, TEXT_CELLS)}`,
    ...(rule ? describe(rule).map((line) => `  ${line}`) : []),
    ...(parts.length > 0 ? ['It runs:', ...parts.map((part) => `  ${sanitiseLine(part, PART_CELLS)}`)] : []),
    ...(doubt === '' ? [] : [`It may run more: ${sanitiseLine(doubt, TEXT_CELLS)}`]),
  ])
  return 0
}

function quote(word: string): string {
  return /^[\w@%+=:,./~^-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}

function print(json: boolean | undefined, value: unknown, lines: readonly string[]): void {
  if (json) sayJson(value)
  else say(lines.map((line) => `${line}\n`).join(''))
}
