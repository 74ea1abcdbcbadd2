// The private start-up files of a shell that a session owns: they read the user's own, then the marks of shell/session.*. The secret id
// of the marks stands in these files alone: in the environment every program of the shell could read it.

import { quoteAlways, quoteForFish } from './word-quoting.ts'

export interface SessionStart {
  /** Names and texts of the files, to be written into the private directory. */
  files: Record<string, string>
  args: string[]
  /** Variables to set. */
  env: Record<string, string>
}

export interface SessionStartWish {
  shell: 'zsh' | 'bash' | 'fish'
  /** The private directory: an absolute path. */
  directory: string
  /** The folder of the shell files. */
  marks: string
  /** The secret id: hexadecimal digits. */
  id: string
  /** The user's environment. */
  env: Readonly<Record<string, string | undefined>>
}

/**
 * The way to start the user's shell with marks. The key of our plugin is off in there, unless the user has set one: Ctrl-X leads back to
 * the agent. KIMI_KEY is a variable of that shell alone, so that a shell inside it, in tmux say, has its key.
 */
export function describeSessionStart(wish: SessionStartWish): SessionStart {
  return STARTS[wish.shell](wish)
}

const STARTS: Record<SessionStartWish['shell'], (wish: SessionStartWish) => SessionStart> = {
  zsh: startZsh,
  bash: startBash,
  fish: startFish,
}

function startZsh({ directory, marks, id, env }: SessionStartWish): SessionStart {
  const own = env['ZDOTDIR']
  const restore = own === undefined ? 'unset ZDOTDIR' : `export ZDOTDIR=${quoteAlways(own)}`
  return {
    files: {
      '.zshenv': `${restore}
[[ ! -r \${ZDOTDIR-$HOME}/.zshenv ]] || 'builtin' 'source' \${ZDOTDIR-$HOME}/.zshenv
__kimi_mark=${id} __kimi_had_folder=\${ZDOTDIR+1} __kimi_folder=\${ZDOTDIR-}
ZDOTDIR=${quoteAlways(directory)}
`,
      // The system's zshrc of macOS puts the history beside the start-up files.
      '.zshrc': `if [[ -n $__kimi_had_folder ]]; then export ZDOTDIR=$__kimi_folder; else unset ZDOTDIR; fi
[[ \${HISTFILE-} != ${quoteAlways(directory)}/* ]] || HISTFILE=\${ZDOTDIR-$HOME}/\${HISTFILE:t}
unset __kimi_had_folder __kimi_folder
: \${KIMI_KEY=}
[[ ! -r \${ZDOTDIR-$HOME}/.zshrc ]] || 'builtin' 'source' \${ZDOTDIR-$HOME}/.zshrc
'builtin' 'emulate' 'zsh' '-o' 'no_aliases' '-c' ${quoteAlways(`'builtin' 'source' ${quoteAlways(`${marks}/session.zsh`)}`)}
`,
    },
    args: ['-i'],
    env: { ZDOTDIR: directory },
  }
}

/** macOS has no .bashrc by default: terminals there read the profile. */
function startBash({ directory, marks, id }: SessionStartWish): SessionStart {
  return {
    files: {
      bashrc: `: "\${KIMI_KEY=}"
if [[ -r ~/.bashrc ]]; then builtin source ~/.bashrc
elif [[ $OSTYPE == darwin* && -r ~/.bash_profile ]]; then builtin source ~/.bash_profile; fi
__kimi_mark=${id}
builtin source ${quoteAlways(`${marks}/session.bash`)}
`,
    },
    args: ['--rcfile', `${directory}/bashrc`, '-i'],
    env: {},
  }
}

/** fish runs such a command after the user's start-up files, so KIMI_KEY is in its environment until then. */
function startFish({ directory, marks, id, env }: SessionStartWish): SessionStart {
  const ownKey = env['KIMI_KEY'] !== undefined
  return {
    files: {
      'session.fish': `set -g __kimi_mark ${id}
${ownKey ? '' : 'set -e KIMI_KEY\n'}source ${quoteForFish(`${marks}/session.fish`)}
`,
    },
    args: ['-i', '-C', `source ${quoteForFish(`${directory}/session.fish`)}`],
    env: ownKey ? {} : { KIMI_KEY: '' },
  }
}
