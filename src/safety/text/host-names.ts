// Names of hosts that are not what they seem: written in letters of another alphabet, or in the ASCII form of such letters (`xn--…`).

import { domainToASCII, domainToUnicode } from 'node:url'
import { sanitiseLine } from './sanitiser.ts'

/** A host behind `://`, with its user, or behind `user@` as ssh and git take it. Ends at what no name of a host holds. */
const HOSTS = /(?:\b[a-z][a-z\d+.-]*:\/\/(?:[^\s/?#"'`<>()]*@)?|(?<=^|[\s"'`=])[\w.-]+@)([^\s/:?#"'`<>()[\]|;&$\\]+)/giu
/** A bare name in a command: `ssh xn--80ak6aa92e.com`, `curl аpple.com/x`. */
const BARE = /(?<=^|[\s"'`=])((?:[\p{L}\p{M}\p{N}-]+[.。．｡])+[\p{L}\p{M}\p{N}-]{2,})(?=$|[\s/:"'`])/giu
const NAME_CELLS = 80
const MAX_HOSTS = 5

/** Describes in words what is odd about a host's name; null for a name of plain ASCII. */
export function describeHost(host: string): string | null {
  const name = host.toLowerCase().replace(/\.$/, '')
  if (!/[^\u0000-\u007f]|xn--/.test(name)) return null
  const ascii = domainToASCII(name)
  if (ascii === '') return `${show(name)} is no name of a host`
  if (!ascii.includes('xn--')) return `${show(name)} means ${show(ascii)}`
  const alphabets = alphabetsOf(domainToUnicode(ascii))
  const what =
    alphabets.length > 1
      ? `letters of several alphabets (${alphabets.join(', ')})`
      : `${alphabets[0] ?? 'other'} letters`
  return `${show(domainToUnicode(ascii))} is ${show(ascii)}, written in ${what}`
}

/** The odd hosts in a text, each described once. With `isBare` words count that may be hosts: those of a command that uses the network. */
export function describeHosts(text: string, isBare = false): string[] {
  if (!/[^\u0000-\u007f]|xn--/i.test(text)) return []
  const found = [...text.matchAll(HOSTS), ...(isBare ? text.matchAll(BARE) : [])].flatMap(
    ([, host = '']) => describeHost(host) ?? [],
  )
  return [...new Set(found)].slice(0, MAX_HOSTS)
}

/** The text with every odd host behind `://` in its ASCII form, which no letter can disguise. */
export function spellHosts(text: string): string {
  if (!/[^\u0000-\u007f]/.test(text) || !text.includes('://')) return text
  return text.replaceAll(HOSTS, (whole, host: string) => {
    const ascii = /[^\u0000-\u007f]/.test(host) ? domainToASCII(host) : ''
    return ascii === '' ? whole : whole.slice(0, whole.length - host.length) + ascii
  })
}

const show = (name: string) => sanitiseLine(name, NAME_CELLS)

const ALPHABETS = [
  'Latin',
  'Cyrillic',
  'Greek',
  'Armenian',
  'Hebrew',
  'Arabic',
  'Han',
  'Hiragana',
  'Katakana',
  'Hangul',
  'Thai',
] as const

function alphabetsOf(name: string): string[] {
  // The top-level name is Latin in most hosts of any alphabet.
  const labels = name.split('.').slice(0, -1).join('')
  return ALPHABETS.filter((alphabet) => new RegExp(`\\p{Script=${alphabet}}`, 'u').test(labels))
}
