// Reads the Fig completion specs (a devDependency) into plain nodes.
// A spec may load another by name. The guard against loops is kept for each path: one for all specs silently drops `git`.

import { readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

import type { ArgKind, SpecArg, SpecNode, SpecOption } from '../../knowledge/index/index-format.ts'

type Raw = Record<string, unknown>

/** Three cloud CLIs hold 60 MB of the 74 MB and nearly two thirds of all options. */
const HUGE = new Set(['aws', 'gcloud', 'az'])
/** Specs that describe no program: shell keywords, editor internals and the spec tool's own. */
const SKIPPED = new Set(['index', 'create-completion-spec', '-', 'figterm', 'dynamic', 'fig', 'then', 'else', 'elif'])
const MAX_DEPTH = 6
const MAX_DESCRIPTION_CHARS = 150
const MAX_VALUES = 24

const asArray = (value: unknown): unknown[] => (Array.isArray(value) ? value : value === undefined ? [] : [value])
const asNames = (value: unknown): string[] =>
  asArray(value)
    .filter((name): name is string => typeof name === 'string')
    .map((name) => cleanText(name, 60))
    .filter((name) => name.length > 0)

/** A text of a spec as one printable line, cut at a word: specs hold control characters, newlines and stray spaces. */
export function cleanText(text: unknown, maxChars = MAX_DESCRIPTION_CHARS): string {
  if (typeof text !== 'string') return ''
  const line = text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replace(/\p{Extended_Pictographic}/gu, '')
    .trim()
  if (line.length <= maxChars) return line
  const cut = line.slice(0, maxChars)
  const space = cut.lastIndexOf(' ')
  return `${space > maxChars * 0.6 ? cut.slice(0, space) : cut}…`
}

/** All specs as nodes, one for each command, in the order of their names. */
export async function readFig(): Promise<SpecNode[]> {
  const folder = dirname(fileURLToPath(import.meta.resolve('@withfig/autocomplete')))
  const names = (await readdir(folder))
    .filter((file) => file.endsWith('.js'))
    .map((file) => file.slice(0, -3))
    .filter((name) => !HUGE.has(name) && !SKIPPED.has(name))
    .sort()
  const specs = new Map<string, Raw>()
  for (const name of names) {
    // The specs are imported in sequence: in parallel they need several hundred MB.
    // oxlint-disable-next-line no-await-in-loop
    const module = (await import(pathToFileURL(join(folder, `${name}.js`)).href)) as { default?: unknown }
    if (module.default && typeof module.default === 'object') specs.set(name, module.default as Raw)
  }
  const nodes: SpecNode[] = []
  for (const [name, raw] of specs) {
    const node = readNode(raw, specs, 0, [name])
    if (!node.n.includes(name)) node.n.unshift(name)
    nodes.push(node)
  }
  return nodes
}

function readNode(raw: Raw, specs: Map<string, Raw>, depth: number, loading: string[]): SpecNode {
  const names = asNames(raw['name'])
  const node: SpecNode = { n: names, d: cleanText(raw['description']) }
  let source = raw
  const other = raw['loadSpec']
  if (typeof other === 'string' && !loading.includes(other) && specs.has(other)) {
    source = specs.get(other) as Raw
    loading = [...loading, other]
    node.d ||= cleanText(source['description'])
  }
  if (depth < MAX_DEPTH) {
    const children = asArray(source['subcommands'])
      .filter((child): child is Raw => typeof child === 'object' && child !== null)
      .map((child) => readNode(child, specs, depth + 1, loading))
      .filter((child) => child.n.length > 0)
    if (children.length > 0) node.s = children
  }
  const options = asArray(source['options'])
    .filter((option): option is Raw => typeof option === 'object' && option !== null)
    .map(readOption)
    .filter((option) => option.n.length > 0)
  if (options.length > 0) node.o = options
  const args = readArgs(source['args'])
  if (args.length > 0) node.a = args
  return node
}

function readOption(raw: Raw): SpecOption {
  const option: SpecOption = { n: asNames(raw['name']), d: cleanText(raw['description']) }
  const args = readArgs(raw['args'])
  if (args.length > 0) option.a = args
  return option
}

function readArgs(value: unknown): SpecArg[] {
  return asArray(value)
    .filter((arg): arg is Raw => typeof arg === 'object' && arg !== null)
    .map((raw) => {
      const arg: SpecArg = { n: cleanText(asNames(raw['name'])[0] ?? '', 30), k: kindOf(raw) }
      const values = asArray(raw['suggestions'])
        .map((item) => (typeof item === 'string' ? item : asNames((item as Raw | null)?.['name'])[0]))
        .filter((item): item is string => typeof item === 'string' && /^[\w][\w.:/+-]*$/.test(item))
      if (values.length > 0) arg.v = values.slice(0, MAX_VALUES)
      return arg
    })
}

function kindOf(raw: Raw): ArgKind {
  const templates = asArray(raw['template'])
  if (templates.includes('filepaths')) return 'file'
  if (templates.includes('folders')) return 'folder'
  const name = (asNames(raw['name'])[0] ?? '').toLowerCase()
  if (/branch|commit|revision|refspec|tree-ish|^ref/.test(name)) return 'branch'
  if (/^remote/.test(name)) return 'remote'
  if (/script/.test(name)) return 'script'
  if (/unit|service/.test(name)) return 'service'
  if (/process|pid/.test(name)) return 'process'
  if (/dir|folder/.test(name)) return 'folder'
  if (/file|path/.test(name)) return 'file'
  return 'value'
}
