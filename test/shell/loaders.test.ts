// Every way in which people load a plugin, in every shell: Ctrl-X asks, and its proposal is undone in one step. The loaders are
// stand-ins of ours for what those programs do to the shell: redirect descriptors, defer, shadow builtins, set traps.

import { cpSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { lendDaemonTo, makeHome, ROOT, type Home } from '../support/kimi.ts'
import { answer, startModelServer, type ModelServer } from '../support/model-server.ts'
import { openTerminal, PROMPT, type Terminal } from '../support/terminal.ts'
import { PREEXEC, STARSHIP } from './bash-neighbours.ts'

type ShellName = 'zsh' | 'bash' | 'fish'

/** A way to load the plugin. `$KIMI` is the plugin's file in `rc` and in `typed`. */
interface Loader {
  rc?: string
  /** Typed at the first prompt. */
  typed?: string
  /** A key that loads it. */
  key?: string
  /** True for loaders that load after the first prompt: they make the file ~/loaded. */
  isLate?: boolean
  args?: string[]
  /** The text before the prompt, such as a vi mode. */
  mode?: string
  /** Runs in the new home before the shell starts. */
  prepare?: (home: string) => void
}

const DEFER = `
defer() {
  local fd; exec {fd}</dev/null; deferred=$1; zle -F $fd defer-resume
}
defer-resume() {
  emulate -L zsh; zle -F $1; exec {1}>&-
  local -i one two
  exec {one}>&1 1>/dev/null {two}>&2 2>/dev/null
  { () { eval $deferred }; local hook; for hook in $precmd_functions; do $hook; emulate -L zsh; done } always {
    exec 1>&$one {one}>&- 2>&$two {two}>&-
  }
  : >~/loaded
}`

const INSTANT_PROMPT = `
typeset -gi in out err
exec {in}<&0 {out}>&1 {err}>&2 </dev/null >~/instant 2>&1
precmd_functions=(instant-end $precmd_functions)
instant-end() { exec 0<&$in 1>&$out 2>&$err {in}<&- {out}>&- {err}>&-; precmd_functions=(\${precmd_functions:#instant-end}) }
`

const LOADERS: Record<ShellName, Record<string, Loader>> = {
  zsh: {
    'a line of the start-up file': { rc: 'source $KIMI' },
    'all descriptors redirected': { rc: 'source $KIMI >/dev/null 2>&1 </dev/null' },
    'oh-my-zsh: a link of the plugin entry': {
      rc: 'plugins=(kimi); for plugin ($plugins) source ~/plugins/$plugin/$plugin.plugin.zsh',
      prepare: (home) => linkPlugin(home),
    },
    'prezto: in a function with options of its own': {
      rc: 'pmodload() { emulate -L zsh; setopt extended_glob null_glob ksh_arrays; local IFS=x; source "$1" }; pmodload $KIMI',
    },
    'antidote: a compiled copy in a file of lines': {
      rc: 'source ~/plugins.zsh',
      prepare(home) {
        cpSync(join(ROOT, 'shell'), join(home, 'kimi'), { recursive: true })
        writeFileSync(
          join(home, 'plugins.zsh'),
          'zcompile ~/kimi/kimi.zsh; fpath+=(~/kimi)\nsource ~/kimi/kimi.plugin.zsh\n',
        )
      },
    },
    'zinit: builtins shadowed while it loads': {
      rc: `bindkey() { builtin bindkey "$@" }; zle() { builtin zle "$@" }; () { setopt local_options no_aliases; builtin source $KIMI }
unfunction bindkey zle`,
    },
    'zinit wait silent: a timer, output thrown away': {
      rc: `later() { source $KIMI >/dev/null 2>&1; : >~/loaded }; sched +1 later`,
      isLate: true,
    },
    'zsh-defer': { rc: `${DEFER}\ndefer 'source $KIMI'`, isLate: true },
    'powerlevel10k’s instant prompt': { rc: `${INSTANT_PROMPT}source $KIMI` },
    'zsh-vi-mode: keymaps at the first prompt': {
      rc: `source $KIMI; precmd_functions+=(vi-init); vi-init() { bindkey -v; precmd_functions=(\${precmd_functions:#vi-init}) }`,
    },
    'starship: a prompt of commands': {
      rc: `setopt prompt_subst; star() { star_status=$? }; precmd_functions+=(star)
zle-keymap-select() { zle reset-prompt }; zle -N zle-keymap-select; PS1='$(print "PROMPT> ")'; source $KIMI`,
    },
    'by hand at the prompt': { typed: 'source $KIMI' },
    'by hand in a widget': { rc: `load() { source $KIMI }; zle -N load; bindkey '^T' load`, key: '\x14' },
    'emulate ksh at the end': { rc: 'source $KIMI; emulate ksh' },
    'emulate sh at the end': { rc: 'source $KIMI; emulate sh' },
    'emulate ksh before it': { rc: 'emulate ksh; source $KIMI' },
    'emulate sh -c': { rc: `emulate sh -c 'source "$KIMI"'` },
    'bindkey -v before it': { rc: 'bindkey -v; source $KIMI' },
    'bindkey -v after it': { rc: 'source $KIMI; bindkey -v' },
    'a login shell': { rc: 'source $KIMI', args: ['-d', '-l', '-i'] },
    'exec zsh': { rc: 'source $KIMI', typed: 'exec zsh -d -i' },
  },
  bash: {
    'a line of the start-up file': { rc: 'source "$KIMI"' },
    'all descriptors redirected': { rc: 'source "$KIMI" >/dev/null 2>&1 </dev/null' },
    'in a function with options of its own': { rc: 'load() { local IFS=x; set -f; source "$KIMI"; set +f; }; load' },
    'bash-preexec before it': { rc: `${PREEXEC}source "$KIMI"` },
    'bash-preexec after it': { rc: `source "$KIMI"\n${PREEXEC}` },
    'starship before it': { rc: `${STARSHIP}source "$KIMI"` },
    'starship after it': { rc: `source "$KIMI"\n${STARSHIP}` },
    'by hand at the prompt': { typed: 'source "$KIMI"' },
    'by hand in a widget': { rc: `bind -x '"\\C-t": source "$KIMI"'`, key: '\x14' },
    'posix mode': { rc: 'set -o posix; source "$KIMI"' },
    'set -o vi before it': { rc: 'set -o vi; source "$KIMI"' },
    'set -o vi after it': { rc: 'source "$KIMI"; set -o vi' },
    'a login shell': {
      rc: 'source "$KIMI"',
      args: ['-l', '-i'],
      prepare: (home) => writeFileSync(join(home, '.bash_profile'), '. ~/.bashrc\n'),
    },
    'exec bash': { rc: 'source "$KIMI"', typed: 'exec bash --rcfile ~/.bashrc -i' },
  },
  fish: {
    'a line of config.fish': { rc: 'source $KIMI' },
    'kimi init fish | source': { rc: "echo 'source $KIMI' | source" },
    'all descriptors redirected': { rc: 'source $KIMI >/dev/null 2>&1 </dev/null' },
    'conf.d': {
      prepare(home) {
        mkdirSync(join(home, '.config/fish/conf.d'), { recursive: true })
        writeFileSync(join(home, '.config/fish/conf.d/kimi.fish'), 'source $KIMI\n')
      },
    },
    'by hand at the prompt': { typed: 'source $KIMI' },
    'by hand in a binding': { rc: "bind \\ct 'source $KIMI'", key: '\x14' },
    'vi keys before it': { rc: 'fish_vi_key_bindings; source $KIMI', mode: '[I] ' },
    'vi keys after it': { rc: 'source $KIMI; fish_vi_key_bindings', mode: '[I] ' },
    'a login shell': { rc: 'source $KIMI', args: ['-l'] },
    'exec fish': { rc: 'source $KIMI', typed: 'exec fish' },
  },
}

let home: Home
let model: ModelServer

beforeAll(async () => {
  model = await startModelServer(() => answer('echo fine\n# says fine\n'))
  home = await makeHome({ MOONSHOT_API_KEY: 'sk-test', MOONSHOT_BASE_URL: model.url })
  await lendDaemonTo(home)
})
afterAll(async () => {
  await home[Symbol.asyncDispose]()
  await model[Symbol.asyncDispose]()
})

for (const shell of ['zsh', 'bash', 'fish'] as const) {
  describe.concurrent(`${shell}: Ctrl-X asks, and Ctrl-_ undoes it, loaded by`, () => {
    for (const [name, loader] of Object.entries(LOADERS[shell])) {
      test(name, async () => {
        await using term = await open(shell, loader)
        if (loader.typed) {
          term.type(`${loader.typed}\r`)
          await term.until((screen) => screen.split('PROMPT>').length === 3 && term.line().endsWith('PROMPT>'))
        }
        if (loader.key) term.type(loader.key)
        if (loader.isLate) await expect.poll(() => existsSync(join(term.home, 'loaded'))).toBe(true)
        await useKey(term, loader.mode)
        expect(term.output()).not.toMatch(/_kimi|No such|not found|command not|parse error/)
      })
    }
  })
}

describe.concurrent('in vi command mode a proposal is undone in one step', () => {
  for (const [shell, rc, mode] of [
    ['zsh', 'bindkey -v; source $KIMI', ''],
    ['bash', 'set -o vi; source "$KIMI"', ''],
    ['fish', 'fish_vi_key_bindings; source $KIMI', '[N] '],
  ] as const) {
    for (const key of ['u', 'ctrl-_'] as const) {
      test(`${shell}, by ${key}`, async () => {
        await using term = await open(shell, { rc })
        term.type('say it')
        term.press('esc')
        await term.until(() => term.line() === `${mode}${PROMPT}say it` && term.cursor().column < term.line().length)
        term.press('ctrl-x')
        await term.until((screen) => term.line() === `${mode}${PROMPT}echo fine` && screen.includes('1/1  says fine'))
        if (key === 'u') term.type('u')
        else term.press(key)
        await term.until(() => term.line() === `${mode}${PROMPT}say it`)
      })
    }
  }
})

describe.concurrent('where no proposal stands, Ctrl-_ does in vi mode what it does without the plugin', () => {
  for (const [shell, vi] of [
    ['zsh', 'bindkey -v'],
    ['bash', 'set -o vi'],
    ['fish', 'fish_vi_key_bindings'],
  ] as const) {
    test(shell, async () => {
      const seen: string[] = []
      for (const source of ['', shell === 'bash' ? 'source "$KIMI"' : 'source $KIMI']) {
        await using term = await open(shell, { rc: `${vi}\n${source}`, mode: shell === 'fish' ? '[I] ' : '' })
        term.type('one')
        await term.until(() => term.line().endsWith('one'))
        term.press('ctrl-_')
        term.type('two')
        await term.until(() => term.line().endsWith('two'))
        seen.push(term.line())
      }
      expect(seen[1]).toEqual(seen[0])
    })
  }
})

test('in vi mode a Ctrl-_ of the user’s own stays', async () => {
  await using zsh = await open('zsh', { rc: "bindkey -v; bindkey '^_' backward-kill-word; source $KIMI" })
  await using fish = await open('fish', {
    rc: 'fish_vi_key_bindings; bind -M insert \\c_ backward-kill-word; source $KIMI',
  })
  for (const term of [zsh, fish]) {
    term.type('one two')
    term.press('ctrl-_')
    await term.until(() => term.line().endsWith('PROMPT> one'))
  }
})

function open(shell: ShellName, loader: Loader): Promise<Terminal> {
  const { HOME: _, ...env } = home.env
  const { rc = '', args, prepare, mode = '' } = loader
  return openTerminal({
    shell,
    rc,
    env: { ...env, KIMI: `${ROOT}/shell/kimi.${shell}` },
    ready: (screen) => screen.endsWith(`${mode}PROMPT>`),
    ...(args ? { args } : {}),
    ...(prepare ? { prepare } : {}),
  })
}

async function useKey(term: Terminal, mode = ''): Promise<void> {
  term.type('say it')
  term.press('ctrl-x')
  await term.until((screen) => term.line() === `${mode}${PROMPT}echo fine` && screen.includes('1/1  says fine'))
  term.press('ctrl-_')
  await term.until(() => term.line() === `${mode}${PROMPT}say it`)
}

function linkPlugin(home: string): void {
  mkdirSync(join(home, 'plugins'))
  symlinkSync(join(ROOT, 'shell'), join(home, 'plugins', 'kimi'))
}
