// The files that a message names with `@`: where they lie, and which of the names are those of no file.

import { statSync } from 'node:fs'
import { resolve } from 'node:path'

/** A name ends before a blank and before what separates it from the next word. */
const MENTION = /(?<=^|\s)@([^\s,;:]+)(:\S)?/g
/** Punctuation that a sentence puts behind a name. */
const BEHIND = /[.)\]}?!'"]+$/
/** A word that a user can have meant as a file; `@decorator(x)` is no such word. */
const FILE_NAME = /^[\p{L}\p{N}\w./~@+-]+$/u
/** Names that mean something else: the user's shell, and the menus of the terminal. */
const OTHER_NAMES = ['shell', 'session', 'task']
/** The most missing names that are told. A text with more of them is code. */
const SAID = 3

export interface FileMention {
  /** As it is written, without the `@`. */
  name: string
  path: string
  /** Bytes of the file; null for a directory and for what is not there. */
  size: number | null
  isThere: boolean
  /** True before a colon and a word: where it is no file with the number of a line, it is the name of something else, as a server's. */
  hasMore: boolean
}

/** Each name once, in the order of the words. Relative names are looked for in `cwd`, and `~/` in `home`. */
export function findFileMentions(words: string, cwd: string, home: string): FileMention[] {
  const names = new Map([...words.matchAll(MENTION)].map(([, name, more]) => [name!, more !== undefined]))
  return [...names].map(([whole, hasMore]) => {
    const found = lookAt(whole, cwd, home)
    const isWhole = found.isThere || !BEHIND.test(whole)
    return { ...(isWhole ? found : lookAt(whole.replace(BEHIND, ''), cwd, home)), hasMore }
  })
}

/** Says in a line of which names there is no file; '' when there is nothing to say. The words are sent as they are all the same. */
export function describeMissing(mentions: readonly FileMention[]): string {
  const isMissing = ({ name, isThere, hasMore }: FileMention) =>
    !isThere && !hasMore && FILE_NAME.test(name) && !OTHER_NAMES.includes(name)
  const missing = mentions.filter(isMissing)
  if (missing.length === 0) return ''
  const names = missing.slice(0, SAID).map(({ name }) => `@${name}`)
  const more = missing.length > SAID ? ` and ${missing.length - SAID} more` : ''
  return `there is no file ${names.join(', ')}${more}: the words go as they are`
}

function lookAt(name: string, cwd: string, home: string): Omit<FileMention, 'hasMore'> {
  const path = /^~(?:\/|$)/.test(name) ? resolve(home, name.slice(2)) : resolve(cwd, name)
  const found = statSync(path, { throwIfNoEntry: false })
  return { name, path, size: found?.isFile() ? found.size : null, isThere: found !== undefined }
}
