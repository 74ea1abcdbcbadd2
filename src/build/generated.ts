// The completion files, derived from the program. The build writes them; a test fails when the committed files differ.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createProgram } from '../cli/program.ts'
import { renderBashCompletion, renderFishCompletion, renderZshCompletion } from './completions.ts'

/** The right text of each generated file, by its path below `root`. */
export function renderGenerated(): Record<string, string> {
  const program = createProgram({}, () => {})
  return {
    'completions/_kimi': renderZshCompletion(program),
    'completions/kimi.bash': renderBashCompletion(program),
    'completions/kimi.fish': renderFishCompletion(program),
  }
}

export async function writeGenerated(root: string): Promise<void> {
  for (const [path, text] of Object.entries(renderGenerated())) {
    const file = join(root, path)
    mkdirSync(dirname(file), { recursive: true })
    if (readOr(file) !== text) writeFileSync(file, text)
  }
}

function readOr(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return '' // not made yet
  }
}
