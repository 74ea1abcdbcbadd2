// The list of stored sessions: pick one to go on with it, rename it, delete it, or look at those of all directories.

import { shortenSessionId, type SessionView } from '../../protocol/session-view.ts'
import { describeAge } from '../../view/age-text.ts'
import type { ChoiceItem } from '../../view/lists/choice-list.ts'
import type { AppContext } from '../app-context.ts'
import { createPicker } from './picker.ts'

const LISTED = 200

type SessionItem = ChoiceItem & { session: SessionView }

/** Shows the sessions of the directory, or of all directories with `isAll`. `onLeave`: called when the user leaves the list with Esc. */
export async function pickSession(app: AppContext, isAll = false, onLeave?: () => void): Promise<void> {
  const { workDir } = app.book.facts
  const read = async () => {
    const { sessions } = await app.call('session/list', { limit: LISTED, ...(isAll ? {} : { workDir }) })
    return sessions.map((session) => describeSession(session, isAll))
  }
  const items = await read()
  const picker = createPicker<SessionItem>(app, {
    title: isAll ? 'Sessions of all directories' : 'Sessions of this directory',
    items,
    empty: 'there are none yet',
    hint: `Ctrl-A ${isAll ? 'this directory' : 'all directories'}, Ctrl-D deletes, Ctrl-R renames`,
    onLeave,
    onPick: ({ session }) =>
      void app.openSession({ id: session.id, workDir: session.workDir ?? workDir }).catch(app.complain),
    onKey(name, { session }) {
      if (name === 'ctrl+a') void pickSession(app, !isAll, onLeave).catch(app.complain)
      else if (name === 'ctrl+d') remove(app, session, async () => picker.update(await read()))
      else if (name === 'ctrl+r') {
        app.closePanel()
        app.fill(`/rename ${session.title}`)
      } else return false
      return true
    },
  })
  app.show(picker)
}

function describeSession(session: SessionView, isAll: boolean): SessionItem {
  const { id, title, updatedAt, turns, isAnswered, workDir } = session
  const age = describeAge(Date.now() - updatedAt)
  const parts = [
    age,
    isAnswered ? `${turns} ${turns === 1 ? 'turn' : 'turns'}` : 'no answer',
    shortenSessionId(id),
    ...(isAll ? [workDir ?? ''] : []),
  ]
  return { label: title || '(no title)', detail: parts.filter(Boolean).join('  '), words: id, session }
}

/** Deletes a session at the second press for the same one. */
const armed = new WeakMap<AppContext, string>()

function remove(app: AppContext, { id, title, workDir }: SessionView, onRemoved: () => Promise<void>): void {
  if (armed.get(app) !== id) {
    armed.set(app, id)
    return app.note(`Ctrl-D again deletes ${title || shortenSessionId(id)} and everything stored with it`)
  }
  armed.delete(app)
  app
    .call('session/delete', { id, workDir: workDir ?? app.book.facts.workDir })
    .then(onRemoved)
    .catch(app.complain)
}
