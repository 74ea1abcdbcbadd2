// A bash or fish that waits for an answer sleeps until the terminal's report wakes it, and a daemon that is killed (SIGKILL, no memory)
// asks for no report any more: "asking…" would stand for ever. A shell of 1 MB, which is started when a question first takes its time,
// sees the end of its input then, and asks the terminals of the shells that wait for the report.

import { spawn, type ChildProcess } from 'node:child_process'
import { isTerminalPath } from './terminal-write.ts'

/** Most answers come sooner, and need no watch. In milliseconds. */
const DELAY_MS = 250

/**
 * Reads `+PID:TERMINAL` and `-PID:TERMINAL`. At the end of its input it looks at the shells that are left as the daemon does before it
 * asks for a report: a shell is in the foreground of its terminal, whose own line editing (icanon) is off, and no `read` of the
 * shell's waits in the kernel.
 */
const SCRIPT = `words=' '
while read -r line; do
  word=\${line#?}
  case $line in
    +*) words="$words$word " ;;
    -*) case $words in *" $word "*) words="\${words%%" $word "*} \${words#*" $word "}" ;; esac ;;
  esac
done
is_foreground() {
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

let watch: ChildProcess | null = null
const watched = new WeakMap<Waiting, string>()
const begun = new WeakMap<Waiting, NodeJS.Timeout>()

/** Has a shell that waits for an answer woken when this process is killed, once it has waited for a moment. */
export function watchWaiting(shell: Waiting): void {
  if (!isTerminalPath(shell.tty)) return
  const timer = setTimeout(() => {
    if (!shell.isWaiting || shell.isListening) return
    watch ??= start()
    watched.set(shell, `${shell.pid}:${shell.tty}`)
    watch.stdin?.write(`+${shell.pid}:${shell.tty}\n`)
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
  watch?.stdin?.write(`-${word}\n`)
}

function start(): ChildProcess {
  const child = spawn('/bin/sh', ['-c', SCRIPT, 'kimi-death-watch'], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true, // a signal to our group does not end it
    env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin' },
    cwd: '/',
  })
  child.on('error', () => {})
  // A watch that has been ended is started again by the next question that takes its time.
  child.on('exit', () => (watch = null))
  child.stdin.on('error', () => {})
  child.unref()
  ;(child.stdin as unknown as { unref?(): void }).unref?.()
  return child
}
