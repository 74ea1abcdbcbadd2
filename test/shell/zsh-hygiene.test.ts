import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { leaveLine, openAskingShell } from '../support/asking-shell.ts'
import { makeHome, ROOT } from '../support/kimi.ts'
import { answer } from '../support/model-server.ts'
import { shareDaemon } from '../support/shared-daemon.ts'
import { openTerminal, PROMPT, type Terminal } from '../support/terminal.ts'

const openShell = shareDaemon()

const PLUGIN = join(ROOT, 'shell/kimi.zsh')

const HOSTILE: Record<string, string> = {
  nounset: 'setopt nounset',
  err_exit: 'setopt err_exit',
  'err_return and pipe_fail': 'setopt err_return pipe_fail',
  ksh_arrays: 'setopt ksh_arrays sh_word_split',
  'glob_subst and friends': 'setopt glob_subst rc_expand_param null_glob extended_glob ksh_glob no_unset',
  noclobber: 'setopt no_clobber no_append_create',
  warn_create_global: 'setopt warn_create_global warn_nested_var',
  'odd IFS': 'IFS=:',
  posix_builtins: 'setopt posix_builtins posix_identifiers c_bases octal_zeroes',
  aliases:
    'alias local=false print=false read=false typeset=false zle=false bindkey=false emulate=false unset=false source=false; alias -g L="|less" 1=one',
  'C locale': 'export LC_ALL=C',
  prompt_subst: 'setopt prompt_subst',
}

describe('under hostile options Ctrl-X works and nothing is said', () => {
  for (const [name, options] of Object.entries(HOSTILE)) {
    test(name, async () => {
      await using zsh = await openShell('zsh', () => answer('echo fine\n# says fine\n'), {
        before: `${options}\n'unalias' source 2>/dev/null; true`,
      })
      const { term } = zsh
      term.type('say it')
      term.press('ctrl-x')
      await term.until((screen) => screen === `${PROMPT}echo fine\n1/1  says fine`)
      term.press('enter')
      await term.until((screen) => screen.endsWith('fine\nPROMPT>'))
      await term.until((screen) => expect(screen).toBe(`${PROMPT}echo fine\nfine\nPROMPT>`))
    })
  }

  test('options typed later at the prompt', async () => {
    await using zsh = await openShell('zsh', () => answer('echo fine\n# says fine\n'))
    const { term } = zsh
    term.type('setopt nounset ksh_arrays glob_subst sh_word_split; IFS=x; print re""ady')
    term.press('enter')
    await term.until((screen) => screen.endsWith('\nready\nPROMPT>'))
    term.type('say it')
    term.press('ctrl-x')
    await term.until((screen) => screen.endsWith(`\nready\n${PROMPT}echo fine\n1/1  says fine`))
  })
})

test.each(['sh', 'ksh'])(
  'in `emulate %s`, typed after agent mode was used, the user’s own hooks of ZLE run, nothing is said, and `emulate zsh` brings all back',
  async (emulation) => {
    await using zsh = await openShell('zsh', () => answer('echo fine\n# says fine\n'), {
      before:
        'zle-line-init() { (( begun += 1 )); }; zle-line-finish() { (( finished += 1 )); }; zle -N zle-line-init; zle -N zle-line-finish',
    })
    const { term } = zsh
    const clear = async () => {
      term.type('clear\r')
      await term.until((screen) => expect(screen).toBe('PROMPT>'))
    }
    // In the emulation of ksh the prompt does not tell of itself as `term.run` needs it.
    const run = async (line: string) => {
      term.type(`${line}\r`)
      await term.until((screen) => expect(screen).toMatch(/PROMPT> .+\n([^>]*\n)?PROMPT>$/))
    }
    const enterAndLeave = async () => {
      term.press('ctrl-x')
      await term.until((screen) => screen.includes('to the agent'))
      await term.idle()
      term.press('ctrl-d')
      await term.until(() => term.line() === 'PROMPT>')
      await clear()
    }
    await enterAndLeave()
    await run(`emulate ${emulation}; begun=0 finished=0`)
    await clear()
    await run('echo one')
    await term.until((screen) => expect(screen).toBe('PROMPT> echo one\none\nPROMPT>'))
    await run('echo $begun $finished')
    await term.until((screen) => expect(screen).toContain('\n3 3\nPROMPT>'))
    await clear()
    term.type('say it')
    term.press('ctrl-x')
    await term.until((screen) => expect(screen).toBe(`${PROMPT}echo fine\n1/1  says fine`))
    await leaveLine(term)
    await run('emulate zsh')
    await enterAndLeave()
  },
)

test('set -e typed at the prompt does not close the shell, even without a daemon', async () => {
  await using home = await makeHome()
  await using term = await home.shell('zsh')
  term.type('setopt err_exit')
  term.press('enter', 'enter', 'enter')
  await term.until((screen) => screen === 'PROMPT> setopt err_exit\nPROMPT>\nPROMPT>\nPROMPT>')
})

test('sourced three times, by hand and by the plugin entry, it loads once', async () => {
  const again = `source '${PLUGIN}'; source '${ROOT}/shell/kimi.plugin.zsh'`
  await using zsh = await openShell('zsh', () => answer('echo fine\n'), { rc: again })
  const { term, model } = zsh
  term.type('source ~/.zshrc; print $#precmd_functions $#preexec_functions')
  term.press('enter')
  await term.until((screen) => screen.includes('\n2 1\n'))
  term.type('say')
  term.press('ctrl-x')
  await term.until((screen) => screen.includes('PROMPT> echo fine'))
  expect(model.requests).toHaveLength(1)
})

test('status and last argument of the user’s commands are kept', async () => {
  await using home = await makeHome()
  await using term = await home.shell('zsh')
  term.type('(exit 3)')
  term.press('enter')
  await term.until((screen) => screen === 'PROMPT> (exit 3)\nPROMPT>')
  term.type('print "$?"; true last-word')
  term.press('enter')
  await term.until((screen) => screen.includes('\n3\n'))
  term.type('print $_')
  term.press('enter')
  await term.until((screen) => screen.includes('\nlast-word\n'))
})

test('loading and using it leaks no name, option, alias or trap', async () => {
  await using zsh = await openShell('zsh', () => answer('echo fine\n'), {
    before: `
dump() { setopt; print -l -- \${(ko)parameters} \${(ok)functions} \${(ok)aliases}; trap; bindkey -L; bindkey -lL }
dump >~/before`,
    rc: 'dump >~/after-load',
  })
  const { term } = zsh
  await use(term)
  term.type('dump >~/after-use; print done')
  term.press('enter')
  await term.until((screen) => screen.includes('\ndone\n'))
  const lines = (name: string) => readFileSync(join(term.home, name), 'utf8').split('\n')
  const before = new Set(lines('before'))
  const ours = /_kimi|^KIMI_|\^X|kimi/
  // What any use of zsh brings along: module parameters, results of widgets, its own dispatcher of hooks; and Ctrl-Right,
  // which was nobody's.
  const usual =
    /^(add-zle-hook-widget|azhw:[a-z-]+|bindkey "\^\[\[1;5C" forward-word|zle_bracketed_paste|shinstdin|ZLE_LINE_ABORTED|EPOCH\w+|epochtime|sysparams|errnos|precmd_functions|preexec_functions|zshexit_functions|REPLY|reply|functions|parameters|commands|aliases|\W|_|dis_\w+|[a-z]+dirs?|\w*(aliases|builtins|patchars|reswords|functions?_source|history\w*|job\w+|modules|options|usergroups|userdirs|nameddirs|funcstack|functrace|funcsourcetrace|funcfiletrace))$/
  for (const name of ['after-load', 'after-use']) {
    const leaked = lines(name).filter((line) => !before.has(line) && !ours.test(line) && !usual.test(line))
    expect(leaked, name).toEqual([])
  }
})

test('unloading leaves bindings, hooks, functions and variables as they were', async () => {
  await using zsh = await openShell('zsh', () => answer('echo fine\n'), {
    before: `
bindkey -s '^Xm' macro
zle-line-finish() { }; zle -N zle-line-finish
dump() { print -l -- \${(M)\${(ok)parameters}:#*kimi*} \${(M)\${(ok)functions}:#*kimi*}; zle -la | grep kimi; zle -lL | grep zle-; bindkey -l | grep kimi
  print -l -- $precmd_functions -- $preexec_functions -- $zshexit_functions; trap
  for k in emacs viins vicmd; do bindkey -M $k -L; done }
dump >~/before`,
  })
  const { term } = zsh
  await use(term)
  term.press('ctrl-x')
  await term.until((screen) => screen.includes('✨'))
  await term.idle()
  term.press('ctrl-d')
  await term.until(() => term.line() === 'PROMPT>')
  await term.idle()
  term.type('_kimi_unload; dump >~/after; print done')
  term.press('enter')
  await term.until((screen) => screen.includes('\ndone\n'))
  const read = (name: string) => readFileSync(join(term.home, name), 'utf8')
  expect(read('after')).toBe(read('before'))
})

test('no command the user runs inherits a descriptor of ours', async () => {
  // Until the child has become `sleep` it still has descriptors of zsh's own; then for a moment those of its libraries.
  await using zsh = await openShell('zsh', () => answer('echo fine\n'), {
    before: `look() { ls -l /proc/self/fd | grep -v proc; sleep 9 & until [[ $(</proc/$!/comm) == sleep ]] { : }; ls -l /proc/$!/fd | grep -vE '> /(usr|lib|etc)'; kill $! }; look >~/before 2>/dev/null`,
  })
  const { term } = zsh
  await use(term)
  term.type('look >~/after 2>/dev/null; print done')
  term.press('enter')
  await term.until((screen) => screen.includes('\ndone\n'))
  const names = (file: string) =>
    [...readFileSync(join(term.home, file), 'utf8').matchAll(/ (\d+) -> /g)].map(([, fd]) => fd).toSorted()
  expect(names('after')).toEqual(names('before'))
})

test('inside Emacs and when disabled it loads nothing and prints nothing; in a dumb terminal it loads the word of its key alone', async () => {
  for (const [env, loaded] of [
    [{ TERM: 'dumb' }, '_kimi_explain'],
    [{ INSIDE_EMACS: '29,comint' }, ''],
    [{ KIMI_DISABLE: '1' }, ''],
    [{ TERM: 'dumb', INSIDE_EMACS: '29,comint' }, ''],
  ] as const) {
    await using term = await openTerminal({
      shell: 'zsh',
      env,
      rc: `source '${PLUGIN}'; print "[$\{(k)functions[(I)_kimi*]}]"`,
    })
    await term.until((screen) => expect(screen).toContain(`[${loaded}]`))
  }
})

test('a subshell does not answer for its parent', async () => {
  await using zsh = await openAskingShell('zsh', () => answer('echo fine\n'))
  const { term, home } = zsh
  term.type('( precmd_functions=($precmd_functions); _kimi_precmd; _kimi_preexec x ); print done')
  term.press('enter')
  await term.until((screen) => screen.endsWith('done\nPROMPT>'))
  expect((await home.status()).shells).toHaveLength(1)
})

test('the plugin entry finds the program of its own checkout', async () => {
  await using home = await makeHome({ KIMI_BIN: '' })
  const { KIMI_BIN: _, HOME: __, ...env } = home.env
  await using term = await openTerminal({
    shell: 'zsh',
    env,
    rc: `source '${ROOT}/shell/kimi.plugin.zsh'; print $KIMI_BIN`,
  })
  await term.until((screen) => screen.includes(`${ROOT}/dist/kimi`))
})

/** Asks, takes the proposal into the buffer and clears it away. */
async function use(term: Terminal): Promise<void> {
  term.type('say')
  term.press('ctrl-x')
  await term.until((screen) => screen.includes('PROMPT> echo fine'))
  await leaveLine(term)
}
