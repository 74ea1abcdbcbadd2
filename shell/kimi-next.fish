# kimi-next.fish: the next command in grey on the empty prompt in fish. Read with kimi-key.fish, whose names it shares.

# Shows the command that comes next in grey on the empty prompt, from _kimi_next: a directory, the command behind a success there, and
# behind a failure. While it is shown, each key that fills the line takes it away first. A key that the user has bound is left alone;
# where that is Enter or Ctrl-C, behind which the text would stay on the screen, nothing is shown.
function _kimi_show_next
    set -l text $_kimi_next[2]
    test $_kimi_status = 0; or set text $_kimi_next[3]
    # Behind Ctrl-C nothing is shown; a message, a notice or a task that waits goes first; and Enter may be taken for reports.
    test -n "$text" -a $_kimi_status != 130 -a "$_kimi_next[1]" = "$PWD" -a $_kimi_waiting = 0; or return
    test -z "$_kimi_notices$_kimi_message$_kimi_is_agent$_kimi_is_guarded$NO_COLOR"; or return
    test "$fish_key_bindings" = fish_default_key_bindings -a "$(_kimi_clean $text)" = "$text"; or return
    set -q _kimi_grey_binds; or _kimi_list_grey_keys
    set -q _kimi_grey_binds[1]; or return
    set -g _kimi_grey $text
    eval $_kimi_grey_binds
    _kimi_wrap_right
end

# Draws the grey text behind the left prompt, and the user's right prompt where it was. fish clears the row behind the left prompt and
# draws the right one last, from the second cell behind the left one on, as the right prompt is as wide as it may be: so fish takes it
# away by itself when there is a character in the line. Where both do not fit there is no grey text.
function _kimi_draw_right_prompt --argument-names last_status
    set -l right
    functions -q _kimi_users_fish_right_prompt; and set right "$(_kimi_return $last_status; _kimi_users_fish_right_prompt)"
    set -l row (string split \n -- "$_kimi_mode_text$_kimi_prompt_text")[-1]
    set -l widths (string length --visible -- "$row" "$_kimi_grey" "$right")
    set -l blanks (math $COLUMNS - 1 - (string join ' - ' -- $widths))
    if test -z "$_kimi_grey" -o -n "$(commandline -b)" -o $blanks -lt 1; or string match -rq '[\t\r\x08]|\e\[\d*[A-HJ]' -- "$row"
        printf %s $right
        return
    end
    printf '\e[D\e[90m%s\e[m%s\e[C%s' $_kimi_grey (string repeat -n $blanks ' ') $right
end

function _kimi_wrap_right
    functions -q fish_right_prompt; and functions --copy fish_right_prompt _kimi_users_fish_right_prompt
    function fish_right_prompt --description 'the right prompt of before, behind the grey text of kimi'
        _kimi_draw_right_prompt $status
    end
end

function _kimi_unwrap_right
    # The user may have set another prompt meanwhile.
    if string match -q '*kimi*' -- (functions --details --verbose fish_right_prompt)[5]
        functions --erase fish_right_prompt
        functions -q _kimi_users_fish_right_prompt; and functions --copy _kimi_users_fish_right_prompt fish_right_prompt
    end
    functions -q _kimi_users_fish_right_prompt; and functions --erase _kimi_users_fish_right_prompt
    return 0
end

# Sets _kimi_grey_binds, commands that bind the keys of the grey text, and _kimi_grey_unbinds, which take them back.
function _kimi_list_grey_keys
    set -g _kimi_grey_binds
    set -g _kimi_grey_unbinds
    set -l users (string replace -rf '^bind (?:-k )?(?:-M \S+ )?(?:-m \S+ )?(\'.*?\'|\S+) .*' '$1' -- (bind --user 2>/dev/null))
    set -l keys '\e\[C' take '\eOC' take '\e\[F' take '\eOF' take '\ce' take '\cf' take "''" drop \
        '\r' execute '\n' execute '\cc' cancel-commandline '\t' complete '\e\[Z' complete-and-search '\cy' yank '\cr' history-pager \
        '\e\[A' up-or-search '\eOA' up-or-search '\cp' up-or-search '\e\[B' down-or-search '\eOB' down-or-search '\cn' down-or-search \
        '\cv' fish_clipboard_paste '\e\[200~' __fish_start_bracketed_paste
    for key in ' ' ';' '|' '&' '<' '>' ')'
        set -a keys "'$key'" insert
    end
    string match -rq '^\\\\(r|n|cc|cm|cj)$' -- $users; and return
    while set -q keys[2]
        if not contains -- $keys[1] $users
            set -l action "_kimi_on_grey_key $keys[2]"
            test $keys[2] != insert; or set action "$action $keys[1]"
            set -ga _kimi_grey_binds "bind --user $keys[1] $(string escape -- $action);"
            set -ga _kimi_grey_unbinds "bind --user --erase $keys[1];"
        end
        set -e keys[1..2]
    end
end

# Takes the grey text off the prompt, and does what the key does: $1 is its action and $2 the character that it inserts.
function _kimi_on_grey_key --argument-names action character
    set -l text $_kimi_grey
    _kimi_drop_grey
    set -g _kimi_is_clearing 1
    _kimi_draw
    switch $action
        case take
            commandline --replace -- $text
        case drop # fish looks for another binding of the character, now that this one is gone
        case insert
            commandline -i -- $character
            commandline -f expand-abbr
        case up-or-search down-or-search fish_clipboard_paste __fish_start_bracketed_paste
            $action
        case '*'
            commandline -f $action
    end
end

function _kimi_drop_grey
    test -n "$_kimi_grey"; or return 0
    set -g _kimi_grey
    eval $_kimi_grey_unbinds 2>/dev/null
    _kimi_unwrap_right
end
