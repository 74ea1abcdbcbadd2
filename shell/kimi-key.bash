# kimi-key.bash: what the first press of Ctrl-X needs in bash, or the first notice that may come at an idle prompt: the question,
# the line, the screen, the keys while asking, and the start of the daemon. Sourced by kimi.bash, whose names it shares.
#
# Single quotes hold text that readline expands later, and kimi.bash assigns the names that are only read here.
# shellcheck shell=bash disable=SC2016,SC2154,SC2034

_kimi_has_keys=1 _kimi_phase='' _kimi_typed_point=0 _kimi_total='' _kimi_remark='' _kimi_is_taught='' _kimi_given_up='' _kimi_patience=0
_kimi_commands=() _kimi_notes=() _kimi_risks=() _kimi_tones=() _kimi_placeholders=() _kimi_noticed='' _kimi_waiting=0
_kimi_message='' _kimi_is_stale='' _kimi_fitted='' _kimi_tint='' _kimi_tint_from=0 _kimi_tint_length=0
_kimi_prompt_text='' _kimi_prompt_plain='' _kimi_prompt_above='' _kimi_mode_text='' _kimi_mode_plain='' _kimi_shows_mode='' _kimi_bottom=0 _kimi_bottom_column=0
_kimi_slot=2 _kimi_bound=() _kimi_bound_in=() _kimi_is_stepping='' _kimi_held='' _kimi_held_trap='' _kimi_unsent=
_kimi_is_typed_kept='' _kimi_is_note_undone='' _kimi_search_keymaps='' _kimi_searches_taken=() _kimi_searches=(reverse-search-history forward-search-history
  non-incremental-reverse-search-history non-incremental-forward-search-history vi-search vi-replace)
_kimi_has_started='' _kimi_start_input='' _kimi_start_output=
_kimi_letters=abcdefghijklmnopqrstuvwxyz _kimi_signs=']^_' _kimi_keys_step='\e[7713~\e[7714~\e[7715~' _kimi_hushing=$'_kimi_hush "$_"\n' _kimi_keys_again='\e[7732~\e[7712~' _kimi_said_line=
_kimi_deaf='the daemon is not answering: kimi daemon restart'
# Ticks of 20 ms. A daemon that has not answered after 300 ms is dead or stopped; a running one needs one tick.
_kimi_patience_ticks=15 _kimi_window_ticks=15 _kimi_twice_us=500000
[[ ! ${KIMI_CHORD_WINDOW_MS-} =~ ^[0-9]{1,5}$ ]] || _kimi_window_ticks=$(( 10#$KIMI_CHORD_WINDOW_MS / 20 )) _kimi_twice_us=$(( 10#$KIMI_CHORD_WINDOW_MS * 1000 ))
_kimi_ellipsis=... _kimi_warning='!' _kimi_bullet='*' _kimi_running='>' _kimi_is_utf8=0
case ${LC_ALL:-${LC_CTYPE:-${LANG-}}} in
  *[Uu][Tt][Ff]8* | *[Uu][Tt][Ff]-8*) _kimi_ellipsis=$'\u2026' _kimi_warning=$'\u26a0' _kimi_bullet=$'\u25cf' _kimi_running=$'\u25b6' _kimi_is_utf8=1 ;;
esac

# ---------------------------------------------------------------- the question

# States: idle; asking (no proposal yet); ready (proposals, but the line has changed meanwhile); shown (a proposal, or
# with _kimi_at = 0 the typed line again, is in the buffer). _kimi_is_open is set while the daemon may send more.
_kimi_ask() {
  _kimi_state=asking _kimi_phase=link _kimi_patience=$_kimi_patience_ticks
  _kimi_typed=$READLINE_LINE _kimi_typed_point=$READLINE_POINT _kimi_given_up=
  _kimi_now
  _kimi_asked=$_kimi_reply
  _kimi_total='' _kimi_remark='' _kimi_at=0 _kimi_commands=() _kimi_notes=() _kimi_risks=() _kimi_tones=() _kimi_is_taught=
  _kimi_say "asking$_kimi_ellipsis Esc cancels"
  _kimi_count_bytes "$READLINE_LINE"
  (( _kimi_reply <= 16000 )) || { _kimi_fail 'the line is too long to ask about'; return; }
  # For a fix the daemon looks at the terminal, where bash has just wiped the prompt that ends the output.
  [[ -n $READLINE_LINE ]] || _kimi_paint
  _kimi_connect && _kimi_post
}

# Sends the question once a daemon is connected.
_kimi_post() {
  if [[ -n $_kimi_protocol ]]; then
    _kimi_fail "the daemon is kimi $_kimi_protocol and speaks another protocol: kimi daemon restart"
    return
  fi
  local names="${!BASH_ALIASES[*]}"
  _kimi_tell
  (( ++_kimi_id ))
  _kimi_phase=asked _kimi_is_open=1 _kimi_is_heard='' _kimi_seen=0 _kimi_patience=$_kimi_patience_ticks
  _kimi_say "asking$_kimi_ellipsis Esc cancels"
  _kimi_send ask "$_kimi_id" "$PWD" "$_kimi_typed_point" "$_kimi_typed" "${names:0:2000}" "${COLUMNS-}" "${LINES-}"
}

# The daemon has received the question and names the model it asks.
_kimi_on_asking() {
  [[ $_kimi_state != asking ]] || _kimi_say "asking ${1:+$1}$_kimi_ellipsis Esc cancels"
}

_kimi_on_offer() {
  local index=$1
  [[ $index =~ ^[1-9][0-9]?$ ]] || return 0
  _kimi_commands[index]=$2 _kimi_notes[index]=${3-} _kimi_risks[index]=${4-} _kimi_tones[index]=${5-}
  if [[ $_kimi_state == shown ]]; then
    _kimi_say_more
  elif [[ $_kimi_state == asking ]]; then
    # A proposal is inserted only while the line is still the one that was asked about, and neither at Enter nor long after the
    # message that the daemon does not answer.
    if _kimi_is_line "$_kimi_typed" && (( READLINE_POINT == _kimi_typed_point )) && [[ -z ${is_accepting-} ]] && ! _kimi_is_late; then
      _kimi_show 1
    else
      _kimi_state=ready
      _kimi_say "ready: $_kimi_key_name inserts  ${_kimi_commands[1]%%$'\n'*}"
    fi
  fi
}

# Says that the daemon does not answer, while the answer is still waited for: on a crowded machine it may get no processor for a
# second. Three seconds after that the line no longer changes by itself.
_kimi_give_up() {
  _kimi_say "$_kimi_deaf"
  _kimi_now
  _kimi_given_up=${_kimi_given_up:-$_kimi_reply}
}

_kimi_is_late() {
  [[ -n $_kimi_given_up ]] && _kimi_now && (( _kimi_reply > _kimi_given_up + 3000000 ))
}

_kimi_on_done() {
  _kimi_total=$1 _kimi_remark=${2-} _kimi_is_taught=${3-} _kimi_is_open=
  case $_kimi_state in
    asking) _kimi_fail "${2:-nothing found}" ;;
    shown) _kimi_say_more ;;
  esac
}

# Says what has come of the answer. A message that an edit of the proposal has taken away does not come back.
_kimi_say_more() {
  if _kimi_is_line "$_kimi_shown"; then _kimi_say_shown; else _kimi_say ''; fi
}

_kimi_on_failed() {
  _kimi_fail "$1"
}

_kimi_fail() {
  _kimi_state=idle _kimi_phase='' _kimi_is_open=
  _kimi_say "$1"
}

# ---------------------------------------------------------------- the buffer

_kimi_is_line() {
  [[ $READLINE_LINE == "$1" ]]
}

# Puts proposal $1 into the buffer, or the typed line for 0. The buffer is assigned: if the text were sent as keys, the
# first newline would run it. bash makes the assignment one undo step.
_kimi_show() {
  _kimi_at=$1 _kimi_state=shown _kimi_phase=
  if (( $1 )); then
    READLINE_LINE=${_kimi_commands[$1]} READLINE_POINT=${#_kimi_commands[$1]}
    _kimi_mind_placeholders
    _kimi_take_undo
  else
    READLINE_LINE=$_kimi_typed READLINE_POINT=$_kimi_typed_point
    _kimi_keep_typed
  fi
  _kimi_shown=$READLINE_LINE _kimi_is_note_undone=
  _kimi_say_shown
}

# A placeholder such as <file> stands for a word that only the user knows. The cursor goes behind the first placeholder,
# where Ctrl-W removes it and nothing else. While a placeholder is left, Enter moves to it instead of running the line.
_kimi_mind_placeholders() {
  local rest=$READLINE_LINE
  _kimi_placeholders=()
  while [[ $rest =~ \<[a-z]([a-z -]*[a-z])?\> ]]; do
    _kimi_placeholders+=("${BASH_REMATCH[0]}")
    rest=${rest#*"${BASH_REMATCH[0]}"}
  done
  _kimi_find_placeholder || return 0
  _kimi_guard_enter
  _kimi_take_rub
}

# Puts the cursor behind the first placeholder and sets _kimi_reply to it; fails when no placeholder is left.
_kimi_find_placeholder() {
  local text before
  for text in "${_kimi_placeholders[@]}"; do
    [[ $READLINE_LINE == *"$text"* ]] || continue
    before=${READLINE_LINE%%"$text"*}
    READLINE_POINT=$(( ${#before} + ${#text} )) _kimi_reply=$text
    return 0
  done
  return 1
}

# readline's own Ctrl-W takes all text back to the last blank: also a quote before the placeholder, and of a placeholder of two words
# only the second.
_kimi_take_rub() {
  [[ -z $_kimi_is_rub_taken$_kimi_is_ble ]] || return 0
  local keymap _kimi_functions='' _kimi_keymaps=(emacs-standard vi-insert)
  _kimi_is_rub_taken=1
  for keymap in "${_kimi_keymaps[@]}"; do bind -m "$keymap" -x '"\e[7735~": _kimi_run _kimi_rub "$_"'; done
  _kimi_take rub '\C-w' '\e[7735~\e[7736~'
}

_kimi_give_rub_back() {
  [[ -n $_kimi_is_rub_taken ]] || return 0
  _kimi_is_rub_taken=
  _kimi_give_back rub '\C-w'
}

# Ctrl-W behind a placeholder takes it out as a whole; elsewhere it runs the user's binding.
_kimi_rub() {
  local keymap
  if _kimi_cut_placeholder; then
    for keymap in emacs-standard vi-insert; do bind -m "$keymap" '"\e[7736~": ""'; done
    _kimi_say ''
    _kimi_park
  else
    for keymap in emacs-standard vi-insert; do
      _kimi_bind_as '\e[7736~' "$keymap" "${_kimi_saved[$keymap rub]:- unix-word-rubout}"
    done
  fi
}

# Removes the placeholder before the cursor; fails when no placeholder stands there.
_kimi_cut_placeholder() {
  local text before=${READLINE_LINE:0:READLINE_POINT} behind=${READLINE_LINE:READLINE_POINT}
  for text in "${_kimi_placeholders[@]}"; do
    [[ $before == *"$text" ]] || continue
    READLINE_LINE=${before%"$text"}$behind
    READLINE_POINT=$(( ${#before} - ${#text} ))
    return 0
  done
  return 1
}

# At its first Esc readline forgets what it could undo of a line in vi mode. So in vi's command mode u and Ctrl-_ put the typed line
# back while a proposal stands, and else are what they were.
_kimi_take_undo() {
  [[ -o vi && -z $_kimi_is_undo_taken$_kimi_is_ble ]] || return 0
  local _kimi_functions='' _kimi_keymaps=(vi-command)
  _kimi_is_undo_taken=1
  bind -m vi-command -x '"\e[7726~": _kimi_run _kimi_undo u "$_"'
  bind -m vi-command -x '"\e[7728~": _kimi_run _kimi_undo _ "$_"'
  _kimi_take 'undo u' u '\e[7726~\e[7727~'
  _kimi_take 'undo _' '\C-_' '\e[7728~\e[7727~'
}

# readline cannot redo: an undo at the note "your line" would take what was typed away for good. So the first one there takes the note
# away alone.
_kimi_keep_typed() {
  [[ -z $_kimi_is_typed_kept$_kimi_is_ble ]] || return 0
  local _kimi_functions='' _kimi_keymaps=(emacs-standard)
  [[ ! -o vi ]] || _kimi_keymaps=(vi-insert)
  _kimi_is_typed_kept=1
  bind -m "${_kimi_keymaps[0]}" -x '"\e[7728~": _kimi_run _kimi_undo_typed _ "$_"'
  _kimi_take 'undo _' '\C-_' '\e[7728~\e[7727~'
  [[ ! -o vi && $_kimi_key_sequence == '\C-x' ]] || return 0
  bind -m "${_kimi_keymaps[0]}" -x '"\e[7726~": _kimi_run _kimi_undo_typed x "$_"'
  _kimi_take 'undo x' '\C-x\C-u' '\e[7726~\e[7727~'
}

_kimi_undo_typed() {
  local keymap=emacs-standard
  [[ ! -o vi ]] || keymap=vi-insert
  bind -m "$keymap" '"\e[7727~": ""'
  if _kimi_is_note; then
    _kimi_undo_note
  else
    [[ -z ${_kimi_saved[$keymap undo $1]-} ]] || _kimi_bind_as '\e[7727~' "$keymap" "${_kimi_saved[$keymap undo $1]}"
  fi
}

_kimi_is_note() {
  [[ $_kimi_state == shown && $_kimi_at == 0 && -z $_kimi_is_note_undone ]] && _kimi_is_line "$_kimi_shown"
}

_kimi_undo_note() {
  _kimi_is_note_undone=1
  _kimi_say ''
  _kimi_park
}

_kimi_undo() {
  bind -m vi-command '"\e[7727~": ""'
  if _kimi_is_note; then
    _kimi_undo_note
  elif [[ $_kimi_state == shown && $_kimi_at != 0 ]] && _kimi_is_line "$_kimi_shown"; then
    READLINE_LINE=$_kimi_typed READLINE_POINT=$_kimi_typed_point
    (( READLINE_POINT == 0 || READLINE_POINT < ${#READLINE_LINE} )) || (( READLINE_POINT-- )) # the mode's cursor stands on a character
    _kimi_say ''
    _kimi_park
  else
    [[ -z ${_kimi_saved[vi-command undo $1]-} ]] || _kimi_bind_as '\e[7727~' vi-command "${_kimi_saved[vi-command undo $1]}"
  fi
}

# Takes Enter: while the line has placeholders, and from the first record `wait` of a line on, since the terminal's report must not
# reach the command that Enter starts.
_kimi_guard_enter() {
  local keymap
  [[ -z $_kimi_is_enter_taken$_kimi_is_ble$_kimi_is_agent ]] || return 0
  _kimi_is_enter_taken=1
  for keymap in "${_kimi_keymaps[@]}"; do
    bind -m "$keymap" -x '"\e[7719~": _kimi_run _kimi_enter m "$_"'
    bind -m "$keymap" -x '"\e[7729~": _kimi_run _kimi_enter j "$_"'
  done
  local _kimi_functions=${_kimi_functions-}
  _kimi_take 'enter m' '\C-m' '\e[7719~\e[7710~'
  _kimi_take 'enter j' '\C-j' '\e[7729~\e[7710~'
}

# Runs at Enter, Ctrl-$1.
_kimi_enter() {
  _kimi_slot=0
  if _kimi_find_placeholder; then
    _kimi_then ''
    _kimi_say "$_kimi_reply is still to be filled in: Ctrl-W takes it out"
    _kimi_park
    return
  fi
  _kimi_await_reports
  _kimi_forget_interrupt
  [[ -z $_kimi_held_int ]] || _kimi_give_trap_back
  local keymap
  for keymap in "${_kimi_keymaps[@]}"; do
    _kimi_bind_as '\e[7720~' "$keymap" "${_kimi_saved[$keymap enter $1]:- accept-line}"
  done
  _kimi_notation "$_kimi_unsent"
  _kimi_then "\e[7720~${_kimi_unsent:+$_kimi_reply}"
}

# Takes the keys of a search of the history and of vi's R, which themselves read what is typed: there the terminal's report would be text,
# which ends the search or changes the line. Keys of the user's for the same functions are among them.
_kimi_guard_searches() {
  [[ -z $_kimi_is_ble && $_kimi_search_keymaps != "${_kimi_keymaps[*]}" ]] || return 0
  _kimi_give_searches_back
  _kimi_search_keymaps=${_kimi_keymaps[*]}
  local keymap name line
  local -i at
  for keymap in "${_kimi_keymaps[@]}"; do
    for name in "${_kimi_searches[@]}"; do
      _kimi_capture bind -m "$keymap" -q "$name"
      line=$_kimi_reply
      while [[ $line =~ \"([^\"]+)\"(.*) ]]; do
        at=${#_kimi_searches_taken[@]} line=${BASH_REMATCH[2]}
        _kimi_searches_taken+=("$keymap $name ${BASH_REMATCH[1]}")
        bind -m "$keymap" -x "\"\\e[77$(( 60 + at ))~\": _kimi_run _kimi_search $at \"\$_\""
        bind -m "$keymap" "\"${BASH_REMATCH[1]}\": \"\\e[77$(( 60 + at ))~\\e[7710~\""
      done
    done
  done
}

_kimi_give_searches_back() {
  [[ -n $_kimi_search_keymaps ]] || return 0
  local taken keymap name key at=60
  for taken in "${_kimi_searches_taken[@]}"; do
    read -r keymap name key <<<"$taken"
    ! _kimi_is_own "$keymap" "$key" || bind -m "$keymap" "\"$key\": $name"
    bind -m "$keymap" -r "\\e[77$(( at++ ))~"
  done
  _kimi_search_keymaps='' _kimi_searches_taken=()
}

# Runs at key $1 of those. The daemon asks for no report any more, until the key of ours is pressed or the next prompt comes: then the
# user hears what has come meanwhile. The key does what it does without us.
_kimi_search() {
  local key=${_kimi_searches_taken[$1]##* }
  _kimi_slot=0
  _kimi_await_reports
  _kimi_give_searches_back
  _kimi_notation "$_kimi_unsent"
  _kimi_then "$key${_kimi_unsent:+$_kimi_reply}"
}

# Takes back the permission to ask the terminal for reports, and reads the reports that are on their way. Keys that come before a
# report belong to the next line, and go into _kimi_unsent. Another Enter ends the waiting.
_kimi_await_reports() {
  local key keys='' is_accepting=1
  _kimi_unsent='' _kimi_reports=0
  [[ -n $_kimi_is_guarded ]] || return 0
  _kimi_is_guarded=
  # The daemon answers within a millisecond or two, on a crowded machine within a second or more. A report that came later would be read
  # by the command, and typed into the next line.
  ! _kimi_is_awake || ! _kimi_send hold || _kimi_await_record held 3
  [[ $_kimi_is_restoring != whole ]] || (( ++_kimi_reports )) # the one that Ctrl-C has asked for
  while (( _kimi_reports > 0 )) && IFS= read -rsn1 -d '' -t 2 key; do
    keys+=$key
    case $keys in
      *$'\e[0n')
        keys=${keys%$'\e[0n'}
        (( _kimi_reports-- ))
        _kimi_send seen ''
        ;;
      *[$'\r\n']) break ;;
    esac
  done
  _kimi_unsent=${keys//[[:cntrl:]]/}
}

# The next proposal replaces the typed line, not the previous proposal, so that one undo restores the typed line:
# readline's own undo runs first, then _kimi_step.
_kimi_next() {
  _kimi_find_next
  if (( ! _kimi_at )); then
    _kimi_show "$_kimi_next_at"
    return
  fi
  _kimi_is_stepping=1 _kimi_undo_tries=8
  _kimi_then "$_kimi_keys_step"
}

# After the last proposal comes the typed line again.
_kimi_find_next() {
  _kimi_next_at=$(( _kimi_at + 1 ))
  (( _kimi_next_at <= ${#_kimi_commands[@]} )) || _kimi_next_at=0
}

_kimi_say_shown() {
  if (( ! _kimi_at )); then
    _kimi_say "your line; $_kimi_key_name: proposal 1/${#_kimi_commands[@]}"
    return
  fi
  local text="$_kimi_at/${_kimi_total:-$_kimi_ellipsis}" risk=${_kimi_risks[_kimi_at]} tone=${_kimi_tones[_kimi_at]}
  local -i at=${#text}+2
  [[ -z $tone ]] || risk="$_kimi_warning $risk"
  [[ -z $risk ]] || text+="  $risk"
  local more="${_kimi_notes[_kimi_at]:+  ${_kimi_notes[_kimi_at]}}${_kimi_remark:+  $_kimi_remark}" keys=
  [[ -z $_kimi_is_taught ]] || keys="  Enter runs it, $_kimi_key_name: the next, Ctrl-_: undo"
  # A narrow window shows the keys rather than all of the explanation.
  if (( ${#text} + ${#more} + ${#keys} < ${COLUMNS:-80} )); then text+=$more$keys; else text+=$keys$more; fi
  _kimi_say "$text"
  _kimi_tint=33 _kimi_tint_from=$at _kimi_tint_length=${#risk}
  [[ $tone != bad ]] || _kimi_tint=31
}

# ---------------------------------------------------------------- the screen

# Sets the message, one line below the buffer, which the widget paints at its next tick.
_kimi_say() {
  _kimi_message=$1 _kimi_is_stale=1 _kimi_tint_length=0
}

# Sets _kimi_row and _kimi_column to the cursor's place after text $3 is printed from row $1, column $2.
_kimi_measure() {
  local text=$3 columns=$_kimi_columns char
  local -i row=$1 column=$2 index
  if [[ $text != *[![:ascii:]]* && $text != *[[:cntrl:]]* ]]; then
    (( column += ${#text} ))
  else
    for (( index = 0; index < ${#text}; index++ )); do
      char=${text:index:1}
      if [[ $char == $'\n' ]]; then
        (( row += column / columns + 1, column = 0 ))
        continue
      fi
      _kimi_width "$char"
      # A wide character that does not fit goes to the next row as a whole.
      (( column % columns + _kimi_reply > columns )) && (( column += columns - column % columns ))
      (( column += _kimi_reply ))
    done
  fi
  (( _kimi_row = row + column / columns, _kimi_column = column % columns ))
}

# Sets the number of cells that readline gives character $1: 2 in the common ranges of wide characters.
_kimi_width() {
  local -i code
  printf -v code %d "'$1"
  if [[ $1 == [[:cntrl:]] ]]; then _kimi_reply=2
  elif (( code < 0x300 )); then (( _kimi_reply = code > 126 && ! _kimi_is_utf8 ? 4 : 1 ))
  elif (( code <= 0x36f || code >= 0x200b && code <= 0x200f || code >= 0xfe00 && code <= 0xfe0f )); then _kimi_reply=0
  elif (( code >= 0x1100 && code <= 0x115f || code >= 0x2e80 && code <= 0xa4cf || code >= 0xac00 && code <= 0xd7a3 ||
    code >= 0xf900 && code <= 0xfaff || code >= 0xfe30 && code <= 0xfe6f || code >= 0xff01 && code <= 0xff60 ||
    code >= 0xffe0 && code <= 0xffe6 || code >= 0x1f300 && code <= 0x1faff || code >= 0x20000 )); then _kimi_reply=2
  else _kimi_reply=1
  fi
}

# Expands the last line of the prompt and measures its width. This is done once for each prompt, since a prompt may run
# commands, and without local variables, which would hide the user's variables from them.
_kimi_read_prompt() {
  [[ -z $_kimi_is_prompt_read ]] || { [[ -z $_kimi_shows_mode ]] || _kimi_read_mode; return 0; }
  _kimi_set_status "$_kimi_status"
  _kimi_prompt_text=${PS1@P}
  _kimi_is_prompt_read=1
  _kimi_plain "$_kimi_prompt_text"
  _kimi_prompt_plain=${_kimi_reply##*$'\n'}
  _kimi_prompt_above=${_kimi_reply%"$_kimi_prompt_plain"}
  _kimi_prompt_text=${_kimi_prompt_text##*$'\n'}
  _kimi_prompt_text=${_kimi_prompt_text//[$'\1\2']/}
  _kimi_mode_plain='' _kimi_mode_text='' _kimi_shows_mode=
  _kimi_read_mode
}

# readline may draw the editing mode in front of the prompt's last line (show-mode-in-prompt): puts that text into the prompt that is
# painted here, in the place of an earlier mode. readline's `keymap` is the one of this moment.
_kimi_read_mode() {
  local name=emacs text=
  _kimi_capture bind -v
  if [[ $_kimi_reply == *$'\n''set show-mode-in-prompt on'$'\n'* ]]; then
    _kimi_shows_mode=1
    if [[ -o vi ]]; then
      name=vi-cmd
      [[ $_kimi_reply != *$'\n''set keymap vi-insert'$'\n'* ]] || name=vi-ins
    fi
    text=${_kimi_reply#*$'\n'"set $name-mode-string "} text=${text%%$'\n'*}
  fi
  _kimi_prompt_text=${_kimi_prompt_text#"$_kimi_mode_text"} _kimi_prompt_plain=${_kimi_prompt_plain#"$_kimi_mode_plain"}
  _kimi_plain "$text"
  _kimi_mode_plain=$_kimi_reply _kimi_mode_text=${text//[$'\1\2']/}
  _kimi_prompt_text=$_kimi_mode_text$_kimi_prompt_text _kimi_prompt_plain=$_kimi_mode_plain$_kimi_prompt_plain
}

# Sets _kimi_reply to prompt $1 without what stands between \[ and \], which takes no cells.
_kimi_plain() {
  local rest=$1 plain=
  while [[ $rest == *$'\1'*$'\2'* ]]; do
    plain+=${rest%%$'\1'*}
    rest=${rest#*$'\1'}
    rest=${rest#*$'\2'}
  done
  _kimi_reply=$plain$rest
}

# Sets _kimi_reply to the number of rows that the prompt's lines above its last one take in a terminal of the present width.
# In these lines colours do no harm outside of \[ and \], so many prompts have them there.
_kimi_count_rows_above() {
  local above=$_kimi_prompt_above rest
  local -i rows=0
  _kimi_read_columns
  while [[ $above == *$'\e['* ]]; do
    rest=${above#*$'\e['}
    rest=${rest#"${rest%%[!0-9;:?]*}"}
    above=${above%%$'\e['*}${rest:1}
  done
  while [[ -n $above ]]; do
    _kimi_measure 0 0 "${above%%$'\n'*}"
    above=${above#*$'\n'}
    # A line that fills its last row to the end takes no further row.
    (( rows += _kimi_row + (_kimi_column > 0 || ! _kimi_row) )) || :
  done
  _kimi_reply=$rows
}

_kimi_set_status() {
  return "$1"
}

# Sets _kimi_columns to the width of the terminal.
_kimi_read_columns() {
  _kimi_columns=${COLUMNS:-80}
  (( _kimi_columns > 0 )) || _kimi_columns=80
}

# Computes the places of the buffer's last row, the cursor and the message, counted from the row and column where the
# prompt's last line begins. Fails when the buffer leaves no room for a message below it.
_kimi_lay_out() {
  local -i lines=${LINES:-24} row column
  _kimi_read_columns
  _kimi_read_prompt
  _kimi_fit_message
  if (( ${#READLINE_LINE} <= _kimi_columns * lines )); then
    _kimi_measure 0 0 "$_kimi_prompt_plain"
    row=$_kimi_row column=$_kimi_column
    _kimi_measure "$row" "$column" "$READLINE_LINE"
    _kimi_bottom=$_kimi_row _kimi_bottom_column=$_kimi_column
    _kimi_measure "$row" "$column" "${READLINE_LINE:0:READLINE_POINT}"
  else
    _kimi_bottom=$lines
  fi
  (( _kimi_bottom + 2 <= lines ))
}

# While a widget runs, bash has erased the last line of the prompt. This paints the line again, with the buffer, the
# message below and the cursor where readline will put it. A frame is one write.
_kimi_paint() {
  [[ -z $_kimi_is_ble ]] || return 0 # it draws itself
  local line=$READLINE_LINE frame=
  _kimi_lay_out || { _kimi_paint_above; return; }
  _kimi_is_stale=
  [[ $line != *$'\n'* ]] || _kimi_spell_rows
  line=${line//[^[:print:]$'\r\v']/^?}
  _kimi_clear
  frame+=$_kimi_prompt_text${line//$'\v'/$'\n'}
  # A full last row leaves the cursor behind its last cell; readline goes on to the next row.
  (( _kimi_bottom_column || ! _kimi_bottom )) || frame+=$' \r\e[K'
  _kimi_add_message "$_kimi_row"
  (( ! _kimi_column )) || frame+=$'\e['${_kimi_column}C
  _kimi_cursor_row=$_kimi_row
  printf %s "$frame"
}

# Spells the line breaks of `line` for _kimi_paint. Behind a row that is full to its last cell readline leaves an empty one.
_kimi_spell_rows() {
  local part rest=$line$'\n'
  local -i column _kimi_row _kimi_column
  _kimi_measure 0 0 "$_kimi_prompt_plain"
  column=$_kimi_column line=
  while [[ -n $rest ]]; do
    part=${rest%%$'\n'*} rest=${rest#*$'\n'}
    _kimi_measure 0 "$column" "$part"
    line+=$part
    [[ -z $rest ]] || line+=$'\r\v'
    [[ -z $rest ]] || (( _kimi_column || ! _kimi_row )) || line+=$'\v'
    column=0
  done
}

# Hands the screen back to readline, which draws prompt and buffer from the first column of their first row. The frame
# painted here is erased, since at PS2 readline draws a different one. Where keys follow by themselves, readline would
# draw their text over the message, so it is left out.
_kimi_park() {
  local frame=
  [[ -z $_kimi_is_ble ]] || return 0 # it draws itself
  _kimi_said_line=$READLINE_LINE
  _kimi_lay_out || { _kimi_paint_above; return; }
  _kimi_is_stale=
  _kimi_clear
  if [[ -n $_kimi_fitted && -z ${_kimi_bound[_kimi_slot]-} ]]; then
    local -i row
    for (( row = 0; row < _kimi_bottom; row++ )); do frame+=$'\n'; done
    _kimi_add_message 0
    _kimi_hold
  fi
  printf %s "$frame"
}

# readline knows nothing of the message, and would draw a longer line over it. So the message stands until the next key:
# readline is made to wait in the middle of a sequence. Any key ends the sequence, whose own binding then runs
# _kimi_let_go, and the key does what it always does (so does Ctrl-\, which continues the sequence, where the terminal
# passes it on at all). Without a timeout for sequences readline waits as long as it takes.
_kimi_hold() {
  _kimi_capture bind -v
  [[ $_kimi_reply =~ keyseq-timeout\ (-?[0-9]+) ]] || return 0
  _kimi_held_timeout=${BASH_REMATCH[1]} _kimi_held_line=$READLINE_LINE _kimi_held_point=$READLINE_POINT
  bind 'set keyseq-timeout 0'
  _kimi_then '\e[7730~'
  _kimi_capture trap -p WINCH
  _kimi_held_trap=$_kimi_reply
  set -- ''
  [[ -z $_kimi_held_trap ]] || eval "set -- ${_kimi_held_trap#trap -- }" # bash's own quoting of the user's trap
  # shellcheck disable=SC2064 # the user's trap as it is now
  trap "_kimi_run _kimi_resize \"\$_\"; $1" WINCH
}

# Runs before the key that follows a message: bash has moved to the first column of the prompt's last line.
_kimi_let_go() {
  local frame=
  _kimi_release
  _kimi_clear
  printf %s "$frame"
}

# Runs behind Ctrl-L, which clears the screen: the message stands again below the line that it is about, unless Ctrl-L did more.
_kimi_say_again() {
  _kimi_slot=2
  _kimi_then ''
  [[ -n $_kimi_message && -n $_kimi_is_prompt_read ]] && _kimi_is_line "$_kimi_said_line" || return 0
  _kimi_park
}

# Runs when the window has a new size while a message stands: readline has drawn prompt and buffer where they now belong,
# over what the terminal has made of the message.
_kimi_resize() {
  [[ -n $_kimi_held_timeout && ! -v READLINE_LINE ]] || return 0
  local READLINE_LINE=$_kimi_held_line READLINE_POINT=$_kimi_held_point
  if _kimi_lay_out; then
    _kimi_cursor_row=$_kimi_row
    _kimi_paint
  fi
  _kimi_cursor_row=0
}

# Moves to the first column of the prompt's last line and erases everything from there on. The erasing begins at the second column:
# tmux takes erasing from the window's first cell for clearing the screen, and keeps all rows of it in its history.
_kimi_clear() {
  frame+=$'\r'
  (( ! _kimi_cursor_row )) || frame+=$'\e['${_kimi_cursor_row}A
  frame+=$'\e[K\e[C\e[J\e[D'
  _kimi_cursor_row=0 _kimi_is_below=
}

# Prints the message in the row below the buffer's last row, where the cursor is, and moves to the start of row $1.
_kimi_add_message() {
  local -i up=$(( _kimi_bottom - $1 ))
  if [[ -n $_kimi_fitted ]]; then
    frame+=$'\r\n'
    _kimi_add_colours
    _kimi_is_below=1
    (( ++up ))
  fi
  frame+=$'\r'
  (( ! up )) || frame+=$'\e['${up}A
}

# The risk of a proposal has a colour, all else is dim.
_kimi_add_colours() {
  local -i at=$_kimi_tint_from length=$_kimi_tint_length
  if [[ -n ${NO_COLOR-} ]]; then
    frame+=$_kimi_fitted
  elif (( length )); then
    frame+=$'\e[2m'${_kimi_fitted:0:at}$'\e[m\e['${_kimi_tint}m${_kimi_fitted:at:length}$'\e[m\e[2m'${_kimi_fitted:at + length}$'\e[m'
  else
    frame+=$'\e[2m'$_kimi_fitted$'\e[m'
  fi
}

# For a buffer that leaves no room below it: prints the message above the prompt, where it stays.
_kimi_paint_above() {
  _kimi_clear
  [[ -z $_kimi_fitted || -z $_kimi_is_stale ]] || frame+=$_kimi_fitted$'\r\n'
  _kimi_is_stale=
  printf %s "$frame"
}

# Sets _kimi_fitted to the message cut to one row, which then ends in an ellipsis, and without control bytes. The message is never
# used as a format and never expanded, since a model's text is data.
_kimi_fit_message() {
  local text=${_kimi_message//[[:cntrl:]]/ } end='' ellipsis=$_kimi_ellipsis
  (( _kimi_columns > 8 )) || ellipsis=
  (( _kimi_is_utf8 )) || text=${text//[![:ascii:]]/?}
  if (( ${#text} >= _kimi_columns )); then
    end=$ellipsis
    text=${text:0:_kimi_columns - 1 - ${#end}}
  fi
  while _kimi_measure 0 0 "$text$end"; (( _kimi_row )); do
    end=$ellipsis
    text=${text:0:${#text} - ((_kimi_row - 1) * _kimi_columns + _kimi_column) / 2 - 1}
  done
  _kimi_fitted=$text$end
}

# ---------------------------------------------------------------- the key

# Ctrl-X is a prefix in emacs mode, and macros of other programs rely on what hangs below it: the prefix stays, and the
# bare key (after keyseq-timeout) is a macro of two private keys. The first runs this; the second is bound to what
# shall follow, since a bind -x command cannot call readline.
_kimi_key() {
  _kimi_slot=2 _kimi_is_stepping='' _kimi_is_pressed=
  _kimi_then ''
  if _kimi_is_busy || _kimi_is_paste; then return; fi
  # A line that was emptied has nothing to do with the proposal, or the question, that stood in it.
  case $_kimi_state in
    shown) [[ -n $READLINE_LINE || -z $_kimi_shown ]] || _kimi_cancel ;;
    asking | ready) [[ -n $READLINE_LINE || -z $_kimi_typed ]] || _kimi_cancel ;;
  esac
  if [[ -n ${_kimi_is_agent-} ]]; then
    local words
    _kimi_agent_words
    words=$_kimi_reply
    _kimi_now
    # The key pressed twice begins agent mode: its second press does not leave it again.
    if [[ -z $words ]] && (( _kimi_reply - _kimi_agent_entered < 700000 )); then _kimi_park; else _kimi_agent_key; fi
  # On an empty line with no failed command and no waiting task, the key enters agent mode. A command that the user has ended
  # (Ctrl-C, 130) or stopped (Ctrl-Z, 148, on macOS 146) has not failed.
  elif [[ -z $READLINE_LINE && -n $_kimi_is_continued ]]; then
    # A row without words that continues a command is no request, and no beginning of agent mode.
    _kimi_say "$_kimi_key_name asks nothing here"
    _kimi_park
  elif [[ -z $READLINE_LINE && $_kimi_status == @(0|130|146|148) && $_kimi_state == idle && $_kimi_waiting == 0 ]]; then
    _kimi_enter_agent
  elif _kimi_is_twice; then
    READLINE_LINE='' READLINE_POINT=0
    _kimi_cancel
    _kimi_say ''
    _kimi_enter_agent
  else
    _kimi_act
  fi
}

# Succeeds within half a second of a press on an empty line, whose answer may stand in the line already.
_kimi_is_twice() {
  [[ -z $_kimi_typed && $_kimi_state != idle ]] && { [[ -z $READLINE_LINE ]] || [[ $_kimi_state == shown && $READLINE_LINE == "$_kimi_shown" ]]; } || return
  _kimi_now
  (( _kimi_reply - _kimi_asked < _kimi_twice_us ))
}

# Two presses that arrive within keyseq-timeout are a chord of readline's own, exchange-point-and-mark, which has nothing to do on an
# empty line.
_kimi_key_twice() {
  _kimi_slot=2 _kimi_is_pressed=
  _kimi_then ''
  if [[ -n $READLINE_LINE ]]; then
    _kimi_then '\e[7734~'
  elif [[ -z $_kimi_is_continued ]] && ! _kimi_is_busy && ! _kimi_is_paste; then
    _kimi_cancel
    _kimi_enter_agent
  fi
}

# Enters agent mode, whose file is read at the first use.
_kimi_enter_agent() {
  declare -F _kimi_agent_begin >/dev/null || _kimi_read_file kimi-agent.bash
  _kimi_now
  _kimi_agent_entered=$_kimi_reply
  if [[ -n ${_kimi_session_mode-} ]]; then _kimi_agent_name_mode "$_kimi_session_mode"; unset _kimi_session_mode; fi
  _kimi_agent_begin
}

_kimi_act() {
  _kimi_is_pressed=
  _kimi_remember
  _kimi_unlisten
  _kimi_press
  [[ -n $_kimi_is_stepping ]] || _kimi_await
  # A second press that came while this function waited is a quick one, however long that took.
  [[ $_kimi_state != asking ]] || { _kimi_now; _kimi_asked=$_kimi_reply; }
}

# Saves the state before this press; a chord or Esc within the window restores it.
_kimi_remember() {
  _kimi_before=$READLINE_LINE _kimi_before_point=$READLINE_POINT
  _kimi_state_before=$_kimi_state _kimi_at_before=$_kimi_at
}

# Sets the keys that readline reads after the widget: $1 in the notation of bind.
_kimi_then() {
  [[ -z $_kimi_is_ble ]] || return 0
  # `set -o vi` and `set -o emacs` change the keymaps between two questions.
  [[ $1 == "${_kimi_bound[$_kimi_slot]-}" && ${_kimi_bound_in[$_kimi_slot]-} == "${_kimi_keymaps[*]}" ]] && return
  local keymap
  for keymap in "${_kimi_keymaps[@]}"; do bind -m "$keymap" "\"\\e[771${_kimi_slot}~\": \"$1\""; done
  _kimi_bound[_kimi_slot]=$1 _kimi_bound_in[_kimi_slot]="${_kimi_keymaps[*]}"
}

# Succeeds when a running command reads with `read -e` and has received the key. Without the PROMPT_COMMAND hook, which
# the user may have removed, this cannot be known.
_kimi_is_busy() {
  [[ -n $_kimi_began ]] || return 1
  [[ "${PROMPT_COMMAND[*]-} ${precmd_functions[*]-}" == *_kimi_prompt* ]] && return 0
  _kimi_began=
  _kimi_hook
  return 1
}

# More bytes have arrived already: this is a paste without brackets, in which the byte is text. While the shell waits for
# a report, the bytes may be that report with its first byte already read by readline: then _kimi_pull repeats the press.
_kimi_is_paste() {
  read -t 0 || return 1
  _kimi_is_pressed=$_kimi_is_listening _kimi_before=$READLINE_LINE
}

_kimi_press() {
  # An answer that came during a search of the history has not been told yet.
  [[ $_kimi_state != asking ]] || _kimi_is_line "$_kimi_typed" || _kimi_receive
  case $_kimi_state in
    shown) if _kimi_is_line "$_kimi_shown"; then _kimi_next; else _kimi_cancel; _kimi_ask; fi ;;
    ready)
      # The answer belongs to its question: words that have nothing to do with it are a question of their own.
      if [[ -n $READLINE_LINE && ( $READLINE_LINE == "$_kimi_typed"* || $_kimi_typed == "$READLINE_LINE"* ) ]]; then
        _kimi_typed=$READLINE_LINE _kimi_typed_point=$READLINE_POINT
        _kimi_show 1
      else
        _kimi_cancel
        _kimi_ask
      fi
      ;;
    asking) if _kimi_is_line "$_kimi_typed"; then _kimi_ask_after; else _kimi_cancel; _kimi_ask; fi ;;
    *) _kimi_ask ;;
  esac
}

# The key was pressed again while asking. A fifo shows no end of file when the daemon is killed, so it must answer a hello.
_kimi_ask_after() {
  _kimi_say "still asking$_kimi_ellipsis Esc cancels"
  _kimi_phase=asked _kimi_is_heard='' _kimi_patience=$_kimi_patience_ticks
  _kimi_send hello 1 bash "${_kimi_pair##*/}" "$$" '' '' '' ''
}

# Runs after readline's undo: the typed line is in the buffer again, unless the user's own changes need more undo steps.
_kimi_step() {
  _kimi_slot=5
  _kimi_then ''
  if ! _kimi_is_line "$_kimi_typed" && (( _kimi_undo_tries-- > 0 )); then
    _kimi_then "$_kimi_keys_step"
    return
  fi
  _kimi_show "$_kimi_next_at"
  _kimi_await
}

# ---------------------------------------------------------------- inside the widget

# Reads keyboard and fifo every 20 ms, until the chord window is over and the answer has come or a report will bring it.
# `tick`, `pause`, `key` and `saved_trap` are for the functions of this section. While a daemon starts it looks every 200 ms: a
# hundred shells that look more often keep two cores from that daemon.
_kimi_await() {
  local -i tick=0
  local key saved_trap pause
  _kimi_is_interrupted='' _kimi_held=
  _kimi_capture trap -p INT
  saved_trap=${_kimi_held_int:-$_kimi_reply}
  trap _kimi_is_interrupted=1 INT
  while :; do
    [[ -z $_kimi_is_stale ]] || _kimi_paint
    pause=0.02
    [[ $_kimi_phase != start ]] || (( tick < _kimi_window_ticks )) || pause=0.2
    if _kimi_read_key; then
      _kimi_continue "$(( tick < _kimi_window_ticks ))" && break
      continue # no 20 ms have passed: nobody's patience is shortened by typing
    elif [[ -n $_kimi_is_interrupted ]]; then
      if [[ $_kimi_state == asking ]]; then
        _kimi_take_back
        _kimi_is_interrupted=
      fi
      break
    fi
    (( ++tick ))
    _kimi_proceed
    [[ -z $_kimi_held || $_kimi_phase == link ]] || break
    (( tick < _kimi_window_ticks )) || _kimi_is_waiting || break
  done
  _kimi_reap_start
  [[ $_kimi_state != asking || -z $_kimi_is_open ]] || ! _kimi_is_gone || _kimi_fail_gone
  trap - INT
  [[ -z $saved_trap ]] || _kimi_wrap_trap
  [[ -z $_kimi_is_interrupted ]] || _kimi_interrupt
  _kimi_park
  # If Enter is among the held keys, the terminal's report would be read by the command.
  [[ -z $_kimi_is_open || -z $_kimi_is_async || $_kimi_held == *\\C-[jmo] ]] || _kimi_listen
}

# Once a widget has set a trap of Ctrl-C, readline no longer sees that key before its next prompt: it would neither end the line nor
# draw a prompt behind the user's own trap. So until then that trap also does what Ctrl-C does without one.
_kimi_wrap_trap() {
  local words=()
  eval "words=(${saved_trap#trap -- })" # bash's own quoting of the user's trap
  if [[ -z ${words[0]} ]]; then eval "$saved_trap"; return; fi
  _kimi_held_int=$saved_trap
  _kimi_guard_enter # Enter gives the trap back before the command runs
  # shellcheck disable=SC2064 # the user's trap as it is now
  trap "${words[0]}"$'\n_kimi_break' INT
}

# While a question is asked Ctrl-C cancels it, and the line stays as it is: readline does not see that key once there is a trap.
_kimi_take_interrupt() {
  [[ -n $_kimi_held_int ]] || _kimi_capture trap -p INT
  _kimi_held_int=${_kimi_held_int:-${_kimi_reply:-trap - INT}} _kimi_is_interrupt_taken=1
  trap '_kimi_run _kimi_on_interrupt "$_"' INT
}

_kimi_release_interrupt() {
  [[ -n $_kimi_is_interrupt_taken ]] || return 0
  _kimi_is_interrupt_taken=
  local saved_trap=$_kimi_held_int
  _kimi_give_trap_back
  [[ $saved_trap == 'trap - INT' ]] || _kimi_wrap_trap
}

# Runs at Ctrl-C. A trap knows nothing of readline's line, so the rest is done at the terminal's report. In a search, where a report would
# be text, Ctrl-C is bash's own.
_kimi_on_interrupt() {
  [[ -z $_kimi_began ]] || return 0 # a command runs
  if [[ -z $_kimi_is_guarded ]]; then
    _kimi_release_interrupt
    _kimi_break
    return
  fi
  _kimi_cancel
  _kimi_is_restoring=whole
  printf '\e[5n'
}

_kimi_break() {
  [[ -z $_kimi_began ]] || return 0 # a command runs
  trap - INT
  kill -INT "$_kimi_pid"
}

_kimi_give_trap_back() {
  _kimi_is_interrupt_taken=
  eval "$_kimi_held_int"
  _kimi_held_int=
}

# With a proposal in the buffer, Ctrl-C is bash's own: it ends the line and this widget.
_kimi_interrupt() {
  _kimi_say ''
  _kimi_paint
  for (( ; _kimi_cursor_row < _kimi_bottom; _kimi_cursor_row++ )); do printf '\r\n'; done
  [[ -z $saved_trap ]] || printf '\r\n' # else bash does it
  _kimi_cancel
  _kimi_cursor_row=0 READLINE_LINE='' READLINE_POINT=0
  kill -INT "$_kimi_pid"
}

# Succeeds while the widget cannot return.
_kimi_is_waiting() {
  case $_kimi_phase in
    link | start) return 0 ;;
    asked) [[ $_kimi_state == asking ]] && { [[ -z $_kimi_is_async ]] || (( _kimi_patience > 0 )); } ;;
    *) return 1 ;;
  esac
}

# Sets `key` to what was typed within the pause: one character, or a whole sequence behind Esc.
_kimi_read_key() {
  local more
  # The read timed out and still has a key, which arrived at the last moment and is no longer in the terminal's input.
  IFS= read -rsn1 -d '' -t "$pause" key || [[ -n $key ]] || return 1
  if [[ $key == $'\e' ]]; then
    # 30 ms, as in zsh, since the rest of an arrow key's bytes arrives at once.
    while (( ${#key} < 32 )) && { IFS= read -rsn1 -d '' -t 0.03 more || [[ -n $more ]]; }; do key+=$more; done
    # The terminal's report, which the daemon asked for to wake _kimi_pull: this loop reads the fifo anyway.
    [[ $key != *$'\e[0n'* ]] || _kimi_send seen ''
    key=${key//$'\e[0n'/}
    [[ -n $key ]] || return 1
  fi
}

# Moves the question to its next phase: daemon found, started, question sent, question received.
_kimi_proceed() {
  case $_kimi_phase in
    link)
      # A request for the fifos is written anew every 200 ms at most.
      if { [[ -p $_kimi_pair.q ]] || (( _kimi_patience % 10 == 0 )); } && _kimi_connect; then _kimi_post
      elif [[ ! -p $_kimi_directory/control ]]; then _kimi_start
      elif (( --_kimi_patience == 0 )); then
        if _kimi_is_unread "$_kimi_directory/control"; then _kimi_give_up; else _kimi_start; fi
      elif (( _kimi_patience < -500 )) || [[ $_kimi_patience == -* && -n $_kimi_held ]]; then _kimi_fail "$_kimi_deaf"
      fi
      ;;
    start) _kimi_watch_start ;;
    asked)
      _kimi_receive
      if [[ -n $_kimi_is_heard ]]; then
        _kimi_patience=0
      elif (( _kimi_patience > 0 && --_kimi_patience == 0 )); then
        if _kimi_is_unread "$_kimi_pair.q"; then _kimi_give_up; else _kimi_start; fi
      fi
      [[ -n $_kimi_is_async || $_kimi_state != asking ]] || _kimi_spin
      ;;
    *) [[ -z $_kimi_is_open ]] || _kimi_receive ;;
  esac
}

_kimi_spin() {
  (( tick % 5 == 0 )) || return
  local wheel="|/-\\"
  _kimi_say "${_kimi_message% [|/\\-]} ${wheel:tick / 5 % 4:1}"
}

# Handles a key; $1 is set when the key may still continue a chord. Fails when the widget shall go on.
_kimi_continue() {
  if [[ $key == $'\e' ]]; then
    _kimi_take_back
    return 0
  fi
  # Only the first key can continue a chord: a held key came before this one.
  if (( $1 )) && [[ -z $_kimi_held ]]; then
    if [[ -z $_kimi_before && $key == "$_kimi_key_byte" ]]; then
      _kimi_undo_press
      _kimi_cancel
      _kimi_say ''
      _kimi_enter_agent
      return 0
    fi
    # A second press after a proposal has come takes the next proposal.
    if [[ $_kimi_state == shown && $key == "$_kimi_key_byte" ]]; then
      _kimi_take_next
      return 1
    fi
    if _kimi_is_chord; then
      _kimi_undo_press
      _kimi_cancel
      _kimi_say ''
      _kimi_notation "$key"
      _kimi_then "$_kimi_key_sequence$_kimi_reply"
      return 0
    fi
  fi
  _kimi_type_back
}

# The key belongs to the line. Typing during a long wait cancels the question; keys typed until the daemon is found are
# held.
_kimi_type_back() {
  _kimi_notation "$key"
  # At the end of a macro readline would wait for the rest of a chord without a timeout.
  [[ $key != "$_kimi_key_byte" ]] || _kimi_reply='\e[7711~\e[7712~'
  _kimi_held+=$_kimi_reply
  if [[ $_kimi_held == '\C-l' ]]; then _kimi_then "\C-l$_kimi_keys_again"; else _kimi_then "$_kimi_held"; fi
  if [[ $_kimi_state == asking ]]; then
    if [[ $_kimi_phase == start || -z $_kimi_is_async || $_kimi_held == *\\C-[jmo] ]]; then
      _kimi_cancel
      _kimi_say cancelled
    fi
  fi
  [[ $_kimi_phase != link ]]
}

# Within one widget readline's undo is not needed: readline has not seen the proposal that is on the screen.
_kimi_take_next() {
  _kimi_remember
  _kimi_find_next
  _kimi_show "$_kimi_next_at"
  tick=0
}

# Succeeds when a binding begins with Ctrl-X and `key`. readline is asked at this moment, so that chords bound late count.
_kimi_is_chord() {
  local bindings notation
  [[ ${KIMI_CHORDS-all} != ctrl || $key == [[:cntrl:]]* ]] || return 1
  [[ $key != [$'\r\n']* ]] || return 1 # bound by _kimi_take_enter_behind
  _kimi_notation "${key:0:1}"
  notation=$_kimi_reply
  # \C-xA means \C-xa: every capital is bound to that, and is a chord only where the small letter is.
  [[ $notation != [A-Z] ]] || notation=${notation,}
  _kimi_capture _kimi_list_bindings
  bindings=$'\n'$_kimi_reply
  [[ $bindings == *$'\n"'"$_kimi_key_sequence$notation"* ]]
}

_kimi_list_bindings() {
  bind -p
  bind -s
  bind -X
}

# Sets _kimi_reply to text $1 as keys in the notation that bind prints. An empty $1 stands for NUL.
_kimi_notation() {
  local out='' char
  local -i index code
  for (( index = 0; index < ${#1}; index++ )); do
    char=${1:index:1}
    printf -v code %d "'$char"
    case $char in
      \\ | '"') out+="\\$char" ;;
      $'\n') out+='\C-m' ;; # Enter: `read` turns carriage returns into this
      $'\e') out+='\e' ;;
      $'\x7f') out+='\C-?' ;;
      $'\x1c') out+="\\C-\\\\" ;;
      *) if (( code > 0 && code < 27 )); then out+="\\C-${_kimi_letters:code - 1:1}"
        elif (( code > 28 && code < 32 )); then out+="\\C-${_kimi_signs:code - 29:1}"
        else out+=$char
        fi ;;
    esac
  done
  _kimi_reply=${out:-\\C-@}
}

_kimi_take_back() {
  _kimi_undo_press
  _kimi_cancel
  _kimi_say cancelled
}

# Undoes the change that this press of the key made to the line; a proposal shown before the press stays.
_kimi_undo_press() {
  READLINE_LINE=$_kimi_before READLINE_POINT=$_kimi_before_point
  _kimi_state=$_kimi_state_before _kimi_at=$_kimi_at_before
}

# ---------------------------------------------------------------- while asking: Esc, and the answer

# From here on the user types. Esc means cancel, and the terminal's status report means that the daemon has sent records.
# Esc gets its old binding back as soon as the question ends.
_kimi_listen() {
  local _kimi_functions=''
  _kimi_listen_for_report
  if [[ $_kimi_state == asking && -z $_kimi_is_escape_taken ]]; then
    _kimi_take escape '\e' '\e[7716~\e[7712~'
    _kimi_is_escape_taken=1
    [[ -n $_kimi_is_ble ]] || _kimi_take_interrupt
    _kimi_choose_timeout
  fi
  [[ -z $_kimi_is_open ]] || _kimi_wait "$_kimi_id" "$_kimi_seen"
}

_kimi_listen_for_report() {
  # The report stays bound from then on: one that still comes for a question that has ended, since the daemon did not read of its end
  # before it was killed, would type a letter into the line.
  [[ $_kimi_report_keymaps == "${_kimi_keymaps[*]}" ]] || _kimi_take report '\e[0n' '\e[7717~\e[7718~'
  _kimi_report_keymaps=${_kimi_keymaps[*]} _kimi_is_listening=1
}

# Permits the daemon to ask the terminal for a report.
_kimi_wait() {
  _kimi_guard_enter
  _kimi_guard_searches
  _kimi_is_guarded=1
  [[ -z $1 ]] || _kimi_mind_interrupt
  _kimi_send wait "$@"
}

# Ctrl-C ends the line before any function of this file runs, and while the user's own hooks make the next prompt the terminal would show
# its report as text. So while a question is open the permission is taken back in front of the first of them, also where that is slow.
_kimi_mind_interrupt() {
  local -a places=("${!PROMPT_COMMAND[@]}")
  [[ -z $_kimi_is_ble && ${PROMPT_COMMAND@a} != *r* && ${#places[@]} != 0 ]] || return 0
  # A hook of ours that is the first does it, and bash-preexec would take another one for a command.
  [[ ${PROMPT_COMMAND[places[0]]} == *@(_kimi_|__bp_)* ]] || PROMPT_COMMAND[places[0]]=$_kimi_hushing${PROMPT_COMMAND[places[0]]}
}

# Runs before the user's own hooks of the prompt, which shall see the status and the `$_` of before.
_kimi_hush() {
  set -- "$?"
  _kimi_perform _kimi_hold_reports 2>/dev/null || :
  [[ $- == *e* ]] || return "$1"
}

_kimi_hold_reports() {
  _kimi_forget_interrupt
  [[ -z $_kimi_is_open ]] || _kimi_send hold
}

_kimi_forget_interrupt() {
  local -a places=("${!PROMPT_COMMAND[@]}")
  (( ! ${#places[@]} )) || [[ ${PROMPT_COMMAND[places[0]]} != "$_kimi_hushing"* ]] ||
    PROMPT_COMMAND[places[0]]=${PROMPT_COMMAND[places[0]]#"$_kimi_hushing"}
}

# Runs at the terminal's report: the daemon has sent records, or another program has asked for the report.
_kimi_pull() {
  _kimi_slot=8 _kimi_is_stepping=
  _kimi_send seen '' # the report has arrived
  if [[ -n $_kimi_is_restoring ]]; then
    _kimi_then ''
    _kimi_restore
  elif [[ -n $_kimi_is_pressed ]] && _kimi_is_line "$_kimi_before"; then
    _kimi_then ''
    _kimi_receive
    _kimi_act
  elif [[ $_kimi_state == asking && -n $_kimi_is_open ]] && _kimi_is_gone; then
    _kimi_then ''
    _kimi_fail_gone
    _kimi_unlisten
    _kimi_park
  elif _kimi_is_unread "$_kimi_pair.a"; then
    _kimi_then ''
    _kimi_is_busy && return # a `read -e` has got the key
    local before=$_kimi_state
    _kimi_receive
    if [[ $before == idle ]]; then
      _kimi_pull_notices
      [[ -z $_kimi_is_agent ]] || _kimi_then "$_kimi_keys_again" # what stands below the words
      return
    fi
    [[ $_kimi_state == asking ]] || _kimi_release_escape
    if [[ -n $_kimi_is_open ]]; then _kimi_listen
    elif [[ $_kimi_is_noting == 1 ]]; then _kimi_await_notices
    else _kimi_unlisten
    fi
    _kimi_park
  else
    _kimi_then ''
    _kimi_pass_report
    # The daemon may have asked for this report for what we had read by then, and waits to be asked again.
    if [[ -n $_kimi_is_open ]]; then _kimi_listen
    elif [[ $_kimi_is_noting == 1 ]]; then _kimi_await_notices
    fi
    _kimi_park # the report has taken the message away, as any key does
  fi
}

# For a report that another program asked for: runs the binding that the report had before.
_kimi_pass_report() {
  local keymap
  for keymap in "${_kimi_keymaps[@]}"; do
    [[ -n ${_kimi_saved[$keymap report]-} ]] || continue
    _kimi_bind_as '\e[7718~' "$keymap" "${_kimi_saved[$keymap report]}"
    _kimi_bound[8]=unknown
  done
}

_kimi_escape() {
  _kimi_slot=2
  _kimi_then ''
  _kimi_cancel
  _kimi_unlisten
  _kimi_say cancelled
  _kimi_park
}

# Has the terminal asked for a report as soon as readline waits for keys. The daemon sees when that is: a report that comes while
# other hooks of the prompt run would be shown on the screen. A daemon that this prompt has greeted does the same by itself.
_kimi_wake_soon() {
  _kimi_listen
  if [[ -n $_kimi_is_linked ]] && _kimi_is_awake && _kimi_send hold; then
    _kimi_wait '' 0 # the answer to `hold` is a record that has not been read
  elif [[ ${waits-} != line ]] || ! _kimi_is_awake; then
    _kimi_wake_alone
  fi
}

# Does without a daemon what it does then: a process in the background looks for up to 10 s whether readline waits for keys.
_kimi_wake_alone() {
  (
    {
      trap '' TTOU # the terminal may stop background processes that write
      local -i look
      for (( look = 0; look < 200; look++ )); do
        if _kimi_reads_keys; then printf '\e[5n' >/dev/tty; break; fi
        command sleep 0.05
      done
    } </dev/null >/dev/null 2>&1 &
  )
}

# Succeeds while this shell is in the foreground of its terminal, whose own line editing (icanon) is off, and no `read` of the shell's
# waits in the kernel. Without /proc the terminal decides. While stty looks, Ctrl-C may end the line: then the shell waits for something
# else afterwards.
_kimi_reads_keys() {
  local stat='' channel='' later=''
  if [[ -d /proc/self ]]; then
    IFS= read -r stat <"/proc/$_kimi_pid/stat" || return
    IFS= read -r channel <"/proc/$_kimi_pid/wchan"
    # shellcheck disable=SC2086 # the fields behind the name, which may hold blanks
    set -- ${stat##*) }
    [[ ${3-} == "${6-}" && $channel != wait_woken ]] || return
  fi
  [[ $(command stty -a </dev/tty) == *-icanon* ]] || return
  [[ ! -d /proc/self ]] || IFS= read -r later <"/proc/$_kimi_pid/wchan"
  [[ $later == "$channel" ]]
}

# Ctrl-C in agent mode, or after an answer, removes the line before any function of this file runs. The next prompt asks the terminal for a report, which
# runs this function, and the line is restored.
_kimi_restore() {
  local how=$_kimi_is_restoring
  _kimi_is_restoring=
  _kimi_unlisten
  if [[ -n $_kimi_is_agent ]]; then
    _kimi_agent_restore
  else
    if [[ -z $READLINE_LINE && $how != whole ]]; then READLINE_LINE=$_kimi_typed READLINE_POINT=$_kimi_typed_point; fi
    _kimi_say cancelled
    _kimi_park
  fi
  [[ $_kimi_is_noting != 1 ]] || _kimi_await_notices # the report has used up the wake-up for notices
}

# Runs when the daemon has woken the shell and sent only notices. At status 124 bash draws the whole prompt again, so the
# prompt's rows above its last one are erased first. On a continued line (PS2) the notices wait for the next prompt.
_kimi_pull_notices() {
  [[ -z $_kimi_is_continued ]] || return 0
  [[ -z $_kimi_is_linked ]] || _kimi_tell
  if [[ -n $_kimi_is_count_new ]] || (( ${#_kimi_notices[@]} )); then
    _kimi_is_count_new=
    _kimi_read_prompt
    local frame=
    _kimi_clear
    _kimi_count_rows_above
    (( ! _kimi_reply )) || frame+=$'\e['${_kimi_reply}$'A\e[K\e[C\e[J\e[D'
    printf %s "$frame"
    _kimi_show_notices
    _kimi_result=124
  fi
  _kimi_await_notices
}

# While tasks run the daemon may wake the shell at an idle prompt, as it does for an answer, after checking that the
# shell waits at its prompt. It would wake the shell at once, and for ever, for a notice that waits here for the next prompt.
_kimi_await_notices() {
  _kimi_is_noting=1
  _kimi_listen_for_report
  (( ${#_kimi_notices[@]} )) || _kimi_wait '' "$_kimi_record_count"
}

# Succeeds when the daemon has ended without a word, as one that was killed. Without /proc this is not known.
_kimi_is_gone() {
  local pid='' stat=''
  [[ -d /proc/self ]] || return
  IFS= read -r pid <"$_kimi_directory/pid"
  IFS= read -r stat <"/proc/$pid/stat"
  [[ $stat != *')'* || $stat == *') Z '* ]]
}

_kimi_fail_gone() {
  _kimi_fail "the daemon has ended: $_kimi_key_name asks again"
}

# Succeeds when a daemon runs that reads its records: it has not been killed or stopped. Without /proc this is assumed.
_kimi_is_awake() {
  local pid='' stat=''
  [[ -d /proc/self ]] || return 0
  IFS= read -r pid <"$_kimi_directory/pid"
  IFS= read -r stat <"/proc/$pid/stat"
  [[ $stat == *') '[!TtZ]' '* ]]
}

# ---------------------------------------------------------------- the daemon

# Starts the daemon in the background at the first Ctrl-X that finds no daemon; the question is sent when it is ready.
_kimi_start() {
  local program=${KIMI_BIN:-kimi} file=${TMPDIR:-/tmp}/kimi-${_kimi_pair##*/}
  if ! type -P -- "$program" >/dev/null; then
    _kimi_fail "no daemon, and no program $program to start one: set KIMI_BIN"
    return
  fi
  if [[ -n $_kimi_has_started ]]; then _kimi_fail "$_kimi_deaf"; return; fi
  _kimi_phase=start _kimi_is_open='' _kimi_has_started=1 _kimi_start_said=
  _kimi_say "starting$_kimi_ellipsis Esc cancels"
  _kimi_paint
  # Its output goes to a deleted file: a process substitution would show in `$!` or as a job.
  local -; set -o noclobber
  { exec {_kimi_start_output}>"$file"; } && exec {_kimi_start_input}<"$file" || return 0
  (
    {
      command rm -f -- "$file"
      "$program" daemon start
      printf '\37%d' "$?"
    } </dev/null >&"$_kimi_start_output" 2>&1 {_kimi_start_input}<&- {_kimi_start_output}>&- &
  )
}

# Reads the output of `kimi daemon start`: empty when a daemon runs, else the reason of the failure.
_kimi_watch_start() {
  local part=
  [[ -n $_kimi_start_input ]] || { _kimi_fail 'the daemon cannot be started: no room for temporary files'; return; }
  IFS= read -r -d '' -u "$_kimi_start_input" part
  _kimi_start_said+=$part
  [[ $_kimi_start_said == *$'\x1f'* ]] || return 0
  local said=${_kimi_start_said%%$'\x1f'*} status=${_kimi_start_said##*$'\x1f'}
  said=${said%%$'\n'*}
  if [[ $status == 0 ]]; then
    _kimi_phase=link _kimi_patience=500 # 10 s: it is ready, and has yet to make this shell's fifos
  else
    _kimi_fail "${said#kimi: }"
  fi
}

_kimi_reap_start() {
  _kimi_has_started=
  [[ -z $_kimi_start_input ]] || exec {_kimi_start_input}<&-
  [[ -z $_kimi_start_output ]] || exec {_kimi_start_output}>&-
  _kimi_start_input='' _kimi_start_output=
}

# ---------------------------------------------------------------- notices of tasks, and Tab

# Receives a notice, a line about a task, which is shown once: a notice whose name came before is shown or held already.
_kimi_on_notice() {
  if [[ " $_kimi_noticed " == *" $1 "* ]]; then
    [[ " ${_kimi_notices[*]} " == *" $1 "* ]] || _kimi_send seen "$1"
    return 0
  fi
  _kimi_noticed+=" $1"
  _kimi_notices+=("$1" "$2" "$3")
}

# Prints the notices at the cursor, which is in the first column of an empty line.
_kimi_show_notices() {
  local -i at
  local colour text
  for (( at = 0; at < ${#_kimi_notices[@]}; at += 3 )); do
    case ${_kimi_notices[at + 1]} in
      good) colour=32 ;;
      bad) colour=31 ;;
      *) colour=33 ;;
    esac
    text=${_kimi_notices[at + 2]//[[:cntrl:]]/ }
    (( _kimi_is_utf8 )) || text=${text//—/-} text=${text//[![:ascii:]]/?}
    if [[ -n ${NO_COLOR-} ]]; then printf '%s %s\r\n' "$_kimi_bullet" "$text"
    else printf '\e[%dm%s\e[m %s\r\n' "$colour" "$_kimi_bullet" "$text"
    fi
    # The name goes into a file too, which outlives this shell and the daemon, so that no other shell shows the notice.
    printf '%s\n' "${_kimi_notices[at]}" >>"$_kimi_directory/seen"
    _kimi_send seen "${_kimi_notices[at]}"
  done
  _kimi_notices=()
}

# Sets KIMI_TASKS, which the user's prompt may show: `2▶ 1?` for two running and one waiting, empty for no tasks.
_kimi_on_tasks() {
  local parts=()
  _kimi_waiting=$2
  [[ $1 == 0 ]] || parts+=("$1$_kimi_running")
  [[ $2 == 0 ]] || parts+=("$2?")
  [[ "${parts[*]}" == "${KIMI_TASKS-}" || ${PS1-} != *KIMI_TASKS* ]] || _kimi_is_count_new=1
  export KIMI_TASKS="${parts[*]}"
}

_kimi_list_now() {
  _kimi_listed=
  _kimi_connect && _kimi_send list "$1" '' && _kimi_await_record list 0.2
}

# Handles records until one of name $1 has come; fails when none at all comes within $2 seconds.
_kimi_await_record() {
  local record fields=()
  until [[ ${fields[0]-} == "$1" ]]; do
    { IFS= read -r -d '' -t "$2" -u 8 record || { _kimi_rest+=$record; return 1; }; } 8<>"$_kimi_pair.a"
    _kimi_split "$_kimi_rest$record"
    _kimi_rest=
    _kimi_on_record "${fields[@]}"
  done
}

# ---------------------------------------------------------------- the end of a question

# Esc, Ctrl-C or a chord ends the question. The line and the cursor have not changed.
_kimi_cancel() {
  [[ -z $_kimi_is_open ]] || _kimi_send cancel "$_kimi_id"
  _kimi_state=idle _kimi_phase='' _kimi_is_open=
}

_kimi_give_enter_back() {
  _kimi_give_searches_back
  [[ -n $_kimi_is_enter_taken ]] || return 0
  _kimi_is_enter_taken=
  _kimi_give_back 'enter m' '\C-m'
  _kimi_give_back 'enter j' '\C-j'
}

_kimi_give_undo_back() {
  [[ -n $_kimi_is_undo_taken$_kimi_is_typed_kept ]] || return 0
  _kimi_is_undo_taken='' _kimi_is_typed_kept=
  _kimi_give_back 'undo u' u
  _kimi_give_back 'undo _' '\C-_'
  _kimi_give_back 'undo x' '\C-x\C-u'
}

_kimi_release() {
  [[ -n $_kimi_held_timeout ]] || return 0
  bind "set keyseq-timeout $_kimi_held_timeout"
  _kimi_held_timeout=
  trap - WINCH
  [[ -z $_kimi_held_trap ]] || eval "$_kimi_held_trap"
}

_kimi_unlisten() {
  _kimi_release_escape
  [[ -n $_kimi_is_noting ]] || _kimi_is_listening=
}

_kimi_release_escape() {
  [[ -n $_kimi_is_escape_taken ]] || return 0
  _kimi_is_escape_taken=
  _kimi_release_interrupt
  _kimi_give_back escape '\e'
  _kimi_choose_timeout
}

# Runs in a subshell of PS0, and only when Enter is pressed while a question is open: the daemon must not ask the terminal
# for reports while a command reads from it.
_kimi_accept() {
  _kimi_run _kimi_send exec
}

# Runs in a subshell of PS2: Enter has begun the next row of the command, and the question stays open.
_kimi_go_on() {
  [[ -z $_kimi_is_async ]] || _kimi_run _kimi_send wait "$_kimi_id" "$_kimi_seen"
}

# ---------------------------------------------------------------- bindings, and the end

# Restores binding $1 of sequence $2 in every keymap that has it, since the user may have changed between vi and emacs mode.
_kimi_give_back() {
  local keymap
  for keymap in emacs-standard vi-insert vi-command; do
    [[ -n ${_kimi_saved[$keymap $1]+set} ]] || continue
    if _kimi_is_own "$keymap" "$2"; then
      bind -m "$keymap" -r "$2"
      [[ -z ${_kimi_saved[$keymap $1]} ]] || _kimi_bind_as "$2" "$keymap" "${_kimi_saved[$keymap $1]}"
    fi
    unset "_kimi_saved[$keymap $1]"
  done
}

# Succeeds while sequence $2 runs private keys of ours: the user may have bound it anew meanwhile.
_kimi_is_own() {
  [[ -z ${BLE_ATTACHED-} ]] || return 0 # its `bind` lists nothing
  _kimi_capture bind -m "$1" -s
  _kimi_pick "$2" $'\n'"$_kimi_reply"
  [[ $_kimi_reply == *'\e[77'* ]]
}

# Binds sequence $1 in keymap $2 to $3, a result of _kimi_find_binding.
_kimi_bind_as() {
  case $3 in
    -x*) bind -m "$2" -x "\"$1\":${3#-x}" ;;
    *) bind -m "$2" "\"$1\":$3" ;;
  esac
}

_kimi_take_private_keys() {
  local keymap
  for keymap in emacs-standard vi-insert vi-command; do
    bind -m "$keymap" '"\e[7713~": undo'
    bind -m "$keymap" -x '"\e[7714~": _kimi_run _kimi_step "$_"'
    bind -m "$keymap" '"\e[7715~": ""'
    bind -m "$keymap" -x '"\e[7716~": _kimi_run _kimi_escape "$_"'
    bind -m "$keymap" -x '"\e[7717~": _kimi_run _kimi_pull "$_"'
    bind -m "$keymap" '"\e[7718~": ""'
    bind -m "$keymap" '"\e[7710~": ""'
    bind -m "$keymap" '"\e[7730~": "\e[7731~"'
    bind -m "$keymap" '"\e[7734~": exchange-point-and-mark'
    bind -m "$keymap" '"\e[7730~\034": "\e[7731~\034"'
    bind -m "$keymap" '"\e[7730~\C-l": "\e[7731~\C-l\e[7732~\e[7712~"'
    bind -m "$keymap" -x '"\e[7732~": _kimi_run _kimi_say_again "$_"'
    bind -m "$keymap" -x '"\e[7731~": _kimi_run _kimi_let_go "$_"'
  done
}

_kimi_leave() {
  local keymap key
  _kimi_cancel
  _kimi_forget_interrupt
  _kimi_is_noting=
  [[ -z $_kimi_held_int ]] || _kimi_give_trap_back
  _kimi_release
  _kimi_give_enter_back
  _kimi_give_undo_back
  _kimi_give_rub_back
  _kimi_unlisten
  [[ -z $_kimi_report_keymaps ]] || _kimi_give_back report '\e[0n'
  ! declare -F _kimi_agent_unload >/dev/null || _kimi_agent_unload
  [[ -z $_kimi_is_ble ]] || _kimi_ble_end
  ! declare -F _kimi_ble_on_attach >/dev/null || blehook ATTACH-=_kimi_ble_on_attach
  if [[ -n $_kimi_timeout ]]; then
    _kimi_give_back key "$_kimi_key_sequence"
    _kimi_give_back twice '\C-x\C-x'
    _kimi_capture bind -m emacs-standard -s
    for key in '\C-m' '\C-j'; do
      [[ $_kimi_reply != *"\"\\C-x$key\": \"$key\""* ]] || bind -m emacs-standard -r "\\C-x$key"
    done
    for keymap in emacs-standard vi-insert vi-command; do
      bind -m "$keymap" -r '\e[7730~\034'
      bind -m "$keymap" -r '\e[7730~\C-l'
      for key in 1{0..9} 20 {26..36}; do
        bind -m "$keymap" -r "\\e[77$key~"
        [[ -z ${BLE_ATTACHED-} ]] || builtin bind -m "$keymap" -r "\\e[77$key~"
      done
    done
    _kimi_change_timeout "$_kimi_timeout" 500
  fi
  if [[ -n $_kimi_ps0 ]]; then
    PS0=${PS0/"$_kimi_ps0"/} PS2=${PS2/"$_kimi_ps2"/}
    [[ -n $_kimi_had_ps0 || -n $PS0 ]] || unset PS0
  fi
  _kimi_unhook
  _kimi_send bye # last: the daemon then removes the file of _kimi_capture
}

# The last part of unloading, which runs with the user's own options.
_kimi_forget() {
  local IFS=$'\n'
  # The line that loads this file sets KIMI_BIN where the user has not.
  [[ ${KIMI_BIN-} != "${_kimi_source%/*}/dist/kimi" || ${KIMI_BIN@a} == *x* ]] || unset -v KIMI_BIN
  unset -v KIMI_TASKS
  # shellcheck disable=SC2046 # IFS splits the list into one name a line
  unset -f $(compgen -A function _kimi_)
  unset -v "${!_kimi_@}"
}
