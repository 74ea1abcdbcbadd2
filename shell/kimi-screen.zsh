# kimi-screen.zsh: what zsh shows below the line and beside it: the message, where it stands, how it is painted, and the notices of tasks. Read
# with kimi-key.zsh, whose names it shares.

# Shows a message, one line below the buffer. zle -M shows control bytes as ^[ and the like, and expands nothing. A second
# message before a redraw would be painted over the prompt, so each is drawn at once. From character $2 on $3 characters
# get colour $4.
_kimi_say() {
  emulate -L zsh
  # Under `emulate ksh` or `sh` zsh's own dispatcher of these hooks fails with a message.
  if [[ -n $_kimi_is_ghostly ]] && (( ! $+widgets[_kimi_look] )); then
    autoload -Uz add-zle-hook-widget
    add-zle-hook-widget line-pre-redraw _kimi_look
    add-zle-hook-widget isearch-update _kimi_search
    add-zle-hook-widget isearch-exit _kimi_search_end
  fi
  typeset -g _kimi_said=$1 _kimi_said_of=$BUFFER
  typeset -ga _kimi_said_tint=("${@:2}")
  _kimi_resize
  [[ -n $1 ]] || return 0
  # ZLE drops the message when the window gets a new size, and when a prompt draws itself anew, by a timer or a handler.
  _kimi_take_trap WINCH _kimi_resize behind
  (( ! ${TMOUT:-0} )) || _kimi_take_trap ALRM _kimi_say_again behind
  _kimi_stand_beside
}

# Shows the message again behind code of others that may have drawn the prompt anew, of which ZLE tells no hook.
_kimi_say_again() {
  emulate -L zsh
  [[ -n $_kimi_said && $KEYMAP != (menuselect|isearch|listscroll) ]] && zle || return 0
  zle -R
  _kimi_resize
}

# Puts _kimi_beside in the place of other plugins' handlers (zle -F), as prompts have them whose parts come late. Called for each message,
# so that a handler which has come meanwhile is found too. Suggestions draw no prompt.
_kimi_stand_beside() {
  emulate -L zsh
  local REPLY line
  local -a words
  _kimi_capture zle -F -L || return 0
  for line in ${(f)REPLY}; do
    words=(${(z)line}) # zle -F [-w] DESCRIPTOR HANDLER
    [[ $words[-1] != (_kimi|_zsh_autosuggest)* ]] || continue
    _kimi_handlers[$words[-2]]="${words[3,-3]} $words[-1]"
    zle -F ${words[3,-3]} $words[-2] _kimi_beside
  done
}

# Gives other plugins' handlers their places back, but where another has come meanwhile.
_kimi_stand_back() {
  emulate -L zsh
  (( $#_kimi_handlers )) || return 0
  local REPLY line
  local -a words
  ! _kimi_capture zle -F -L || for line in ${(f)REPLY}; do
    words=(${(z)line})
    [[ $words[-1] != _kimi_beside ]] || zle -F ${words[3,-3]} $words[-2] ${_kimi_handlers[$words[-2]]##* }
  done
  _kimi_handlers=()
}

# Runs another plugin's handler under the user's own options, as a widget where it is one, and then shows the message again.
_kimi_beside() {
  case ${_kimi_handlers[$1]-} in
    '-w '*) zle ${_kimi_handlers[$1]##* } -- "$@" ;;
    *) "${_kimi_handlers[$1]##* }" "$@" ;;
  esac
  _kimi_say_again
}

# Sets REPLY to the message as one row, which ends in an ellipsis where the window is too narrow for all of it.
_kimi_fit() {
  emulate -L zsh
  REPLY=${_kimi_said//$'\n'/ }
  (( ${(m)#REPLY} >= COLUMNS )) || return 0
  local -i last=$(( COLUMNS - 1 - $#_kimi_ellipsis ))
  while (( last > 0 && ${(m)#REPLY[1,last]} + $#_kimi_ellipsis >= COLUMNS )); do (( last-- )); done
  if (( last > 0 )); then REPLY=${REPLY[1,last]}$_kimi_ellipsis; else REPLY=; fi
}

# Paints a message in colours over the one that ZLE has drawn, which can draw none: the risk of a proposal has its own, all
# else is dim. The message is one row below the cursor, but where the cursor is not in the last row of the line.
_kimi_paint() {
  emulate -L zsh -o extended_glob
  local REPLY end=$'\e[m'
  _kimi_fit
  local text=$REPLY
  [[ -z ${NO_COLOR-} && -n $text && -z $POSTDISPLAY && $text != *[[:cntrl:]]* ]] || return 0
  (( CURSOR == $#BUFFER || BUFFERLINES == 1 )) || return 0
  [[ $_kimi_bullet != '*' || $text != *[^[:ascii:]]* ]] || return 0 # the locale is not UTF-8
  local -i at=${_kimi_said_tint[1]:-0} length=${_kimi_said_tint[2]:-0}
  if (( length )); then
    text="${text[1,at]}$end"$'\e['"${_kimi_said_tint[3]}m${text[at + 1,at + length]}$end"$'\e[2m'"${text[at + length + 1,-1]}"
  fi
  print -rn -u $_kimi_tty -- $'\e7\r\e[B\e[2m'"$text$end"$'\e8'
}

# A search in the history, also one that finds nothing, uses the row below the line: a message waits for its end.
_kimi_search() {
  typeset -g _kimi_is_searching=1
}

_kimi_search_end() {
  emulate -L zsh
  typeset -g _kimi_is_searching=
  [[ -z $_kimi_said ]] || _kimi_say "$_kimi_said" $_kimi_said_tint
}

# Takes widget $2 from hook $1. Where the user's own widget alone is left, that stands in the hook again without zsh's dispatcher, which would
# not find it in emulations of sh and ksh.
_kimi_unhook() {
  emulate -L zsh
  local -a left
  add-zle-hook-widget -d $1 $2
  [[ ${widgets[zle-$1]-} == user:azhw:zle-$1 ]] || return 0
  zstyle -g left zle-$1 widgets
  if (( $#left == 0 )); then zle -D zle-$1
  elif (( $#left == 1 )) && [[ $left[1] == 0:user:* ]]; then
    zstyle -d zle-$1 widgets
    zle -A ${left[1]#0:} zle-$1
    zle -D ${left[1]#0:}
  fi
}

_kimi_unlook() {
  emulate -L zsh
  (( $+widgets[_kimi_look] )) || return 0
  _kimi_unhook line-pre-redraw _kimi_look
  _kimi_unhook isearch-update _kimi_search
  _kimi_unhook isearch-exit _kimi_search_end
  zle -D _kimi_look _kimi_search _kimi_search_end
}

# Runs before each redraw: a message goes with the line that it is about, and stays when the screen is cleared, or when a prompt draws
# itself anew for another keymap.
_kimi_look() {
  emulate -L zsh
  _kimi_redraw_tall
  [[ -n $_kimi_said ]] || return 0
  if [[ $BUFFER != "$_kimi_said_of" && $_kimi_state != (asking|ready) ]]; then
    zle -M ''
    _kimi_unsay
    # The line may be about to fill the window while ZLE still keeps a row for the message.
    (( ${(m)#BUFFER} / COLUMNS + $#BUFFER - ${#BUFFER//$'\n'/} + 4 < LINES )) || _kimi_call_soon _kimi_redraw_all
  elif [[ $LASTWIDGET == clear-screen || $BUFFERLINES != "$_kimi_said_rows" || $KEYMAP != "$_kimi_said_keymap" ]]; then
    _kimi_resize
  fi
  # powerlevel10k draws the prompt anew behind all other hooks when one of its parts comes or goes with the command in the line.
  (( ! ${#_p9k_show_on_command} )) || [[ -z $_kimi_said ]] || _kimi_call_soon _kimi_see_again
}

_kimi_see_again() {
  emulate -L zsh
  _kimi_take_call $1
  _kimi_say_again
}

# A message below a line that fills the window scrolls the prompt away, and ZLE does not know of it: so behind such a message
# ZLE draws everything anew, the prompt too.
_kimi_redraw_tall() {
  emulate -L zsh
  [[ -z $_kimi_is_tall ]] || zle redisplay
  typeset -g _kimi_is_tall=${${(M)$(( BUFFERLINES + 4 > LINES )):#1}:+1}
}

_kimi_unsay() {
  emulate -L zsh
  typeset -g _kimi_said=
  _kimi_give_trap_back WINCH
  _kimi_give_trap_back ALRM
  _kimi_stand_back
}

# Sets the trap of signal $1 to the code $2, if there is a $3 behind what the user's own trap does. A trap is a function or a line of `trap`.
# A trap for the alarm is set only beside one of the user's: without any, zsh ends the shell after TMOUT, as it should.
_kimi_take_trap() {
  emulate -L zsh
  setopt no_local_traps # or the trap would end with this function
  [[ -z ${_kimi_traps[$1]-} ]] || return 0
  local REPLY= function=${functions[TRAP$1]-} code=$2
  _kimi_capture trap
  local line=${(M)${(f)REPLY}:#trap -- * $1}
  [[ $1 != ALRM || -n $function$line ]] || return 0
  if [[ -n $3 && -n $function$line ]]; then
    functions[_kimi_own_$1]=$function$'\n'${(Q)${(z)line}[3]}
    code="_kimi_own_$1 \"\$@\""$'\nset -- $?\n'"$2"$'\nreturn $1'
  fi
  functions[TRAP$1]=$code
  _kimi_traps+=($1 $functions[TRAP$1] $1-function "$function" $1-line "$line")
}

_kimi_give_trap_back() {
  emulate -L zsh
  setopt no_local_traps
  local own=${_kimi_traps[$1]-}
  _kimi_traps[$1]=
  # A trap that another plugin has set meanwhile stays.
  [[ -n $own && ${functions[TRAP$1]-} == "$own" ]] || return 0
  unfunction TRAP$1
  (( ! $+functions[_kimi_own_$1] )) || unfunction _kimi_own_$1
  [[ -z $_kimi_traps[$1-function] ]] || functions[TRAP$1]=$_kimi_traps[$1-function]
  [[ -z $_kimi_traps[$1-line] ]] || eval "$_kimi_traps[$1-line]" # quoted by zsh
}

_kimi_resize() {
  emulate -L zsh
  [[ -z $_kimi_is_searching ]] && zle || return 0
  _kimi_redraw_tall
  local REPLY
  _kimi_fit
  zle -M -- "$REPLY"
  zle -R
  typeset -g _kimi_said_rows=$BUFFERLINES _kimi_said_keymap=$KEYMAP
  _kimi_paint
}

# ---------------------------------------------------------------- notices of tasks

# Receives a notice, a line about a task, which is shown once: a notice whose name came before is shown or held already.
_kimi_on_notice() {
  emulate -L zsh
  if [[ " $_kimi_noticed " == *" $1 "* ]]; then
    (( ${_kimi_notices[(I)$1]} )) || _kimi_send seen $1
    return 0
  fi
  _kimi_noticed+=" $1"
  _kimi_notices+=("$1" "$2" "$3")
  _kimi_show_notices
}

# Prints the notices above the prompt; the line and the cursor stay as they are. In a search, a menu, PS2 or vared the
# notices wait for the next prompt.
_kimi_show_notices() {
  [[ -n ${_kimi_notices-} ]] || return 0
  local drawn=
  # The prompt is expanded under the user's own options, since it may run commands.
  ! zle || drawn=${(%%)PROMPT}
  emulate -L zsh -o extended_glob
  if zle; then
    [[ $CONTEXT == start && $KEYMAP != (menuselect|isearch|listscroll) && ${LASTWIDGET-} != *(complete|history-incremental)* ]] &&
      (( ! ${ISEARCHMATCH_ACTIVE:-0} )) || return 0
    zle -R # draws the line below anything that another handler has printed, which so stays
    local -i rows=$BUFFERLINES
    local row
    # BUFFERLINES counts from the last line of the prompt on.
    for row in "${(@f)drawn%$'\n'*}"; do
      row=${row//${~_kimi_unseen}/}
      [[ $drawn != *$'\n'* ]] || (( rows += ${(m)#row} ? (${(m)#row} + COLUMNS - 1) / COLUMNS : 1 ))
    done
    # powerlevel10k goes down a row and up again, so that the terminal scrolls before its first row. What goes back to a place that
    # was saved does not count.
    drawn=${(S)${(S)${drawn%$'\n'*}//$'\e7'*$'\e8'}//$'\e[s'*$'\e[u'}
    while [[ $drawn == (#b)(*)$'\e['([0-9]#)A(*) ]]; do
      (( rows -= ${match[2]:-1} ))
      drawn=$match[1]$match[3]
    done
    zle -I
    print -n "\e[${rows}A\e[J" >$TTY # the notice takes the prompt's place, and the line goes below it
  fi
  local delivery tone text
  for delivery tone text in "${(@)_kimi_notices}"; do
    text=${${text//—/$_kimi_dash}//[[:cntrl:]]/ }
    [[ $_kimi_bullet != '*' ]] || text=${text//[^ -~]/?} # the locale is not UTF-8
    if [[ -n ${NO_COLOR-} ]]; then print -r -- "$_kimi_bullet $text" >$TTY
    else print -r -- "$_kimi_tones[${tone:-good}]$_kimi_bullet"$'\e[m'" $text" >$TTY
    fi
    # The name goes into a file too, which outlives this shell and the daemon, so that no other shell shows the notice.
    print -r -- $delivery >>| $_kimi_run/seen
    _kimi_send seen $delivery
  done 2>/dev/null
  typeset -ga _kimi_notices=()
  # The line is drawn at once, since until then the terminal echoes typed keys. The message below it is shown again.
  if zle; then
    zle -R
    [[ -z $_kimi_said ]] || _kimi_say "$_kimi_said" $_kimi_said_tint
  fi
  return 0
}

# Sets KIMI_TASKS, which the user's prompt may show: `2▶ 1?` for two running and one waiting, empty for no tasks.
_kimi_on_tasks() {
  emulate -L zsh
  typeset -gi _kimi_waiting=${2:-0}
  local -a parts=()
  (( $1 )) && parts+=("$1$_kimi_running")
  (( $2 )) && parts+=("$2?")
  typeset -gx KIMI_TASKS="$parts"
  # The prompt is reset only when it shows KIMI_TASKS, since zle draws the whole prompt again each time.
  [[ "$PS1${RPS1-}" == *KIMI_TASKS* && $CONTEXT == start ]] && zle && zle reset-prompt
}
