// Long pastes and images, each held as one marker character of the text: no edit can cut them, and undo brings them back whole.

import { partsOf, type Content, type ContentPart } from '../../protocol/message.ts'

export type PastedObject =
  | { readonly kind: 'text'; readonly text: string }
  /** `data` is base64; `type` is a media type such as `image/png`. */
  | { readonly kind: 'image'; readonly type: string; readonly data: string }

/** A message as it is sent. */
export interface Prompt {
  /** The whole text, with the content of pastes; an image is its label. For the history, and to find slash commands. */
  text: string
  /** The message as the model gets it: texts and images in their order. */
  parts: ContentPart[]
}

/** From how many characters or lines on a paste is shown as a marker. */
export interface PasteLimits {
  characters: number
  lines: number
}

/** Kimi CLI's limits. */
const DEFAULT_CHARACTERS = 1000
const DEFAULT_LINES = 15
const FIRST_MARKER = 0xdc00
/** As many objects as there are marker characters. */
const OBJECTS_LIMIT = 1024
const MARKERS = /(?<![\ud800-\udbff])[\udc00-\udfff]/g

/** Reads Kimi CLI's variables; a value that is no positive number counts as missing. */
export function readPasteLimits(env: NodeJS.ProcessEnv): PasteLimits {
  const read = (name: string, missing: number) => {
    const value = Number(env[name])
    return Number.isInteger(value) && value > 0 ? value : missing
  }
  return {
    characters: read('KIMI_CLI_PASTE_CHAR_THRESHOLD', DEFAULT_CHARACTERS),
    lines: read('KIMI_CLI_PASTE_LINE_THRESHOLD', DEFAULT_LINES),
  }
}

export function isLongPaste(text: string, limits: PasteLimits): boolean {
  return text.length > limits.characters || countLines(text) >= limits.lines
}

/** The marker of an object, and all objects with it; null when no marker is free. An equal object is not kept twice. */
export function addObject(
  objects: readonly PastedObject[],
  object: PastedObject,
): { marker: string; objects: readonly PastedObject[] } | null {
  const known = objects.findIndex((each) => isEqual(each, object))
  if (known >= 0) return { marker: String.fromCharCode(FIRST_MARKER + known), objects }
  if (objects.length >= OBJECTS_LIMIT) return null
  return { marker: String.fromCharCode(FIRST_MARKER + objects.length), objects: [...objects, object] }
}

function isEqual(one: PastedObject, other: PastedObject): boolean {
  if (one.kind === 'text') return other.kind === 'text' && one.text === other.text
  return other.kind === 'image' && one.type === other.type && one.data === other.data
}

/** The label that stands on the screen for a marker; '' for a marker without an object. */
export function labelOf(marker: string, objects: readonly PastedObject[]): string {
  const index = marker.charCodeAt(0) - FIRST_MARKER
  const object = objects[index]
  if (!object) return ''
  if (object.kind === 'image') return `[Image #${index + 1}]`
  const lines = countLines(object.text)
  return `[Pasted text #${index + 1} ${lines > 1 ? `+${lines} lines` : `+${object.text.length} chars`}]`
}

/** The text with the content of all pastes in their places. */
export function expandText(text: string, objects: readonly PastedObject[]): string {
  return text.replaceAll(MARKERS, (marker) => {
    const object = objects[marker.charCodeAt(0) - FIRST_MARKER]
    return object?.kind === 'text' ? object.text : labelOf(marker, objects)
  })
}

/** The reverse of expandText for a text that was edited elsewhere: pastes that are still whole in it, and images, become markers again. */
export function collapseText(text: string, objects: readonly PastedObject[]): string {
  let collapsed = text
  for (const [index, object] of objects.entries()) {
    const marker = String.fromCharCode(FIRST_MARKER + index)
    const shown = object.kind === 'text' ? object.text : labelOf(marker, objects)
    collapsed = collapsed.split(shown).join(marker)
  }
  return collapsed
}

/** The message that is sent for a text. Blanks at its ends go. */
export function toPrompt(text: string, objects: readonly PastedObject[]): Prompt {
  const parts: ContentPart[] = []
  let from = 0
  const addPart = (piece: string) => {
    const expanded = expandText(piece, objects)
    if (expanded.trim() !== '') parts.push({ type: 'text', text: expanded })
  }
  for (const match of text.matchAll(MARKERS)) {
    const object = objects[match[0].charCodeAt(0) - FIRST_MARKER]
    if (object?.kind !== 'image') continue
    addPart(text.slice(from, match.index))
    parts.push({ type: 'image_url', image_url: { url: `data:${object.type};base64,${object.data}`, id: null } })
    from = match.index + 1
  }
  addPart(text.slice(from))
  const first = parts[0]
  if (first?.type === 'text') first.text = first.text.trimStart()
  const last = parts.at(-1)
  if (last?.type === 'text') last.text = last.text.trimEnd()
  return { text: expandText(text, objects).trim(), parts }
}

/**
 * The text and objects of a message that is to be changed before it is sent: its images become markers
 * behind the `known` objects, and notes for the model go.
 */
export function fromContent(
  content: Content,
  known: readonly PastedObject[] = [],
): { text: string; objects: readonly PastedObject[] } {
  let text = ''
  let objects = known
  for (const part of partsOf(content)) {
    if (part.type === 'text' && !(text !== '' && part.text.startsWith('<system>'))) text += part.text
    if (part.type !== 'image_url') continue
    const [, type, data] = /^data:([^;,]+);base64,([^]*)$/.exec(part.image_url.url) ?? []
    const held = type !== undefined && data !== undefined ? addObject(objects, { kind: 'image', type, data }) : null
    if (!held) continue
    text += held.marker
    objects = held.objects
  }
  return { text, objects }
}

/** Text of the outside as the buffer may hold it: no control characters but tabs and line ends, no halves of characters. */
export function cleanText(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, '')
}

function countLines(text: string): number {
  let lines = 1
  for (let at = text.indexOf('\n'); at >= 0 && at < text.length - 1; at = text.indexOf('\n', at + 1)) lines++
  return lines
}
