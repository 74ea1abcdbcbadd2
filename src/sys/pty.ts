// Pseudoterminals, through node-pty. It is optional: its native code is not built for every system.

import { existsSync, write } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Pty, spawn } from 'node-pty'

/** node-pty, loaded when first needed; null where there is no build of it for this system. */
export async function loadPty(): Promise<{ spawn: typeof spawn } | null> {
  const musl = join(import.meta.dirname, `pty-linux-${process.arch}-musl.node`)
  if (isMusl() && existsSync(musl)) provideBuild(musl)
  const node = await import('node-pty').catch(() => null)
  return node && { spawn: (...program) => writeAside(node.spawn(...program)) }
}

/** Interval of the tries to write to a program that does not read. */
const RETRY_MS = 5

/**
 * Replaces the pty's `write` by one that never holds up this process. node-pty writes through libuv, which repeats a write to a pty's
 * master side until the program reads: with a program that waits for its own output to be read, both wait for ever.
 */
function writeAside(pty: Pty): Pty {
  const { fd } = pty
  const unwritten: Uint8Array[] = []
  let isOpen = true
  const step = () => {
    const [first] = unwritten
    if (!isOpen || first === undefined) return
    write(fd, first, (error, written) => {
      if (error?.code === 'EAGAIN') return void setTimeout(step, RETRY_MS)
      if (error) return void unwritten.splice(0) // the program has ended, which onExit tells
      if (written < first.length) unwritten[0] = first.subarray(written)
      else unwritten.shift()
      step()
    })
  }
  pty.onExit(() => (isOpen = false))
  pty.write = (data) => {
    const bytes = Buffer.from(data as string) // of a text or of bytes, which are copied
    if (bytes.length > 0 && unwritten.push(bytes) === 1) step()
  }
  return pty
}

/** The loader of musl, by Node's names of the architectures. */
const MUSL_LOADERS: Record<string, string> = { x64: '/lib/ld-musl-x86_64.so.1', arm64: '/lib/ld-musl-aarch64.so.1' }

/**
 * True where this Node is linked with musl, as on Alpine: one linked with glibc knows its version. The report takes some milliseconds, and
 * is made only where musl is there.
 */
function isMusl(): boolean {
  const loader = MUSL_LOADERS[process.arch]
  if (process.platform !== 'linux' || loader === undefined || !existsSync(loader)) return false
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } }
  return header.glibcVersionRuntime === undefined
}

/**
 * Has node-pty take its native code from `file`. The package of node-pty for Linux holds a build for glibc alone, and asks for it by
 * the name of a module: this module is loaded already then. Does nothing where the packages are missing.
 */
export function provideBuild(file: string): void {
  try {
    const require = createRequire(createRequire(import.meta.url).resolve('node-pty'))
    const asked = require.resolve(`@lydell/node-pty-linux-${process.arch}/pty.node`)
    const exports: unknown = require(file)
    require.cache[asked] = { ...require.cache[file]!, id: asked, filename: asked, exports }
  } catch {
    // Without the packages, or where the file cannot be loaded, node-pty itself says what is missing.
  }
}
