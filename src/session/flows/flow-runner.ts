// Runs a flow: each node is a turn, and at a decision the model's answer chooses the next node. The Ralph loop is a flow
// of one task and one decision.

import type { Flow, FlowNode } from './flow.ts'

const MOVES_LIMIT = 1_000
/** The last match in an answer counts: the model may discuss other choices before. */
const CHOICE = /<choice>([^<]*)<\/choice>/g

export type FlowOutcome =
  | { status: 'finished'; moves: number }
  /** A turn ended without an answer: it was rejected or cancelled, or it failed. */
  | { status: 'stopped'; moves: number }
  | { status: 'max_moves'; moves: number }

/**
 * `runTurn` runs a turn with the text and returns the model's final text, or null when the turn ended without one.
 * `args` is the text after the command, which is added to the first node. `maxMoves` limits the number of turns.
 */
export async function runFlow(
  flow: Flow,
  deps: { runTurn(text: string): Promise<string | null>; args?: string; maxMoves?: number },
): Promise<FlowOutcome> {
  const { runTurn, args = '', maxMoves = MOVES_LIMIT } = deps
  let node = flow.nodes.get(flow.begin)!
  let moves = 0
  let request = args.trim() === '' ? '' : `\n\nUser request:\n${args.trim()}`
  let retry = ''
  while (node.kind !== 'end') {
    if (node.kind === 'begin') {
      node = follow(flow, node, null)!
      continue
    }
    if (moves >= maxMoves) return { status: 'max_moves', moves }
    moves++
    const answer = await runTurn(describeNode(node) + request + retry)
    if (answer === null) return { status: 'stopped', moves }
    const choice = node.kind === 'decision' ? readChoice(answer) : null
    const next = follow(flow, node, choice)
    retry = next ? '' : `\n\n${describeMiss(choice)}`
    if (next) [node, request] = [next, '']
  }
  return { status: 'finished', moves }
}

/** The label in the last `<choice>` of an answer, or null. */
export function readChoice(answer: string): string | null {
  return [...answer.matchAll(CHOICE)].at(-1)?.[1]?.trim() ?? null
}

function follow(flow: Flow, node: FlowNode, choice: string | null): FlowNode | undefined {
  const edge = node.kind === 'decision' ? node.edges.find(({ label }) => label?.trim() === choice) : node.edges[0]
  return edge && flow.nodes.get(edge.to)
}

function describeNode(node: FlowNode): string {
  if (node.kind !== 'decision') return node.label
  const choices = node.edges.map(({ label }) => `- ${label?.trim()}`).join('\n')
  return `${node.label}\n\nDecide which of these comes next, and end your answer with the exact words of one inside \
<choice></choice>:\n${choices}`
}

function describeMiss(choice: string | null): string {
  const found =
    choice === null ? 'held no <choice></choice>' : `chose ${JSON.stringify(choice)}, which is not in the list`
  return `Your last answer ${found}. Answer again.`
}

const GO_ON = 'CONTINUE'
const STOP = 'STOP'

/**
 * The Ralph loop: the prompt once, then again until the model says that nothing is left, at most `iterations` more times
 * (-1: without end). Pass `maxMoves` to runFlow.
 */
export function createRalphFlow(prompt: string, iterations: number): { flow: Flow; maxMoves: number } {
  const again = `${prompt}\n\nYou are in a loop: this prompt comes back until you end it. Look at what has been done, and do what \
is still missing. Choose ${STOP} only when the whole task is done and verified, or when nothing you can do would help; choose \
${GO_ON} otherwise.`
  const nodes: FlowNode[] = [
    { id: 'BEGIN', label: 'BEGIN', kind: 'begin', edges: [{ to: 'R1', label: null }] },
    { id: 'R1', label: prompt, kind: 'task', edges: [{ to: 'R2', label: null }] },
    {
      id: 'R2',
      label: again,
      kind: 'decision',
      edges: [
        { to: 'R2', label: GO_ON },
        { to: 'END', label: STOP },
      ],
    },
    { id: 'END', label: 'END', kind: 'end', edges: [] },
  ]
  const flow: Flow = { nodes: new Map(nodes.map((node) => [node.id, node])), begin: 'BEGIN' }
  return { flow, maxMoves: iterations < 0 ? Number.POSITIVE_INFINITY : iterations + 1 }
}
