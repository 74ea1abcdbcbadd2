// The terminal app for its slash commands where only lines are printed: lists to pick from are replaced by a word about what to type.

import { findHome } from '../../sys/own-user.ts'
import { toKimiError } from '../../protocol/errors.ts'
import { textOf } from '../../protocol/message.ts'
import { describePairs } from '../../view/lists/pair-lines.ts'
import type { PrintStyle } from '../../view/print-style.ts'
import { describeFailure } from '../../view/turns/said-lines.ts'
import { describeNote } from '../../view/turns/turn-output.ts'
import type { AppContext } from '../app-context.ts'
import type { SessionLink } from '../link/session-link.ts'
import { createSessionFacts } from '../session-facts.ts'
import type { Transcript } from '../transcript/transcript.ts'

export interface PlainAppDeps {
  transcript: Transcript
  style: PrintStyle
  env: NodeJS.ProcessEnv
  /** The directory in which the session is opened. */
  workDir: string
  link(): SessionLink
  print(lines: readonly string[]): void
  /** The stream to which a command prints that takes over the terminal, as a login does. */
  output: NodeJS.WriteStream
  /** Sends words to the agent. */
  send(words: string): void
  leave(status: number): void
}

/** The commands that need keys, menus or a clipboard. */
const NEEDS_SCREEN = ['keys', 'vim', 'copy', 'theme', 'editor']

/** False for a command of the terminal that means nothing here. */
export function isPlainCommand(name: string): boolean {
  return !NEEDS_SCREEN.includes(name)
}

export function createPlainApp(deps: PlainAppDeps): AppContext {
  const { transcript, style, env, workDir, link, print } = deps
  // A note is not cut: there is no screen whose rows it could break.
  const note = (text: string) => print([describeNote(text, { ...style, width: Infinity })])
  return {
    book: createSessionFacts(workDir, env['HOME'] ?? findHome()),
    transcript,
    env,
    style,
    call: (method, params) => link().call(method, params),
    openSession: (wish) => link().open(wish),
    note,
    print,
    complain(error) {
      const { code, message, hint } = toKimiError(error)
      print(describeFailure({ kind: 'failure', code, message, hint }, style))
    },
    send: (content) => deps.send(textOf(content)),
    show: () => note('no list can be shown here: name what you mean behind the command'),
    closePanel() {},
    refresh() {},
    fill: (content) => note(`to send it again: ${textOf(content)}`),
    isVim: () => false,
    setVim() {},
    copy() {},
    describeColumns: (rows, title) => describePairs(rows, title, style),
    lend: (work) => work({ input: process.stdin, output: deps.output }),
    leave: (status = 0) => deps.leave(status),
  }
}
