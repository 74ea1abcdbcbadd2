// Tools and hooks that attached clients add to a session. They leave with their client.

import { failed as failedTool } from '../protocol/tool-result.ts'
import type { Tool } from '../tools/tool.ts'
import type { Hooks } from './hooks/hooks.ts'
import type { Client, Requests } from './requests.ts'
import type { ExternalTool, Session } from './session.ts'

export interface Extensions extends Pick<Session, 'addTools' | 'addHooks' | 'countHooks' | 'listHooks'> {
  tools(): Tool[]
  /** Removes the tools and hooks of a client that has detached. */
  forget(client: Client): void
}

/** `ownNames` are the session's own tools, which no client can replace. */
export function createExtensions(requests: Requests, hooks: Hooks, ownNames: () => readonly string[]): Extensions {
  const tools = new Map<string, { client: Client; tool: Tool }>()
  const subscriptions = new Map<Client, (() => void)[]>()

  return {
    tools: () => [...tools.values()].map(({ tool }) => tool),
    addTools(client, offered) {
      const accepted: string[] = []
      const rejected: { name: string; reason: string }[] = []
      for (const tool of offered) {
        if (ownNames().includes(tool.name)) rejected.push({ name: tool.name, reason: 'conflicts with builtin tool' })
        else {
          tools.set(tool.name, { client, tool: wrapTool(tool, client, requests) })
          accepted.push(tool.name)
        }
      }
      return { accepted, rejected }
    },
    addHooks(client, wanted) {
      for (const hook of wanted) {
        const end = hooks.addSubscription(hook, (request) => requests.callHook(client, request))
        if (end) subscriptions.set(client, [...(subscriptions.get(client) ?? []), end])
      }
    },
    countHooks: hooks.count,
    listHooks: hooks.list,
    forget(client) {
      for (const [name, entry] of tools) if (entry.client === client) tools.delete(name)
      for (const end of subscriptions.get(client) ?? []) end()
      subscriptions.delete(client)
    },
  }
}

/** The client itself checks the arguments and asks its user. */
function wrapTool({ name, description, parameters }: ExternalTool, client: Client, requests: Requests): Tool {
  return {
    name,
    definition: { name, description, parameters },
    isReadOnly: false,
    asksNothing: true,
    async run(_, { callId, argumentsText, signal }) {
      if (!requests.clients.has(client)) return failedTool('The client of this tool went away.', 'Client gone')
      return requests.callTool(client, { id: callId, name, arguments: argumentsText }, signal)
    },
  }
}
