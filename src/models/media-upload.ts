// Pictures and videos on their way to a model. Kimi's endpoints take large ones through their Files API, and a request then names
// them as ms://…: each is uploaded once. A picture that is too large is made smaller where the package `sharp` is installed.

import { createHash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { isObject, parseJson } from '../sys/json-reading.ts'
import type { ContentPart, MediaUrl, Message } from '../protocol/message.ts'
import { partsOf } from '../protocol/message.ts'
import type { ChatRequest, Failure } from './chat-stream.ts'
import { explainConnectionError } from './network/connection-failure.ts'
import { explainNoStream } from './network/answer-check.ts'
import { readWhole } from './network/answer-body.ts'
import type { Endpoint } from './network/answer-failure.ts'
import type { Transport } from '../sys/network/transport.ts'
import { fail } from './model-failure.ts'
import { readDataUrl } from './protocols/speaker.ts'
import type { ModelRules } from './rules/model-rules.ts'

/** The uploads that a process remembers. */
const KEPT_UPLOADS = 512
/** A video of 100 MB over a slow line. */
const UPLOAD_LIMIT_MS = 10 * 60_000
/** The longer edge of a picture that was made smaller, as Kimi Code makes it. */
const EDGE_PIXELS = 2_000

export interface UploadWay {
  base: URL
  transport: Transport
  endpoint: Endpoint
  headers: Record<string, string>
  signal: AbortSignal
  /** Whose files these are: the same word as long as it is one account. */
  account: string
}

export type Prepared = { ok: true; request: ChatRequest } | { ok: false; failure: Failure }

export interface MediaUploads {
  /** The request with what the model can be sent in place of its media. Without `way` nothing is uploaded. */
  prepare(request: ChatRequest, rules: ModelRules, overBytes: number, way: UploadWay | null): Promise<Prepared>
}

/** The form in which each message was sent. */
const sentAs = new WeakMap<Message, Message>()

/** The message with this content; the same object as before where the content is the same, since its bytes are known by the object. */
function asBefore(message: Message, content: ContentPart[]): Message {
  const before = sentAs.get(message)
  const sent = before && isDeepStrictEqual(before.content, content) ? before : { ...message, content }
  sentAs.set(message, sent)
  return sent
}

/** Uploads to one provider. What one account has uploaded is not there for another. */
export function createMediaUploads(): MediaUploads {
  /** The addresses by the hash of what they stand for, those used last at the end. */
  const known = new Map<string, string>()
  /** The same by the part of the message, so that a long conversation is not hashed for each request. */
  const ofPart = new WeakMap<ContentPart, { account: string; url: string }>()

  async function place(part: ContentPart, media: MediaUrl, kind: Kind, overBytes: number, way: UploadWay | null) {
    const inline = readDataUrl(media.url)
    if (inline === null) return media.url
    const bytes = (inline.data.length * 3) / 4
    // Videos have no other way to Kimi; elsewhere they are sent as they are.
    const isLarge = kind === 'image' ? bytes > overBytes : way !== null
    if (!isLarge) return media.url
    const found = ofPart.get(part)
    const account = way?.account ?? ''
    if (found?.account === account) return found.url
    const hash = createHash('sha256').update(`${account}\n${media.url}`).digest('hex')
    const url = known.get(hash) ?? (await send(inline, kind, overBytes, way, media.url))
    if (typeof url !== 'string') return url
    known.delete(hash)
    known.set(hash, url)
    if (known.size > KEPT_UPLOADS) known.delete(known.keys().next().value!)
    ofPart.set(part, { account, url })
    return url
  }

  return {
    async prepare(request, rules, overBytes, way) {
      if (!request.messages.some(hasMedia)) return { ok: true, request }
      const messages: Message[] = []
      for (const message of request.messages) {
        if (!hasMedia(message)) {
          messages.push(message)
          continue
        }
        const content: ContentPart[] = []
        for (const part of partsOf(message.content)) {
          const kind = kindOf(part)
          if (kind === null) content.push(part)
          else if (!rules[kind]) content.push({ type: 'text', text: `[${kind} left out: this model cannot take it]` })
          else {
            const media = part.type === 'image_url' ? part.image_url : (part as VideoPart).video_url
            const url = await place(part, media, kind, overBytes, way)
            if (typeof url !== 'string') return { ok: false, failure: url }
            const sent = { ...media, url }
            content.push(
              kind === 'image' ? { type: 'image_url', image_url: sent } : { type: 'video_url', video_url: sent },
            )
          }
        }
        messages.push(asBefore(message, content))
      }
      return { ok: true, request: { ...request, messages } }
    },
  }
}

/**
 * A word for the account of a token, the same after a renewal: the subject of a JWT, else the token itself, with which a renewal
 * uploads anew.
 */
export function accountOf(token: string): string {
  const claims = parseJson(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'))
  const subject = isObject(claims) ? (claims['sub'] ?? claims['user_id']) : undefined
  return typeof subject === 'string' && subject !== '' ? subject : token
}

type Kind = 'image' | 'video'
type VideoPart = Extract<ContentPart, { type: 'video_url' }>

function kindOf({ type }: ContentPart): Kind | null {
  return type === 'image_url' ? 'image' : type === 'video_url' ? 'video' : null
}

function hasMedia({ content }: Message): boolean {
  return typeof content !== 'string' && content.some((part) => kindOf(part) !== null)
}

/** The address of a large medium, smaller or uploaded; its own when neither is possible. */
async function send(
  { mime, data }: { mime: string; data: string },
  kind: Kind,
  overBytes: number,
  way: UploadWay | null,
  url: string,
): Promise<string | Failure> {
  const original = { mime, bytes: Buffer.from(data, 'base64') }
  const smaller = kind === 'image' ? await scaleDown(original.bytes) : null
  const best = smaller ?? original
  if (way === null || (kind === 'image' && best.bytes.length <= overBytes))
    return smaller ? `data:${smaller.mime};base64,${smaller.bytes.toString('base64')}` : url
  return upload(best, kind, way)
}

async function upload(
  { mime, bytes }: { mime: string; bytes: Buffer },
  kind: Kind,
  { base, transport, endpoint, headers, signal: caller }: UploadWay,
): Promise<string | Failure> {
  const boundary = `kimi-${createHash('sha256').update(bytes).digest('hex').slice(0, 24)}`
  const name = `upload.${EXTENSIONS[mime] ?? 'bin'}`
  const field = (head: string) => `--${boundary}\r\ncontent-disposition: form-data; ${head}\r\n`
  const body = Buffer.concat([
    Buffer.from(`${field('name="purpose"')}\r\n${kind}\r\n`),
    Buffer.from(`${field(`name="file"; filename="${name}"`)}content-type: ${mime}\r\n\r\n`),
    bytes,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ])
  const url = new URL('files', base)
  const own = { 'content-type': `multipart/form-data; boundary=${boundary}`, 'content-length': String(body.length) }
  try {
    const signal = AbortSignal.any([caller, AbortSignal.timeout(UPLOAD_LIMIT_MS)])
    const answer = await transport.send({ url, method: 'POST', headers: { ...headers, ...own }, body, signal })
    const failure = await explainNoStream(answer, url, endpoint)
    if (failure) return { ...failure, message: `the ${kind} cannot be sent: ${failure.message}` }
    const stored = parseJson(await readWhole(answer))
    const id = isObject(stored) ? stored['id'] : undefined
    if (typeof id === 'string' && /^[\w.-]+$/.test(id)) return `ms://${id}`
    return fail('model.invalid', `the ${kind} cannot be sent: ${endpoint.host} gave no name for it`)
  } catch (error) {
    return explainConnectionError(error, endpoint)
  }
}

const EXTENSIONS: Record<string, string> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'video/mp4': 'mp4',
  'video/mpeg': 'mpeg',
  'video/quicktime': 'mov',
  'video/webm': 'webm',
  'video/x-matroska': 'mkv',
  'video/x-msvideo': 'avi',
  'video/x-flv': 'flv',
  'video/3gpp': '3gp',
}

/** The part of the package `sharp` that is used. */
type Sharp = (bytes: Buffer) => {
  rotate(): ReturnType<Sharp>
  resize(options: object): ReturnType<Sharp>
  webp(options: object): { toBuffer(): Promise<Buffer> }
}

/** A smaller picture; null when `sharp` is not installed, cannot read it, or makes it no smaller. */
async function scaleDown(bytes: Buffer): Promise<{ mime: string; bytes: Buffer } | null> {
  // `sharp` is neither bundled nor a dependency, because it brings 20 MB; it is used where the user has installed it.
  const name = 'sharp'
  try {
    const { default: sharp } = (await import(name)) as { default: Sharp }
    const size = { width: EDGE_PIXELS, height: EDGE_PIXELS, fit: 'inside', withoutEnlargement: true }
    const smaller = await sharp(bytes).rotate().resize(size).webp({ quality: 80 }).toBuffer()
    return smaller.length < bytes.length ? { mime: 'image/webp', bytes: smaller } : null
  } catch {
    return null
  }
}
