// The offline engine that all shells share: opened on first use, fed with their histories, commands and lessons.

import { open } from 'node:fs/promises'
import { join } from 'node:path'
import type { Knowledge } from '../knowledge/engine.ts'
import type { RanCommand } from '../knowledge/history/command-habits.ts'
import type { ShellName } from '../protocol/proposals.ts'
import { redactSecrets } from '../safety/text/redaction.ts'
import type { Log } from '../sys/log.ts'
import type { Paths } from '../sys/paths.ts'

export interface SharedKnowledge {
  open(): Promise<Knowledge>
  /** Reads a shell's history file, once however many shells use it. */
  readHistory(file: string, shell: ShellName): Promise<void>
  /** Adds a command that ended in the shell with this id. */
  record(ended: RanCommand, shell: string): void
  /**
   * Remembers that the user ran `ran` in place of `offered`, which was proposed for the line `about`. Lines that begin
   * with a blank and lines with secrets are not remembered.
   * @param failedIn the directory in which `ran` has failed, '' for everywhere; undefined when it went well
   */
  learn(about: string, offered: string, ran: string, failedIn?: string): void
  close(): Promise<void>
}

const HISTORY_LIMIT_BYTES = 4 * 1024 * 1024

export function createSharedKnowledge(paths: Paths, indexFile: string, log: Log): SharedKnowledge {
  const histories = new Set<string>()
  let knowledge: Promise<Knowledge> | undefined
  // Half of the daemon's code is the engine's: what needs no answer at the prompt does without.
  const openKnowledge = () =>
    (knowledge ??= import('../knowledge/engine.ts').then(({ createKnowledge }) =>
      createKnowledge({
        indexFile,
        home: paths.home,
        lessonsFile: join(paths.share, 'lessons.jsonl'),
        additions: paths.knowledge,
        isRoot: process.getuid?.() === 0,
        env: process.env,
      }),
    ))

  async function learn(about: string, offered: string, ran: string, failedIn?: string): Promise<void> {
    if (/^\s/.test(about) || [about, offered, ran, failedIn ?? ''].some((text) => redactSecrets(text) !== text)) return
    const { lessons } = await openKnowledge()
    lessons.learn({ about, offered, ran, at: Date.now(), ...(failedIn === undefined ? {} : { failedIn }) })
  }

  return {
    open: openKnowledge,
    async readHistory(file, shell) {
      if (file === '' || histories.has(file)) return
      histories.add(file)
      const { history } = await openKnowledge()
      const tail = await readTail(file, HISTORY_LIMIT_BYTES)
      if (tail) await history.load(tail, shell)
    },
    record: (ended, shell) =>
      void openKnowledge().then(({ history }) => history.record({ ...ended, at: Date.now(), shell })),
    learn: (about, offered, ran, failedIn) =>
      void learn(about, offered, ran, failedIn).catch((error: unknown) =>
        log('warn', 'learn', { error: String(error) }),
      ),
    async close() {
      await (await knowledge)?.close()
    },
  }
}

/** The last `limitBytes` bytes of a file, or null: a history file may be large, gone, or a directory. */
async function readTail(path: string, limitBytes: number): Promise<Uint8Array | null> {
  const file = await open(path, 'r').catch(() => null)
  if (!file) return null
  try {
    const { size } = await file.stat()
    const length = Math.min(size, limitBytes)
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(length), position: size - length })
    return buffer.subarray(0, bytesRead)
  } catch {
    return null
  } finally {
    await file.close()
  }
}
