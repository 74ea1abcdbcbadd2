// `npm start`, `kimi demo`: a shell in a scratch home, to try kimi in.

import { spawn } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { KimiError } from '../../protocol/errors.ts'
import { playShow } from './demo-show.ts'
import { makeScratch } from './scratch-home.ts'

export async function demo(options: { bash?: boolean }, env: NodeJS.ProcessEnv): Promise<number> {
  const scratch = makeScratch(!options.bash && hasProgram('zsh', env) ? 'zsh' : 'bash', env)
  try {
    if (!process.stdin.isTTY) return await playShow(scratch)
    const child = spawn(scratch.shell, scratch.args, {
      cwd: join(scratch.home, 'project'),
      env: scratch.env,
      stdio: 'inherit',
    })
    const ignore = () => {}
    process.on('SIGINT', ignore) // Ctrl-C is the shell's
    return await new Promise((resolve, reject) => {
      child.once('error', (error) => reject(new KimiError('shell.unsupported', error.message)))
      child.once('close', () => resolve(0))
    })
  } finally {
    await scratch.remove()
  }
}

function hasProgram(name: string, env: NodeJS.ProcessEnv): boolean {
  return (env['PATH'] ?? '').split(delimiter).some((directory) => {
    try {
      accessSync(join(directory, name), constants.X_OK)
      return directory !== ''
    } catch {
      return false // not here
    }
  })
}
