// Reads what an account has left: the limits of a Kimi Code plan, or the balance on the open platform. The services have used several
// names for their fields (kimi-code 0.38, managed-usage.ts), and each field is read under all of its names.

import type { AccountLeft, PlanLimit, SignedIn } from '../protocol/account.ts'
import { isObject } from '../sys/json-reading.ts'

type Fields = Record<string, unknown>

/** The limits in the answer of `GET /usages`, the plan's own first. */
export function readPlan(host: string, body: unknown): AccountLeft {
  const fields = asFields(body)
  const limits = Array.isArray(fields['limits']) ? fields['limits'].map(asFields) : []
  const rows = [
    readLimit(asFields(fields['usage']), 'this week'),
    ...limits.map((item) => {
      const detail = isObject(item['detail']) ? item['detail'] : item
      return readLimit(detail, labelOf(item, detail))
    }),
  ]
  return { kind: 'plan', host, limits: rows.filter((row) => row !== null), extra: readExtra(fields['boosterWallet']) }
}

function readLimit(fields: Fields, label: string): PlanLimit | null {
  const limit = numberOf(fields['limit'])
  const remaining = numberOf(fields['remaining'])
  const used = numberOf(fields['used']) ?? (limit !== null && remaining !== null ? limit - remaining : null)
  if (limit === null || used === null) return null
  const resets = ['resetTime', 'resetAt', 'reset_time', 'reset_at']
    .map((name) => fields[name])
    .find((at) => typeof at === 'string')
  const at = typeof resets === 'string' ? Date.parse(resets) : Number.NaN
  return { label, used, limit, resetsAt: Number.isNaN(at) ? null : new Date(at).toISOString() }
}

const UNITS: [pattern: RegExp, word: string, perNext: number][] = [
  [/MINUTE/, 'minute', 60],
  [/HOUR/, 'hour', 24],
  [/DAY/, 'day', 7],
  [/WEEK/, 'week', Infinity],
]

/** `5 hours` for a window of 300 minutes. */
function labelOf(item: Fields, detail: Fields): string {
  const named = [item['name'], detail['name'], item['title'], detail['title']].find(
    (text) => typeof text === 'string' && text !== '',
  )
  if (typeof named === 'string') return named
  const window = asFields(item['window'])
  let count = numberOf(window['duration']) ?? 0
  let unit = UNITS.findIndex(([pattern]) => pattern.test(String(window['timeUnit'] ?? '')))
  if (unit < 0 || count === 0) return 'limit'
  while (count % UNITS[unit]![2] === 0) count /= UNITS[unit++]![2]
  return `${count} ${UNITS[unit]![1]}${count === 1 ? '' : 's'}`
}

/** Amounts are counted in millionths of a cent. */
const PER_UNIT = 100 * 1_000_000

function readExtra(raw: unknown): { left: number; of: number; currency: string } | null {
  const wallet = asFields(raw)
  const balance = asFields(wallet['balance'])
  const amount = numberOf(balance['amount'])
  if (amount === null || amount <= 0) return null
  const left = Math.max(0, Math.min(amount, numberOf(balance['amountLeft']) ?? 0))
  const { currency } = asFields(wallet['monthlyChargeLimit'])
  return { left: left / PER_UNIT, of: amount / PER_UNIT, currency: typeof currency === 'string' ? currency : '' }
}

/** The answer of `GET /users/me/balance`. Moonshot bills in dollars, and in yuan at api.moonshot.cn. */
export function readBalance(host: string, body: unknown): AccountLeft | null {
  const data = asFields(asFields(body)['data'])
  const available = numberOf(data['available_balance'])
  if (available === null) return null
  return {
    kind: 'balance',
    host,
    available,
    cash: numberOf(data['cash_balance']) ?? 0,
    voucher: numberOf(data['voucher_balance']) ?? 0,
    currency: host.endsWith('.cn') ? 'CNY' : 'USD',
  }
}

/** The answer of `GET /me`. */
export function readSignedIn(body: unknown): SignedIn {
  const fields = asFields(body)
  const textOf = (...names: string[]) =>
    names.map((name) => fields[name]).find((text) => typeof text === 'string') as string
  return {
    user: textOf('nickname', 'user_id') ?? '',
    plan: textOf('user_level_name', 'domain_name') ?? '',
    region: textOf('region') ?? '',
  }
}

function asFields(value: unknown): Fields {
  return isObject(value) ? value : {}
}

function numberOf(value: unknown): number | null {
  if (typeof value !== 'number' && (typeof value !== 'string' || value.trim() === '')) return null
  const number = Number(value)
  return Number.isFinite(number) ? number : null
}
