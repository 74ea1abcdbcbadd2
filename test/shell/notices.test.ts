// What tasks say at the prompt, in real shells: once, whole, and with the user's line as it was.

import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeHome, type Home, type ShellOptions } from '../support/kimi.ts'
import type { Terminal } from '../support/terminal.ts'

interface Desk {
  home: Home
  term: Terminal
  /** Begins a task that ends when `end` is called. */
  begin(title: string, options?: string[]): Promise<{ end(status?: number): void }>
}

async function openDesk(name: 'zsh' | 'bash', options: ShellOptions = {}): Promise<Desk & AsyncDisposable> {
  const home = await makeHome()
  await home.kimi(['daemon', 'start'])
  const term = await home.shell(name, options)
  return {
    home,
    term,
    async begin(title, flags = []) {
      const go = join(home.dir, `go-${Math.random()}`)
      const command = `until [ -e '${go}' ]; do sleep 0.02; done; exit $(cat '${go}')`
      const { status, stderr } = await home.kimi(['bg', '--title', title, ...flags, '--', command])
      if (status !== 0) throw new Error(stderr)
      return { end: (status = 0) => writeFileSync(go, String(status)) }
    },
    async [Symbol.asyncDispose]() {
      await term.close()
      await home[Symbol.asyncDispose]()
    },
  }
}

const countOf = (text: string, part: string) => text.split(part).length - 1

test.each(['zsh', 'bash'] as const)(
  '%s: a task that ends is told above the prompt, the typed line stays',
  async (name) => {
    await using desk = await openDesk(name)
    const { term, home } = desk
    const task = await desk.begin('build')
    term.type('echo seen')
    term.press('enter') // bash listens from its next prompt on
    await term.until((screen) => screen.includes('\nseen\nPROMPT>'))
    term.type('echo half typed')
    await term.until(() => term.line() === 'PROMPT> echo half typed')
    term.press('left', 'left')
    task.end()
    const screen = await term.until((text) =>
      /● build finished in \d+s \(exit 0\) — kimi task output \w{4}\n/.test(text),
    )
    expect(countOf(screen, 'build finished')).toBe(1)
    await term.until(() => term.line() === 'PROMPT> echo half typed')
    term.type('-')
    await term.until(() => term.line() === 'PROMPT> echo half typ-ed')
    term.press('enter')
    await term.until((text) => text.includes('\nhalf typ-ed\n'))
    expect(countOf(term.output(), 'build finished')).toBe(1)
    expect(existsSync(join(home.paths.run, 'seen'))).toBe(true)
  },
)
