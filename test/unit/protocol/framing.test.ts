import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createFrameDecoder, DEPTH_LIMIT, encodeFrame, type FrameResult } from '../../../src/protocol/frames.ts'
import { createRecordDecoder, encodeRecord, SHELL_RECORDS, type RecordResult } from '../../../src/protocol/records.ts'

/** The bytes of `text`, cut at these places. */
function cut(bytes: Buffer, places: number[]): Buffer[] {
  const at = [...new Set(places.map((place) => place % (bytes.length + 1)))].toSorted((a, b) => a - b)
  return [...at, bytes.length].map((end, index) => bytes.subarray(at[index - 1] ?? 0, end))
}

function feed<T>(decode: (chunk: Uint8Array) => T[], chunks: Buffer[]): T[] {
  const reused = Buffer.alloc(Math.max(1, ...chunks.map((chunk) => chunk.length)))
  return chunks.flatMap((chunk) => {
    // As a socket does: the same memory for each read.
    chunk.copy(reused)
    return decode(reused.subarray(0, chunk.length))
  })
}

describe('frames', () => {
  const frames = fc.array(fc.record({ id: fc.string(), params: fc.jsonValue({ maxDepth: 5 }) }), { maxLength: 8 })

  test('any frames in any split come out as they went in', () => {
    fc.assert(
      fc.property(frames, fc.array(fc.nat(5000), { maxLength: 20 }), (values, places) => {
        const bytes = Buffer.from(values.map(encodeFrame).join(''))
        const got = feed(createFrameDecoder(), cut(bytes, places))
        expect(got).toEqual(values.map((value) => ({ ok: true, value: JSON.parse(JSON.stringify(value)) as unknown })))
      }),
    )
  })

  test('byte by byte, characters of several bytes survive', () => {
    const bytes = Buffer.from(encodeFrame({ text: '日本語 🎉 é' }))
    expect(
      feed(
        createFrameDecoder(),
        [...bytes].map((byte) => Buffer.from([byte])),
      ),
    ).toEqual([{ ok: true, value: { text: '日本語 🎉 é' } }])
  })

  test('CRLF is accepted; what is no UTF-8, no JSON or too deep is invalid, and the next frame is read', () => {
    const decode = createFrameDecoder()
    const deep = '['.repeat(DEPTH_LIMIT + 2) + ']'.repeat(DEPTH_LIMIT + 2)
    const bytes = Buffer.concat([
      Buffer.from('{"a":1}\r\n'),
      Buffer.from([0xff, 0xfe, 0x0a]),
      Buffer.from(`{"a":\n\n${deep}\n{"b":2}\n`),
    ])
    expect(decode(bytes).map((frame: FrameResult) => (frame.ok ? frame.value : frame.reason))).toEqual([
      { a: 1 },
      'invalid',
      'invalid',
      'invalid',
      'invalid',
      { b: 2 },
    ])
  })

  test('a line over the limit is told once, and the stream is lost', () => {
    const decode = createFrameDecoder(100)
    expect(feed(decode, [Buffer.alloc(99, 0x61), Buffer.alloc(99, 0x61), Buffer.from('\n{"a":1}\n')])).toEqual([
      { ok: false, reason: 'too_large' },
    ])
  })

  test('no key of a frame reaches a prototype', () => {
    createFrameDecoder()(Buffer.from('{"__proto__":{"approved":true},"constructor":{"prototype":{"approved":true}}}\n'))
    expect(({} as { approved?: boolean }).approved).toBeUndefined()
  })
})

describe('records', () => {
  const field = fc.string({ unit: 'binary' })
  const names = fc.constantFrom(...(Object.keys(SHELL_RECORDS) as (keyof typeof SHELL_RECORDS)[]))
  const record = fc.tuple(names, fc.array(field, { minLength: 8, maxLength: 10 }))

  test('any records in any split come out as they went in, less control bytes', () => {
    fc.assert(
      fc.property(fc.array(record, { maxLength: 6 }), fc.array(fc.nat(5000), { maxLength: 20 }), (records, places) => {
        const bytes = Buffer.from(records.map(([name, fields]) => encodeRecord(name, ...fields)).join(''))
        const got = feed(createRecordDecoder(), cut(bytes, places))
        const clean = (text: string) => Buffer.from(text.replaceAll(/[\0-\x08\x0b-\x1f\x7f-\x9f]/g, '')).toString()
        expect(got).toEqual(
          records.map(([name, fields]) => ({ ok: true, record: { name, fields: fields.map(clean) } })),
        )
      }),
    )
  })

  test('an unknown name and missing fields are invalid', () => {
    const decode = createRecordDecoder()
    const reasons = decode(Buffer.from(`shutdown\0toString\0${encodeRecord('ask', '1')}`)).map(
      (result: RecordResult) => result.ok,
    )
    expect(reasons).toEqual([false, false, false])
  })

  test('64 KB is the end of a record', () => {
    expect(feed(createRecordDecoder(), [Buffer.alloc(70_000, 0x61)])).toEqual([{ ok: false, reason: 'too_large' }])
  })
})
