// Orders about the shell itself: its variables, aliases, jobs, history, options, directories and terminals.

export const SHELL_ORDERS = String.raw`
CREATE {name!} shortcut|alias|abbreviation|short for|of {quoted} ; CREATE shortcut|abbreviation {name!} for {quoted} => alias {name}={quoted} ## a short name
append|ADD {path} to variable? PATH|path variable? ; append|ADD directory? {path} to search path => export PATH="$PATH:{path}" ## behind the others
RUN {cmd} with variable|environment? variable? {var!} set_to|as|= {name!} => {var}={name} {cmd} || env {var}={name} {cmd} ## for this command alone
SHOW each? command before|while|as executing|it|they|running is|are? executed|run? it? => set -x ## each command before it runs
turn|turns off case sensitive|sensitivity globbing|matching? ; enable|enables|turn|turns on? case insensitive|insensitivity globbing|matching|completion? => shopt -s nocaseglob ## names in any case
check|SHOW|test whether|if|that {name!} is installed|available => command -v {name} || which {name} || type {name} ## its path, or nothing
swap|swaps|exchange|exchanges top two directories on|of directory? stack => pushd ## without a name
SEARCH manual|man pages? for keyword|word|term? {quoted} => man -k {quoted} || apropos {quoted} ## the titles
ignore|ignores|disable interrupt|ctrl-c|SIGINT signal? in|from? script? => trap '' INT ## the signal does nothing
DELETE file listed|named|given on|in|by stdin => xargs -d '\n' rm -- ## one name a line
RUN {cmd} on|for each|every? file_name|filename|name|file read|listed|named|given in|from {file} => xargs -a {file} -d '\n' {cmd} ## one name a line
SHOW arguments|words of|from|on stdin {n} per|a|on_each line => xargs -n {n} ## so many a line
OPEN|start|get root shell ; become root => sudo -i || sudo su - ## with root's own settings
SHOW|open|read|look manual|man|manpage page? of|for command|program? {name!} ; open|read man page {name!} => man {name} ## q leaves it
read password without|with_no|not echo|echoing|showing in|into|to|it? variable? {var} => read -rs {var} ## -s shows nothing
SHOW all? key bindings => bind -P ## every key
return|go|goes back? to directory saved|stored|pushed on|in stack ; DELETE|pop top directory from|off directory? stack ; pop directory from|off? stack? => popd ## the last that pushd left
filenames without extension of|from {path} ; base name without extension of|from {path} ; name of {path} without extension => basename {path} | sed 's/\.[^.]*$//' ## without path and ending
CHANGE|export environment? variable {var} to|as {name!} for|in|and all? child|children|sub process => export {var}={name} ## children see it
source|sources file? {file} in|into? current|this|present? shell? ; RUN|read|reads|interpret|interprets and? execute|executes|run? commands? of|from|in? {file} in|into current|this|present shell ; in current|this|present shell interpret|execute|run|read {file} ; RUN script? {file} in current|this|present shell => source {file} || . {file} ## in this shell, not in a new one
SHOW path|location of executable|binary|program|command? that|which runs|is_run_by|for|of? {name} ; SHOW path|location of {name} executable|binary|program|command ; SHOW {name} executable|binary path|location ; SHOW where executable|binary|program|command {name} is ; SHOW full? path of command|program|executable|utility {name} => which {name} || command -v {name} || type -p {name} ## where the shell finds it
SHOW what|which executable|binary|program|command runs|is_run when typing|entering|you_type? {name} => type {name} || which {name} ## what the shell does with the name
SHOW if|that|whether|when {name} is|are shell? builtin ; SHOW type of command {name} ; SHOW how {name} is|would_be interpreted|be_interpreted by? shell? ; SHOW type of {name} command ; SHOW what|which kind|type of command {name} is => type {name} ## an alias, a builtin or a file
SHOW all|every? locations|places? containing|of|with executable|command named|called? {name} => type -a {name} || which -a {name} ## -a means all
assign|assigns {quoted} to variable? {var} ; CHANGE variable {var} to {quoted} ; CHANGE value of variable {var} to {quoted} ; assign|assigns value {text} to variable {var} => {var}={quoted} ## no blanks around the =
CHANGE|export|exports variable? {var} to {quoted} for|in|and all|export|its? child|children|subsequent? processes|it? ; export|exports variable {var} with|as|set_to value? {quoted} ; CHANGE environment variable {var} to {quoted} => export {var}={quoted} ## children see it
export|exports variable {var} ; CREATE variable {var} available|visible to|in child|children process => export {var} ## children see it
assign|assigns|save|saves|store|stores output of command? {quoted} to|in|into variable? {var} ; CHANGE variable {var} to output of command? {quoted} => {var}=$({cmd}) ## what it prints
RUN {cmd} with variable {var} set to {quoted} ; RUN {cmd} with environment variable {var} set? to|= {quoted} ; RUN {cmd} with {var} set to {quoted} => {var}={quoted} {cmd} || env {var}={quoted} {cmd} ## for this command alone
SHOW all? environment? variables|variable whose? name? that|which? start|starts|begin|begins|beginning|starting with {name!} => env | grep '^{name}' || compgen -v {name} ## exported ones
DELETE|unset|unsets shell? variable {var} ; unset|unsets {var} variable => unset {var} ## it is gone
CHANGE|make|makes variable {var} readonly|read-only|constant ; declare|declares variable {var} as readonly|read-only|constant ; declare|declares readonly|read-only variable {var} => readonly {var} ## nobody can set it
SHOW value of environment|shell? variable {var} ; SHOW contents? of variable {var} ; SHOW {var} environment|shell? variable => echo "@{var}" || printenv {var} ## its value
SHOW length of variable {var} ; SHOW length of string in|of variable {var} => echo "@{#{var}}" ## # is the length
SHOW length of string? {quoted} => printf '%s' {quoted} | wc -m || expr length {quoted} ## in characters
CREATE|define|defines|assign|assigns alias {name} for|to|as|that_runs|which_runs command? {quoted} => alias {name}={quoted} ## a short name
DELETE|unset|unsets shell? alias with? name|named|called? {name} => unalias {name} ## it is gone
DELETE all|every alias|aliases => unalias -a ## -a means all
SHOW definition|value of alias {name} ; SHOW what alias {name} is|stands|means|does for? => alias {name} ## what it stands for
enable|enables|activate|turn|turns on? shell option {name} ; CHANGE shell option {name} on|to_on ; enable|enables {name} shell option ; turn|turns on {name} option of? shell? => shopt -s {name} ## -s sets it
disable|disables|deactivate|turn|turns off? shell option {name} ; CHANGE shell option {name} off|to_off ; unset|unsets shell option {name} ; disable|disables {name} shell option ; turn|turns off shell option {name} => shopt -u {name} ## -u unsets it
SHOW if|whether|that shell option {name} is set|enabled|on ; SHOW state|value|setting|status of shell option {name} => shopt {name} ## on or off
SHOW all? shell option and? their? settings|states|values|status? => shopt || set -o ## on or off
CREATE shell exit|stop|abort when|if|as_soon_as any|a? command fails ; exit|exits script|shell when|if any|a? command fails ; CHANGE shell to exit when|if|on any|a? error|command fails? => set -e ## at the first failure
CREATE shell SHOW each|every|all command before it_is|executing|running|it_runs? ; SHOW each|every|all commands? as|before they|it is|are executed|run ; enable|enables debug|trace mode|output? in|of shell|script => set -x ## each command before it runs
CREATE shell fail|exit when|if|on unset|undefined variables? is_used? ; treat|treats unset|undefined variables as errors? => set -u ## an unset variable is an error
SHOW key bindings of shell|readline|bash ; SHOW all? shell|readline|bash key bindings ; SHOW readline bindings|functions and? their? bindings|keys? => bind -P ## every key
bind|binds key? {name} to command? {quoted} ; bind|binds {name} key to? {quoted} => bind {quoted} ## a key for readline
bind|binds {name} to|key? clear|clearing? screen ; bind|binds {name} to clear screen => bind '"{name}": clear-screen' ## a key for readline
append|appends|ADD|add|read|reads contents? of? {file} to|into|and current? history list? ; read|reads history from {file} => history -r {file} ## -r reads it in
append|appends|write|writes new|this|current? history|session lines|commands|history? from? this? session? to history file => history -a ## -a appends
write|writes|save|saves current? history to|into {file} => history -w {file} ## -w writes it
DELETE entry|command|line|item number? {n} from|of|in history ; DELETE history entry|line|number {n} => history -d {n} ## -d deletes one
SHOW last {n} commands|entries|lines of|from|in? history? ; SHOW {n} last|latest|most_recent|previous commands|entries of|from|in? history? => history {n} ## the newest last
RUN command number {n} from|in|of history ; RUN history command|entry|number {n} => !{n} ## by its number
RUN last|previous command with|as sudo|root => sudo !! ## the whole line once more
RUN last|previous|most_recent command starting|beginning|that_starts|that_begins with {name} => !{name} ## the last that begins so
RUN last|previous command again|replacing with? {quoted} with|by {quoted2} ; repeat|repeats last|previous command replacing|with {quoted} replaced? with|by {quoted2} => ^{quoted}^{quoted2} ## one word exchanged
SEARCH command? history for {text} ; SHOW commands in|from history containing|with|that_contain {text} => history | grep {text} ## all lines with it
SHOW all|every? background? job with|and|including their? process|pids? ids|IDs|pid ; SHOW process ids|IDs of all|every? jobs => jobs -l ## -l shows the ids
SHOW all|every? running jobs => jobs -r ## -r: those that run
SHOW all|every? stopped|suspended jobs => jobs -s ## -s: those that stand still
SHOW|bring|brings|move|moves|put|puts|get|gets job number? {n} back? to|into foreground ; resume|resumes job {n} in foreground => fg %{n} || fg {n} ## in front
bring|brings|move|moves|put|puts|get|gets|SHOW job with given|certain|specific number|id back? to|into foreground => fg %<number> || fg <number> ## in front
continue|continues|resume|resumes|run|runs|SEND|put|puts job number? {n} in|to|into background => bg %{n} || bg {n} ## behind
KILL job number? {n} => kill %{n} ## by the job's number
disown|disowns all|every? job => disown -a ## -a means all
disown|disowns last|current|most_recent? job ; DELETE current? job from job|jobs? table|list => disown ## the shell forgets it
wait|waits for|until all|every? background? jobs|processes are? to? finish|finished|end|complete => wait ## until the last has ended
start|starts|CREATE|RUN new? screen session named|called? {session} in|and background|detached|detach => screen -dmS {session} ## -d -m: without a view
start|starts|CREATE|RUN new? screen session named|called|with_name {session} => screen -S {session} ## -S is the name
RUN {cmd} in new? detached? screen session named|called {session} => screen -dmS {session} {cmd} ## -d -m: without a view
detach|detaches current|this|from_current|from? screen session => screen -d ## or Ctrl-A d
attach|attaches|reattach|reattaches|reconnect|resume|resumes to? screen session named|called? {session} => screen -r {session} ## -r resumes it
detach|detaches and? reattach|attach|attaches to? screen session named|called? {session} ; reattach|reattaches to? screen session named|called? {session} detaching|and_detach|even_if_it_is it? first|elsewhere|attached? => screen -d -r {session} ## taken from the other terminal
SEND {quoted} command|text to screen session named|called? {session} => screen -S {session} -X {cmd} ## -X sends a command
KILL|quit|quits screen session named|called? {session} => screen -S {session} -X quit ## -X sends a command
start|starts|CREATE|RUN new? tmux session? with|for|in 256 colors|colours => tmux -2 ## 256 colours
start|starts|CREATE|RUN new? detached tmux session named|called? {session} ; start|starts|CREATE|RUN new? tmux session named|called? {session} in|and|as? background|detached|detach|without_attaching => tmux new -d -s {session} ## -d: without a view
start|starts|CREATE|RUN new? tmux session named|called|with_name {session} => tmux new -s {session} ## -s is the name
rename|renames tmux session {session} to {name} => tmux rename-session -t {session} {name} ## -t is the old name
rename|renames current|this? tmux window to {name} => tmux rename-window {name} ## the window's name
split|splits current|this? tmux window|pane horizontally|side_by_side => tmux split-window -h ## beside each other
split|splits current|this? tmux window|pane vertically => tmux split-window -v ## one below the other
KILL all|every tmux session except|but current|this one? => tmux kill-session -a ## all others
KILL all|every tmux session => tmux kill-server ## all of them
SHOW current? working|present? directory with|without|and all? symlinks|symbolic_links|links resolved|followed|resolving? ; SHOW physical current? working? directory => pwd -P ## the place without links
SHOW name of current? working? directory without|but_not its? full? path => basename "$PWD" ## the last part
push|pushes {dir} on|onto|to directory stack => pushd {dir} ## and goes there
pop|pops top|last|a? directory|entry from|of|off? directory stack => popd ## and goes to the one below
go|goes|cd|CHANGE|change|changes to? directory? up {n} levels|directories? ; go|goes up {n} levels|directories => cd "$(printf '../%.0s' {1..{n}})" ## so many times ..
go|goes|cd|CHANGE to? directory {dir} ; CHANGE directory|working_directory to {dir} => cd {dir} ## goes there
SHOW manual|man page of|in|from section {n} of|for? {name} ; SHOW section {n} of|from? manual|man page? of|for {name} ; SHOW manual|man page of|for {name} in|from section {n} => man {n} {name} ## the section comes first
SHOW|open|opens|view manual|man page of|for|about {name} ; SHOW manual of {name} => man {name} ## q leaves
open|opens|SHOW info manual|page of {name} at|on index? entry {quoted} ; open|opens|SHOW {name} info manual|page at|on index? entry {quoted} => info {name} --index-search={quoted} ## the entry of the index
open|opens|SHOW info manual|page|documentation of|for|about? {name} ; open|opens|SHOW {name} info manual|page => info {name} ## q leaves
SHOW short? one-line? description of {name} command? ; SHOW what {name} command does => whatis {name} ## one line of the manual
read|reads line|input from|of? stdin|user|keyboard? into|to|and|in variable? {var} ; read|reads line|input and? save|store? it? in|into variable {var} => read -r {var} ## -r keeps backslashes
read|reads line from {file} into|to variable {var} => read -r {var} < {file} ## the first line
read|reads single|one character from|of? stdin|keyboard|user? into|to|and? variable? {var} => read -r -n 1 {var} ## one character
ask|asks|prompt|prompts user for password without|and|but showing|echoing|not|hide|hiding? it? ; read|reads password without|and|but echoing|showing|hiding it? into? {var} => read -rsp 'Password: ' password ## -s shows nothing
prompt|prompts|ask|asks user with|for {quoted} and? save|store|read? answer|response|input|it? in|to|into variable? {var} => read -rp {quoted} {var} ## -p is the question
REPLACE|convert|converts hexadecimal|hex number? {text} to|into decimal => printf '%d\n' 0x{text} || echo $((16#{text})) ## base 16
REPLACE|convert|converts decimal? number? {n} to|into hexadecimal|hex => printf '%x\n' {n} ## base 16
REPLACE|convert|converts decimal? number? {n} to|into binary => echo 'obase=2; {n}' | bc ## base 2
REPLACE|convert|converts binary number? {n} to|into decimal => echo $((2#{n})) ## base 2
CALCULATE square root of {n} with|to|and {n2} digits|decimals|decimal_places|places => echo 'scale={n2}; sqrt({n})' | bc ## scale is the number of digits
CALCULATE square root of {n} => echo 'sqrt({n})' | bc -l ## -l has twenty digits
CALCULATE {n} divided|/ by? {n2} => echo '{n} / {n2}' | bc -l ## -l has twenty digits
CALCULATE {n} to power of {n2} => echo $(({n} ** {n2})) ## whole numbers
CALCULATE {expr} => echo $(({expr})) || echo '{expr}' | bc ## whole numbers
CALCULATE expression? {quoted} ; CALCULATE result|value of expression? {quoted} => echo '{quoted}' | bc -l || echo $(({quoted})) ## -l has twenty digits
SHOW random number between|from {n} and|to {n2} => shuf -i {n}-{n2} -n 1 || echo $((RANDOM % {n2} + {n})) ## one at random
SHOW random string|password of|with {n} characters? ; CREATE random string|password of|with length? of? {n} characters? ; CREATE {n} character random string|password => tr -dc 'A-Za-z0-9' < /dev/urandom | head -c {n} || openssl rand -base64 {n} ## letters and digits
SHOW|write|writes stdin|received_input|input to|on terminal|screen|stdout|output and|also save|to? it? in|to|into? {file} ; copy|copies stdin to {file} and stdout => tee {file} ## on the screen and into the file
append|appends stdin|input to|into? {file} and SHOW|stdout|write|to it|stdout|terminal? => tee -a {file} ## -a appends
append|appends line|text? {quoted} to|at end? of? {file} with|as|using sudo|root rights|permissions? ; append|appends {quoted} to|at end? of? {file} as|with root|sudo => echo {quoted} | sudo tee -a {file} ## -a appends
SHOW output of {quoted} on|to screen|terminal|stdout and {file} ; SHOW output of {quoted} to|on stdout|screen|terminal and to? {file} => {cmd} | tee {file} ## on the screen and into the file
SHOW umask in|as symbolic form? ; SHOW symbolic umask => umask -S ## letters, no digits
disable|disables|turn|turns off? echoing|echo of? typed? characters|input? in|of|on? terminal? => stty -echo ## stty echo turns it on
SHOW size of terminal ; SHOW terminal size => stty size || tput cols ## rows and columns
SHOW {n} argument of|to script|function ; SHOW argument number {n} => echo "@{n}" ## by its place
SHOW arguments of script one per|a line => printf '%s\n' "$@" ## each on its line
RUN {cmd} until it fails => while {cmd}; do :; done ## as long as it works
RUN {cmd} until it succeeds|works ; repeat|repeats|retry|retries {cmd} until it succeeds|works => until {cmd}; do sleep 1; done ## as long as it fails
ping|pings {host} until it answers|responds|replies|is_up => until ping -c 1 {host}; do sleep 1; done ## as long as it does not
discard|discards|suppress|suppresses stderr|errors of|from {cmd} => {cmd} 2>/dev/null ## nowhere
discard|discards|suppress|suppresses all? output of|from {cmd} => {cmd} >/dev/null 2>&1 ## both streams, nowhere
RUN {cmd} and save|saves|write|writes|redirect|redirects|send both output? streams|stdout_and_stderr|stdout_and_errors? to|in|into {file} ; redirect|redirects stdout and stderr of {cmd} to|into {file} => {cmd} > {file} 2>&1 ## both streams
RUN {cmd} and {cmd2} in parallel|at_the_same_time|simultaneously => {cmd} & {cmd2} & wait ## both, and waits
RUN {cmd} then|and_then {cmd2} only? if first|it|that? succeeds|worked|works => {cmd} && {cmd2} ## && asks for success
`
