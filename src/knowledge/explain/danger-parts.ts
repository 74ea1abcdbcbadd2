// The dangers of a command as parts of its explanation. They are the verdict of safety/ in other words, never its own.

import type { Part, ShellName } from '../../protocol/proposals.ts'
import { ensureGrammar } from '../../safety/lines/bash-grammar.ts'
import { SERIOUS_LABELS, judgeLine } from '../../safety/lines/line-risk.ts'

/**
 * The serious effects of a command, each as a part: the part of the line that brings it, the effect, and its labels in
 * parentheses. Waits for the grammar, about 35 ms when nothing has loaded it before.
 */
export async function explainDangers(command: string, shell: ShellName): Promise<Part[]> {
  await ensureGrammar()
  const byEffect = new Map<string, { part: string; effect: string; labels: string[] }>()
  for (const { label, part, effect } of judgeLine(command, shell).findings) {
    if (!SERIOUS_LABELS.includes(label)) continue
    const key = `${part}\n${effect}`
    const known = byEffect.get(key)
    if (known) known.labels.push(label)
    else byEffect.set(key, { part, effect, labels: [label] })
  }
  return [...byEffect.values()].map(({ part, effect, labels }) => ({
    text: part,
    meaning: `danger: ${effect} (${labels.join(', ')})`,
    source: 'rule',
  }))
}
