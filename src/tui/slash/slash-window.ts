// Slash commands that list what the session sends and runs: what fills the model's window, the hooks, the MCP servers.

import type { WindowView } from '../../protocol/session-view.ts'
import { describeCount } from '../../view/turns/summary-line.ts'
import type { AppContext } from '../app-context.ts'
import type { SlashRow } from './slash-row.ts'

export const WINDOW_ROWS: readonly SlashRow[] = [
  { name: 'context', about: 'what fills the model’s window', run: showContext },
  { name: 'hooks', about: 'your commands that run at events of the session', run: showHooks },
  { name: 'mcp', about: 'the MCP servers and their tools', run: (app) => app.send('/mcp') },
]

/** The parts whose number says something: `12 tools`. */
const COUNTED: Partial<Record<WindowView['parts'][number]['name'], string>> = {
  tools: 'tools',
  'MCP tools': 'tools',
  user: 'messages',
  answers: 'answers',
  'tool calls': 'calls',
  'tool results': 'results',
}

async function showContext(app: AppContext): Promise<void> {
  const { parts, counted, size } = await app.call('session/context', {})
  const sum = parts.reduce((all, { tokens }) => all + tokens, 0)
  const share = (tokens: number) => (size === 0 ? '' : ` (${((tokens / size) * 100).toFixed(1)} %)`)
  const rows = parts.map(({ name, tokens, count }) => {
    const unit = COUNTED[name]
    return [name, `${describeCount(tokens)} tokens${share(tokens)}${unit ? `, ${count} ${unit}` : ''}`] as const
  })
  const { usage } = app.transcript.current().turn
  const sent = usage.input_other + usage.input_cache_read + usage.input_cache_creation
  const last =
    sent === 0
      ? []
      : ([
          [
            'last turn, sent',
            `${describeCount(sent)} tokens, ${describeCount(usage.input_cache_read)} of them from the cache`,
          ],
        ] as const)
  const all = [
    ...rows,
    ['in all, about', `${describeCount(sum)} tokens${share(sum)}`] as const,
    ['the provider’s count', `${describeCount(counted)} tokens${share(counted)}`] as const,
    ...(size === 0
      ? []
      : [['free', `${describeCount(Math.max(0, size - sum))} of ${describeCount(size)} tokens`] as const]),
    ...last,
    ['to shorten it', '/compact, or /clear'] as const,
  ]
  app.print(app.describeColumns(all, 'Context'))
}

async function showHooks(app: AppContext): Promise<void> {
  const { hooks } = await app.call('session/hooks', {})
  if (hooks.length === 0)
    return app.note('there is no hook: kimi help hooks tells how [[hooks]] in config.toml make one')
  app.print(
    app.describeColumns(
      hooks.map(({ event, command, matcher, timeout }) => {
        const when = matcher === '' ? event : `${event} ${matcher}`
        return [when, `${command || 'asks a client of the session'}  (${timeout} s)`] as const
      }),
      'Hooks',
    ),
  )
}
