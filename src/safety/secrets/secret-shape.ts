// A file of secrets under a name that says nothing, by a second hard link. No name leads to the others, so the content decides.

import { isSensitiveFile } from './secret-names.ts'

/** The first bytes of a file by which one of secrets is known. */
export const HEAD_BYTES = 512

const ASSIGNMENT = /^(?:export\s+)?[A-Za-z_][\w.-]*\s*=/
const SECTION = /^\[[^\]]*\]$/

/**
 * True when a file with more than one name may be a file of secrets: it begins with the head of a key, or all its lines are assignments, as in
 * `.env`, `.aws/credentials` and `.npmrc`.
 * @param links the number of the file's names, as `stat` tells it
 * @param head its first bytes as text; the last line may be cut
 */
export function isSecretByOtherName(links: number, head: string): boolean {
  if (links < 2) return false
  if (/-----BEGIN [A-Z ]*PRIVATE KEY/.test(head)) return true
  const lines = head.split('\n').map((line) => line.trim())
  const said = lines.filter((line) => line !== '' && !/^[#;]/.test(line))
  return (
    said.length > 0 && said.every((line, at) => ASSIGNMENT.test(line) || SECTION.test(line) || isCut(at, said, head))
  )
}

/**
 * True when a file with a harmless name is one of secrets all the same: its name is a link to one, or its text looks like one of several names.
 * @param file `path` as it is called, `real` to which that leads, `links` and `head` as above
 */
export function isHiddenSecret(file: { path: string; real: string; links: number; head: string }): boolean {
  if (isSensitiveFile(file.path)) return false
  return isSensitiveFile(file.real) || isSecretByOtherName(file.links, file.head)
}

/** True for the last line of a head that does not end with a whole line. */
function isCut(at: number, said: readonly string[], head: string): boolean {
  return at > 0 && at === said.length - 1 && !head.endsWith('\n')
}
