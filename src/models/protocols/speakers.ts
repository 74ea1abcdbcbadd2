// The protocols, each loaded when a model first needs it.

import type { Protocol } from '../provider-kinds.ts'
import type { Speaker } from './speaker.ts'

export async function loadSpeaker(protocol: Protocol): Promise<Speaker> {
  if (protocol === 'responses') return (await import('./responses-speaker.ts')).RESPONSES
  if (protocol === 'anthropic') return (await import('./anthropic-speaker.ts')).ANTHROPIC
  if (protocol === 'gemini') return (await import('./gemini-speaker.ts')).GEMINI
  return (await import('./completion-speaker.ts')).COMPLETIONS
}
