// The acts that a tool may request of the editor in which its user works. The session implements them; without an editor the tools use the
// disk and their own processes.

import type { EditorAnswer } from '../protocol/wire.ts'

export interface Editor {
  /** The text of a file as its user sees it, unsaved changes included; null when no editor tells. Never rejects. */
  readText(path: string, callId: string, signal: AbortSignal): Promise<string | null>
  /** True when an editor writes files. */
  readonly writes: boolean
  /** Writes the whole text of a file, and saves it. Never rejects. */
  writeText(
    path: string,
    text: string,
    callId: string,
    signal: AbortSignal,
  ): Promise<{ ok: true } | { ok: false; reason: string }>
  /** Starts a program in a terminal of the editor; null when no editor has terminals. */
  run(command: EditorCommand, callId: string): EditorRun | null
}

export interface EditorCommand {
  file: string
  args: string[]
  cwd: string
  /** Variables on top of the editor's own. */
  env: Record<string, string>
  /** The most bytes of output that are kept: longer output loses its beginning. */
  limitBytes: number
}

export interface EditorRun {
  /** Settles when the program has ended, or could not be started. Never rejects. */
  readonly ended: Promise<EditorAnswer>
  /** Ends the program. */
  end(): void
}
