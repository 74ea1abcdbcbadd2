import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

import { expect, test } from 'vitest'

import { readManualOptions } from '../../../../src/knowledge/index/manual-options.ts'

const GNU = `.TH FROB 1
.SH OPTIONS
.TP
\\fB\\-d\\fR, \\fB\\-\\-max\\-depth\\fR=\\fI\\,N\\/\\fR
print the total only if it is N or fewer levels below. It is not the default.
.TP
.B \\-\\-null
end each line with NUL
.SH AUTHOR
Nobody`
const BSD = `.Sh DESCRIPTION
.Bl -tag
.It Fl q
Be quiet
.It Fl c Ar count
Stop after
.Ar count
packets
.El`

test('the options of a page, packed or plain, come with what they do and the values they take', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kimi-man-'))
  try {
    mkdirSync(join(folder, 'man1'))
    mkdirSync(join(folder, 'man8'))
    writeFileSync(join(folder, 'man1/frob-gnu.1.gz'), gzipSync(GNU))
    writeFileSync(join(folder, 'man8/frob-bsd.8'), BSD)
    const gnu = readManualOptions('frob-gnu', [folder])
    expect(gnu.map(({ n, d }) => [n, d])).toEqual([
      [['-d', '--max-depth'], 'print the total only if it is N or fewer levels below'],
      [['--null'], 'end each line with NUL'],
    ])
    expect(readManualOptions('frob-bsd', [folder]).map(({ n, d }) => [n, d])).toEqual([
      [['-q'], 'Be quiet'],
      [['-c'], 'Stop after count packets'],
    ])
    expect(readManualOptions('frob-none', [folder])).toEqual([])
    expect(readManualOptions('../frob-gnu', [folder])).toEqual([])
  } finally {
    rmSync(folder, { recursive: true })
  }
})
