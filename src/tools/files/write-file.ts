// WriteFile: writes a whole file, or appends to one.

import { statSync } from 'node:fs'
import { dirname } from 'node:path'
import * as z from 'zod'
import { done, failed } from '../../protocol/tool-result.ts'
import { type EditDeps, askAndWrite, openForEdit } from './file-edit.ts'
import { decodeText, encodeText } from './text-format.ts'
import { type Tool, defineTool } from '../tool.ts'

const PARAMETERS = z.object({
  path: z.string().describe('Absolute, or relative to the working directory'),
  content: z.string(),
  mode: z.enum(['overwrite', 'append']).default('overwrite'),
})

export function createWriteFile(deps: EditDeps): Tool {
  return defineTool({
    name: 'WriteFile',
    description:
      'Write a file. An existing file must have been read first. Prefer StrReplaceFile for changes; write long files in parts with `append`.',
    isReadOnly: false,
    parameters: PARAMETERS,
    async run(args, run) {
      const opened = await openForEdit(deps, args.path)
      if (!opened.ok) return opened.result
      const { place, bytes } = opened.value
      if (bytes === null && !isFolder(dirname(place.real))) {
        return failed(`The parent directory of \`${args.path}\` does not exist.`, 'Parent directory not found')
      }
      const old = bytes === null ? null : decodeText(bytes)
      // A file that is not text is replaced as a whole, and its old content is not shown.
      const before = old?.text ?? ''
      const isAppending = args.mode === 'append'
      const content = old === null ? Buffer.from(args.content) : encodeText(args.content, keepFormat(old, isAppending))
      const after = isAppending ? before + args.content : args.content
      const written = await askAndWrite(deps, run, {
        typed: args.path,
        place,
        before,
        after,
        bytes: content,
        isAppending,
      })
      if (!written.ok) return written.result
      const size = (isAppending ? (bytes?.length ?? 0) : 0) + content.length
      const what = isAppending ? 'appended to' : 'overwritten'
      return done('', `File successfully ${what}. Current size: ${size} bytes.`, written.value)
    },
  })
}

/** The format for new content: an appended part gets no byte order mark. */
function keepFormat(old: NonNullable<ReturnType<typeof decodeText>>, isAppending: boolean) {
  return { isCrlf: old.format.isCrlf, hasBom: old.format.hasBom && !isAppending }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}
