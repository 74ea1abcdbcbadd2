// A tool call as editors show it: its kind, title, places and content. Pure: values in, parts of ACP's updates out.

import { parseArguments } from '../protocol/call-arguments.ts'
import { isAbsolute, resolve } from 'node:path'
import type { ImageContent, ResourceLink, ToolCallContent, ToolCallLocation, ToolKind } from '@agentclientprotocol/sdk'
import { findTellingArgument } from '../protocol/call-argument.ts'
import { textOf, type ContentPart } from '../protocol/message.ts'
import type { DisplayBlock, ToolReturn } from '../protocol/wire.ts'
import { showCommand, showExact } from '../safety/text/exact-text.ts'
import { spellHosts } from '../safety/text/host-names.ts'
import { sanitiseLine, sanitiseText } from '../safety/text/sanitiser.ts'

const TITLE_CELLS = 400
/** Text of a result beyond this is for the model: editors lay the whole text out. What a user approves is never cut. */
const MAX_RESULT_CHARACTERS = 100_000

const KINDS: Record<string, ToolKind> = {
  ReadFile: 'read',
  ReadMediaFile: 'read',
  Glob: 'search',
  Grep: 'search',
  WriteFile: 'edit',
  StrReplaceFile: 'edit',
  Shell: 'execute',
  RunInUserShell: 'execute',
  FetchURL: 'fetch',
  SearchWeb: 'fetch',
  Think: 'think',
  EnterPlanMode: 'switch_mode',
  ExitPlanMode: 'switch_mode',
}

/** Words for tools whose names say little in an editor. */
const VERBS: Record<string, string> = {
  ReadFile: 'Read',
  ReadMediaFile: 'View',
  Glob: 'Find',
  Grep: 'Search',
  WriteFile: 'Write',
  StrReplaceFile: 'Edit',
  FetchURL: 'Fetch',
  SearchWeb: 'Search the web:',
  SetTodoList: 'Update the plan',
  AskUserQuestion: 'Ask',
  EnterPlanMode: 'Begin to plan',
  ExitPlanMode: 'Present the plan',
}

export function kindOf(tool: string): ToolKind {
  return Object.hasOwn(KINDS, tool) ? KINDS[tool]! : 'other'
}

/** The title of a call in one line. `owner` is the type of the subagent that makes the call, or ''. */
export function titleOf(tool: string, args: string, owner = ''): string {
  const detail = spellHosts(findTellingArgument(args))
  const verb = Object.hasOwn(VERBS, tool) ? VERBS[tool]! : tool
  const words = kindOf(tool) === 'execute' ? detail || tool : `${verb} ${detail}`
  return sanitiseLine(owner === '' ? words : `${owner}: ${words}`, TITLE_CELLS)
}

/** The arguments as JSON; undefined while they are incomplete. */
export function readArguments(args: string): Record<string, unknown> | undefined {
  const parsed = parseArguments(args)
  if (!parsed.ok || typeof parsed.value !== 'object' || parsed.value === null) return undefined
  return parsed.value as Record<string, unknown>
}

/** The file or folder that the call is about, with its line, for editors that follow the agent. */
export function locationsOf(tool: string, args: string, workDir: string): ToolCallLocation[] {
  if (!['read', 'edit', 'search'].includes(kindOf(tool))) return []
  const { path, directory, line_offset: line } = readArguments(args) ?? {}
  const place = [path, directory].find((each) => typeof each === 'string' && each !== '') as string | undefined
  // A path with characters that cannot be seen is left out: shown in another form it would lead elsewhere.
  if (place === undefined || place.startsWith('~') || sanitiseText(place) !== place) return []
  return [{ path: resolve(workDir, place), ...(typeof line === 'number' && line > 0 ? { line } : {}) }]
}

/** The content of a call that has ended. A terminal of the editor shows the output itself, so that `isInTerminal` leaves it out. */
export function resultContent(result: ToolReturn, workDir: string, isInTerminal: boolean): ToolCallContent[] {
  const diffs = result.display.flatMap((block) => diffContent(block, workDir))
  if (diffs.length > 0 && !result.is_error) return diffs
  if (isInTerminal) return []
  const text = typeof result.output === 'string' ? result.output : textOf(result.output)
  const media = typeof result.output === 'string' ? [] : result.output.flatMap(mediaContent)
  const briefs = result.display.flatMap((block) => (block.type === 'brief' ? [block.text] : []))
  const said = text.trim() !== '' ? text : result.is_error ? briefs.join('\n') || result.message : ''
  return [...diffs, ...outputContent(said), ...media]
}

/** The lines where the changes begin, for editors that follow the agent. */
export function changedPlaces(display: readonly DisplayBlock[], workDir: string): ToolCallLocation[] {
  return display.flatMap((block) =>
    block.type === 'diff' && sanitiseText(block.path) === block.path
      ? [{ path: resolve(workDir, block.path), line: block.new_start }]
      : [],
  )
}

/** The blocks of a question before the act: the exact command, the difference, and what the user should know besides. */
export function askedContent(display: readonly DisplayBlock[], workDir: string): ToolCallContent[] {
  return display.flatMap((block) => {
    if (block.type === 'diff') return diffContent(block, workDir)
    if (block.type === 'shell') return textContent(fence(showCommand(block.command), 'sh'))
    if (block.type === 'brief') return textContent(asIs(sanitiseText(block.text)))
    return []
  })
}

/** Characters by which Markdown could hide, join or change what a question shows: `<!--`, a link, a line's end. */
const MARKUP = /[<[`*_~\\&|\n]/

/** The text as an editor shows it letter by letter: in a code block where Markdown would make something else of it. */
function asIs(text: string): string {
  return MARKUP.test(text) ? fence(text) : text
}

/** Text in a code block whose fence does not occur in it. */
export function fence(text: string, language = ''): string {
  const longest = Math.max(2, ...[...text.matchAll(/`{3,}/g)].map(([ticks]) => ticks.length))
  const ticks = '`'.repeat(longest + 1)
  return `${ticks}${language}\n${text}\n${ticks}`
}

/** The whole text, as questions need it: what is approved has been shown, all of it. */
export function textContent(text: string): ToolCallContent[] {
  return text === '' ? [] : [{ type: 'content', content: { type: 'text', text: sanitiseText(text) } }]
}

/** The output of a call: its beginning, when it is very long. Nothing is approved by it. */
export function outputContent(text: string): ToolCallContent[] {
  if (text.length <= MAX_RESULT_CHARACTERS) return textContent(text)
  return textContent(`${text.slice(0, MAX_RESULT_CHARACTERS).toWellFormed()}\n…`)
}

function diffContent(block: DisplayBlock, workDir: string): ToolCallContent[] {
  if (block.type !== 'diff') return []
  const { path, old_text: oldText, new_text: newText, is_summary: isSummary, old_start: start } = block
  const absolute = showExact(isAbsolute(path) ? path : resolve(workDir, path))
  if (isSummary) return textContent(asIs(`${absolute}: ${oldText} → ${newText}, too large to be shown`))
  // A file that did not exist has no old text; an empty hunk elsewhere is an insertion. Characters that cannot be seen are named.
  const isNew = oldText === '' && start <= 1
  return [{ type: 'diff', path: absolute, oldText: isNew ? null : showExact(oldText), newText: showExact(newText) }]
}

function mediaContent(part: ContentPart): ToolCallContent[] {
  const content = mediaOf(part)
  return content === null ? [] : [{ type: 'content', content }]
}

/**
 * An image that came as a data URL, and a link to an image or a video that has an address on the web: the editor's user decides whether
 * it is fetched. Null for anything else.
 */
export function mediaOf(
  part: ContentPart,
): (ImageContent & { type: 'image' }) | (ResourceLink & { type: 'resource_link' }) | null {
  const url = part.type === 'image_url' ? part.image_url.url : part.type === 'video_url' ? part.video_url.url : ''
  const address = URL.parse(url)
  if (address?.protocol === 'https:' || address?.protocol === 'http:')
    return { type: 'resource_link', uri: address.href, name: sanitiseLine(address.href, TITLE_CELLS) }
  const [, mimeType, data] = /^data:(image\/[\w+.-]+);base64,([^]*)$/.exec(url) ?? []
  return mimeType === undefined || data === undefined ? null : { type: 'image', mimeType, data }
}
