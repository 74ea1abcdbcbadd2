// A file of secrets under a name that says nothing, by a second hard link. No name leads to the others, so the content decides.

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

/** True for the last line of a head that does not end with a whole line. */
function isCut(at: number, said: readonly string[], head: string): boolean {
  return at > 0 && at === said.length - 1 && !head.endsWith('\n')
}
