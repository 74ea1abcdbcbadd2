// ReadMediaFile: an image or a video, for models that take them.

import * as z from 'zod'
import type { ContentPart } from '../../protocol/message.ts'
import { done, failed } from '../../protocol/tool-result.ts'
import { hasCode } from '../../sys/files.ts'
import { SNIFFED_BYTES, kindOf } from './file-kind.ts'
import { openForReading } from './pinned-file.ts'
import { type Tool, defineTool } from '../tool.ts'
import { type Workspace, isSensitive, resolvePlace } from './work-folders.ts'

const MAX_MEGABYTES = 100

export interface ReadMediaDeps {
  workspace: Workspace
  /** The kinds of media that the model takes. */
  sees: { image: boolean; video: boolean }
}

const PARAMETERS = z.object({ path: z.string().describe('Absolute, or relative to the working directory') })

export function createReadMediaFile({ workspace, sees }: ReadMediaDeps): Tool {
  const kinds = [sees.image ? 'image' : '', sees.video ? 'video' : ''].filter((kind) => kind !== '')
  return defineTool({
    name: 'ReadMediaFile',
    description: `Look at an ${kinds.join(' or ')} file of at most ${MAX_MEGABYTES} MB.`,
    isReadOnly: true,
    parameters: PARAMETERS,
    async run({ path }) {
      const found = resolvePlace(workspace, path)
      if (!found.ok) return failed(found.message, 'Invalid path')
      if (isSensitive(found.place)) return failed(`\`${path}\` appears to hold secrets.`, 'Sensitive file')
      try {
        const handle = await openForReading(found.place.real)
        try {
          const stat = await handle.stat()
          if (!stat.isFile()) return failed(`\`${path}\` is not a file.`, 'Not a file')
          if (stat.size === 0) return failed(`\`${path}\` is empty.`, 'Empty file')
          if (stat.size > MAX_MEGABYTES * 1024 * 1024) {
            return failed(`\`${path}\` is larger than ${MAX_MEGABYTES} MB.`, 'File too large')
          }
          const first = Buffer.alloc(SNIFFED_BYTES)
          const { bytesRead } = await handle.read(first, 0, SNIFFED_BYTES, 0)
          const kind = kindOf(path, first.subarray(0, bytesRead))
          if (kind.mime === null) return failed(`\`${path}\` is no image or video. Use ReadFile for text.`, 'Not media')
          if (!sees[kind.kind]) return failed(`The current model does not take ${kind.kind} input.`, 'Not supported')
          const url = `data:${kind.mime};base64,${(await handle.readFile('base64')).toString()}`
          const media = { url, id: null }
          const part: ContentPart =
            kind.kind === 'image' ? { type: 'image_url', image_url: media } : { type: 'video_url', video_url: media }
          const name = found.place.path.replaceAll(/["<>&\n]/g, '_')
          const parts: ContentPart[] = [
            { type: 'text', text: `<${kind.kind} path="${name}">` },
            part,
            { type: 'text', text: `</${kind.kind}>` },
          ]
          return done(parts, `Loaded ${kind.kind} file \`${path}\` (${kind.mime}, ${stat.size} bytes).`)
        } finally {
          await handle.close()
        }
      } catch (error) {
        if (hasCode(error, 'ENOENT', 'ENOTDIR')) return failed(`\`${path}\` does not exist.`, 'File not found')
        return failed(`Failed to read \`${path}\`: ${(error as Error).message}`, 'Failed to read file')
      }
    },
  })
}
