// A tool of a plugin as a tool of the agent: it asks for permission with what would be run and sent, runs, and gives back what came.

import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import type { FoundPlugin, PluginShelf } from '../../plugins/plugin-shelf.ts'
import { copyPlugin, createDigestReader, listChanges } from '../../plugins/plugin-files.ts'
import { refuseConfigFile } from '../../plugins/config-file.ts'
import type { PluginEntry } from '../../plugins/plugin-record.ts'
import { fillConfig, type HostValues, keyVariables, readKeys } from '../../plugins/plugin-keys.ts'
import type { PluginTool } from '../../plugins/plugin-manifest.ts'
import type { KeyKind } from '../../protocol/plugins/plugin-view.ts'
import { done, failed } from '../../protocol/tool-result.ts'
import type { Wall } from '../../safety/sandbox/wall.ts'
import { redactShown } from '../../safety/secrets/shown-text.ts'
import { describePlugin } from '../../safety/sources/source-of-call.ts'
import { showCommand, showRow, showWords } from '../../safety/text/exact-text.ts'
import { discard } from '../../sys/files.ts'
import { isObject } from '../../sys/json-reading.ts'
import { temporaryFolders } from '../../sys/folders/temporary-folders.ts'
import { findSandboxFailure, withRefusal, withSandboxNote } from '../../tools/shell/sandbox-result.ts'
import { cleanEnvironment, findShell } from '../../tools/shell/shell-process.ts'
import {
  refused,
  type PermissionAsk,
  type Tool,
  type ToolResult,
  type ToolRun,
  type Verdict,
} from '../../tools/tool.ts'
import { TRUNCATION_NOTE } from '../../tools/tool-output.ts'
import { runPluginProcess, type PluginEnd } from './plugin-process.ts'

/** The values for plugins that the user lets have them, and the host of these values; or the reason why there are no values. */
export type ValuesReply = { ok: true; host: string; kind: KeyKind; values: HostValues } | { ok: false; reason: string }

export interface PluginCallDeps {
  shelf: PluginShelf
  values(): Promise<ValuesReply>
  /** The environment of commands, as it is now. */
  env(): NodeJS.ProcessEnv
  umask: number | undefined
  /** The folder for outputs that are too long to show. */
  outputDir: string
  /** Around a run that may change the user's files. */
  beforeRun(callId: string): Promise<void>
  afterRun(callId: string): void
}

/** Kimi CLI's limit. */
const CALL_LIMIT_MS = 120_000
const MOST_ERROR_CHARACTERS = 2_000
/** A plugin that needs the network, or writes elsewhere, is asked about once it has failed in the sandbox. */
const OUTSIDE_ACTION = 'run plugin tool outside the sandbox'
/** The complaint of a sandbox that could not be made; the program has not begun. */
const NOT_MADE = /^bwrap: Can't [^\n]*$/
const MOST_TRIES = 6

export function makePluginTool(plugin: FoundPlugin, tool: PluginTool, deps: PluginCallDeps): Tool {
  const { name, description, parameters } = tool
  return {
    name,
    definition: { name, description, parameters },
    isReadOnly: false,
    source: describePlugin(plugin.name),
    run: (args, run) => callTool(plugin.name, tool, args, run, deps).catch(describeBug),
  }
}

/** A call that is about to run: the plugin as the user was asked about it. */
interface Call {
  plugin: FoundPlugin
  tool: PluginTool
  /** The bytes for the program, as the user has seen them. */
  input: string
  run: ToolRun
  deps: PluginCallDeps
}

async function callTool(
  name: string,
  tool: PluginTool,
  args: unknown,
  run: ToolRun,
  deps: PluginCallDeps,
): Promise<ToolResult> {
  const missing = findMissing(tool, args)
  if (missing !== null) return failed(missing, 'Invalid arguments')
  const plugin = await deps.shelf.find(name)
  if (plugin === null || !offers(plugin, tool)) return failNotOffered(name, plugin)
  const call = { plugin, tool, input: JSON.stringify(args), run, deps }
  const ask = describeCall(call)
  const verdict = await run.permit(ask)
  if (!verdict.ok) return refuse(verdict, plugin)
  const changed = await findLaterChange(call)
  if (changed !== null) return failed(changed, 'Files changed')
  if (plugin.changed.length > 0) deps.shelf.approve(plugin)
  if (run.signal.aborted) return failed('The call was cancelled before it ran.', 'Cancelled')
  await deps.beforeRun(run.callId)
  try {
    return verdict.wall === undefined ? await runOutside(call) : await runInside(call, ask, verdict.wall)
  } finally {
    deps.afterRun(run.callId)
  }
}

/** The refusal of arguments that are no object or lack what the tool says it needs; null for all others. */
function findMissing({ name, parameters }: PluginTool, args: unknown): string | null {
  if (!isObject(args)) return `${name} takes an object with its arguments.`
  const required = Array.isArray(parameters['required']) ? parameters['required'] : []
  const missing = required.filter((key) => typeof key === 'string' && !Object.hasOwn(args, key))
  return missing.length === 0 ? null : `${name} needs these arguments, too: ${missing.join(', ')}.`
}

/** True when the plugin has this very tool and may run. */
export function offers({ status, manifest, shadowed }: FoundPlugin, tool: PluginTool): boolean {
  if ((status !== 'ready' && status !== 'changed') || shadowed.has(tool.name)) return false
  const now = manifest?.tools.find(({ name }) => name === tool.name)
  return now !== undefined && JSON.stringify(now) === JSON.stringify(tool)
}

function failNotOffered(name: string, plugin: FoundPlugin | null): ToolResult {
  const why = plugin === null ? 'it is not installed any more' : plugin.reason || 'it has been installed anew meanwhile'
  return failed(`The plugin ${name} does not run: ${why}.`, `${name}: ${why}`)
}

/** The question about a call. The arguments are shown as they are sent, and the command as it is run. */
function describeCall({ plugin, tool, input }: Call): PermissionAsk {
  const { name, folder, changed, entry, pin } = plugin
  const rows = [
    `Run the tool ${tool.name} of the plugin ${name}${input === '{}' ? '' : ` with\n${showCommand(input)}`}`,
    `in ${showRow(folder)}: ${showWords(tool.command)}`,
    ...(changed.length === 0
      ? []
      : ['Changed since it was last let run:', ...changed.map((path) => `  ${showRow(path)}`)]),
  ]
  const hasKey = entry !== null && entry.keyHost !== '' && (plugin.manifest?.inject.length ?? 0) > 0
  return {
    action: `plugin:${tool.name}`,
    // Kimi CLI's words, which its clients show.
    description: `Run plugin tool \`${tool.name}\`.`,
    display: [{ type: 'brief', text: rows.join('\n') }],
    subject: { kind: 'other', value: input },
    pluginTool: { plugin: name, pin },
    ...(hasKey ? { notes: [`you have given this plugin ${describeGiven(entry)}`] } : {}),
    ...(changed.length > 0 ? { isAlwaysAsked: true } : {}),
  }
}

function describeGiven({ keyHost, keyKind }: PluginEntry): string {
  const host = showRow(keyHost)
  return keyKind === 'none' ? `the address of your model at ${host}` : `your key of ${host}`
}

function refuse(verdict: Exclude<Verdict, { ok: true }>, { reason, hint }: FoundPlugin): ToolResult {
  if (verdict.by === 'user' || reason === '') return refused(verdict)
  return refused({ ...verdict, reason: `${verdict.reason}. The plugin is ${reason}; the user allows it with: ${hint}` })
}

/** The reason why the plugin is not the one that the user was asked about any more; null where it is. */
async function findLaterChange({ plugin, tool, deps }: Call): Promise<string | null> {
  const now = await deps.shelf.find(plugin.name)
  if (now === null || !offers(now, tool)) return `The plugin ${plugin.name} has changed meanwhile, so it was not run.`
  const given = ({ entry }: FoundPlugin) => `${entry?.keyKind} ${entry?.keyHost}`
  if (given(now) !== given(plugin))
    return `The plugin ${plugin.name} has been installed anew meanwhile, so it was not run.`
  const isKeyFile = (path: string) => path === plugin.manifest?.configFile && plugin.entry?.keyHost !== ''
  const [path] = listChanges(plugin.digests, now.digests).filter((each) => !isKeyFile(each))
  return path === undefined ? null : `The file ${showRow(path)} of the plugin has changed meanwhile, so it was not run.`
}

/** Runs the program in the plugin's own folder, with the key where the user has given it one. */
async function runOutside(call: Call): Promise<ToolResult> {
  const { plugin, deps } = call
  const { manifest, entry } = plugin
  const keyHost = manifest === null || manifest.inject.length === 0 ? '' : (entry?.keyHost ?? '')
  if (keyHost === '') return showEnd(call, await start(call, plugin.folder, {}, undefined))
  // Also where it is given no key now, that of an earlier call stands in its file.
  const keys = readKeys(plugin.folder, manifest!)
  const reply = await deps.values()
  // A renewed login takes its time.
  const changed = await findLaterChange(call)
  if (changed !== null) return failed(changed, 'Files changed')
  const lack = reply.ok ? findLack(entry!, reply) : reply.reason
  if (!reply.ok || lack !== null) {
    const result = showEnd(call, await start(call, plugin.folder, {}, undefined, keys))
    return { ...result, message: `${result.message} It ran without a key: ${lack}.`.trimStart() }
  }
  await deps.shelf.renewKeys(plugin, reply.values)
  const given = keyVariables(manifest!, reply.values)
  return showEnd(call, await start(call, plugin.folder, given, undefined, [...keys, reply.values.api_key ?? '']))
}

const KINDS: Readonly<Record<KeyKind, string>> = { key: 'an API key', login: 'the token of a login', none: 'no key' }

/** The reason why the plugin is not given these values: the user has agreed to others. Null where they are those. */
function findLack({ keyHost, keyKind }: PluginEntry, { host, kind }: ValuesReply & { ok: true }): string | null {
  if (host !== keyHost) return `the user has given it the key of ${keyHost}, and the model in use is at ${host}`
  if (kind === keyKind) return null
  const given = keyKind === 'none' ? 'the address' : KINDS[keyKind]
  return `the user has given it ${given} of ${keyHost}, and the model in use there has ${KINDS[kind]}`
}

/** Runs the program behind the wall, in a copy of the plugin without the key; where that fails for the wall and is permitted, outside. */
async function runInside(call: Call, ask: PermissionAsk, wall: Wall): Promise<ToolResult> {
  const result = await runBehindWall(call, wall)
  const text = `${result.message}\n${String(result.output)}`
  const reason = findSandboxFailure('', result.is_error === true, text, 'workspace')
  if (reason === null || call.run.signal.aborted) return withSandboxNote(result, wall)
  const { run, plugin } = call
  const notes = [
    ...(ask.notes ?? []),
    `it failed in the sandbox (${reason}), where it may have done a part of its work, and would now run outside`,
  ]
  const verdict = await run.permit({ ...ask, action: OUTSIDE_ACTION, notes, failedIn: 'workspace' })
  if (!verdict.ok) return verdict.by === 'user' ? refused(verdict) : withRefusal(result, reason, verdict.reason)
  const changed = await findLaterChange({ ...call, plugin })
  return changed === null ? runOutside(call) : failed(changed, 'Files changed')
}

async function runBehindWall(call: Call, first: Wall): Promise<ToolResult> {
  const { plugin, run } = call
  const [temporary = '/tmp'] = temporaryFolders()
  const place = mkdtempSync(join(temporary, 'kimi-plugin-'))
  try {
    const folder = join(place, plugin.name)
    const problem = await copyForSandbox(plugin, folder)
    if (problem !== null) return failed(problem, 'Files changed')
    let wall = first
    for (let tries = 1; ; tries++) {
      const end = await start(call, folder, {}, wall)
      const isMade = end.ended !== 'exited' || end.code === 0 || !NOT_MADE.test(end.stderr.trim())
      if (isMade || tries === MOST_TRIES || run.signal.aborted || wall.makeAgain === undefined)
        return showEnd(call, end)
      wall = { ...((await wall.makeAgain()) ?? wall), makeAgain: wall.makeAgain }
    }
  } finally {
    discard(place)
  }
}

/** The share directory is closed in the sandbox, so the plugin is copied; a sandbox without a network has no use for the key. */
async function copyForSandbox({ folder, manifest, entry, digests }: FoundPlugin, to: string): Promise<string | null> {
  const hasKey = entry !== null && entry.keyHost !== ''
  const refusal = hasKey && manifest !== null ? refuseConfigFile(folder, manifest) : null
  if (refusal !== null) return `The plugin cannot be copied into the sandbox without its key: ${refusal}.`
  // The key is never written into the copy, not even for a moment: other commands in a sandbox see the folder of temporary files.
  const config = hasKey && manifest !== null ? fillConfig(folder, manifest, { api_key: '' }) : null
  const copied = await copyPlugin(folder, to, new Map(config === null ? [] : [[manifest!.configFile, config]]))
  const read = copied.ok ? await createDigestReader().read(to) : copied
  if (!read.ok) return `The plugin cannot be copied into the sandbox: ${read.reason}.`
  const [changed] = listChanges(digests, read.digests).filter((path) => !hasKey || path !== manifest?.configFile)
  if (changed !== undefined)
    return `The file ${showRow(changed)} of the plugin has changed meanwhile, so it was not run.`
  return null
}

function start(
  { tool, input, run, deps }: Call,
  cwd: string,
  variables: Record<string, string>,
  wall: Wall | undefined,
  keys: readonly string[] = [],
): Promise<PluginEnd> {
  const safeId = run.callId.replaceAll(/[^\w-]/g, '_').slice(0, 64)
  return runPluginProcess({
    command: tool.command,
    cwd,
    // Compiled code beside its scripts would be a change of the plugin.
    env: { ...cleanEnvironment(deps.env(), findShell()), PYTHONDONTWRITEBYTECODE: '1', ...variables },
    umask: deps.umask,
    input,
    wall,
    timeoutMs: CALL_LIMIT_MS,
    signal: run.signal,
    spillPath: join(deps.outputDir, `Plugin-${safeId}.txt`),
    keys,
    onOutput: run.onOutput,
  })
}

/** The result in Kimi CLI's words. Secrets in what the program has printed are hidden. */
function showEnd({ tool: { name } }: Call, end: PluginEnd): ToolResult {
  if (end.ended === 'timeout')
    return failed(`Plugin tool '${name}' timed out after ${CALL_LIMIT_MS / 1000}s.`, 'Timeout')
  if (end.ended === 'cancelled') return failed('The call was cancelled.', 'Cancelled')
  if (end.ended === 'not started')
    return failed(`Plugin tool '${name}' could not be started: ${end.reason}`, 'Not started')
  const { code, stdout, stderr, undone } = end
  const hide = (text: string) => redactShown(text).trim()
  const output = hide(stdout.text)
  const file =
    stdout.spillPath === null ? '' : ` Full output: ${stdout.spillPath} (${stdout.totalBytes} bytes; ReadFile).`
  const notes = [...(stdout.isTruncated ? [`${TRUNCATION_NOTE}${file}`] : []), ...undone].join(' ')
  if (code === 0) return done(output, notes)
  const said = hide(stderr) || output || `Exit code ${code}`
  const why = said.slice(-MOST_ERROR_CHARACTERS).toWellFormed()
  return failed([`Plugin tool '${name}' failed: ${why}`, notes].filter(Boolean).join(' '), `Exit ${code}`)
}

function describeBug(error: unknown): ToolResult {
  return failed(`Error running tool: ${error instanceof Error ? error.message : String(error)}`, 'Tool failed')
}
