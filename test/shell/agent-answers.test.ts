import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { leaveLine } from '../support/asking-shell.ts'
import { makeHome } from '../support/kimi.ts'
import { answer, type Reply, type Step } from '../support/model-server.ts'
import { shareDaemon } from '../support/shared-daemon.ts'
import type { Terminal } from '../support/terminal.ts'
import { TYPED_AHEAD_MS } from '../../src/view/questions/question-keys.ts'

const open = shareDaemon()

const call = (command: string): Step => ({
  toolCall: { id: 'c1', name: 'Shell', arguments: JSON.stringify({ command }) },
})
const isIdle = (term: Terminal) => /✨$/.test(term.line())

/** The words of the line; the emulator shows a blank more than fish has counted. */
const wordsOf = (term: Terminal) => /✨ +(.*)$/.exec(term.line())?.[1]

/** Says something in agent mode, and waits until the approval that comes of it takes keys. */
async function sayUntilAsked(term: Terminal, words: string): Promise<void> {
  const before = term.output().split('Allow?').length
  term.type(`${words}\r`)
  await term.until(() => term.output().split('Allow?').length > before)
  await sleep(TYPED_AHEAD_MS + 50)
}

describe.each(['zsh', 'bash', 'fish'] as const)('%s', (shell) => {
  test('words at an approval refuse it and reach the agent, typed slowly, pasted or behind f; none of their keys allows', async () => {
    const replies: Reply[] = ['one', 'two', 'three'].flatMap((name) => [
      answer(call(`touch ${name}`)),
      answer(`No ${name}.`),
    ])
    await using asking = await open(shell, replies)
    const { term, model } = asking
    const heard = (index: number) => JSON.stringify((model.requests[index]!.body!['messages'] as unknown[]).at(-1))
    term.press('ctrl-x')
    await term.until(() => isIdle(term))

    await sayUntilAsked(term, 'make one')
    for (const [index, key] of [...'why yes'].entries()) {
      term.type(key)
      await term.until(() => term.line() === `no, but: ${'why yes'.slice(0, index + 1)}`.trimEnd())
      await sleep(60)
    }
    term.press('enter')
    await term.until((screen) => screen.includes('No one.') && isIdle(term))
    expect(heard(1)).toContain('why yes')

    await sayUntilAsked(term, 'make two')
    term.paste('yes but use printf')
    await term.until(() => term.line() === 'no, but: yes but use printf')
    await sleep(60)
    term.press('enter')
    await term.until((screen) => screen.includes('No two.') && isIdle(term))
    expect(heard(3)).toContain('yes but use printf')

    await sayUntilAsked(term, 'make three')
    term.type('f')
    await term.until(() => term.line() === 'why:')
    term.type('too risky\r')
    await term.until((screen) => screen.includes('No three.') && isIdle(term))
    expect(heard(5)).toContain('too risky')
    for (const name of ['one', 'two', 'three']) expect(existsSync(join(term.home, name))).toBe(false)
  })

  test('Ctrl-C at an approval interrupts; at the idle mark it stays in agent mode; /exit leaves', async () => {
    await using asking = await open(shell, [answer(call('touch never')), answer('Still here.')])
    const { term } = asking
    term.press('ctrl-x')
    await term.until((screen) => screen.includes('Ctrl-X or Ctrl-D leaves'))
    await sayUntilAsked(term, 'make it')
    term.press('ctrl-c')
    await term.until((screen) => screen.includes('interrupted') && isIdle(term))
    expect(term.screen()).not.toContain('answered elsewhere')
    for (const words of ['some words', 'others']) {
      term.type(words)
      await term.until(() => term.line().endsWith(words))
      await leaveLine(term, () => isIdle(term))
    }
    await term.until((screen) => screen.includes('Ctrl-X or Ctrl-D leaves'))
    term.type('echo $((6 * 7))\r')
    await term.until((screen) => screen.includes('Still here.') && isIdle(term))
    expect(term.screen()).not.toContain('42')
    term.type('/exit\r')
    await term.until(() => term.line() === 'PROMPT>')
  })

  test('Up recalls what was said, also in another shell; no command of ours is in the history', async () => {
    await using asking = await open(shell, () => answer('Line 1\nLine 2\nLine 3'), { rc: 'cd /var/tmp' })
    const { term, home } = asking
    const said = `say "it" \\ in ${shell}`
    term.type('true\r')
    await term.until((screen) => /true\nPROMPT>$/.test(screen))
    term.press('ctrl-x')
    await term.until(() => isIdle(term))
    term.type(said)
    await term.until(() => term.line().endsWith(said))
    term.press('enter')
    await term.until((screen) => screen.includes('Line 3') && isIdle(term))
    await using other = await home.shell(shell, { rc: 'cd /var/tmp' })
    other.press('ctrl-x')
    await other.until(() => isIdle(other))
    other.type('draft')
    await other.until(() => other.line().endsWith('draft'))
    other.press('up')
    await other.until(() => wordsOf(other) === said)
    other.press('down')
    await other.until(() => wordsOf(other) === 'draft')
    term.press('ctrl-d')
    await term.until(() => term.line() === 'PROMPT>')
    term.press('up')
    await term.until(() => term.line() === 'PROMPT> true')
  })

  test('words of several lines hide nothing of the answer, and what was typed but not sent is the next line', async () => {
    const lines = Array.from({ length: 6 }, (_, index) => `Line ${index + 1}`).join('\n')
    await using asking = await open(shell, [{ steps: [lines, { pauseMs: 800 }, '\nend'] }])
    const { term, model } = asking
    term.press('ctrl-x')
    await term.until(() => isIdle(term))
    term.paste('one\ntwo\nthree')
    await term.until((screen) => screen.includes('three'))
    term.press('enter')
    await term.until((screen) => screen.includes('Line 6'))
    term.type('and then')
    await term.until((screen) => /end\n+PROMPT> ✨ +and then$/.test(screen))
    await term.until((screen) =>
      expect(screen).toMatch(/one\ntwo\nthree\n+Line 1\nLine 2\nLine 3\nLine 4\nLine 5\nLine 6/),
    )
    expect(JSON.stringify(model.requests[0]!.body!['messages'])).toContain(String.raw`one\ntwo\nthree`)
  })

  test('words that the daemon never got stand in the next line', async () => {
    await using home = await makeHome()
    await using term = await home.shell(shell)
    writeFileSync(home.paths.run, '') // no daemon can make its directory there
    term.press('ctrl-x')
    term.press('ctrl-x')
    await term.until(() => isIdle(term))
    term.type('keep "these" words\r')
    await term.until((screen) => screen.includes('kimi doctor') && wordsOf(term) === 'keep "these" words')
  })

  test('the mark names the mode, and a path is no slash command', async () => {
    await using asking = await open(shell, [answer('Then clean it.')])
    const { term, model } = asking
    term.press('ctrl-x')
    await term.until(() => isIdle(term))
    for (const [command, mark] of [
      ['/yolo', '✨ yolo:'],
      ['/yolo', '✨'],
      ['/plan', '✨ plan:'],
      ['/plan', '✨'],
      ['/afk', '✨ afk:'],
    ] as const) {
      term.type(`${command}\r`)
      await term.until(() => term.line() === `PROMPT> ${mark}`, `the mark after ${command}`)
    }
    term.type('/hepl\r')
    await term.until((screen) => screen.includes('Did you mean /help?') && term.line() === 'PROMPT> ✨ afk:')
    term.type('/tmp is full\r')
    await term.until((screen) => screen.includes('Then clean it.') && term.line() === 'PROMPT> ✨ afk:')
    expect(JSON.stringify(model.requests[0]!.body!['messages'])).toContain('/tmp is full')
  })

  test('a shell that takes the place of another names the mode of the session that it goes on with', async () => {
    await using asking = await open(shell, [])
    const { term } = asking
    term.press('ctrl-x')
    await term.until(() => isIdle(term))
    term.type('/yolo\r')
    await term.until(() => term.line() === 'PROMPT> ✨ yolo:')
    await term.idle()
    term.press('ctrl-x')
    await term.until(() => term.line() === 'PROMPT>')
    term.type(`${{ zsh: 'exec zsh', bash: 'exec bash --rcfile ~/.bashrc -i', fish: 'exec fish' }[shell]}\r`)
    await term.until((screen) => /exec .*\nPROMPT>$/.test(screen))
    // The daemon answers the greeting of a shell when it comes to it, and the shell reads that at its next prompt.
    for (let isNamed = false; !isNamed;) {
      await term.run('true')
      await term.idle()
      term.press('ctrl-x')
      await term.until(() => term.line().includes('✨'))
      isNamed = term.line() === 'PROMPT> ✨ yolo:'
      term.press('ctrl-d')
      await term.until(() => term.line() === 'PROMPT>')
    }
  })
})

test('fish suggests no commands behind words, and does again after agent mode', async () => {
  await using asking = await open('fish', [], { rc: 'set -e fish_autosuggestion_enabled' })
  const { term } = asking
  term.type('echo hello world\r')
  await term.until((screen) => /hello world\nPROMPT>$/.test(screen))
  term.press('ctrl-x')
  await term.until(() => isIdle(term))
  term.type('echo')
  await term.until(() => wordsOf(term) === 'echo')
  await sleep(200) // a suggestion would come now
  expect(wordsOf(term)).toBe('echo')
  term.press('ctrl-x')
  await term.until(() => /PROMPT> echo/.test(term.line()))
  term.type(' ')
  await term.until(() => term.line() === 'PROMPT> echo hello world')
})

test.each(['zsh', 'bash'] as const)(
  '%s: the mark cannot be deleted, so that words never look like a command or become one',
  async (shell) => {
    await using asking = await open(shell, [answer('Noted.')])
    const { term, model } = asking
    term.press('ctrl-x')
    await term.until(() => isIdle(term))
    for (const key of ['ctrl-u', 'ctrl-w', 'backspace'] as const) {
      term.type('abc')
      await term.until(() => term.line().endsWith('✨ abc'))
      term.press(key)
      await term.until(() => (key === 'backspace' ? term.line().endsWith('✨ ab') : isIdle(term)))
    }
    term.press('backspace', 'backspace', 'backspace', 'backspace', 'ctrl-w')
    await term.until(() => isIdle(term))
    term.type('/plan\r')
    await term.until(() => term.line() === 'PROMPT> ✨ plan:')
    term.press('backspace', 'backspace')
    term.type('touch pwned')
    await term.until(() => term.line() === 'PROMPT> ✨ plan: touch pwned')
    term.press('enter')
    await term.until((screen) => screen.includes('Noted.') && term.line() === 'PROMPT> ✨ plan:')
    expect(existsSync(join(term.home, 'pwned'))).toBe(false)
    expect(JSON.stringify(model.requests[0]!.body!['messages'])).toMatch(/[">]touch pwned/)
    // Outside agent mode the keys are the shell's own.
    term.press('ctrl-d')
    await term.until(() => term.line() === 'PROMPT>')
    term.type('echo a bc')
    term.press('backspace', 'ctrl-w')
    await term.until(() => term.line() === 'PROMPT> echo a')
    term.press('ctrl-u')
    await term.until(() => term.line() === 'PROMPT>')
  },
)

test('a long command is allowed only after its rest was shown, and options typed at once all count', async () => {
  const lines = Array.from({ length: 121 }, (_, index) => `: line ${index + 1}`)
  const colours = ['Red', 'Blue', 'Green'].map((label) => ({ label, description: '' }))
  const question = { question: 'Colours?', header: '', options: colours, multi_select: true }
  const ask: Step = {
    toolCall: { id: 'c2', name: 'AskUserQuestion', arguments: JSON.stringify({ questions: [question] }) },
  }
  const command = [...lines, 'touch made'].join('\n')
  await using asking = await open('zsh', [answer(call(command)), answer(ask), answer('Painted.')])
  const { term, model } = asking
  term.press('ctrl-x')
  await term.until(() => isIdle(term))
  await sayUntilAsked(term, 'go')
  await term.until((screen) =>
    expect(screen).toMatch(/: line 20\n {2}… 104 more lines\nAllow\? v shows the rest · n no/),
  )
  term.type('y')
  await term.until(() => term.line() === '» y')
  expect(existsSync(join(term.home, 'made'))).toBe(false)
  term.press('backspace')
  await term.until(() => term.line() === '')
  await sleep(TYPED_AHEAD_MS)
  term.type('v')
  const end = '  : line 121\n  touch made\n  1,233 characters in 122 lines\n  s for this session: '
  await term.until((screen) => screen.includes(end) && screen.includes('Allow? y once'))
  for (const line of lines) expect(term.output()).toMatch(new RegExp(`${line}\\D`))
  await sleep(TYPED_AHEAD_MS + 50)
  term.type('y')
  await term.until((screen) => screen.includes('numbers, then Enter'))
  expect(existsSync(join(term.home, 'made'))).toBe(true)
  await sleep(TYPED_AHEAD_MS + 50)
  term.type('1,3')
  await term.until((screen) => screen.includes('  Red, Green'))
  await sleep(60)
  term.press('enter')
  await term.until((screen) => screen.includes('Painted.') && isIdle(term))
  expect(JSON.stringify((model.requests[2]!.body!['messages'] as unknown[]).at(-1))).toContain('Red, Green')
})

test('zsh in vi mode: words are words behind Esc and Enter, and behind Esc, i and Enter', async () => {
  await using asking = await open('zsh', [answer('Noted.'), answer('Again.')], { before: 'bindkey -v' })
  const { term } = asking
  term.press('ctrl-x')
  await term.until(() => isIdle(term))
  term.type('one; touch pwned')
  for (const [reply, keys] of [
    ['Noted.', ''],
    ['Again.', 'i'],
  ] as const) {
    await term.until(() => term.line().endsWith('touch pwned'))
    term.press('esc')
    await sleep(600) // zsh waits for the rest of a sequence
    term.type(`${keys}\r`)
    await term.until((screen) => screen.includes(reply) && isIdle(term))
    if (keys === '') term.type('two; touch pwned')
  }
  expect(existsSync(join(term.home, 'pwned'))).toBe(false)
  term.type('/exit\r')
  await term.until(() => term.line() === 'PROMPT>')
  term.type('bindkey -M vicmd "^M"\r')
  await term.until((screen) => screen.includes('"^M" accept-line'))
})

test('zsh in vi mode: agent mode that begins in the command mode takes words, and leaves none of its mark behind', async () => {
  await using asking = await open('zsh', [answer('Noted.')], { before: 'bindkey -v' })
  const { term } = asking
  term.press('esc')
  await term.idle()
  await sleep(600) // zsh waits for the rest of a sequence
  await term.idle()
  term.press('ctrl-x')
  await term.until(() => isIdle(term))
  term.type('hello\r')
  await term.until((screen) => screen.includes('✨ hello\nNoted.') && isIdle(term))
  term.press('ctrl-d')
  await term.until(() => term.line() === 'PROMPT>')
  term.type('echo it is\r')
  await term.until((screen) => /\nit is\nPROMPT>$/.test(screen))
})

test('what was said is kept in Kimi CLI’s file and format', async () => {
  await using asking = await open('bash', () => answer('Fine.'), { rc: 'cd /usr' })
  const { term, home } = asking
  term.press('ctrl-x')
  await term.until(() => isIdle(term))
  term.type('say "é"\r')
  await term.until((screen) => screen.includes('Fine.') && isIdle(term))
  const file = join(home.paths.share, 'user-history', '7d8fdfd7c15a233be456f2a7a7f5337a.jsonl')
  expect(readFileSync(file, 'utf8')).toBe('{"content":"say \\"é\\""}\n')
})

test('bash: of words that are typed before the mark and inside it the agent gets all, without the mark', async () => {
  await using asking = await open('bash', () => answer('Fine.'))
  const { term, model } = asking
  term.press('ctrl-x')
  await term.until(() => isIdle(term))
  term.press('left')
  term.type('here ')
  term.press('ctrl-a')
  term.type('and ')
  term.press('ctrl-e')
  term.type('it is\r')
  const { body } = await model.received(1)
  expect(JSON.stringify(body!['messages'])).toMatch(/and here +it is/)
})
