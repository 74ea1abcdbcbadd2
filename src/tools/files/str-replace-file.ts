// StrReplaceFile: replaces exact texts in a file.

import * as z from 'zod'
import { done, failed } from '../../protocol/tool-result.ts'
import { type EditDeps, askAndWrite, openForEdit } from './file-edit.ts'
import { describeNearest } from './nearest-text.ts'
import { type TextFormat, decodeText, encodeText } from './text-format.ts'
import { type Tool, defineTool } from '../tool.ts'

const EDIT = z.object({
  old: z.string().min(1),
  new: z.string(),
  replace_all: z.boolean().default(false),
})
type Edit = z.infer<typeof EDIT>

const PARAMETERS = z.object({
  path: z.string().describe('Absolute, or relative to the working directory'),
  edit: z.union([EDIT, z.array(EDIT).min(1)]),
})

export function createStrReplaceFile(deps: EditDeps): Tool {
  return defineTool({
    name: 'StrReplaceFile',
    description:
      'Replace exact text in a file that was read before. `old` must occur once, unless replace_all. Several edits apply in order, all or none. Leave out the line numbers that ReadFile shows.',
    isReadOnly: false,
    parameters: PARAMETERS,
    async run(args, run) {
      const edits = Array.isArray(args.edit) ? args.edit : [args.edit]
      const opened = await openForEdit(deps, args.path)
      if (!opened.ok) return opened.result
      const { place, bytes } = opened.value
      if (bytes === null) return failed(`\`${args.path}\` does not exist.`, 'File not found')
      const old = decodeText(bytes)
      if (old === null) return failed(`\`${args.path}\` is not UTF-8 text.`, 'Not text')
      const applied = applyEdits(old.text, edits, old.format)
      if (!applied.ok) return failed(applied.message, applied.brief)
      const written = await askAndWrite(deps, run, {
        typed: args.path,
        place,
        before: old.text,
        after: applied.text,
        bytes: encodeText(applied.text, old.format),
        isAppending: false,
      })
      if (!written.ok) return written.result
      const message = `File successfully edited. Applied ${edits.length} edit(s) with ${applied.count} total replacement(s).`
      return done('', message, written.value)
    },
  })
}

type Applied = { ok: true; text: string; count: number } | { ok: false; message: string; brief: string }

function applyEdits(before: string, edits: readonly Edit[], format: TextFormat): Applied {
  let text = before
  let total = 0
  for (const [index, edit] of edits.entries()) {
    const which = edits.length > 1 ? ` (edit ${index + 1} of ${edits.length})` : ''
    const [old, replacement] = [spell(edit.old, format), spell(edit.new, format)]
    const parts = text.split(old)
    const count = parts.length - 1
    if (count === 0) {
      const near = describeNearest(text, old)
      const message = `No replacements were made. The text was not found in the file${which}.${near === '' ? '' : ` ${near}`}`
      return { ok: false, message, brief: 'No replacements made' }
    }
    if (count > 1 && !edit.replace_all) {
      const lines = lineNumbers(parts, old)
      const message = `No replacements were made. The text occurs ${count} times${which}, at lines ${lines}. Give more of its surroundings, or set replace_all.`
      return { ok: false, message, brief: 'Text is not unique' }
    }
    text = parts.join(replacement)
    total += count
  }
  if (text === before) {
    return { ok: false, message: 'No replacements were made. The new text is the same as the old.', brief: 'No change' }
  }
  return { ok: true, text, count: total }
}

/** The text of a CRLF file has line ends of `\n` here, so a text to find in it needs the same. */
function spell(text: string, format: TextFormat): string {
  return format.isCrlf ? text.replaceAll('\r\n', '\n') : text
}

function lineNumbers(parts: readonly string[], old: string): string {
  const numbers: number[] = []
  let line = 1
  for (const part of parts.slice(0, -1)) {
    line += part.split('\n').length - 1
    numbers.push(line)
    line += old.split('\n').length - 1
  }
  return numbers.length > 8 ? `${numbers.slice(0, 8).join(', ')}, …` : numbers.join(', ')
}
