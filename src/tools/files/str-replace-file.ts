// StrReplaceFile: replaces exact texts in a file.

import * as z from 'zod'
import { done, failed } from '../../protocol/tool-result.ts'
import { isSensitiveFile } from '../../safety/secrets/secret-names.ts'
import { redactLinesInSlices } from '../../safety/text/redaction.ts'
import { type Drafted, type EditDeps, editFile } from './file-edit.ts'
import { findOpenPlaces, restoreReplacement } from './hidden-values.ts'
import { describeNearest } from './nearest-text.ts'
import {
  type TextFormat,
  decodeText,
  describeEncoding,
  encodeText,
  isKept,
  replaceEnds,
  spellLike,
} from './text-format.ts'
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
type Args = z.infer<typeof PARAMETERS>

export function createStrReplaceFile(deps: EditDeps): Tool {
  return defineTool({
    name: 'StrReplaceFile',
    description:
      'Replace exact text in a file that was read before. `old` must occur once, unless replace_all. Several edits apply in order, all or none. Leave out the line numbers that ReadFile shows.',
    isReadOnly: false,
    parameters: PARAMETERS,
    run: (args, run) =>
      editFile(deps, run, {
        typed: args.path,
        mode: 'replace',
        draft: ({ real }, bytes) => draft(args, bytes, isSensitiveFile(real)),
      }),
  })
}

/** Of a file of secrets nothing is told: where a text nearly stands, or how often it occurs, would give it away bit by bit. */
async function draft(args: Args, bytes: Buffer | null, isSecret: boolean): Promise<Drafted> {
  const refuse = (message: string, brief: string): Drafted => ({ ok: false, result: failed(message, brief) })
  if (bytes === null) return refuse(`\`${args.path}\` does not exist.`, 'File not found')
  const old = decodeText(bytes)
  if (old === null) return refuse(`\`${args.path}\` is not text.`, 'Not text')
  if (!(await isKept(bytes, old.text, old.format))) {
    const message = `\`${args.path}\` was read as ${old.format.encoding}, but has bytes that this encoding would not keep. Edit it with a command.`
    return refuse(message, 'Encoding cannot be kept')
  }
  const edits = Array.isArray(args.edit) ? args.edit : [args.edit]
  const applied = await applyEdits(old.text, edits, old.format)
  if (!applied.ok && isSecret)
    return refuse('No replacements were made in this file of secrets.', 'No replacements made')
  if (!applied.ok) return refuse(applied.message, applied.brief)
  const encoded = await encodeText(applied.text, applied.format)
  if (!encoded.ok) {
    return refuse(`No replacements were made: ${encoded.reason}.`, 'Does not fit the encoding')
  }
  return {
    ok: true,
    before: old.text,
    after: applied.text,
    bytes: encoded.bytes,
    finish(display) {
      const count = `Applied ${edits.length} edit(s) with ${applied.count} total replacement(s).`
      return done('', `File successfully edited. ${count} ${describeEncoding(old.format)}`.trim(), display)
    },
  }
}

type Applied =
  | { ok: true; text: string; format: TextFormat; count: number }
  | { ok: false; message: string; brief: string }

async function applyEdits(before: string, edits: readonly Edit[], format: TextFormat): Promise<Applied> {
  let text = before
  let { ends } = format
  let total = 0
  for (const [index, edit] of edits.entries()) {
    const which = edits.length > 1 ? ` (edit ${index + 1} of ${edits.length})` : ''
    const spelled = spellLike(edit.old, format)
    const restored = await restoreReplacement(text, spelled, spellLike(edit.new, format))
    if (!restored.ok) {
      const message = `No replacements were made. ${restored.reason}${which}. Give the text around it without the mark.`
      return { ok: false, message, brief: 'A hidden value is not known' }
    }
    const [old, replacement] = restored.texts as [string, string]
    const parts = old === spelled ? splitAt(text, await findOpenPlaces(text, old), old.length) : text.split(old)
    const count = parts.length - 1
    if (count === 0) {
      const near = describeNearest((await redactLinesInSlices(text)).join('\n'), spelled)
      const message = `No replacements were made. The text was not found in the file${which}.${near === '' ? '' : ` ${near}`}`
      return { ok: false, message, brief: 'No replacements made' }
    }
    if (count > 1 && !edit.replace_all) {
      const lines = lineNumbers(parts, old)
      const message = `No replacements were made. The text occurs ${count} times${which}, at lines ${lines}. Give more of its surroundings, or set replace_all.`
      return { ok: false, message, brief: 'Text is not unique' }
    }
    ends = replaceEnds(ends, parts, old, replacement)
    text = parts.join(replacement)
    total += count
  }
  if (text === before) {
    return { ok: false, message: 'No replacements were made. The new text is the same as the old.', brief: 'No change' }
  }
  return { ok: true, text, format: { ...format, ends }, count: total }
}

/** The parts of the text between pieces of `length` characters at the offsets. */
function splitAt(text: string, offsets: readonly number[], length: number): string[] {
  const starts = [0, ...offsets.map((offset) => offset + length)]
  return starts.map((start, index) => text.slice(start, offsets[index]))
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
