// Questions about a command line: where a question comes from, and batches of them.

import { resolve } from 'node:path'
import type { AskContext } from '../../protocol/methods.ts'
import type { ShellName } from '../../protocol/proposals.ts'
import { clientEnv } from '../../client/client-env.ts'
import type { DaemonChoice } from '../daemon-client.ts'
import { sayJson } from '../standard-streams.ts'

export interface AskOptions extends DaemonChoice {
  json?: boolean
  offline?: boolean
  cwd?: string
  shell?: ShellName
}

/** The context that the daemon needs for a question. The daemon refuses a directory that does not exist. */
export function contextOf(options: AskOptions, env: NodeJS.ProcessEnv): AskContext {
  return {
    cwd: resolve(options.cwd ?? '.'),
    shell: options.shell ?? shellOf(env),
    env: clientEnv(env).env,
    ...(options.offline ? { offline: true } : {}),
  }
}

/** The user's login shell if it is one that we know, else zsh. */
function shellOf(env: NodeJS.ProcessEnv): ShellName {
  const name = env['SHELL']?.split('/').at(-1)
  return name === 'bash' || name === 'fish' ? name : 'zsh'
}

/**
 * Reads one JSON object a line from stdin and writes one answer a line to stdout, in the same order and with the same id.
 * A line that is no JSON object is answered with `{id, error}`, and the batch goes on.
 */
export async function runBatch(answer: (line: Record<string, unknown>) => Promise<object>): Promise<void> {
  const { createInterface } = await import('node:readline') // 3 ms that a single question need not pay
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    if (line.trim() === '') continue
    let id: unknown = null
    let result: object
    try {
      const parsed: unknown = JSON.parse(line)
      if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) throw new Error('not a JSON object')
      id = (parsed as Record<string, unknown>)['id'] ?? null
      result = await answer(parsed as Record<string, unknown>)
    } catch (error) {
      result = { error: error instanceof Error ? error.message : String(error) }
    }
    if (!sayJson({ id, ...result })) await new Promise((resolve) => process.stdout.once('drain', resolve))
  }
}

/** A field of a batch line if it is text, else `fallback`. */
export function textOf(value: unknown, fallback = ''): string {
  return typeof value === 'string' ? value : fallback
}

/** The options for one line of a batch: its own `cwd` and `shell` count more than those of the command line. */
export function optionsOf(line: Record<string, unknown>, options: AskOptions): AskOptions {
  const shell = line['shell']
  return {
    ...options,
    ...(typeof line['cwd'] === 'string' ? { cwd: line['cwd'] } : {}),
    ...(shell === 'zsh' || shell === 'bash' || shell === 'fish' ? { shell } : {}),
  }
}
