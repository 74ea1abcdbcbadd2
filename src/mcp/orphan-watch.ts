// Ends the servers of a daemon that was killed. A server sees the end of its input then, and most end by themselves; a shell of 1 MB,
// which the daemon starts before its first server, sees it too, and ends those that do not.

import { spawn, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'

/** Servers have so long to end by themselves, in seconds, and so long again after SIGTERM. */
const GRACE_S = 1

/**
 * Reads `+GROUP` and `-GROUP`. At the end of its input it ends the groups that are left and, where there is /proc, every process that
 * bears the mark in its environment: one that was started a moment before, or that has left its group. Those are looked for beside the
 * grace of the groups, since reading all of /proc takes seconds on a crowded machine.
 */
const SCRIPT = `groups=' '
while read -r word; do
  case $word in
    +*) groups="$groups\${word#+} " ;;
    -*) group=\${word#-}; case $groups in *" $group "*) groups="\${groups%%" $group "*} \${groups#*" $group "}" ;; esac ;;
  esac
done
mark=$1
end_groups() { for group in $groups; do kill -s "$1" -- "-$group" 2>/dev/null; done; }
end_marked() {
  for file in $(grep -alsF -e "$mark" /proc/[0-9]*/environ 2>/dev/null); do
    pid=\${file#/proc/}; kill -s "$1" "\${pid%/environ}" 2>/dev/null
  done
}
sleep ${GRACE_S}
end_groups TERM
end_marked TERM &
sleep ${GRACE_S}
end_groups KILL
wait
end_marked KILL`

export interface OrphanWatch {
  /** A value that no other daemon's servers have in their environment. */
  readonly mark: string
  /** To be called before a server is started: a daemon that is killed a moment later has its watch already. */
  begin(): void
  add(group: number): void
  remove(group: number): void
  close(): void
}

export function createOrphanWatch(): OrphanWatch {
  const mark = randomUUID()
  let shell: ChildProcess | null = null
  const tell = (word: string) => shell?.stdin?.write(`${word}\n`)
  const start = () => {
    const child = spawn('/bin/sh', ['-c', SCRIPT, 'kimi-mcp-watch', mark], {
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true, // a signal to the daemon's group does not end it
      env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin' },
      cwd: '/',
    })
    child.on('error', () => {})
    child.stdin.on('error', () => {})
    child.unref()
    ;(child.stdin as unknown as { unref?(): void }).unref?.()
    return child
  }
  return {
    mark,
    begin: () => void (shell ??= start()),
    add: (group) => void tell(`+${group}`),
    remove: (group) => void tell(`-${group}`),
    close() {
      shell?.stdin?.end()
      shell = null
    },
  }
}
