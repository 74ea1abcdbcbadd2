// Questions about the shell as people ask them: scripts, redirection, variables, history, dates.

export const SHELL_QUESTIONS = `
redirect stdout and stderr to a file ; redirect both stdout and stderr ; redirect all output to a file ; save output and errors to a file ; send stdout and stderr to same file => <command> &> {file|<file>} ## errors go where output goes
redirect stderr to stdout ; combine stderr and stdout => { <command>; } 2>&1 ## errors go where output goes
redirect stderr to a file ; save only errors to a file => { <command>; } 2> {file|<file>} ## 2 is stderr
redirect output to a file ; save command output to a file ; write output of a command to a file ; store output of command in file => <command> > {file|<file>} ## overwrites
append output to a file ; append output of a command to a file => <command> >> {file|<file>} ## keeps what is there
hide output of a command ; suppress output of a command ; discard output ; silence a command ; redirect output to dev null ; run command without output => <command> &> /dev/null ## errors too
hide errors of a command ; suppress error messages ; discard stderr ; ignore error output => { <command>; } 2> /dev/null ## output stays
pipe stderr ; pipe stderr and not stdout ; pipe only stderr to another command ; grep stderr => <command> |& <command> ## |& both
save output to file and show on screen ; redirect output to a file and to screen ; write to file and stdout ; output to file and terminal at the same time ; log and display output ; tee stdout and stderr => <command> |& tee {file|<file>} || <command> | tee -a {file|<file>} ## -a appends
pass output of one command as arguments to another ; use output of a command as argument ; output of command as parameter => echo "$(<command>)" || <command> | xargs <command> ## $( ) puts it in
store output of a command in a variable ; set a variable to the output of a command ; assign command output to variable ; save result of command in variable => result=$(<command>) ## without the last newline
read a file line by line ; loop over lines of a file ; loop through the content of a file ; iterate over lines in file ; for each line in a file => while IFS= read -r line; do echo "$line"; done < {file|<file>} ## blanks stay
read a file into a variable ; store contents of file in a variable => content=$(<{file|<file>}) || content=$(cat {file|<file>}) ## bash
read a file into an array ; read lines into array ; put lines of file in an array => mapfile -t lines < {file|<file>} ## bash
loop over files ; loop through all files in a directory ; iterate over files in directory ; for each file in a directory ; execute a command for every file in a directory ; run command on all files in a directory ; do something for each file => for f in {dir|.}/*; do {command|echo} "$f"; done ## quoted
loop over numbers ; loop through a range of numbers ; for loop from 1 to n ; iterate over a range ; for loop with a variable range ; count from 1 to n => for i in {{n|1}..{n2|10}}; do echo "$i"; done || for ((i=1; i<=n; i++)); do echo "$i"; done ## the second with variables
loop over an array ; iterate over array elements ; loop through an array of strings => for item in "\${array[@]}"; do echo "$item"; done ## quoted
loop over arguments ; iterate over arguments of script ; loop through command line arguments => for arg in "$@"; do echo "$arg"; done ## quoted
infinite loop ; while true loop ; loop forever on one line => while true; do {command|<command>}; sleep 1; done ## Ctrl-C stops
repeat a command n times ; run a command multiple times ; execute command n times ; loop a command n times => for i in {1..{n|10}}; do {command|<command>}; done ## bash
repeat a command every n seconds ; run a command every n seconds ; run a command periodically ; execute command every few seconds ; repeat command automatically ; rerun a command at intervals => watch -n {n|2} {command|<command>} || while true; do {command|<command>}; sleep {n|2}; done ## Ctrl-C stops
repeat a command until it succeeds ; retry a command until it succeeds ; run command until success ; keep retrying a command => until {command|<command>}; do sleep 1; done ## a second between
sleep for some seconds ; wait n seconds ; pause a script ; sleep for milliseconds ; delay in shell script => sleep {n|1} || sleep 0.5 ## parts of a second too
wait for keypress ; press any key to continue ; pause until key is pressed => read -n 1 -s -r -p 'Press any key' ## bash
check if a file exists ; test if a file exists ; if file exists in script ; test whether a file exists => [ -f {file|<file>} ] && echo exists || [ -e {file|<file>} ] && echo exists ## -e anything
check if a file does not exist ; tell if a regular file does not exist ; test if file is missing => [ ! -f {file|<file>} ] && echo missing ## ! is not
check if a directory exists ; test if directory exists in script ; if folder exists => [ -d {dir|<directory>} ] && echo exists ## -d
check if a directory is empty ; test whether folder is empty => [ -z "$(ls -A {dir|<directory>})" ] && echo empty ## hidden ones too
check if a file is empty ; test if file has content ; file is not empty => [ -s {file|<file>} ] && echo 'not empty' ## -s
check if a command exists ; check if a program exists ; test if program is installed ; check if program is available ; is command installed => command -v {command|<command>} || which {command|<command>} ## status tells
check if a variable is set ; test whether variable is defined ; check if variable is unset or empty ; is environment variable set => [ -n "\${{var|var}+x}" ] && echo set || [ -z "\${{var|var}}" ] && echo empty ## +x also when empty
check if a variable is a number ; test if string is numeric ; is variable a number => [[ $var =~ ^[0-9]+$ ]] && echo number ## bash
check if a string contains a substring ; test if string contains another ; string contains => [[ "$string" == *{text|<text>}* ]] && echo yes ## bash
check if a string starts with ; test string begins with a value => [[ "$string" == {text|<text>}* ]] && echo yes ## bash
compare two strings ; string equality ; check if two strings are equal => [ "$a" = "$b" ] && echo equal ## quoted
compare numbers ; number greater than ; compare integers ; check if number is greater => (( a > b )) && echo greater || [ "$a" -gt "$b" ] && echo greater ## -lt less
compare version numbers ; which version is newer => printf '%s\\n' "$a" "$b" | sort -V | tail -n 1 ## the newer
check if a script runs as root ; check if user is root ; make sure script runs as root => if [ "$(id -u)" -ne 0 ]; then echo 'run as root' >&2; exit 1; fi ## root is 0
check if array contains a value => [[ " \${array[*]} " == *" {text|<value>} "* ]] && echo yes ## bash
check if process is running in script ; start program if not running => if ! pgrep -x {process|<process>} > /dev/null; then {command|<command>} & fi ## exact name
exit status of a command ; exit code of last command ; get return code of command ; check whether command succeeded => echo $? ## 0 is success
exit code of a piped command ; exit status of first command in a pipe ; get exit status of piped process => echo "\${PIPESTATUS[0]}" || set -o pipefail ## bash
exit script on error ; stop on first error ; abort shell script if any command fails ; make script exit when a command fails ; automatically exit script on error => set -e || set -euo pipefail ## at the top
ignore errors in a script ; continue on error ; ignore exit code of a command => {command|<command>} ||true ## status 0
run next command only if previous succeeded ; execute command if first succeeds ; chain commands => <command> && <command> ## || when it fails
run several commands on one line ; run multiple commands in one line => <command>; <command> ## in any case
run a command in the background ; start a process in background ; run program in background and keep the terminal => {command|<command>} & ## jobs lists it
keep a process running after closing the terminal ; run process in background so it never dies ; keep program running after logout ; run a command that survives closing the terminal ; keep process running after ssh logout ; run script after ssh disconnect => nohup {command|<command>} > output.log 2>&1 & || setsid {command|<command>} & ## survives logout
disown a running process ; detach an already running process ; put running process in background and close terminal ; nohup an already running process ; move running process to background => disown -h %1 || bg ## Ctrl-Z, then bg
list background jobs ; show jobs of shell => jobs -l ## with process ids
bring job to foreground ; get a job back to the foreground ; resume a suspended job ; get back a stopped program ; recover from ctrl z => fg || fg %{n|1} ## %2 the second
wait for all background jobs ; wait for several subprocesses to finish => wait ## all of them
run commands in parallel ; run multiple programs in parallel ; parallelize a loop ; run script in parallel => <command> & <command> & wait || xargs -P {n|4} -n 1 <command> ## -P how many
debug a bash script ; trace a shell script ; print commands as they are executed ; echo commands while running script ; see each line of script executed => bash -x {file|<script>} || set -x ## with values
check syntax of a script ; validate bash script without running ; dry run a bash script ; syntax check without executing => bash -n {file|<script>} || shellcheck {file|<script>} ## runs nothing
directory of a script ; get the directory where a bash script is located ; path of the current script ; get source directory of script => cd "$(dirname "\${BASH_SOURCE[0]}")" && pwd ## absolute
name of a script ; get own script name => basename "$0" ## without directories
get filenames from path ; extract filenames from a full path ; basename of a path => basename {path|<path>} || echo "\${path##*/}" ## the last part
get directory from path ; extract directory of a file path ; parent directory of a file => dirname {path|<path>} || echo "\${path%/*}" ## without the last part
get extension of a file ; extract file extension ; extract filenames and extension ; filenames without extension => echo "\${filename##*.}" || echo "\${filename%.*}" ## % cuts the end
parse arguments of a script ; parse command line options ; use getopts ; named arguments in script => while getopts 'a:b' opt; do case $opt in a) a=$OPTARG;; b) b=1;; esac; done ## a: takes a value
count of arguments ; check count of arguments in script ; count script arguments ; check if no arguments were given => [ $# -eq 0 ] && echo 'no arguments' || echo $# ## $# counts
pass all arguments to another command ; forward arguments of script => {command|echo} "$@" ## quoted
default value for a variable ; set variable if not set ; assign default value ; default argument => var="\${var:-{text|<default>}}" || : "\${var:={text|<default>}}" ## also when empty
read input from user ; prompt for input in script ; ask user for input => read -rp '{text|Value}: ' value ## -p is the prompt
read a password without showing it ; hide input in script ; read password silently => read -rsp 'Password: ' password ## -s hides
ask for confirmation in script ; yes no prompt ; prompt yes/no/cancel => read -rp 'Are you sure? [y/N] ' answer && [ "$answer" = y ] ## status tells
automatically answer yes ; answer yes to all prompts ; auto confirm command => yes | {command|<command>} ## endless y
set an environment variable ; define environment variable ; export a variable ; create a variable for child processes => export {var|NAME}={text|value} ## this shell and below
set an environment variable permanently ; permanent environment variable ; persist environment variable ; make variable survive reboot => echo 'export {var|NAME}={text|value}' >> ~/.bashrc || echo '{var|NAME}={text|value}' | sudo tee -a /etc/environment ## new shells read it
unset an environment variable ; remove an environment variable ; delete a variable => unset {var|<name>} ## this shell
list environment variables ; show all environment variables ; print environment => printenv || env ## exported ones
value of a variable ; print an environment variable ; show value of variable => echo "\${var|<name>}" || printenv {var|<name>} ## exported ones
run a command with an environment variable ; set variable for one command ; temporary environment variable => {var|NAME}={text|value} {command|<command>} ## this command only
run a command with a clean environment ; run with empty environment => env -i {command|<command>} ## no variables
load variables from a file ; set environment variables from a file of key=value ; export variables from .env file ; source an env file => set -a; source {file|.env}; set +a ## exports all
add a directory to path ; permanently add a directory to PATH ; add to path variable ; append directory to path permanently => echo 'export PATH="$PATH:{dir|<directory>}"' >> ~/.bashrc || export PATH="$PATH:{dir|<directory>}" ## new shells read it
remove a directory from path ; delete entry from PATH => export PATH=$(echo "$PATH" | tr ':' '\\n' | grep -vxF {dir|<directory>} | paste -sd:) ## this shell
show the value of PATH ; print my path variable => echo $PATH ## in order of search
show path one per line ; print PATH on separate lines => echo "$PATH" | tr ':' '\\n' ## in order of search
reload bashrc ; reload .bash_profile ; apply changes in bashrc ; source bashrc without logout ; reload zshrc => source ~/.bashrc || exec $SHELL ## this shell
create an alias ; make an alias ; define alias for command ; shortcut for a command => alias {name|name}='{command|<command>}' ## this shell
create a permanent alias ; make alias permanent ; save an alias => echo "alias {name|name}='{command|<command>}'" >> ~/.bashrc ## new shells read it
alias with arguments ; alias with parameters ; make a bash alias that takes a parameter => {name|name}() { {command|<command>} "$1"; } ## a function
list aliases ; see what an alias does ; show definition of alias => alias || type {name|<name>} ## all
remove an alias ; unset alias ; delete an alias => unalias {name|<name>} ## this shell
run a command without its alias ; bypass an alias ; ignore alias => \\{command|<command>} || command {command|<command>} ## a backslash
list functions ; show definition of a bash function ; list all defined functions => declare -F || declare -f {name|<name>} ## -f with text
command history ; show history ; see previously run commands => history || fc -l ## numbered
history with timestamps ; show date in history ; when was a command run => HISTTIMEFORMAT='%F %T ' history ## since it was set
search history ; find a previous command ; search command history for a string => history | grep {text|<text>} ## or Ctrl-R
delete one entry from history ; remove a line from history ; delete specific command from history => history -d {n|<number>} ## its number
clear history ; delete bash history ; erase command history => history -c && history -w ## memory and file
run a command without saving to history ; exclude a command from history ; prevent command from being saved in history => HISTCONTROL=ignorespace ## then begin it with a blank
increase history size ; unlimited bash history ; save more history => export HISTSIZE=-1 HISTFILESIZE=-1 ## in ~/.bashrc
share history between terminals ; preserve history in multiple terminals => shopt -s histappend; PROMPT_COMMAND="history -a; history -n; $PROMPT_COMMAND" ## in ~/.bashrc
repeat last command ; run previous command again ; run last command with sudo ; repeat last command as root => !! || sudo !! ## history expansion
repeat the last command with sudo ; forgot sudo ; rerun last command as root => sudo !! ## history expansion
last argument of previous command ; reuse argument of last command => echo !$ || echo $_ ## Alt-. inserts it
replace text in last command and run it ; correct last command => ^{text|<old>}^{text2|<new>}^ ## once
cd to previous directory ; go back to previous directory ; switch between two directories => cd - ## prints it
go to home directory ; change to home => cd ## or cd ~
clear the screen ; clear terminal => clear || reset ## reset repairs it
fix a broken terminal ; terminal shows garbage after cat of a binary ; reset terminal => reset || stty sane ## sane settings
terminal size ; get width of terminal ; count of columns of terminal => tput cols || stty size ## rows, columns
change the prompt ; customize bash prompt ; change PS1 ; shorten prompt path ; show only current directory => PS1='\\w \\$ ' ## in ~/.bashrc
set terminal title ; change title of terminal window => echo -ne '\\033]0;{text|<title>}\\007' ## of the window
colored output ; print colored text ; change output color of echo ; echo in red => echo -e '\\033[31m{text|<text>}\\033[0m' || tput setaf 1 ## 31 is red
bold text ; print bold text => echo -e '\\033[1m{text|<text>}\\033[0m' ## 1 is bold
which shell am i using ; show current shell ; determine current shell => echo $0 || ps -p $$ ## the running one
change default shell ; set zsh as default shell ; make bash the default shell => chsh -s "$(command -v {command|zsh})" ## at the next login
list shells => cat /etc/shells ## that chsh takes
version of bash ; check bash version => bash --version || echo "$BASH_VERSION" ## of this shell
length of a string ; get string length ; count of characters in a variable => echo "\${#{var|var}}" ## characters
length of an array ; count of elements in array ; size of array => echo "\${#array[@]}" ## elements
extract a substring ; substring in bash ; get part of a string => echo "\${var:0:{n|5}}" ## offset, length
split a string ; split string on delimiter ; split string into an array ; split a variable by comma => IFS=, read -ra parts <<< "$string" || echo "$string" | tr ',' '\\n' ## bash
concatenate strings ; append to a string variable ; join two variables => result="$a$b" || a+={text|<text>} ## side by side
replace part of a string ; replace substring in variable ; replace characters in a string => echo "\${var//{text|<old>}/{text2|<new>}}" ## // is every one
remove prefix from string ; strip a suffix from variable ; remove part of string => echo "\${var#{text|<prefix>}}" || echo "\${var%{text|<suffix>}}" ## # begins, % ends
join array elements ; join array with separator => (IFS=,; echo "\${array[*]}") ## a subshell
add an element to an array ; append to array => array+=({text|<value>}) ## at the end
remove an element from array => unset 'array[{n|<number>}]' ## counted from 0
associative array ; declare a hash map => declare -A map=([<key>]={text|<value>}) ## bash 4
increment a variable ; add one to a variable ; increase counter => ((i++)) || i=$((i+1)) ## numbers
calculate in the shell ; do math ; add two numbers ; arithmetic in shell ; floating point calculation ; divide with decimals => echo $(({text|<expression>})) || echo 'scale=2; {text|<expression>}' | bc ## bc knows decimals
round a number ; limit decimals => printf '%.{n|2}f\\n' {text|<number>} ## that many digits
random number ; generate a random number ; random number in a range => echo $((RANDOM % {n|100})) || shuf -i 1-{n|100} -n 1 ## from 0
leading zeros ; pad a number with zeros ; zero padding => printf '%0{n|3}d\\n' {n2|<number>} ## width
format numbers with thousands separator => printf "%'d\\n" {n|<number>} ## as the locale does
multi line string ; write multiple lines to a file ; heredoc to file ; cat heredoc to a file ; echo multiple lines => cat > {file|<file>} << 'EOF' ## ends with EOF on its own line
generate a list of dates ; loop over dates ; iterate over date range => d={date|<date>}; while [ "$d" != {date2|<date>} ]; do echo "$d"; d=$(date -I -d "$d + 1 day"); done ## a day each
current date ; get current date in a format ; date in yyyy-mm-dd format ; print today's date ; format the date => date +%F || date '+%Y-%m-%d %H:%M:%S' ## ISO
current time in milliseconds ; timestamp in milliseconds => date +%s%3N ## since 1970
unix timestamp ; current time in seconds since epoch ; get epoch time => date +%s ## since 1970
convert unix timestamp to date ; epoch to human readable date ; convert epoch seconds to date => date -d @{n|<number>} || date -d @{n|<number>} '+%F %T' ## macOS: date -r
convert date to unix timestamp ; date to epoch ; date string to seconds => date -d {text|'<date>'} +%s ## local time
yesterday's date ; date of yesterday ; get date n days ago ; previous day's date => date -d yesterday +%F || date -d '{n|1} days ago' +%F ## macOS: date -v-1d
tomorrow's date ; add days to a date ; date n days from now ; date arithmetic => date -d '+{n|1} day' +%F || date -d '{date|<date>} + {n|1} day' +%F ## GNU date
difference between two dates ; days between two dates ; count of days between dates => echo $(( ($(date -d {date2|<date>} +%s) - $(date -d {date|<date>} +%s)) / 86400 )) ## days
week number ; current week of the year ; day of the week => date +%V || date +%A ## %A the day
last day of the month ; first day of month => date -d "$(date +%Y-%m-01) +1 month -1 day" +%F ## GNU date
convert a date format ; change date format ; reformat date => date -d {text|'<date>'} '+%d.%m.%Y' ## GNU date
date in another timezone ; time in utc ; current utc time ; convert time to another timezone => date -u || TZ={text|Europe/Berlin} date ## such as Europe/Berlin
filenames with date ; add timestamp to a filenames ; create file with current date in name => touch "{name|<name>}-$(date +%F).{ext|txt}" ## ISO
measure run time of a command ; time a command ; how long did a command take ; get program execution time ; measure elapsed time of script => time {command|<command>} || echo "$SECONDS" ## real, user, sys
run a script ; execute a shell script ; run a .sh file ; run a bash script => bash {file|<script>} || ./{file|<script>} ## ./ when executable
run all scripts in a directory => for f in {dir|.}/*.sh; do bash "$f"; done ## in order
run a script from anywhere ; make script available everywhere ; run a script without typing its path => sudo install -m 755 {file|<script>} /usr/local/bin/ ## on PATH
lock file for a script ; make sure only one instance of script runs ; prevent script from running twice => flock -n /tmp/{name|script}.lock {command|<command>} ## -n gives up
trap ctrl c ; catch interrupt in script ; cleanup on exit of script => trap '{command|<command>}' EXIT INT TERM ## at the end too
copy to the clipboard ; copy output to clipboard ; pipe to clipboard ; copy file contents to clipboard => <command> | xclip -selection clipboard || <command> | pbcopy ## pbcopy on macOS
paste from clipboard ; print clipboard contents => xclip -selection clipboard -o || pbpaste ## pbpaste on macOS
use xargs with multiple arguments ; xargs one argument at a time ; run command once per line ; xargs with placeholder => <command> | xargs -I {} {command|echo} {} ## {} is the line
xargs with spaces in names ; find with xargs and blanks ; xargs null separated => find . -name {glob|'<pattern>'} -print0 | xargs -0 {command|<command>} ## NUL between
record a terminal session ; log everything ; save terminal output to a file => script {file|<file>} ## exit ends it
show progress bar of a pipe ; progress of a command => pv {file|<file>} | <command> ## pv draws it
notify when a command finishes ; alert when long command is done => {command|<command>}; notify-send done ## a pop up
start a tmux session ; create a named tmux session ; new tmux session => tmux new -s {session|<name>} ## Ctrl-B d leaves it
attach to a tmux session ; reattach tmux ; reconnect to tmux session => tmux attach -t {session|<name>} ## the last without -t
list tmux sessions ; show tmux sessions => tmux ls ## names
kill a tmux session ; close all tmux sessions ; kill tmux server => tmux kill-session -t {session|<name>} || tmux kill-server ## all of them
start a screen session ; named screen session => screen -S {session|<name>} ## Ctrl-A d leaves it
attach to a screen session ; resume screen ; list screen sessions ; reattach to attached screen => screen -r {session|<name>} || screen -ls ## -d -r takes it over
kill a screen session ; close a detached screen => screen -X -S {session|<name>} quit ## by name
measure how long {command} takes ; how long does {command} take => time {command} ## real, user, sys
save a file with sudo in vim ; vim write as root => :w !sudo tee % ## inside vim
sort an array ; sort array => sorted=($(printf '%s\\n' "\${array[@]}" | sort)) || readarray -t sorted < <(printf '%s\\n' "\${array[@]}" | sort) ## no blanks in the first
unique elements of an array ; remove duplicates from array => printf '%s\\n' "\${array[@]}" | sort -u ## lines
print all elements of an array ; print array one per line => printf '%s\\n' "\${array[@]}" ## a line each
last element of an array ; get the last array element => echo "\${array[-1]}" ## bash 4
copy an array ; slice an array ; pass an array to a function => copy=("\${array[@]}") || echo "\${array[@]:1:{n|2}}" ## from, how many
split a string into variables ; split one string into multiple variables ; assign fields to variables => IFS={text|:} read -r a b c <<< "$string" ## IFS parts
replace one substring for another ; replace a word in a variable => echo "\${var/{text|<old>}/{text2|<new>}}" || echo "\${var//{text|<old>}/{text2|<new>}}" ## // is every one
remove text after a character in a variable ; cut a variable at a character => echo "\${var%%{text|<character>}*}" ## the first one
width and height of the terminal ; find the width and height of terminal window ; count of rows and columns => tput cols; tput lines || stty size ## columns, rows
nested shell ; am i in a subshell ; shell nesting level ; check if running in nested shell => echo $SHLVL ## 1 is the first
is shell interactive ; check if shell is interactive ; is this a login shell => [[ $- == *i* ]] && echo interactive || shopt -q login_shell && echo login ## i is interactive
check if stdin is a terminal ; detect if script is run in a pipe => [ -t 0 ] && echo terminal ## 1 for output
return a value from a function ; return a string from bash function ; use function output => result=$(<function>) ## echo inside it
define a function ; create a bash function ; function with arguments => {name|name}() { {command|echo} "$@"; } ## then call it
call a function from another script ; include another script ; source a file ; import functions => source {file|<file>} ## or a dot
pass arguments with spaces ; quote all arguments => {command|echo} "$@" ## quoted
shift arguments ; last argument of a script ; get the last argument passed to a script => echo "\${@: -1}" || echo "\${!#}" ## bash
check if an argument is given ; require an argument in script ; usage message if no arguments => [ -n "$1" ] && echo given || : "\${1:?usage: $0 <argument>}" ## the second ends the script
use a case statement ; switch case => case "$1" in start) echo start;; stop) echo stop;; *) echo usage;; esac ## patterns
if else in one line ; ternary operator ; conditional assignment => [ "$a" = "$b" ] && echo yes || echo no ## second also when the first fails
and or in if condition ; multiple conditions in bash if => [[ "$a" = 1 && "$b" = 2 ]] && echo both ## || is or
while loop with counter ; countdown in shell ; loop until condition => i=0; while [ "$i" -lt {n|10} ]; do echo "$i"; i=$((i+1)); done ## from 0
break out of a loop ; skip an iteration => for i in {1..{n|10}}; do [ "$i" -eq 5 ] && break; echo "$i"; done ## continue skips
read a csv file in a loop ; loop over csv columns => while IFS=, read -r a b c; do echo "$a"; done < {file|<file>.csv} ## no quotes known
loop over output of a command ; for each line of command output ; process output line by line => <command> | while IFS= read -r line; do echo "$line"; done ## a subshell
loop over files with spaces in names ; loop over found files ; iterate over find results => find . -name {glob|'<pattern>'} -print0 | while IFS= read -r -d '' f; do echo "$f"; done ## NUL between
loop over directories ; do something in each subdirectory ; execute command in all subfolders ; run a command in every directory => for d in */; do (cd "$d" && {command|pwd}); done ## a subshell each
loop over letters or words => for w in a b c; do echo "$w"; done || for c in {a..z}; do echo "$c"; done ## braces expand
run command for each line of a file ; execute a command for each line in file => xargs -I {} {command|echo} {} < {file|<file>} || while IFS= read -r line; do {command|echo} "$line"; done < {file|<file>} ## a line each
run a command when another finishes ; run after current command finishes => wait && {command|<command>} || {command|<command>}; <command> ## ; in any case
run a command only on weekdays ; run command at random time => [ "$(date +%u)" -le 5 ] && {command|<command>} || sleep $((RANDOM % 3600)) && {command|<command>} ## 1 is Monday
run a script with a different user's environment => sudo -iu {user|<user>} {command|<command>} ## login shell
run a shell command from vim ; run a command with an alias in a script => bash -ic {text|'<command>'} ## -i reads ~/.bashrc
save the exit code of a command => {command|<command>}; status=$? ## at once
log output of a script to a file and syslog ; write to syslog from script ; log messages => logger {text|'<message>'} || exec > >(tee -a {file|<file>}) 2>&1 ## the second logs all that follows
redirect all output of a script to a file from inside => exec > {file|<file>} 2>&1 ## all that follows
swap stdout and stderr ; redirect output to stderr ; echo to stderr ; print to stderr => echo {text|'<message>'} >&2 || { <command>; } 3>&1 1>&2 2>&3 ## the second swaps
output to two files at once ; tee to multiple files => <command> | tee {file|<file>} {file2|<file>} ## and the terminal
output of time to a file ; redirect output of time => { time {command|<command>}; } 2> {file|<file>} ## braces
buffer problem of pipes ; turn off buffering in a pipe ; unbuffered output => stdbuf -oL <command> | <command> ## by line
pipe to a variable ; pipe output into read => read -r var < <(<command>) ## bash
use a pipe in find exec ; multiple commands in find exec => find . -name {glob|'<pattern>'} -exec sh -c '<command> "$1" | <command>' _ {} \\; ## $1 is the file
xargs with multiple commands ; xargs with a pipe => <command> | xargs -I {} sh -c '<command> {}; <command> {}' ## {} is the line
xargs in parallel ; run n jobs in parallel => <command> | xargs -P {n|4} -n 1 {command|<command>} ## -P how many
get own ip in a script ; get the pid of the current shell ; pid of the last background command => echo $$ || echo $! ## $! the background one
get the home directory of a user => getent passwd {user|<user>} | cut -d: -f6 || echo ~{user|<user>} ## the sixth field
get the current user name in a script => whoami || echo "$USER" ## the effective one
get year or month from date ; current year ; day of the year => date +%Y || date +%j ## %m month
get milliseconds between two times ; measure time between commands => start=$(date +%s%N); {command|<command>}; echo $(( ($(date +%s%N) - start) / 1000000 )) ms ## nanoseconds
convert seconds to hours minutes seconds ; format seconds as time => date -u -d @{n|<number>} +%T || printf '%02d:%02d:%02d\\n' $((s/3600)) $((s%3600/60)) $((s%60)) ## under a day
convert minutes or time zones ; convert utc to local time => date -d '{text|<time>} UTC' ## local
compare two dates ; check if date is older => [ "$(date -d {date|<date>} +%s)" -lt "$(date -d {date2|<date>} +%s)" ] && echo older ## seconds
is it a leap year or last day ; check if today is the last day of month => [ "$(date -d tomorrow +%d)" = 01 ] && echo last ## GNU date
calculate power or square root ; calculate with decimals => echo 'scale=4; sqrt({n|2})' | bc || python3 -c 'print({text|2**10})' ## bc
compare floating point numbers => awk 'BEGIN {exit !(1.5 > 1.2)}' && echo greater || (( $(echo '1.5 > 1.2' | bc) )) && echo greater ## status
convert binary to decimal ; decimal to binary => echo $((2#{text|<bits>})) || echo 'obase=2; {n|<number>}' | bc ## bases
bash completion ; enable tab completion ; case insensitive completion => bind 'set completion-ignore-case on' ## this shell
list all keyboard shortcuts of bash ; bind a key => bind -P | grep -v 'not bound' ## readline
enable vi mode ; vi mode => set -o vi ## set -o emacs undoes it
list all commands available ; list all builtins ; show all executables in path => compgen -c | sort -u || compgen -b ## -b builtins
what is a command type ; is a command a builtin or alias => type {command|<command>} ## alias, function, file
see source of a function => declare -f {name|<name>} ## its text
disable a builtin or alias temporarily => enable -n {name|<name>} || unalias {name|<name>} ## enable undoes it
increase terminal scrollback in screen or tmux ; scroll in tmux ; enable mouse in tmux => tmux set -g mouse on ## or Ctrl-B [
split a tmux window ; split pane vertically in tmux => tmux split-window -h || tmux split-window -v ## -h side by side
rename a tmux session => tmux rename-session -t {session|<name>} <name> ## by name
send a command to a tmux session ; run command in tmux and detach ; start tmux with command => tmux new -d -s {session|<name>} {text|'<command>'} || tmux send-keys -t {session|<name>} {text|'<command>'} Enter ## -d detached
get file extension ; extension of a filenames ; print the extension of a file => echo "\${filename##*.}" ## behind the last dot
measure elapsed time ; time elapsed in a script ; measure time elapsed => time {command|<command>} || echo "$SECONDS" ## real, user, sys
loop through files with an extension ; loop over all files of a type ; for each file with extension => for f in *.{ext|<extension>}; do echo "$f"; done ## quoted
append without overwriting ; append to a file without overwriting ; add to a file without replacing it => <command> >> {file|<file>} ## keeps what is there
use nohup ; run with nohup in background ; nohup a process => nohup {command|<command>} > output.log 2>&1 & ## survives logout
comment several lines in vim ; comment multiple lines in vim => vim {file|<file>} ## Ctrl-V, I#, Esc
loop over two arrays ; iterate over two arrays at once => for i in "\${!a[@]}"; do echo "\${a[i]} \${b[i]}"; done ## by index
exit a function ; return from a function => return {n|0} ## the status
escape a single quote ; single quote inside single quotes ; escape single quotes within single quoted strings => echo 'it'\\''s' ## end, escaped quote, begin
name of the current script ; get the name of the script => basename "$0" ## without directories
notification when a command finishes ; get notified when a long command finishes => {command|<command>}; notify-send done ## a pop up
pipe into a function ; run a function in background => {name|name} & ## jobs lists it
array contains a value ; check if a bash array contains a value => [[ " \${array[*]} " == *" {text|<value>} "* ]] && echo yes ## bash
trim a string ; remove surrounding whitespace of a variable => var="\${var#"\${var%%[![:space:]]*}"}"; var="\${var%"\${var##*[![:space:]]}"}" ## both ends
output to the clipboard ; pipe the output of a command to the clipboard => <command> | xclip -selection clipboard ## pbcopy on macOS
multiline string to a file ; write a multiline string to a file => cat > {file|<file>} << 'EOF' ## ends with EOF on its own line
read a config file ; source a config file => source {file|<file>} ## name=value lines
all combinations with braces ; generate combinations => echo {a,b}{1,2} ## braces expand
help for a builtin ; man page of a bash builtin ; documentation of a shell builtin => help {command|<builtin>} ## man bash has all
manual page sections ; man page of a certain section ; search manual pages => man -k {text|'<text>'} || man {n|<number>} <command> ## apropos
where is a command ; location of an executable ; which file is run for a command ; full path of a program => command -v {command|<command>} || which {command|<command>} || type -a {command|<command>} ## -a all of them
is it an alias or a function ; what kind of command is it => type {command|<command>} ## type -a all
source of a shell function ; show definition of a function ; print function code => declare -f {name|<function>} ## bash and zsh
run alias without expansion ; bypass an alias => command {command|<command>} || \\{command|<command>} ## once
list aliases ; show all aliases => alias ## all
remove an alias => unalias {name|<name>} ## in this shell
alias with arguments ; function with parameter instead of alias => {name|<name>}() { <command> "$1"; } ## $1 is the first
reload shell configuration ; apply changes of bashrc => source ~/.bashrc || exec "$SHELL" ## at once
run script in the current shell ; source a script ; run script so that variables stay ; execute script without new shell => source {file|<script>} || . {file|<script>} ## in this shell
debug a shell script ; print every command before it runs ; trace a bash script ; script print commands => bash -x {file|<script>} || set -x ## each line
check script for syntax errors ; test a script without running it => bash -n {file|<script>} || shellcheck {file|<script>} ## runs nothing
stop script on error ; exit when a command fails => set -euo pipefail ## at its top
directory of a script ; path of the running script => cd "$(dirname "\${BASH_SOURCE[0]}")" && pwd ## in the script
exit status of a pipe ; exit code of first command in pipe ; status of piped commands => echo "\${PIPESTATUS[0]}" || set -o pipefail ## in bash
exit status of last command ; return code => echo $? ## 0 is well
run next command only if the first succeeds ; run command after another => <command> && <command> ## || when it fails
run commands in parallel ; start several commands at once and wait => <command> & <command> & wait || parallel ::: '<command>' '<command>' ## wait for all
command with timeout ; stop command after some seconds ; time limit for a command => timeout {n|10} <command> ## 124 when it ended
retry until success ; repeat a command until it works => until <command>; do sleep 1; done ## each second
repeat command n times ; run a command several times => for i in {1..10}; do <command>; done ## ten times
run a command every second ; repeat every n seconds ; watch output => watch -n {n|2} <command> ## Ctrl-C ends
run in background after logout ; keep running after closing terminal => nohup <command> > <log> 2>&1 & ## goes on
put running process in background ; detach running process => bg && disown ## after Ctrl-Z
bring job to the foreground ; continue a stopped job => fg || fg %{n|1} ## jobs lists
list background jobs => jobs -l ## with pids
stderr to a file ; redirect errors to file => <command> 2> {file|<file>} ## 2>&1 both
stdout and stderr to one file ; redirect all output => <command> > {file|<file>} 2>&1 ## both
append both streams to a file => <command> >> {file|<file>} 2>&1 ## both
pipe only stderr ; grep in stderr ; filter error output ; show only stderr through a pipe => <command> 2>&1 >/dev/null | grep {text|'<text>'} ## only errors
discard output ; run silently ; hide output of a command => <command> > /dev/null 2>&1 ## both
hide only errors ; suppress error messages => <command> 2> /dev/null ## errors
output to file and screen ; see output and save it => <command> | tee {file|<file>} ## -a appends
write to a root file ; redirect with sudo ; append to file that needs root => echo {text|'<text>'} | sudo tee -a {file} ## -a appends
output of a command into variable ; store command output => {name|<name>}=$(<command>) ## $( )
output to clipboard ; copy output of command ; copy file content to clipboard => <command> | xclip -selection clipboard || xclip -selection clipboard < {file} ## X11
paste clipboard => xclip -o -selection clipboard ## X11
read lines of a file in a loop ; loop over lines ; for each line in file do => while IFS= read -r line; do <command> "$line"; done < {file} ## each line
split each line into fields in a loop ; read csv line by line ; read columns into variables => while IFS=, read -r a b; do echo "$a $b"; done < {file} ## parted by commas
loop over files ; for each file in directory ; run command on all files => for f in *; do <command> "$f"; done ## quotes are needed
loop over numbers ; for loop with range => for i in {1..10}; do echo "$i"; done ## 1 to 10
infinite loop => while true; do <command>; sleep 1; done ## Ctrl-C ends
ask user for input ; read a value in script => read -rp '<question>: ' {name|<name>} ## into the variable
yes or no question in script ; confirm in bash script => read -rp 'Continue? [y/N] ' answer && [[ $answer == [yY]* ]] ## true for yes
check if command exists ; is a program installed in script => command -v {command|<command>} > /dev/null ## true when it is
check if file exists in script ; test file existence => [ -f {file} ] && echo exists ## -d directory
check if directory exists ; create directory if missing => [ -d {dir|<directory>} ] || mkdir -p {dir|<directory>} ## or make it
check if variable is empty => [ -z "$<variable>" ] && echo empty ## -n not empty
default value of variable ; use default if variable is unset => echo "\${<variable>:-<value>}" ## := sets too
compare numbers ; if greater than => [ "$<variable>" -gt <number> ] && echo greater ## -lt less
string contains substring ; check whether a string contains another => [[ $<variable> == *<text>* ]] && echo yes ## in bash
remove spaces from a variable ; strip all whitespace of a string ; remove newlines tabs and spaces from variable => echo "\${<variable>//[[:space:]]/}" ## all of it
trim a variable ; strip leading and trailing spaces of variable => echo "$<variable>" | xargs ## both ends
replace in a variable ; substitute in a string variable => echo "\${<variable>//<old>/<new>}" ## all of them
uppercase a variable ; lowercase a variable => echo "\${<variable>^^}" || echo "\${<variable>,,}" ## in bash
substring of variable ; first characters of a string => echo "\${<variable>:0:{n|<number>}}" ## from, length
length of a string ; count characters of a variable => echo "\${#<variable>}" ## characters
split string into array => IFS=, read -ra parts <<< "$<variable>" ## at commas
join array with separator => (IFS=,; echo "\${<array>[*]}") ## with commas
length of array ; count of elements => echo "\${#<array>[@]}" ## elements
arithmetic in shell ; calculate on command line ; add numbers => echo $((<expression>)) ## whole numbers
floating point arithmetic ; decimal calculation ; divide with decimals ; float math => echo 'scale=2; <expression>' | bc || awk 'BEGIN {print <expression>}' ## scale digits
random number in a range ; random number between two values => shuf -i <number>-<number> -n 1 || echo $((RANDOM % 100)) ## from, to
random string ; generate a random password => openssl rand -base64 {n|16} || tr -dc 'A-Za-z0-9' < /dev/urandom | head -c {n|16} ## bytes
sequence of numbers ; print numbers from one to ten => seq {n|10} ## seq FROM STEP TO
date as yyyy-mm-dd ; today's date iso => date +%F ## 2026-01-31
utc date in iso 8601 ; iso timestamp ; current time in utc => date -u +%Y-%m-%dT%H:%M:%SZ || date -Iseconds ## Z is UTC
unix time now ; seconds since epoch => date +%s ## seconds
timestamp to date ; epoch to readable date ; convert seconds to date => date -d @{n|<number>} ## local time
date to timestamp => date -d {date|'<date>'} +%s ## seconds
date in some days ; add days to a date ; date n days ago => date -d '<number> days' +%F || date -d '<number> days ago' +%F ## also weeks
days between two dates ; difference of two dates ; count of days between dates => echo $(( ($(date -d '<date>' +%s) - $(date -d '<date>' +%s)) / 86400 )) ## later first
seconds between two timestamps ; difference between two times in seconds ; elapsed seconds => echo $(( $(date -d '<date>' +%s) - $(date -d '<date>' +%s) )) ## later first
last day of month ; count of days in month => date -d "$(date +%Y-%m-01) +1 month -1 day" +%F ## this month
week number => date +%V ## ISO
time in another timezone => TZ=Europe/Berlin date ## Europe/Berlin
convert date format ; change format of a date => date -d {date|'<date>'} +'%d.%m.%Y' ## signs of date
set variable permanently ; environment variable for every session => echo 'export <name>=<value>' >> ~/.bashrc ## at next login
variable for one command ; set environment variable only for a command => <name>=<value> <command> ## once
add directory to path ; path permanently => export PATH="$PATH:{dir|<directory>}" || echo 'export PATH="$PATH:{dir|<directory>}"' >> ~/.bashrc ## at its end
show path one per line ; print PATH entries => echo "$PATH" | tr ':' '\\n' ## a line each
unset a variable => unset <variable> ## in this shell
load variables from env file ; export variables of .env => set -a; . ./.env; set +a ## all exported
most used commands of history ; which commands do i use most ; statistics of my shell history => history | awk '{print $2}' | sort | uniq -c | sort -rn | head ## most first
search history ; find an old command ; search backwards through history ; grep the history => history | grep {text|'<text>'} ## or Ctrl-R
history with dates ; show time of commands in history ; timestamps in history => HISTTIMEFORMAT='%F %T ' history ## in bash
keep command out of history ; do not save a command in history ; prevent bash from storing a command => export HISTCONTROL=ignorespace || set +o history ## begin with a blank
delete one entry of history ; remove a line from history => history -d <number> ## by number
clear history ; delete bash history => history -c && history -w ## all
unlimited history ; larger history => export HISTSIZE=-1 HISTFILESIZE=-1 ## in bash
repeat last command ; sudo last command => !! || sudo !! ## bash and zsh
last argument of previous command => echo !$ || echo $_ ## or Alt-.
run history entry by number => !<number> ## history shows it
title of the terminal ; set terminal tab title ; rename terminal window => printf '\\033]0;<title>\\007' ## until the prompt sets it
clear the screen => clear ## or Ctrl-L
broken terminal ; fix garbled terminal ; terminal shows strange characters => reset ## typed blind
size of terminal ; count of columns and lines => tput cols; tput lines || stty size ## columns, lines
colored output ; print text in red => echo -e '\\033[31m<text>\\033[0m' || tput setaf 1 ## 31 is red
prompt shows only directory ; change bash prompt => PS1='\\w \\$ ' ## in this shell
exit vim ; quit vim ; leave vim editor ; save and quit vim ; close vim without saving => :wq || :q! ## typed in vim
which shell am i in ; find current shell => echo "$0" || ps -p $$ -o comm= ## running one
measure time of a command ; how long does a command take => time <command> ## real time
benchmark a command => hyperfine '<command>' || time <command> ## several runs
send a mail => mail -s '<subject>' <address> < {file} ## mailutils
notify when command ends ; desktop notification => <command>; notify-send done ## on the desktop
play a sound ; beep in terminal => printf '\\a' || paplay {file} ## the bell
screen reattach ; attach a screen session that is attached elsewhere ; detach screen elsewhere and attach => screen -d -r {session|<session>} ## takes it over
list screen sessions => screen -ls ## names
kill a screen session => screen -S {session|<session>} -X quit ## by name
list tmux sessions ; attach to tmux ; tmux reconnect => tmux attach -t {session|<session>} || tmux ls ## ls lists
detach other tmux clients => tmux attach -d -t {session|<session>} ## only this one
scroll in tmux ; tmux mouse => tmux set -g mouse on ## or Ctrl-b [
kill tmux session => tmux kill-session -t {session|<session>} ## by name
new named tmux session => tmux new -s {session|<session>} ## by name
shadowed by an alias ; run a command without its alias ; ignore alias once => command {command|<command>} || \\{command|<command>} ## once
trap in script ; clean up when script exits ; exit a script gracefully ; run a command on exit => trap '<command>' EXIT ## whenever it ends
check script arguments ; is an argument given ; check existence of input argument in script ; no arguments passed => [ $# -eq 0 ] && echo 'no arguments' || [ -z "$1" ] && echo 'no argument' ## $# counts
all arguments of a script ; loop over script arguments => for arg in "$@"; do echo "$arg"; done ## quotes are needed
options of a script ; parse options => while getopts 'ab:' option; do echo "$option $OPTARG"; done ## b takes a value
string contains ; contains in bash => [[ $<variable> == *<text>* ]] && echo yes ## in bash
fallback for unset variable ; default for unset parameter ; provide a fallback value => echo "\${<variable>:-<value>}" ## := sets too
capture exit status in a pipe ; exit status of a piped command => echo "\${PIPESTATUS[0]}" || set -o pipefail ## in bash
substitute in the previous command ; global substitution on last command ; fix a typo in the previous command => !!:gs/<old>/<new>/ || ^<old>^<new> ## all of them
fix the last command in an editor ; edit previous command => fc ## runs it after
last argument of last command ; reuse the last argument => echo !$ || echo $_ ## or Alt-.
space keeps out of history ; use a space to exclude command from history ; execute command without keeping it in history => export HISTCONTROL=ignorespace || setopt HIST_IGNORE_SPACE ## the second is zsh
values of all variables ; list all variables with their values => set || declare -p ## all of the shell
environment variables from file ; load env vars in script => set -a; . ./.env; set +a ## all exported
reload zsh ; reload zsh configuration => exec zsh || source ~/.zshrc ## anew
is a zsh option set ; check if an option is enabled => [[ -o <option> ]] && echo on || setopt ## alone lists
time each line of output ; timestamp every line ; prefix output with time => <command> | ts '%H:%M:%S' || <command> | while IFS= read -r line; do echo "$(date +%T) $line"; done ## moreutils
run something n times ; command multiple times => for i in {1..10}; do <command>; done ## ten times
terminal colors ; show all colors of the terminal => for i in {0..255}; do printf '\\033[38;5;%dm%3d ' "$i" "$i"; done ## 256
pid of the current shell ; pid of a script => echo $$ ## this shell
remap a key ; swap caps lock and control => setxkbmap -option ctrl:swapcaps ## X11
sudo with alias ; use alias with sudo => alias sudo='sudo ' ## the blank matters
kill all tmux sessions ; close tmux completely => tmux kill-server ## all
detach others from tmux ; reclaim the whole tmux window ; tmux other clients attached ; kill other connections to a session => tmux attach -d || tmux detach-client -a ## only this one
tmux status bar off ; disable status bar => tmux set -g status off ## on again
value of a tmux option ; show tmux options => tmux show -g <option> || tmux show -g ## all
tmux prefix ; change prefix key => tmux set -g prefix C-a ## then bind C-a send-prefix
tmux key bindings ; list key bindings => tmux list-keys ## all
tmux new window ; new window with directory => tmux new-window -c "$PWD" ## -c
tmux split and run a command ; split window with command => tmux split-window -h '<command>' ## -v below
tmux layout ; change horizontal panes to vertical => tmux select-layout even-vertical || tmux select-layout even-horizontal ## all panes
tmux session directory ; starting directory of session => tmux new -s {session|<session>} -c {dir|<directory>} ## -c
tmux environment variable ; set variable when creating session => tmux new -s {session|<session>} -e <name>=<value> ## -e
rename tmux session ; rename current session => tmux rename-session {name|<name>} ## this one
rename tmux window => tmux rename-window {name|<name>} ## this one
tmux move window ; renumber windows => tmux move-window -r ## no gaps
tmux swap windows => tmux swap-window -t {n|<number>} ## by number
tmux send keys ; type into another pane => tmux send-keys -t <pane> '<command>' Enter ## as typed
tmux save scrollback ; copy tmux history to file => tmux capture-pane -pS - > {file|<file>} ## all of it
reload tmux configuration => tmux source-file ~/.tmux.conf ## at once
processes in tmux => tmux list-panes -a -F '#{pane_pid} #{pane_current_command}' ## each pane
sequence with a step ; numbers with increment ; sequence of values => seq <first> <step> <last> ## also decimals
pid and name of current shell => ps -p $$ -o pid,comm= ## running one
run command repeatedly ; same command several times => for i in {1..10}; do <command>; done ## ten times
human readable current date => date || date '+%A %d %B %Y' ## by locale
keys pressed ; show pressed keys ; key codes of keyboard => xev || showkey -a ## window or console
log everything a command prints => {command|<command>} > {file|<file>} 2>&1 || {command|<command>} &> {file|<file>} ## errors go where output goes
redirect errors to another file ; stdout and stderr to different files ; separate output and error files => {command|<command>} > {file|<output>} 2> {file2|<errors>} ## 1 and 2
only errors to a file => {command|<command>} 2> {file|<file>} ## 2 is stderr
pipe stderr to another command ; grep in error output ; pipe both stdout and stderr => {command|<command>} 2>&1 | <command> ## errors too
echo to stderr ; write an error message in a script => echo '{text|<text>}' >&2 ## 2 is stderr
append output and errors to a file => {command|<command>} >> {file|<file>} 2>&1 ## >> keeps what is there
discard all output ; suppress stdout and stderr => {command|<command>} > /dev/null 2>&1 || {command|<command>} &> /dev/null ## nothing is shown
fail when any command of a pipe fails => set -o pipefail || echo "\${PIPESTATUS[0]}" ## bash
pass input to a command from a string ; feed a string to stdin => {command|<command>} <<< '{text|<text>}' ## bash and zsh
output of a command as a file argument ; process substitution ; use output of a command where a file is needed => {command|<command>} <(<command>) ## bash and zsh
save command output in a variable ; assign result of a command => <name>=$({command|<command>}) ## without the last newline
run commands one after the other => {command|<command>}; <command> ## whatever their status
parallel jobs in a script => {command|<command>} & <command> & wait || parallel ::: '{command|<command>}' '<command>' ## wait for all
process many files in parallel ; xargs with several processes ; run a command on all files in parallel => ls {glob|*} | xargs -P "$(nproc)" -n 1 {command|<command>} || parallel {command|<command>} ::: {glob|*} ## -P at once
run a command for each line of a file ; execute a command with every line of a text file ; xargs with one argument each => xargs -d '\\n' -n 1 {command|<command>} < {file|<file>} || while IFS= read -r line; do {command|<command>} "$line"; done < {file|<file>} ## -d '\\n' keeps blanks
xargs put the argument in the middle ; xargs placeholder ; use xargs argument twice => xargs -I{} {command|<command>} {} || xargs -I % sh -c '<command> %; <command> %' ## -I names it
xargs do nothing on empty input => xargs -r {command|<command>} ## GNU
show commands that xargs runs => xargs -t {command|<command>} ## -t shows, -p asks
confirm each xargs command => xargs -p {command|<command>}
run a command on every file => for f in *; do {command|<command>} "$f"; done ## quotes keep blanks
loop over files of a type ; for every file with an extension => for f in *.{ext|<extension>}; do {command|<command>} "$f"; done ## quotes keep blanks
loop over all files recursively => shopt -s globstar; for f in **/*; do {command|<command>} "$f"; done ## bash
for loop in subdirectories => find . -type f -exec {command|<command>} {} \\;
for each subdirectory => for d in */; do (cd "$d" && {command|<command>}); done ## ( ) comes back
repeat n times => for i in {1..{n|10}}; do {command|<command>}; done || for ((i = 1; i <= {n|10}; i++)); do {command|<command>}; done ## bash
loop with a variable end ; range with variables => for i in $(seq 1 "$<variable>"); do {command|<command>}; done || for ((i = 1; i <= <variable>; i++)); do {command|<command>}; done ## braces take no variables
while read loop => while IFS= read -r line; do echo "$line"; done < {file|<file>} ## -r keeps backslashes
read output line by line => {command|<command>} | while IFS= read -r line; do echo "$line"; done || while IFS= read -r line; do echo "$line"; done < <({command|<command>}) ## the second keeps variables
loop over words of a string => for w in $<variable>; do echo "$w"; done
iterate over a list of words ; loop through an array => for w in "\${<array>[@]}"; do echo "$w"; done ## [@] each element
repeat forever ; run a command in an endless loop => while true; do {command|<command>}; sleep 1; done ## until repeats on failure
repeat until success ; keep trying a command => until {command|<command>}; do sleep {n|1}; done ## seconds between
retry a command n times => for i in {1..{n|5}}; do {command|<command>} && break; sleep 1; done ## break on success
if file exists ; test for a regular file => [ -f {file|<file>} ] && echo exists ## -e any kind
if a file does not exist => [ ! -e {file|<file>} ] && echo missing ## ! is not
mkdir unless exists => mkdir -p {dir|<directory>} ## -p is no error when it is there
is a directory empty ; check if a folder has files => [ -z "$(ls -A {dir|<directory>})" ] && echo empty ## hidden files too
is a file empty ; check file size greater than zero => [ -s {file|<file>} ] && echo 'not empty' ## -s has a size
is a file newer than another ; compare file dates => [ {file|<file>} -nt {file2|<file>} ] && echo newer ## -ot older
is a file readable or writable => [ -w {file|<file>} ] && echo writable
test if a file is executable => [ -x {file|<file>} ] && echo executable ## -r -w -x
test for an empty string => [ -z "$<variable>" ] && echo empty ## -z empty, -n not
compare strings ; string equality in a script ; if string equals => [ "$<variable>" = '{text|<text>}' ] && echo equal || [[ $<variable> == '{text|<text>}' ]] && echo equal ## blanks around =
does a string contain a substring ; check if a string contains another => [[ $<variable> == *'{text|<text>}'* ]] && echo yes ## bash
does a string start with a prefix => [[ $<variable> == {text|<prefix>}* ]] && echo yes ## bash
string ends with => [[ $<variable> == *{text|<suffix>} ]] && echo yes
match a regex ; string matches a regex ; capture group => [[ $<variable> =~ {text|<pattern>} ]] && echo "\${BASH_REMATCH[0]}" ## no quotes around it
if number is greater ; integer comparison => [ "$<variable>" -gt {n|<number>} ] && echo greater || (( <variable> > {n|<number>} )) && echo greater ## -lt -eq -ne
is a string a number ; check if input is an integer => [[ $<variable> =~ ^[0-9]+$ ]] && echo number ## digits only
decimals in bash ; divide with decimals => echo 'scale={n|2}; {text|<a> / <b>}' | bc ## bash has integers only
calculate in the shell ; arithmetic in bash ; use the terminal as a calculator => echo $(({text|<expression>})) || echo '{text|<expression>}' | bc -l ## integers; bc for decimals
increment a variable ; add one to a counter => ((<variable>++)) || <variable>=$((<variable> + 1)) ## bash
square root or power => echo 'sqrt({n|<number>})' | bc -l || echo $(({n|<number>} ** 2)) ## bc -l
decimal to binary => echo 'obase=2; {n|<number>}' | bc
ascii code of a character => printf '%d\\n' "'{text|<character>}" ## the quote in front
character from ascii code => printf "\\x$(printf %x {n|<code>})\\n"
length of a string => echo \${#<variable>} || printf %s '{text|<text>}' | wc -m ## characters
substring in bash ; part of a string ; first n characters of a variable => echo "\${<variable>:0:{n|5}}" ## the blank before - counts
last n characters of a string => echo "\${<variable>: -{n|5}}"
remove a prefix or suffix from a variable => echo "\${<variable>#{text|<prefix>}}" ## ## and %% longest
strip extension of a variable => echo "\${<variable>%{text|<suffix>}}"
replace text in a bash string ; search and replace in a variable => echo "\${<variable>//{text|<old>}/{text2|<new>}}" ## / first, // all
lower case a variable ; convert a variable to lowercase => echo "\${<variable>,,}" ## ^^ upper
trim whitespace of a variable => xargs <<< "$<variable>" || echo "\${<variable>//[[:space:]]/}" ## the second all blanks
split a string ; split a string into an array ; split by delimiter => IFS='{text|,}' read -ra parts <<< "$<variable>" ## parts[0] …
get one part of a string by delimiter ; field of a string => cut -d'{text|,}' -f{n|1} <<< "$<variable>" ## counted from 1
array to comma separated string => (IFS={text|,}; echo "\${<array>[*]}") ## one character
create an array => <array>=(<value> <value>) ## bash
append to an array => <array>+=(<value>)
length of an array => echo "\${#<array>[@]}"
array from command output => mapfile -t <array> < <({command|<command>})
dictionary in bash ; hash map => declare -A <name>; <name>[<key>]=<value>; echo "\${<name>[<key>]}" ## bash 4
does an array contain a value => [[ " \${<array>[*]} " == *" {text|<value>} "* ]] && echo yes
variable or default => echo "\${<variable>:-{text|<default>}}" ## := sets it
error if a variable is not set ; required variable in a script => : "\${<variable>:?not set}"
stop on undefined variables => set -u ## bash
read user input ; ask the user in a script ; prompt for input => read -rp '{text|<question>} ' answer ## -p is the prompt
yes or no question => read -rp '{text|<question>} [y/N] ' answer && [[ $answer == [yY] ]]
hidden input in a script => read -rsp 'Password: ' password ## -s hides
wait for a key ; press any key to continue ; pause a script => read -rn1 -p 'Press any key' ## -n1 one key
read with a timeout => read -t {n|5} -r answer ## seconds
menu in a bash script ; select from a list => select choice in <a> <b>; do echo "$choice"; break; done ## numbers
count of arguments => echo $# ## of the script
exit a script with an error ; exit code of a script => exit {n|1} ## 0 is success
return value of a function => return {n|1}
abort script on failure => set -e ## -u variables, pipefail pipes
print every command of a script => set -x
lint a bash script => shellcheck {script|<script>}
run cleanup code on exit ; delete temp files when a script ends => trap '{command|<command>}' EXIT ## INT is Ctrl-C
trap ctrl-c ; catch signals in a script => trap '{command|<command>}' INT
kill child processes when the script exits => trap 'kill 0' EXIT ## the whole group
define a function ; function with arguments ; call a function => {name|<name>}() { echo "$1"; } ## $1 the first
source a script ; load variables from a file => source {file|<file>} ## set -a exports
read a .env file ; export all variables of a file => set -a; source {file|.env}; set +a
set an environment variable ; export a variable => export {var|<name>}={text|<value>} ## the second for good
unset a variable => unset {var|<name>} ## gone in this shell
print all variables => printenv ## exported ones
run a command with a variable => <name>=<value> {command|<command>} ## only for it
add a directory to path => export PATH="{dir|<directory>}:$PATH" ## the second for good
change path permanently => echo 'export PATH="{dir|<directory>}:$PATH"' >> ~/.bashrc
show path line by line ; print each path entry on its own line => tr ':' '\\n' <<< "$PATH" ## one a line
where is a command ; which program is run ; is a command an alias or function ; all places of a program => type -a {command|<command>} || which -a {command|<command>} ## aliases too
does a command exist => command -v {command|<command>} > /dev/null && echo yes ## status 1 when not
create an alias => alias {name|<name>}='{command|<command>}' ## functions take arguments
permanent alias => echo "alias {name|<name>}='{command|<command>}'" >> ~/.bashrc
show the body of a function => declare -f {name|<name>}
remove an alias or a function => unalias {name|<name>} || unset -f {name|<name>} ## this shell
last command as root => sudo !!
rerun a command from history by number => !{n|<number>}
clear history => history -c && history -w
run without saving in history => set +o history
bigger history => export HISTSIZE=-1 HISTFILESIZE=-1
share history between terminals ; save history at once => export PROMPT_COMMAND='history -a; history -n' ## bash
ignore duplicates in history => export HISTCONTROL=ignoreboth:erasedups ## bash
change the prompt => PS1='\\u@\\h:\\W\\$ ' ## \\W the last part
shorten the prompt => PS1='$ '
restart the shell => source ~/.bashrc || exec "$SHELL" ## exec starts it anew
version of bash => echo "$BASH_VERSION"
list installed shells => cat /etc/shells
login shell check => shopt -q login_shell && echo login
run a shell command from a string ; execute a string as a command => bash -c '{text|<command>}' || eval "{text|<command>}" ## never with foreign text
run script from another directory => ./{script|<script>}
run a loop in background => {command|<command>} & ## jobs lists it
pid of the last background command => echo $! ## $! and $$
remember directories ; directory stack => pushd {dir|<directory>}
go up several directories => cd ../.. ## two up
create folder and enter it => mkdir -p {dir|<directory>} && cd {dir|<directory>} || mkdir -p {dir|<directory>} && cd "$_" ## $_ is the last word
terminal size => stty size
echo is off => stty sane
colors in a script ; colored text with echo ; print in red => printf '\\033[31m%s\\033[0m\\n' '{text|<text>}' ## 31 red
bold text => tput setaf 1; echo '{text|<text>}'; tput sgr0
show 256 colors => for i in {0..255}; do printf '\\033[48;5;%sm%4s\\033[0m' "$i" "$i"; done ## 256
print a newlines or tab with echo ; echo with escapes => echo -e '{text|<text>}'
echo without newlines => echo -n '{text|<text>}'
print a variable with quotes => printf '%q\\n' "$<variable>" ## %q quotes it
quotes inside quotes ; escape single quotes => echo 'it'"'"'s'
multi line string in a script ; write a heredoc to a file without variables => cat > {file|<file>} << 'END' ## end it with END
progress bar in a script => pv {file|<file>} | {command|<command>} ## pv if installed
copy to the clipboard ; clipboard from the command line ; copy a file's contents to clipboard => xclip -selection clipboard < {file|<file>} ## -o pastes
record a terminal session ; save everything printed ; log the terminal => script {file|<file>} || asciinema rec ## exit ends it
limit the output of a command ; first lines of output => {command|<command>} | head -n {n|10} ## q leaves
page the output of a command => {command|<command>} | less
number lines of output => {command|<command>} | nl ## pipes
sort output => {command|<command>} | sort
count lines of output => {command|<command>} | wc -l
disable buffering ; line buffered output => stdbuf -oL {command|<command>} || unbuffer {command|<command>} ## L is line
keep colors in a pipe => script -qc '{command|<command>}' /dev/null | less -R
ls with colors in less => ls --color=always | less -R ## -R
disable ctrl-s freezing ; terminal frozen => stty -ixon ## Ctrl-Q thaws
key bindings of the shell ; list readline bindings => bind -P ## bash
vi mode => set -o vi
case insensitive completion => bind 'set completion-ignore-case on'
brace expansion ; create several names at once => echo {a,b,c}.txt ## bash
extended globs ; all files except in a glob => shopt -s extglob && ls !({glob|*.txt}) ## bash
hidden files in a glob => shopt -s dotglob
glob without matches => shopt -s nullglob
temporary directory in a script => mktemp -d ## remove it with trap
lock file ; single instance of a script => flock -n {file|/tmp/<name>.lock} {command|<command>} ## -n gives up
send output of a script to a log => exec > {file|<file>} 2>&1 || exec > >(tee -a {file|<file>}) 2>&1 ## from here on
random number => echo $RANDOM
sleep less than a second ; wait n seconds in a script => sleep {n|0.5} ## GNU takes fractions
sleep a random time => sleep $((RANDOM % {n|10}))
date in a variable => now=$(date +%F) ## SECONDS counts
run time of a script ; measure elapsed time in a script => start=$SECONDS; {command|<command>}; echo $((SECONDS - start))
require root in a script => [ "$(id -u)" -eq 0 ] && echo root ## 0 is root
operating system in a script ; is it linux or mac => uname -s ## Linux, Darwin
open several terminals ; run a command in a new terminal window => gnome-terminal -- {command|<command>} || xterm -e {command|<command>} & ## desktop
print all arguments => echo "$@" ## "$@" keeps blanks
`
