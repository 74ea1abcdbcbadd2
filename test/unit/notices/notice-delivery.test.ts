import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { spawn, type ChildProcess } from 'node:child_process'
import { describe, expect, onTestFinished, test } from 'vitest'
import { startTime } from '../../../src/sys/processes.ts'
import { createNoticeDelivery, type NoticeDelivery, type PromptShell } from '../../../src/notices/notice-delivery.ts'
import { createNoticeJournal, type NoticeJournal } from '../../../src/notices/notice-journal.ts'
import type { Notice } from '../../../src/notices/notice-text.ts'

/** A process that stands for a shell: real, so that its death is. */
class Shell implements PromptShell {
  readonly process: ChildProcess = spawn('sleep', ['600'], { stdio: 'ignore' })
  readonly pid = this.process.pid!
  readonly started = startTime(this.pid)
  usedAt = 0
  isConnected = true
  isReminded = false
  /** What its user has seen. */
  readonly shown: string[] = []
  private readonly names = new Set<string>()
  private held: [delivery: string, text: string][] = []

  private readonly place: Place

  constructor(place: Place) {
    this.place = place
  }

  tell(delivery: string, _tone: Notice['tone'], text: string): void {
    if (!this.names.has(delivery)) {
      this.names.add(delivery)
      this.held.push([delivery, text])
    } else if (!this.held.some(([name]) => name === delivery)) this.place.delivery.onNoticeShown(delivery)
  }

  remind(): void {
    this.isReminded = true
  }

  /** As the plugins do: shown, written down, said. */
  show(says = true): void {
    for (const [delivery, text] of this.held.splice(0)) {
      this.shown.push(text)
      appendFileSync(this.place.acknowledgedFile, `${delivery}\n`)
      if (says) this.place.delivery.onNoticeShown(delivery)
    }
  }

  get isLiving(): boolean {
    return this.process.exitCode === null && this.process.signalCode === null
  }

  async kill(): Promise<void> {
    this.isConnected = false
    if (!this.isLiving) return
    const gone = new Promise((resolve) => this.process.once('exit', resolve))
    this.process.kill('SIGKILL')
    await gone
  }
}

interface Place {
  file: string
  acknowledgedFile: string
  shells: Shell[]
  journal: NoticeJournal
  delivery: NoticeDelivery
  open(): void
  addShell(): Shell
}

function makePlace(): Place {
  const dir = mkdtempSync(join(tmpdir(), 'kimi-notices-'))
  const place: Place = {
    file: join(dir, 'notices.jsonl'),
    acknowledgedFile: join(dir, 'seen'),
    shells: [],
    journal: undefined as never,
    delivery: undefined as never,
    /** A daemon's start; what the one before has not written down is gone with it. */
    open() {
      place.delivery?.close()
      place.journal = createNoticeJournal(place)
      const shells = () => place.shells.filter(({ isLiving }) => isLiving)
      place.delivery = createNoticeDelivery({ journal: place.journal, shells })
    },
    addShell() {
      const shell = new Shell(place)
      place.shells.push(shell)
      return shell
    },
  }
  place.open()
  onTestFinished(async () => {
    place.delivery.close()
    await Promise.all(place.shells.map((shell) => shell.kill()))
    rmSync(dir, { recursive: true, force: true })
  })
  return place
}

const noticeOf = (number: number, shell: Shell | null = null): Notice => ({
  key: `task-${number}:completed`,
  tone: 'good',
  text: `n${number}`,
  title: '',
  at: 0,
  shell: shell && { pid: shell.pid, started: shell.started },
})

/** True while a notice is in an open delivery to this shell. */
const isDueFor = ({ journal }: Place, { pid }: Shell) => journal.openDeliveries().some(({ shell }) => shell.pid === pid)

describe('a notice', () => {
  test('is told to the shell that began it, also when another was used later', async () => {
    const place = makePlace()
    const [own, other] = [place.addShell(), place.addShell()]
    other.usedAt = 5
    place.delivery.publish(noticeOf(1, own))
    place.delivery.publish(noticeOf(2))
    await expect.poll(() => (own.show(), own.shown)).toEqual(['n1'])
    await expect.poll(() => (other.show(), other.shown)).toEqual(['n2'])
  })

  test('waits for a shell that runs a command, and is told when it is back', async () => {
    const place = makePlace()
    const [own, other] = [place.addShell(), place.addShell()]
    own.isConnected = false
    place.delivery.publish(noticeOf(1, own))
    await expect.poll(() => own.isReminded).toBe(true)
    await new Promise((resolve) => setTimeout(resolve, 300)) // an absence is looked for
    other.show()
    expect(other.shown).toEqual([])
    own.isConnected = true
    place.delivery.onShellConnected()
    own.show()
    expect(own.shown).toEqual(['n1'])
    expect(isDueFor(place, own)).toBe(false)
  })

  test('that a terminal inside a busy shell has shown is not told by that shell as well', async () => {
    const place = makePlace()
    const [own, other] = [place.addShell(), place.addShell()]
    own.isConnected = false
    const notice = noticeOf(1, own)
    place.delivery.publish(notice)
    expect(place.delivery.shellOf(notice)?.pid).toBe(own.pid)
    place.delivery.onShownElsewhere(notice.key)
    own.isConnected = true
    place.delivery.onShellConnected()
    own.show()
    expect([own.shown, other.shown, place.journal.hasPending()]).toEqual([[], [], false])
  })

  test('is one of a single line, when many came while the shell ran a command', async () => {
    const place = makePlace()
    const shell = place.addShell()
    shell.isConnected = false
    for (let number = 1; number <= 25; number++) {
      place.delivery.publish(noticeOf(number, shell))
      if (number % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 250)) // a burst of its own
    }
    shell.isConnected = true
    place.delivery.onShellConnected()
    shell.show()
    expect(shell.shown).toEqual(['25 tasks: 25 finished — kimi task list'])
    expect(place.journal.hasPending()).toBe(false)
  })

  test('that waits for a shell which dies meanwhile is told to another', async () => {
    const place = makePlace()
    const [own, other] = [place.addShell(), place.addShell()]
    own.isConnected = false
    place.delivery.publish(noticeOf(1, own))
    await expect.poll(() => own.isReminded).toBe(true)
    await own.kill()
    await expect.poll(() => (other.show(), other.shown)).toEqual(['n1'])
  })

  test('of a shell that is gone is told to another, but not when it was shown there', async () => {
    const place = makePlace()
    const [first, second] = [place.addShell(), place.addShell()]
    place.delivery.publish(noticeOf(1, first))
    await expect.poll(() => isDueFor(place, first)).toBe(true)
    await new Promise((resolve) => setTimeout(resolve, 50)) // it has been told, and holds it
    place.delivery.publish(noticeOf(2, first))
    await first.kill()
    // On a crowded machine both come in one line: "2 tasks: …".
    const told = () => second.shown.reduce((sum, text) => sum + Number(/^(\d+) tasks/.exec(text)?.[1] ?? 1), 0)
    await expect.poll(() => (second.show(), told())).toBe(2)

    const third = place.addShell()
    place.delivery.publish(noticeOf(3, third))
    await expect.poll(() => (third.show(false), third.shown)).toEqual(['n3']) // shown, and dead before it could say so
    await third.kill()
    await new Promise((resolve) => setTimeout(resolve, 1_500)) // an absence is looked for
    second.show()
    expect(told()).toBe(2)
  })

  test('is published once, and once more after a restart never', () => {
    const place = makePlace()
    expect([place.delivery.publish(noticeOf(1)), place.delivery.publish(noticeOf(1))]).toEqual([true, false])
    place.open()
    expect(place.delivery.publish(noticeOf(1))).toBe(false)
    place.journal.withdraw((key) => key.startsWith('task-1:'))
    place.journal.compact(() => true)
    place.open()
    expect(place.journal.isPublished('task-1:completed')).toBe(true)
    place.journal.compact(() => false)
    expect(place.journal.isPublished('task-1:completed')).toBe(false)
    expect(readFileSync(place.file, 'utf8')).toBe('')
  })

  test('that was withdrawn is told to nobody', async () => {
    const place = makePlace()
    place.delivery.publish({ ...noticeOf(1), key: 'a:asks:1' })
    place.journal.withdraw((key) => key.startsWith('a:asks:'))
    const shell = place.addShell()
    place.delivery.onShellConnected()
    await new Promise((resolve) => setTimeout(resolve, 300)) // an absence is looked for
    shell.show()
    expect(shell.shown).toEqual([])
  })

  test('that was withdrawn while its shell was away is not told when it comes back', async () => {
    const place = makePlace()
    const shell = place.addShell()
    shell.isConnected = false
    place.delivery.publish({ ...noticeOf(1), key: 'a:asks:1', shell: { pid: shell.pid, started: shell.started } })
    await expect.poll(() => shell.isReminded).toBe(true)
    place.open() // a new daemon, where it is asked anew
    place.journal.withdraw((key) => key.startsWith('a:asks:'))
    place.delivery.publish({ ...noticeOf(2), key: 'a:asks:2', shell: { pid: shell.pid, started: shell.started } })
    shell.isConnected = true
    place.delivery.onShellConnected()
    await expect.poll(() => (shell.show(), shell.shown.length)).toBe(1)
    await new Promise((resolve) => setTimeout(resolve, 300)) // an absence is looked for
    shell.show()
    expect(shell.shown).toEqual([noticeOf(2).text])
  })
})

test('lines of a damaged journal are passed over: the daemon starts, and what is whole is told', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'journal-')), 'notices.jsonl')
  onTestFinished(() => rmSync(dirname(file), { recursive: true }))
  const whole = { key: 'a:completed', tone: 'good', text: 'a — kimi task list', title: 'a', at: 1, shell: null }
  const odd = [
    'null',
    '[]',
    '3',
    '"x"',
    '{}',
    '{"notice":null}',
    '{"notice":{"key":5}}',
    '{"delivery":{}}',
    '{"done":5}',
  ]
  const lines = [...odd, '{"shown":{}}', JSON.stringify({ notice: whole }), '{"not']
  writeFileSync(file, lines.join('\n'))
  const journal = createNoticeJournal({ file, acknowledgedFile: `${file}.seen` })
  expect(journal.undelivered()).toEqual([whole])
  journal.compact(() => true)
})

test('four thousand over shells that die and daemons that are killed: none is lost, none is shown twice', async () => {
  const place = makePlace()
  let seed = 7
  const random = (below: number) => (seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff) % below
  const told = new Map<string, number>()
  for (let count = 0; count < 5; count++) place.addShell()
  const living = () => place.shells.filter(({ isLiving }) => isLiving)
  let published = 0
  // Bursts are folded: the numbers behind a fold are found by its deliveries.
  while (published < 4_000) {
    for (let count = random(120); count >= 0 && published < 4_000; count--) {
      const all = living()
      place.delivery.publish(noticeOf(published++, random(3) === 0 ? null : all[random(all.length)]!))
    }
    for (const shell of living()) {
      shell.usedAt = random(1000)
      const chance = random(10)
      if (chance === 0) shell.isConnected = !shell.isConnected
      else if (chance < 7) shell.show(random(4) !== 0)
    }
    if (random(12) === 0) place.open() // killed: nothing of what it knew is left but its files
    if (random(25) === 0 && living().length > 2) {
      await living()[0]!.kill()
      place.addShell()
    }
    place.delivery.onShellConnected()
    await new Promise((resolve) => setTimeout(resolve, random(3) === 0 ? 20 : 0))
  }
  for (const shell of living()) shell.isConnected = true
  const isDone = () => {
    place.delivery.onShellConnected()
    for (const shell of living()) shell.show()
    return countShown(place, told)
  }
  await expect.poll(isDone).toBe(4_000)
  expect([...told.values()].filter((times) => times !== 1)).toEqual([])
}, 60_000)

/** How many notices have been shown, by the deliveries that shells have written down. */
function countShown({ file, acknowledgedFile }: Place, told: Map<string, number>): number {
  const deliveries = new Map<string, string[]>()
  for (const text of readFileSync(file, 'utf8').trim().split('\n')) {
    const line = JSON.parse(text) as { delivery?: { id: string; keys: string[] } }
    if (line.delivery) deliveries.set(line.delivery.id, line.delivery.keys)
  }
  told.clear()
  const seen = existsSync(acknowledgedFile) ? readFileSync(acknowledgedFile, 'utf8').trim().split('\n') : []
  for (const id of seen) for (const key of deliveries.get(id) ?? []) told.set(key, (told.get(key) ?? 0) + 1)
  return told.size
}
