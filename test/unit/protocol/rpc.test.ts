import { expect, test } from 'vitest'
import { isNewer } from '../../../src/protocol/version.ts'
import { ERRORS, isErrorCode, KimiError, toKimiError } from '../../../src/protocol/errors.ts'
import { isFailure, readRequest } from '../../../src/protocol/rpc.ts'

test('a request is read; what is none is answered with the wire protocol’s code', () => {
  expect(readRequest({ jsonrpc: '2.0', id: '1', method: 'm', params: { a: 1 }, extra: 1 })).toEqual({
    jsonrpc: '2.0',
    id: '1',
    method: 'm',
    params: { a: 1 },
  })
  for (const value of [
    null,
    [],
    'x',
    {},
    { jsonrpc: '1.0', method: 'm' },
    { jsonrpc: '2.0', method: 1 },
    { op: 'ping' },
  ]) {
    const result = readRequest(value)
    expect(isFailure(result) && result.error.code).toBe(-32600)
  }
})

test('an id that JSON cannot hold exactly is refused, never rounded', () => {
  const rounded = JSON.parse('{"jsonrpc":"2.0","id":12345678901234567890,"method":"m"}') as unknown
  expect(isFailure(readRequest(rounded))).toBe(true)
})

test('every error code is spelled area.reason, with an exit status of the table', () => {
  for (const [code, { exit }] of Object.entries(ERRORS)) {
    expect(code).toMatch(/^[a-z]+\.[a-z_]+$/)
    expect([1, 2, 3, 4, 75, 130]).toContain(exit)
  }
  expect(isErrorCode('toString')).toBe(false)
})

test('an error crosses the wire without its stack', () => {
  const wire = new KimiError('daemon.unreachable', 'no daemon', {
    hint: 'kimi daemon start',
    cause: new Error('secret'),
  }).toWire()
  expect(wire).toEqual({
    code: 'daemon.unreachable',
    message: 'no daemon',
    hint: 'kimi daemon start',
    retryable: false,
  })
  expect(toKimiError(new TypeError('bug')).code).toBe('protocol.invalid')
})

test('a failure of the disk and files of ours that are gone are named in words, each with the command that helps', () => {
  const full = Object.assign(new Error('ENOSPC: no space'), { code: 'ENOSPC', path: '/home/u/.kimi/sessions/a' })
  expect(toKimiError(full)).toMatchObject({ code: 'disk.failed', message: 'the disk is full: /home/u/.kimi/sessions' })
  const gone = Object.assign(new Error("Cannot find module '/opt/kimi/dist/chunk-2.js'"), {
    code: 'ERR_MODULE_NOT_FOUND',
  })
  expect(toKimiError(gone)).toMatchObject({
    code: 'install.moved',
    message: 'the files of kimi were moved or replaced while it ran',
    hint: 'kimi daemon restart',
  })
})

test('releases are told apart by semantic versioning, and what is no version is newer than nothing', () => {
  const order = ['0.0.9', '0.1.0-beta.2', '0.1.0-beta.10', '0.1.0', '0.2.0', '0.10.0', '1.0.0']
  for (const [index, version] of order.entries())
    for (const [other, earlier] of order.entries()) expect(isNewer(version, earlier)).toBe(index > other)
  expect(isNewer('x', '0.1.0')).toBe(false)
  expect(isNewer('1.0.0', 'x')).toBe(false)
})
