// Hosts the shell mode and nothing else, in the place of the terminal UI: `agent> ` waits for keys. Ctrl-X enters the shell, `!LINE` runs a
// line there, `+LINE` types one there, `q` leaves. Run with Node in a real pty, in a home whose daemon runs.

import { findDaemon } from '../../src/client/connect.ts'
import { findPaths } from '../../src/sys/paths.ts'
import { enterShellMode, prewarmShell } from '../../src/tui/shell/shell-mode.ts'

const { stdin: input, stdout: output, env } = process
const [id, isWarm] = process.argv.slice(2)

const connection = (await findDaemon(findPaths(env)))!
await connection.call('session/open', {
  workDir: process.cwd(),
  env: {},
  shellEnv: env as Record<string, string>,
  ...(id ? { id } : {}),
})
const options = { connection, terminal: { input, output }, env }
if (isWarm === 'warm') await prewarmShell(options)

/** The next keys that are typed. */
async function readKeys(): Promise<string> {
  input.setRawMode(true)
  input.resume()
  const keys = await new Promise<Buffer>((resolve) => input.once('data', resolve))
  return keys.toString()
}

async function enter(more: { line?: string; draft?: string } = {}): Promise<void> {
  const began = performance.now()
  output.write('\r\x1b[K')
  let rest = ''
  try {
    const end = await enterShellMode({
      ...options,
      ...more,
      onBack: (keys) => void (rest = keys.toString()),
    })
    output.write(`[${end}${rest === '' ? '' : ` with ${JSON.stringify(rest)}`}]\r\n`)
  } catch (error) {
    output.write(`[${(error as { code?: string }).code}: ${(error as Error).message}]\r\n`)
  }
  if (env['SHELL_HOST_TIMES']) output.write(`${performance.now() - began}\r\n`)
}

for (;;) {
  output.write('agent> ')
  const keys = await readKeys()
  if (keys === 'q') break
  if (keys === '\x18') await enter()
  else if (keys.startsWith('!')) await enter({ line: keys.slice(1).trimEnd() })
  else if (keys.startsWith('+')) await enter({ draft: keys.slice(1).trimEnd() })
}
process.exit(0)
