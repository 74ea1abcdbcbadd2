// The commands of the user's shell, made of its marks: what was typed, where, with what outcome and output. The last 50 are kept.

import type { ShellPhase, UserCommand } from '../../protocol/shell-view.ts'
import { redactSecrets } from '../../safety/text/redaction.ts'
import { sanitiseText } from '../../safety/text/sanitiser.ts'
import type { ShellPiece } from './mark-scanner.ts'
import { createOutputKeeper, type OutputKeeper } from './output-keeper.ts'

const KEPT_COMMANDS = 50
/** bash prints its history with a number, and `*` behind it for a line that was changed. */
const HISTORY_NUMBER = /^ *\d+[* ] /

type Facts = Omit<UserCommand, 'output' | 'omittedBytes'>

/** A command that runs. */
interface Running {
  line: string | null
  cwd: string
  /** On the clock that nobody sets. */
  began: number
  output: OutputKeeper
}

export interface CommandLog {
  readonly phase: ShellPhase
  readonly cwd: string
  readonly isFullScreen: boolean
  readonly lastId: number
  take(piece: ShellPiece): void
  /** The shell itself has ended. A command that runs is kept without a status. */
  end(): void
  /** Commands with an id above `after`, oldest first; `limit`: only the last so many. */
  list(after?: number, limit?: number): UserCommand[]
}

export interface CommandLogDeps {
  cwd: string
  /** True for bash, which tells a line only when it stands in the history. */
  tellsFromHistory: boolean
  /** True when the first key after the prompt was a blank: such a line was to be kept out of the history. */
  isPrivateLine(): boolean
}

export function createCommandLog(deps: CommandLogDeps): CommandLog {
  const commands = createKeptCommands(deps)
  let { cwd } = deps
  let phase: ShellPhase = 'starting'
  let isFullScreen = false
  return {
    get phase() {
      return phase
    },
    get cwd() {
      return cwd
    },
    get isFullScreen() {
      return isFullScreen
    },
    get lastId() {
      return commands.lastId
    },
    take(piece) {
      if (piece.kind === 'output' && !isFullScreen) commands.print(piece.bytes)
      if (piece.kind === 'line') commands.setLine(piece.text)
      if (piece.kind === 'cwd') cwd = piece.text
      if (piece.kind === 'screen') isFullScreen = piece.isAlternate
      if (piece.kind === 'command') {
        commands.begin(cwd)
        phase = 'running'
      }
      if (piece.kind === 'done') {
        commands.end(piece.status)
        isFullScreen = false
      }
      if (piece.kind === 'prompt') {
        commands.settle(cwd)
        phase = 'prompt'
      }
    },
    end() {
      commands.end(null)
      phase = 'ended'
    },
    list: commands.list,
  }
}

/** The ring of commands, and the one that runs. */
function createKeptCommands({ tellsFromHistory, isPrivateLine }: CommandLogDeps) {
  const kept: { facts: Facts; output: OutputKeeper }[] = []
  let lastId = 0
  let line: string | null = null
  let lastLine: string | null = null
  let running: Running | null = null
  return {
    get lastId() {
      return lastId
    },
    /** The text of the command that begins next; bash tells it when the command ends. */
    setLine: (text: string) => void (line = tellsFromHistory ? text.replace(HISTORY_NUMBER, '').trimEnd() : text),
    begin(cwd: string): void {
      running = { line, cwd, began: performance.now(), output: createOutputKeeper() }
      line = null
    },
    print: (bytes: Buffer) => running?.output.push(bytes),
    /** Does nothing when no command runs: a shell that draws its prompt anew after Ctrl-C tells a status, too. */
    end(status: number | null): void {
      if (running === null) return
      const { cwd, began, output } = running
      // bash does not repeat a line that stands in the history already, nor tell one that is kept out of it.
      const known = line ?? running.line ?? (tellsFromHistory && !isPrivateLine() ? lastLine : null)
      lastLine = known ?? lastLine
      const facts = {
        id: ++lastId,
        line: known,
        cwdBefore: cwd,
        cwdAfter: cwd,
        status,
        ms: Math.round(performance.now() - began),
      }
      kept.push({ facts, output })
      if (kept.length > KEPT_COMMANDS) kept.shift()
      running = line = null
    },
    /** The prompt is there, and tells the directory that the last command has led to. */
    settle(cwd: string): void {
      const last = kept.at(-1)
      if (last && running === null) last.facts.cwdAfter = cwd
      running = null
    },
    list: (after = 0, limit = KEPT_COMMANDS) =>
      kept
        .filter(({ facts }) => facts.id > after)
        .slice(-limit)
        .map(describe),
  }
}

function describe({ facts, output }: { facts: Facts; output: OutputKeeper }): UserCommand {
  const line = facts.line === null ? null : sanitiseText(redactSecrets(facts.line))
  return { ...facts, line, ...output.read() }
}
