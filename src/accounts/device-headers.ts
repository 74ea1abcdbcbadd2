// The headers by which Kimi's login and coding endpoints know a program and a machine. The coding endpoint answers 403 to a program
// that it does not know, so we name ourselves as the Kimi CLI whose place we take, with our own name behind it.

import { randomUUID } from 'node:crypto'
import { chmodSync, writeFileSync } from 'node:fs'
import { arch, hostname, release, type, version } from 'node:os'
import { join } from 'node:path'
import { KIMI_CLI_VERSION, VERSION } from '../protocol/version.ts'
import { makeDirectory, readText } from '../sys/files.ts'

export interface Device {
  id: string
  name: string
  /** For example `Linux 6.8.0 x64`. */
  model: string
  system: string
}

/** The headers for a device. Values that HTTP cannot carry lose their other characters. */
export function deviceHeaders(device: Device): Record<string, string> {
  return {
    'User-Agent': `KimiCLI/${KIMI_CLI_VERSION} kimi-companion/${VERSION}`,
    'X-Msh-Platform': 'kimi_cli',
    'X-Msh-Version': KIMI_CLI_VERSION,
    'X-Msh-Device-Name': asHeader(device.name),
    'X-Msh-Device-Model': asHeader(device.model),
    'X-Msh-Os-Version': asHeader(device.system),
    'X-Msh-Device-Id': asHeader(device.id),
  }
}

/** Describes this machine. Kimi CLI's file in the share directory keeps the id; one that cannot be kept is for this process alone. */
export function readDevice(share: string): Device {
  const system = type() === 'Darwin' ? 'macOS' : type()
  return {
    id: readId(join(share, 'device_id')),
    name: hostname(),
    model: `${system} ${release()} ${arch()}`,
    system: version(),
  }
}

function readId(file: string): string {
  try {
    const known = readText(file)?.trim()
    if (known) return known
    const id = randomUUID().replaceAll('-', '') // Kimi CLI's form
    makeDirectory(join(file, '..'))
    writeFileSync(file, id, { mode: 0o600 })
    chmodSync(file, 0o600)
    return id
  } catch {
    return randomUUID().replaceAll('-', '')
  }
}

function asHeader(value: string): string {
  return value.replace(/[^\x20-\x7e]/g, '').trim() || 'unknown'
}
