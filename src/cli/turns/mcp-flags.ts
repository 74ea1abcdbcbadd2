// The flags that name MCP servers for one session.

import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { resolve } from 'node:path'
import { KimiError } from '../../protocol/errors.ts'
import type { OpenSession } from '../../protocol/methods.ts'
import { hasCode } from '../../sys/files.ts'
import { findJsonFault } from '../../sys/json-fault.ts'
import { isObject, parseObject } from '../../sys/json-reading.ts'

export interface McpFlags {
  mcpConfig?: string[]
  mcpConfigFile?: string[]
}

/** Of a larger file nothing is read: no list of servers is so long. */
const MAX_BYTES = 1024 * 1024
/** The longest wait for what another program writes into a pipe, as `<(…)` of a shell. */
const PIPE_LIMIT_MS = 5_000
const PIPE_POLL_MS = 10

/**
 * The servers of the flags, as `session/open` takes them. As in Kimi CLI the user's own file is not read when a flag names another.
 * Throws `usage.invalid` for a file that cannot be read, and for text that names no `mcpServers`.
 */
export function readMcpFlags({
  mcpConfig = [],
  mcpConfigFile = [],
}: McpFlags): Pick<OpenSession, 'mcpServers' | 'mcpFiles' | 'skipsUserServers'> {
  const texts = [
    ...mcpConfigFile.map((path) => ({ flag: `--mcp-config-file ${path}`, text: readConfig(path) })),
    ...mcpConfig.map((text) => ({ flag: '--mcp-config', text })),
  ]
  const mcpServers = Object.assign({}, ...texts.map(({ flag, text }) => readServers(flag, text)))
  return {
    ...(texts.length > 0 ? { mcpServers } : {}),
    ...(mcpConfigFile.length > 0
      ? { skipsUserServers: true, mcpFiles: mcpConfigFile.map((path) => resolve(path)) }
      : {}),
  }
}

function readConfig(path: string): string {
  const fail = (reason: string, cause?: unknown) =>
    new KimiError('usage.invalid', `--mcp-config-file: cannot read ${path} (${reason})`, { cause })
  let fd: number
  try {
    // O_NONBLOCK: opening a fifo would wait for a writer.
    fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  } catch (error) {
    throw fail(error instanceof Error && 'code' in error ? String(error.code) : 'unreadable', error)
  }
  try {
    const found = fstatSync(fd)
    if (!found.isFile() && !found.isFIFO()) throw fail('it is no file')
    const bytes = readBounded(fd)
    if (bytes === 'large') throw fail(`it holds more than ${MAX_BYTES / 1024} KB`)
    if (bytes === 'silent') throw fail('nothing is written into it')
    return bytes.toString('utf8')
  } catch (error) {
    throw error instanceof KimiError ? error : fail((error as NodeJS.ErrnoException).code ?? 'unreadable', error)
  } finally {
    closeSync(fd)
  }
}

/** Reads to the end, of a pipe until its writer closes it. `large`: there is too much of it. `silent`: the writer took too long. */
function readBounded(fd: number): Buffer | 'large' | 'silent' {
  const buffer = Buffer.alloc(MAX_BYTES + 1)
  const sleeper = new Int32Array(new SharedArrayBuffer(4))
  const late = performance.now() + PIPE_LIMIT_MS
  for (let length = 0; ;) {
    try {
      const count = readSync(fd, buffer, length, buffer.length - length, null)
      length += count
      if (length > MAX_BYTES) return 'large'
      if (count === 0) return buffer.subarray(0, length)
    } catch (error) {
      if (!hasCode(error, 'EAGAIN')) throw error
      if (performance.now() > late) return 'silent'
      Atomics.wait(sleeper, 0, 0, PIPE_POLL_MS)
    }
  }
}

function readServers(flag: string, text: string): Record<string, unknown> {
  const config = parseObject(text)
  const servers = config?.['mcpServers']
  if (isObject(servers)) return servers
  // Kimi CLI takes an empty object for no servers.
  if (config !== null && Object.keys(config).length === 0) return {}
  const fault = findJsonFault(text)
  throw new KimiError(
    'usage.invalid',
    `${flag}: expected a JSON object {"mcpServers": {…}}${fault === null ? '' : ` (${fault})`}`,
  )
}
