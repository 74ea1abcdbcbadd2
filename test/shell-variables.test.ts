// The list of variables that a shell sends with its hello stands in the protocol and, because a shell cannot read that, in
// each shell file again.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { CLIENT_VARIABLES } from '../src/protocol/methods.ts'

test.each(['kimi.zsh', 'kimi-prompt.bash', 'kimi-prompt.fish'])(
  '%s sends the variables of the protocol, in the same order',
  (file) => {
    const text = readFileSync(join(import.meta.dirname, '..', 'shell', file), 'utf8')
    const lists = [...text.matchAll(/(?<![=$])_kimi_variables(?:=\(([^)]*)\)| ((?:\w+(?: \\\n *| )?)+))/g)]
    expect(lists).toHaveLength(1)
    const [, inParentheses, asWords] = lists[0]!
    const names = (inParentheses ?? asWords ?? '').split(/[\s\\]+/).filter((word) => word !== '')
    expect(names).toEqual(CLIENT_VARIABLES)
  },
)
