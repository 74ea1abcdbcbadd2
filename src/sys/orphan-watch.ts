// Ends the processes of a process of ours that was killed (SIGKILL, no memory), which cannot end them itself any more: MCP servers,
// commands of the agent, hooks. A shell of 1 MB, which is started before the first of them, sees the end of its input then. Most servers
// see the end of theirs and end by themselves; the shell ends those that are left.

import { spawn, type ChildProcess } from 'node:child_process'

/** Keeps the words of `+WORD` until `-WORD` comes, and has those that are left in $words at the end of its input. */
const KEEP_WORDS = `words=' '
while read -r line; do
  word=\${line#?}
  case $line in
    +*) words="$words$word " ;;
    -*) case $words in *" $word "*) words="\${words%%" $word "*} \${words#*" $word "}" ;; esac ;;
  esac
done
`

/** A shell of 1 MB that goes on when this process is killed. */
export interface OutlivingShell {
  /** Starts the shell when none runs. A word has no blanks. */
  add(word: number | string): void
  remove(word: number | string): void
}

/**
 * The shell does `work`, a script, when this process has ended in whatever way; it finds the words that were added and not removed in
 * $words, with blanks between them. `name` is its own in the list of processes.
 */
export function createOutlivingShell(name: string, work: string): OutlivingShell {
  let shell: ChildProcess | null = null
  const start = () => {
    const child = spawn('/bin/sh', ['-c', KEEP_WORDS + work, name], {
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true, // a signal to our group does not end it
      env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin' },
      cwd: '/',
    })
    child.on('error', () => {})
    // A shell that has been ended is started again for the next word.
    child.on('exit', () => (shell = null))
    child.stdin.on('error', () => {})
    child.unref()
    ;(child.stdin as unknown as { unref?(): void }).unref?.()
    return child
  }
  return {
    add(word) {
      shell ??= start()
      shell.stdin?.write(`+${word}\n`)
    },
    remove(word) {
      shell?.stdin?.write(`-${word}\n`)
    },
  }
}

/** Processes have so long to end by themselves, in seconds, and so long again after SIGTERM. */
const GRACE_S = 1

/**
 * A word of digits is a process group, one that begins with a slash the path of a file, any other a mark. The script ends the groups that are
 * left and, where there is /proc, every process that bears a mark that is left in its environment: one that was started a moment before, or
 * that has left its group. Beside each file that is left and still there a file is made whose name ends in `.ended`: its time is the one at which
 * all had ended. Marked processes are looked for beside the grace of the groups, since reading all of /proc takes seconds on a crowded machine.
 */
const END_THEM = `groups='' marks='' files=''
for word in $words; do
  case $word in /*) files="$files $word" ;; *[!0-9]*) marks="$marks\${marks:+
}$word" ;; *) groups="$groups $word" ;; esac
done
[ -n "$groups$marks" ] || exit 0
end_groups() { for group in $groups; do kill -s "$1" -- "-$group" 2>/dev/null; done; }
end_marked() {
  [ -n "$marks" ] || return 0
  for file in $(grep -alsF -e "$marks" /proc/[0-9]*/environ 2>/dev/null); do
    pid=\${file#/proc/}; kill -s "$1" "\${pid%/environ}" 2>/dev/null
  done
}
sleep ${GRACE_S}
end_groups TERM
end_marked TERM &
sleep ${GRACE_S}
end_groups KILL
wait
end_marked KILL
for file in $files; do [ ! -e "$file" ] || : >"$file.ended"; done`

const shell = createOutlivingShell('kimi-orphan-watch', END_THEM)

/** True for the path of a file that the watch's shell reads as it is. */
export function isPlainPath(path: string): boolean {
  return /^\/[\w./-]+$/.test(path)
}

/**
 * Has `word` ended when this process is killed: a process group, or a mark, which is a text without blanks that stands in the environment
 * of the processes and of no others. A mark is to be added before its first process is started. The path of a file is told that all have ended.
 */
export function watchOrphans(word: number | string): void {
  shell.add(word)
}

/** Forgets a group or a mark: its processes have ended, or are to live on. */
export function unwatchOrphans(word: number | string): void {
  shell.remove(word)
}
