import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createMarkScanner, type ShellPiece } from '../../../../src/session/user-shell/mark-scanner.ts'

const ID = '0123456789abcdef'
const mark = (body: string) => `\x1b]133;${body};kimi=${ID}\x07`

/** The pieces of all chunks, with adjacent output joined. */
function scan(chunks: readonly Buffer[]): ShellPiece[] {
  const scanner = createMarkScanner(ID)
  const joined: ShellPiece[] = []
  for (const piece of chunks.flatMap((chunk) => scanner.push(chunk))) {
    const last = joined.at(-1)
    if (piece.kind === 'output' && last?.kind === 'output') last.bytes = Buffer.concat([last.bytes, piece.bytes])
    else joined.push(piece)
  }
  return joined
}

const scanText = (text: string) =>
  scan([Buffer.from(text)]).map((piece) => (piece.kind === 'output' ? String(piece.bytes) : piece))

test('several marks in one chunk are told in their order, and are no part of the output', () => {
  const text = `${mark('L')}false${mark('M')}${mark('C')}out${mark('D;1')}${mark('W')}/usr${mark('M')}${mark('A')}$ `
  expect(scanText(text)).toEqual([
    { kind: 'line', text: 'false' },
    { kind: 'command' },
    'out',
    { kind: 'done', status: 1 },
    { kind: 'cwd', text: '/usr' },
    { kind: 'prompt' },
    '$ ',
  ])
})

test('marks without the secret id are output like anything else', () => {
  const forged = ['\x1b]133;D;0\x07', '\x1b]133;A;kimi=ffff\x07', `\x1b]133;D;0;kimi=${ID}x\x07`, '\x1b]133;C\x1b\\']
  for (const text of forged) expect(scanText(`a${text}b`)).toEqual([`a${text}b`])
})

test('an unknown status is null', () => {
  expect(scanText(mark('D;'))).toEqual([{ kind: 'done', status: null }])
})

test('a switch to the alternate screen, or to marked pastes, is told, whatever else is switched with it', () => {
  expect(scanText('a\x1b[?1049hb\x1b[?25;1049lc\x1b[?2004hd')).toEqual([
    'a\x1b[?1049h',
    { kind: 'screen', isAlternate: true },
    'b\x1b[?25;1049l',
    { kind: 'screen', isAlternate: false },
    'c\x1b[?2004h',
    { kind: 'pastes', areMarked: true },
    'd',
  ])
})

test('a sequence that is cut at the end of a chunk waits for its rest, wherever it is cut', () => {
  const part = fc.oneof(
    fc.constantFrom(
      mark('A'),
      mark('C'),
      mark('D;1'),
      mark('D;'),
      `${mark('L')}echo é; ls\r\n${mark('M')}`,
      `${mark('W')}/tmp/ü${mark('M')}`,
      '\x1b[?1049h',
      '\x1b[?1049l',
      '\x1b]133;A\x07',
      '\x1b',
      '\x1b[',
      '\x1b]0;title\x07',
    ),
    fc.string({ unit: 'binary', maxLength: 20 }),
  )
  fc.assert(
    fc.property(fc.array(part, { maxLength: 30 }), fc.array(fc.nat(400), { maxLength: 20 }), (parts, cuts) => {
      const bytes = Buffer.from(`${parts.join('')}.`)
      const places = [...new Set(cuts.filter((cut) => cut < bytes.length)), bytes.length].sort((a, b) => a - b)
      const chunks = places.map((place, index) => bytes.subarray(places[index - 1] ?? 0, place))
      expect(scan(chunks)).toEqual(scan([bytes]))
    }),
    { numRuns: 500 },
  )
})

test('what follows a mark that never ends is output again', () => {
  const scanner = createMarkScanner(ID)
  const endless = `\x1b]133;D;${'1'.repeat(300)}`
  expect(scanner.push(Buffer.from(endless)).map((piece) => piece.kind)).toEqual(['output'])
  scanner.push(Buffer.from(mark('L')))
  scanner.push(Buffer.alloc(1024 * 1024 + 1, 'x'))
  expect(scanner.push(Buffer.from('y'))).toEqual([{ kind: 'output', bytes: Buffer.from('y') }])
})
