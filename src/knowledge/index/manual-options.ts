// Reads the options of a program from its manual page as it lies on the disk, without running man: the page describes the
// program that is installed here, and the index may describe another system's.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'

import type { SpecOption } from './index-format.ts'

const FOLDERS = ['/usr/share/man', '/usr/local/share/man', '/opt/homebrew/share/man', '/usr/local/man']
const SECTIONS = ['1', '8']
const PROGRAM = /^[a-z0-9][\w.+-]{0,40}$/i
const MAX_BYTES = 1_000_000
const MAX_ABOUT_CHARS = 200
/** Pages kept as options: curl's, the longest, are 260 options. */
const KEPT_PAGES = 6

const pages = new Map<string, SpecOption[]>()

/**
 * The options of a program's manual page; empty when there is no page.
 * @param folders where manuals are; a page that was read is remembered by its program's name
 */
export function readManualOptions(program: string, folders: readonly string[] = FOLDERS): readonly SpecOption[] {
  let options = pages.get(program)
  if (options) return options
  const page = PROGRAM.test(program) ? readPage(program, folders) : null
  options = page === null ? [] : readRoff(page)
  pages.set(program, options)
  if (pages.size > KEPT_PAGES) pages.delete(pages.keys().next().value ?? program)
  return options
}

function readPage(program: string, folders: readonly string[]): string | null {
  for (const folder of folders)
    for (const section of SECTIONS)
      for (const ending of ['.gz', '']) {
        try {
          const bytes = readFileSync(join(folder, `man${section}`, `${program}.${section}${ending}`))
          if (bytes.length > MAX_BYTES) return null
          return ending === '' ? bytes.toString() : gunzipSync(bytes, { maxOutputLength: MAX_BYTES }).toString()
        } catch {
          // The page is not there, not compressed, or too long.
        }
      }
  return null
}

/** A tag with options stands behind `.TP` or in `.IP` and `.It Fl`; what follows it up to the next macro of layout says what it does. */
function readRoff(page: string): SpecOption[] {
  const lines = page.split('\n')
  const options: SpecOption[] = []
  for (let at = 0; at < lines.length; at += 1) {
    const tag = readTag(lines, at)
    if (tag === null) continue
    const names = [...tag.text.matchAll(/(?:^|[\s,|[])(--?[A-Za-z0-9][\w-]*)(?:(\[?=| )([<\w]+))?/g)]
    if (names.length === 0) continue
    let about = ''
    for (let next = tag.end; next < lines.length && about.length < MAX_ABOUT_CHARS; next += 1) {
      const line = lines[next] ?? ''
      if (/^\.(?:TP|IP|It|SH|SS|HP|RE|El|Sh)\b/.test(line)) break
      about = `${about} ${plainText(line)}`.trim()
    }
    const argument = /(?:=|\s)<?([A-Za-z_]{2,})>?(?:[\s,\]]|$)/.exec(tag.text.replace(/^.*?(?=--?\w)/, ''))?.[1]
    if (about !== '')
      options.push({
        n: names.map((name) => name[1] ?? ''),
        d: about.split(/\.\s|;\s/)[0] ?? about,
        ...(argument === undefined ? {} : { a: [{ n: argument, k: 'value' as const }] }),
      })
  }
  return options
}

function readTag(lines: readonly string[], at: number): { text: string; end: number } | null {
  const line = lines[at] ?? ''
  if (/^\.TP\b/.test(line)) return { text: plainText(lines[at + 1] ?? ''), end: at + 2 }
  const indented = /^\.IP\s+"?(.*?)"?(?:\s+\d+\w*)?$/.exec(line)
  if (indented) return { text: plainText(indented[1] ?? ''), end: at + 1 }
  const item = /^\.It Fl (.*)$/.exec(line)
  if (!item) return null
  const [flag = '', ...rest] = plainText(item[1] ?? '').split(' ')
  return { text: `-${flag} ${rest.filter((word) => word !== 'Ar').join(' ')}`, end: at + 1 }
}

/** A line of roff without macros and escapes. */
const plainText = (line: string): string =>
  line
    .replace(/^\.(?:[BIR]{1,2}|SM|SB|Fl|Ar|Cm|Pa|Nm|Op|Xr|Em|Sy|Li|Ql|Dq)\b ?/, '')
    .replace(/^[.'].*$/, '')
    .replaceAll(/\\f(?:\[\w*\]|\(\w\w|.)|\\[&|^%:]|\\s[+-]?\d/g, '')
    .replaceAll(/\\-|\\\(mi|\\\[mi\]/g, '-')
    .replaceAll(/\\(?:\(..|\[[^\]]*\])/g, "'")
    .replaceAll(/\\(.)/g, '$1')
    .replaceAll('"', '')
    .replaceAll(/\s+/g, ' ')
    .trim()
