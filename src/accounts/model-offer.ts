// The line that is shown once to a user without a model: what was found that could give them one, and the command for it.

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeDirectory } from '../sys/files.ts'
import type { Environment } from './endpoints.ts'

export interface ModelOffer {
  /** The line, the first time it is asked for; null ever after, in other processes too. Looks at the disk once. */
  take(env: Environment): string | null
}

/** Variables of keys that others use. */
const KEYS = [
  'KIMI_API_KEY',
  'KIMI_CODER_API_KEY',
  'MOONSHOT_API_KEY',
  'ANTHROPIC_API_KEY',
  'OPENAI_API_KEY',
  'OPENROUTER_API_KEY',
]
/** Directories of agents whose settings `kimi import` takes. */
const AGENTS: Record<string, string> = {
  '.claude': 'Claude Code',
  '.codex': 'Codex',
  '.gemini': 'Gemini CLI',
  '.pi': 'pi',
}

/** `endedLogin`: whether there is a login that has ended. */
export function createModelOffer(share: string, home: string, endedLogin: () => boolean): ModelOffer {
  const mark = join(share, 'cache', 'model-offered')
  let isTaken: boolean | undefined
  return {
    take(env) {
      isTaken ??= isMarked(mark)
      if (isTaken) return null
      isTaken = true
      writeMark(mark)
      const agents = Object.keys(AGENTS).filter((name) => existsSync(join(home, name)))
      const parts = [
        'no model: kimi login', // first: at the prompt there may be no room for the rest
        ...(endedLogin() ? ['found a Kimi Code login that has ended'] : []),
        ...KEYS.filter((name) => env[name]).map((name) => `found ${name}`),
        ...(agents.length > 0 ? [`found ${agents.map((name) => AGENTS[name]).join(', ')}: kimi import`] : []),
      ]
      return parts.join(' · ')
    },
  }
}

function isMarked(mark: string): boolean {
  try {
    return readFileSync(mark, 'utf8') !== ''
  } catch {
    return false
  }
}

function writeMark(mark: string): void {
  try {
    makeDirectory(join(mark, '..'))
    writeFileSync(mark, '1\n', { mode: 0o600 })
  } catch {
    // The next process offers it again.
  }
}
