// `kimi doctor`: the state of the installation, one line for each finding, with a hint where something is wrong.

import { spawn } from 'node:child_process'
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { styleText } from 'node:util'
import { findDaemon, greet } from '../client/connect.ts'
import { hostDaemon } from '../client/host.ts'
import { loadConfig } from '../config/configuration.ts'
import { listIdleVariables } from '../config/kimi-cli-keys.ts'
import type { CheckArea, Finding } from '../protocol/methods.ts'
import { isNewer, VERSION } from '../protocol/version.ts'
import { describeFileFailure, isFileFailure } from '../protocol/file-failures.ts'
import { sanitiseLine } from '../safety/text/sanitiser.ts'
import { ensurePrivateDirectory, nearestFolder, readText, writeAtomic } from '../sys/files.ts'
import { findPaths, type Paths } from '../sys/paths.ts'
import { findForeignOwner, hintForOwner } from '../sys/share-owner.ts'
import { clientEnv } from '../client/client-env.ts'
import { findLoadingLine, startFile } from './setup/init-command.ts'
import { askLiveShells, type LiveShells } from './setup/live-shells.ts'
import { say, sayJson } from './standard-streams.ts'

const SHELL_LIMIT_MS = 5_000
const PINGS = 20
const TEXT_CELLS = 1_000

/** Prints all findings. Returns the exit status: 1 when one of them is a problem. */
export async function diagnose(options: { json?: boolean }, env: NodeJS.ProcessEnv): Promise<number> {
  const paths = findPaths(env)
  let status = 0
  const print = (finding: Finding) => {
    if (!finding.ok) status = 1
    if (options.json) sayJson(finding)
    else {
      const mark = finding.ok ? styleText('green', 'ok') : styleText('red', '!!')
      const hint = finding.hint ? `\n              ${sanitiseLine(finding.hint, TEXT_CELLS)}` : ''
      say(`${mark}  ${finding.area.padEnd(8)}  ${sanitiseLine(finding.text, TEXT_CELLS)}${hint}\n`)
    }
  }
  print({ area: 'kimi', ok: true, text: `${VERSION} on Node ${process.versions.node}, ${process.platform}` })
  if (!isOnPath(env))
    print({
      area: 'kimi',
      ok: true,
      text: 'is not on your PATH: what notices and Ctrl-X name as “kimi …” finds no program',
      hint: `ln -s ${join(import.meta.dirname, '..', 'dist', 'kimi')} ~/.local/bin/kimi`,
    })
  const foreign = findForeignOwner(paths.share, env)
  if (foreign !== null) {
    print({ area: 'share', ok: false, text: foreign, hint: hintForOwner() })
    return status // any other check would write there
  }
  const live = askLiveShells(paths, process.stdin.isTTY || process.stdout.isTTY)
  const checks = [
    checkConfig(paths, env),
    checkDaemon(paths),
    checkShell('zsh', env, live),
    checkShell('bash', env, live),
    checkShell('fish', env, live),
    live.then(({ findings }) => findings),
    checkInside(paths, env),
  ]
  for (const check of checks) for (const finding of await check) print(finding)
  return status
}

const isOnPath = ({ PATH = '' }: NodeJS.ProcessEnv): boolean =>
  PATH.split(':').some((folder) => folder.startsWith('/') && existsSync(join(folder, 'kimi')))

async function checkConfig(paths: Paths, env: NodeJS.ProcessEnv): Promise<Finding[]> {
  const area = 'config'
  const { problems, idle } = loadConfig({ file: paths.config, env })
  const found: Finding[] = problems.map((text) => ({ area, ok: false, text, hint: 'kimi config edit' }))
  const none = existsSync(paths.config) ? '' : 'there is no file, so the defaults hold: '
  if (problems.length === 0) found.push({ area, ok: true, text: `${none}${paths.config}` })
  const vain = [...idle, ...listIdleVariables(env).map((name) => `$${name}`)]
  if (vain.length > 0) found.push({ area, ok: true, text: `has no effect here: ${vain.join(', ')}` })
  return found
}

async function checkDaemon(paths: Paths): Promise<Finding[]> {
  const area = 'daemon'
  const failure = tryWriting(paths.run)
  if (failure !== null) return [{ area, ok: false, text: failure, hint: `df -h ${nearestFolder(paths.run)}` }]
  const directory = ensurePrivateDirectory(paths.run)
  if (!directory.ok) return [{ area, ok: false, text: directory.reason, hint: `chmod 700 ${paths.run}` }]
  const client = await findDaemon(paths).catch((error: Error) => error)
  if (client instanceof Error) return [{ area, ok: false, text: client.message, hint: 'kimi daemon restart' }]
  if (!client) return [{ area, ok: true, text: 'not running; it starts on first use', hint: 'kimi daemon start' }]
  try {
    const times: number[] = []
    const hello = await greet(client, paths)
    for (let ping = 0; ping < PINGS; ping++) {
      const begin = performance.now()
      await greet(client, paths)
      times.push(performance.now() - begin)
    }
    const median = times.sort((a, b) => a - b)[PINGS / 2]!.toFixed(2)
    const current = hello.version === VERSION
    const text = `kimi ${hello.version}, pid ${hello.pid}, ${median} ms a round trip, ${paths.socket}`
    if (isNewer(hello.version, VERSION))
      return [{ area, ok: false, text: `${text}; this is the older kimi ${VERSION}`, hint: 'type -a kimi' }]
    return [{ area, ok: current, text, ...(current ? {} : { hint: 'kimi daemon restart' }) }]
  } catch (error) {
    return [
      { area, ok: false, text: error instanceof Error ? error.message : String(error), hint: 'kimi daemon restart' },
    ]
  } finally {
    client.close()
  }
}

/** Writes a file into the directory, as the daemon does when it starts, and removes it. Returns the reason of a failure, or null. */
function tryWriting(directory: string): string | null {
  const probe = join(directory, `doctor.${process.pid}`)
  try {
    writeAtomic(probe, 'kimi doctor\n')
    return null
  } catch (error) {
    return isFileFailure(error) ? describeFileFailure(error, directory) : null // other faults are found by the other checks
  } finally {
    rmSync(probe, { force: true })
  }
}

/** Asks a new interactive shell, without the plugin, whether something else has taken the key; only where no living shell has it. */
async function checkShell(
  shell: 'zsh' | 'bash' | 'fish',
  env: NodeJS.ProcessEnv,
  live: Promise<LiveShells>,
): Promise<Finding[]> {
  const version = await run(shell, ['--version'], env)
  if (version === null) return [{ area: shell, ok: true, text: 'not installed' }]
  const number = /\d+\.\d+(\.\d+)?/.exec(version)?.[0] ?? '?'
  if (shell === 'bash' && Number.parseInt(number) < 4) {
    return [{ area: shell, ok: false, text: `${number} is too old for Ctrl-X`, hint: 'install bash 5' }]
  }
  if (shell === 'fish' && /^([0-2]|3\.[0-5])\./.test(number)) {
    return [{ area: shell, ok: false, text: `${number} is too old for Ctrl-X`, hint: 'install fish 3.6' }]
  }
  const rc = startFile(shell, env)
  const isNamed = findLoadingLine(readText(rc) ?? '') !== null
  const isWorking = (await live).working.has(shell)
  const findings: Finding[] = [
    isNamed || isWorking
      ? { area: shell, ok: true, text: isNamed ? `${number}, ${rc} loads the plugin` : number }
      : {
          area: shell,
          ok: true,
          text: `${number}, ${rc} does not name the plugin`,
          hint: `kimi init ${shell} --install`,
        },
  ]
  if (isWorking) return findings
  const key = env['KIMI_KEY'] ?? '^X'
  const bound = await run(shell, ['-ic', LISTINGS[shell]], { ...env, KIMI_DOCTOR_KEY: key, KIMI_DISABLE: '1' })
  const conflict = CONFLICTS[shell](bound)
  if (conflict)
    findings.push({
      area: shell,
      ok: false,
      text: `${key} is bound to ${conflict} elsewhere`,
      hint: `KIMI_KEY='^G' before the plugin is loaded`,
    })
  return findings
}

const LISTINGS = { zsh: 'bindkey -- "$KIMI_DOCTOR_KEY"', bash: 'bind -X; bind -s', fish: String.raw`bind --user \cx` }
const CONFLICTS = { zsh: zshConflict, bash: bashConflict, fish: fishConflict }

function fishConflict(output: string | null): string {
  return /^bind (?:-M \w+ )?\S+ (.+)$/m.exec(output ?? '')?.[1] ?? ''
}

function zshConflict(output: string | null): string {
  const widget = /^"[^"]*" (\S+)/m.exec(output ?? '')?.[1] ?? ''
  return widget === 'undefined-key' ? '' : widget
}

function bashConflict(output: string | null): string {
  return /^"\\C-x":? (.+)$/m.exec(output ?? '')?.[1] ?? ''
}

/** The checks of the daemon's side, made in this process: they must work when no daemon can run. */
async function checkInside(paths: Paths, env: NodeJS.ProcessEnv): Promise<Finding[]> {
  const client = await hostDaemon(paths)
  try {
    const areas: CheckArea[] = ['neighbours', 'account', 'model', 'mcp', 'plugins', 'hooks', 'own', 'sandbox', 'tasks']
    return (await client.call('daemon/checks', { areas, env: clientEnv(env).env })).findings
  } finally {
    client.close()
  }
}

/**
 * The output of a program; null when it is not installed or took too long. It runs in a session of its own: an interactive shell
 * on our terminal would take the terminal for itself, and the doctor would be stopped.
 */
function run(program: string, args: string[], env: NodeJS.ProcessEnv): Promise<string | null> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { env, detached: true, stdio: ['ignore', 'pipe', 'ignore'] })
    let output = ''
    const timer = setTimeout(() => done(null), SHELL_LIMIT_MS)
    const done = (result: string | null) => {
      clearTimeout(timer)
      child.stdout.destroy()
      if (child.pid !== undefined && child.exitCode === null) endGroup(child.pid)
      resolve(result)
    }
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.once('error', () => done(null))
    child.once('close', (code) => done(code === 0 || output !== '' ? output : null))
  })
}

function endGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL')
  } catch {
    // The process group has ended meanwhile.
  }
}
