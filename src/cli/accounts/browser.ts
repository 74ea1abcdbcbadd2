// The user's browser, where there is one: not over ssh, not in a text console, not in a container.

import { spawn } from 'node:child_process'
import { checkPage } from '../../safety/text/page-address.ts'
import { findOwnProgram } from '../../sys/own-path.ts'

/** The program that opens a page, or null. */
export function findBrowser(env: NodeJS.ProcessEnv, platform: string = process.platform): string | null {
  // A list of commands is allowed there; the first one is taken when it is a plain program.
  const [own = ''] = (env['BROWSER'] ?? '').split(':')
  if (/^\S+$/.test(own)) return own
  // Over ssh with windows forwarded the browser of the other machine would open, where nobody is logged in.
  if (env['SSH_CONNECTION']) return null
  if (platform === 'darwin') return 'open'
  const names = env['WSL_DISTRO_NAME']
    ? ['wslview', 'xdg-open']
    : env['DISPLAY'] || env['WAYLAND_DISPLAY']
      ? ['xdg-open']
      : []
  return names.map((name) => findOwnProgram(name, env, [process.cwd()])).find((path) => path !== null) ?? null
}

/**
 * Opens the page, and waits for nothing: its address stands on the terminal as well. False when it is no plain address, which is not opened:
 * what the browser gets has to be what the user has seen.
 */
export function openPage(program: string, url: string): boolean {
  if (!checkPage(url).ok) return false
  const child = spawn(program, [url], { stdio: 'ignore', detached: true })
  child.on('error', () => {})
  child.unref()
  return true
}
