// Keeps what the user writes: the draft and the waiting messages on disk, and the sent messages in the history of the directory.

import { toKimiError } from '../protocol/errors.ts'
import type { OpenedSession } from '../protocol/methods.ts'
import { findPaths } from '../sys/paths.ts'
import { fromContent } from '../view/composer/pasted-objects.ts'
import type { AppContext } from './app-context.ts'
import type { Composer } from './composer/composer.ts'
import { openDraftFile, type DraftFile, type SavedDraft } from './composer/draft-file.ts'
import type { Outbox } from './outbox.ts'

export interface PromptMemory {
  /** A session is open: its draft and the history of its directory are read. The same session again changes nothing. */
  onOpened(session: OpenedSession): void
  /** The draft or the waiting messages have changed. */
  onChanged(): void
  /** Words were sent, or wait until they can be. They are in the history also when they were said before a session was open. */
  onSent(text: string): void
  /** Resolves when the last draft is on disk. */
  close(): Promise<void>
}

export interface MemoryParts {
  app: AppContext
  composer: Composer
  outbox: Outbox
}

export function createPromptMemory(parts: MemoryParts): PromptMemory {
  let file: DraftFile | null = null
  let opened = ''
  /** Words that no daemon could be told, to be told when one is reached. */
  let untold: string[] = []
  /** Words that were sent while the history is read: what is read may lack them. */
  let sentMeanwhile: string[] = []

  const current = (): SavedDraft => ({ ...parts.composer.draft(), queue: parts.outbox.waiting })
  const takeOver = ({ text, objects, queue }: SavedDraft) => {
    if (!parts.composer.isEmpty()) return
    // The prompts that waited go back into the draft and are not sent by themselves: the turn that they waited for may be long gone.
    let draft = { text: '', objects }
    const texts = queue.map((content) => (draft = fromContent(content, draft.objects)).text)
    parts.composer.setDraft({
      text: [...texts, text].filter((each) => each !== '').join('\n\n'),
      objects: draft.objects,
    })
    parts.app.note('the text that was not sent is back in the prompt')
  }
  const tell = (text: string) => {
    const { workDir } = parts.app.book.facts
    parts.app.call('session/said', { workDir, words: text }).catch((error: unknown) => {
      // A full disk: the message itself goes on.
      if (toKimiError(error).code === 'daemon.unreachable') untold.push(text)
    })
  }
  const readHistory = (workDir: string) => {
    sentMeanwhile = []
    const history = parts.app.call('session/inputs', { workDir })
    history
      .then(({ inputs }) => {
        const earlier = inputs.filter((text) => !sentMeanwhile.includes(text))
        parts.composer.setHistory([...earlier, ...sentMeanwhile])
      })
      .catch(() => {}) // without it Up finds what is sent from now on
  }
  return {
    onOpened({ id, workDir }) {
      const told = untold
      untold = []
      told.forEach(tell)
      if (id === opened) return
      opened = id
      void file?.close()
      file = openDraftFile(findPaths(parts.app.env).share, workDir, id)
      if (file.left) takeOver(file.left)
      else file.save(current())
      readHistory(workDir)
    },
    onChanged: () => file?.save(current()),
    onSent(text) {
      sentMeanwhile.push(text)
      tell(text)
    },
    close: async () => file?.close(),
  }
}
