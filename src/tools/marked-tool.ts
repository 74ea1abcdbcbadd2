// A tool whose results are marked with their source, for the turn and for the model, when the user has not written them.

import { describeSource, disarm, findSource, readsOwn } from '../safety/sources/source-of-call.ts'
import type { TurnSources } from '../safety/sources/turn-sources.ts'
import { textOf } from '../protocol/message.ts'
import { isObject } from '../sys/json-reading.ts'
import type { Tool, ToolResult } from './tool.ts'

/** `isTrusted` tells whether the user trusts the working directory at this moment. */
export function markTool(tool: Tool, sources: TurnSources, isTrusted: () => boolean): Tool {
  return {
    ...tool,
    async run(args, run) {
      let isRefused = false
      const result = await tool.run(args, {
        ...run,
        async permit(ask) {
          const verdict = await run.permit(ask)
          isRefused ||= !verdict.ok
          return verdict
        },
      })
      if (isRefused) return result
      if (readsOwn(tool.name)) sources.noteOwn()
      const output = typeof result.output === 'string' ? result.output : textOf(result.output)
      const source =
        tool.source ?? findSource({ name: tool.name, args: isObject(args) ? args : {}, output }, isTrusted())
      return source === null ? result : mark(result, output, source, sources)
    },
  }
}

function mark(result: ToolResult, text: string, source: string, sources: TurnSources): ToolResult {
  sources.note(source, text)
  if (text === '') return result // what failed has given nothing
  const output = typeof result.output === 'string' ? disarm(result.output) : result.output
  return { ...result, output, advice: [result.advice, describeSource(source)].filter(Boolean).join(' ') }
}
