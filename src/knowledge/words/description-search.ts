// The last source of answers for words: commands whose descriptions contain the rare words of the request.

import type { CommandIndex } from '../index/index-file.ts'
import { weighCommand, weighSubcommand } from '../index/popularity.ts'
import { stem } from './stem.ts'
import type { Programs } from '../../workspace/programs-on-path.ts'
import { quoteValue } from '../../shell-syntax/word-quoting.ts'
import type { Request } from './words-request.ts'

interface Found {
  command: string
  explanation: string
  score: number
}

/** Words that show that a request is about a tool. Without one of them the tool's subcommands are left out. */
const GATES: Record<string, RegExp> = {
  git: /\b(?:git|commit|branch|repo|repository|merge|rebase|stash|tag|remote|push|pull|checkout|staged|submodule|upstream)\w*\b/,
  docker: /\b(?:docker|container|image|compose|registry|volume|swarm)\w*\b/,
  podman: /\bpodman\b/,
  kubectl: /\b(?:kubectl|kubernetes|k8s|pod|deployment|cluster|namespace|replica|ingress)\w*\b/,
  npm: /\b(?:npm|node|package|script|javascript)\w*\b/,
  systemctl: /\b(?:service|systemd|unit|daemon|boot|timer|systemctl)\w*\b/,
}

const SYNONYMS: Record<string, readonly string[]> = {
  show: ['display', 'print', 'list'],
  display: ['show', 'print'],
  list: ['show', 'print'],
  print: ['show', 'display', 'write'],
  delete: ['remove'],
  remove: ['delete'],
  find: ['search', 'locate'],
  search: ['find'],
  directory: ['folder'],
  folder: ['directory'],
  create: ['make', 'new'],
  make: ['create'],
  change: ['modify', 'set'],
  modify: ['change'],
  start: ['run', 'begin'],
  picture: ['image'],
  machine: ['system', 'host'],
  computer: ['system', 'machine'],
  kill: ['terminate', 'signal'],
  copy: ['duplicate'],
  compress: ['archive'],
  merge: ['join', 'combine'],
  combine: ['merge', 'join'],
  number: ['count'],
  count: ['number'],
  convert: ['translate', 'transform'],
  download: ['fetch', 'retrieve'],
  user: ['login'],
  view: ['show', 'display'],
  disk: ['device'],
  symlink: ['symbolic', 'link'],
  duplicate: ['repeated'],
  owner: ['ownership'],
}

/** @param mentioned tools that the request names: their commands come first */
export function searchIndex(
  request: Request,
  deps: { index: CommandIndex; programs: Programs },
  mentioned: ReadonlySet<string>,
  limit: number,
): Found[] {
  const stems = new Set<string>()
  for (const token of request.tokens) {
    if (token.isStop || token.quoted || token.shapes.has('path') || token.shapes.has('url')) continue
    stems.add(stem(token.lower))
  }
  if (stems.size === 0) return []
  const wide = new Set(stems)
  for (const word of stems) for (const other of SYNONYMS[word] ?? []) wide.add(stem(other))
  const hits = deps.index.search([...wide], 200)
  const out: Found[] = []
  for (const hit of hits) {
    const parts = hit.path.split(' ')
    const program = parts[0] ?? ''
    const gate = GATES[program]
    if (gate && !gate.test(request.lower) && !mentioned.has(program)) continue
    const popularity = weighCommand(program)
    const here = deps.programs.has(program)
    // A rare tool is offered only when it is installed or named in the request.
    if (popularity <= 0.2 && !here && !mentioned.has(program)) continue
    const isSub = parts.length > 1
    const prior =
      0.45 +
      popularity * 0.75 +
      (here ? 0.12 : 0) +
      (isSub ? weighSubcommand(parts.slice(0, -1).join(' '), parts.at(-1) ?? '') * 0.25 - 0.2 : 0.12)
    const named = mentioned.has(program) ? 1.5 : isSub && popularity < 0.7 ? 0.7 : 1
    out.push({ command: hit.path, explanation: '', score: hit.score * prior * named * (hit.matched > 1 ? 1 : 0.62) })
  }
  const best = out.toSorted((a, b) => b.score - a.score).slice(0, limit)
  return best.map((item) => ({
    command: withArguments(item.command, request, deps.index),
    explanation: describe(item.command, deps.index),
    // BM25 has no upper limit: its score is mapped to 0..0.6, below every good intent.
    score: 0.6 * (item.score / (item.score + 13)),
  }))
}

function nodeOf(path: string, index: CommandIndex) {
  const [program = '', ...subs] = path.split(' ')
  let node = index.load(program)
  for (const sub of subs) node = node?.s?.find((child) => child.n.includes(sub))
  return node
}

const describe = (path: string, index: CommandIndex): string => nodeOf(path, index)?.d ?? index.describe(path)

/** Appends the files that the request names to the command. */
function withArguments(path: string, request: Request, index: CommandIndex): string {
  const named = request.tokens
    .filter(
      (token) =>
        token.shapes.has('file') || token.shapes.has('path') || token.shapes.has('url') || token.shapes.has('host'),
    )
    .map((token) => token.value)
  if (named.length > 0) return `${path} ${named.slice(0, 3).map(quoteValue).join(' ')}`
  const args = nodeOf(path, index)?.a?.filter((arg) => arg.n !== '') ?? []
  const first = args[0]
  return first && path.includes(' ') ? `${path} <${first.n.replace(/[<>[\]]/g, '')}>` : path
}
