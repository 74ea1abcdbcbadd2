// Other paths at which the same files lie: a folder that is mounted a second time elsewhere, as containers and sandboxes do with a home.

import { readFileSync } from 'node:fs'

interface Mount {
  device: string
  /** The folder of the device's file system that is mounted. */
  root: string
  place: string
}

/** The mounts of this process, as the kernel lists them (proc_pid_mountinfo(5)); none without /proc. */
export function readMounts(table = '/proc/self/mountinfo'): Mount[] {
  let text: string
  try {
    text = readFileSync(table, 'utf8')
  } catch {
    return []
  }
  return text.split('\n').flatMap((line) => {
    const [, , device, root, place] = line.split(' ')
    if (device === undefined || root === undefined || place === undefined) return []
    return [{ device, root: unescape(root), place: unescape(place) }]
  })
}

/** Blanks and the like are written as octal numbers. */
function unescape(path: string): string {
  return path.replaceAll(/\\(\d{3})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 8)))
}

/** The other paths of the file or folder at this real path. */
export function findAliases(real: string, mounts: readonly Mount[]): string[] {
  const own = mounts.findLast(
    ({ place }) =>
      isBelow(real, place) && !mounts.some((other) => other.place.length > place.length && isBelow(real, other.place)),
  )
  if (own === undefined) return []
  const inside = join(own.root, real.slice(own.place === '/' ? 0 : own.place.length))
  return mounts
    .filter((mount) => mount.device === own.device && mount.place !== own.place && isBelow(inside, mount.root))
    .map((mount) => join(mount.place, inside.slice(mount.root === '/' ? 0 : mount.root.length)))
}

function isBelow(path: string, folder: string): boolean {
  return folder === '/' || path === folder || path.startsWith(`${folder}/`)
}

function join(folder: string, rest: string): string {
  return `${folder === '/' ? '' : folder}${rest}` || '/'
}
