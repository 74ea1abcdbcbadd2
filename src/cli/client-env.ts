// The client's environment, for the daemon: the variables that choose a model, and the environment of commands.

import { CLIENT_VARIABLES, type ClientEnv } from '../protocol/methods.ts'

/** Variables that commands do not get: the keys of models, and our own switches. */
const KEPT_BACK =
  /^(?:(?:KIMI|KIMI_MODEL|MOONSHOT|OPENAI|ANTHROPIC|OPENROUTER|GEMINI|GOOGLE)_API_KEY|KIMI_CODE_CUSTOM_HEADERS|KIMI_DEBUG|KIMI_BATCH)$/

export function clientEnv(env: NodeJS.ProcessEnv): {
  env: ClientEnv
  shellEnv: Record<string, string>
  umask: number
} {
  const own: ClientEnv = {}
  for (const name of CLIENT_VARIABLES) if (env[name] !== undefined) own[name] = env[name]
  const entries = Object.entries(env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !KEPT_BACK.test(entry[0]),
  )
  return { env: own, shellEnv: Object.fromEntries(entries), umask: process.umask() }
}
