// A bash or fish that waits for an answer sleeps until the terminal's report wakes it, and a daemon that is killed (SIGKILL, no memory)
// asks for no report any more: "asking…" would stand for ever. A shell of 1 MB, which is started when a question first takes its time,
// sees the end of its input then, and asks the terminals of the shells that wait for the report.

import { createOutlivingShell } from '../../sys/orphan-watch.ts'
import { isTerminalPath } from './terminal-write.ts'

/** Most answers come sooner, and need no watch. In milliseconds. */
const DELAY_MS = 250

/**
 * A word is `PID:TERMINAL`. The script looks at the shells that are left as the daemon does before it asks for a report: a shell is in
 * the foreground of its terminal, whose own line editing (icanon) is off, and no `read` of the shell's waits in the kernel.
 */
const WAKE_THEM = `is_foreground() {
  if [ ! -d /proc/self ]; then
    case $(ps -o stat= -p "$1") in *+*) return 0 ;; esac
    return 1
  fi
  stat='' channel=''
  read -r stat <"/proc/$1/stat"
  read -r channel <"/proc/$1/wchan"
  set -- \${stat##*) }
  [ -n "$3" ] && [ "$3" = "$6" ] && [ "$channel" != wait_woken ]
}
exec 2>/dev/null
for word in $words; do
  terminal=\${word#*:}
  is_foreground "\${word%%:*}" || continue
  case $(stty -a <"$terminal") in *-icanon*) printf '\\033[5n' >"$terminal" ;; esac
done`

interface Waiting {
  pid: number
  tty: string
  isWaiting: boolean
  isListening: boolean
}

const watch = createOutlivingShell('kimi-death-watch', WAKE_THEM)
const watched = new WeakMap<Waiting, string>()
const begun = new WeakMap<Waiting, NodeJS.Timeout>()

/** Has a shell that waits for an answer woken when this process is killed, once it has waited for a moment. */
export function watchWaiting(shell: Waiting): void {
  if (!isTerminalPath(shell.tty)) return
  const timer = setTimeout(() => {
    if (!shell.isWaiting || shell.isListening) return
    const word = `${shell.pid}:${shell.tty}`
    watched.set(shell, word)
    watch.add(word)
  }, DELAY_MS)
  timer.unref()
  begun.set(shell, timer)
}

/** The shell does not wait any more, or has been woken: a report would be one that it does not expect. */
export function unwatchWaiting(shell: Waiting): void {
  clearTimeout(begun.get(shell))
  const word = watched.get(shell)
  if (word === undefined) return
  watched.delete(shell)
  watch.remove(word)
}
