// Files derived from the program: completions, and the README's list of topics between its marks. The build writes them; a test
// fails when the committed files differ.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { TOPICS } from '../cli/help/help-topics.ts'
import { createProgram } from '../cli/program.ts'
import { renderBashCompletion, renderFishCompletion, renderZshCompletion } from './completions.ts'

/** The right text of each generated file, by its path below `root`. */
export function renderGenerated(root: string): Record<string, string> {
  const program = createProgram({}, () => {})
  const readme = readFileSync(join(root, 'README.md'), 'utf8')
  return {
    'completions/_kimi': renderZshCompletion(program),
    'completions/kimi.bash': renderBashCompletion(program),
    'completions/kimi.fish': renderFishCompletion(program),
    'README.md': replaceBetween(readme, 'topics', topicsTable()),
  }
}

export async function writeGenerated(root: string): Promise<void> {
  for (const [path, text] of Object.entries(renderGenerated(root))) {
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

/** A text without these marks stays as it is. */
function replaceBetween(text: string, name: string, content: string): string {
  const pattern = new RegExp(`(<!-- ${name} -->\n)[\\s\\S]*?(<!-- /${name} -->)`)
  return text.replace(pattern, (_, begin: string, end: string) => `${begin}${content}\n${end}`)
}

/** The topics of `kimi help`. */
function topicsTable(): string {
  const topics = Object.entries(TOPICS).map(([name, { about }]) => `| \`kimi help ${name}\` | ${about} |`)
  return ['| command | about |', '|---|---|', ...topics].join('\n')
}
