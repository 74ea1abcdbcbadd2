// The result of a server's tool, or the content of a resource, as a model reads it: text of a bounded length, pictures that the model
// can see, and files for the rest.

import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { CallToolResult, ContentBlock, ReadResourceResult } from '@modelcontextprotocol/client'
import { cleanLine } from '../../mcp/server-failure.ts'
import type { ContentPart } from '../../protocol/message.ts'
import { toContent } from '../../protocol/message.ts'
import { redactShown } from '../../safety/secrets/shown-text.ts'
import { sanitiseText } from '../../safety/text/sanitiser.ts'
import { disarm } from '../../safety/sources/source-of-call.ts'
import { makeDirectory } from '../../sys/files.ts'
import { createOutput } from '../../tools/tool-output.ts'

/** Kimi CLI's limit for the text of a result. */
const MAX_CHARACTERS = 100_000
const MAX_MEDIA_BYTES = 10 * 1024 * 1024
const MAX_MEDIA = 20
/** Kinds of pictures that every model with eyes takes. */
const PICTURES = ['image/png', 'image/jpeg', 'image/webp', 'image/gif']

export interface ContentDeps {
  callId: string
  /** The directory for what is too long, or no text. */
  outputDir: string
  takesImages: boolean
}

export interface ReadContent {
  output: string | ContentPart[]
  /** A note on what is not shown; '' when all is. */
  note: string
}

export function readCallResult({ content = [], structuredContent }: CallToolResult, deps: ContentDeps): ReadContent {
  const hasText = content.some(({ type }) => type === 'text')
  // A server repeats its structured result as text; one that does not is read all the same.
  const structured = structuredContent === undefined || hasText ? [] : [textBlock(JSON.stringify(structuredContent))]
  return readBlocks([...content, ...structured], deps)
}

export function readResourceContents({ contents }: ReadResourceResult, deps: ContentDeps): ReadContent {
  return readBlocks(
    contents.map((resource) => ({ type: 'resource' as const, resource })),
    deps,
  )
}

/** The blocks of a result or of a prompt's message. */
export function readBlocks(blocks: readonly ContentBlock[], deps: ContentDeps): ReadContent {
  const name = deps.callId.replaceAll(/[^\w-]/g, '_').slice(0, 64)
  const spillPath = join(deps.outputDir, `${name}.txt`)
  const text = createOutput({ maxCharacters: MAX_CHARACTERS, maxLineCharacters: null, spillPath })
  const media: ContentPart[] = []
  let files = 0
  let hasText = false
  const write = (words: string) => {
    text.write(`${hasText ? '\n' : ''}${words}`)
    hasText = true
  }
  const addData = (data: string, mimeType: string, what: string) => {
    const bytes = Buffer.byteLength(data, 'base64')
    if (bytes > MAX_MEDIA_BYTES || files + media.length >= MAX_MEDIA)
      return write(`[${what}, ${bytes} bytes: too large]`)
    if (deps.takesImages && PICTURES.includes(mimeType))
      return void media.push({ type: 'image_url', image_url: { url: `data:${mimeType};base64,${data}`, id: null } })
    const path = join(deps.outputDir, `${name}-${++files}.${extensionOf(mimeType)}`)
    write(`[${what}, ${bytes} bytes: ${keepFile(path, data) ? path : 'it could not be kept'}]`)
  }
  for (const block of blocks) {
    if (block.type === 'text') write(block.text)
    else if (block.type === 'image' || block.type === 'audio')
      addData(block.data, block.mimeType, `${block.type} ${cleanLine(block.mimeType, 40)}`)
    else if (block.type === 'resource_link') write(`[resource ${cleanLine(block.uri)}: ${cleanLine(block.name)}]`)
    else if ('text' in block.resource) write(`[resource ${cleanLine(block.resource.uri)}]\n${block.resource.text}`)
    else
      addData(
        block.resource.blob,
        block.resource.mimeType ?? 'application/octet-stream',
        `resource ${cleanLine(block.resource.uri)}`,
      )
  }
  const shown = text.finish()
  const words = redactShown(sanitiseText(disarm(shown.text)))
  const parts: ContentPart[] = hasText ? [{ type: 'text', text: words }, ...media] : media
  const whole = shown.spillPath === null ? '' : `; the whole is in ${shown.spillPath}`
  return { output: toContent(parts), note: shown.isTruncated ? `The result is cut to fit in the message${whole}.` : '' }
}

function textBlock(text: string): ContentBlock {
  return { type: 'text', text }
}

function extensionOf(mimeType: string): string {
  return /^[a-z]+\/(?:x-)?([a-z0-9]{1,8})\b/.exec(mimeType)?.[1] ?? 'bin'
}

/** False when the disk does not take it. */
function keepFile(path: string, data: string): boolean {
  try {
    makeDirectory(dirname(path))
    writeFileSync(path, Buffer.from(data, 'base64'), { mode: 0o600 })
    return true
  } catch {
    return false
  }
}
