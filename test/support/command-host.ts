// Runs command lines of the built kimi, one after the other, in this process: `command-host DIST`. Each comes as a message from the
// process that has started this one, and its output and exit status go back. A process of its own costs each command three times as much.

import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

export interface CommandWish {
  args: readonly string[]
  env: Record<string, string>
  cwd: string
}

export interface CommandRun {
  status: number
  stdout: string
  stderr: string
}

const [dist = '', compiled = ''] = process.argv.slice(2)
enableCompileCache(compiled)
const { run: main } = (await import(pathToFileURL(join(dist, 'run-command.js')).href)) as {
  run: (args: readonly string[], env: NodeJS.ProcessEnv) => Promise<number>
}

const written = { stdout: '', stderr: '' }
for (const name of ['stdout', 'stderr'] as const) {
  const take = (text: string | Uint8Array, ...more: unknown[]) => {
    written[name] += typeof text === 'string' ? text : Buffer.from(text).toString('utf8')
    const onWritten = more.find((each) => typeof each === 'function') as (() => void) | undefined
    if (onWritten) queueMicrotask(onWritten)
    return true
  }
  process[name].write = take as typeof process.stdout.write
}

async function run({ args, env, cwd }: CommandWish): Promise<CommandRun> {
  Object.assign(written, { stdout: '', stderr: '' })
  for (const name of Object.keys(process.env)) delete process.env[name]
  Object.assign(process.env, env)
  process.argv = [process.execPath, 'kimi', ...args]
  process.chdir(cwd)
  const status = await main(args, process.env)
  for (const stream of [process.stdout, process.stderr]) stream.removeAllListeners('error')
  return { status, ...written }
}

process.on('message', (wish: CommandWish) => void run(wish).then((ran) => process.send!(ran)))
process.on('disconnect', () => process.exit(0))
