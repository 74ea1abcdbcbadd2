import { describe, expect, test } from 'vitest'
import { describeDesktopCommand } from '../../../src/notices/desktop-notice.ts'
import { describeTerminalNotice } from '../../../src/safety/text/terminal-notice.ts'

const HOSTILE = 'x\u001b]0;t\u0007\n;4;1\u009c\u202e$(id)`id`"\'<b>& -e'

describe('a terminal', () => {
  test.each([
    ['kitty xterm', '\u001b]99;i=kimi:d=0;a\u001b\\\u001b]99;i=kimi:d=1:p=body;b\u001b\\'],
    ['iTerm.app xterm', '\u001b]9;a: b\u0007'],
    ['WezTerm wezterm', '\u001b]777;notify;a;b\u001b\\'],
    ['ghostty', '\u001b]777;notify;a;b\u001b\\'],
    ['vte xterm', '\u001b]777;notify;a;b\u001b\\'],
    ['vscode xterm', null],
    ['', null],
    ['kitty tmux', null],
    ['vte linux', null],
    ['iTerm.app dumb', null],
  ])('%j gets %j', (features, expected) => {
    expect(describeTerminalNotice(features, 'a', 'b')).toBe(expected)
  })

  test.each(['kitty', 'iTerm.app', 'foot'])('%s: nothing in a text ends its sequence or begins another', (features) => {
    const sequence = describeTerminalNotice(features, '4;1;100', HOSTILE.repeat(10_000))!
    const inside = sequence.replaceAll(
      /^\u001b\](?:99;i=kimi:d=0|9|777;notify)|\u001b\\\u001b\]99;i=kimi:d=1:p=body|\u0007$|\u001b\\$/g,
      '',
    )
    expect(inside).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/)
    expect(inside.split(';').length - 1).toBeLessThanOrEqual(2)
    expect(sequence).not.toContain(']9;4;')
    expect(sequence.length).toBeLessThan(700)
  })
})

describe('a desktop', () => {
  test('is told by a program, with texts as arguments and nothing to interpret', () => {
    const linux = describeDesktopCommand('linux', '-x', HOSTILE)!
    expect(linux.program).toBe('notify-send')
    expect(linux.args.slice(0, 3)).toEqual(['--app-name=kimi', '--', '-x'])
    expect(linux.args[3]).toContain('&lt;b&gt;&amp;')
    const mac = describeDesktopCommand('darwin', 'title', HOSTILE)!
    expect(mac.program).toBe('osascript')
    expect(mac.args.slice(0, -2).join(' ')).not.toContain('$(id)')
    expect(mac.args.at(-2)).toBe('title')
    expect(describeDesktopCommand('win32', 'a', 'b')).toBe(null)
  })
})
