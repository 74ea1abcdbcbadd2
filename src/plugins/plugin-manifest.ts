// plugin.json in Kimi CLI's form: a plugin's name, its tools as commands, and the values of this program that it asks for.

import { KEY_SOURCES, type KeySource } from '../protocol/plugins/plugin-view.ts'
import { isOwnToolName } from '../safety/rules/rule-tools.ts'
import { cleanDescription, cleanSchema } from '../safety/sources/tool-words.ts'
import { sanitiseLine, sanitiseText } from '../safety/text/sanitiser.ts'
import { findJsonFault } from '../sys/json-fault.ts'
import { isObject, parseObject } from '../sys/json-reading.ts'
import { normaliseConfigFile, refuseConfigName } from './config-file.ts'

export const MANIFEST_FILE = 'plugin.json'

export interface PluginTool {
  name: string
  /** The description that the model is given. */
  description: string
  /** The program and its arguments. */
  command: readonly string[]
  /** JSON Schema of its arguments. */
  parameters: Record<string, unknown>
}

export interface PluginManifest {
  name: string
  version: string
  /** The description of the plugin in one line; may be ''. */
  description: string
  /** The path of a JSON file in the plugin; '' without one. */
  configFile: string
  inject: readonly { target: string; source: KeySource }[]
  tools: readonly PluginTool[]
}

/** `reason`: what is wrong, in one line that goes on from the plugin's name. */
export type ManifestReply = { ok: true; manifest: PluginManifest } | { ok: false; reason: string }

const NAME = /^[a-z0-9]+(?:-[a-z0-9]+)*$/
/** Providers take at most 64 letters, digits, dashes and underscores. */
const TOOL_NAME = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/
const MOST_NAME_CHARACTERS = 64
const MOST_TOOLS = 100
/** The beginning of the names of MCP servers' tools. */
const SERVER_TOOL = /^mcp__/i
/** A key of the configuration file with dots between its parts; it is also the name of a variable. */
const TARGET = /^[A-Za-z_][\w-]*(?:\.[A-Za-z0-9_][\w-]*)*$/
const NOT_A_KEY = new Set(['__proto__', 'constructor', 'prototype'])
const CELLS = 200

/** True for a name that a plugin, and so its folder, may have. */
export function isPluginName(name: string): boolean {
  return NAME.test(name) && name.length <= MOST_NAME_CHARACTERS
}

/** Reads the text of a plugin.json. Fields that nobody knows are left alone, as in Kimi CLI. */
export function readManifest(text: string): ManifestReply {
  const data = parseObject(text.replace(/^\ufeff/, ''))
  if (data === null) return refuse(`${MANIFEST_FILE} is no JSON object: ${findJsonFault(text) ?? 'expected {…}'}`)
  const { name, version, description = '', config_file: configFile = '', inject = {}, tools = [] } = data
  if (typeof name !== 'string') return refuse(`${MANIFEST_FILE} names no plugin: "name" is missing`)
  if (!isPluginName(name))
    return refuse(`${MANIFEST_FILE}: expected a name of a-z, 0-9 and single dashes, got ${show(name)}`)
  if (typeof version !== 'string' || version.trim() === '') return refuse(`${MANIFEST_FILE}: "version" is missing`)
  if (typeof description !== 'string') return refuse(`${MANIFEST_FILE}: "description" is no text`)
  const keys = readInject(inject ?? {}, configFile)
  if (!keys.ok) return keys
  const read = readTools(tools ?? [])
  if (!read.ok) return read
  const wrong = refuseConfigName(keys.configFile, read.tools)
  if (wrong !== null) return refuse(`${MANIFEST_FILE}: the "config_file" ${keys.configFile} ${wrong}`)
  const words = { version: sanitiseLine(version.trim(), CELLS), description: sanitiseLine(description, CELLS) }
  return {
    ok: true,
    manifest: { name, ...words, configFile: keys.configFile, inject: keys.inject, tools: read.tools },
  }
}

type InjectReply = { ok: true; configFile: string; inject: PluginManifest['inject'] } | { ok: false; reason: string }

function readInject(inject: unknown, configFile: unknown): InjectReply {
  const file = configFile ?? ''
  const path = typeof file === 'string' ? normaliseConfigFile(file) : null
  if (path === null)
    return refuse(`${MANIFEST_FILE}: "config_file" must be a file of the plugin, got ${show(configFile)}`)
  if (!isObject(inject)) return refuse(`${MANIFEST_FILE}: "inject" is no object`)
  const rows = Object.entries(inject)
  if (rows.length > 0 && path === '') return refuse(`${MANIFEST_FILE}: "inject" needs a "config_file"`)
  for (const [target, source] of rows) {
    if (!TARGET.test(target) || target.split('.').some((part) => NOT_A_KEY.has(part)))
      return refuse(`${MANIFEST_FILE}: "inject" cannot write to ${show(target)}`)
    if (rows.some(([other]) => other.startsWith(`${target}.`)))
      return refuse(`${MANIFEST_FILE}: "inject" writes to ${show(target)} and into it`)
    if (!KEY_SOURCES.includes(source as KeySource))
      return refuse(`${MANIFEST_FILE}: kimi gives api_key and base_url, and "inject" asks for ${show(source)}`)
  }
  return {
    ok: true,
    configFile: path,
    inject: rows.map(([target, source]) => ({ target, source: source as KeySource })),
  }
}

function readTools(tools: unknown): { ok: true; tools: PluginTool[] } | { ok: false; reason: string } {
  if (!Array.isArray(tools)) return refuse(`${MANIFEST_FILE}: "tools" is no list`)
  if (tools.length > MOST_TOOLS) return refuse(`${MANIFEST_FILE}: at most ${MOST_TOOLS} tools are taken`)
  const taken = new Set<string>()
  const read: PluginTool[] = []
  for (const given of tools as unknown[]) {
    const tool = readTool(given)
    if (typeof tool === 'string') return refuse(`${MANIFEST_FILE}: ${tool}`)
    if (taken.has(foldToolName(tool.name))) return refuse(`${MANIFEST_FILE}: two tools are named ${tool.name}`)
    taken.add(foldToolName(tool.name))
    read.push(tool)
  }
  return { ok: true, tools: read }
}

/** Models spell names in their own way: two names that differ in capitals and underscores alone are one (agent/tool-names.ts). */
export function foldToolName(name: string): string {
  return name.toLowerCase().replaceAll(/[_-]/g, '')
}

/** The tool, or the reason why `given` is no tool. */
function readTool(given: unknown): PluginTool | string {
  if (!isObject(given)) return 'a tool is no object'
  const { name, description, command, parameters } = given
  if (typeof name !== 'string' || !TOOL_NAME.test(name))
    return `a tool is named ${show(name)}, and models take letters, digits, _ and -`
  if (SERVER_TOOL.test(name)) return `the tool ${name} has the name of an MCP server's tool`
  if (isOwnToolName(name)) return `the tool ${name} has the name of one of kimi's own tools`
  if (typeof description !== 'string') return `the tool ${name} has no description`
  if (!isCommand(command))
    return `the command of the tool ${name} must be a list of words, such as ["python3", "tool.py"]`
  const schema = cleanSchema(parameters, (text) => oneLine(sanitiseText(text)))
  if (schema === null) return `the parameters of the tool ${name} are too large`
  return { name, description: oneLine(cleanDescription(description)), command, parameters: schema }
}

/** Lines of its own could look like a heading or a message beside the description. */
function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim()
}

function isCommand(command: unknown): command is string[] {
  const isWord = (word: unknown) => typeof word === 'string' && !word.includes('\0') && word.isWellFormed()
  return Array.isArray(command) && command.length > 0 && command.every(isWord) && command[0] !== ''
}

function show(value: unknown): string {
  return sanitiseLine(value === undefined ? 'nothing' : JSON.stringify(value), CELLS)
}

function refuse(reason: string): { ok: false; reason: string } {
  return { ok: false, reason }
}
