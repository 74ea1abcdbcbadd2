#!/bin/sh
# kimi: runs cli.js with the tree's own Node, else the one on PATH. Copied to dist/kimi by build.ts.
self=$0
while [ -L "$self" ]; do
  link=$(readlink "$self")
  case $link in /*) self=$link ;; *) self=${self%/*}/$link ;; esac
done
case $self in */*) dist=${self%/*} ;; *) dist=. ;; esac
node=$dist/../node_modules/node/bin/node
program=$dist/cli.js
# Another Node may be too old: start.cjs says so.
[ -x "$node" ] || { program=$dist/start.cjs; node=$(command -v node); } || { echo 'kimi: needs Node.js 24 or later, and finds none: https://nodejs.org' >&2; exit 1; }

# An empty HOME is none: without it Node finds the home directory in the system's list of users.
[ -n "${HOME-}" ] || unset HOME

# Shells run `kimi daemon start` when they find no daemon. When a hundred of them do so at the same moment, one runs Node, which takes
# a fifth of a second of processor time, and the others wait for it. The file `starter` holds its process id and, when the start
# has failed, the reason; Node removes it when the daemon is ready (src/client/starter-file.ts).

# Ends this launcher when another one has started the daemon, or says the reason why it could not. Else it returns.
end_with_other() {
  pid='' reason=''
  if [ ! -e "$starter" ]; then
    { IFS= read -r pid <"$run/pid"; } 2>/dev/null
    [ -n "$pid" ] && kill -0 "$pid" 2>/dev/null && exit 0
  elif { IFS= read -r pid && IFS= read -r reason; } 2>/dev/null <"$starter" && [ -n "$reason" ]; then
    printf '%s\n' "$reason" >&2
    exit 3
  fi
}

# The one that starts holds a lock on the directory until its Node ends. The others wait for it in one process each, at most a minute,
# and try to be the next one when it was killed.
start_by_lock() {
  rounds=0
  while [ $rounds -lt 3 ] && { command exec 9<"$run"; } 2>/dev/null; do
    if flock -n 9 2>/dev/null; then
      [ ! -e "$starter" ] || rm -f "$starter" # left by a start that was killed or failed earlier
      { echo $$ >"$starter"; } 2>/dev/null
      return
    fi
    flock -s -w 60 9 2>/dev/null
    exec 9<&-
    end_with_other
    rounds=$((rounds + 1))
  done
}

# Without flock(1), as on macOS, the one that makes the file is the one that starts, and the others look at it again and again.
start_by_file() {
  looks=0
  set -C # no redirection overwrites a file: one process alone makes `starter`
  while [ -d "$run" ]; do
    # When the file has gone the daemon is ready, or a later launcher has removed what a failed start has left.
    [ $looks -eq 0 ] || end_with_other
    { echo $$ >"$starter"; } 2>/dev/null && break
    [ -e "$starter" ] || [ -w "$run" ] || break # Node says why
    pid=''
    { IFS= read -r pid <"$starter"; } 2>/dev/null
    if [ -z "$pid" ] || kill -0 "$pid" 2>/dev/null; then
      [ $looks -lt 120 ] || break # a minute
      [ -n "$pid" ] || [ $looks -lt 3 ] || break # an empty file: the disk is full
      looks=$((looks + 1))
      # A hundred waiting launchers that look more often keep a core from the one that starts.
      if [ $looks -gt 8 ]; then sleep 0.5; else sleep 0.25; fi
    else
      rm -f "$starter" # left by a start that was killed or failed earlier
    fi
  done
}

if [ "$*" = 'daemon start' ] && [ -n "${KIMI_RUNTIME_DIR-}${KIMI_SHARE_DIR-}${HOME-}" ]; then
  run=${KIMI_RUNTIME_DIR:-${KIMI_SHARE_DIR:-$HOME/.kimi}/run}
  parent=${run%/*}
  [ -e "$parent" ] || parent=${parent%/*}
  # Nothing is written into another user's directory: a root shell may have another user's HOME.
  [ -d "$run" ] || [ ! -O "$parent" ] || (umask 077 && mkdir -p "$run") 2>/dev/null
  starter=$run/starter
  if [ ! -d "$run" ] || [ ! -O "$run" ]; then :
  elif command -v flock >/dev/null; then start_by_lock
  else start_by_file
  fi
fi
exec "$node" "$program" "$@"
