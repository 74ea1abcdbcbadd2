// The list of turns to go back to, with the files that would change; then what goes back: the conversation, the files, or both.

import type { Methods } from '../../protocol/methods.ts'
import { sanitiseLine } from '../../safety/text/sanitiser.ts'
import { paint } from '../../view/print-style.ts'
import type { ChoiceItem } from '../../view/lists/choice-list.ts'
import type { AppContext } from '../app-context.ts'
import { createPicker } from './picker.ts'

type Rewind = Methods['session/rewind']['params']
type TurnItem = ChoiceItem & { turn: number; text: string }
type WhatItem = ChoiceItem & { what: Rewind['what'] }

const PREVIEW_LINES = 8

export async function pickTurn(app: AppContext): Promise<void> {
  if (app.transcript.current().turn.isRunning) return app.note('a turn runs: Esc interrupts it')
  const { session } = app.book
  if (!session || app.transcript.current().turns.length === 0) return app.note('nothing was said yet')
  const { prompts } = await app.call('session/show', { id: session.id, workDir: session.workDir })
  const items = prompts.toReversed().map(({ turn, text }) => ({ label: `${turn}`, detail: text, turn, text }))
  const previews = new Map<number, readonly string[]>()
  const preview = ({ turn }: TurnItem) => {
    if (!previews.has(turn)) {
      previews.set(turn, [])
      void describe(app, turn).then((lines) => {
        previews.set(turn, lines)
        app.refresh()
      })
    }
    return previews.get(turn)!
  }
  app.show(
    createPicker<TurnItem>(app, {
      title: 'Back to before which turn?',
      items,
      empty: 'nothing was said yet',
      hint: 'the files that would change are below',
      onPick: (item) => pickWhat(app, item),
      preview,
    }),
  )
}

/** The files that would change, and how much of the conversation goes. */
async function describe(app: AppContext, to: number): Promise<string[]> {
  const { style } = app
  try {
    const { lines } = await app.call('session/rewind', { to, what: 'both', apply: false })
    const more = lines.length - PREVIEW_LINES
    const shown = lines
      .slice(0, PREVIEW_LINES)
      .map((line) => paint(style, 'dim', `    ${sanitiseLine(line, style.width - 4)}`))
    return more > 0 ? [...shown, paint(style, 'dim', `    ${style.marks.more} ${more} more`)] : shown
  } catch {
    return []
  }
}

function pickWhat(app: AppContext, { turn, text }: TurnItem): void {
  const items: WhatItem[] = [
    { label: 'both', detail: 'the conversation and the files', what: 'both' },
    { label: 'conversation', detail: 'the files stay as they are', what: 'chat' },
    { label: 'files', detail: 'the conversation stays as it is', what: 'files' },
  ]
  app.show(
    createPicker<WhatItem>(app, {
      title: `What goes back to before turn ${turn}?`,
      items,
      empty: '',
      onPick: ({ what }) => void rewind(app, { to: turn, what, apply: true }, text).catch(app.complain),
    }),
  )
}

/** Takes the last rewind back; where turns were said since, which that drops, the user is asked first. */
export async function undoRewind(app: AppContext): Promise<void> {
  if (app.transcript.current().turn.isRunning) return app.note('a turn runs: Esc interrupts it')
  const undo: Rewind = { what: 'both', undo: true, apply: true }
  const plan = await app.call('session/rewind', { ...undo, apply: false })
  const since = plan.turns ?? 0
  if (plan.failed || since === 0) return rewind(app, undo)
  app.show(
    createPicker(app, {
      title: `Take the rewind back, and drop the ${since === 1 ? 'turn' : `${since} turns`} said since?`,
      items: [
        { label: 'no', detail: 'everything stays as it is' },
        { label: 'yes', detail: 'that is gone for good' },
      ],
      empty: '',
      onPick: ({ label }) => void (label === 'yes' && rewind(app, undo).catch(app.complain)),
    }),
  )
}

/** Goes back. The words of the turn stand in the prompt again when the conversation has gone back. */
async function rewind(app: AppContext, wish: Rewind, text = ''): Promise<void> {
  app.book.isRewinding = true
  const { lines, applied } = await app.call('session/rewind', wish).finally(() => (app.book.isRewinding = false))
  for (const line of lines) app.note(line)
  if (!applied || wish.undo) return
  if (wish.what === 'files') return app.note('/rewind undo takes it back')
  app.note(`turn ${wish.to} and what came after it are no longer part of the conversation; /rewind undo takes it back`)
  if (text !== '') app.fill(text)
}
