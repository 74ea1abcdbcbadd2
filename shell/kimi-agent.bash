# kimi-agent.bash: agent mode in bash. Ctrl-X on an empty line puts a mark at its beginning; while it stands there, Enter
# sends the words behind it as a turn of this shell's own session. They are never parsed by bash and never in its
# history: bash's readline has not accepted a line.
#
# A turn is shown by `kimi agent-turn`, which reads the words from stdin and the keys from the terminal: approvals,
# steering and Ctrl-C are its business while it runs. Sourced by kimi.bash, whose names it shares.
#
# Single quotes hold text that readline expands later, and kimi.bash assigns the names that are only read here.
# shellcheck shell=bash disable=SC2016,SC2154

_kimi_agent_begin() {
  _kimi_is_agent=1 _kimi_agent_at=0
  [[ -n $_kimi_is_ble ]] || _kimi_agent_take_keys
  # At its first Esc readline forgets what it could undo of a line in vi mode, and a mark that stands there then could not be undone
  # when agent mode is left. So that Esc comes before the mark.
  if [[ -o vi && -z $_kimi_is_ble ]]; then _kimi_then '\e[7748~\e[7746~\e[7715~'; else _kimi_agent_show; fi
}

# Runs behind that Esc.
_kimi_agent_show_late() {
  _kimi_slot=5
  _kimi_then ''
  _kimi_agent_show
}

_kimi_agent_show() {
  _kimi_agent_mark ''
  _kimi_say "to the agent: Enter sends, $_kimi_key_name or Ctrl-D leaves"
  _kimi_park
}

# Under ble.sh every key goes through kimi-ble.bash first.
_kimi_agent_take_keys() {
  local key keymap before behind _kimi_functions=''
  local -i at
  for key in m j; do
    _kimi_take "agent $key" "\\C-$key" '\e[7721~\e[7722~'
  done
  _kimi_take 'agent d' '\C-d' '\e[7723~\e[7722~'
  # Other keys of readline's end the line or expand it, too, and bash would run the words.
  for key in "${_kimi_agent_enders[@]}"; do
    [[ $key != *'\C-e' || ! -o vi ]] || continue # in vi mode a bare Esc or Ctrl-X would wait for more
    _kimi_take "agent $key" "$key" '\e[7739~'
  done
  _kimi_agent_each_command _kimi_take
  for key in "${_kimi_agent_ups[@]}"; do _kimi_take "agent $key" "$key" '\e[7724~'; done
  for key in "${_kimi_agent_downs[@]}"; do _kimi_take "agent $key" "$key" '\e[7725~'; done
  # Behind what these keys delete, move or undo, the mark is put back: without it words would look like a command. It is taken away before
  # a key that keeps what it deletes, so that no key brings it back into a command, and before one that moves words or changes them.
  for at in "${!_kimi_agent_rubs[@]}"; do
    key=${_kimi_agent_rubs[at]} before='' behind='\e[7739~'
    (( at >= _kimi_agent_kills )) || before='\e[7747~'
    (( at < _kimi_agent_undos )) || behind='\e[7749~\e[7722~'
    # Ctrl-X and Esc are no prefixes in vi mode.
    [[ $key != @('\C-x'|'\e')* || ! -o vi ]] || continue
    _kimi_take "agent $key" "$key" "$before\\e[79$at~$behind"
    for keymap in "${_kimi_keymaps[@]}"; do
      _kimi_bind_as "\\e[79$at~" "$keymap" "${_kimi_saved[$keymap agent $key]:- \"\"}"
    done
  done
}

# Runs $1, which takes a key or gives it back, for the letters of vi's command mode that would end the line.
_kimi_agent_each_command() {
  local key
  local -a _kimi_keymaps=(vi-command)
  for key in '#' v; do "$1" "agent $key" "$key" '\e[7739~'; done
}

_kimi_agent_give_keys_back() {
  local key
  _kimi_agent_each_command _kimi_give_back
  for key in m j d; do _kimi_give_back "agent $key" "\\C-$key"; done
  for key in "${_kimi_agent_enders[@]}" "${_kimi_agent_ups[@]}" "${_kimi_agent_downs[@]}" "${_kimi_agent_rubs[@]}"; do _kimi_give_back "agent $key" "$key"; done
}

# Sets the line to the mark and the words $1, with the cursor behind them.
_kimi_agent_mark() {
  READLINE_LINE=$_kimi_agent_sign$_kimi_agent_mode$1
  READLINE_POINT=${#READLINE_LINE}
}

# Sets _kimi_reply to the words of the line. Some keys can delete the mark, also in part, and text can be typed before it and inside
# it: in agent mode all the rest are words, and never a command.
_kimi_agent_words() {
  _kimi_agent_unmarked
  [[ -o vi && -z $_kimi_is_ble ]] || return 0
  # Vi's commands copy the line with the mark, and put it back anywhere.
  _kimi_reply=${_kimi_reply//"$_kimi_agent_sign$_kimi_agent_mode"/}
  [[ $READLINE_LINE != "$_kimi_agent_sign$_kimi_agent_mode"* && $_kimi_reply == *"${_kimi_agent_sign% }"* ]] || return 0
  _kimi_reply=${_kimi_reply//"${_kimi_agent_sign% }"/}
  _kimi_reply=${_kimi_reply#"${_kimi_reply%%[![:space:]]*}"}
}

_kimi_agent_unmarked() {
  local mark=$_kimi_agent_sign$_kimi_agent_mode
  _kimi_reply=${READLINE_LINE/"$mark"/}
  [[ $_kimi_reply == "$READLINE_LINE" ]] || return 0
  while [[ $READLINE_LINE != "$mark"* ]]; do mark=${mark%?}; done
  _kimi_reply=${READLINE_LINE#"$mark"}
  # Nothing of the mark begins the line: text stands before it, and inside it.
  [[ -n $mark ]] || _kimi_reply=${READLINE_LINE/"${_kimi_agent_sign% }"/}
}

# Puts a mark back that has been deleted, also in part; the cursor stays behind it.
_kimi_agent_guard() {
  local -i behind=$(( ${#READLINE_LINE} - READLINE_POINT )) first=$(( ${#_kimi_agent_sign} + ${#_kimi_agent_mode} ))
  [[ $READLINE_LINE == "$_kimi_agent_sign$_kimi_agent_mode"* ]] && return
  _kimi_agent_words
  _kimi_agent_mark "$_kimi_reply"
  READLINE_POINT=$(( ${#READLINE_LINE} - behind ))
  (( READLINE_POINT >= first )) || READLINE_POINT=$first
}

# Takes the mark out of the line for the time of a key that keeps what it deletes.
_kimi_agent_unmark() {
  local -i behind=$(( ${#READLINE_LINE} - READLINE_POINT ))
  _kimi_agent_words
  READLINE_LINE=$_kimi_reply
  READLINE_POINT=$(( behind < ${#READLINE_LINE} ? ${#READLINE_LINE} - behind : 0 ))
}

# Runs behind readline's own undo. What this file has done to the line is no step of the user's: it undoes further, to a line with the
# mark, or until nothing is left to undo.
_kimi_agent_undo() {
  if [[ $READLINE_LINE == "$_kimi_agent_sign$_kimi_agent_mode"* || $READLINE_LINE == "$_kimi_agent_undone" ]]; then
    _kimi_agent_then ''
    _kimi_agent_undone=$'\n'
    _kimi_agent_guard
  else
    _kimi_agent_undone=$READLINE_LINE
    _kimi_agent_then '"\e[7713~\e[7749~\e[7722~"'
  fi
}

# Puts the mark back at a new prompt: Ctrl-C has ended the line before it, and with it the mark, but not agent mode.
_kimi_agent_restore() {
  _kimi_agent_words
  _kimi_agent_at=0
  _kimi_agent_mark "$_kimi_agent_next$_kimi_reply"
  if [[ -n $_kimi_is_renewed ]]; then _kimi_say ''
  else _kimi_say "to the agent: Enter sends, $_kimi_key_name or Ctrl-D leaves"
  fi
  _kimi_agent_next='' _kimi_is_renewed=
  _kimi_park
}

# Leaves agent mode; the typed words stay as a command line.
_kimi_agent_end() {
  [[ -n ${_kimi_is_agent-} ]] || return 0
  _kimi_is_agent=
  [[ -n $_kimi_is_ble ]] || _kimi_agent_give_keys_back
  _kimi_agent_words
  READLINE_LINE=$_kimi_reply _kimi_agent_left=$_kimi_reply
  READLINE_POINT=${#READLINE_LINE}
  [[ -z $_kimi_is_guarded ]] || _kimi_guard_enter
}

_kimi_agent_key() {
  _kimi_then ''
  _kimi_agent_leave
  _kimi_then "$_kimi_agent_put_keys"
}

# Leaves agent mode. readline would undo that to a line with the mark, which is text to bash: so behind this it undoes all of the line
# itself, and _kimi_agent_put puts the words into it.
_kimi_agent_leave() {
  _kimi_agent_end
  _kimi_say ''
  _kimi_park
}

# Runs behind readline's undo of the whole line.
_kimi_agent_put() {
  _kimi_agent_then ''
  READLINE_LINE=$_kimi_agent_left READLINE_POINT=${#_kimi_agent_left}
}

_kimi_agent_send() {
  local words reply='' kept='' program=${KIMI_BIN:-kimi}
  _kimi_agent_words
  words=$_kimi_reply
  _kimi_agent_then ''
  [[ $words == *[![:space:]]* ]] || return 0
  if [[ $words =~ ^[[:space:]]*/(exit|quit)[[:space:]]*$ ]]; then
    READLINE_LINE=
    _kimi_agent_leave
    _kimi_agent_then "\"$_kimi_agent_put_keys\""
    return
  fi
  _kimi_agent_entered=0 # the key leaves from now on
  _kimi_await_reports
  _kimi_say ''
  [[ -n $_kimi_is_ble ]] || _kimi_agent_show_line "$words"
  if type -P -- "$program" >/dev/null; then
    reply=$("$program" agent-turn --shell-pid "$$" --work-dir "$PWD" --state-fd 3 3>&1 >/dev/tty 2>/dev/tty <<<"$words")
  else
    kept=$words
    printf 'no program %s to send this with: set KIMI_BIN' "$program" >/dev/tty
  fi
  # The program has switched the marks of a paste off, which readline wants on.
  [[ -n $_kimi_is_ble ]] || _kimi_capture bind -v
  [[ -n $_kimi_is_ble || $_kimi_reply != *'enable-bracketed-paste on'* ]] || printf '\e[?2004h'
  printf '\n'
  [[ -z $reply ]] || _kimi_agent_name_mode "${reply%%$'\n'*}"
  _kimi_agent_at=0
  [[ $reply == *$'\n'* ]] || reply=$'\n'$kept
  if [[ -z $_kimi_is_ble && -n $_kimi_is_async ]]; then
    _kimi_agent_renew "$_kimi_unsent${reply#*$'\n'}"
    return
  fi
  [[ -n $_kimi_is_ble || -z $_kimi_prompt_above ]] || _kimi_result=124 # bash draws the whole prompt, not its last line alone
  _kimi_agent_mark "$_kimi_unsent${reply#*$'\n'}"
  [[ -z $_kimi_is_noting ]] || _kimi_await_notices
}

# Has bash make a new prompt below the turn, which may have changed what the prompt says, as the branch: an empty line is accepted. The
# words $1, which no turn has taken, go into the next line with the mark, as behind Ctrl-C. readline first draws the old prompt's last
# line, which _kimi_agent_wipe takes away before any other hook of the prompt prints.
_kimi_agent_renew() {
  _kimi_agent_next=$1 _kimi_is_renewed=1
  READLINE_LINE='' READLINE_POINT=0
  _kimi_read_columns
  _kimi_measure 0 0 "$_kimi_prompt_plain"
  _kimi_agent_rows=$(( _kimi_row + 1 ))
  local -a places=("${!PROMPT_COMMAND[@]}")
  (( ! ${#places[@]} )) || PROMPT_COMMAND[places[0]]=$_kimi_agent_wiping${PROMPT_COMMAND[places[0]]}
  _kimi_agent_then accept-line
}

# Runs before the user's own hooks of the prompt, which shall see the status of before.
_kimi_agent_wipe() {
  set -- "$?"
  local -a places=("${!PROMPT_COMMAND[@]}")
  PROMPT_COMMAND[places[0]]=${PROMPT_COMMAND[places[0]]#"$_kimi_agent_wiping"}
  printf '\r\e[%dA\e[J' "$_kimi_agent_rows" >/dev/tty
  return "$1"
}

# readline has erased its line for the time of a function of ours, so the line is printed again.
_kimi_agent_show_line() {
  _kimi_agent_mark "$1"
  _kimi_read_prompt
  printf '%s%s\e[J\n' "$_kimi_prompt_text" "$READLINE_LINE"
}

# Names a mode of the session in the mark; the usual one is not named.
_kimi_agent_name_mode() {
  case $1 in
    bypass) _kimi_agent_mode='yolo: ' ;;
    auto) _kimi_agent_mode='afk: ' ;;
    plan) _kimi_agent_mode='plan: ' ;;
    accept-edits) _kimi_agent_mode='edits: ' ;;
    *) _kimi_agent_mode= ;;
  esac
}

# Leaves agent mode at Ctrl-D on an empty line.
_kimi_agent_end_of_file() {
  _kimi_agent_words
  if [[ -z $_kimi_reply ]]; then
    _kimi_agent_leave
    _kimi_agent_then "\"$_kimi_agent_put_keys\""
  else
    _kimi_agent_then delete-char
  fi
}

# Sets the readline function $1 that runs after the widget, or the keys that readline then reads, in quotes; nothing for an empty $1.
_kimi_agent_then() {
  local keymap
  [[ -z $_kimi_is_ble ]] || return 0
  for keymap in emacs-standard vi-insert vi-command; do bind -m "$keymap" "\"\\e[7722~\": ${1:-\"\"}"; done
}

# ---------------------------------------------------------------- what was said before

# Goes $1 entries back, and to the words of before behind the last one.
_kimi_agent_recall() {
  local -i at
  if (( ! _kimi_agent_at )); then
    (( $1 > 0 )) || return 0
    _kimi_agent_words
    _kimi_agent_draft=$_kimi_reply
    _kimi_agent_read_said
  fi
  at=$(( _kimi_agent_at + $1 ))
  (( at <= ${#_kimi_agent_said[@]} )) || return 0
  _kimi_agent_at=$at
  if (( at )); then _kimi_agent_mark "${_kimi_agent_said[-at]}"; else _kimi_agent_mark "$_kimi_agent_draft"; fi
}

_kimi_agent_up() {
  _kimi_agent_recall 1
}

_kimi_agent_down() {
  _kimi_agent_recall -1
}

# Reads what was said to the agent in this directory, in any shell: a file in Kimi CLI's format, named by a hash.
_kimi_agent_read_said() {
  local program hash='' line pattern='^\{"content": *"(.*)"\}$' lines=()
  _kimi_agent_said=()
  for program in md5sum md5; do
    type -P "$program" >/dev/null || continue
    hash=$(printf %s "$(pwd -P)" | command "$program")
    break
  done
  mapfile -t lines <"${KIMI_SHARE_DIR:-$HOME/.kimi}/user-history/${hash%% *}.jsonl" || return 0
  for line in "${lines[@]}"; do
    [[ $line =~ $pattern ]] || continue
    printf -v line %b "${BASH_REMATCH[1]//\\\"/\"}"
    _kimi_agent_said+=("$line")
  done
}

_kimi_agent_unload() {
  local keymap key
  _kimi_agent_end
  [[ -n $_kimi_agent_has_keys ]] || return 0
  for keymap in emacs-standard vi-insert vi-command; do
    for key in 2{1..5} 39 40 41 4{4..9}; do bind -m "$keymap" -r "\\e[77$key~"; done
    for key in "${!_kimi_agent_rubs[@]}"; do bind -m "$keymap" -r "\\e[79$key~"; done
  done
}

_kimi_agent_load() {
  local keymap
  _kimi_is_agent='' _kimi_agent_mode='' _kimi_agent_sign='kimi> ' _kimi_agent_at=0 _kimi_agent_draft=''
  _kimi_agent_enders=('\C-o' '\e#' '\C-x\C-e' '\e\C-e')
  # The first keep what they delete, or move and change words, and the last undo. What each does by itself is a private key from \e[790~ on.
  _kimi_agent_rubs=('\C-u' '\C-w' '\e\C-?' '\C-k' '\ed' '\C-x\C-?' "\\e\\\\" '\C-t' '\et' '\e\C-t' '\eu' '\el' '\ec')
  _kimi_agent_kills=${#_kimi_agent_rubs[@]}
  _kimi_agent_rubs+=('\C-?' '\C-h' '\C-y' '\ey')
  _kimi_agent_undos=${#_kimi_agent_rubs[@]}
  _kimi_agent_rubs+=('\C-_' '\C-x\C-u' '\er')
  _kimi_agent_left='' _kimi_agent_put_keys='\e[7744~\e[7745~' _kimi_agent_undone=$'\n'
  _kimi_agent_next='' _kimi_is_renewed='' _kimi_agent_rows=1 _kimi_agent_wiping=$'_kimi_agent_wipe\n'
  _kimi_agent_said=() _kimi_agent_ups=('\e[A' '\eOA' '\C-p') _kimi_agent_downs=('\e[B' '\eOB' '\C-n')
  (( ! _kimi_is_utf8 )) || _kimi_agent_sign=$'\u2728 '
  _kimi_agent_has_keys=
  [[ -z $_kimi_is_ble ]] || return 0
  _kimi_agent_has_keys=1
  for keymap in emacs-standard vi-insert vi-command; do
    bind -m "$keymap" -x '"\e[7721~": _kimi_run _kimi_agent_send "$_"'
    bind -m "$keymap" '"\e[7722~": ""'
    bind -m "$keymap" -x '"\e[7723~": _kimi_run _kimi_agent_end_of_file "$_"'
    bind -m "$keymap" -x '"\e[7724~": _kimi_run _kimi_agent_up "$_"'
    bind -m "$keymap" -x '"\e[7725~": _kimi_run _kimi_agent_down "$_"'
    bind -m "$keymap" -x '"\e[7739~": _kimi_run _kimi_agent_guard "$_"'
    bind -m "$keymap" '"\e[7744~": revert-line'
    bind -m "$keymap" -x '"\e[7745~": _kimi_run _kimi_agent_put "$_"'
    bind -m "$keymap" -x '"\e[7746~": _kimi_run _kimi_agent_show_late "$_"'
    bind -m "$keymap" -x '"\e[7747~": _kimi_run _kimi_agent_unmark "$_"'
    bind -m "$keymap" '"\e[7748~": ""'
    bind -m "$keymap" -x '"\e[7749~": _kimi_run _kimi_agent_undo "$_"'
  done
  bind -m vi-insert '"\e[7748~": "\e[7740~\e[7741~"'
  bind -m vi-insert '"\e[7740~": vi-movement-mode'
  bind -m vi-command '"\e[7741~": vi-insertion-mode'
}

_kimi_agent_load
