// The profile of sandbox-exec, the sandbox of macOS: read the disk but for secrets, write nothing, no network. Written from Apple's
// documentation and never run: no macOS machine was at hand.

import type { Masks } from '../secrets/secret-masks.ts'

/** The arguments of /usr/bin/sandbox-exec that stand before the command. */
export function seatbeltArguments(masks: Pick<Masks, 'files' | 'folders'>): string[] {
  const quote = (path: string) => `"${path.replaceAll(/["\\]/g, String.raw`\$&`)}"`
  const closed = [
    ...masks.folders.map((path) => `(subpath ${quote(path)})`),
    ...masks.files.map((path) => `(literal ${quote(path)})`),
  ]
  const profile = [
    '(version 1)',
    '(deny default)',
    '(allow process-exec)',
    '(allow process-fork)',
    '(allow sysctl-read)',
    '(allow signal (target same-sandbox))',
    '(allow file-read*)',
    '(allow file-write-data (literal "/dev/null") (literal "/dev/zero"))',
    ...(closed.length === 0 ? [] : [`(deny file-read* ${closed.join(' ')})`]),
  ]
  return ['-p', profile.join('')]
}
