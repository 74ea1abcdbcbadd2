// Slash commands that tell something: what was used, where the session stands, what is allowed.

import { shortenSessionId } from '../../protocol/session-view.ts'
import { describeUsage } from '../../view/usage-lines.ts'
import { clientVariables } from '../../client/client-env.ts'
import type { AppContext } from '../app-context.ts'
import type { SlashRow } from './slash-row.ts'

export const INFO_ROWS: readonly SlashRow[] = [
  { name: 'usage', aliases: ['cost'], about: 'limits, balance, and what was used', run: showUsage },
  { name: 'status', about: 'the session, its model and its daemon', run: showStatus },
  { name: 'permissions', about: 'the rules for what may run', run: showRules },
  { name: 'trust', usage: '[yes|no]', about: 'what this folder brings, and whether it is obeyed', run: showTrust },
]

async function showUsage(app: AppContext): Promise<void> {
  const { facts } = app.book
  const report = await app.call('account/usage', { workDir: facts.workDir, env: clientVariables(app.env) })
  const rows = describeUsage(report, Date.now()).map(([label = '', ...rest]) => [label, rest.join(' ')] as const)
  app.print(app.describeColumns(rows, 'Usage'))
}

async function showStatus(app: AppContext): Promise<void> {
  const { session, facts } = app.book
  const status = await app.call('daemon/status', {})
  app.print(
    app.describeColumns(
      [
        ['session', session ? `${shortenSessionId(session.id)} ${facts.title}` : 'none'],
        ['directory', facts.workDir],
        ['model', [facts.model || 'none', facts.effort].filter(Boolean).join(', effort ')],
        ['mode', facts.mode],
        ['daemon', `kimi ${status.version}, process ${status.pid}, ${Math.round(status.rssBytes / 1024 / 1024)} MB`],
        ['files', session?.dir ?? ''],
      ],
      'Status',
    ),
  )
}

async function showRules(app: AppContext): Promise<void> {
  const [{ rules }, { rules: allowed }] = await Promise.all([
    app.call('permission/list', { workDir: app.book.facts.workDir }),
    app.call('session/allowed', {}),
  ])
  const live = rules.filter(({ isLive }) => isLive)
  if (allowed.length > 0)
    app.print(
      app.describeColumns(
        allowed.map((rule) => ['allow', rule]),
        'For this session',
      ),
    )
  if (live.length === 0 && allowed.length > 0) return
  if (live.length === 0)
    return app.note('there is no rule yet: an approval with "a" writes one, and so does kimi permission add')
  app.print(
    app.describeColumns(
      live.map(({ decision, rule, scope }) => [decision, scope === '' ? rule : `${rule} in ${scope}`] as const),
      'Rules',
    ),
  )
}

async function showTrust(app: AppContext, args: string): Promise<void> {
  const path = app.book.facts.workDir
  if (args === 'yes') {
    const { root } = await app.call('trust/add', { path })
    return app.note(`${root} is trusted as it is now`)
  }
  if (args === 'no') {
    const { root } = await app.call('trust/remove', { path })
    return app.note(`${root} is no longer trusted`)
  }
  const { root, state, items } = await app.call('trust/show', { path })
  app.note(
    `${root}: ${{ nothing: 'brings nothing to trust', trusted: 'trusted', refused: 'not trusted', asks: 'not decided: /trust yes, /trust no' }[state]}`,
  )
  if (items.length > 0)
    app.print(
      app.describeColumns(
        items.map(({ kind, name, change = '' }) => [kind, `${name} ${change}`.trim()] as const),
        'It brings',
      ),
    )
}
