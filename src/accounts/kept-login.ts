// A login on the disk, and in memory while it cannot be written there.

import { describeFileFailure } from '../protocol/file-failures.ts'
import type { Log } from '../sys/log.ts'
import { readLogin, reserveLogin, withoutTokens, type Login, type LoginState, type Reservation } from './login-file.ts'
import type { Slot } from './login-slots.ts'

export interface KeptLogin {
  /** The login on the disk, or the newer one in memory. */
  read(): LoginState
  /** Puts a renewed login in the place of `old`. It stays in memory where the disk fails. */
  keep(old: Login, login: Login, room: Reservation): void
  /** Leaves the file without tokens, as both CLIs do, so that no program asks with them again. */
  reject(login: Login, reason: string): void
}

/** Interval of the attempts to write a login that is only in memory. */
const RETRY_MS = 1_000

/** `onChanged` is called when the tokens are others, or none any more. */
export function createKeptLogin({ file }: Slot, log: Log, onChanged: () => void): KeptLogin {
  /** A renewed login that is not on the disk, with the refresh token that it replaces there. */
  let unsaved: { login: Login; replaces: string } | null = null
  let triedAt = -Infinity
  const trySaving = (login: Login) => {
    if (performance.now() - triedAt < RETRY_MS) return
    triedAt = performance.now()
    try {
      reserveLogin(file).commit(login)
      unsaved = null
    } catch {
      // The disk still fails.
    }
  }
  return {
    read() {
      const state = readLogin(file)
      if (unsaved === null) return state
      const { login, replaces } = unsaved
      // Another program has logged in or out meanwhile: the disk is right.
      if (state.kind === 'usable' && state.login.refreshToken !== replaces) unsaved = null
      if (unsaved === null || state.kind === 'rejected') return state
      trySaving(login)
      return { kind: 'usable', login }
    },
    keep(old, login, room) {
      const replaces = unsaved?.replaces ?? old.refreshToken
      try {
        room.commit(login)
        unsaved = null
        log('info', 'login renewed', { file, lifeS: login.expiresIn })
      } catch (error) {
        unsaved = { login, replaces }
        log('error', 'login not kept', { file, problem: describeFileFailure(error, file) })
      }
      onChanged()
    },
    reject(login, reason) {
      log('warn', 'login rejected', { file, reason })
      try {
        reserveLogin(file).commit(withoutTokens(login))
      } catch (error) {
        log('warn', 'login not marked', { file, problem: describeFileFailure(error, file) })
      }
      unsaved = null
      onChanged()
    },
  }
}
