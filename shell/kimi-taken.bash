# kimi-taken.bash: keys whose bindings kimi takes for a time in bash, and gives back: Enter, Ctrl-W, undo, Esc, and the keys of a search. Read
# by kimi-prompt.bash with kimi-key.bash, whose names it shares.
#
# shellcheck shell=bash disable=SC2016,SC2154,SC2034

# Has sequence $2 run a function, given from $5 on, and then the keys that private key $4 is bound to, until _kimi_give_back is called with
# $2 and name $1. Private key $3 runs the function.
_kimi_take_for() {
  local keymap name=$1 sequence=$2 runs=$3 follows=$4
  shift 4
  for keymap in "${_kimi_keymaps[@]}"; do bind -m "$keymap" -x "\"\\e[77$runs~\": _kimi_run $* \"\$_\""; done
  _kimi_take "$name" "$sequence" "\\e[77$runs~\\e[77$follows~"
}

# Has private key $1 do what sequence $2, a name given to _kimi_take, does without us; $3 where it was not bound.
_kimi_then_own() {
  local keymap
  for keymap in emacs-standard vi-insert vi-command; do
    [[ -n ${_kimi_saved[$keymap $2]+set} ]] || continue
    bind -m "$keymap" "\"\\e[77$1~\": \"\""
    [[ -z ${_kimi_saved[$keymap $2]:-${3-}} ]] || _kimi_bind_as "\\e[77$1~" "$keymap" "${_kimi_saved[$keymap $2]:-$3}"
  done
}

# Has private key $1 do nothing.
_kimi_then_nothing() {
  local keymap
  for keymap in emacs-standard vi-insert vi-command; do bind -m "$keymap" "\"\\e[77$1~\": \"\""; done
}

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

# The private keys are sequences of function keys that no terminal has, from \e[7710~ on. Functions of ours, and what readline reads behind
# them, since a `bind -x` command cannot call a function of readline's:
#
#   7711 the press, 7712 behind it           7733 two presses within the timeout, 7734 what readline makes of these
#   7713 undo, 7714 the next proposal, 7715 behind it          7716 Esc while asking, and 7712 behind it
#   7717 the terminal's report, 7718 behind it                 7719, 7729 Enter, 7710 and 7720 behind it
#   7726, 7728 undo, 7727 behind it                            7735 Ctrl-W behind a placeholder, 7736 behind it
#   7730 begins a sequence in which readline waits while a message stands, 7731 runs at the key that ends it
#   7732 behind Ctrl-L                                         7760 and above: keys of searches (_kimi_guard_searches)
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

# readline's own Ctrl-W takes all text back to the last blank: also a quote before the placeholder, and of a placeholder of two words
# only the second.
_kimi_take_rub() {
  [[ -z $_kimi_is_rub_taken$_kimi_is_ble ]] || return 0
  local _kimi_keymaps=(emacs-standard vi-insert)
  _kimi_is_rub_taken=1
  _kimi_take_for rub '\C-w' 35 36 _kimi_rub
}

_kimi_give_rub_back() {
  [[ -n $_kimi_is_rub_taken ]] || return 0
  _kimi_is_rub_taken=
  _kimi_give_back rub '\C-w'
}

# Ctrl-W behind a placeholder takes it out as a whole; elsewhere it runs the user's binding.
_kimi_rub() {
  if ! _kimi_cut_placeholder; then
    _kimi_then_own 36 rub ' unix-word-rubout'
    return
  fi
  _kimi_then_nothing 36
  _kimi_say ''
  _kimi_park
}

# At its first Esc readline forgets what it could undo of a line in vi mode. So in vi's command mode u and Ctrl-_ put the typed line
# back while a proposal stands, and else are what they were.
_kimi_take_undo() {
  [[ -o vi && -z $_kimi_is_undo_taken$_kimi_is_ble ]] || return 0
  local _kimi_functions='' _kimi_keymaps=(vi-command)
  _kimi_is_undo_taken=1
  _kimi_take_for 'undo u' u 26 27 _kimi_undo_in_vi u
  _kimi_take_for 'undo _' '\C-_' 28 27 _kimi_undo_in_vi _
}

# readline cannot redo: an undo at the note "your line" would take what was typed away for good. So the first one there takes the note
# away alone.
_kimi_keep_typed() {
  [[ -z $_kimi_is_typed_kept$_kimi_is_ble ]] || return 0
  local _kimi_functions='' _kimi_keymaps=(emacs-standard)
  [[ ! -o vi ]] || _kimi_keymaps=(vi-insert)
  _kimi_is_typed_kept=1
  _kimi_take_for 'undo _' '\C-_' 28 27 _kimi_undo_typed _
  [[ ! -o vi && $_kimi_key_sequence == '\C-x' ]] || return 0
  _kimi_take_for 'undo x' '\C-x\C-u' 26 27 _kimi_undo_typed x
}

# Runs at undo $1 outside vi's command mode.
_kimi_undo_typed() {
  if _kimi_is_note; then _kimi_undo_note; else _kimi_then_own 27 "undo $1"; fi
}

# Succeeds where the note "your line" stands and the first undo is still to come.
_kimi_is_note() {
  [[ $_kimi_state == shown && $_kimi_at == 0 && -z $_kimi_is_note_undone ]] && _kimi_is_line "$_kimi_shown"
}

_kimi_undo_note() {
  _kimi_is_note_undone=1
  _kimi_then_nothing 27
  _kimi_say ''
  _kimi_park
}

# Runs at undo $1 in vi's command mode.
_kimi_undo_in_vi() {
  if _kimi_is_note; then
    _kimi_undo_note
  elif [[ $_kimi_state == shown && $_kimi_at != 0 ]] && _kimi_is_line "$_kimi_shown"; then
    READLINE_LINE=$_kimi_typed READLINE_POINT=$_kimi_typed_point
    (( READLINE_POINT == 0 || READLINE_POINT < ${#READLINE_LINE} )) || (( READLINE_POINT-- )) # the mode's cursor stands on a character
    _kimi_then_nothing 27
    _kimi_say ''
    _kimi_park
  else
    _kimi_then_own 27 "undo $1"
  fi
}

# Takes Enter: while the line has placeholders, and from the first record `wait` of a line on, since the terminal's report must not
# reach the command that Enter starts.
_kimi_guard_enter() {
  [[ -z $_kimi_is_enter_taken$_kimi_is_ble$_kimi_is_agent ]] || return 0
  _kimi_is_enter_taken=1
  local _kimi_functions=${_kimi_functions-}
  _kimi_take_for 'enter m' '\C-m' 19 10 _kimi_enter m
  _kimi_take_for 'enter j' '\C-j' 29 10 _kimi_enter j
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
  _kimi_then_own 20 "enter $1" ' accept-line'
  _kimi_notation "$_kimi_unsent"
  _kimi_then "\e[7720~${_kimi_unsent:+$_kimi_reply}"
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

_kimi_release_escape() {
  [[ -n $_kimi_is_escape_taken ]] || return 0
  _kimi_is_escape_taken=
  _kimi_release_interrupt
  _kimi_give_back escape '\e'
  _kimi_choose_timeout
}
