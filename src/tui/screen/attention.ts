// The ways in which the terminal tells a user who looks elsewhere: a notice of the terminal, its title, and the status of the program.

import { sanitiseLine } from '../../safety/text/sanitiser.ts'
import { describeTerminalNotice } from '../../safety/text/terminal-notice.ts'
import type { Screen } from './screen.ts'

const TITLE_CELLS = 80
/** The terminal keeps its title on a stack of its own, from which it comes back at the end. */
const PUSH_TITLE = '\x1b[22;0t'
const POP_TITLE = '\x1b[23;0t'

/** `blocked`: it waits for the user. */
export type ProgramState = 'idle' | 'working' | 'blocked'

export interface Attention {
  /** The terminal has got or lost the focus. */
  onFocus(hasFocus: boolean): void
  /** Tells the user, if that is wished now; each text once until another one is told. */
  notify(text: string): void
  /** Shows the state in the terminal's title and as the status of the program. */
  show(state: ProgramState, title: string): void
  close(): void
}

export interface AttentionOptions {
  screen: Pick<Screen, 'tell' | 'terminal'>
  env: NodeJS.ProcessEnv
  /** The setting `tui.notify`. */
  when(): 'unfocused' | 'always' | 'off'
}

export function createAttention({ screen, env, when }: AttentionOptions): Attention {
  const features = findFeatures(env)
  // Until the terminal has told of a change, it is taken to have the focus: many never tell.
  let hasFocus = true
  let told = ''
  let shown = ''
  return {
    onFocus(has) {
      hasFocus = has
      if (has) told = ''
    },
    notify(text) {
      if (when() === 'off' || (when() === 'unfocused' && hasFocus) || text === told) return
      told = text
      screen.tell(describeTerminalNotice(features, 'kimi', text) ?? '\x07')
    },
    show(state, title) {
      const sign = { idle: '', working: '● ', blocked: '? ' }[state]
      const text = `${sign}${sanitiseLine(title || 'kimi', TITLE_CELLS)}`
      const bytes = `\x1b]0;${text}\x07${screen.terminal.takesStatus ? describeStatus(state, title) : ''}`
      if (bytes === shown) return
      screen.tell(shown === '' ? PUSH_TITLE + bytes : bytes)
      shown = bytes
    },
    close() {
      if (shown !== '')
        screen.tell(`${screen.terminal.takesStatus ? '\x1b]7501;state=clear\x1b\\' : ''}\x1b]0;\x07${POP_TITLE}`)
    },
  }
}

/** The status of the program, OSC 7501: its message is base64. */
function describeStatus(state: ProgramState, title: string): string {
  const kind = state === 'blocked' ? ':kind=permission' : ''
  const message = sanitiseLine(title, TITLE_CELLS)
  const told = message === '' ? '' : `:msg=${Buffer.from(message).toString('base64')}`
  return `\x1b]7501;state=${state}:app=kimi${kind}${told}\x1b\\`
}

/** The names by which terminals are known to show notices. */
function findFeatures(env: NodeJS.ProcessEnv): string {
  return [
    env['TERM_PROGRAM'] ?? '',
    env['KITTY_WINDOW_ID'] ? 'kitty' : '',
    env['WEZTERM_PANE'] ? 'wezterm' : '',
    env['VTE_VERSION'] ? 'vte' : '',
    /^foot/.test(env['TERM'] ?? '') ? 'foot' : '',
    env['TMUX'] ? 'tmux' : '',
    env['TERM'] === 'linux' ? 'linux' : '',
  ].join(' ')
}
