import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ROOT } from '../support/kimi.ts'
import { openTerminal } from '../support/terminal.ts'
import { PREEXEC, STARSHIP } from './bash-neighbours.ts'

const KIMI = `source '${ROOT}/shell/kimi.bash'\n`

/** The hooks' calls during four lines, one of them empty. */
async function countCalls(rc: string): Promise<string> {
  await using term = await openTerminal({ shell: 'bash', rc, env: { KIMI_BIN: '/nowhere' } })
  for (const line of ['true one', 'false two', '', 'true three']) await term.run(line)
  term.type('printf "%s\\n" "$ran" "$asked" >~/calls; clear; echo done\r')
  await term.until((screen) => screen === 'done\nPROMPT>')
  // To starship an empty line is the first part of PROMPT_COMMAND, which is ours then.
  return readFileSync(join(term.home, 'calls'), 'utf8').replaceAll(/<(own_precmd|_kimi_prompt)>/g, '<prompt>')
}

describe('the hooks of others run as often as without kimi, with the same commands', () => {
  for (const [name, neighbour] of Object.entries({ 'bash-preexec': PREEXEC, starship: STARSHIP })) {
    test(`${name} before it`, async () => {
      const alone = await countCalls(neighbour)
      for (const command of ['<true one>', '<false two>', '<true three>']) expect(alone).toContain(command)
      expect(await countCalls(neighbour + KIMI)).toBe(alone)
    })
  }

  test('bash-preexec after it', async () => {
    expect(await countCalls(KIMI + PREEXEC)).toBe(await countCalls(PREEXEC))
  })

  // At the first prompt our hook stands behind starship's, whose clock so starts early, once.
  test('starship after it: from the second prompt on', async () => {
    const rest = (calls: string) => calls.replace(/^<.*?>/, '')
    expect(rest(await countCalls(KIMI + STARSHIP))).toBe(rest(await countCalls(STARSHIP)))
  })
})
