// `kimi --print` with a mode that asks: nobody is there, so what would be asked is refused, with the option that would let it run.

import { decide, type PermissionState, type PermissionSubject } from '../safety/rules/permission.ts'
import { distrust } from '../safety/sources/distrust.ts'
import type { TurnSources } from '../safety/sources/turn-sources.ts'

const WIDER = [
  ['accept-edits', '--mode accept-edits'],
  ['auto', '--mode auto'],
  ['bypass', '--yolo'],
] as const

/**
 * The refusal of an act about which the mode asks. `reason`: why a rule or what was read makes it ask, or ''. It names the narrowest mode
 * in which the act would run unasked.
 */
export function refuseUnattended(
  ask: PermissionSubject,
  reason: string,
  state: PermissionState,
  sources: TurnSources,
): string {
  const wider = WIDER.find(([mode]) => {
    const other = { ...state, mode }
    return distrust(decide(ask, other), ask, other, sources).kind === 'allow'
  })
  const why = reason === '' ? '' : ` (${reason})`
  const way = wider === undefined ? 'a terminal, where you are asked' : wider[1]
  return `Mode ${state.mode} asks about this${why}, and with --print nobody is asked. What would let it run: ${way}`
}
