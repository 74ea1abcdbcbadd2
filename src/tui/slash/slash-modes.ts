// Slash commands about how the agent works: its mode, its model, how much it thinks.

import { EFFORTS } from '../../protocol/methods.ts'
import { MODES, type Mode } from '../../protocol/wire.ts'
import { nearest } from '../../sys/words/nearest-name.ts'
import type { AppContext } from '../app-context.ts'
import { changeModel, pickEffort, pickModel } from '../panels/model-picker.ts'
import type { SlashRow } from './slash-row.ts'

export const MODE_ROWS: readonly SlashRow[] = [
  {
    name: 'model',
    usage: '[NAME]',
    about: 'pick the model, and how much it thinks',
    run: (app, name) => (name === '' ? pickModel(app) : changeModel(app, name, undefined)),
  },
  { name: 'effort', usage: '[LEVEL]', about: `how much the model thinks: ${EFFORTS.join(', ')}`, run: setEffort },
  { name: 'mode', usage: '[MODE]', about: `what may run without asking you: ${MODES.join(', ')}`, run: setMode },
  {
    name: 'plan',
    usage: '[on|off|view|clear]',
    about: 'only read, and write a plan for you to approve',
    run: (app, args) => (args === 'view' || args === 'clear' ? app.send(`/plan ${args}`) : toggle(app, 'plan', args)),
  },
  { name: 'yolo', about: 'approve everything, or ask again', run: (app, args) => toggle(app, 'bypass', args) },
  { name: 'afk', about: 'ask nothing while you are away, or ask again', run: (app, args) => toggle(app, 'auto', args) },
]

async function setMode(app: AppContext, args: string): Promise<void> {
  const mode = MODES.find((each) => each === args)
  if (mode) return changeMode(app, mode)
  const near = nearest(args, [...MODES])
  const unknown = near
    ? `there is no mode ${args}: did you mean ${near}?`
    : `there is no mode ${args}: ${MODES.join(', ')}`
  app.note(args === '' ? `the mode is ${app.book.facts.mode}; there are ${MODES.join(', ')}` : unknown)
}

async function toggle(app: AppContext, mode: Mode, args: string): Promise<void> {
  const isOn = args === '' ? app.book.facts.mode !== mode : args === 'on'
  await changeMode(app, isOn ? mode : 'ask')
}

/** Sets the session's mode; the daemon tells all its clients. */
async function changeMode(app: AppContext, mode: Mode): Promise<void> {
  await createModeKeys(app)(() => mode)
}

/**
 * The function that changes the mode by a key: `next` gets the mode that was asked for last, also while the daemon has not taken it, so
 * that keys in quick succession count from each other. Only the last one is told.
 */
export function createModeKeys(app: AppContext): (next: (mode: Mode) => Mode) => Promise<void> {
  let wanted: Mode | null = null
  return async (next) => {
    const isUnderWay = wanted !== null
    wanted = next(wanted ?? app.book.facts.mode)
    if (isUnderWay) return
    try {
      const mode = await reachMode(app, () => wanted!)
      app.book.facts.mode = mode
      app.note(MEANINGS[mode])
    } finally {
      wanted = null
    }
  }
}

/** Sets the mode that is wanted, and again while another one has come to be wanted meanwhile. */
async function reachMode(app: AppContext, wanted: () => Mode): Promise<Mode> {
  for (;;) {
    const asked = wanted()
    const { mode } = await app.call('session/mode', { mode: asked })
    if (wanted() === asked) return mode
  }
}

const MEANINGS: Record<Mode, string> = {
  ask: 'mode ask: you are asked before edits and commands',
  'accept-edits': 'mode accept-edits: edits in the workspace need no approval',
  plan: 'mode plan: the agent only reads, and writes a plan for you to approve',
  auto: 'mode auto: nothing is asked; what is not safe is refused',
  bypass: 'mode bypass: everything is approved',
}

function setEffort(app: AppContext, args: string): void | Promise<void> {
  const effort = EFFORTS.find((each) => each === args)
  if (args === '') return pickEffort(app)
  if (!effort) return app.note(`there is no effort ${args}: ${EFFORTS.join(', ')}`)
  return changeModel(app, undefined, effort)
}
