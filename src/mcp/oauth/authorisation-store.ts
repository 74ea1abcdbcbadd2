// The authorisation of each MCP server: tokens, the client they were given to, and the authorization server that gave them. It is in
// the system's keyring, with a note beside Kimi CLI's files that says so; without a keyring it is in Kimi CLI's files (mode 0600).

import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { trimSlash } from '../../accounts/endpoints.ts'
import {
  clearKeyring,
  openSystemKeyring,
  readKeyring,
  writeKeyring,
  type OpenKeyring,
} from '../../accounts/system-keyring.ts'
import { makeDirectory, readText, stampOf, writeAtomic } from '../../sys/files.ts'
import { isObject, parseObject } from '../../sys/json-reading.ts'
import { entryPath, readEntry, removeFile, sanitiseName, writeEntry } from './kimi-cli-entries.ts'

interface OAuthTokens {
  access_token: string
  token_type: string
  refresh_token?: string
  /** Seconds. */
  expires_in?: number
  scope?: string
}

/** The client as registered; `issuer` is the authorization server that knows it. */
export interface OAuthClient {
  client_id: string
  client_secret?: string
  redirect_uris?: string[]
  token_endpoint_auth_method?: string
}

export interface Authorisation {
  tokens: OAuthTokens
  client: OAuthClient
  /** The issuer of tokens and client, the only one that may see them; '' for files of Kimi CLI, which do not name it. */
  issuer: string
  /** The scopes that were asked for, separated by blanks: a step-up asks for these and more. */
  asked: string
  /** Milliseconds since the epoch; null when the server did not say. */
  expiresAt: number | null
}

export interface AuthorisationStore {
  /** The authorisation as it is now, also when another process has changed it; null without one. */
  read(serverUrl: string): Promise<Authorisation | null>
  /** Throws when the disk fails. Returns the place, for people. */
  save(serverUrl: string, authorisation: Authorisation): Promise<'keyring' | 'file'>
  /** True when there was one. Throws when it cannot be removed. */
  remove(serverUrl: string): Promise<boolean>
  /** The file that a lock for this server is taken on. */
  lockFile(serverUrl: string): string
}

/** `share` is ~/.kimi; `now` gives milliseconds since the epoch. */
export function createAuthorisationStore(
  share: string,
  openKeyring: OpenKeyring = openSystemKeyring,
  now: () => number = Date.now,
): AuthorisationStore {
  const directory = join(share, 'mcp-oauth')
  const known = new Map<string, { stamp: string; authorisation: Authorisation | null }>()
  const placesOf = (url: string) => ({
    note: join(directory, 'keyring', `${sanitiseName(trimSlash(url), 200)}.json`),
    tokens: entryPath(directory, 'tokens', url),
    client: entryPath(directory, 'client', url),
  })
  const stampsOf = (url: string) => Object.values(placesOf(url)).map(stampOf).join('|')
  const userOf = (url: string) => `mcp ${trimSlash(url)}`

  async function load(url: string): Promise<Authorisation | null> {
    const places = placesOf(url)
    if (readText(places.note) === null) return readFiles(places, now())
    return readAuthorisation(parseObject(await readKeyring(openKeyring, userOf(url))))
  }

  return {
    async read(url) {
      const stamp = stampsOf(url)
      const held = known.get(url)
      if (held?.stamp === stamp) return held.authorisation
      const authorisation = await load(url)
      known.set(url, { stamp, authorisation })
      return authorisation
    },
    async save(url, authorisation) {
      const { note, tokens, client } = placesOf(url)
      makeDirectory(directory)
      chmodSync(directory, 0o700)
      const isInKeyring = await writeKeyring(openKeyring, userOf(url), JSON.stringify(authorisation))
      if (isInKeyring) {
        writeAtomic(note, `${JSON.stringify({ storage: 'keyring', url: trimSlash(url), saved_at: now() })}\n`)
        for (const file of [tokens, client]) removeFile(file)
      } else {
        writeFiles({ tokens, client }, authorisation, now())
        removeFile(note)
      }
      known.set(url, { stamp: stampsOf(url), authorisation })
      return isInKeyring ? 'keyring' : 'file'
    },
    async remove(url) {
      const { note, tokens, client } = placesOf(url)
      if (readText(note) !== null) await clearKeyring(openKeyring, userOf(url))
      const removed = [note, tokens, client].filter(removeFile)
      known.delete(url)
      return removed.length > 0
    },
    lockFile(url) {
      const path = join(directory, 'locks', `${sanitiseName(trimSlash(url), 200)}.lock`)
      makeDirectory(join(directory, 'locks'))
      return path
    },
  }
}

interface Files {
  tokens: string
  client: string
}

/** Extra fields stand in Kimi CLI's own objects, which ignore names that they do not know. */
function writeFiles(files: Files, { tokens, client, issuer, asked, expiresAt }: Authorisation, now: number): void {
  const left = expiresAt === null ? {} : { expires_in: Math.max(0, Math.round((expiresAt - now) / 1000)) }
  writeEntry(files.client, 'client', { ...client, issuer }, now)
  writeEntry(files.tokens, 'tokens', { ...tokens, ...left, issuer, asked }, now)
}

function readFiles(files: Files, now: number): Authorisation | null {
  const [tokens, client] = [readEntry(files.tokens, now), readEntry(files.client, now)]
  if (tokens === null || client === null) return null
  const seconds = Number(tokens.value['expires_in'])
  const expiresAt = tokens.createdAt === null || !(seconds > 0) ? null : tokens.createdAt + seconds * 1000
  const { issuer, asked, ...own } = tokens.value
  return readAuthorisation({ tokens: own, client: client.value, issuer, asked, expiresAt })
}

/** Null for a value that lacks a token or a client: a text of the keyring may have been changed by anybody. */
function readAuthorisation(value: Record<string, unknown> | null): Authorisation | null {
  const { tokens, client, issuer, asked, expiresAt } = value ?? {}
  if (!isObject(tokens) || typeof tokens['access_token'] !== 'string') return null
  if (!isObject(client) || typeof client['client_id'] !== 'string') return null
  const { issuer: _, ...registered } = client
  return {
    tokens: { token_type: 'Bearer', ...withoutNulls(tokens) } as unknown as OAuthTokens,
    client: withoutNulls(registered) as unknown as OAuthClient,
    issuer: typeof issuer === 'string' ? issuer : '',
    asked: typeof asked === 'string' ? asked : '',
    expiresAt: typeof expiresAt === 'number' ? expiresAt : null,
  }
}

/** Python writes None for what is not known. */
function withoutNulls(table: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(table).filter(([, value]) => value !== null && value !== undefined))
}
