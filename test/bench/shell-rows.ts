// Measures what a user at the keyboard feels: key to daemon, daemon to buffer, and the plugin's cost for a shell.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findProgram } from '../support/ensure-shells.ts'
import { makeHome, ROOT, startDaemonIn } from '../support/kimi.ts'
import { openTerminal, type Terminal } from '../support/terminal.ts'
import { countPrograms } from '../support/trace.ts'
import { openDoor } from './door.ts'
import { sleep, state, summarise, type Row } from './measure.ts'

type ShellName = 'zsh' | 'bash'
const LETTERS = 'abcdefghijklmnopqrstuvwxyz'
const COMPINIT = 'autoload -Uz compinit; compinit -u'

/** Waits without polling: a busy wait would keep the kernel from handing keys to the shell. */
async function seeOutput(term: Terminal, check: (output: string) => boolean): Promise<void> {
  while (!check(term.output())) await term.nextOutput()
}

/** Bare Ctrl-X → the record at the daemon; the first offer sent → its text painted. */
export async function measureKey(shell: ShellName, n: number): Promise<Row[]> {
  await using home = await makeHome()
  const door = await openDoor(home.paths)
  try {
    await using term = await home.shell(shell, shell === 'zsh' ? { before: COMPINIT } : {})
    term.press('enter') // a bash opens its fifo pair with the first prompt
    await sleep(300)
    const sent: number[] = []
    const painted: number[] = []
    for (let round = 0; round < n; round++) {
      term.type('w')
      await sleep(30)
      const asked = door.nextAsk()
      const pressed = performance.now()
      term.press('ctrl-x')
      sent.push((await asked) - pressed)
      await sleep(450) // past the chord window: the answer comes by itself
      const text = `painted-${round}`
      const before = term.output().length
      const answered = performance.now()
      door.send('offer', door.asked.id, 1, text, '', '')
      door.send('done', door.asked.id, 1, '')
      await seeOutput(term, (output) => output.includes(text, before))
      painted.push(performance.now() - answered)
      await sleep(50)
      term.press('ctrl-c')
      await sleep(80)
    }
    return [
      summarise(
        `bare Ctrl-X → record at the daemon, ${shell}`,
        'ms',
        sent,
        shell === 'zsh' ? { p50: 2, p95: 10 } : { p95: 60 },
      ),
      summarise(`first command at the daemon → painted, ${shell}`, 'ms', painted, { p50: shell === 'zsh' ? 10 : 35 }),
    ]
  } finally {
    door.close()
  }
}

/** Ctrl-X → a proposal of the offline engine in the buffer. */
export async function measureOffline(n: number): Promise<Row> {
  await using home = await makeHome()
  await startDaemonIn(home)
  await using term = await home.shell('zsh')
  await sleep(1500)
  const samples: number[] = []
  const lines = ['gti status', 'find the ten biggest files here', 'show disk usage', 'list hidden files']
  for (let round = -4; round < n; round++) {
    term.type(lines[Math.abs(round) % lines.length]!)
    await sleep(40)
    const before = term.output().length
    const pressed = performance.now()
    term.press('ctrl-x')
    await seeOutput(term, (output) => /\d\/(\d|…)/.test(output.slice(before)))
    if (round >= 0) samples.push(performance.now() - pressed)
    await sleep(380)
    term.press('ctrl-c')
    await sleep(60)
  }
  return summarise('Ctrl-X → proposal painted, offline engine, zsh', 'ms', samples, { p95: 50 })
}

/** A typed key → the rest of the line in grey, with 10,000 commands in the history. */
export async function measureGhost(n: number): Promise<Row> {
  await using home = await makeHome()
  await startDaemonIn(home)
  const histfile = join(home.dir, 'history')
  const others = Array.from({ length: 10_000 }, (_, at) => `${LETTERS[at % 26]} some other command ${at}\n`)
  const wanted = [...LETTERS].map((letter) => `${letter}${letter} rest-of-${letter}\n`.repeat(30))
  writeFileSync(histfile, [...others, ...wanted].join(''))
  await using term = await home.shell('zsh', { before: `HISTFILE='${histfile}'` })
  const samples: number[] = []
  const isEmpty = () => term.until(() => term.line() === 'PROMPT>')
  // The first answers may come before the whole history is read; a line is not asked about twice in a row.
  for (let at = 0; !term.screen().includes('rest-of-'); at++) {
    term.press('ctrl-u')
    await isEmpty()
    term.type(LETTERS[at % 26]!)
    await sleep(500)
  }
  term.press('ctrl-u')
  await isEmpty()
  for (let round = -4; round < n; round++) {
    const letter = LETTERS[1 + (Math.abs(round) % 25)]!
    const before = term.output().length
    const pressed = performance.now()
    term.type(letter)
    await seeOutput(term, (output) => output.includes(`rest-of-${letter}`, before))
    if (round >= 0) samples.push(performance.now() - pressed)
    term.press('ctrl-u')
    await isEmpty() // else the shell would paint only the cells that differ
    await sleep(30)
  }
  return summarise('a key → the rest of the line in grey, zsh, 10,000 in the history', 'ms', samples, { p95: 8 })
}

/** A typed key → its echo, while 200 records a second stream in. */
export async function measureEcho(n: number): Promise<Row> {
  await using home = await makeHome()
  const door = await openDoor(home.paths)
  try {
    await using term = await home.shell('zsh')
    await sleep(200)
    const asked = door.nextAsk()
    term.type('w')
    term.press('ctrl-x')
    await asked
    await sleep(400)
    door.send('offer', door.asked.id, 1, 'first', '', '')
    const stream = setInterval(() => door.send('offer', door.asked.id, 2, 'other', `note ${performance.now()}`, ''), 5)
    const samples: number[] = []
    for (let round = 0; round < n; round++) {
      const mark = String.fromCharCode(0x41 + (round % 26))
      const before = term.output().length
      const typed = performance.now()
      term.type(mark)
      await seeOutput(term, (output) => output.includes(mark, before))
      samples.push(performance.now() - typed)
      await sleep(7 + (round % 5))
    }
    clearInterval(stream)
    return summarise('key echo while 200 records a second stream in, zsh', 'ms', samples, { p95: 2 })
  } finally {
    door.close()
  }
}

/** Sourcing the plugin and its prompt hook, timed inside fresh shells; the programs that loading starts. */
export async function measureLoad(shell: ShellName, n: number): Promise<Row[]> {
  const plugin = join(ROOT, 'shell', `kimi.${shell}`)
  // A first `bind` sets readline up before the measurement; otherwise the first prompt would do it.
  const clock = shell === 'zsh' ? 'zmodload zsh/datetime' : 'bind -v >/dev/null'
  const hook = shell === 'zsh' ? '_kimi_precmd' : '_kimi_prompt'
  const loaded: number[] = []
  for (let round = 0; round < n; round++) {
    await using term = await openTerminal({
      shell,
      rc: `${clock}; b=$EPOCHREALTIME; source '${plugin}'; e=$EPOCHREALTIME; echo "took $b $e end"`,
    })
    const [, begin, end] = /took ([\d.]+) ([\d.]+) end/.exec(term.screen()) ?? []
    loaded.push((Number(end) - Number(begin)) * 1000)
  }
  const rows = [summarise(`sourcing the plugin, ${shell}`, 'ms', loaded, { p50: shell === 'zsh' ? 1 : 1.5 })]
  if (findProgram('strace'))
    rows.push(
      state(`programs started by sourcing, ${shell}`, 'execve', countPrograms(shell, `source '${plugin}'`), {
        most: 0,
      }),
    )

  await using home = await makeHome()
  const pid = await startDaemonIn(home)
  await using term = await home.shell(shell, { rc: clock })
  await sleep(300)
  const time = async (label: string) => {
    const samples: number[] = []
    for (let round = 0; round < 5; round++) {
      const before = term.output().length
      term.type(`b=$EPOCHREALTIME; for i in {1..40}; do ${hook}; done; e=$EPOCHREALTIME; echo "${label} $b $e e""nd"`)
      term.press('enter')
      await seeOutput(term, (output) => /(\d[\d.]+) (\d[\d.]+) end/.test(output.slice(before)))
      const [, begin, end] = /(\d[\d.]+) (\d[\d.]+) end/.exec(term.output().slice(before))!
      samples.push(((Number(end) - Number(begin)) * 1000) / 40)
    }
    return samples
  }
  rows.push(summarise(`prompt hook, ${shell}`, 'ms', await time('up'), { p50: 0.15 }))
  process.kill(pid, 'SIGSTOP')
  rows.push(summarise(`prompt hook with the daemon stopped, ${shell}`, 'ms', await time('stopped'), { p50: 1.5 }))
  process.kill(pid, 'SIGCONT')
  return rows
}

/** Sourcing the plugin in fish, as fish's own profile of its start tells it, and its prompt hook with a daemon. */
export async function measureFishLoad(n: number): Promise<Row[]> {
  const plugin = join(ROOT, 'shell', 'kimi.fish')
  const loaded: number[] = []
  for (let round = 0; round < n; round++) {
    await using term = await openTerminal({
      shell: 'fish',
      args: ['--profile-startup', '/dev/stderr', '-C', 'echo started; exit'],
      rc: `source '${plugin}'`,
      ready: false,
    })
    await term.exited
    const [, microseconds] = new RegExp(`^\\d+\\t(\\d+)\\t-> source '${plugin}'`, 'm').exec(term.output()) ?? []
    loaded.push(Number(microseconds) / 1000)
  }
  const rows = [summarise('sourcing the plugin, fish', 'ms', loaded, { p50: 3 })]
  await using home = await makeHome()
  await startDaemonIn(home)
  await using term = await home.shell('fish')
  await sleep(300)
  const samples: number[] = []
  for (let round = 0; round < 5; round++) {
    const before = term.output().length
    // Two processes tell the time: their own cost is that of the second measurement.
    term.type(
      'set b (date +%s%N); for i in (seq 40); _kimi_on_prompt; end; set e (date +%s%N); set z (date +%s%N); echo (math "$e - $b - ($z - $e)") en""d\r',
    )
    await seeOutput(term, (output) => /\d+ end/.test(output.slice(before)))
    samples.push(Number(/(\d+) end/.exec(term.output().slice(before))![1]) / 1e6 / 40)
  }
  return [...rows, summarise('prompt hook, fish', 'ms', samples, { p50: 0.15 })]
}

/** `count` shells without a daemon press the key at the same moment; each is answered, or told why not. */
export async function measureFirstContact(shell: ShellName | 'fish', count: number): Promise<Row[]> {
  await using home = await makeHome()
  await using terms = new AsyncDisposableStack()
  const shells: Terminal[] = []
  for (let at = 0; at < count; at++) shells.push(terms.use(await home.shell(shell)))
  for (const term of shells) term.type('gti status')
  await Promise.all(shells.map((term) => seeOutput(term, (output) => output.includes('status'))))
  const begin = performance.now()
  for (const term of shells) term.press('ctrl-x')
  const answered = await Promise.all(
    shells.map(async (term) => {
      await seeOutput(term, (output) => output.includes('1/1'))
      return performance.now() - begin
    }),
  )
  return [summarise(`${count} shells and no daemon: Ctrl-X → proposal, ${shell}`, 'ms', answered, { p95: 3000 })]
}
