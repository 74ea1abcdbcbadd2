// The keys of the shell mode: which of them are the shell's, and which lead back to the agent.
//
// At the prompt Ctrl-X leads back, unless a key follows within the chord window: Ctrl-X Ctrl-E is the shell's own chord. A program that has
// the terminal (vim, ssh, a shell inside the shell) gets Ctrl-X like any other key; from there Ctrl-] twice leads back.

const CTRL_X = 0x18
const CTRL_BRACKET = 0x1d
const DEFAULT_WINDOW_MS = 300

export interface ShellKeysDeps {
  /** True while the shell reads a line. */
  isAtPrompt(): boolean
  send(keys: Buffer): void
  /** Called once; `rest` are keys that were typed behind it. */
  onBack(rest: Buffer): void
  /** The time in which a key still continues a chord, in milliseconds. */
  windowMs: number
  /** True when only control keys continue a chord. */
  isControlOnly: boolean
}

export interface ShellKeys {
  take(keys: Buffer): void
  close(): void
}

/** The chord settings of our shell plugins, from the same variables. */
export function readChordSettings(
  env: Readonly<Record<string, string | undefined>>,
): Pick<ShellKeysDeps, 'windowMs' | 'isControlOnly'> {
  const ms = Number(env['KIMI_CHORD_WINDOW_MS'] || DEFAULT_WINDOW_MS)
  return { windowMs: ms >= 0 && ms <= 10_000 ? ms : DEFAULT_WINDOW_MS, isControlOnly: env['KIMI_CHORDS'] === 'ctrl' }
}

export function createShellKeys(deps: ShellKeysDeps): ShellKeys {
  const { isAtPrompt, send, onBack, windowMs, isControlOnly } = deps
  let held: { key: number; timer: NodeJS.Timeout } | null = null
  let isDone = false

  const leave = (rest: Buffer) => {
    isDone = true
    onBack(rest)
  }
  const hold = (key: number) => {
    const onSilence = () => {
      held = null
      if (key === CTRL_X) leave(Buffer.alloc(0))
      else send(Buffer.of(key))
    }
    held = { key, timer: setTimeout(onSilence, windowMs) }
  }
  /** Decides about the held key by what follows it. */
  const decide = (key: number, keys: Buffer): void => {
    const next = keys[0]!
    if (key === CTRL_BRACKET && next === CTRL_BRACKET) return leave(keys.subarray(1))
    const isChord = key !== CTRL_X || !isControlOnly || next < 0x20
    if (!isChord) return leave(keys)
    send(Buffer.concat([Buffer.of(key), keys.subarray(0, 1)]))
    take(keys.subarray(1))
  }
  const take = (keys: Buffer): void => {
    if (isDone || keys.length === 0) return
    if (held) {
      clearTimeout(held.timer)
      const { key } = held
      held = null
      return decide(key, keys)
    }
    const watched = isAtPrompt() ? CTRL_X : CTRL_BRACKET
    // A paste is text: what it holds is no key.
    const at = keys.includes(PASTE_START) ? -1 : keys.indexOf(watched)
    if (at < 0) return send(keys)
    if (at > 0) send(keys.subarray(0, at))
    const rest = keys.subarray(at + 1)
    if (rest.length > 0) return decide(watched, rest)
    hold(watched)
  }
  return {
    take,
    close() {
      isDone = true
      clearTimeout(held?.timer)
    },
  }
}

const PASTE_START = Buffer.from('\x1b[200~')
