// What must be said aloud about a command: what cannot be undone, and what runs strangers' code.

/** [what the whole command looks like, what to say]. */
const DANGERS: readonly [RegExp, string][] = [
  [
    /\brm\s+(?:-\w*[rR]\w*\s+)*-?\w*.*\s(?:\/|\/\*|~|~\/|\$HOME)\/?(?:\s|$)/,
    'danger: this would delete everything you own, or the whole system, permanently',
  ],
  [
    /\brm\s+(?:\S+\s+)*-(?:\w*r\w*f|\w*f\w*r)\w*\b|\brm\s+-r\s+-f|\brm\s+-f\s+-r/,
    'danger: deletes (removes) permanently, without asking, and cannot be undone',
  ],
  [
    /(?:^|[;&|(]\s*|\bsudo\s+|\bxargs\s+(?:-\S+\s+)*|-exec\s+)rm\s/,
    'deleted files cannot be brought back (irreversible)',
  ],
  [/\b(?:curl|wget)\b[^|]*\|\s*(?:sudo\s+)?(?:ba|z|da|k)?sh\b/, 'danger: runs code from the network unseen'],
  [/\bdd\b.*\bof=\/dev\//, 'danger: overwrites the device, everything on it is lost'],
  [/\bmkfs\b|\bmke2fs\b/, 'danger: makes a new file system, everything on the device is lost'],
  [/>\s*\/dev\/(?:sd|nvme|hd|vd)/, 'danger: overwrites the device'],
  [/\bchmod\s+(?:-R\s+)?(?:777|a\+rwx)/, 'danger: everybody may change these files'],
  [/:\(\)\s*\{\s*:\|:&\s*\};:/, 'danger: a fork bomb, it makes processes until the machine stops'],
  [/\bgit\s+reset\s+.*--hard/, 'danger: discards uncommitted changes of the working tree for good'],
  [/\bgit\s+clean\s+.*-\w*f/, 'danger: deletes untracked files for good'],
  [/\bgit\s+push\s+.*(?:--force\b(?!-with-lease)|\s-f\b)/, 'danger: overwrites the history on the remote'],
  [/\bgit\s+(?:checkout|restore)\s+(?:--\s+)?\.(?:\s|$)/, 'discards uncommitted changes for good'],
  [/\bgit\s+branch\s+.*-D\b/, 'deletes the branch even if its commits are nowhere else'],
  [
    /\bfind\b.*-delete\b|\bfind\b.*-exec\s+rm\b/,
    'danger: deletes everything that matches; run it without the action first',
  ],
  [/\bkill(?:all)?\s+(?:-9|-KILL|-SIGKILL)|\bpkill\s+-9/, 'the process cannot save anything before it ends'],
  [/\bdocker\s+(?:system|volume|image|container)\s+prune/, 'removed data cannot be brought back'],
  [/\btruncate\s+-s\s*0|^\s*>\s*\S+/, 'empties the file'],
  [/\bshred\b/, 'the contents cannot be recovered'],
  [/\bcrontab\s+-r/, 'danger: deletes all scheduled jobs without asking'],
  [/\bhistory\s+-c/, 'forgets the history of this shell'],
  [/\b(?:drop|truncate)\s+(?:table|database)\b/i, 'danger: deletes data for good'],
  [/\bcurl\b.*\s(?:-k|--insecure)\b|--no-check-certificate/, 'insecure: the certificate of the server is not checked'],
  [/\bkubectl\s+delete\b|\bterraform\s+destroy\b|\bdropdb\b|\buserdel\s+-r/, 'danger: deletes for good'],
  [/\bmv\s+\S+\s+\/dev\/null/, 'danger: the file is lost'],
  [/\brsync\b.*--delete/, 'deletes at the destination whatever the source lacks'],
  [/\bsed\s+(?:\S+\s+)*-i(?!\.)/, 'changes the files themselves, no backup is kept'],
]

/** The first warning that applies, or null. */
export function findDanger(command: string): string | null {
  return DANGERS.find(([pattern]) => pattern.test(command))?.[1] ?? null
}
