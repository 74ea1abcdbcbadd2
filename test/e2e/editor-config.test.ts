// The configuration that `kimi acp --print-config` prints for each editor can be pasted as it is, and starts this program.

import { describe, expect, test } from 'vitest'
import { describeEditorConfig } from '../../src/cli/setup/editor-config.ts'
import { EDITORS } from '../../src/cli/setup/editor-names.ts'
import { KIMI } from '../support/kimi.ts'
import { shareScripts } from '../support/shared-daemon.ts'

const makeScripted = shareScripts()
/** The places of the entry for kimi in the files that are JSON. */
const ENTRIES: Record<string, string[]> = {
  zed: ['agent_servers', 'Kimi'],
  jetbrains: ['agent_servers', 'Kimi'],
  vscode: ['acp.agents', 'Kimi'],
}

/** The text without its first line, which is a comment. */
const bodyOf = (text: string) => text.slice(text.indexOf('\n') + 1)

describe.each(EDITORS)('%s', (editor) => {
  test('is told the path of this program, behind a comment that says where to paste it', async () => {
    const { stdout, status, stderr } = await makeScripted([]).kimi(['acp', '--print-config', editor])
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(stdout).toBe(describeEditorConfig(editor, KIMI))
    expect(stdout).toMatch(/^(?:\/\/|--|;;) \S/)
  })

  test('gets a path with blanks and quotation marks as one word', () => {
    const body = bodyOf(describeEditorConfig(editor, '/opt/my "own"/kimi'))
    expect(body).toContain(String.raw`"/opt/my \"own\"/kimi"`)
    const path = ENTRIES[editor]
    if (path === undefined) return
    const entry = path.reduce((value, key) => (value as Record<string, unknown>)[key], JSON.parse(body) as unknown)
    expect(entry).toMatchObject({ command: '/opt/my "own"/kimi', args: ['acp'] })
  })
})
