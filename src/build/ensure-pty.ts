// node-pty is compiled when it is installed, and node-gyp downloads Node's headers from Node's site for that. Where the
// site cannot be reached, npm leaves the package out, since it is optional. The package `node` brings the same headers, so
// node-pty is compiled again with those.

import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Compiles node-pty into the tree if it is missing. Without a compiler it stays missing, and stderr says so. */
export function ensurePty(root: string): void {
  const modules = join(root, 'node_modules')
  const headers = findHeaders(modules)
  if (existsSync(join(modules, 'node-pty')) || !headers) return
  const { optionalDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    optionalDependencies: Record<string, string>
  }
  const work = mkdtempSync(join(tmpdir(), 'kimi-pty-'))
  try {
    writeFileSync(
      join(work, 'package.json'),
      JSON.stringify({
        dependencies: { 'node-pty': optionalDependencies['node-pty'] },
        allowScripts: { 'node-pty': true },
      }),
    )
    execFileSync('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', `--nodedir=${headers}`], {
      cwd: work,
      stdio: 'pipe',
    })
    for (const name of ['node-pty', 'node-addon-api'])
      cpSync(join(work, 'node_modules', name), join(modules, name), { recursive: true })
  } catch {
    process.stderr.write(
      'kimi: node-pty could not be compiled (it needs python3, make and a C++ compiler): tasks have no terminals, tests fail\n',
    )
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/** The directory that holds include/node of the package `node`. */
function findHeaders(modules: string): string | undefined {
  const inside = join(modules, 'node', 'node_modules')
  const names = existsSync(inside) ? readdirSync(inside) : []
  return names.map((name) => join(inside, name)).find((path) => existsSync(join(path, 'include', 'node', 'node_api.h')))
}
