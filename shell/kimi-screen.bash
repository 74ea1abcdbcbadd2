# kimi-screen.bash: the message below the line in bash: where it stands, how it is painted, and how it gives way. Read by kimi-prompt.bash
# with kimi-key.bash, whose names it shares.
#
# shellcheck shell=bash disable=SC2016,SC2154,SC2034

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

_kimi_release() {
  [[ -n $_kimi_held_timeout ]] || return 0
  bind "set keyseq-timeout $_kimi_held_timeout"
  _kimi_held_timeout=
  trap - WINCH
  [[ -z $_kimi_held_trap ]] || eval "$_kimi_held_trap"
}
