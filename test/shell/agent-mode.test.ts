import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { createGate, openAskingShell } from '../support/asking-shell.ts'
import { killDaemon, type Home } from '../support/kimi.ts'
import { answer, type Step } from '../support/model-server.ts'
import { shareDaemon } from '../support/shared-daemon.ts'
import { TYPED_AHEAD_MS } from '../../src/view/questions/question-keys.ts'

const open = shareDaemon()

const call = (command: string): Step => ({
  toolCall: { id: 'c1', name: 'Shell', arguments: JSON.stringify({ command }) },
})

/** Ends every task, and with `task rm` what would be told of it. */
async function stopTasks(home: Home): Promise<void> {
  await home.kimi(['task', 'stop', '--all'])
  await home.kimi(['task', 'rm', '--ended'])
}

describe.each(['zsh', 'bash', 'fish'] as const)('%s', (shell) => {
  test('Ctrl-X on an empty line is agent mode: words go to the agent as they are, and nowhere else', async () => {
    await using asking = await open(shell, [answer('It is a shell.'), answer('Still here.')])
    const { term, model } = asking
    term.press('ctrl-x')
    await term.until((screen) => screen.includes('✨'))
    term.type('what\'s "this" $(touch pwned); * `x` !!')
    term.press('enter')
    await term.until((screen) => screen.includes('It is a shell.') && /✨$/.test(term.line()))
    expect(JSON.stringify(model.requests[0]!.body!['messages'])).toContain('$(touch pwned); * `x` !!')
    expect(existsSync(join(term.home, 'pwned'))).toBe(false)
    term.type('again')
    term.press('enter')
    await term.until((screen) => screen.includes('Still here.') && /✨$/.test(term.line()))
    // Without the marks of a paste the shell would run its lines as they come.
    const output = term.output()
    expect(output.lastIndexOf('\u001b[?2004h')).toBeGreaterThan(output.lastIndexOf('\u001b[?2004l'))
    expect(JSON.stringify(model.requests[1]!.body!['messages'])).toContain('It is a shell.')
    term.press('ctrl-d')
    await term.until(() => term.line() === 'PROMPT>')
    term.type(shell === 'fish' ? 'history' : 'fc -l')
    term.press('enter')
    await term.until((screen) => /fc -l|history/.test(screen) && /PROMPT>$/.test(screen))
    expect(term.screen()).not.toMatch(/\d\s+.*(again|touch pwned)/)
  })

  test('a prompt of two lines stands whole below a turn', async () => {
    const before = {
      zsh: `PS1=$'top line\\nPROMPT> '`,
      bash: `PS1='top line\\nPROMPT> '`,
      fish: `function fish_prompt; printf 'top line\\nPROMPT> '; end`,
    }[shell]
    await using asking = await open(shell, () => answer('It is a shell.'), { before })
    const { term } = asking
    term.press('ctrl-x')
    await term.until((screen) => screen.includes('✨'))
    for (const words of ['what is it', 'and again']) {
      term.type(`${words}\r`)
      const below = new RegExp(`✨ ${words}\\nIt is a shell\\.\\n+top line\\nPROMPT> ✨$`)
      await term.until((screen) => expect(screen).toMatch(below))
    }
  })

  test.each([130, 148])(
    'a command that the user has ended or stopped (%i) has not failed: the key begins agent mode',
    async (status) => {
      await using asking = await open(shell, () => answer('ls\n# a fix\n'))
      await asking.term.run(`sh -c 'exit ${status}'`)
      asking.term.press('ctrl-x')
      await asking.term.until((screen) => screen.includes('✨'))
    },
  )

  test('words that end with & are a task of their own, and the prompt is there at once', async () => {
    await using asking = await open(shell, () => answer('All done.'))
    const { term } = asking
    term.press('ctrl-x')
    await term.until((screen) => screen.includes('✨'))
    term.type('do it in the background &\r')
    await term.until((screen) => /▶ \w{4} started: do it in the background\n/.test(screen) && /✨$/.test(term.line()))
    term.press('ctrl-d')
    await term.until(() => term.line() === 'PROMPT>')
    term.press('enter')
    await term.until((screen) => /● do it in the background finished in \d+s — kimi task output \w{4}/.test(screen))
  })

  test('Ctrl-B sends the command that runs to the background, and the turn goes on', async () => {
    await using asking = await open(shell, [answer(call('sleep 60; echo never')), answer('It runs on.')])
    const { term } = asking
    term.press('ctrl-x')
    await term.until((screen) => screen.includes('✨'))
    term.type('run it\r')
    await term.until((screen) => /● Shell sleep 60; echo never +\d+ s/.test(screen)) // it only reads: nobody is asked
    term.press('ctrl-b')
    await term.until((screen) => /task bash-\w{8}: starting\n\nIt runs on\.\n/.test(screen) && /✨$/.test(term.line()))
    // Its end would be told in the shells of the tests that follow.
    await stopTasks(asking.home)
  })

  test('the end of a command that Ctrl-B has sent to the background is told at the prompt that stands', async () => {
    await using asking = await open(shell, [
      answer(call('while ! test -e go; do sleep 0.1; done')),
      answer('It runs on.'),
      answer('Ended.'),
    ])
    const { term } = asking
    term.press('ctrl-x')
    await term.until((screen) => screen.includes('✨'))
    term.type('/yolo\r')
    await term.until((screen) => screen.endsWith('✨ yolo:'))
    term.type('run it\r')
    await term.until((screen) => /● Shell while [^\n]+ \d+ s/.test(screen))
    term.press('ctrl-b')
    await term.until((screen) => /It runs on\.\n/.test(screen) && /✨ yolo:$/.test(term.line()))
    await term.idle()
    term.press('ctrl-x')
    await term.until(() => term.line() === 'PROMPT>')
    await term.idle()
    writeFileSync(join(term.home, 'go'), '')
    await term.until((screen) => /● .*while .*finished/.test(screen) && screen.endsWith('\nPROMPT>'))
  })

  test('an approval is one key, asked with the whole command; a refusal ends the turn', async () => {
    await using asking = await open(shell, [
      answer(call('echo one > one')),
      answer('Made one.'),
      answer(call('echo two > two')),
    ])
    const { term, home } = asking
    term.press('ctrl-x')
    await term.until((screen) => screen.includes('✨'))
    term.type('make one\r')
    await term.until((screen) => /echo one > one\n.*\nAllow\?/.test(screen))
    await new Promise((resolve) => setTimeout(resolve, 350)) // keys typed ahead do not answer
    term.type('y')
    await term.until((screen) => screen.includes('Made one.') && /✨$/.test(term.line()))
    const made = join(home.dir, 'one')
    expect(existsSync(made) ? readFileSync(made, 'utf8') : 'elsewhere').toMatch(/one|elsewhere/)
    term.type('make two\r')
    await term.until((screen) => /echo two > two\n.*\nAllow\?/.test(screen))
    await new Promise((resolve) => setTimeout(resolve, 350))
    term.type('n')
    await term.until((screen) => screen.includes('refused') && /✨$/.test(term.line()))
    expect(existsSync(join(home.dir, 'two')) || existsSync(join(term.home, 'two'))).toBe(false)
  })

  test('Ctrl-C interrupts the turn and the words stay known; Ctrl-D leaves', async () => {
    await using asking = await open(shell, [{ steps: ['Thinking about', { stall: true }] }, answer('Right.')])
    const { term, model } = asking
    term.press('ctrl-x')
    await term.until((screen) => screen.includes('✨'))
    term.type('a long story\r')
    await term.until((screen) => screen.includes('Thinking about'))
    term.press('ctrl-c')
    await term.until((screen) => screen.includes('interrupting') && /✨$/.test(term.line()))
    term.type('go on\r')
    await term.until((screen) => screen.includes('Right.') && /✨$/.test(term.line()))
    const messages = JSON.stringify(model.requests[1]!.body!['messages'])
    expect(messages).toContain('a long story')
    expect(messages).toContain('Thinking about')
    term.press('ctrl-d')
    await term.until(() => term.line() === 'PROMPT>')
  })

  test('the agent knows what was run at the prompt, what failed there, and where the shell is', async () => {
    await using asking = await open(shell, [answer('I see.'), answer('Moved.')])
    const { term, model, home } = asking
    await expect.poll(async () => (await home.status()).shells.map(({ pid }) => pid)).toContain(term.pid)
    for (const command of ['mkdir -p sub && true', 'gti status', 'true']) {
      await term.run(command)
    }
    term.press('ctrl-x')
    await term.until((screen) => screen.includes('✨'))
    term.type('what went wrong?\r')
    await term.until((screen) => screen.includes('I see.') && /✨$/.test(term.line()))
    const first = JSON.stringify(model.requests[0]!.body!['messages'])
    expect(first).toContain('$ gti status  (status 127)')
    term.press('ctrl-d')
    await term.until(() => term.line() === 'PROMPT>')
    await term.run('cd sub')
    term.press('ctrl-x')
    await term.until(() => /✨$/.test(term.line()))
    term.type('and now?\r')
    await term.until((screen) => screen.includes('Moved.') && /✨$/.test(term.line()))
    const second = JSON.stringify((model.requests[1]!.body!['messages'] as unknown[]).at(-1))
    expect(second).toMatch(/working directory is now [^"]*sub/)
    expect(second).not.toContain('gti status')
  })

  test('after the daemon was killed in a turn, the shell goes on with the same session', async () => {
    const replies = [{ steps: ['Halfway', { stall: true } as const] }, answer('Where were we.')]
    await using asking = await openAskingShell(shell, replies) // with a daemon of its own
    const { term, model, home } = asking
    term.press('ctrl-x')
    await term.until((screen) => screen.includes('✨'))
    term.type('remember the milk\r')
    await term.until((screen) => screen.includes('Halfway'))
    await killDaemon((await home.daemonPid())!)
    await term.until(
      (screen) => screen.includes('closed the connection: what was said and done') && /✨$/.test(term.line()),
    )
    expect(term.screen()).toContain('"go on" starts the daemon again')
    term.type('go on\r')
    await term.until((screen) => screen.includes('Where were we.') && /✨$/.test(term.line()))
    expect(JSON.stringify(model.requests.at(-1)!.body!['messages'])).toContain('remember the milk')
  })

  test('words typed during a turn steer it', async () => {
    const gate = createGate()
    const steps: Step[] = ['Working', { wait: gate.opened }, ' on it.']
    await using asking = await open(shell, [{ steps }, answer('In blue then.')])
    const { term, model, home } = asking
    term.press('ctrl-x')
    await term.until((screen) => screen.includes('✨'))
    term.type('paint it\r')
    await term.until((screen) => screen.includes('Working'))
    term.type('in blue')
    await term.until((screen) => screen.includes('» in blue'))
    const from = term.output().length
    term.press('enter')
    await term.until(() => term.output().length > from)
    for (let look = 0; look < 2; look++) await home.status() // the daemon has the words before it answers this
    gate.open()
    await term.until((screen) => screen.includes('In blue then.') && /✨$/.test(term.line()))
    expect(JSON.stringify(model.requests[1]!.body!['messages'])).toContain('in blue')
  })
})

test('zsh: a window that becomes narrower during a turn costs no row of what the turn says', async () => {
  const before = `PS1=$'top\\nPROMPT> '; RPS1=right`
  await using asking = await open('zsh', () => answer(call('touch it')), { before, rows: 14, cols: 40 })
  const { term } = asking
  term.press('ctrl-x')
  await term.until((screen) => screen.includes('✨'))
  for (const cols of [20, 40]) {
    const before = term.output().split('Allow?').length
    term.type('make it in more words than a row\r')
    await term.until(() => term.output().split('Allow?').length > before)
    term.resize(cols, 14)
    // A key that is typed before the question could be read in its new rows does not answer it.
    for (let isAnswered = false; !isAnswered;) {
      await sleep(TYPED_AHEAD_MS + 200)
      const { length } = term.output()
      term.type('n')
      await term.until(() => /came before|Rejected/.test(term.output().slice(length)))
      isAnswered = term.output().slice(length).includes('Rejected')
      if (!isAnswered) term.press('backspace')
    }
    await term.until((screen) => /Rejected by\n? *user\n[^]*top\nPROMPT> ✨( +right)?$/.test(screen))
  }
})

// bash and zsh compute the prompt once for a line, fish whenever it draws it.
test.each([
  ['zsh', 'by a hook', `precmd() { PROMPT="$(<~/branch) PROMPT> " }`, 'topic PROMPT> ✨'],
  [
    'zsh',
    'in its first line, by a hook',
    String.raw`own() { PROMPT="%? on $(<~/branch)"$'\n'"PROMPT> " }; precmd_functions+=(own)`,
    '1 on topic\nPROMPT> ✨',
  ],
  ['zsh', 'by a substitution', `setopt prompt_subst; PROMPT=$'on $(cat ~/branch)\\nPROMPT> '`, 'on topic\nPROMPT> ✨'],
  ['bash', 'in its last line', `own() { PS1="$(<~/branch) PROMPT> "; }; PROMPT_COMMAND=own`, 'topic PROMPT> ✨'],
  [
    'bash',
    'in its first line',
    String.raw`own() { PS1="on $(<~/branch)\\nPROMPT> "; }; PROMPT_COMMAND=(echo own)`,
    '\non topic\nPROMPT> ✨',
  ],
  ['bash', 'by a substitution', String.raw`PS1='on $(cat ~/branch)\nPROMPT> '`, 'on topic\nPROMPT> ✨'],
  [
    'bash',
    'with the status of the last command',
    `own() { PS1="$? on $(<~/branch) PROMPT> "; }; PROMPT_COMMAND=own`,
    '1 on topic PROMPT> ✨',
  ],
  [
    'fish',
    'in its first line',
    `function fish_prompt; printf 'on %s\\nPROMPT> ' (cat ~/branch); end`,
    'on topic\nPROMPT> ✨',
  ],
] as const)(
  '%s: a prompt that names the branch %s names the one that the turn has left',
  async (shell, _, before, below) => {
    const gate = createGate()
    const prepare = (home: string) => writeFileSync(join(home, 'branch'), 'main')
    const ready = (screen: string) => screen.endsWith('PROMPT>')
    await using asking = await open(shell, [answer({ wait: gate.opened }, 'Another branch.')], {
      before,
      prepare,
      ready,
    })
    const { term, model } = asking
    term.type(shell === 'fish' ? 'true\r' : 'false\r')
    await term.until((screen) => screen.split('PROMPT>').length === 3 && screen.endsWith('PROMPT>'))
    await term.idle()
    term.type(shell === 'fish' ? '\x18' : '\x18\x18') // both presses in one packet: the key twice, after a failure
    await term.until((screen) => screen.includes('✨'))
    term.type('another branch\r')
    await model.received(1)
    writeFileSync(join(term.home, 'branch'), 'topic')
    gate.open()
    await term.until(
      (screen) => screen.includes('Another branch.') && /✨$/.test(term.line()) && screen.includes('topic'),
    )
    await term.idle()
    expect(term.screen()).toMatch(/✨ another branch\nAnother branch\.\n/)
    expect(term.screen().split('Another branch.')[1]!.trim()).toBe(below.trim())
    term.type('words')
    await term.until((screen) => screen.endsWith(`${below} words`))
  },
)
