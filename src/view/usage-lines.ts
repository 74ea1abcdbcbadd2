// The lines of `kimi usage`: what is left of the accounts, and what was used today, by this session and by each model.

import type { AccountLeft, PlanLimit, UsageReport, UsageSum } from '../protocol/account.ts'
import { describeDuration } from '../sys/duration-text.ts'
import { describeCost, describeCount } from './turns/summary-line.ts'

/** Rows of columns, to be aligned. `now` is in milliseconds since the epoch. */
export function describeUsage({ left, today, session, models }: UsageReport, now: number): string[][] {
  const used = models.length > 1 ? models.map(({ model, sum }) => [`by ${model}`, describeSum(sum)]) : []
  return [
    ...left.flatMap((account) => describeLeft(account, now)),
    ['today', today.calls === 0 ? 'nothing yet' : describeSum(today)],
    ...used,
    ...(session ? [['last session here', describeSum(session)]] : []),
  ]
}

function describeLeft(account: AccountLeft, now: number): string[][] {
  const { host } = account
  if (account.kind === 'failed') return [[host, `${account.failure}: ${account.hint}`]]
  if (account.kind === 'balance') {
    const { available, cash, voucher, currency } = account
    const parts =
      voucher > 0 ? ` (${describeMoney(cash, currency)} paid in, ${describeMoney(voucher, currency)} vouchers)` : ''
    return [[host, `${describeMoney(available, currency)} left${parts}`]]
  }
  const rows = account.limits.map((limit) => [limit.label, describeLimit(limit, now)])
  const { extra } = account
  const money =
    extra && `${describeMoney(extra.left, extra.currency)} left of ${describeMoney(extra.of, extra.currency)}`
  return [
    [host, rows.length === 0 ? 'no limits are known' : 'Kimi Code plan'],
    ...rows,
    ...(money ? [['extra', money]] : []),
  ]
}

function describeLimit({ used, limit, resetsAt }: PlanLimit, now: number): string {
  const share = limit > 0 ? `${Math.round((used / limit) * 100)} % used` : `${used} used`
  const seconds = resetsAt === null ? 0 : (Date.parse(resetsAt) - now) / 1000
  const reset = seconds > 0 ? `, begins anew in ${describeDuration(seconds)}` : ''
  return `${share} (${used.toLocaleString('en')} of ${limit.toLocaleString('en')})${reset}`
}

function describeSum({ calls, input, cached, output, usd }: UsageSum): string {
  const share = cached > 0 && input > 0 ? ` (${Math.round((cached / input) * 100)} % cached)` : ''
  const cost = usd === null ? '' : `, ${describeCost(usd)}`
  const times = `${calls} call${calls === 1 ? '' : 's'}`
  return `${describeCount(input)} in${share}, ${describeCount(output)} out${cost}, ${times}`
}

function describeMoney(amount: number, currency: string): string {
  const sign = { USD: '$', CNY: '¥' }[currency]
  return sign ? `${sign}${amount.toFixed(2)}` : `${amount.toFixed(2)}${currency === '' ? '' : ` ${currency}`}`
}
