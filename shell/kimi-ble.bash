# kimi-ble.bash: Ctrl-X and grey text under ble.sh, which takes readline's place as bash's line editor.
#
# The question, the wire and the words are those of kimi.bash, whose names this file shares; the keys, the buffer, the
# screen and the waiting are ble.sh's. The key is one of its widgets. While a question is open, an idle task of ble.sh
# reads the fifo every 20 ms; otherwise nothing runs: the terminal's report, bound as a key, brings notices. The message
# stands in ble.sh's info area. Grey text is a source of its auto-complete.
#
# Sourced by kimi.bash at the first prompt that finds ble.sh attached.
#
# The line and the codes of keys are ble.sh's variables, which shellcheck does not see.
# shellcheck shell=bash disable=SC2154,SC2034

# ---------------------------------------------------------------- the line

# Runs function $1 of kimi.bash with ble.sh's line in READLINE_LINE and READLINE_POINT. A changed line goes back to ble.sh
# as one step of undo. While grey text is shown, ble.sh keeps it in its line between the cursor and the mark.
_kimi_ble_run() {
  local line=$_ble_edit_str
  [[ $_ble_decode_keymap != auto_complete ]] || line=${line:0:_ble_edit_ind}${line:_ble_edit_mark}
  local READLINE_LINE=$line READLINE_POINT=$_ble_edit_ind
  _kimi_run "$@"
  if [[ $READLINE_LINE != "$line" || $READLINE_POINT != "$_ble_edit_ind" ]]; then
    [[ $_ble_decode_keymap != auto_complete ]] || ble/widget/auto_complete/cancel
    # ble.sh keeps the steps of undo by the place in its history, which moves when that has been loaded.
    [[ -n ${_ble_history_load_done-} ]] || ble/history/initialize
    ble-edit/undo/add
    ble-edit/content/reset-and-check-dirty "$READLINE_LINE"
    _ble_edit_ind=$READLINE_POINT _ble_edit_mark=$READLINE_POINT _ble_edit_mark_active=
    # The cursor of vi's normal mode cannot stand behind the line.
    [[ $_ble_decode_keymap != vi_nmap ]] || ! ble/keymap:vi/needs-eol-fix || (( _ble_edit_ind-- ))
  fi
  _kimi_ble_draw
}

# Shows the message in the info area, or gives the area back when the message is empty.
_kimi_ble_draw() {
  [[ -n $_kimi_is_stale ]] || return 0
  local frame=
  _kimi_is_stale='' _kimi_columns=${COLUMNS:-80}
  _kimi_fit_message
  _kimi_add_colours
  # ble.sh puts its own words into the area when the line gets or loses a second row: before our message, not after it.
  [[ $_ble_decode_keymap != emacs ]] || ble/keymap:emacs/update-mode-indicator
  if [[ -z $_kimi_fitted ]]; then
    _kimi_ble_clear
    return
  fi
  ble/edit/info/immediate-show ansi "$frame"
  _kimi_is_below=1
  _kimi_ble_await_key
}

_kimi_ble_clear() {
  [[ -n $_kimi_is_below ]] || return 0
  _kimi_is_below=
  ble/edit/info/immediate-default
}

# ---------------------------------------------------------------- the key

ble/widget/kimi/key() {
  _kimi_now
  _kimi_ble_pressed=$_kimi_reply
  _kimi_ble_run _kimi_ble_press
  _kimi_ble_watch
}

_kimi_ble_press() {
  _kimi_remember
  if [[ $_kimi_state == shown && $_kimi_at != 0 ]] && _kimi_is_line "$_kimi_shown"; then
    _kimi_ble_undo
    _kimi_find_next
    _kimi_show "$_kimi_next_at"
  elif [[ -n $_kimi_is_agent ]]; then
    _kimi_agent_words
    # The key pressed twice begins agent mode: its second press does not leave it again.
    if [[ -n $_kimi_reply ]] || (( _kimi_ble_pressed - _kimi_agent_entered >= 700000 )); then _kimi_agent_key; fi
  elif _kimi_begins_agent; then
    _kimi_enter_agent
  elif _kimi_is_twice; then
    READLINE_LINE='' READLINE_POINT=0
    _kimi_cancel
    _kimi_enter_agent
  else
    _kimi_press
  fi
}

# Goes back to the typed line by ble.sh's undo, so that the next proposal replaces that line and one undo restores it.
_kimi_ble_undo() {
  local -i tries=8
  while [[ $_ble_edit_str != "$_kimi_typed" ]] && (( tries-- > 0 )); do ble-edit/undo/undo || break; done
}

# Any key: the first key behind the message takes it away. Esc ends a question; behind Ctrl-X a chord's second key takes
# the question back. All other keys are ble.sh's, or those of agent mode.
_kimi_ble_on_key() {
  local key=$1
  # ble.sh announces grey text by a key of its own, and the middle of a sequence is not ours.
  if [[ $key == "${_ble_complete_KCODE_ENTER-}" || -n $_ble_decode_key__seq ]]; then
    ble-decode-key "$key"
    _kimi_ble_await_key
    return
  fi
  if [[ $_kimi_state == asking && " $_kimi_ble_escapes " == *" $key "* ]]; then
    _kimi_ble_run _kimi_ble_cancel
  elif _kimi_ble_is_chord "$key"; then
    _kimi_ble_run _kimi_ble_take_back
    _ble_decode_key__seq=_$_kimi_ble_code
    ble-decode-key "$key"
  else
    _kimi_ble_pressed= # a chord has no key in between
    if [[ -n $_kimi_is_agent ]]; then _kimi_ble_on_agent_key "$key"; else _kimi_ble_on_own_key "$key"; fi
  fi
}

# Enter does not run a line with a placeholder; Ctrl-C and Enter end the line, and with it the question.
_kimi_ble_on_own_key() {
  local key=$1
  if [[ " $_kimi_ble_enters " == *" $key "* && $_kimi_state == shown ]] && _kimi_ble_has_placeholder; then
    _kimi_ble_run _kimi_ble_refuse
    return
  fi
  [[ " $_kimi_ble_enders $_kimi_ble_enters " != *" $key "* ]] || _kimi_ble_run _kimi_cancel
  [[ " $_kimi_ble_code " == *" $key "* ]] || _kimi_ble_clear
  if [[ " $_kimi_ble_rubs " == *" $key "* ]] && _kimi_ble_is_behind_placeholder; then
    _kimi_ble_run _kimi_cut_placeholder
  else
    ble/decode/widget/redispatch-by-keys "$key"
  fi
  if [[ $_kimi_state == asking ]] || _kimi_ble_has_placeholder; then _kimi_ble_await_key; fi
}

# Has the next key call _kimi_ble_on_key first, unless a widget of ble.sh waits for it.
_kimi_ble_await_key() {
  [[ -n $_ble_decode_key__hook ]] || _ble_decode_key__hook=_kimi_ble_on_key
}

_kimi_ble_cancel() {
  _kimi_cancel
  _kimi_say cancelled
}

_kimi_ble_take_back() {
  [[ -z $_kimi_is_agent ]] || _kimi_agent_end
  _kimi_undo_press
  _kimi_cancel
  _kimi_say ''
}

_kimi_ble_has_placeholder() {
  local READLINE_LINE=$_ble_edit_str READLINE_POINT
  [[ $_kimi_state == shown ]] && _kimi_find_placeholder
}

_kimi_ble_is_behind_placeholder() {
  local READLINE_LINE=$_ble_edit_str READLINE_POINT=$_ble_edit_ind
  [[ $_kimi_state == shown ]] && _kimi_cut_placeholder
}

_kimi_ble_refuse() {
  _kimi_find_placeholder
  _kimi_say "$_kimi_reply is still to be filled in: Ctrl-W takes it out"
}

# Succeeds when key $1 comes within the chord window and continues a sequence of ble.sh's that begins with our key. A second
# Ctrl-X behind a proposal takes the next one. In agent mode letters are words, however soon they come.
_kimi_ble_is_chord() {
  [[ -n $_kimi_ble_pressed && $_kimi_ble_code != *' '* ]] || return 1
  [[ $_kimi_state != shown && -z $_kimi_is_agent || $1 != "$_kimi_ble_code" ]] || return 1
  [[ ${KIMI_CHORDS-all} != ctrl && -z $_kimi_is_agent ]] || (( $1 & _ble_decode_Ctrl )) || return 1
  [[ -z $_kimi_is_agent ]] || _kimi_ble_has_no_words || return 1
  _kimi_now
  (( _kimi_reply - _kimi_ble_pressed < _kimi_window_ticks * 20000 )) || return 1
  local -n below=_ble_decode_${_ble_decode_keymap}_kmap__$_kimi_ble_code
  [[ -n ${below[$1]-} ]]
}

# ---------------------------------------------------------------- agent mode

# Any key in agent mode (kimi-agent.bash). Those that are not named edit the words, as ble.sh does it.
_kimi_ble_on_agent_key() {
  local key=$1
  if [[ " $_kimi_ble_enters " == *" $key "* ]]; then
    _kimi_ble_send
  elif [[ " $_kimi_ble_enders " == *" $key "* ]]; then
    _kimi_ble_run _kimi_agent_mark ''
  elif [[ " $_kimi_ble_ups " == *" $key "* ]]; then
    _kimi_ble_run _kimi_agent_up
  elif [[ " $_kimi_ble_downs " == *" $key "* ]]; then
    _kimi_ble_run _kimi_agent_down
  elif [[ " $_kimi_ble_ends_of_file " == *" $key "* ]] && _kimi_ble_has_no_words; then
    _kimi_ble_run _kimi_agent_key
  else
    ble/decode/widget/redispatch-by-keys "$key"
  fi
  [[ -z $_kimi_is_agent ]] || _kimi_ble_await_key
}

_kimi_ble_has_no_words() {
  local READLINE_LINE=$_ble_edit_str
  _kimi_agent_words
  [[ $_kimi_reply != *[![:space:]]* ]]
}

# Sends the words. The line stays where it is on the screen, and the next prompt comes below the turn.
_kimi_ble_send() {
  ! _kimi_ble_has_no_words || return 0
  _kimi_ble_clear
  ble/widget/internal-command _kimi_ble_show_turn
}

_kimi_ble_show_turn() {
  ble/term/leave
  ble/util/buffer.flush
  _kimi_ble_run _kimi_agent_send
  ble/term/enter
}

# ---------------------------------------------------------------- waiting

# Starts the idle task, once, while an answer or a daemon is awaited.
_kimi_ble_watch() {
  [[ -n $_kimi_is_open || $_kimi_phase == link || $_kimi_phase == start ]] || return 0
  _kimi_ble_listen_for_escape
  [[ -z $_kimi_ble_is_watching ]] || return 0
  _kimi_ble_is_watching=1
  ble/util/idle.push _kimi_ble_tick
}

_kimi_ble_tick() {
  _kimi_ble_run _kimi_proceed
  if [[ -n $_kimi_is_open || $_kimi_phase == link || $_kimi_phase == start ]]; then
    ble/util/idle.sleep 20
  else
    _kimi_ble_rest
  fi
}

_kimi_ble_rest() {
  _kimi_ble_is_watching=
  _kimi_reap_start
  [[ -z $_kimi_ble_is_escape_taken ]] || ble-bind -m emacs -f 'C-[' -
  _kimi_ble_is_escape_taken=
}

# In its emacs keymap ble.sh takes Esc for the beginning of a Meta key, and waits for the rest, until Esc is bound.
_kimi_ble_listen_for_escape() {
  [[ $_ble_decode_keymap == emacs && -z ${_ble_decode_emacs_kmap_[_ble_decode_Ctrl | 91]-} ]] || return 0
  ble-bind -m emacs -f 'C-[' kimi/escape
  _kimi_ble_is_escape_taken=1
}

ble/widget/kimi/escape() { _kimi_ble_run _kimi_ble_cancel; }

# ---------------------------------------------------------------- notices, and the hooks

# Succeeds when ble.sh runs PROMPT_COMMAND only to draw the prompt of the same line again, as in a window of a new size.
_kimi_ble_is_redraw() {
  [[ -n ${BLE_ATTACHED-} && -z $_kimi_began && $_ble_edit_lineno == "$_kimi_ble_line" ]]
}

# Runs before each prompt, behind _kimi_on_prompt. A new line has no mark of agent mode.
_kimi_ble_on_prompt() {
  [[ -z $_kimi_is_agent || $_ble_edit_str == *"$_kimi_agent_sign"* ]] || _kimi_is_agent=
  _kimi_ble_line=$_ble_edit_lineno _kimi_is_below='' _kimi_ble_pressed='' _kimi_ghost='' _kimi_ghost_of='' _kimi_ghost_asked=
  ble/history/get-count -v _kimi_number # as HISTCMD will be, which ble.sh sets when a command runs
  _kimi_ble_take_keys
  if (( ${#_kimi_notices[@]} )); then ble/util/idle.push _kimi_ble_show_notices; fi
  [[ -z ${KIMI_TASKS-}${due-} ]] || _kimi_wait '' 0 # `due` is _kimi_meet_daemon's: a notice is on its way
}

# The terminal's report, which the daemon has asked for. While a question is open the idle task reads the fifo.
ble/widget/kimi/report() {
  _kimi_ble_run _kimi_receive
  _kimi_ble_show_notices
  _kimi_run _kimi_send seen ''
  [[ -z ${KIMI_TASKS-} ]] || _kimi_run _kimi_wait '' 0
}

# Prints the notices above the prompt.
_kimi_ble_show_notices() {
  (( ${#_kimi_notices[@]} )) || return 0
  ble/widget/external-command '_kimi_run _kimi_show_notices'
}

_kimi_ble_preexec() {
  _kimi_run _kimi_await_reports
  _kimi_now
  _kimi_began=$_kimi_reply
}

# ---------------------------------------------------------------- grey text

ble/complete/auto-complete/source:kimi() { _kimi_ble_suggest; }

# Shows what the daemon takes for the rest of the line. Fails where it knows nothing: then ble.sh asks its other sources.
# A line that begins with a blank is private.
_kimi_ble_suggest() {
  local line=$_ble_edit_str
  [[ $_ble_edit_ind == "${#line}" && $line == [^[:space:]]* && $line != *$'\n'* ]] && (( ${#line} <= 500 )) || return 1
  [[ $_kimi_state == idle || $_kimi_state == shown && $line != "$_kimi_shown" ]] || return 1
  [[ $_kimi_ghost_of == "$line" ]] || _kimi_run _kimi_ble_ask_ghost "$line"
  [[ $_kimi_ghost_of == "$line" && $_kimi_ghost == "$line"?* ]] || return 1
  ble/complete/auto-complete/enter h 0 "${_kimi_ghost:${#line}}" '' "$_kimi_ghost"
}

# The daemon answers within a few milliseconds, and is waited for during 60. It is asked again only after an answer, so
# that one that is stopped holds the line once.
_kimi_ble_ask_ghost() {
  _kimi_receive
  [[ -z $_kimi_ghost_asked && -n $_kimi_is_linked ]] || return 0
  _kimi_ghost_asked=$1
  _kimi_send ghost $(( ++_kimi_ghost_id )) "$1" '' || { _kimi_ghost_asked=; return 0; }
  _kimi_await_record ghost 0.06
}

_kimi_on_ghost() {
  (( $1 == _kimi_ghost_id )) || return 0
  _kimi_ghost=${2-}
  [[ -z $_kimi_ghost_asked ]] || _kimi_ghost_of=$_kimi_ghost_asked
  _kimi_ghost_asked=
}

# Puts the source in front of ble.sh's own, as soon as ble.sh has loaded its completion.
_kimi_ble_join() {
  [[ " ${_ble_complete_auto_source[*]} " == *' kimi '* ]] || _ble_complete_auto_source=(kimi "${_ble_complete_auto_source[@]}")
}

# ---------------------------------------------------------------- coming and going

# Binds the key in the keymaps of the editing mode, and keeps what it ran there. At its first prompt ble.sh has not loaded
# its keymaps yet: there ATTACH calls this, behind it the next prompt.
_kimi_ble_take_keys() {
  [[ -n $_kimi_key_sequence ]] || return 0
  local keymap keymaps=(emacs)
  [[ ! -o vi ]] || keymaps=(vi_imap vi_nmap)
  for keymap in "${keymaps[@]}"; do
    [[ -z ${_kimi_ble_saved[$keymap]+set} && :$_ble_decode_keymap_list: == *:"$keymap":* ]] || continue
    local -n bound=_ble_decode_${keymap}_kmap_
    _kimi_ble_saved[$keymap]=
    [[ $_kimi_ble_code == *' '* || ${bound[$_kimi_ble_code]-} != *:* ]] || _kimi_ble_saved[$keymap]=${bound[$_kimi_ble_code]#*:}
    ble-bind -m "$keymap" -f "keyseq:$_kimi_key_sequence" kimi/key
    # Without it ble.sh would wait for the rest of a chord as long as it takes.
    [[ $_kimi_ble_code == *' '* || ${bound[$_kimi_ble_code]-} != _* ]] || ble-bind -m "$keymap" -T "keyseq:$_kimi_key_sequence" 6
    ble-bind -m "$keymap" -f kimi_report kimi/report
    # ble.sh takes readline's bindings over, these two as sequences that end in NUL.
    [[ -z $_kimi_timeout ]] || ble-bind -m "$keymap" -f "keyseq:$_kimi_key_sequence\\C-@" - -f 'keyseq:\e[7730~\C-@' -
  done
  # While grey text is shown the key sends it away first, as most keys do there, and does not wait for a chord either.
  [[ -z ${_kimi_ble_saved[auto_complete]+set} ]] || return 0
  _kimi_ble_saved[auto_complete]=
  ble-bind -m auto_complete -f "keyseq:$_kimi_key_sequence" auto_complete/cancel-default
  ble-bind -m auto_complete -T "keyseq:$_kimi_key_sequence" 6 2>/dev/null
}

# Sets _kimi_bound_to as _kimi_find_key does.
_kimi_ble_find_key() {
  local keymap=$_ble_decode_keymap
  local -n bound=_ble_decode_${keymap}_kmap_
  local command=${bound[$_kimi_ble_code]-}
  command=${command#*:ble/widget/}
  [[ $command != kimi/key ]] || command=_kimi_key
  _kimi_bound_to=("$_kimi_key_name" "$keymap" "$command")
}

_kimi_ble_give_keys_back() {
  local keymap
  for keymap in "${!_kimi_ble_saved[@]}"; do
    local -n bound=_ble_decode_${keymap}_kmap_
    [[ ${bound[$_kimi_ble_code]-} != _* ]] || ble-bind -m "$keymap" -T "keyseq:$_kimi_key_sequence" -
    ble-bind -m "$keymap" -f "keyseq:$_kimi_key_sequence" -
    [[ -z ${_kimi_ble_saved[$keymap]} ]] || ble-bind -m "$keymap" -@ "keyseq:$_kimi_key_sequence" "${_kimi_ble_saved[$keymap]}"
    ble-bind -m "$keymap" -f kimi_report -
  done
  _kimi_ble_saved=()
}

# Sets _kimi_ble_codes to the codes of the keys named.
_kimi_ble_encode() {
  local name ret
  _kimi_ble_codes=
  for name; do
    ble-decode-kbd "$name"
    _kimi_ble_codes+=${_kimi_ble_codes:+ }$ret
  done
}

_kimi_ble_begin() {
  declare -gA _kimi_ble_saved=()
  _kimi_is_ble=1 _kimi_ble_line='' _kimi_ble_pressed='' _kimi_ble_is_watching='' _kimi_ble_is_escape_taken=
  _kimi_ghost='' _kimi_ghost_of='' _kimi_ghost_asked='' _kimi_ghost_id=0
  _kimi_ble_encode ESC 'C-[' && _kimi_ble_escapes=$_kimi_ble_codes
  _kimi_ble_encode RET C-m C-j && _kimi_ble_enters=$_kimi_ble_codes
  _kimi_ble_encode C-c && _kimi_ble_enders=$_kimi_ble_codes
  _kimi_ble_encode C-w && _kimi_ble_rubs=$_kimi_ble_codes
  _kimi_ble_encode C-d && _kimi_ble_ends_of_file=$_kimi_ble_codes
  _kimi_ble_encode up C-p && _kimi_ble_ups=$_kimi_ble_codes
  _kimi_ble_encode down C-n && _kimi_ble_downs=$_kimi_ble_codes
  _kimi_ble_encode "keyseq:$_kimi_key_sequence" && _kimi_ble_code=$_kimi_ble_codes
  ble-bind -k 'ESC [ 0 n' kimi_report
  blehook PREEXEC!=_kimi_ble_preexec
  blehook ATTACH!=_kimi_ble_on_attach
  # The hook may run after the plugin has been unloaded.
  ble/util/import/eval-after-load core-complete '! declare -F _kimi_ble_join >/dev/null || _kimi_ble_join'
}

# ble.sh has loaded its keymaps; or it comes back, at a prompt that runs no PROMPT_COMMAND.
_kimi_ble_on_attach() {
  _kimi_run _kimi_settle_editor
  _kimi_run _kimi_ble_take_keys
}

# Takes everything back but the hook of ATTACH, which waits for ble.sh to come back until the plugin is unloaded.
_kimi_ble_end() {
  local name others=()
  _kimi_ble_clear
  _kimi_ble_rest
  _kimi_ble_give_keys_back
  unset -v '_ble_decode_cmap__27_91_48[110]' # `ble-bind -k 'ESC [ 0 n' -` removes another sequence
  blehook PREEXEC-=_kimi_ble_preexec
  ble/util/idle.cancel _kimi_ble_tick
  ble/util/idle.cancel _kimi_ble_show_notices
  [[ $_ble_decode_key__hook != _kimi_ble_on_key ]] || _ble_decode_key__hook=
  for name in "${_ble_complete_auto_source[@]}"; do [[ $name == kimi ]] || others+=("$name"); done
  _ble_complete_auto_source=("${others[@]}")
  unset -f ble/widget/kimi/key ble/widget/kimi/escape ble/widget/kimi/report ble/complete/auto-complete/source:kimi
  _kimi_is_ble=
}
