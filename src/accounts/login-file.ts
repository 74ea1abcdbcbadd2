// The credentials file of a login, in the form of both CLIs. It is replaced as a whole, and only once the room for its next text
// is on the disk: a token that is renewed and not kept would end the login.

import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { describeFileFailure } from '../protocol/file-failures.ts'
import { hasCode, makeDirectory, readText, writeAll } from '../sys/files.ts'
import { parseObject } from '../sys/json-reading.ts'

export interface Login {
  accessToken: string
  refreshToken: string
  /** Seconds since the epoch; 0 when nothing is known. */
  expiresAt: number
  /** The whole life of the access token, in seconds. */
  expiresIn: number
  scope: string
  tokenType: string
}

/**
 * `rejected`: the service has refused the login. Its file stays, without tokens, so that no program tries it again. `unreadable`: the
 * system does not let us read the file; `problem` names it in words.
 */
export type LoginState =
  | { kind: 'usable'; login: Login }
  | { kind: 'rejected' }
  | { kind: 'absent' }
  | { kind: 'unreadable'; problem: string }

/** A file that is no JSON counts as absent, as in both CLIs. */
export function readLogin(file: string): LoginState {
  let text: string | null
  try {
    text = readText(file)
  } catch (error) {
    return { kind: 'unreadable', problem: `${file} cannot be read: ${describeRefusal(error)}` }
  }
  const found = parseObject(text ?? '')
  if (found === null) return { kind: 'absent' }
  const login: Login = {
    accessToken: textOf(found['access_token']),
    refreshToken: textOf(found['refresh_token']),
    expiresAt: numberOf(found['expires_at']),
    expiresIn: numberOf(found['expires_in']),
    scope: textOf(found['scope']),
    tokenType: textOf(found['token_type']) || 'Bearer',
  }
  if (login.accessToken === '' && login.refreshToken === '') return { kind: 'rejected' }
  return { kind: 'usable', login }
}

function describeRefusal(error: unknown): string {
  if (hasCode(error, 'EISDIR')) return 'it is a directory'
  if (hasCode(error, 'EACCES', 'EPERM')) return 'permission denied'
  return hasCode(error, 'ELOOP') ? 'its links lead in a circle' : describeFileFailure(error)
}

/** The file that a link leads to: a user may let several programs share one login by a link. A link to nowhere is replaced itself. */
export function followLink(file: string): string {
  try {
    return realpathSync(file)
  } catch {
    return file
  }
}

export interface Reservation {
  /** Replaces the file. Throws when the disk fails. */
  commit(login: Login): void
  /** Gives the room back. Does nothing after `commit`. */
  drop(): void
}

/** Longer than any login that was seen: access tokens are JWTs of one to two thousand characters. */
const RESERVED_BYTES = 16_384

/** Makes the next version of the file, or of the one that a link leads to, with room for a login. Throws when nothing can be written there. */
export function reserveLogin(place: string): Reservation {
  makeDirectory(dirname(place))
  chmodSync(dirname(place), 0o700)
  const file = followLink(place)
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) throw new Error(`${file} is a directory`)
  sweepLeftovers(file)
  const temporary = `${file}.tmp.${process.pid}.${randomBytes(4).toString('hex')}`
  let fd: number | null = openSync(temporary, 'wx', 0o600)
  const drop = () => {
    if (fd === null) return
    closeSync(fd)
    fd = null
    rmSync(temporary, { force: true })
  }
  try {
    writeAll(fd, Buffer.alloc(RESERVED_BYTES, ' '))
    fsyncSync(fd)
  } catch (error) {
    drop()
    throw error
  }
  return {
    drop,
    commit(login) {
      if (fd === null) throw new Error(`${file}: the reservation is used up`)
      try {
        overwrite(fd, formatLogin(login))
        chmodSync(temporary, 0o600)
        renameSync(temporary, file)
        closeSync(fd)
        fd = null
      } finally {
        drop()
      }
    },
  }
}

const LEFTOVER_MS = 60 * 60_000

/** A program that was killed while it wrote leaves its file behind, perhaps with tokens. */
function sweepLeftovers(file: string): void {
  const directory = dirname(file)
  for (const name of readdirSync(directory)) {
    const path = join(directory, name)
    if (!name.startsWith(`${basename(file)}.tmp.`)) continue
    const writtenAt = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Infinity
    if (writtenAt < Date.now() - LEFTOVER_MS) rmSync(path, { force: true })
  }
}

function overwrite(fd: number, text: string): void {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length;) at += writeSync(fd, bytes, at, bytes.length - at, at)
  ftruncateSync(fd, bytes.length)
  fsyncSync(fd)
}

/** A login without tokens: the file of one that the service has rejected. */
export function withoutTokens(login: Login): Login {
  return { ...login, accessToken: '', refreshToken: '', expiresAt: 0 }
}

function formatLogin(login: Login): string {
  const fields = {
    access_token: login.accessToken,
    refresh_token: login.refreshToken,
    expires_at: login.expiresAt,
    scope: login.scope,
    token_type: login.tokenType,
    expires_in: login.expiresIn,
  }
  return `${JSON.stringify(fields, null, 2)}\n`
}

const MIN_LEFT_S = 300
/** A file written by a clock that is ahead promises more life than the token can have. */
const CLOCK_TOLERANCE_S = 300

/** True when less than half of the token's life, or 5 minutes, is left (the rule of both CLIs), or when the clock has jumped. */
export function isDue({ expiresAt, expiresIn }: Login, nowS: number): boolean {
  if (expiresAt === 0) return false
  const left = expiresAt - nowS
  return left < Math.max(MIN_LEFT_S, expiresIn / 2) || (expiresIn > 0 && left > expiresIn + CLOCK_TOLERANCE_S)
}

export function isExpired({ expiresAt }: Login, nowS: number): boolean {
  return expiresAt !== 0 && expiresAt <= nowS
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function numberOf(value: unknown): number {
  const number = Number(value ?? 0)
  return Number.isFinite(number) ? number : 0
}
