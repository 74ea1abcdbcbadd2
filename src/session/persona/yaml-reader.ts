// YAML of agent files and of front matter, read with the package `yaml`. The files may be a stranger's, so that everything
// that could build more than plain data is refused: unknown tags, circular and excessive aliases, several documents.

import type { Document, YAMLError } from 'yaml'
import { sanitiseLine } from '../../safety/text/sanitiser.ts'

export type Yaml = string | number | boolean | null | Yaml[] | { [key: string]: Yaml }

/** `line` is counted in the file; `reason` is one line of text. */
export type YamlResult = { ok: true; value: Yaml } | { ok: false; line: number; reason: string }

interface Fault {
  /** Offset in the text. */
  at: number
  reason: string
}

/** Faulty text of this length takes at most half a second to refuse (measured); an agent file has a few kilobytes. */
const LIMIT_CHARS = 64 * 1024
const DEPTH_LIMIT = 50
/** The limit of the package itself, which counts what aliases expand to: ten lines can stand for a billion values. */
const ALIAS_LIMIT = 100
const REASON_CELLS = 200

/** Reasons in place of the package's own, where those do not say what to change. */
const REASONS: Partial<Record<YAMLError['code'], string>> = {
  BLOCK_AS_IMPLICIT_KEY: 'a value with `: ` in it must be quoted',
  MULTIPLE_DOCS: 'a second document begins here; only one is allowed',
  RESOURCE_EXHAUSTION: 'nested too deeply',
  TAB_AS_INDENT: 'indented with a tab; use spaces',
}

/**
 * Reads one YAML 1.2 document with the core schema; an empty text is null. All mapping keys are strings.
 * @param firstLine number of the text's first line in its file
 */
export async function parseYaml(text: string, firstLine = 1): Promise<YamlResult> {
  if (text.length > LIMIT_CHARS) return { ok: false, line: firstLine, reason: 'longer than 64 KiB' }
  const plain = readPlainLines(text)
  if (plain !== null) return { ok: true, value: plain }
  // Imported here: 240 KB that a session without skill and agent files never needs. In the bundle it has no named exports.
  const { default: yaml } = await import('yaml')
  const document = yaml.parseDocument(text, {
    version: '1.2',
    schema: 'core',
    resolveKnownTags: false,
    stringKeys: true,
    // The package compares each key with all others; findFault does the same in linear time.
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'error',
  })
  const fault = readFault(document) ?? findFault(document, yaml)
  if (fault) {
    const line = firstLine + text.slice(0, fault.at).split('\n').length - 1
    return { ok: false, line, reason: sanitiseLine(fault.reason, REASON_CELLS) }
  }
  try {
    return { ok: true, value: (document.toJS({ maxAliasCount: ALIAS_LIMIT }) ?? null) as Yaml }
  } catch (error) {
    return { ok: false, line: firstLine, reason: error instanceof Error ? error.message : String(error) }
  }
}

/** A key and words on one line, in which nothing has a meaning of its own to YAML: no quote, mark, comment, number or truth value. */
const PLAIN_LINE = /^(?<key>[A-Za-z][\w-]*): (?<value>[A-Za-z][^\n\r\t:#]*[^\s:#])$/
const TYPED_WORD = /^(?:true|false|null)$/i

/** Most skills begin with a name and a description: loading the package for them takes 4 ms. Null for any other text. */
function readPlainLines(text: string): Record<string, string> | null {
  const fields = new Map<string, string>()
  for (const line of text.split('\n')) {
    const { key = '', value = '' } = PLAIN_LINE.exec(line)?.groups ?? {}
    if (key === '' || fields.has(key) || TYPED_WORD.test(key) || TYPED_WORD.test(value)) return null
    fields.set(key, value)
  }
  return Object.fromEntries(fields)
}

/** The first error of the package. An unknown tag is only a warning there, and refused here. */
function readFault({ errors, warnings }: Document): Fault | null {
  const [error] = [...errors, ...warnings]
  return error ? { at: error.pos[0], reason: REASONS[error.code] ?? error.message } : null
}

/** Duplicate keys, and aliases or nesting that this reader refuses although YAML allows them. */
function findFault(document: Document, yaml: typeof import('yaml')): Fault | null {
  const { isCollection, isMap, isScalar, visit } = yaml
  let fault: Fault | null = null
  let aliases = 0
  const stop = (node: { range?: readonly [number, number, number] | null }, reason: string) => {
    fault = { at: node.range?.[0] ?? 0, reason }
    return visit.BREAK
  }
  const findDuplicate = (keys: readonly unknown[]) => {
    const known = new Set<unknown>()
    return keys.filter(isScalar).find(({ value }) => {
      const isKnown = known.has(value)
      known.add(value)
      return isKnown
    })
  }
  visit(document as Document.Parsed, {
    Collection(_, collection, path) {
      if (path.filter(isCollection).length >= DEPTH_LIMIT) return stop(collection, 'nested too deeply')
      const duplicate = isMap(collection) ? findDuplicate(collection.items.map(({ key }) => key)) : undefined
      return duplicate && stop(duplicate, `duplicate key ${JSON.stringify(duplicate.value)}`)
    },
    Alias(_, alias, path) {
      if (++aliases > ALIAS_LIMIT) return stop(alias, `more than ${ALIAS_LIMIT} aliases`)
      const target = alias.resolve(document)
      if (!target) return stop(alias, `no anchor &${alias.source} stands before this alias`)
      return path.includes(target) ? stop(alias, `the alias *${alias.source} contains itself`) : undefined
    },
  })
  return fault
}
