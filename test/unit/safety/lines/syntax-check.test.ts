import { existsSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkSyntax } from '../../../../src/safety/lines/syntax-check.ts'

describe('checkSyntax', () => {
  it('accepts what each shell accepts and passes on its complaint', async () => {
    expect(await checkSyntax('for i in 1 2; do echo $i; done', 'bash')).toEqual({ ok: true })
    expect(await checkSyntax('ls *(.)', 'zsh')).toEqual({ ok: true })
    expect(await checkSyntax('for i in 1 2; echo $i; end', 'fish')).toEqual({ ok: true })
    expect(await checkSyntax('for i in 1 2; do echo $i; done', 'fish')).toMatchObject({
      ok: false,
      message: expect.stringContaining('end'),
    })
    expect(await checkSyntax('ls *(.)', 'bash')).toMatchObject({
      ok: false,
      message: expect.stringContaining('syntax error'),
    })
    expect(await checkSyntax('if x; then', 'zsh')).toMatchObject({
      ok: false,
      message: expect.stringContaining('parse error'),
    })
    expect(await checkSyntax('echo "a', 'bash')).toMatchObject({ ok: false })
    expect(await checkSyntax('a\0b', 'bash')).toMatchObject({ ok: false })
  })

  it('runs nothing of the command, nor what BASH_ENV names', async () => {
    const marker = join(mkdtempSync(join(tmpdir(), 'kimi-syntax-')), 'marker')
    process.env['BASH_ENV'] = marker
    for (const shell of ['zsh', 'bash', 'fish'] as const) {
      const old = shell === 'fish' ? '' : `; \`touch ${marker}\``
      expect(await checkSyntax(`echo $(touch ${marker}); touch ${marker}${old}`, shell)).toEqual({ ok: true })
    }
    delete process.env['BASH_ENV']
    expect(existsSync(marker)).toBe(false)
  })

  it('does not know when it is told to stop', async () => {
    expect(await checkSyntax('ls', 'bash', AbortSignal.abort())).toEqual({ ok: null })
    expect(await checkSyntax(`echo ${'x'.repeat(200_000)}`, 'bash')).toEqual({ ok: null })
  })
})
