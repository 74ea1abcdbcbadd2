// The client's environment, for the daemon: the variables that choose a model, and the environment of commands.

import { CLIENT_VARIABLES, TERMINAL_VARIABLES, type ClientEnv } from '../protocol/methods.ts'

/** Variables that commands do not get: the keys of models, and our own switches. */
const KEPT_BACK =
  /^(?:(?:KIMI|KIMI_CODER|KIMI_MODEL|MOONSHOT|OPENAI|ANTHROPIC|OPENROUTER|GEMINI|GOOGLE)_API_KEY|KIMI_CODE_CUSTOM_HEADERS|KIMI_DEBUG|KIMI_CODE_DEBUG|KIMI_BATCH)$/

/** The variables that choose a model, and the settings of the terminal: the daemon uses none of its own environment. */
export function clientVariables(env: NodeJS.ProcessEnv): ClientEnv {
  const own: ClientEnv = {}
  for (const name of [...CLIENT_VARIABLES, ...TERMINAL_VARIABLES]) if (env[name] !== undefined) own[name] = env[name]
  return own
}

/** The parts of the client's environment that go to the daemon, and the client's umask. */
export function clientEnv(env: NodeJS.ProcessEnv): {
  env: ClientEnv
  shellEnv: Record<string, string>
  umask: number
} {
  const entries = Object.entries(env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !KEPT_BACK.test(entry[0]),
  )
  return { env: clientVariables(env), shellEnv: Object.fromEntries(entries), umask: process.umask() }
}
