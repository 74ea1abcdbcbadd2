// WriteFile: writes a whole file, or appends to one.

import { statSync } from 'node:fs'
import { dirname } from 'node:path'
import * as z from 'zod'
import { done, failed } from '../../protocol/tool-result.ts'
import { restoreContent } from './hidden-values.ts'
import { type Drafted, type EditDeps, editFile } from './file-edit.ts'
import {
  type TextFormat,
  appendedEnds,
  decodeText,
  describeEncoding,
  encodeText,
  renewEnds,
  spellLike,
} from './text-format.ts'
import { type Tool, defineTool } from '../tool.ts'
import type { Place } from './work-folders.ts'

const PARAMETERS = z.object({
  path: z.string().describe('Absolute, or relative to the working directory'),
  content: z.string(),
  mode: z.enum(['overwrite', 'append']).default('overwrite'),
})
type Args = z.infer<typeof PARAMETERS>

export function createWriteFile(deps: EditDeps): Tool {
  return defineTool({
    name: 'WriteFile',
    description:
      'Write a file. An existing file must have been read first. Prefer StrReplaceFile for changes; write long files in parts with `append`.',
    isReadOnly: false,
    parameters: PARAMETERS,
    run: (args, run) =>
      editFile(deps, run, { typed: args.path, mode: args.mode, draft: (place, bytes) => draft(args, place, bytes) }),
  })
}

async function draft(args: Args, place: Place, bytes: Buffer | null): Promise<Drafted> {
  const refuse = (message: string, brief: string): Drafted => ({ ok: false, result: failed(message, brief) })
  if (bytes === null && !isFolder(dirname(place.real))) {
    return refuse(`The parent directory of \`${args.path}\` does not exist.`, 'Parent directory not found')
  }
  const isAppending = args.mode === 'append'
  const old = bytes === null ? null : decodeText(bytes)
  if (bytes !== null && old === null && isAppending) {
    return refuse(`\`${args.path}\` is not text; nothing can be appended to it.`, 'Not text')
  }
  // A file that is not text is replaced as a whole, and its old content is not shown.
  const before = old?.text ?? ''
  const spelled = old === null ? args.content : spellLike(args.content, old.format)
  const restored = isAppending ? { ok: true as const, texts: [spelled] } : await restoreContent(before, spelled)
  if (!restored.ok) {
    const hint = 'Use StrReplaceFile for the other lines.'
    return refuse(`\`${args.path}\` was not written. ${restored.reason}. ${hint}`, 'A hidden value is not known')
  }
  const [content = spelled] = restored.texts
  const encoded = await encodeText(content, formatFor(content, old, isAppending))
  if (!encoded.ok) {
    const hint = `Write the text without it, or convert the file first.`
    return refuse(`\`${args.path}\` was not written: ${encoded.reason}. ${hint}`, 'Does not fit the encoding')
  }
  return {
    ok: true,
    before,
    after: isAppending ? before + content : content,
    bytes: encoded.bytes,
    finish(display) {
      const size = (isAppending ? (bytes?.length ?? 0) : 0) + encoded.bytes.length
      const what = bytes === null ? 'created' : isAppending ? 'appended to' : 'overwritten'
      const notes = [`File successfully ${what}. Current size: ${size} bytes.`, old ? describeEncoding(old.format) : '']
      return done('', notes.join(' ').trim(), display)
    },
  }
}

/** The format for new content: that of the file. An appended part gets no byte order mark. */
function formatFor(
  content: string,
  old: { text: string; format: TextFormat } | null,
  isAppending: boolean,
): TextFormat {
  if (old === null) return { encoding: 'utf-8', hasBom: false, ends: false }
  const { format, text } = old
  if (isAppending) return { ...format, hasBom: false, ends: appendedEnds(format.ends) }
  return { ...format, ends: renewEnds(format.ends, text, content) }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}
