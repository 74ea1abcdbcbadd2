// Files derived from the program: completions, and the tables in the README between their marks. Written by the build;
// a test fails when what is committed differs.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createProgram } from '../cli/program.ts'
import { SETTINGS, SHELL_VARIABLES, variableOf } from '../config/settings.ts'
import { renderBashCompletion, renderFishCompletion, renderZshCompletion } from './completions.ts'

/** Path below the root → text, as they should be. */
export function renderGenerated(root: string): Record<string, string> {
  const program = createProgram({}, () => {})
  const readme = readFileSync(join(root, 'README.md'), 'utf8')
  return {
    'completions/_kimi': renderZshCompletion(program),
    'completions/kimi.bash': renderBashCompletion(program),
    'completions/kimi.fish': renderFishCompletion(program),
    'README.md': replaceBetween(readme, 'settings', settingsTable()),
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

function replaceBetween(text: string, name: string, content: string): string {
  const pattern = new RegExp(`(<!-- ${name} -->\n)[\\s\\S]*?(<!-- /${name} -->)`)
  return text.replace(pattern, (_, begin: string, end: string) => `${begin}${content}\n${end}`)
}

/** Our settings, then what only the shell files read. */
function settingsTable(): string {
  const show = (value: unknown) => (value === '' ? 'empty' : `\`${String(value)}\``)
  const settings = Object.entries(SETTINGS).map(
    ([key, { default: value, about }]) => `| \`${key}\` | \`${variableOf(key)}\` | ${show(value)} | ${about} |`,
  )
  const variables = Object.entries(SHELL_VARIABLES).map(
    ([name, { default: value, about }]) => `| | \`${name}\` | ${show(value)} | ${about} |`,
  )
  return ['| key | variable | default | what it does |', '|---|---|---|---|', ...settings, ...variables].join('\n')
}
