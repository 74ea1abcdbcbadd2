import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { expect, test } from 'vitest'
import { KIMI, makeHome } from '../support/kimi.ts'
import { openTerminal } from '../support/terminal.ts'

/** How each reads the start file of a private home and no other. */
const OPTIONS = { zsh: '-d', bash: '--rcfile ~/.bashrc', fish: '' }

test('the demo without a terminal plays its script, exits 0, and leaves the home and no process behind', async () => {
  for (const args of [['demo'], ['demo', '--bash']]) {
    const dir = mkdtempSync('/tmp/kn-')
    const run = await new Promise<{ error: unknown; stdout: string; stderr: string }>((resolve) => {
      const child = execFile(
        KIMI,
        args,
        { env: { PATH: process.env['PATH'], HOME: dir, TMPDIR: dir }, timeout: 60_000 },
        (error, stdout, stderr) => resolve({ error, stdout, stderr }),
      )
      child.stdin?.end()
    })
    expect(run).toMatchObject({ error: null, stderr: '' })
    expect(run.stdout).toMatch(/1\/\d/)
    expect(run.stdout).toContain('git version')
    expect(readdirSync(dir)).toEqual([])
    rmSync(dir, { recursive: true })
  }
})

for (const shell of ['zsh', 'bash'] as const) {
  test(`the demo in a terminal opens ${shell} with a hint of two lines, and Ctrl-X works`, async () => {
    await using home = await makeHome()
    const { KIMI_SHARE_DIR: _, HOME: __, ...env } = home.env
    await using term = await openTerminal({
      shell: KIMI,
      args: shell === 'bash' ? ['demo', '--bash'] : ['demo'],
      env,
      ready: (screen) => /kimi demo project [%$#]/.test(screen),
    })
    expect(term.screen().split('\n')).toHaveLength(3)
    term.type('gti status')
    term.press('ctrl-x')
    await term.until((screen) => screen.includes('git status') && /1\/\d/.test(screen))
    // The example does what it says: the project is a repository, and its archive can be unpacked.
    term.press('enter')
    await term.until((screen) => screen.includes('backup.tar.gz') && /kimi demo project [%$#]$/.test(screen))
    term.type('tar tzf backup.tar.gz\r')
    await term.until((screen) => screen.includes('src/main.ts') && /kimi demo project [%$#]$/.test(screen))
    term.type('exit')
    term.press('enter')
    await term.exited
  })
}

for (const shell of ['zsh', 'bash', 'fish'] as const) {
  test(`after init ${shell} --install a new ${shell} has Ctrl-X`, async () => {
    await using home = await makeHome()
    const { KIMI_BIN: _, HOME: __, ...env } = home.env
    await using term = await openTerminal({ shell, env })
    term.type(`'${KIMI}' init ${shell} --install && exec ${shell} ${OPTIONS[shell]} -i`)
    term.press('enter')
    await term.until((screen) => screen.includes('added') && screen.endsWith('PROMPT>'))
    term.type('gti status')
    term.press('ctrl-x')
    await term.until((screen) => screen.includes('PROMPT> git status') && /1\/\d/.test(screen))
  })
}
