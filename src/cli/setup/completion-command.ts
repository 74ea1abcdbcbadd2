// `kimi completion SHELL`: prints the completions that the build has made from the program.

import { join } from 'node:path'
import { KimiError } from '../../protocol/errors.ts'
import { readText } from '../../sys/files.ts'
import { say } from '../standard-streams.ts'

const FILES: Record<string, string> = { zsh: '_kimi', bash: 'kimi.bash', fish: 'kimi.fish' }

export function printCompletion(shell: string): void {
  const file = Object.hasOwn(FILES, shell) ? FILES[shell]! : undefined
  const text = file && readText(join(import.meta.dirname, '..', 'completions', file))
  if (!text)
    throw new KimiError('shell.unsupported', `no completions for ${shell}: expected zsh, bash or fish`, {
      hint: 'kimi completion zsh',
    })
  say(text)
}
