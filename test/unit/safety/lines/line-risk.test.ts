import { beforeAll, describe, expect, it } from 'vitest'
import { ensureGrammar } from '../../../../src/safety/lines/bash-grammar.ts'
import { classifyCommand } from '../../../../src/safety/lines/line-risk.ts'
import { type Block, readBlocks } from './risk-lines.ts'

/** What is wrong with the labels of a line, or null. */
function findFault(command: string, { heading, shell }: Block): string | null {
  const [must = [], may = []] = heading.split('?').map((part) => part.trim().split(' '))
  const { labels, reasons } = classifyCommand(command, shell)
  const missing = must.filter((label) => !labels.includes(label as never))
  const extra = labels.filter((label) => !must.includes(label) && !may.includes(label))
  const unexplained = labels.filter((label) => !reasons.some((reason) => reason.label === label))
  if (missing.length + extra.length + unexplained.length === 0) return null
  return `${command} => missing: ${missing.join(' ')}; extra: ${extra.join(' ')}; unexplained: ${unexplained.join(' ')}`
}

const blocks = readBlocks()
beforeAll(ensureGrammar)

describe('classifyCommand', () => {
  for (const block of blocks.filter(({ heading }) => heading !== 'never safe')) {
    it(`gives ${block.commands.length} lines of ${block.shell} the labels ${block.heading}`, () => {
      expect(block.commands.map((command) => findFault(command, block)).filter((fault) => fault !== null)).toEqual([])
    })
  }

  it('reads a line for a shell that is not known as fish does, too', () => {
    for (const [line, label] of [
      ['eval (cat x.sh)', 'remote-code'],
      ["eval 'exec (cat x.sh)'", 'remote-code'],
      ['and rm -rf x', 'destructive'],
      ['ls; or rm -rf x', 'destructive'],
      ['ls -l (rm -rf x)', 'destructive'],
    ] as const)
      expect(classifyCommand(line, 'any').labels, line).toContain(label)
  })

  it('knows that bash lists names of functions where zsh lists numbers', () => {
    expect(classifyCommand('declare -F', 'bash').labels).toEqual(['safe-readonly'])
    expect(classifyCommand('typeset -F', 'zsh').labels).toContain('credential-touching')
  })

  it('says what git clean deletes', () => {
    const reasons = (line: string) =>
      classifyCommand(line, 'bash')
        .reasons.map(({ text }) => text)
        .join(' ')
    expect(reasons('git clean -f')).toContain('deletes untracked files for good')
    expect(reasons('git clean -fd')).toContain('deletes untracked files and folders for good')
    expect(reasons('git clean -fdx')).toContain('deletes untracked files and folders, ignored ones too, for good')
    expect(reasons('git clean -fX')).toContain('deletes ignored files for good')
  })

  it('knows that a backslash at the end of a comment continues nothing', () => {
    for (const line of ['#\\\nrm -rf ~/x', 'ls # all \\\nrm -rf ~/x'])
      expect(classifyCommand(line, 'bash').labels, line).toContain('destructive')
  })

  it('never calls a line safe that it does not fully understand', () => {
    const { commands = [] } = blocks.find(({ heading }) => heading === 'never safe') ?? {}
    expect(commands.filter((command) => classifyCommand(command, 'any').labels.includes('safe-readonly'))).toEqual([])
  })
})
