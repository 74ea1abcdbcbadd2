// Our own descriptions of the programs that the completion specs lack, or describe for macOS only.

import type { ArgKind, SpecNode, SpecOption } from '../../knowledge/index/index-format.ts'
import { CORE_SPECS } from './specs/coreutils-specs.ts'
import { NETWORK_SPECS } from './specs/network-specs.ts'
import { SYSTEM_SPECS } from './specs/system-specs.ts'
import { TEXT_SPECS } from './specs/text-specs.ts'
import { TOOL_SPECS } from './specs/tools-specs.ts'

/** The value names a specification line uses (`--file=FILE`), and what they stand for. */
const KINDS: Record<string, ArgKind> = {
  FILE: 'file',
  DIR: 'folder',
  UNIT: 'service',
  PID: 'process',
  BRANCH: 'branch',
}

/**
 * Reads the line format: `# name alias | description` opens a command, `> name | description` a subcommand of it,
 * and `-x --long=ARG  description` (two blanks) adds an option to the last one of either.
 * @throws on a line that it cannot read, which is a mistake in our own data
 */
function parseSpecs(text: string): SpecNode[] {
  const nodes: SpecNode[] = []
  let open: SpecNode | undefined
  for (const raw of text.split('\n')) {
    const line = raw.trim()
    if (line === '') continue
    if (line.startsWith('# ') || line.startsWith('> ')) {
      const [names = '', description = ''] = line.slice(2).split(' | ')
      const node: SpecNode = { n: names.trim().split(' '), d: description.trim() }
      if (line.startsWith('#')) nodes.push(node)
      else (nodes.at(-1)!.s ??= []).push(node)
      open = node
      continue
    }
    const match = /^(\S.*?) {2,}(.+)$/.exec(line)
    if (!match || !open) throw new Error(`specs: cannot read "${line}"`)
    ;(open.o ??= []).push(readOption(match[1] ?? '', match[2] ?? ''))
  }
  return nodes
}

function readOption(spec: string, description: string): SpecOption {
  const [names = '', value] = spec.split('=') as [string, string?]
  const option: SpecOption = { n: names.split(' '), d: description }
  if (value !== undefined) option.a = [{ n: value.toLowerCase(), k: KINDS[value] ?? 'value' }]
  return option
}

/** Adds the supplement to the nodes read from the specs. Where both describe a command or option, the supplement counts. */
export function mergeSupplement(nodes: SpecNode[]): SpecNode[] {
  const merged = new Map(nodes.map((node) => [node.n[0] ?? '', node]))
  for (const text of [CORE_SPECS, TEXT_SPECS, SYSTEM_SPECS, NETWORK_SPECS, TOOL_SPECS]) {
    for (const extra of parseSpecs(text)) {
      const known = merged.get(extra.n[0] ?? '')
      if (known) mergeNode(known, extra)
      else merged.set(extra.n[0] ?? '', extra)
    }
  }
  return [...merged.values()]
}

function mergeNode(known: SpecNode, extra: SpecNode): void {
  if (extra.d !== '') known.d = extra.d
  for (const name of extra.n) if (!known.n.includes(name)) known.n.push(name)
  for (const option of extra.o ?? []) {
    const same = (known.o ?? []).filter((other) => other.n.some((name) => option.n.includes(name)))
    known.o = (known.o ?? []).filter((other) => !same.includes(other))
    // The supplement's `=` tells reliably which options take a value; the specs are often wrong about it.
    known.o.push({ ...option, n: [...new Set([...option.n, ...same.flatMap((other) => other.n)])] })
  }
  for (const child of extra.s ?? []) {
    const same = known.s?.find((other) => other.n.includes(child.n[0] ?? ''))
    if (same) mergeNode(same, child)
    else (known.s ??= []).push(child)
  }
}
