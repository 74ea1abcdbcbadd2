// The account/* methods: logins, keys, and what is left and was used of them.

import { askLeft, askWho, keepKey, type UsedKey } from '../../accounts/account-questions.ts'
import type { Resolution } from '../../models/model-catalog.ts'
import type { LoginEvent } from '../../protocol/account.ts'
import { KimiError } from '../../protocol/errors.ts'
import type { DaemonParts } from '../daemon-parts.ts'
import { rulesOf } from '../user-safety.ts'
import type { NamespaceHandlers, Peer } from './json-methods.ts'
import { chooseSession } from './session-choice.ts'

export function createAccountMethods(parts: DaemonParts): NamespaceHandlers<'account'> {
  const { accounts, config, models, offer, options, secrets, usage } = parts
  /** The login that each connection is at. */
  const logins = new WeakMap<Peer, AsyncGenerator<LoginEvent>>()
  return {
    async 'account/login'({ region, env }, peer) {
      if (env) accounts.reachBy(env)
      const login = logins.get(peer) ?? accounts.logIn(region, peer.signal)
      logins.set(peer, login)
      const next = await login.next()
      const event: LoginEvent = next.done ? { type: 'error', message: 'Login failed: it has ended' } : next.value
      if (event.type === 'success' || event.type === 'error') logins.delete(peer)
      // The models of the plan are known before the first question.
      if (event.type === 'success') void models.renewList(config.readFor({}), {})
      return event
    },
    'account/logout': ({ kimiCode }) => accounts.logOut(kimiCode),
    async 'account/key'({ key, region, env }) {
      accounts.reachBy(env)
      const reply = await keepKey(accounts, key, region, env)
      if (reply.ok) return reply.view
      const code = reply.isRefused ? 'account.refused' : 'account.unreachable'
      throw new KimiError(
        code,
        `the key is not kept: ${reply.failure}`,
        reply.isRefused ? { hint: 'kimi login --api-key' } : {},
      )
    },
    async 'account/status'() {
      await accounts.ready()
      return accounts.status()
    },
    async 'account/whoami'({ env }) {
      if (env) accounts.reachBy(env)
      await accounts.ready()
      return { status: accounts.status(), ...(await askWho(accounts)) }
    },
    async 'account/usage'({ workDir, env }) {
      accounts.reachBy(env)
      const left = await askLeft(accounts, env, keyOf(models.resolve(config.readFor(env), env)))
      return { left, ...usage.report(Date.now(), lastSessionOf(options.paths.share, workDir)) }
    },
    async 'account/import'({ workDir, from, ...wish }) {
      const { importAll } = await import('../imports/import-all.ts')
      const { home, share, config: file } = options.paths
      const known = () => rulesOf(config.read(), home)
      const target = {
        ...{ home, share, config: file, known, onWritten: config.forget, keepSecret: secrets.save },
        ...(workDir === undefined ? {} : { workDir }),
        ...(from === undefined ? {} : { from }),
      }
      await secrets.ready()
      return { items: await importAll(target, wish) }
    },
    async 'account/offer'({ env }) {
      await accounts.ready()
      return { text: models.resolve(config.readFor(env), env, undefined).ok ? null : offer.take(env) }
    },
  }
}

/** The API key of a model of Kimi's; null for one with a login, without a key, or of another provider. */
function keyOf(found: Resolution): UsedKey | null {
  if (!found.ok || found.model.kind === 'scripted') return null
  const { dialect, apiKey, baseUrl, keySource } = found.model
  const hint = /^[A-Z_]+$/.test(keySource) ? `export ${keySource}=…` : 'kimi config edit'
  return dialect === 'kimi' && apiKey !== '' ? { apiKey, baseUrl, hint } : null
}

function lastSessionOf(share: string, workDir: string): string | null {
  try {
    return chooseSession(share, { workDir }).id
  } catch (error) {
    if (error instanceof KimiError && error.code === 'session.not_found') return null
    throw error
  }
}
