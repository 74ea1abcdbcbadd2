// Flows: prompts joined by arrows from BEGIN to END, and the check that a drawing is a flow that can run.

export interface FlowEdge {
  to: string
  label: string | null
}

export interface FlowNode {
  id: string
  label: string
  /** A task has one arrow out; a node with several is a decision that the model makes. */
  kind: 'begin' | 'end' | 'task' | 'decision'
  edges: FlowEdge[]
}

export interface Flow {
  nodes: ReadonlyMap<string, FlowNode>
  begin: string
}

export type FlowResult = { ok: true; flow: Flow } | { ok: false; reason: string }

/** The result of a parser: labels by id, and arrows in their order. */
export interface Drawing {
  labels: Map<string, string>
  arrows: { from: string; to: string; label: string | null }[]
}

/** Thrown by a parser, and caught in readFlow. */
export class FlowFault extends Error {}

/** The flow of a drawing, or the reason why it is not a flow. */
export function checkDrawing({ labels, arrows }: Drawing): FlowResult {
  const nodes = new Map<string, FlowNode>()
  for (const [id, label] of labels) nodes.set(id, { id, label, kind: kindOf(label), edges: [] })
  for (const { from, to, label } of arrows) nodes.get(from)?.edges.push({ to, label })
  const begins = [...nodes.values()].filter(({ kind }) => kind === 'begin')
  const ends = [...nodes.values()].filter(({ kind }) => kind === 'end')
  const [begin] = begins
  if (begins.length !== 1 || !begin) return refuse(`a flow has one BEGIN, not ${begins.length}`)
  if (ends.length !== 1) return refuse(`a flow has one END, not ${ends.length}`)
  if (begin.edges.length !== 1) return refuse(`BEGIN has one arrow out, not ${begin.edges.length}`)
  const reached = reach(nodes, begin.id)
  if (!reached.has(ends[0]!.id)) return refuse('no way leads from BEGIN to END')
  for (const node of nodes.values()) {
    if (!reached.has(node.id)) continue
    if (node.kind === 'end' && node.edges.length > 0) return refuse('END has an arrow out')
    if (node.kind !== 'end' && node.edges.length === 0)
      return refuse(`no arrow leads out of ${JSON.stringify(node.id)}`)
    if (node.edges.length < 2) continue
    node.kind = 'decision'
    const choices = node.edges.map(({ label }) => label?.trim() ?? '')
    if (choices.includes('')) return refuse(`each arrow out of ${JSON.stringify(node.id)} needs a label`)
    const twice = choices.find((choice, index) => choices.indexOf(choice) !== index)
    if (twice !== undefined)
      return refuse(`two arrows out of ${JSON.stringify(node.id)} are called ${JSON.stringify(twice)}`)
  }
  return { ok: true, flow: { nodes, begin: begin.id } }
}

function refuse(reason: string): FlowResult {
  return { ok: false, reason }
}

function kindOf(label: string): 'begin' | 'end' | 'task' {
  const word = label.trim().toLowerCase()
  return word === 'begin' || word === 'end' ? word : 'task'
}

function reach(nodes: ReadonlyMap<string, FlowNode>, from: string): Set<string> {
  const reached = new Set([from])
  for (const id of reached) for (const { to } of nodes.get(id)?.edges ?? []) reached.add(to)
  return reached
}
