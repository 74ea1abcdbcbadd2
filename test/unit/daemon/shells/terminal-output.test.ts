import { describe, expect, test } from 'vitest'
import { cutOutput } from '../../../../src/daemon/shells/terminal-output.ts'

describe('the output of a command, cut from a screen', () => {
  test('between its line and the prompt after it', () => {
    expect(cutOutput('$ ls\na\n$ make x\nmake: *** No rule\nmore\n$ \n\n', 'make x')).toBe('make: *** No rule\nmore')
  })
  test('the last run counts, and a prompt of two lines is left out as far as it repeats', () => {
    expect(cutOutput('% make\nold\n% make\nnew\n%', 'make')).toBe('new')
  })
  test('a right prompt may stand behind the command', () => {
    const screen = '~ main\n> ls x        12:00:01\nls: cannot access x\n~ main\n>              12:00:02'
    expect(cutOutput(screen, 'ls x')).toBe('ls: cannot access x\n~ main')
    expect(cutOutput('a table of ls x   and more\nend', 'ls x')).toBe('')
  })
  test('unknown when the command is not on the screen', () => {
    expect(cutOutput('nothing here\n$ ', 'make x')).toBe('')
    expect(cutOutput('$ ', '')).toBe('')
  })
})
