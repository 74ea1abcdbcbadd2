// Reads the options of programs from the manual pages that are installed on this machine.

import { ownPath } from '../../sys/own-path.ts'
import { execFile } from 'node:child_process'

import type { SpecOption } from '../index/index-format.ts'

const TIMEOUT_MS = 1000
const MAX_PAGE_BYTES = 2 * 1024 * 1024
const KEPT_PAGES = 32
const MAX_DESCRIPTION_CHARS = 160

export interface Manual {
  /** The options a manual page lists; empty when there is no page, or no `man`. */
  options(name: string): Promise<SpecOption[]>
  /** The page's one-line description, or the empty string. */
  describe(name: string): Promise<string>
  close(): void
}

/** A manual without pages, for callers that may not wait for `man`. */
export const NO_MANUAL: Manual = { options: async () => [], describe: async () => '', close: () => {} }

interface Page {
  description: string
  options: SpecOption[]
}

/** @param env PATH and MANPATH for `man`; its pager and its options are overridden */
export function createManual(env: NodeJS.ProcessEnv): Manual {
  const pages = new Map<string, Promise<Page>>()
  const abort = new AbortController()
  // The name is an argument of `man`, never part of a shell line; names that could be options are refused.
  const read = (name: string): Promise<Page> => {
    if (!/^[a-z0-9][\w.+-]*$/i.test(name)) return Promise.resolve(EMPTY)
    let page = pages.get(name)
    if (!page) {
      page = runMan(name, env, abort.signal).then(parsePage)
      pages.set(name, page)
      if (pages.size > KEPT_PAGES) pages.delete(pages.keys().next().value ?? name)
    }
    return page
  }
  return {
    options: async (name) => (await read(name)).options,
    describe: async (name) => (await read(name)).description,
    close: () => {
      abort.abort()
      pages.clear()
    },
  }
}

const EMPTY: Page = { description: '', options: [] }

function runMan(name: string, env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<string> {
  return new Promise((resolve) => {
    execFile(
      'man',
      ['-P', 'cat', '--', name],
      {
        env: {
          ...pick(env, ['MANPATH', 'HOME']),
          PATH: ownPath(env),
          LC_ALL: 'C.UTF-8',
          MANWIDTH: '200',
          MAN_KEEP_FORMATTING: '',
          PAGER: 'cat',
          MANPAGER: 'cat',
        },
        timeout: TIMEOUT_MS,
        killSignal: 'SIGKILL',
        maxBuffer: MAX_PAGE_BYTES,
        signal,
      },
      (error, stdout) => resolve(error && stdout === '' ? '' : stdout),
    ).stdin?.end()
  })
}

const pick = (env: NodeJS.ProcessEnv, names: string[]): NodeJS.ProcessEnv =>
  Object.fromEntries(names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])))

/** Reads the plain text of a page: an option stands alone or begins an indented line; its text follows. */
export function parsePage(raw: string): Page {
  if (raw === '') return EMPTY
  // Overstriking (`a\bab\b`) and escape sequences make bold and underline.
  // oxlint-disable-next-line no-control-regex
  const text = raw
    .replace(/.\u0008/g, '')
    .replace(/\u001b\[[0-9;]*m/g, '')
    .replace(/\u001b\]8;[^\u001b]*\u001b\\/g, '')
  const lines = text.split('\n')
  const options: SpecOption[] = []
  let description = ''
  for (let i = 0; i < lines.length; i += 1) {
    const line = lines[i] ?? ''
    if (description === '' && /^NAME/.test(line))
      description = /\s-+\s+(.+)$/.exec(`${lines[i + 1] ?? ''} ${lines[i + 2] ?? ''}`)?.[1]?.trim() ?? ''
    const match = /^(\s{2,12})((?:--?|\+)[\w?#@][^\n]*)$/.exec(line)
    if (!match) continue
    const [head = '', inline = ''] = (match[2] ?? '').split(/\s{2,}(.+)/)
    const names = [...head.matchAll(/(?:^|[\s,/|[])(-{1,2}[\w?#@][\w.:-]*)/g)].map((item) =>
      (item[1] ?? '').replace(/[.:]+$/, ''),
    )
    if (names.length === 0) continue
    let body = inline
    const indent = match[1]?.length ?? 0
    for (let j = i + 1; j < lines.length && body.length < MAX_DESCRIPTION_CHARS; j += 1) {
      const next = lines[j] ?? ''
      if (next.trim() === '') {
        if (body !== '') break
        continue
      }
      if (next.search(/\S/) <= indent) {
        // Two spellings on two lines share one text.
        if (body === '' && /^\s*-/.test(next)) {
          names.push(...[...next.matchAll(/(?:^|[\s,])(-{1,2}[\w][\w-]*)/g)].map((item) => item[1] ?? ''))
          continue
        }
        break
      }
      body = `${body} ${next.trim()}`.trim()
    }
    if (body !== '') options.push({ n: names, d: firstSentence(body) })
  }
  return { description, options }
}

function firstSentence(text: string): string {
  const clean = text.replace(/\s+/g, ' ').trim()
  const end = clean.search(/[.;](?:\s|$)/)
  const sentence = end > 8 && end < MAX_DESCRIPTION_CHARS ? clean.slice(0, end) : clean.slice(0, MAX_DESCRIPTION_CHARS)
  return sentence.replace(/[\p{Cc}\p{Cf}]/gu, '')
}
