// The plugins in one session: which tools the model is offered, and what the user is told of plugins that do not run.

import type { FoundPlugin } from '../../plugins/plugin-shelf.ts'
import type { Tool } from '../../tools/tool.ts'
import { createTurnNotice } from '../admission/turn-notice.ts'
import type { LiveSession } from '../live-session.ts'
import { makePluginTool, offers, type PluginCallDeps } from './plugin-calls.ts'

export interface SessionPlugins {
  /** To be called before a turn: looks at the plugins as they are now, and tells the clients once what is wrong with one. */
  settle(): Promise<void>
  /** The tools as they were when the turn began, by the names of their plugins. */
  tools(): readonly Tool[]
}

export const NO_PLUGINS: SessionPlugins = { settle: async () => {}, tools: () => [] }

export function createSessionPlugins(session: LiveSession, deps: PluginCallDeps): SessionPlugins {
  const told = new Set<string>()
  let tools: Tool[] = []
  const tell = (text: string) => {
    if (told.has(text)) return
    told.add(text)
    session.emit(createTurnNotice(text))
  }
  return {
    async settle() {
      const plugins = await deps.shelf.list()
      for (const plugin of plugins) for (const line of describeProblems(plugin)) tell(line)
      tools = plugins.flatMap((plugin) => {
        const given = plugin.manifest?.tools ?? []
        return given.filter((tool) => offers(plugin, tool)).map((tool) => makePluginTool(plugin, tool, deps))
      })
    },
    tools: () => tools,
  }
}

/** A line for what the user would miss otherwise. */
function describeProblems({ name, status, reason, hint, shadowed }: FoundPlugin): string[] {
  const way = hint === '' ? '' : ` (${hint})`
  if (status === 'broken' || status === 'foreign') return [`the plugin ${name} does not run: ${reason}${way}`]
  if (status === 'changed') return [`the plugin ${name} has ${reason}: each call is asked about${way}`]
  return [...shadowed].map(
    ([tool, owner]) =>
      `the tool ${tool} of the plugin ${name} is not offered: the plugin ${owner} has one of that name`,
  )
}
