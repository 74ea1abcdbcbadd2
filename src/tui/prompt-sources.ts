// The places that the prompt asks for its menus, and the note about what a message mentions.

import { textOf, type Content } from '../protocol/message.ts'
import type { Prompt } from '../view/composer/pasted-objects.ts'
import type { AppContext } from './app-context.ts'
import { clientVariables } from '../client/client-env.ts'
import { describeMissing, findFileMentions } from '../client/file-mentions.ts'
import { findHome } from '../sys/own-user.ts'
import type { ComposerSources } from './composer/composer-options.ts'
import { createDaemonSources } from './composer/daemon-sources.ts'
import { hasMention, withMentionNotes } from './composer/mention-notes.ts'
import { listSlashItems } from './slash/slash-table.ts'

const MENTIONED_LIMIT = 1_000

export function createSources(app: AppContext): ComposerSources {
  return createDaemonSources({
    call: app.call,
    workDir: () => app.book.facts.workDir,
    clientEnv: clientVariables(app.env),
    env: app.env,
    commands: () => listSlashItems(app),
  })
}

/** A message as the session gets it. A file that it names and that is not there is told. Sessions and tasks that it mentions are looked up; without a connection they stay words. */
export async function describeMentions({ call, book, env, note }: AppContext, prompt: Prompt): Promise<Content> {
  const missing = describeMissing(findFileMentions(prompt.text, book.facts.workDir, env['HOME'] ?? findHome()))
  if (missing !== '') note(missing)
  let { parts } = prompt
  if (hasMention(prompt.text)) {
    const lists = Promise.all([call('session/list', { limit: MENTIONED_LIMIT }), call('task/list', {})])
    parts = await lists.then(
      ([{ sessions }, { tasks }]) => withMentionNotes(prompt, { sessions, tasks }),
      () => parts,
    )
  }
  return parts.every(({ type }) => type === 'text') ? textOf(parts) : parts
}
