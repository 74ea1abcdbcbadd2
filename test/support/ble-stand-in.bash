# A stand-in of ours for ble.sh, which the tests cannot fetch: a small line editor in bash that offers what kimi-ble.bash uses
# of ble.sh, under its names and with the behaviour that was seen in ble.sh 0.4. It knows one-line buffers and no colours.
#
# The stand-in attaches at the first prompt, as ble.sh does: PROMPT_COMMAND runs once before the keymap is there, then ATTACH.
# shellcheck shell=bash disable=SC2034,SC2154
BLE_VERSION=0.4.0-stand-in BLE_ATTACHED=
_ble_decode_Ctrl=$((0x04000000)) _ble_complete_KCODE_ENTER=1114113 _ble_decode_keymap=emacs _ble_decode_keymap_list=
_ble_history_load_done=1 _ble_edit_str='' _ble_edit_ind=0 _ble_edit_mark=0 _ble_edit_mark_active='' _ble_edit_lineno=0
_ble_decode_key__seq='' _ble_decode_key__hook='' _ble_complete_auto_source=(history)
_ble_decode_emacs_kmap_=() _ble_decode_auto_complete_kmap_=()
own_info='' own_tasks=() own_undo=() own_step=0 own_sequences=() own_hooks=() own_insert=''

# ---------------------------------------------------------------- keys

# Sets ret to the code of key $1, or the codes of several keys.
ble-decode-kbd() {
  local name codes=
  for name in ${1#keyseq:}; do
    case $name in
      RET) ret=1114114 ;;
      up) ret=1114116 ;;
      down) ret=1114117 ;;
      ESC) ret=27 ;;
      C-\[) ret=$(( _ble_decode_Ctrl | 91 )) ;;
      kimi_report) ret=1114115 ;;
      C-? | \\C-?) printf -v ret %d "'${name: -1}"; (( ret |= _ble_decode_Ctrl )) ;;
      *) printf -v ret %d "'$name" ;;
    esac
    codes+="${codes:+ }$ret"
  done
  ret=$codes
}

# Options come as in ble.sh, several in one call. A chord below a key makes its entry begin with `_`.
ble-bind() {
  local keymap=emacs ret
  while (( $# )); do
    case $1 in
      -m) keymap=$2; shift 2; continue ;;
      -k) own_sequences+=("$3"); shift 3; continue ;;
    esac
    if [[ $2 == *\\e* || $2 == *C-x?C-@ || $2 == *C-x\\* ]]; then shift 3; continue; fi
    ble-decode-kbd "$2"
    local -n kmap=_ble_decode_${keymap}_kmap_
    local entry=${kmap[ret]-} below=1
    [[ $entry != _* ]] || below=_
    case $1$3 in
      -T*) [[ $3 != - && $entry == _* ]] && kmap[ret]="_$3${entry#_}"; [[ $3 != - ]] || kmap[ret]="_:${entry#*:}" ;;
      -f-) if [[ $below == _ ]]; then kmap[ret]=_; else unset "kmap[$ret]"; fi ;;
      -f*) kmap[ret]="$below:ble/widget/$3" ;;
      -@*) kmap[ret]="$below:$3" ;;
    esac
    shift 3
  done
}

# Runs what key $1 does. The rest of a chord comes with _ble_decode_key__seq set.
ble-decode-key() {
  local key=$1 seq=$_ble_decode_key__seq hook=$_ble_decode_key__hook
  if [[ -n $hook ]]; then
    _ble_decode_key__hook=
    $hook "$key"
    return
  fi
  _ble_decode_key__seq=
  local -n kmap=_ble_decode_${_ble_decode_keymap}_kmap_$seq
  local command=${kmap[key]-}
  [[ $command == *:* ]] && command=${command#*:} || command=
  if [[ $key == "$_ble_complete_KCODE_ENTER" ]]; then return; fi
  if [[ -z $command && $_ble_decode_keymap == auto_complete ]]; then command=ble/widget/auto_complete/cancel-default; fi
  own_key=$key
  if [[ -n $command ]]; then
    own_last=$command
    $command
  elif (( key >= 32 && key < 0x110000 )); then own_insert_key
  fi
}
ble/decode/widget/redispatch-by-keys() { ble-decode-key "$@"; }

own_insert_key() {
  local char
  printf -v char "\\x$(printf %x "$own_key")"
  _ble_edit_str=${_ble_edit_str:0:_ble_edit_ind}$char${_ble_edit_str:_ble_edit_ind}
  (( ++_ble_edit_ind ))
  own_last=self-insert
}

# ---------------------------------------------------------------- the line

ble-edit/undo/add() { [[ ${own_undo[own_step]-} == "$_ble_edit_str" ]] || own_undo[++own_step]=$_ble_edit_str; }
ble-edit/undo/undo() {
  ble-edit/undo/add
  (( own_step )) || return 1
  _ble_edit_str=${own_undo[--own_step]-} _ble_edit_ind=${#_ble_edit_str}
}
ble-edit/content/reset-and-check-dirty() { _ble_edit_str=$1; }
ble/keymap:emacs/update-mode-indicator() { :; }
ble/edit/info/immediate-show() { own_info=$2; }
ble/edit/info/immediate-default() { own_info=; }
ble/history/get-count() { printf -v "$2" %d "$own_count"; }

ble/widget/own/end() { _ble_edit_ind=${#_ble_edit_str}; }
ble/widget/own/left() { (( _ble_edit_ind == 0 || _ble_edit_ind-- )); }
ble/widget/own/erase() { (( _ble_edit_ind == 0 )) || _ble_edit_str=${_ble_edit_str:0:_ble_edit_ind - 1}${_ble_edit_str:_ble_edit_ind--}; }
ble/widget/own/undo() { ble-edit/undo/undo; }
ble/widget/own/chord() { own_info=CHORD; }
ble/widget/own/discard() { own_over=130; }
ble/widget/own/accept() { own_over=0; }
ble/widget/external-command() {
  printf '\r\e[J'
  eval "$1"
}
ble/widget/internal-command() {
  printf '\n'
  eval "$1"
}
ble/term/leave() { :; }
ble/term/enter() { :; }
ble/util/buffer.flush() { :; }

# ---------------------------------------------------------------- grey text

ble/complete/auto-complete/enter() {
  _ble_edit_str+=$3 _ble_edit_mark=${#_ble_edit_str} _ble_decode_keymap=auto_complete
  ble-decode-key "$_ble_complete_KCODE_ENTER"
}
ble/complete/auto-complete/source:history() { return 1; }
ble/widget/auto_complete/cancel() {
  _ble_edit_str=${_ble_edit_str:0:_ble_edit_ind}${_ble_edit_str:_ble_edit_mark} _ble_decode_keymap=emacs
}
ble/widget/auto_complete/cancel-default() {
  ble/widget/auto_complete/cancel
  ble-decode-key "$own_key"
}
ble/widget/own/take() { _ble_edit_ind=$_ble_edit_mark _ble_decode_keymap=emacs; }

own_suggest() {
  local source
  [[ $own_last == self-insert && -n $_ble_edit_str ]] || return
  for source in "${_ble_complete_auto_source[@]}"; do "ble/complete/auto-complete/source:$source" && return; done
}

# ---------------------------------------------------------------- idle tasks and hooks

ble/util/import/eval-after-load() { eval "$2"; }
ble/util/idle.push() { own_tasks+=("$1"); }
ble/util/idle.sleep() { own_sleeps=1; }
ble/util/idle.cancel() {
  local task others=()
  for task in "${own_tasks[@]}"; do [[ $task == "$1" ]] || others+=("$task"); done
  own_tasks=("${others[@]}")
}
own_idle() {
  local task tasks=("${own_tasks[@]}")
  own_tasks=()
  for task in "${tasks[@]}"; do
    own_sleeps=
    $task
    [[ -z $own_sleeps ]] || own_tasks+=("$task")
  done
}
blehook() {
  local name=${1%%[!A-Z]*} hook others=()
  for hook in "${own_hooks[@]}"; do [[ $hook == "$name ${1##*=}" ]] || others+=("$hook"); done
  own_hooks=("${others[@]}")
  [[ $1 == *-=* ]] || own_hooks+=("$name ${1##*=}")
}
own_invoke() {
  local hook
  for hook in "${own_hooks[@]}"; do [[ $hook != "$1 "* ]] || ${hook#* }; done
}

# ---------------------------------------------------------------- the editor

own_draw() {
  printf '\r\e[J%s%s' 'PROMPT> ' "$_ble_edit_str"
  [[ -z $own_info ]] || printf '\r\n%s\e[A' "$own_info"
  printf '\r\e[%dC' $(( 8 + _ble_edit_ind ))
}

# Sets own_code to the code of the next key. Idle tasks run while none comes. A `read` with a time limit loses a key that comes at
# its end, so the limit is of a read of a pipe into which nobody writes. Such a wait polls, as readline does: the daemon
# writes to no terminal whose reader blocks.
own_read() {
  local char more
  until read -t 0; do
    read -rt 0.01 -u "$own_silence" more
    (( ${#own_tasks[@]} )) || continue
    own_idle
    own_draw
  done
  IFS= read -rsn1 -d '' char
  case $char in
    $'\e')
      while read -t 0 || { read -rt 0.03 -u "$own_silence" more; read -t 0; }; do
        IFS= read -rsn1 -d '' more
        char+=$more
      done
      case $char in
        $'\e[0n') ble-decode-kbd kimi_report ;;
        $'\e[C') ret=1114116 ;;
        $'\e[D') ret=1114117 ;;
        *) ble-decode-kbd 'C-[' ;;
      esac
      own_code=$ret ;;
    $'\n' | $'\r') own_code=1114114 ;;
    $'\x7f') own_code=1114118 ;;
    *)
      printf -v own_code %d "'$char"
      (( own_code >= 32 )) || (( own_code = _ble_decode_Ctrl | own_code + (own_code < 27 ? 96 : 64) )) ;;
  esac
}

# A bare key waits as long as its entry says for the rest of a chord, and for ever where it says nothing.
own_press() {
  local -n entries=_ble_decode_${_ble_decode_keymap}_kmap_
  local first=$own_code entry=${entries[own_code]-}
  if [[ $entry == _* && -z $_ble_decode_key__hook ]] && { [[ $entry != _[0-9]* ]] || read -t 0; }; then
    own_read
    _ble_decode_key__seq=_$first
  fi
  ble-decode-key "$own_code"
}

own_edit() {
  _ble_edit_str='' _ble_edit_ind=0 own_undo=() own_step=0 own_info='' own_over='' own_last=
  (( ++_ble_edit_lineno ))
  own_prompt
  while [[ -z $own_over ]]; do
    own_draw
    own_read
    own_press
    read -t 0 || own_suggest
  done
  [[ $_ble_decode_keymap != auto_complete ]] || ble/widget/auto_complete/cancel
  own_info=
  own_draw
  printf '\r\n'
  stty "$own_modes"
}

own_set_status() { return "$own_status"; }

own_prompt() {
  local part
  for part in "${own_parts[@]}"; do
    own_set_status
    eval "$part"
  done
}

own_bind() {
  local key
  _ble_decode_keymap_list=:emacs:auto_complete:
  _ble_decode_emacs_kmap_[_ble_decode_Ctrl | 120]=_
  declare -ga "_ble_decode_emacs_kmap__$(( _ble_decode_Ctrl | 120 ))=([$(( _ble_decode_Ctrl | 117 ))]=1:ble/widget/own/chord)"
  _ble_decode_emacs_kmap_[_ble_decode_Ctrl | 99]=1:ble/widget/own/discard
  _ble_decode_emacs_kmap_[_ble_decode_Ctrl | 101]=1:ble/widget/own/end
  _ble_decode_emacs_kmap_[_ble_decode_Ctrl | 95]=1:ble/widget/own/undo
  _ble_decode_emacs_kmap_[1114114]=1:ble/widget/own/accept
  _ble_decode_emacs_kmap_[1114117]=1:ble/widget/own/left
  _ble_decode_emacs_kmap_[1114118]=1:ble/widget/own/erase
}

# Takes the place of bash's own prompt, and never gives it back.
own_attach() {
  local own_parts=("${PROMPT_COMMAND[@]}") own_modes own_command ret
  own_modes=$(stty -g) own_status=0 own_count=$HISTCMD
  own_parts=("${own_parts[@]/own_attach/}")
  BLE_ATTACHED=1
  exec {own_silence}<> <(:)
  own_prompt
  own_bind
  own_invoke ATTACH
  while :; do
    stty -echo -icanon -icrnl min 1 intr undef quit undef susp undef # `read` switches isig on
    own_edit
    own_command=$_ble_edit_str
    if (( own_over )) || [[ -z $own_command ]]; then
      own_status=$own_over
      continue
    fi
    history -s -- "$own_command"
    HISTCMD=$(( ++own_count ))
    own_invoke PREEXEC
    PROMPT_COMMAND=("${own_parts[@]}")
    own_set_status
    eval "$own_command"
    own_status=$?
    own_parts=("${PROMPT_COMMAND[@]}")
  done
}
_ble_decode_auto_complete_kmap_=([_ble_decode_Ctrl | 120]=_ [1114116]=1:ble/widget/own/take)
PROMPT_COMMAND+=(own_attach)
