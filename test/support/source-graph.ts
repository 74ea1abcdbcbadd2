// The import graph of src/, read from the text of its files: who imports which names from where, as values or as types.
// A regular expression is enough because the formatter gives every import one of few shapes.

import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'

export interface Import {
  /** Importing and imported file, relative to src/. */
  from: string
  to: string
  /** True for names that exist only for the type checker. */
  isType: boolean
  /** True for `await import(…)`, which loads the file only when it runs. */
  isLazy: boolean
  /** Imported names as the exporting file spells them; `*` when all of them may be used. */
  names: string[]
}

export interface SourceGraph {
  /** All TypeScript files of src/, relative to it. */
  files: string[]
  imports: Import[]
  /** Text of a file, relative to src/. */
  textOf(file: string): string
  /** Names that a file exports, as values or as types. */
  exportsOf(file: string): string[]
}

const STATIC = /^(?:import|export)( type)?\s+([^'";]*?)\s*from '(\.[^']+)'/gm
const LAZY =
  /(?:const \{([^}]*)\} = await |\(await |\b)import\('(\.[^']+)'\)(?:\)\.(\w+))?(?:\.then\(\(\{([^}]*)\}\))?/g
const EXPORT =
  /^export (?:declare )?(?:async )?(?:abstract )?(?:function\*?|const|let|class|interface|type|enum) (\w+)|^export (?:type )?\{([^}]*)\}(?! from)/gm

export function readSourceGraph(src: string): SourceGraph {
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((name) => /(?<!\.d)\.ts$/.test(name))
  const texts = new Map(files.map((file) => [file, readFileSync(join(src, file), 'utf8')]))
  const imports = files.flatMap((file) => importsOf(file, texts.get(file)!, src))
  return {
    files,
    imports,
    textOf: (file) => texts.get(file)!,
    exportsOf: (file) =>
      [...texts.get(file)!.matchAll(EXPORT)].flatMap(([, name, list]) => (name ? [name] : readNames(list!))),
  }
}

function importsOf(from: string, text: string, src: string): Import[] {
  const locate = (path: string) => relative(src, resolve(src, dirname(from), path))
  const found: Import[] = []
  for (const [, type, clause, path] of text.matchAll(STATIC)) {
    const to = locate(path!)
    const list = /\{([\s\S]*)\}/.exec(clause!)?.[1]
    if (list === undefined) {
      found.push({ from, to, isType: type !== undefined, isLazy: false, names: ['*'] })
      continue
    }
    const parts = list
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean)
    const types = parts.filter((part) => type !== undefined || part.startsWith('type '))
    const values = parts.filter((part) => !types.includes(part))
    if (values.length > 0) found.push({ from, to, isType: false, isLazy: false, names: readNames(values.join()) })
    if (types.length > 0) found.push({ from, to, isType: true, isLazy: false, names: readNames(types.join()) })
  }
  for (const match of text.matchAll(LAZY)) {
    const [, picked, path, member, passed] = match
    const isType = text.slice(0, match.index).endsWith('typeof ')
    const list = picked ?? passed
    const names = list !== undefined ? readNames(list.replaceAll(':', ' as ')) : member ? [member] : ['*']
    found.push({ from, to: locate(path!), isType, isLazy: true, names })
  }
  return found
}

/** `a, type B, c as d` → a, B, c: the names as the exporting file spells them. */
function readNames(list: string): string[] {
  return list
    .split(',')
    .map((part) =>
      part
        .trim()
        .replace(/^type /, '')
        .replace(/ as .*$/s, '')
        .trim(),
    )
    .filter(Boolean)
}

/** The cycles of a graph: each as the files of one strongly connected part with more than one member. */
export function findCycles(edges: readonly { from: string; to: string }[]): string[][] {
  const next = Map.groupBy(edges, ({ from }) => from)
  const index = new Map<string, number>()
  const low = new Map<string, number>()
  const stack: string[] = []
  const cycles: string[][] = []
  const visit = (file: string): void => {
    index.set(file, index.size)
    low.set(file, index.get(file)!)
    stack.push(file)
    for (const { to } of next.get(file) ?? []) {
      if (!index.has(to)) {
        visit(to)
        low.set(file, Math.min(low.get(file)!, low.get(to)!))
      } else if (stack.includes(to)) low.set(file, Math.min(low.get(file)!, index.get(to)!))
    }
    if (low.get(file) !== index.get(file)) return
    const part = stack.splice(stack.indexOf(file))
    if (part.length > 1) cycles.push(part.toSorted())
  }
  for (const file of next.keys()) if (!index.has(file)) visit(file)
  return cycles
}
