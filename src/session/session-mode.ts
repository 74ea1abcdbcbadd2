// The mode of a session, which decides what is asked before it is done. Plan mode is a stay: leaving it restores the mode
// before it, also when the daemon was restarted in between.

import type { Mode } from '../protocol/wire.ts'
import { modeOfState, type SessionState, type StateStore } from './store/state-file.ts'

export interface SessionMode {
  readonly current: Mode
  /** The mode that follows plan mode when that is left. */
  readonly afterPlan: Mode
  set(mode: Mode): void
  /** Leaving restores the mode before plan mode. Nothing changes when plan mode is not on. */
  setPlanMode(isOn: boolean): void
}

export interface SessionModeOptions {
  state: StateStore
  /** The mode to begin in; undefined takes the one in the state file. */
  first: Mode | undefined
  /** True when nobody is there to answer: such a session never writes its mode down. */
  isUnattended: boolean
  onChanged(before: Mode): void
}

export function createSessionMode({ state, first, isUnattended, onChanged }: SessionModeOptions): SessionMode {
  const stored = state.read()
  let current = first ?? modeOfState(stored)
  let beforePlan = modeOfState(stored) === 'plan' ? modeBeforePlan(stored) : modeOfState(stored)

  const save = () => {
    const { approval } = state.read()
    state.save({
      plan_mode: current === 'plan',
      approval: { ...approval, yolo: current === 'bypass', afk: current === 'auto' },
      kimi_mode: current,
      kimi_mode_before_plan: current === 'plan' ? beforePlan : undefined,
    })
  }
  const set = (next: Mode) => {
    if (next === current) return
    const before = current
    if (next === 'plan') beforePlan = current
    current = next
    if (!isUnattended) save()
    onChanged(before)
  }
  return {
    get current() {
      return current
    },
    get afterPlan() {
      return beforePlan
    },
    set,
    setPlanMode(isOn) {
      if (isOn) set('plan')
      else if (current === 'plan') set(beforePlan)
    },
  }
}

/** Kimi CLI, whose plan mode is a flag beside the others, leaves `yolo` and `afk` as they are. */
function modeBeforePlan(state: SessionState): Mode {
  if (state.kimi_mode_before_plan) return state.kimi_mode_before_plan
  if (state.approval.yolo) return 'bypass'
  return state.approval.afk ? 'auto' : 'ask'
}
