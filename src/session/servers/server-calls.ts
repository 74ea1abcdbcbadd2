// A tool of a server as a tool of the agent: it asks for permission with what would be sent, calls, and gives back what came.

import type { Lease } from '../../mcp/server-lease.ts'
import { cleanLine } from '../../mcp/server-failure.ts'
import { WORKED_ON } from '../../mcp/programs/program-files.ts'
import type { ServerTool } from '../../mcp/server-tools.ts'
import type { ToolPins } from '../../mcp/tool-pins.ts'
import { done, failed } from '../../protocol/tool-result.ts'
import type { DisplayBlock } from '../../protocol/wire.ts'
import { showCommand, showRow } from '../../safety/text/exact-text.ts'
import { isObject } from '../../sys/json-reading.ts'
import { refused, type PermissionAsk, type Tool, type ToolResult, type ToolRun } from '../../tools/tool.ts'
import { type ContentDeps, readCallResult } from './call-content.ts'
import { type Ask, askForServer } from './server-questions.ts'
import { describeWaiting, QUIET_WAIT_MS } from './slow-servers.ts'

export interface CallDeps {
  pins: ToolPins
  /** The limit of a call, where the server's entry names none. */
  timeoutMs(): number
  content(callId: string): ContentDeps
  ask(callId: string): Ask
}

/** `isOffered`: the model is told of the tool; a call that it makes of another one is answered all the same. */
export function makeServerTool(lease: Lease, tool: ServerTool, isOffered: boolean, deps: CallDeps): Tool {
  const { called, description, parameters, title } = tool
  return {
    name: called,
    definition: { name: called, description: description || title || tool.name, parameters },
    isReadOnly: tool.isReadOnly && lease.server.entry.trusted === true,
    ...(isOffered ? {} : { isHidden: true }),
    run: (args, run) => callServer(lease, tool, isObject(args) ? args : {}, run, deps).catch(describeBug),
  }
}

async function callServer(
  lease: Lease,
  known: ServerTool,
  args: Record<string, unknown>,
  run: ToolRun,
  deps: CallDeps,
): Promise<ToolResult> {
  const { name, entry } = lease.server
  // Asked before anything is started: what the server runs may be what the call's refusal is about.
  if (lease.isConnected()) await untilAborted(lease.ensure(), run.signal)
  const asked = lease.list().tools.find(({ called }) => called === known.called) ?? known
  const early = await run.permit(describeCall(lease, asked, args, deps.pins))
  if (!early.ok) return refused(early)
  const begin = describeStart(lease)
  if (begin !== null) {
    const start = await run.permit(begin.ask)
    if (!start.ok) return refused(start.by === 'user' ? start : { ...start, reason: `${start.reason}. ${begin.why}` })
    lease.files.approve()
  }
  const connected = await connect(lease, run)
  if (connected === null) return failed('Interrupted by the user.', 'Interrupted')
  if (!connected.ok) return failWith(lease, connected.failure.reason)
  const tool = lease.list().tools.find(({ called }) => called === known.called)
  if (tool === undefined) return failWith(lease, `it has no tool ${known.called} any more`)
  if (tool.pin !== asked.pin) {
    const verdict = await run.permit(describeCall(lease, tool, args, deps.pins))
    if (!verdict.ok) return refused(verdict)
  }
  deps.pins.note(name, [[tool.name, tool.pin]])
  const outcome = await lease.callTool(tool.raw, args, {
    signal: run.signal,
    timeoutMs: entry.toolTimeoutMs ?? deps.timeoutMs(),
    onProgress: ({ done: count, total, message }) =>
      run.onOutput(Buffer.from(`${cleanLine(message)} ${count}${total === null ? '' : `/${total}`}\n`.trimStart())),
    elicit: (wish, signal) => askForServer(name, wish, deps.ask(run.callId), signal),
  })
  if (!outcome.ok) return failWith(lease, run.signal.aborted ? 'the call was cancelled' : outcome.failure.reason)
  const { output, note } = readCallResult(outcome.value, deps.content(run.callId))
  return outcome.value.isError === true
    ? failed(note === '' ? 'The tool reports an error.' : note, 'The tool reports an error', output)
    : done(output, note)
}

/** Connects the server; a call that waits for it says so. Null when the turn was cancelled. */
async function connect(lease: Lease, run: ToolRun): Promise<Awaited<ReturnType<Lease['ensure']>> | null> {
  const tell = () => run.onOutput(Buffer.from(`${describeWaiting([lease.view()])}\n`))
  const slow = setTimeout(tell, QUIET_WAIT_MS)
  try {
    return await untilAborted(lease.ensure(), run.signal)
  } finally {
    clearTimeout(slow)
  }
}

/** The question about a call. The arguments are shown as they are sent. */
function describeCall(
  { server: { name, entry } }: Lease,
  tool: ServerTool,
  args: Record<string, unknown>,
  pins: ToolPins,
): PermissionAsk {
  const text = JSON.stringify(args, null, 2)
  const description = `Call ${showCommand(tool.name)} of the MCP server ${name}`
  const display: DisplayBlock[] = [
    { type: 'brief', text: `${description}${text === '{}' ? '' : ` with\n${showCommand(text)}`}` },
  ]
  return {
    action: `mcp:${name}/${tool.name.replaceAll(/[\s()]/g, '_')}`,
    description,
    display,
    subject: { kind: 'other', value: JSON.stringify(args) },
    serverTool: {
      server: name,
      isTrusted: entry.trusted === true,
      isReadOnly: tool.isReadOnly,
      pin: tool.pin,
      hasChanged: pins.hasChanged(name, tool.name, tool.pin),
    },
  }
}

/**
 * The question before a server starts that may run something else than it last did: that would be outside the sandbox. Null where it may
 * start. `why`: the reason, and the command by which the user allows it, where nobody can be asked.
 */
function describeStart({ server: { name }, files }: Lease): { ask: PermissionAsk; why: string } | null {
  const changed = files.changed()
  if (changed.length === 0 && !files.isWorkedOn()) return null
  const description =
    changed.length > 0
      ? `Start the MCP server ${name}, of whose files these have changed since it was approved`
      : `Start the MCP server ${name}: ${WORKED_ON}, and it runs outside the sandbox`
  const rows = changed.length > 0 ? `:\n${changed.map(showRow).join('\n')}` : ''
  const ask: PermissionAsk = {
    action: `start mcp server ${name}`,
    description,
    display: [{ type: 'brief', text: `${description}${rows}` }],
    subject: { kind: 'other', value: JSON.stringify(changed) },
    isAlwaysAsked: true,
  }
  const reason = changed.length > 0 ? `${changed.map(showRow).join(', ')} has changed since it was approved` : WORKED_ON
  return {
    ask,
    why: `The MCP server ${name} does not start: ${reason}; the user allows it with: kimi mcp test ${name}`,
  }
}

function failWith({ server: { name } }: Lease, reason: string): ToolResult {
  return failed(`The MCP server ${name} failed: ${reason}`, `${name}: ${reason}`)
}

function describeBug(error: unknown): ToolResult {
  return failed(`Error running tool: ${error instanceof Error ? error.message : String(error)}`, 'Tool failed')
}

/** Null when the signal is aborted before. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T | null> {
  if (signal.aborted) return Promise.resolve(null)
  return new Promise((resolve, reject) => {
    const stop = () => resolve(null)
    signal.addEventListener('abort', stop, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}
