// `kimi mcp secret`: a secret of a server goes to the keyring, typed without an echo or from a pipe.

import { KimiError } from '../../protocol/errors.ts'
import { readSecret } from '../accounts/hidden-input.ts'
import { say, sayJson } from '../standard-streams.ts'
import { withDaemon } from '../tasks/task-client.ts'

/** Returns the exit status. Throws `usage.invalid` for names that mcp.json cannot hold. */
export async function keepSecret(
  [name = '', variable = '']: string[],
  { json }: { json?: boolean },
  env: NodeJS.ProcessEnv,
): Promise<number> {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name) || !/^[A-Za-z_][A-Za-z0-9_-]{0,100}$/.test(variable))
    throw new KimiError(
      'usage.invalid',
      'a server and a variable have plain names: kimi mcp secret github GITHUB_TOKEN',
      {
        hint: 'kimi mcp list',
      },
    )
  const value = await readSecret(`the secret ${variable} of ${name} (it does not show): `)
  const { kept } = await withDaemon(env, (client) =>
    client.call('mcp/keep-secrets', { server: name, values: { [variable]: value } }),
  )
  const reference = `\${secret:${name}.${variable}}`
  if (json) sayJson({ name, variable, kept, reference })
  else
    say(
      `kept in ${kept === 'keyring' ? 'your keyring' : 'a file that only you can read'}; mcp.json names it ${reference}\n`,
    )
  return 0
}
