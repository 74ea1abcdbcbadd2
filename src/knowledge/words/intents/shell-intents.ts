// The shell itself: conditions, loops, variables, redirection, jobs, its files.

export const SHELL_INTENTS = `
check if a directory exists ; test whether folder {dir} exists ; if directory exists => [ -d {dir} ] && echo exists ## -d is a directory
check if a file exists ; test whether file {file} exists ; if file {file} exists => [ -f {file} ] && echo exists ## -f is a file
check if a file is empty ; test whether {file} has content => [ -s {file} ] && echo 'not empty' ## -s is larger than nothing
check if a program exists ; is {command} installed ; test whether command {command} is available ; check if a command exists in a script => command -v {command} || which {command} ## prints where
check if a variable is set ; test whether variable {var} is defined ; is {var} set => [ -n "\${{var}+x}" ] && echo set ## also when empty
check if running as root ; am i root ; test for root in a script => [ "$(id -u)" -eq 0 ] && echo root || id -u ## root is 0
check if a string is empty => [ -z "$s" ] && echo empty ## -z is no characters
check if a process is running ; is {process} running ; test whether process {process} is running => pgrep -x {process} || pgrep -a {process} ## status 1 when not
check whether a process is still alive ; is process {pid} alive ; does pid {pid} exist => ps -p {pid} || kill -0 {pid} ## kill -0 sends nothing
exit code of the last command ; return value of previous command ; exit status of last command ; did the last command fail => echo $? ## 0 is success
exit status of each part of a pipe => echo "\${PIPESTATUS[@]}" ## bash
stop script on first error ; make bash script exit on error ; strict mode bash => set -euo pipefail ## errors, unset variables, pipes
debug a shell script ; trace script {file} ; show each command as it runs => bash -x {file} || set -x ## with values filled in
check syntax of script {file} ; syntax check without running {file} => bash -n {file} || shellcheck {file} ## runs nothing
loop over files ; loop over all {ext} files ; for each {ext} file in directory ; iterate over files => for f in *.{ext}; do echo "$f"; done ## quoted, for blanks in names
loop over numbers ; loop from {n} to {n2} ; for loop counting to {n} => for i in {{n|1}..{n2|10}}; do echo "$i"; done || seq {n|1} {n2|10} ## bash
loop over directories ; for each folder run {command} ; run {command} in every subdirectory => for d in */; do (cd "$d" && {command|pwd}); done ## a subshell each
loop over lines of a file ; read a file line by line ; for each line in {file} => while IFS= read -r line; do echo "$line"; done < {file} ## blanks and backslashes kept
loop over array => for item in "\${array[@]}"; do echo "$item"; done ## quoted
infinite loop ; repeat {command} forever ; run {command} again and again => while true; do {command}; sleep 1; done ## Ctrl-C stops
run a command every {n} seconds ; repeat {command} every {n} seconds ; run {command} periodically and show output => watch -n {n} {command} ## Ctrl-C stops
retry until it works ; keep trying {command} until it succeeds => until {command}; do sleep 1; done ## a second between
run second command only if the first succeeds ; chain commands => <command> && <command> ## && needs success
redirect both stdout and stderr to a file ; send output and errors to {file} ; write all output to {file} ; save stdout and stderr to {file} => <command> &> {file} ## errors go where output goes
redirect stdout to one file and stderr to another => { <command>; } > out.log 2> err.log ## 1 and 2
append output to {file} ; add command output to end of file => <command> >> {file} ## >> keeps what is there
save output to a file and show it on screen ; log output and still see it ; write to file and terminal at once => <command> | tee {file} ## tee does both
log output with errors to {file} and screen => <command> |& tee {file} ## both streams
pipe stderr to another command ; grep in error output => <command> |& grep <pattern> ## both streams
run a script in the background and log its output ; start {script} in background writing to {file} ; background job with log file => nohup {command|<command>} > {file|output.log} 2>&1 & ## survives logout
keep a job running after closing the terminal ; keep process alive after logout ; leave a program running when ssh disconnects ; run {command} detached => nohup {command|<command>} & ## or disown for one that runs
detach running process ; keep a running job alive after i logout => disown -h %1 || disown ## the shell sends no hangup
bring background job to the front ; get job back to foreground ; resume stopped job => fg || fg %1 ## jobs lists them
send running command to the background ; move process to background => bg ## after Ctrl-Z
list background jobs => jobs -l ## with process ids
wait for background jobs to finish => wait ## all of them
set environment variable for one command ; run {command} with variable {var} => {var|NAME}=value {command} ## this command only
set a variable permanently ; make environment variable permanent ; keep variable {var} after reboot => echo 'export {var}=<value>' >> ~/.bashrc ## new shells read it
add a directory to PATH permanently ; permanently add {dir} to my path ; make path change permanent => echo 'export PATH="$PATH:{dir}"' >> ~/.bashrc ## new shells read it
add a directory to PATH ; add {dir} to path for this session => export PATH="$PATH:{dir}" ## until the shell ends
show PATH one directory per line ; print path variable readable => echo "$PATH" | tr ':' '\\n' ## in order of search
reload bashrc ; reload shell configuration ; apply changes of bashrc without logout ; source profile => source ~/.bashrc || exec $SHELL ## or ~/.zshrc
make an alias permanent ; save alias {name} for {command} ; add alias to bashrc => echo "alias {name}='{command|<command>}'" >> ~/.bashrc ## new shells read it
list all aliases ; show my aliases => alias ## as they are defined
remove alias {name} => unalias {name} ## this shell
run real command instead of alias ; ignore alias of {command} => command {command} ## or a backslash before it
see which shell i am using ; what shell is this ; current shell => echo $0 || ps -p $$ || echo $SHELL ## SHELL is the login shell
change default shell to {name} ; make {name} my login shell ; switch shell to {name} => chsh -s $(which {name}) ## at the next login
list available shells => cat /etc/shells ## that chsh takes
show all environment variables sorted => env | sort || printenv | sort ## by name
value of environment variable {var} ; print variable {var} => echo "\${var}" || printenv {var} ## this shell's
search command history for {text} ; find an old command with {text} ; what was that command with {text} => history | grep {text} ## or Ctrl-R
most used commands ; which commands do i use most => history | awk '{print $2}' | sort | uniq -c | sort -rn | head ## counted
clear shell history ; delete command history => history -c && history -w ## memory, then file
run last command again ; repeat previous command => !! ## history expansion
repeat the last command that started with {text} ; run last {text} command again => !{text} ## history expansion
run a command without saving it in history => HISTCONTROL=ignorespace ## then a blank before it
time how long a command takes ; measure run time of {command} ; benchmark {command} => time {command} ## real, user, sys
limit run time of {command} to {n} seconds ; kill {command} after {n} seconds ; run with timeout => timeout {n} {command} ## status 124 when cut off
limit memory of {command} => systemd-run --user --scope -p MemoryMax=1G {command} || ulimit -v 1000000 ## a gigabyte
run several commands at the same time ; run two commands in parallel => <command> & <command> & wait ## & starts without waiting
run {command} in parallel for many files ; use all cores to run {command} => ls | xargs -P "$(nproc)" -n 1 {command} || parallel {command} ::: * ## one per core
save command output in a variable ; assign output of command to variable => result=$(<command>) ## without the final newline
read user input in a script ; ask the user for a value => read -rp 'Value: ' value ## -p is the prompt
ask for yes or no ; confirm in a script => read -rp 'Sure? [y/N] ' answer && [ "$answer" = y ] ## status tells
pass arguments to script ; all arguments of a script => echo "$@" ## quoted, each stays one
directory of the running script ; get the path of the script itself => cd "$(dirname "$0")" && pwd ## absolute
current date in a variable ; timestamp for a filenames ; date as yyyymmdd => date +%Y%m%d-%H%M%S || date +%F ## a format
date of yesterday ; yesterday's date => date -d yesterday +%F ## GNU date
convert unix timestamp {n} to date ; epoch {n} to human readable ; what date is {n} seconds since 1970 => date -d @{n} ## local time
current time as unix timestamp ; epoch seconds => date +%s ## since 1970
calculate in the shell ; do arithmetic ; compute {quote} => echo $(( 2 * 3 )) || echo {quote|'2 * 3'} | bc -l ## integers; bc does fractions
sleep for {n} minutes ; wait {n} minutes ; pause for {n} minutes => sleep {n}m ## s, m, h, d
sleep for {n} hours ; wait {n} hours => sleep {n}h ## s, m, h, d
random number between {n} and {n2} ; generate a random number => shuf -i {n|1}-{n2|100} -n 1 || echo $RANDOM ## both ends included
generate a random password ; random password of {n} characters ; create a strong password => openssl rand -base64 {n|16} || tr -dc A-Za-z0-9 < /dev/urandom | head -c {n|16} ## from the kernel's randomness
generate uuid ; create a random guid => uuidgen || cat /proc/sys/kernel/random/uuid ## version 4
split a string by a delimiter ; split variable on comma => IFS=, read -ra parts <<< "$s" ## an array
replace text in a variable => echo "\${var//old/new}" ## every place
join array with comma => (IFS=,; echo "\${array[*]}") ## a subshell keeps IFS
length of an array => echo "\${#array[@]}" ## elements
multi line text to file ; write several lines to {file} ; heredoc to file => cat > {file} <<'EOF' ## ends with a line EOF
what does a command do ; short description of {command} ; see what {command} does without reading the manual => whatis {command} || man {command} ## one line
where is the binary of {command} ; which file runs when i type {command} ; path of {command} => which {command} || type -a {command} ## first on PATH
all locations of {command} => type -a {command} || which -a {command} ## aliases and functions too
clear the terminal ; fix broken terminal ; terminal shows garbage => reset || clear ## reset repairs it
open current folder in file manager ; open {file} with default program => xdg-open {path|.} ## macOS: open
copy output to clipboard ; copy {file} to clipboard ; put text into clipboard => xclip -selection clipboard < {file} || wl-copy < {file} || pbcopy < {file} ## X11, Wayland, macOS
paste from clipboard => xclip -selection clipboard -o || wl-paste || pbpaste ## X11, Wayland, macOS
start a new tmux session {session} ; tmux session named {session} => tmux new -s {session} ## Ctrl-B d leaves it
attach to tmux session {session} ; get back to my tmux session ; reconnect to tmux => tmux attach -t {session} || tmux attach ## tmux ls lists them
list tmux sessions => tmux ls ## names
detach from tmux ; leave tmux without ending it => tmux detach ## or Ctrl-B d
kill tmux session {session} => tmux kill-session -t {session} ## its programs end
reattach to screen ; resume screen session => screen -r || screen -ls ## -ls lists them
start screen session {session} => screen -S {session} ## Ctrl-A d leaves it
`
