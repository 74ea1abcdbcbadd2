// Explanations, `kimi check` and the labels beside a proposal take their dangers from one place.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createKnowledge, type Knowledge } from '../../../../src/knowledge/engine.ts'
import type { Part, RiskLabel, ShellName } from '../../../../src/protocol/proposals.ts'
import { explainDangers } from '../../../../src/knowledge/explain/danger-parts.ts'
import { ensureGrammar } from '../../../../src/safety/lines/bash-grammar.ts'
import { classifyCommand, SERIOUS_LABELS } from '../../../../src/safety/lines/line-risk.ts'
import { createFilter } from '../../../../src/suggest/proposal-filter.ts'
import type { Question, SuggestEvent } from '../../../../src/suggest/prompt-question.ts'
import { createChannel } from '../../../../src/sys/channel.ts'
import { findIndexFile } from '../baked-index.ts'
import { readBlocks } from '../../safety/lines/risk-lines.ts'

const lines = readBlocks().flatMap(({ commands }) => commands)
let knowledge: Knowledge
beforeAll(async () => {
  await ensureGrammar()
  knowledge = createKnowledge({ indexFile: await findIndexFile(), home: '/home/none', env: { PATH: '/nonexistent' } })
})
afterAll(() => knowledge.close())

const serious = (labels: readonly RiskLabel[]) => SERIOUS_LABELS.filter((label) => labels.includes(label))

/** The labels that danger parts name. */
function namedLabels(parts: readonly Part[]): RiskLabel[] {
  const named = parts.flatMap(({ meaning }) => /^danger: .* \(([a-z, -]+)\)$/s.exec(meaning)?.[1]?.split(', ') ?? [])
  return serious(named as RiskLabel[])
}

/** The command that is offered for a line, with its labels; null when the line is refused. */
async function offer(command: string, shell: ShellName): Promise<{ command: string; labels: RiskLabel[] } | null> {
  const events = createChannel<SuggestEvent>()
  const question: Question = { line: '', cwd: '/', shell, env: {}, offline: true, recent: [], aliases: [] }
  const filter = await createFilter(question, events, 1)
  await filter.offer({ command, explanation: '', source: 'test', confidence: 1 })
  events.end()
  for await (const event of events) if (event.type === 'offer') return event.proposal
  return null
}

describe('dangers', () => {
  test.each(['bash', 'zsh'] as const)('an explanation names the labels that a check in %s gives', async (shell) => {
    const contradictions: string[] = []
    for (const line of lines) {
      const checked = serious(classifyCommand(line, shell).labels)
      const explained = namedLabels(await explainDangers(line, shell))
      if (checked.join() !== explained.join()) contradictions.push(`${line} => check ${checked}; explain ${explained}`)
    }
    expect(contradictions).toEqual([])
  })

  test('a proposal carries the labels that a check of it gives and an explanation names', async () => {
    const contradictions: string[] = []
    let offered = 0
    for (const line of lines) {
      // Lines that the grammar does not know are put to the user's shell, a process each: they are left out here.
      if (!classifyCommand(line, 'bash').parses) continue
      const proposal = await offer(line, 'bash')
      if (proposal === null) continue
      offered++
      const checked = classifyCommand(proposal.command, 'bash').labels
      const explained = namedLabels(await explainDangers(proposal.command, 'bash'))
      if (checked.join() !== proposal.labels.join() || serious(checked).join() !== explained.join())
        contradictions.push(`${line} => check ${checked}; proposal ${proposal.labels}; explain ${explained}`)
    }
    expect(contradictions).toEqual([])
    expect(offered).toBeGreaterThan(500)
  })

  test('a check for any shell names every danger that a shell which understands the line would meet', () => {
    const missing = lines.filter((line) => {
      const any = classifyCommand(line, 'any').labels
      return (['bash', 'zsh'] as const).some((shell) => {
        const { labels, parses } = classifyCommand(line, shell)
        return parses && serious(labels).some((label) => !any.includes(label))
      })
    })
    expect(missing).toEqual([])
  })

  test('text in quotes is no danger; a forced push and code from the network are', async () => {
    const explain = async (command: string) => namedLabels(await knowledge.explain({ command, shell: 'bash' }))
    expect(await explain('echo "rm -rf /"')).toEqual([])
    expect(await explain('git push -f')).toEqual(['destructive'])
    expect(await explain('curl x | python3')).toEqual(['remote-code'])
  })

  test('a danger stands beside the part of the line that brings it', async () => {
    const parts = await knowledge.explain({ command: 'ls && rm -rf ~/x | tee out.txt', shell: 'bash' })
    expect(parts).toContainEqual({
      text: 'rm -rf ~/x',
      meaning: expect.stringMatching(/^danger: deletes recursively.* \(destructive\)$/),
      source: 'rule',
    })
  })
})
