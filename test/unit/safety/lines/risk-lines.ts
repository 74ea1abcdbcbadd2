// Reads the blocks of risk-lines.txt.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Block {
  heading: string
  shell: 'any' | 'zsh' | 'fish'
  commands: string[]
}

export function readBlocks(): Block[] {
  const text = readFileSync(join(import.meta.dirname, 'risk-lines.txt'), 'utf8')
  return text
    .split(/^## /m)
    .slice(1)
    .map((part) => {
      const [heading = '', ...lines] = part.split('\n')
      const shell = heading.startsWith('zsh:') ? 'zsh' : heading.startsWith('fish:') ? 'fish' : 'any'
      return { heading: heading.replace(/^\w+: /, ''), shell, commands: joinHeredocs(lines) }
    })
}

function joinHeredocs(lines: string[]): string[] {
  const commands: string[] = []
  let until = ''
  for (const line of lines.filter((line) => line !== '')) {
    if (until === '') {
      commands.push(line)
      until = /<<'?([A-Z]+)'?$/.exec(line)?.[1] ?? ''
    } else {
      commands.push(`${commands.pop()}\n${line}`)
      if (line === until) until = ''
    }
  }
  return commands
}
