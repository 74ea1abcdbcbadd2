// Small tools of every system, each asked for by its purpose.

export const TOOLS_INTENTS = `
split {file} into {n} minute parts ; cut {file} into pieces of {n} minutes ; split video {file} into {n} minute segments => ffmpeg -i {file} -c copy -map 0 -segment_time 00:{n}:00 -f segment part%03d.mp4 ## without encoding anew
mount an iso file ; mount iso {file} ; open an iso image => sudo mount -o loop {file|<image>} /mnt ## below /mnt, to read
set permissions of all files in {dir} to {mode} ; update permission of all files in folder {dir} to {mode} => chmod -R {mode} {dir} || find {dir} -type f -exec chmod {mode} {} + ## everything below it
change group of everything in current directory to {group} ; recursively change group ownership of current directory to {group} => chgrp -R {group} . || sudo chgrp -R {group} . ## -R goes into subdirectories
change owner of everything in current directory to {user} => sudo chown -R {user} . || chown -R {user} . ## -R goes into subdirectories
change owner of symlink {file} to {user} => chown -h {user} {file} ## the link itself
change group of symlink {file} to {group} => chgrp -h {group} {file} ## the link itself
add write permission for group {path} ; let group write {path} => chmod g+w {path} ## g is the group
remove execute permission {path} ; make {path} not executable => chmod -x {path} || chmod a-x {path} ## nobody may run it
set setuid bit on {file} => chmod u+s {file} ## runs as its owner
set sticky bit on {dir} => chmod +t {dir} ## only owners delete
dump {file} as characters ; named character dump of {file} => od -c {file} || od -a {file} ## one byte each
hexadecimal bytes of {quote} ; show bytes of string {quote} => printf '%s' {quote} | od -An -tx1 || echo -n {quote} | xxd ## each byte
list directories only one level as tree ; tree of directories at level {n} => tree -d -L {n|1} ## -L limits the depth
tree with file sizes and owners ; print size and user of each file in tree => tree -su || tree -pugsh ## in brackets
tree ignoring {name} ; directory tree excluding {name} => tree -I {name} ## leaves it out
print each character of {quote} on a newlines => echo {quote} | fold -w 1 || grep -o . <<< {quote} ## one a line
print every {n} characters as a line ; break input into lines of {n} characters => fold -w {n} ## standard input
print line of {n} {quote} characters ; repeat character {quote} {n} times => printf '%0.s{quote}' {1..{n}} || seq -s {quote} {n} | tr -d '[:digit:]' ## in one line
rename files replacing {text} with {text2} in names ; replace {text} with {text2} in all filenames => rename 's/{text}/{text2}/' * || for f in *{text}*; do mv -- "$f" "\${f/{text}/{text2}}"; done ## each file
dry run rename replacing {text} with {text2} in filenames ; show what rename would do => rename -n 's/{text}/{text2}/' * ## changes nothing
resolve symlink {file} even if it does not exist => readlink -m {file} || realpath -m {file} ## need not exist
full path of current script => realpath "$0" || readlink -f "$0" ## resolved
print input to terminal and file {file} ; copy stdin to {file} => tee {file} ## and passes it on
append output to {file} and show it => <command> | tee -a {file} ## -a appends
suppress output of tee ; write to root owned file {file} => <command> | sudo tee {file} ## sudo does the writing
decompress {file} keeping the original => gunzip -k {file} || bunzip2 -k {file} || unxz -k {file} ## -k keeps
search case insensitive in compressed {file} for {text} ; grep -i in gz {file} => zgrep -i {text} {file} || zcat {file} | grep -i {text} ## unpacked on the way
list contents of zip {file} => unzip -l {file} ## without unpacking
test integrity of archive {file} => gzip -t {file} || unzip -t {file} || tar -tf {file} > /dev/null ## says nothing when it is fine
show compression ratio of {file} => gzip -l {file} ## and sizes
add {file} to existing archive {file2} ; append {file} to tar {file2} => tar -rf {file2} {file} || zip {file2} {file} ## uncompressed tar only
extract only {file} from {file2} => tar -xf {file2} {file} || unzip {file2} {file} ## that member
compress every file in directory ; gzip all files => gzip * || gzip -r . ## each on its own
split {file} and compress pieces => split -b 100M {file} {file}. ## then gzip each
create tar archive excluding {name} => tar -czf archive.tar.gz --exclude={name} . ## leaves it out
processes with pid and user ; print pid and command of all processes => ps -eo pid,user,cmd || ps -eo pid,comm ## chosen columns
processes sorted by start time => ps -ef --sort=start_time || ps aux --sort=start_time ## oldest first
parent process of {pid} ; parent pid of process {pid} => ps -o ppid= -p {pid} || pstree -s -p {pid} ## its id
child processes of {pid} => pgrep -P {pid} || pstree -p {pid} ## ids
process tree of user {user} ; process tree with pids => pstree -p {user} || pstree -p ## with ids
environment of process {pid} => cat /proc/{pid}/environ | tr '\\0' '\\n' || ps eww {pid} ## one a line
working directory of process {pid} => pwdx {pid} || readlink /proc/{pid}/cwd ## its path
count running processes ; count of processes => ps aux | wc -l || ps -e --no-headers | wc -l ## counted
run {command} and record time and memory => /usr/bin/time -v {command} ## in detail
bind process {pid} to cpu {n} => taskset -cp {n} {pid} ## that cpu
run {command} on cpu {n} => taskset -c {n} {command} ## that cpu
wait for process {pid} to finish => tail --pid={pid} -f /dev/null || wait {pid} ## then goes on
send signal {name} to {pid} => kill -s {name} {pid} ## that signal
list all signals ; signal names => kill -l ## numbers and names
display current date every second ; show clock => watch -n 1 date ## Ctrl-C stops
watch directory listing ; monitor changes in directory listing => watch ls -l || watch -d ls -l ## every two seconds
watch disk usage => watch df -h ## every two seconds
watch memory => watch free -h ## every two seconds
watch network connections => watch ss -tn ## every two seconds
run {command} until it succeeds ; retry {command} until success => until {command}; do sleep 1; done ## a loop
run {command} {n} times => for i in $(seq {n}); do {command}; done ## a loop
run {command} for each line of {file} => xargs -I {} {command} {} < {file} || while read -r line; do {command|echo} "$line"; done < {file} ## one at a time
run commands in parallel ; run {command} in parallel on files => xargs -P 4 -n 1 {command} || parallel {command} ::: * ## four at a time
last modified date of {file} as seconds => stat -c %Y {file} || date -r {file} +%s ## since 1970
modification date of {file} formatted => date -r {file} || stat -c %y {file} ## of the file
date of next {name} => date -d 'next {name}' ## words work
date of last {name} => date -d 'last {name}' ## words work
day of year ; day number in year => date +%j ## 1 to 366
month name ; current month => date +%B ## a format
year ; current year => date +%Y ## a format
date in rfc format ; email date => date -R ## RFC 5322
time in another timezone {name} => TZ={name|UTC} date ## Area/City
nanoseconds ; time with milliseconds => date +%s%3N || date +%T.%N ## a format
who is login with headers ; users with login time and idle time => who -H || w || who -u ## columns
when did user {user} last login => last {user} || lastlog -u {user} ## newest first
reboot history ; last reboots => last reboot ## newest first
current runlevel ; default target => who -r || runlevel || systemctl get-default ## of the system
send message {quote} to user {user} => echo {quote} | write {user} ## on their terminal
primary group of {user} ; group name of {user} => id -gn {user} ## its name
numeric id of user {user} ; uid of {user} => id -u {user} ## a number
home directory of user {user} => getent passwd {user} | cut -d: -f6 || echo ~{user} ## a path
members of group {group} ; users in group {group} => getent group {group} ## behind the last colon
new group {group} with gid {n} => sudo groupadd -g {n} {group} ## that number
user {user} without login shell ; system user {user} => sudo useradd -r -s /usr/sbin/nologin {user} ## cannot log in
rename user {user} to {user2} => sudo usermod -l {user2} {user} ## the login name
expire password of {user} ; force {user} to change password => sudo chage -d 0 {user} || sudo passwd -e {user} ## at the next login
execute previous command with {text} replaced by {text2} => ^{text}^{text2} || !!:s/{text}/{text2}/ ## history expansion
last argument of previous command => echo !$ || echo $_ ## history expansion
run history entry {n} ; repeat command number {n} from history => !{n} ## history expansion
delete history entry {n} => history -d {n} ## that line
history without line numbers => history | cut -c 8- || fc -ln 1 ## only commands
turn off command history => set +o history || unset HISTFILE ## this shell
enable globstar ; recursive globbing => shopt -s globstar ## then **/*.txt
list shell options => shopt || set -o ## on and off
list functions of shell => declare -F || typeset -f ## names
show definition of function {name} => declare -f {name} || type {name} ## its body
vi mode => set -o vi ## Esc for commands
disable terminal bell => set bell-style none || xset b off ## silence
prevent overwriting files with redirection => set -o noclobber ## >| overwrites
increase value of variable {var} ; increment variable {var} => (( {var}++ )) || let {var}++ ## arithmetic
array of files ; store list of files in array => files=(*) || mapfile -t files < <(ls) ## of the shell
length of variable {var} => echo \${#{var}} ## characters
default value if variable {var} is unset => echo "\${{var}:-default}" ## expansion
convert variable {var} to uppercase => echo "\${{var}^^}" ## bash
substring of variable {var} => echo "\${{var}:0:5}" ## from, length
current user's shell history file => echo $HISTFILE ## a path
compare strings => [ "$a" = "$b" ] && echo same ## blanks matter
check if variable {var} is empty => [ -z "\${var}" ] && echo empty ## status tells
check if string contains {text} => [[ $s == *{text}* ]] && echo yes ## bash
count of arguments of script => echo $# ## $# counts
create {n} numbered files ; make files numbered 1 to {n} => touch file{1..{n}}.txt ## brace expansion
backup {file} ; make backup copy of {file} => cp {file} {file}.bak || cp -a {file} {file}.bak ## a copy beside it
swap names of {file} and {file2} => mv {file} tmp && mv {file2} {file} && mv tmp {file2} ## three moves
touch {file} with date {date} ; set timestamp of {file} to {date} => touch -d {date} {file} ## that date
copy timestamps of {file} to {file2} => touch -r {file} {file2} ## same times
size of all {ext} files together ; total size of {ext} files => du -ch *.{ext} | tail -n 1 || find . -name "*.{ext}" -exec du -ch {} + | tail -n 1 ## a total
file system of current directory => df . || stat -f . ## where it lies
disk usage with grand total => df -h --total || du -ch ## a last line
disk usage excluding {name} => du -sh --exclude={name} . ## leaves it out
all mount points of type {name} => findmnt -t {name} || mount -t {name} ## that type
remount {dir} read write => sudo mount -o remount,rw {dir} ## without unmounting
bind mount {dir} to {dir2} => sudo mount --bind {dir} {dir2} ## the same contents
mount network share {remote} ; mount nfs {remote} => sudo mount -t nfs {remote} {dir|<directory>} ## nfs
label of {device} ; set label of {device} => sudo e2label {device} || lsblk -o NAME,LABEL ## ext file systems
wipe {device} ; overwrite disk {device} with zeros => sudo dd if=/dev/zero of={device} bs=4M status=progress || sudo wipefs -a {device} ## everything is lost
flush writes to disk ; write cached data => sync ## waits
hardware serial number ; bios version => sudo dmidecode -s system-serial-number || sudo dmidecode -t bios ## needs root
memory slots ; installed ram modules => sudo dmidecode -t memory ## needs root
sound volume ; control volume => alsamixer || amixer ## in the terminal
bluetooth devices ; connect bluetooth => bluetoothctl ## a shell of its own
printers ; list printers => lpstat -p ## and their state
print queue => lpq || lpstat -o ## jobs
camera devices => ls /dev/video* || v4l2-ctl --list-devices ## one each
`
