// Profiles of what shells and terminals do by themselves. The form of a row: profile-row.ts.

export const SHELL_PROFILES = String.raw`
shell_option|shell_options|shell_variable|option|options set|enable|enables|turn|activate|sets => shopt -s {allOption!} ## on, in this shell
shell_option|shell_options|option disable|disables|unset|unsets|off|deactivate => shopt -u {allOption!} ## off, in this shell
shell_option|shell_options status|state|show|shows|check|print|value|display => shopt {option?} ## on or off
shell_options|shell_option list|all|find|finds|name|print|enabled => shopt ## all of them, on or off
exit|abort|stop|exiting shell|script|immediately|bash|command error|fails|failed|fail|=errexit|nonzero|first_error first? encountered? if? causing? => set -e ## at the first failure
exit|exiting shell|script|immediately|error error|fails|not|disable not|disable|disable_exiting|continue|=don't => set +e ## goes on after a failure
unset|uninitialized|undefined|unbound variables|variable error|errors|treat|raise|reference => set -u ## an unset variable is an error
print|echo|show|trace|debug|display every|each|commands|lines =executed|=execution|=xtrace|before_running|expanded script? command? => set -x ## each command before it runs
=xtrace|xtrace set|enable|shell|variable? => set -x ## each command before it runs
verbose|shell_input|input_lines|shell_input_lines print|shell|read|write|lines|set as_they_are|read? => set -v ## each line as it is read
disable|turn_off|prevent globbing|glob|wildcard|filename_expansion|wildcard_expansion expansion? => set -f ## patterns stay as they are
vi|emacs|=vi-mode mode|editing|keybindings|command_line set|enable|use|shell => set -o {option=vi} ## for editing lines
shell_variables|variables|functions|environment_variables|all_variables shell|functions|all|defined|aliases list|print|show|display => set ## all that the shell knows
variable|environment value|its_value print|show|display|find => set | grep ^{var!}= ## its name and value
functions|function defined|all|list|shell|bash list|print|show|names => set | grep ' ()' ## their names
positional_parameters|positional_variables|positional set|save|saves|calendar? => set -- {cmd} ## $1, $2 and so on
environment_variables|environment_variable|environment|variables list|print|show|display|all existing? names|values|with? => env ## names and values
environment|variables|variable name|names|value|values|search containing|contains|starts|starting|whose|with|search all? names? only? list|print|show|search|find values? => env | grep {text!} ## names and values
empty|clean environment run|execute|start|list|command|bash? completely? => env -i {cmd?} ## without any variable
export|set|make|create variable value|visible|subprocesses|children|child|subshells|exported|environment -read -stdin -list -unset -tmux -alias => export {var!}={text} ## programs that start here see it
export path|full_path command|program variable => export {var!}=$(which {cmd!}) ## programs that start here see it
add|append|prepend directory|path|folder =path|path_variable|$path|environment => export PATH="@PATH:{dir!}" ## programs there are found
unset|unsets|delete|remove|clear variable|environment_variable|shell_variable|array_member|array|environment|shell => unset {var!} ## it is gone
unset|unsets|delete|remove array member|element|item index|position with? at? => unset '{var=array}[{n!}]' ## that one is gone
unset|unsets|delete|remove|undefine function|shell_function => unset -f {function!} ## it is gone
unset|unsets variable|variables all|every|whose|with|locale|starting|name environment|like|beginning? => unset $(env | cut -d= -f1) ## all of them
alias|aliases list|print|show|display|all|check|current => alias ## all of them
alias|=alisa set|create|assign|define|make|add for|command|to|named|called? => alias {name!}={script!} ## in this shell
alias remove|delete|removes|unset|clear|undefine|drop => unalias {name!} ## it is gone
source|read_and_execute|interpret|reread|reload|sources script|file|configuration|=bashrc|profile|current_shell|commands|in_the_current_shell? => source {file!} ## in this shell
execute|run|interpret|fetch script|output|file|commands|resulting|result current_shell|within_the_current|current|in_the_current_shell => source {file} ## in this shell
fetch|download script web|url|internet|from interpret|run|execute|interpert|source current_shell|shell|without => source <(curl -s {url}) ## in this shell
read line|input|standard_input|stdin|user_input|response variable|save|into|response|prompt? backslash? => read «-p {prompt}» «-t {timeout}» {var?} ## until the end of the line
read|silently|password without_echoing|silently|hidden|suppress|no_echo|echoing input|line|character|stdin|variable prompt? => read -s «-p {prompt}» {var?} ## nothing is shown
read single|one|first|n character|characters|char stdin|standard_input|input|variable|key|into? prompt? => read -n {n=1} «-p {prompt}» {var?} ## without Enter
read|save words|word|array|values line|array|bash_array|each|variable? stdin? => read -a {var!} ## one element a word
save|store string|text|value|characters variable|bash_array|array read? => read {var!} <<< {text!} ## until the end of the line
null|null_character|delimiter read|save until|found|character|delimeter stdin|standard_input|variable|result => read -r -d '' {var} ## to the end of the input
bindings|readline|keybindings|key_bindings list|print|show|all|display|check|search => bind -p ## keys and what they do
bind|readline key|word|function|command|button|sequence code|to|when|with? => bind {script!} ## in this shell
functions|function bind|readline|keys names|list|invoke|which|all => bind -l ## what a key can do
history command|commands|entire|shell|typed|list|print|show|display|view|previously? all? => history ## with their numbers
previously typed|used|executed|run|entered|issued commands|command shell? print|show|list|display|all => history ## with their numbers
last|recent commands|command|history|lines|entries history|print|show|list|typed|executed number? => history | tail -n {n=10} ## the latest
most|top|frequently commands|used|command history|used|use|count|print|show => history | awk '{print @2}' | sort | uniq -c | sort -rn | head -n {n=10} ## how often each was run
history search|find|filter|grep|containing|match|matching|lines => history | grep {text!} ## with their numbers
history clear|delete|erase|wipe|remove all|entire|terminal|session|search|list? => history -c ## of this shell
history delete|remove|erase entry|line|number|offset|at|item => history -d {n!} ## that one
history append|session|lines|current|new file|list|session? history_file? => history -a ## to the history file
history write|save|update|overwrite file|history_file|current|session? => history -w ## to the history file
history read|append contents|content|file|history_file list|in-memory? => history -r {file?} ## into this shell
history lines|through|range print|view|show|numbers? output? => history | sed -n '{n!},{n2!}p' ## those alone
history characters|numbers|line_numbers|number without|removed|remove first? line? output? print? every? => history | cut -c 8- ## without their numbers
directory|folder|path stack|=dirs push|pushes|adds|add|save current? => pushd {dir=.} ## and goes there
directory|=dirs|top|folders stack|=dirs exchange|exchanges|swap|swaps|two|rotate => pushd ## the upper two
directory|directories stack|=dirs pop|remove|return|back|previous => popd ## goes back
directory|directories stack|=dirs list|show|print|display|contents => dirs -v ## with their numbers
clear|clean|wipe terminal|screen|console => clear ## an empty screen
full_path|path|location|where|absolute_path|locate|pathname command|program|executable|binary|executables print|show|find|display|get|located|of|is? => which {cmd!} ## where it is found
all instances|locations|paths|places command|executable|program|path => which -a {cmd!} ## everywhere
type|kind|what command|builtin|keyword|alias is|show|whether|determine => type {cmd!} ## alias, function, builtin or file
manual|=man|manpage|man_page|manual_page|=manpages view|show|display|open|read|page|of|for? utility|command? => man {cmd!} ## q leaves it
manual|manpages|man|manual_pages search|keyword|descriptions|about|contain|matching names|page|pages|descriptions|keyword|by => apropos {text!} ## names and what they do
manual|manpage|man search|find|pattern|containing|expression|occurrence|regex => man {cmd!} | grep {text!} ## lines of the manual
info manual|node|page|menu|documentation open|opens|show|display goes? node? pointed? index? entry? => info {cmd!} «--index-search={entry}» ## q leaves it
help|help_message|usage print|show|display|message|options|about|on of|command|utility|for|program|on|tool? => {cmd!} --help ## its options
screen session|sessions list|show|display|existing|running|ids|print => screen -ls ## attached or not
screen session|sessions reattach|resume|attach|detached|return|reconnect|connect => screen -dr {session?} ## and away from where it is
screen session start|create|new|run|named|name|open|assign|begin|shell|program => screen -S {session} ## with a name
screen session kill|quit|terminate|end|stop|remove => screen -S {session} -X quit ## with all that runs in it
screen send|type|stuff text|command|content|characters|key session|window|named? => screen -S {session} -X stuff {text} ## as if it was typed there
screen title|name window|session|set|rename|change|invoked|remote => screen -S {session} -X title {text} ## of the window
screen check|exists|exist|already|whether|named session => screen -ls | grep -q {session} ## its status says so
screen|detached session|background|program|run|script|command run|start|program|command|catch|log detached|output|background|detach|log|executable|screenlog => screen -dmS {session} {cmd} ## behind the prompt
screen|=bash run|start|bash|program|shell session|screen|named|inside|within|in => screen -S {session} ## with a name
exit|leave|quit|close shell|script|bash|terminal status|code|session? => exit {n?} ## with that status
tmux session|sessions list|show|display|all|running => tmux ls ## attached or not
tmux|=tmux session attach|reattach|connect|resume => tmux attach -t {session} ## into that session
tmux|=tmux session create|new|start|starts|creates|named => tmux new -s {session} ## with a name
tmux|=tmux detached session|create|start|new|creates|starts named? => tmux new -d -s {session} ## behind the prompt
tmux|=tmux session kill|end|terminate|destroy|quit|close => tmux kill-session -t {session} ## with all that runs in it
tmux|=tmux send|execute|executes|run|type|keys command|keys|session|window|pane|opened => tmux send-keys -t {session} {text} C-m ## as if it was typed there
tmux|=tmux window move|moves|reorder|order|renumber|renumbers|change|windows => tmux movew -r ## numbers without gaps
tmux|=tmux window move|moves from|place|to => tmux movew -s {n!} -t {n2!} ## from there to there
tmux|=tmux variable unset|remove|clear environment|session|from|global? => tmux set-environment -u {var!} ## in that session
tmux|=tmux variable|environment show|check|defined|print|is environment|session|global? => tmux show-environment | grep {var!} ## in that session
tmux|=tmux set|globally|option|maximum|history-limit|lines|enable|mouse|history => tmux set -g {option=history-limit} {n?} ## for all sessions
tmux|=tmux window rename|title|name => tmux rename-window {name!} ## of this window
tmux|=tmux new|create|open window => tmux new-window ## in this session
tmux|=tmux split|pane|panes window|horizontally|vertically|horizontal|vertical? => tmux split-window ## -h for one beside it
shift positional|parameters|arguments|left => shift {n?} ## $2 becomes $1
windows|window renumber|renumbers|sequential|order session? tmux? all? => tmux movew -r ## numbers without gaps
window|windows move|moves place|order|from change? to? => tmux movew -s {n!} -t {n2!} ## from there to there
maximum|lines|history window|history|held|globally tmux|set => tmux set -g history-limit {n} ## for all sessions
history session|negative|reverse|replace|characters output|of|history => history ## with their numbers
environment|empty run|start|execute empty|clean|completely command? => env -i {cmd!} ## without any variable
variable|temporary environment add|run temporary|value|with => env {var!}={text} ## for one command
environment_variables|environment list|print existing|all|shell sorted? unique? current? => env ## names and values
source|sources|script located|folder|directory current|running|same script? => source "$(dirname "$0")/{file!}" ## beside this script
parse|execute|generate output|resulting|commands current_shell|environment|shell add|run|variables => source <({cmd!}) ## in this shell
variable create|set|save path|name|release|current kernel|full|hostname|absolute => export {var!}=$({cmd}) ## programs that start here see it
cron_jobs|cron active|list displaying|only|command => crontab -l | grep -v '^#' ## without comments
readline|bindings check|search|print|code key|for|use => bind -p | grep {text!} ## keys and what they do
attach|join|share|connect session not_detached|multi|multi-display|multiple|display|attached|already screen? mode? => screen -x {session?} ## both see the same
reattach|resume|attach session detach|detached|necessary|needed first|necessary|if|needed|elsewhere => screen -dr {session?} ## and away from where it is
store|save|read symbols|characters|bytes|chars|letters variable input|stdin|into? => read -N {n} {var!} ## exactly so many
record|save|log terminal_session|session|terminal|typescript everything|file|output|to|into => script {file?} ## until exit
positional_parameters|positional|arguments|parameters shift|move|drop left? first? => shift {n?} ## $2 becomes $1
wait background|jobs|processes|process finish|finished|complete|completed|end|all|done => wait {pid?} ## until they end
built-in|builtin command run|execute|bypass|bypassing|ignoring|skip function|functions|alias => command {cmd!} ## the program itself
replace shell|process exec|with command|program => exec {cmd!} ## the shell ends with it
current_shell|process exec|redirect stderr|output|stdout|all_output file|log => exec > {file!} 2>&1 ## from here on
export|list exported|environment variables|variable print|show|list|all|current => export -p ## those that programs see
limits|limit|maximum open_files|resource|resources|processes|core show|print|display|set|list|shell => ulimit -a ## of this shell
=umask|default permission|permissions|mask new file|files|creation print|show|set|default => umask {mode?} ## the bits that are taken away
environment_variables|environment|variables containing|contain|contains|with|matching|match|starting|starts|begin list|print|show|display|find all? whose? names? => env | grep {text!} ## names and values
=shell-option-name status|state|show|check|print|value|display|whether => shopt {option!} ## on or off
=shell-option-name set|enable|enables|turn|activate|use => shopt -s {allOption!} ## on, in this shell
=shell-option-name disable|disables|unset|off|deactivate => shopt -u {allOption!} ## off, in this shell
`
