// Reads examples of programs from the tldr pages that the user's tldr client has stored.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { stem } from './stem.ts'
import { quoteValue } from '../../shell-syntax/word-quoting.ts'
import type { Request } from './words-request.ts'

export interface TldrExample {
  about: string
  command: string
}

export interface Tldr {
  /** The examples of a program; empty when it has no page. */
  examplesOf(program: string): readonly TldrExample[]
}

/** Caches of tldr-python-client, tldr-node-client, tealdeer, tlrc and tldr-hs; each contains `pages` or `pages.en`. */
const CACHES = [
  '.cache/tldr',
  '.tldr/cache',
  '.cache/tealdeer/tldr-pages',
  '.cache/tlrc',
  '.local/share/tldr/tldr',
  '.local/share/tldr',
]
const PLATFORMS = ['common', process.platform === 'darwin' ? 'osx' : 'linux']
const PROGRAM = /^[a-z0-9][\w.+-]{0,60}$/i

/** Looks for the caches at the first question, and reads each page once. */
export function createTldr(home: string): Tldr {
  let folders: string[] | undefined
  const pages = new Map<string, readonly TldrExample[]>()
  return {
    examplesOf(program) {
      const known = pages.get(program)
      if (known) return known
      folders ??= findFolders(home)
      const text = PROGRAM.test(program) ? readFirst(folders.map((folder) => join(folder, `${program}.md`))) : null
      const examples = text === null ? [] : readPage(text)
      pages.set(program, examples)
      return examples
    },
  }
}

function findFolders(home: string): string[] {
  return CACHES.flatMap((cache) => {
    let names: string[]
    try {
      names = readdirSync(join(home, cache))
    } catch {
      return []
    }
    const pages = names.filter((name) => name === 'pages' || name === 'pages.en')
    return pages.flatMap((name) => PLATFORMS.map((platform) => join(home, cache, name, platform)))
  })
}

function readFirst(paths: readonly string[]): string | null {
  for (const path of paths) {
    try {
      return readFileSync(path, 'utf8')
    } catch {
      // The cache has no such page.
    }
  }
  return null
}

/** Reads the examples of a page: a line `- Description:` and below it a line with the command in backquotes. */
function readPage(text: string): TldrExample[] {
  return [...text.matchAll(/^- (.+?):?\s*\n\s*\n`([^`\n]+)`/gm)].map(([, about = '', command = '']) => ({
    about: about.replaceAll(/\[(\w)\]/g, '$1'),
    command: command.replaceAll(/\{\{(.+?)\}\}/g, (_, inner: string) => nameBlank(inner)),
  }))
}

/** Takes the first form of an option such as `[-v|--verbose]`, and writes placeholders such as `path/to/target.tar` as `<target>`. */
function nameBlank(inner: string): string {
  const forms = /^\[([^|\]]+)\|/.exec(inner)
  if (forms) return forms[1]!
  const last = inner
    .split(/\s+/)[0]!
    .split('/')
    .at(-1)!
    .replace(/\.\w+$/, '')
  const name = last
    .toLowerCase()
    .replaceAll(/[^a-z]+/g, ' ')
    .trim()
  return /^-?\d+$/.test(inner) ? inner : `<${name || 'value'}>`
}

/** The example whose description matches the request, with the request's values filled in; null when no example matches enough. */
export function matchExample(
  request: Request,
  examples: readonly TldrExample[],
): { command: string; about: string; overlap: number } | null {
  const wanted = new Set<string>()
  const named: string[] = []
  for (const token of request.tokens) {
    if (token.shapes.has('file') || token.shapes.has('path') || token.shapes.has('url')) named.push(token.value)
    else if (!token.isStop && !token.quoted) wanted.add(stem(token.lower))
  }
  if (wanted.size === 0) return null
  let best: { command: string; about: string; overlap: number } | null = null
  for (const { about, command } of examples) {
    const said = new Set(
      about
        .toLowerCase()
        .split(/[^a-z0-9]+/)
        .map(stem),
    )
    const overlap = [...wanted].filter((word) => said.has(word)).length / wanted.size
    if (overlap > (best?.overlap ?? 0)) best = { command: fillIn(command, named), about, overlap }
  }
  return best && best.overlap >= LEAST_OVERLAP ? best : null
}

const LEAST_OVERLAP = 0.6

function fillIn(command: string, named: readonly string[]): string {
  const left = [...named]
  return command.replaceAll(/<[a-z ]+>/g, (blank) => {
    const value = left.shift()
    return value === undefined ? blank : quoteValue(value)
  })
}
