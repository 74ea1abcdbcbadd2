// Reads the flow of a skill from the drawing in its file.

import { readD2 } from './flow-d2.ts'
import { readMermaid } from './flow-mermaid.ts'
import { checkDrawing, FlowFault, type FlowResult } from './flow.ts'

const FENCE = /^([ \t]*)(`{3,}|~{3,})[ \t]*(mermaid|d2)\b[^\n]*\n([^]*?)^[ \t]*\2[`~]*[ \t]*$/im

/** Reads the first block of Mermaid or D2 in the text. Never throws. */
export function readFlow(text: string): FlowResult {
  const [, indent = '', , language = '', drawing = ''] = FENCE.exec(text) ?? []
  if (language === '') return { ok: false, reason: 'no ```mermaid or ```d2 block' }
  const bare = indent === '' ? drawing : drawing.replaceAll(new RegExp(`^${indent}`, 'gm'), '')
  try {
    return checkDrawing(language.toLowerCase() === 'd2' ? readD2(bare) : readMermaid(bare))
  } catch (error) {
    if (!(error instanceof FlowFault)) throw error
    return { ok: false, reason: `${language}: ${error.message}` }
  }
}
