// The shell stays the user's: options, hooks, traps, names, descriptors, and no trace after unloading.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createGate, openAskingShell } from '../support/asking-shell.ts'
import { lendDaemonTo, makeHome, ROOT } from '../support/kimi.ts'
import { answer } from '../support/model-server.ts'
import { shareDaemon } from '../support/shared-daemon.ts'
import { openTerminal, PROMPT, type Terminal } from '../support/terminal.ts'
import { widgetToReturn } from './bash-widget.ts'

const openShell = shareDaemon()

const PLUGIN = join(ROOT, 'shell/kimi.bash')
const fine = () => answer('echo fine\n# says fine\n')

const HOSTILE: Record<string, string> = {
  nounset: 'set -u',
  errexit: 'set -e',
  'errexit, errtrace and an ERR trap': "set -eE; trap 'echo ERR-TRAP' ERR",
  'functrace and a DEBUG trap': "set -T; trap ': ${BASH_COMMAND}' DEBUG",
  pipefail: 'set -o pipefail; shopt -s inherit_errexit',
  noglob: 'set -f; set -k',
  'glob options': 'shopt -s extglob nullglob dotglob globstar nocaseglob',
  failglob: 'shopt -s failglob',
  nocasematch: 'shopt -s nocasematch',
  noclobber: 'set -C',
  'odd IFS': 'IFS=:1e',
  posix: 'set -o posix',
  aliases:
    'alias local=false read=false printf=false bind=false set=false shopt=false trap=false eval=false unset=false return=false',
  'C locale': 'export LC_ALL=C',
  'a PROMPT_COMMAND string': "PROMPT_COMMAND='true; false;'",
  'a PROMPT_COMMAND array': "PROMPT_COMMAND=('true; false' 'unset nothing')",
  'a PS0 of its own': "PS0='$(true)'",
}

describe('under hostile options Ctrl-X works and nothing is said', () => {
  for (const [name, options] of Object.entries(HOSTILE)) {
    test(name, async () => {
      await using bash = await openShell('bash', fine, { before: options })
      const { term } = bash
      term.type('say it')
      term.press('ctrl-x')
      await term.until((screen) => screen === `${PROMPT}echo fine\n1/1  says fine`)
      term.press('enter')
      await term.until((screen) => screen.endsWith('fine\nPROMPT>'))
      await term.until((screen) => expect(screen).toBe(`${PROMPT}echo fine\nfine\nPROMPT>`))
    })
  }

  test('options typed later at the prompt', async () => {
    await using bash = await openShell('bash', fine)
    const { term } = bash
    await term.run('set -uC; shopt -s nocasematch failglob extglob; IFS=x')
    term.type('say it')
    term.press('ctrl-x')
    await term.until((screen) => screen.endsWith(`IFS=x\n${PROMPT}echo fine\n1/1  says fine`))
  })
})

test('options and traps are what they were after Ctrl-X', async () => {
  const state = 'shopt -p; set -o; trap; alias; printf "%s\\n" "$-" "${IFS@Q}"'
  await using bash = await openShell('bash', fine, {
    before: `set -u; shopt -s nocasematch; IFS=x; trap 'echo "a trap"' INT USR1; dump() { ${state}; } >~/"$1"`,
  })
  const { term } = bash
  await term.run('dump one')
  await use(term)
  term.type('dump two; echo done\r')
  await term.until((screen) => screen.includes('\ndone\n'))
  expect(read(term, 'two')).toBe(read(term, 'one'))
})

test('set -e typed at the prompt does not close the shell, even without a daemon', async () => {
  await using home = await makeHome({ KIMI_BIN: '/nowhere/kimi' })
  await using term = await home.shell('bash')
  for (const line of ['set -e', '', '']) {
    const prompts = term.screen().split('PROMPT>').length
    term.type(`${line}\r`)
    await term.until((screen) => screen.split('PROMPT>').length === prompts + 1)
  }
  term.type('words')
  term.press('ctrl-x')
  await term.until((screen) =>
    screen.endsWith('PROMPT> words\nno daemon, and no program /nowhere/kimi to start one: set KIMI_BIN'),
  )
})

test('sourced three times it loads once', async () => {
  await using bash = await openShell('bash', fine, { rc: `source '${PLUGIN}'` })
  const { term, model } = bash
  term.type('source ~/.bashrc; clear; printf "%s," "${PROMPT_COMMAND[@]}"\r')
  await term.until((screen) => screen === '{ _kimi_prompt; } >/dev/null,PROMPT>')
  term.press('ctrl-u')
  term.type('say')
  term.press('ctrl-x')
  await term.until((screen) => screen.includes('PROMPT> echo fine'))
  expect(model.requests).toHaveLength(1)
})

for (const [name, before] of [
  ['none', ''],
  ['a string', "PROMPT_COMMAND='ran=one'"],
  ['an array', "PROMPT_COMMAND=('ran=one' 'ran+=two')"],
] as const) {
  test(`status and last argument of the user’s commands are kept, with PROMPT_COMMAND ${name}`, async () => {
    await using bash = await openShell('bash', fine, { before })
    const { term } = bash
    await term.run('(exit 3)')
    await use(term)
    term.type('echo "status $?"; true last-word\r')
    await term.until((screen) => /\nstatus (3|130)\n/.test(screen))
    term.type('echo "word $_ $ran"\r')
    const ran = { none: '', 'a string': ' one', 'an array': ' onetwo' }[name]
    await term.until((screen) => screen.includes(`\nword last-word${ran}\n`))
  })
}

test('$? and $_ are kept by Ctrl-X itself', async () => {
  await using bash = await openShell('bash', fine)
  const { term } = bash
  term.type('sh -c "exit 4" some-word\r')
  await term.until((screen) => screen.endsWith('\nPROMPT>'))
  term.press('ctrl-x')
  await term.until((screen) => screen.includes('1/1'))
  term.press('ctrl-_')
  await term.until(() => term.line() === 'PROMPT>')
  term.type('echo "$? $_"\r')
  await term.until((screen) => screen.includes('\n4 some-word\n'))
})

test('PROMPT_COMMAND and PS0 set after loading both work', async () => {
  await using bash = await openShell('bash', fine, { rc: "PROMPT_COMMAND='mine=1'; PS0='started '" })
  const { term, model } = bash
  await term.run('gti')
  await term.until((screen) => expect(screen).toContain('started '))
  term.press('ctrl-x')
  await term.until((screen) => screen.includes('1/1'))
  expect(model.requests[0]!.raw).toContain('Failed: gti (status 127)')
  term.press('ctrl-u')
  term.type('echo "mine $mine"\r')
  await term.until((screen) => screen.includes('mine 1\n'))
})

test('a PROMPT_COMMAND that throws our hook out does not take Ctrl-X away', async () => {
  await using bash = await openShell('bash', fine)
  const { term } = bash
  await term.run('unset PROMPT_COMMAND')
  await term.run(':')
  term.type('say')
  term.press('ctrl-x')
  await term.until((screen) => screen.includes('PROMPT> echo fine'))
})

test('traps for DEBUG and EXIT are the user’s', async () => {
  await using bash = await openShell('bash', fine, {
    before: `trap 'last=$BASH_COMMAND' DEBUG; trap 'echo bye >~/bye' EXIT; trap -p >~/before`,
    rc: 'trap -p >~/after',
  })
  const { term } = bash
  await use(term)
  expect(read(term, 'after')).toBe(read(term, 'before'))
  term.type('exit\r')
  await term.exited
  expect(read(term, 'bye')).toBe('bye\n')
})

const DUMP = `
dump() {
  compgen -v | grep -v '^BASH\\|^_$\\|^RANDOM\\|^SRANDOM\\|^SECONDS\\|^EPOCH\\|^PIPESTATUS\\|^COLUMNS\\|^LINES\\|^FUNCNAME\\|^READLINE\\|^HIST'
  compgen -A function; alias; trap; shopt -p; set -o; declare -p PROMPT_COMMAND PS0 PS2 2>&1
  bind -v | grep -v history-size
  local map; for map in emacs-standard vi-insert vi-command; do bind -m $map -p; bind -m $map -s; bind -m $map -X; done
}
`

test('loading and using it leaks no name, option, alias or trap', async () => {
  await using bash = await openShell('bash', fine, {
    before: `${DUMP}\ndump >~/before`,
    rc: 'dump >~/after-load',
  })
  const { term } = bash
  await use(term)
  term.type('dump >~/after-use; echo done\r')
  await term.until((screen) => screen.includes('\ndone\n'))
  const before = new Set(read(term, 'before').split('\n'))
  const ours = /_kimi|^KIMI_|\\C-x|\\e\[77[13]|keyseq-timeout/
  for (const name of ['after-load', 'after-use']) {
    const leaked = read(term, name)
      .split('\n')
      .filter((line) => !before.has(line) && !ours.test(line) && !/^(PS0|PROMPT_COMMAND)$/.test(line))
    expect(leaked, name).toEqual([])
  }
})

for (const [name, before] of [
  ['nothing', ''],
  [
    'hooks and bindings',
    `PROMPT_COMMAND='true'; PS0='x'; bind -x '"\\C-x": date'; bind '"\\e[0n": redraw-current-line'; bind '"\\e": "esc"'`,
  ],
  ['an array and another key', `PROMPT_COMMAND=(true true); KIMI_KEY='^G'; bind 'set keyseq-timeout 200'`],
] as const) {
  test(`unloading leaves bindings, hooks, functions and variables as they were: with ${name}`, async () => {
    const gate = createGate()
    await using bash = await openShell('bash', () => answer({ wait: gate.opened }, 'echo fine\n'), {
      before: `${before}\n${DUMP}\ndump >~/before`,
    })
    const { term, model } = bash
    term.type('say')
    term.press(before.includes('^G') ? 'ctrl-g' : 'ctrl-x')
    await model.received(1)
    await widgetToReturn(term)
    gate.open()
    await term.until((screen) => screen.includes('PROMPT> echo fine') && screen.includes('1/1'))
    term.press('ctrl-u')
    term.type('_kimi_unload; dump >~/after; echo done\r')
    await term.until((screen) => screen.includes('done\nPROMPT>'))
    // What nothing is bound to is listed for whatever prefixes there are.
    const kept = (file: string) =>
      read(term, file)
        .split('\n')
        .filter((line) => !line.startsWith('#'))
    expect(kept('after')).toEqual(kept('before'))
    expect(read(term, 'after')).not.toMatch(/kimi/)
  })
}

test.each(['emacs', 'vi'])(
  'in %s mode all keymaps are as they were once agent mode is left, and after unloading',
  async (mode) => {
    const own = `bind -x '"\\C-t": date'; bind '"\\C-w": "macro"'; bind -m vi-command '"#": "macro"'; bind -m vi-insert '"\\ed": kill-word'`
    await using bash = await openShell('bash', fine, { before: `set -o ${mode}\n${own}\n${DUMP}\ndump >~/before` })
    const { term } = bash
    // A line that another key has taken meanwhile, as Enter, is given back with the prompt.
    await term.run('dump >~/first')
    term.press('ctrl-x')
    await term.until(() => term.line() === 'PROMPT> ✨')
    await term.idle()
    term.press('ctrl-d')
    await term.until(() => term.line() === 'PROMPT>')
    await term.idle()
    await term.run('dump >~/left')
    await term.run('_kimi_unload; dump >~/after')
    const bindings = (file: string) =>
      read(term, file)
        .split('\n')
        .filter((line) => /^"/.test(line) && !/\\e\[7[79]/.test(line))
        .toSorted()
    expect(bindings('left')).toEqual(bindings('first'))
    expect(bindings('after')).toEqual(bindings('before'))
    // Unloading is complete beyond the keys, too.
    expect(read(term, 'after')).not.toMatch(/kimi|\\e\[7[79]/)
  },
)

test('no command the user runs inherits a descriptor of ours', async () => {
  await using bash = await openShell('bash', fine, { before: 'ls /proc/self/fd >~/before' })
  const { term } = bash
  await use(term)
  term.type('ls /proc/self/fd >~/after; { ls /proc/self/fd >~/behind; } & wait; clear; echo done\r')
  await term.until((screen) => screen === 'done\nPROMPT>')
  expect(read(term, 'after')).toBe(read(term, 'before'))
  expect(read(term, 'behind')).toBe(read(term, 'before'))
})

test('inside Emacs, when disabled and in a script it loads nothing and prints nothing; in a dumb terminal it loads the word of its key alone', async () => {
  for (const [env, loaded] of [
    [{ TERM: 'dumb' }, '_kimi_explain'],
    [{ INSIDE_EMACS: '29,comint' }, ''],
    [{ KIMI_DISABLE: '1' }, ''],
    [{ TERM: 'dumb', INSIDE_EMACS: '29,comint' }, ''],
  ] as const) {
    await using term = await openTerminal({
      shell: 'bash',
      env,
      rc: `source '${PLUGIN}'; echo "[$(compgen -A function _kimi)]"`,
    })
    await term.until((screen) => expect(screen).toBe(`[${loaded}]\nPROMPT>`))
  }
  await using script = await openTerminal({
    shell: 'bash',
    args: ['-c', `source '${PLUGIN}'; echo "[\${!_kimi_*}]"`],
    ready: false,
  })
  await script.until((screen) => screen === '[]')
})

test('loading is silent and starts no process', async () => {
  await using home = await makeHome()
  await lendDaemonTo(home)
  await using term = await home.shell('bash', {
    before: 'first=$BASHPID',
    rc: ': & last=$!; wait $last; clear; echo $((last - first))',
  })
  await term.until((screen) => /^\d+\nPROMPT>$/.test(screen))
})

test('a subshell does not answer for its parent', async () => {
  await using bash = await openAskingShell('bash', fine)
  const { term, home } = bash
  term.type('( eval "${PROMPT_COMMAND[@]}" ); ( ls ) & wait; clear; echo done\r')
  await term.until((screen) => screen === 'done\nPROMPT>')
  await expect.poll(async () => (await home.status()).shells.length).toBe(1)
})

test('bash-preexec’s hooks get the commands, and not ours', async () => {
  // Its rule in short: what the DEBUG trap sees between two prompts is a command of the user's.
  const preexec = `
__bp_interactive_mode() { at_prompt=1; }
precmd_functions=()
PROMPT_COMMAND=('for f in "\${precmd_functions[@]}"; do $f; done' '__bp_interactive_mode')
trap '[[ \${at_prompt-} && $BASH_COMMAND != clear && ! \${READLINE_POINT-} ]] && { seen+="<$BASH_COMMAND>"; at_prompt=; }' DEBUG
`
  await using bash = await openAskingShell('bash', fine, { before: preexec })
  const { term, home } = bash
  await use(term)
  term.type('true one\r')
  term.type('clear; seen+=.; echo "$seen"\r')
  await term.until((screen) => /PROMPT>$/.test(screen) && screen.includes('<true one>'))
  expect(term.screen()).not.toContain('kimi')
  expect((await home.status()).shells).toHaveLength(1)
})

/** Asks, takes the proposal into the buffer and clears it away. */
async function use(term: Terminal): Promise<void> {
  await term.until(() => term.line() === 'PROMPT>')
  term.type('say')
  term.press('ctrl-x')
  await term.until((screen) => screen.includes('PROMPT> echo fine') && screen.includes('1/1'))
  await widgetToReturn(term)
  term.press('ctrl-u')
  await term.until(() => term.line() === 'PROMPT>')
}

function read(term: Terminal, name: string): string {
  return readFileSync(join(term.home, name), 'utf8')
}
