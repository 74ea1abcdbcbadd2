// Front matter of a Markdown file: YAML between two lines of `---` at the very beginning.

import { parseYaml, type Yaml } from './yaml-reader.ts'

export type FrontMatter =
  | { ok: true; fields: Record<string, Yaml>; body: string }
  | { ok: false; line: number; reason: string }

/** A text without front matter has no fields and is all body. `line` is counted in the whole text. */
export async function readFrontMatter(text: string): Promise<FrontMatter> {
  const lines = text.replace(/^\ufeff/, '').split(/\r?\n/)
  if (lines[0]?.trimEnd() !== '---') return { ok: true, fields: {}, body: text }
  const end = lines.findIndex((line, index) => index > 0 && line.trimEnd() === '---')
  if (end < 0) return { ok: false, line: 1, reason: 'the front matter has no closing ---' }
  const parsed = await parseYaml(lines.slice(1, end).join('\n'), 2)
  if (!parsed.ok) return parsed
  const { value } = parsed
  if (value !== null && (typeof value !== 'object' || Array.isArray(value))) {
    return { ok: false, line: 2, reason: 'the front matter is not a mapping' }
  }
  return { ok: true, fields: value ?? {}, body: lines.slice(end + 1).join('\n') }
}
