// Reads the user's input: pages of the hosts that it names may be fetched unasked, and secrets in attached files are hidden.

import { splitAttached, typedWords, type AttachedText } from '../protocol/attached-text.ts'
import { partsOf, type Content } from '../protocol/message.ts'
import { ensureGrammar } from '../safety/lines/bash-grammar.ts'
import { isOwnState, realOrSame } from '../safety/rules/workspace-path.ts'
import { isSecretFolder, isSecretPath, isSensitiveFile } from '../safety/secrets/secret-names.ts'
import { disarm, findAttachedSource } from '../safety/sources/source-of-call.ts'
import type { TurnSources } from '../safety/sources/turn-sources.ts'
import { showCommand } from '../safety/text/exact-text.ts'
import { redactOutput, redactSecrets } from '../safety/text/redaction.ts'

/** The share directory, and `tell`, which is called with a line for the user for each file that is not attached. */
export interface AttachPlace {
  share: string
  tell(line: string): void
}

/** The input as the model gets it; the hosts that it names are known from now on. */
export function takeWords(input: Content, hosts: HeardHosts, place: AttachPlace): Content {
  hosts.hear(input)
  return cleanAttached(input, place)
}

/** The input with what is attached to it cleaned. What the user has typed stays as it is. */
function cleanAttached(input: Content, place: AttachPlace): Content {
  return mapText(input, (text) => {
    const { typed, attached } = splitAttached(text)
    return typed + attached.map((each) => each.open + cleanBody(each, place) + each.close).join('')
  })
}

/** The attached text without its secrets, and without tags in which the program itself would speak: as tools give a file to the model. */
function cleanBody({ from, body: raw }: AttachedText, place: AttachPlace): string {
  if (from.kind === 'note') return raw
  const refusal = from.kind === 'file' ? refuseLinked(from.path, place.share) : null
  if (refusal !== null) {
    place.tell(refusal)
    return refusal
  }
  const body = disarm(raw)
  return from.kind === 'file' && isSensitiveFile(from.path) ? redactSecrets(body) : redactOutput(body)
}

/**
 * The reason why a file is not attached: a link leads to secrets or to what kimi keeps for itself, and its name does not say so. A secret that the
 * user names himself (`@.env`) is attached.
 */
function refuseLinked(path: string, share: string): string | null {
  const real = realOrSame(path)
  const isHidden = (name: string) => isSecret(name) || isOwnState(name, share)
  if (real === path || isHidden(path) || !isHidden(real)) return null
  return `${showCommand(path)} is not attached: a link leads from there to ${showCommand(real)}, which may hold secrets; name that file itself if it is meant`
}

function isSecret(path: string): boolean {
  return isSensitiveFile(path) || isSecretPath(path) || isSecretFolder(path)
}

/** Notes what is attached to the input as sources of the turn: the model reads it as it reads the result of a tool. */
export async function noteAttached(input: Content, sources: TurnSources, isTrusted: boolean): Promise<void> {
  for (const part of partsOf(input)) {
    if (part.type !== 'text') continue
    for (const each of splitAttached(part.text).attached) {
      await ensureGrammar()
      const source = findAttachedSource(each, isTrusted)
      if (source !== null) sources.note(source, each.body)
    }
  }
}

function mapText(input: Content, change: (text: string) => string): Content {
  if (typeof input === 'string') return change(input)
  return input.map((part) => (part.type === 'text' ? { ...part, text: change(part.text) } : part))
}

/** The hosts that a session's user has named or approved. */
export interface HeardHosts {
  hear(input: Content): void
  add(host: string): void
  has(host: string): boolean
}

const LABELS = String.raw`(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+`
/** A host behind `https://` or `www.`. For words in lower case: with the flag i, Node takes 3 ms to make it. */
const ADDRESSED = new RegExp(String.raw`(?:\bhttps?:\/\/(?:[^\s/?#@]*@)?|\bwww\.)(${LABELS}\p{L}[\p{L}\p{N}-]*)`, 'gu')
/** A bare name that stands by itself, and not within a path, an address of mail or a call. */
const BARE = new RegExp(String.raw`(?<![\p{L}\p{N}_./\\@~-])${LABELS}\p{L}[\p{L}\p{N}-]*(?!\.?[\p{L}\p{N}_(-])`, 'gu')
/** Top-level domains that are better known as the end of a file's name: `README.md`, `main.rs`, `build.sh`, `logs.zip`. */
const FILE_ENDINGS =
  /\.(?:ac|am|as|bar|bz|cab|cat|cc|foo|gd|gz|la|lc|md|mk|ml|mm|mov|ms|pl|pm|ps|py|rs|sc|sh|so|st|tf|tm|zip)$/i

/** `isFile` says whether a name is a file of the working directory: `app.info` then names no host. */
export function createHeardHosts(isFile: (name: string) => boolean): HeardHosts {
  const known = new Set<string>()
  return {
    hear(input) {
      for (const host of listHosts(typedWords(input), isFile)) known.add(plainHost(host))
    },
    add: (host) => void known.add(plainHost(host)),
    has: (host) => known.has(plainHost(host)),
  }
}

/** True when a page of some host could be fetched unasked after the user has said this. */
export function namesHost(words: string): boolean {
  return listHosts(words, () => false).length > 0
}

function listHosts(words: string, isFile: (name: string) => boolean): string[] {
  const addressed = [...words.toLowerCase().matchAll(ADDRESSED)].map(([, host = '']) => host)
  const bare = [...words.matchAll(BARE)].map(([name]) => name)
  return [...addressed, ...bare.filter((name) => !FILE_ENDINGS.test(name) && !isFile(name))]
}

/** The host as URLs spell it; `www.` before a name changes nothing. */
function plainHost(host: string): string {
  const lower = host.toLowerCase()
  const spelled = URL.canParse(`http://${lower}`) ? new URL(`http://${lower}`).hostname : lower
  return spelled.replace(/^www\./, '')
}
