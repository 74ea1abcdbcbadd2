// The keys of the app, which it takes before the prompt does.

import { MODES, type Mode } from '../protocol/wire.ts'

export interface KeyActions {
  isRunning(): boolean
  isPromptEmpty(): boolean
  interrupt(): void
  clearPrompt(): void
  leave(): void
  suspend(): void
  redraw(): void
  nextMode(): void
  background(): void
  steer(): void
  toggleThinking(): void
  openViewer(): void
  editQueue(): boolean
  /** Starts a stopped daemon again, or lets prompts that are held go on; false when there is nothing of the kind. */
  goOn(): boolean
  /** Puts the message in grey into the empty prompt; false when no such message is shown. */
  takeNextMessage(): boolean
  /** Scrolls the conversation by so many pages; false where the terminal does that itself. */
  scroll(pages: number): boolean
  rewind(): void
  toggleShell(): void
  togglePlan(): void
  openEditor(): void
  note(text: string): void
}

/** A second Ctrl-C within this time leaves. */
const TWICE_MS = 1_500
/** A second Esc within this time opens the list of turns. */
const ESC_TWICE_MS = 600

/** The modes that Shift-Tab goes through; a mode outside of it is left for the first. */
const CYCLE: readonly Mode[] = ['ask', 'accept-edits', 'plan', 'auto']

/** Esc, and Esc twice in one read of the terminal, in the names that pi-tui has for it. */
const ESCAPES = ['escape', 'alt+escape', 'ctrl+alt+[']

/** The keys that take the message in grey: they have no other meaning on an empty prompt. */
const TAKING = ['right', 'tab', 'end', 'ctrl+f', 'ctrl+e']

/** The mode after this one. */
export function modeAfter(mode: Mode): Mode {
  return CYCLE[(CYCLE.indexOf(mode) + 1) % CYCLE.length] ?? MODES[0]
}

/**
 * The function that takes a key before the prompt does, by its name, and returns true when the key was for the app. `now`: a clock in
 * milliseconds.
 */
export function createAppKeys(actions: KeyActions, now: () => number): (name: string) => boolean {
  let interruptedAt = -Infinity
  let escapedAt = -Infinity

  const pressCtrlC = () => {
    if (actions.isRunning()) return actions.interrupt()
    if (!actions.isPromptEmpty()) return actions.clearPrompt()
    if (now() - interruptedAt < TWICE_MS) return actions.leave()
    interruptedAt = now()
    actions.note('Ctrl-C again leaves; Ctrl-D does at once')
  }
  const pressEscape = () => {
    if (actions.isRunning()) return actions.interrupt()
    if (now() - escapedAt < ESC_TWICE_MS) actions.rewind()
    escapedAt = now()
  }
  const always: Record<string, () => void> = {
    'ctrl+c': pressCtrlC,
    'ctrl+z': actions.suspend,
    'ctrl+l': actions.redraw,
    'ctrl+s': actions.steer,
    'ctrl+o': actions.openViewer,
    'ctrl+t': actions.toggleThinking,
    shell: actions.toggleShell,
    'ctrl+x s': actions.toggleShell,
    'ctrl+x ctrl+x': actions.toggleShell,
    'ctrl+x p': actions.togglePlan,
    'ctrl+x ctrl+e': actions.openEditor,
    'shift+tab': actions.nextMode,
  }
  const whenEmpty: Record<string, () => void> = {
    'ctrl+d': actions.leave,
    escape: pressEscape,
  }

  return (name) => {
    if (name === 'ctrl+b' && actions.isRunning()) actions.background()
    else if (ESCAPES.includes(name) && actions.isRunning()) actions.interrupt()
    else if (name !== 'escape' && ESCAPES.includes(name) && actions.isPromptEmpty()) actions.rewind()
    else if (name === 'pageUp' || name === 'pageDown') return actions.scroll(name === 'pageUp' ? 1 : -1)
    else if (name === 'up' && actions.isPromptEmpty()) return actions.editQueue()
    else if (TAKING.includes(name) && actions.isPromptEmpty()) return actions.takeNextMessage()
    else if (name === 'enter' && actions.isPromptEmpty()) return actions.goOn()
    else if (Object.hasOwn(always, name)) always[name]!()
    else if (Object.hasOwn(whenEmpty, name) && actions.isPromptEmpty()) whenEmpty[name]!()
    else return false
    return true
  }
}
