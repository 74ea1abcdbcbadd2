// Looks, within the sandbox and before the command begins, at what can be written in it. bwrap follows links: a folder of the workspace that
// another command has swapped for a link, after it was looked at, would have made a folder of the user's writable.

/** Real paths. What lies in both is what the innermost of them says. */
export interface WritableMounts {
  open: readonly string[]
  closed: readonly string[]
}

/** The mount points and their options are the fifth and the sixth field of a line: proc_pid_mountinfo(5). The shell starts no program. */
const SCRIPT = `
open=$1 closed=$2; shift 2
find_length() {
  length=0
  IFS='
'
  for folder in $2; do
    case $1 in "$folder" | "$folder"/*) [ \${#folder} -le $length ] || length=\${#folder} ;; esac
  done
}
set -f
while IFS=' ' read -r _ _ _ _ place options _; do
  case $options in rw | rw,*) ;; *) continue ;; esac
  case $place in /dev | /dev/* | /proc | /proc/* | /run | /run/*) continue ;; esac
  find_length "$place" "$closed"; shut=$length
  find_length "$place" "$open"
  [ $length -le $shut ] || continue
  printf '%s\\n' "kimi: $place was put in the place of a folder of the workspace while the sandbox was made: nothing was run" >&2
  exit 126
done </proc/self/mountinfo
set +f
unset IFS open closed place options folder length shut
exec "$@"`

/** The words of a command that starts `words` when nothing else can be written. */
export function checkMounts({ open, closed }: WritableMounts, words: readonly string[]): string[] {
  const list = (paths: readonly string[]) => paths.map(escapeMount).join('\n')
  return ['/bin/sh', '-c', SCRIPT, 'kimi-mount-check', list(open), list(closed), ...words]
}

/** As the kernel writes a mount point: blanks, line ends and backslashes in octal. */
function escapeMount(path: string): string {
  return path.replaceAll(/[ \t\n\\]/g, (sign) => `\\${sign.charCodeAt(0).toString(8).padStart(3, '0')}`)
}
