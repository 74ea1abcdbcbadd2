// The blocks of an editor's prompt as the content of our turns. Text of files that the editor attaches stands in the same tag as a file
// that the user mentions with @: it counts as attached, not as the user's own words. So do the names and addresses of links. A picture
// that has an address and no data is such a link: to fetch it would be an access to the network that nobody has asked for, whoever did it.

import { fileURLToPath } from 'node:url'
import type { ContentBlock } from '@agentclientprotocol/sdk'
import { attachLink, attachText } from '../protocol/attached-text.ts'
import { toContent, type Content, type ContentPart } from '../protocol/message.ts'

export type ReadPrompt = { ok: true; content: Content } | { ok: false; reason: string }

/** Adjacent texts are joined: a prompt of words alone is plain text, so that a slash command in it is found. */
export function readPromptBlocks(blocks: readonly ContentBlock[]): ReadPrompt {
  const parts: ContentPart[] = []
  const addText = (text: string, isOwnWord: boolean) => {
    const last = parts.at(-1)
    if (last?.type === 'text') last.text += (isOwnWord ? '' : '\n\n') + text
    else parts.push({ type: 'text', text })
  }
  // Attached files come behind the words, so that the words begin the prompt.
  const attached: string[] = []
  let problem: string | null = null
  const addImage = (mimeType: string, data: string, uri: string) => {
    const base64 = data.replaceAll(/\s+/g, '')
    if (base64 === '' && uri !== '') return addText(describeLink(uri, ''), true)
    problem ??= problemOfImage(mimeType, base64)
    parts.push({ type: 'image_url', image_url: { url: `data:${mimeType};base64,${base64}`, id: null } })
  }
  for (const block of blocks) {
    if (block.type === 'text') addText(block.text, true)
    else if (block.type === 'image') addImage(block.mimeType, block.data, block.uri ?? '')
    else if (block.type === 'resource_link') addText(describeLink(block.uri, block.name), true)
    else if (block.type === 'resource') {
      const { resource } = block
      if ('text' in resource) {
        addText(describeLink(resource.uri, ''), true)
        attached.push(attachText({ kind: 'file', path: pathOf(resource.uri) ?? resource.uri }, resource.text.trimEnd()))
      } else if (resource.mimeType?.startsWith('image/')) addImage(resource.mimeType, resource.blob, resource.uri)
      else addText(describeLink(resource.uri, ''), true)
    } else return { ok: false, reason: `prompts cannot hold content of type ${String(block.type).slice(0, 40)}` }
  }
  if (problem !== null) return { ok: false, reason: `a picture cannot be read: ${problem}` }
  for (const text of attached) addText(text, false)
  const isEmpty = parts.every((part) => part.type === 'text' && part.text.trim() === '')
  return isEmpty ? { ok: false, reason: 'the prompt is empty' } : { ok: true, content: toContent(parts) }
}

/** The reason why a provider would refuse the picture; null without one. */
function problemOfImage(mimeType: string, base64: string): string | null {
  if (!/^image\/[\w.+-]+$/.test(mimeType)) return `its type is ${mimeType.slice(0, 40)}`
  return /^[A-Za-z\d+/]+={0,2}$/.test(base64) ? null : 'its data is not base64'
}

/** A path for a file, with its lines if the address names some; else the address. The tag says that the user has not typed it. */
function describeLink(uri: string, name: string): string {
  const path = pathOf(uri)
  if (path !== null) return attachLink(`@${path}`)
  return attachLink(name === '' || name === uri ? uri : `[${name}](${uri})`)
}

/** `/a/b.ts:3-7` for `file:///a/b.ts#L3:7` and its other spellings; null for an address that is no file. */
function pathOf(uri: string): string | null {
  if (uri.startsWith('/')) return uri
  if (!uri.startsWith('file:')) return null
  try {
    const url = new URL(uri)
    const [, first, last] = /^#L(\d+)(?:[-:]L?(\d+))?/.exec(url.hash) ?? []
    url.hash = ''
    const lines = first === undefined ? '' : last === undefined || last === first ? `:${first}` : `:${first}-${last}`
    return fileURLToPath(url) + lines
  } catch {
    return null // another host's file, or an address that cannot be read
  }
}
