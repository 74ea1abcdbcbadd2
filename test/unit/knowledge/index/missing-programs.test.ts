import { expect, test } from 'vitest'
import { offerInstallation } from '../../../../src/knowledge/index/missing-programs.ts'
import { createPrograms } from '../../../../src/workspace/programs-on-path.ts'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const offer = (command: string) => ({ command, explanation: 'says', source: 'intent', confidence: 0.9 })

test('a command whose program is missing says so, and how to get it comes second; builtins and the unknown are left alone', () => {
  const dir = mkdtempSync(join(tmpdir(), 'kimi-'))
  try {
    for (const name of ['apt', 'ls']) writeFileSync(join(dir, name), '', { mode: 0o755 })
    const programs = createPrograms({ PATH: dir })
    expect(offerInstallation([offer('rg TODO'), offer('ls -la')], programs, 5)).toEqual([
      { ...offer('rg TODO'), explanation: 'says; rg is not installed' },
      { command: 'sudo apt install ripgrep', explanation: 'installs rg', source: 'index', confidence: 0.89 },
      offer('ls -la'),
    ])
    const fine = [offer('ls -la'), offer('cd x'), offer('my-own-tool')]
    expect(offerInstallation(fine, programs, 5)).toEqual(fine)
    const second = [offer('ls -la'), offer('fdupes -r .')]
    expect(offerInstallation(second, programs, 5)).toHaveLength(2)
    expect(offerInstallation([offer('rg x'), offer('ls')], programs, 2)).toHaveLength(2)
  } finally {
    rmSync(dir, { recursive: true })
  }
})
