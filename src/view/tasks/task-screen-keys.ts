// The keys of the tasks' screen. They change the screen; an action for the daemon is returned as a wish.

import { isTerminal, type TaskView } from '../../protocol/task.ts'
import { layPanel, scrollPanel, type Panel, type Size } from './task-screen-panel.ts'
import type { Screen } from './task-screen-view.ts'

export type ScreenWish =
  | { type: 'leave' }
  | { type: 'attach'; task: TaskView }
  | { type: 'stop'; task: TaskView }
  | { type: 'answer'; task: TaskView; request: string; answer: 'approve' | 'reject'; text: string }

const STEPS: Record<string, 1 | -1> = { j: 1, '\x1b[B': 1, '\x1bOB': 1, k: -1, '\x1b[A': -1, '\x1bOA': -1 }
const PAGES: Record<string, 1 | -1> = { '\x1b[6~': 1, ' ': 1, '\x1b[5~': -1 }
const CTRL_C = '\x03'
const ESC = '\x1b'
/** Rows that a page does not scroll by: head, foot, the panel's title, and one row that both pages show. */
const NO_PAGE_ROWS = 4

/** Cuts the bytes of one read into keys: several keys may come at once. */
export function splitKeys(text: string): string[] {
  return text.match(/\x1b[[O][0-9;]*[A-Za-z~]|[^]/gu) ?? []
}

/**
 * `isFresh`: the key answers nothing, since the panel has only just opened and the user could not read it (security C27), or
 * since it came with others.
 */
export function pressKey(screen: Screen, key: string, size: Size, isFresh: boolean): ScreenWish | null {
  screen.message = ''
  if (key === CTRL_C) return { type: 'leave' }
  if (screen.panel) return pressInPanel(screen, screen.panel, key, size, isFresh)
  if (key === 'q' || key === ESC) return { type: 'leave' }
  if (STEPS[key]) screen.move(STEPS[key])
  else if (PAGES[key]) screen.move(PAGES[key] * Math.max(1, size.rows - NO_PAGE_ROWS))
  else if (key === 'a') screen.openQuestion('approve')
  else if (key === 'r') screen.openQuestion('reject')
  else if (key === 'o') screen.openOutput()
  const task = screen.selected()
  if (!task) return null
  if (key === 's') return { type: 'stop', task }
  if (key !== '\r' && key !== 't') return null
  if (canAttach(task)) return { type: 'attach', task }
  screen.openOutput()
  return null
}

function canAttach({ status, terminal, kind }: TaskView): boolean {
  return !isTerminal(status) && status !== 'created' && (terminal !== '' || kind === 'agent')
}

function pressInPanel(screen: Screen, panel: Panel, key: string, size: Size, isFresh: boolean): ScreenWish | null {
  if (key === 'q' || key === ESC) screen.panel = null
  else if (STEPS[key]) scrollPanel(panel, STEPS[key], size)
  else if (PAGES[key]) scrollPanel(panel, PAGES[key] * Math.max(1, size.rows - NO_PAGE_ROWS), size)
  const task = screen.selected()
  const verdict = verdictOf(panel, key)
  if (!verdict || !task || isFresh) return null
  if (key !== 'n' && !layPanel(panel, size).isEndShown) {
    screen.message = 'there is more of it: ↓'
    return null
  }
  return { type: 'answer', task, request: panel.request, ...verdict }
}

function verdictOf({ verb, options }: Panel, key: string): { answer: 'approve' | 'reject'; text: string } | null {
  if (verb === 'read') return null
  if (verb === 'reject') return key === 'y' ? { answer: 'reject', text: '' } : null
  if (key === 'n') return { answer: 'reject', text: '' }
  if (verb === 'approve') return key === 'y' ? { answer: 'approve', text: '' } : null
  return options[Number(key) - 1] === undefined ? null : { answer: 'approve', text: key }
}
