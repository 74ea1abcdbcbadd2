import { beforeAll, describe, expect, it } from 'vitest'
import { ensureGrammar } from '../../../../src/safety/lines/bash-grammar.ts'
import { classifyCommand } from '../../../../src/safety/lines/line-risk.ts'

const IN_BOTH = [
  'ls ;; ls',
  'ls;;',
  'if true; then ls;; fi',
  'fi',
  'ls; done',
  'do ls',
  'else ls',
  'then ls',
  'elif ls',
  'esac',
  '}',
  '! fi',
  'ls && done',
  'echo $(fi)',
  'ls | then',
]
const IN_BASH = ['if true; then fi', 'if ls; then ls; else fi', 'while true; do done', '{ }', 'f() { }', 'in']
const IN_ZSH = ['ls }', 'echo } a', 'echo ${!x}', 'echo "${x@Q}"']
const WELL_FORMED = [
  'case x in a) ls ;; b) ;; esac',
  "'fi'",
  '\\done',
  'a=1 fi',
  'echo fi done } then',
  'time { ls; }',
  'time if true; then ls; fi',
  'coproc N { ls; }',
  'if true; then # a comment\nls; fi',
  'for i in a; do\n ls\ndone',
  '{ ls; }',
  'f() { ls; }',
  'for ((i=0;i<3;i++)); do ls; done',
  'cat <<E\nfi\n;;\nE',
  'if (ls); then { ls; }; else ! ls; fi',
]
const WELL_FORMED_IN_ZSH = ['if true; then fi', 'while true; do done', 'repeat 3 { ls }', 'repeat 2; do ls; done', 'in']

beforeAll(ensureGrammar)

describe('a line that the grammar reads and the shell does not', () => {
  const parses = (line: string, shell: 'bash' | 'zsh' | 'any') => classifyCommand(line, shell).parses

  it('is unknown, never safe', () => {
    const isSaid = (line: string, shell: 'bash' | 'zsh' | 'any') => {
      expect(parses(line, shell), `${shell}: ${line}`).toBe(false)
      expect(classifyCommand(line, shell).labels, line).not.toContain('safe-readonly')
    }
    for (const line of IN_BOTH) for (const shell of ['bash', 'zsh', 'any'] as const) isSaid(line, shell)
    for (const line of IN_BASH) isSaid(line, 'bash')
    for (const line of IN_ZSH) isSaid(line, 'zsh')
  })

  it('is unknown in fish that begins within a block', () => {
    const readings = (lines: string[]) => lines.map((line) => classifyCommand(line, 'fish').parses)
    expect(readings(['end', 'else ls', 'case a', 'end; ls'])).toEqual([false, false, false, false])
    expect(readings(['if true; ls; else; ls; end', 'endless', 'fi', 'ls ;; ls'])).toEqual([true, true, true, true])
  })

  it('is judged by its parts all the same', () => {
    expect(classifyCommand('else rm -rf ~/x', 'bash').labels).toContain('destructive')
    expect(classifyCommand('do sudo ls', 'zsh').labels).toContain('privileged')
  })

  it('is no line that only looks like one', () => {
    for (const line of WELL_FORMED) expect(parses(line, 'bash'), line).toBe(true)
  })

  it('is not unknown because another shell would not read it', () => {
    for (const line of WELL_FORMED_IN_ZSH) expect(parses(line, 'zsh'), line).toBe(true)
    for (const line of IN_ZSH) expect(parses(line, 'bash'), line).toBe(true)
  })
})
