// The part of `kimi doctor` that asks the shells that are open now. Each of them tells the daemon what its key runs when it says
// hello, and when that may have changed: a shell that runs the doctor in its foreground could not answer.

import { findDaemon, greet } from '../../client/connect.ts'
import type { Finding, ShellStatus } from '../../protocol/methods.ts'
import type { Paths } from '../../sys/paths.ts'
import { findAncestors, findJobShell, isAlive } from '../../sys/processes.ts'

/** A daemon that is younger may not have met the shells yet: they say hello at their next prompt. */
const YOUNG_S = 3
const NO_KEY_HINT = 'kimi help keys'

export interface LiveShells {
  findings: Finding[]
  /** Shells of which one at least has its key: nothing else can have taken it in the start-up file. */
  working: ReadonlySet<string>
}

/** `isTyped`: a person runs the doctor at a terminal, so the shell above this process is the one that matters. */
export async function askLiveShells(paths: Paths, isTyped: boolean): Promise<LiveShells> {
  const found = await readShells(paths)
  const findings: Finding[] = []
  if (typeof found === 'string')
    return { findings: [couldNotAsk(found, 'press Ctrl-X in a shell')], working: new Set() }
  const { shells, upSeconds } = found
  const above = [process.ppid, ...findAncestors(process.pid)]
  const here = shells.find(({ pid }) => above.includes(pid))
  const unknown = !here && isTyped ? findJobShell(above) : null
  if (here) findings.push(describeShell(here, 'this'))
  if (unknown && process.env['TERM'] === 'dumb') findings.push(describeDumb(unknown))
  else if (unknown) {
    const { name, pid } = unknown
    findings.push(
      upSeconds < YOUNG_S
        ? couldNotAsk(
            `the daemon is ${upSeconds} s old and has not met this ${name} yet`,
            'press Enter, then kimi doctor',
          )
        : {
            area: name,
            ok: false,
            text: `Ctrl-X is dead in this ${name} (${pid}): the plugin is not loaded, or has met no daemon since`,
            hint: `exec ${name}; if that does not help: kimi init ${name} --install`,
          },
    )
  }
  // The shells of conversations are the daemon's own: they are counted for themselves.
  const [others = [], own = []] = [false, true].map((isInSession) =>
    shells.filter((shell) => shell !== here && shell.isInSession === isInSession),
  )
  findings.push(...others.filter((shell) => !isWorking(shell)).map((shell) => describeShell(shell, 'the')))
  findings.push(...countWorking(others.filter(isWorking)), ...countInSessions(own))
  if (findings.length === 0) findings.push(couldNotAsk('the daemon has met no shell', 'press Enter in one'))
  return { findings, working: new Set(shells.filter(isWorking).map(({ shell }) => shell)) }
}

/** The plugin is not loaded where nothing can be drawn: its key only says so. */
function describeDumb({ name, pid }: { name: string; pid: number }): Finding {
  const text = `Ctrl-X cannot draw in this ${name} (${pid}): TERM is dumb, a terminal that cannot move its cursor`
  return { area: name, ok: false, text, hint: `TERM=xterm-256color exec ${name}` }
}

async function readShells(paths: Paths): Promise<{ shells: ShellStatus[]; upSeconds: number } | string> {
  const client = await findDaemon(paths).catch(() => null)
  if (!client) return 'no daemon runs'
  try {
    await greet(client, paths) // throws when the daemon does not answer
    const { shells, upSeconds } = await client.call('daemon/status', {})
    return { shells: shells.filter(({ pid }) => isAlive(pid)), upSeconds }
  } catch {
    return 'the daemon does not answer'
  } finally {
    client.close()
  }
}

function isWorking({ key }: ShellStatus): boolean {
  return key?.binding.startsWith('_kimi') ?? false
}

function describeShell(status: ShellStatus, which: 'this' | 'the'): Finding {
  const { shell, pid, key } = status
  const area = shell
  const name = `${which} ${shell} (${pid}${key?.keymap ? `, ${key.keymap}` : ''})`
  if (!key) return couldNotAsk(`${name} has loaded an older plugin, which does not tell its key`, `exec ${shell}`, area)
  if (key.key === '') return { area, ok: true, text: `no key in ${name}: KIMI_KEY is empty`, hint: NO_KEY_HINT }
  if (isWorking(status)) return { area, ok: true, text: `${key.key} asks in ${name}` }
  const taken = key.binding === '' ? 'it runs something else' : `it runs ${key.binding}`
  return {
    area,
    ok: false,
    text: `${key.key} is dead in ${name}: ${taken}`,
    hint: `exec ${shell}; if that does not help: KIMI_KEY='^G' before the plugin is loaded`,
  }
}

/** Makes one finding for all other shells of a kind whose key works. */
function countWorking(shells: readonly ShellStatus[]): Finding[] {
  return [...new Set(shells.map(({ shell }) => shell))].map((area) => {
    const pids = shells.filter(({ shell }) => shell === area).map(({ pid }) => pid)
    const places =
      pids.length === 1 ? `in the ${area} ${pids[0]}` : `in ${pids.length} other shells (${pids.join(', ')})`
    return { area, ok: true, text: `the key asks ${places}` }
  })
}

function countInSessions({ length }: readonly ShellStatus[]): Finding[] {
  const text = length === 1 ? 'one more is open in a conversation' : `${length} more are open in conversations`
  return length === 0 ? [] : [{ area: 'shells', ok: true, text }]
}

function couldNotAsk(reason: string, hint: string, area = 'shells'): Finding {
  return { area, ok: true, text: `could not ask a living shell for its key: ${reason}`, hint }
}
