// Profiles of programs for processes, users, time, packages and the machine. The form of a row: profile-row.ts.

export const SYSTEM_PROFILES = String.raw`
processes|process all|running|every list|print|show|display detailed? information? system? => ps aux ## of all users
processes|process user|owned_by|users of? list|print|show|search => ps -u {user!} ## of that user
processes|process current_user|owned_by_current_user list|print|show|search => ps -u "$USER" ## of that user
process|processes|process_id|=pid name|named|matching|string|of|called|for search|find|print|show|list|get => ps aux | grep {process!} ## a pattern of names
processes memory|=rss sort|sorted|top|most|ascending|descending|using usage|use? => ps aux --sort=-%mem | head -n {n=11} ## the largest first
processes cpu sort|sorted|top|most|ascending|descending|using|intensive usage? => ps aux --sort=-%cpu | head -n {n=11} ## the busiest first
cpu|memory usage print|show|display processes|process each|all|percentage? => ps -eo pid,pcpu,pmem,args ## of each process
process id|=pid path|path_name|command|name get|print|show => ps -p {pid!} -o comm= ## its command
current_shell|shell print|show|name|which process? => ps -p $$ ## the shell that reads this
memory virtual|private|=rss usage|use print|show process|processes|user? => ps -eo pid,vsz,rss,args ## in kilobytes
process_tree|tree_of_processes|process_hierarchy|hierarchical_process|processes_tree|=pstree|hierarchy print|show|display|compose? process? full? => pstree {user?} ## who started whom
process_tree|tree of|for process id|=pid? print|show|display with? parent|parents => pstree -s {pid} ## and its parents
process_tree with|number|numbers|=pid|id|ids|pids numbers|id|ids|pids|identifiers print|show|display => pstree -p ## with their numbers
process_tree|child_processes|child of|for|with current|id|=pid|process print|show|display|list? id? => pstree -p {pid=$$} ## with their numbers
process_tree of|for process|named print|show|display => pstree -p $(pgrep {process!}) ## with their numbers
monitor|display|=top processes|process|process_activity|activity|cpu|information once|iterations|batch|interactive|realtime|dynamic|continuously => top ## until q is pressed
monitor process|processes ids|id|specific|=pid|command|named|specific_process => top -p {pid} ## that process alone
=top batch|non-interactive|=once|iteration|file|output|mode display|run|print|process? => top -b -n 1 ## one page of text
cpu_usage|cpu_load|cpu|zombie|states|percentage information|display|print|show|usage|load|number|number_of_processes gnu? => top -bn1 | head -n 15 ## one page of text
send|kill|terminate|stop signal|=sigterm|=sigkill|=sighup|instantly|immediately|terminate process|id|=pid|processes? to? => kill {pid} ## TERM, unless another is named
=sigkill|instantly|kill_immediately|forcefully send|kill|signal|terminate process|processes|id|=pid|immediately? id? => kill -9 {pid} ## it cannot refuse
=sighup|hangup|=hup send|signal|process|reload|re-read => kill -HUP {pid} ## most servers read their settings again
check|test|determine process exists|exist|running|alive id|=pid|variable? permission? send? signals? contains? current? user? => kill -0 {pid} ## asks, and sends nothing
process|processes port kill|terminate|send|stop|end =tcp? using? signal? =sigterm? requesting? listening? system? => kill $(lsof -t -i:{port!}) ## whoever listens there
immediately|instantly|=sigkill|instantly port kill|terminate|send process|processes using? =tcp? signal? listening? => kill -9 $(lsof -t -i:{port!}) ## whoever listens there
process name|by_name|whose|matching|all_python|running_script kill|terminate|send|end => kill $(pgrep {process!}) ## all of that name
terminate|kill immediately|instantly => kill -9 $(pgrep {process!}) ## all of that name
zombie processes|process kill|clean|parent|terminate|send up? signal? =sigkill? =sigterm? all? parents? instantly? which? requests? => kill $(ps -A -o stat,ppid | awk '/[zZ]/{print @2}') ## their parents end them
first|current|last job|process send|kill|terminate|signal|=sigterm current_shell|shell? => kill %1 ## the first job
login|logged users|user|who list|print|show|display|find|all currently? => who ## who is here
users login|logged count|number|many => who | wc -l ## how many are here
users|user_names|user|usernames login|logged unique|list|print|names all? sorted? => who | cut -d' ' -f1 | sort -u ## each once
user|users login information|time|detailed|all? print|show|display => who -a ## all that is known
boot_time|last_boot|booted|system_boot print|show|display|time system? => who -b ## since when it runs
user stdin|standard_input|terminal associated|determine|print|show => who -m ## of this terminal
users|user|sessions login|sessions doing|what|activity|show|find|print|idle => w ## who is here, and what they do
information|=lookup|finger|full_name|details user|username|account print|show|display|about? => finger {user} ## what is known of them
full_name|home_directory|real_name user print|show|display|logged? => finger {user} ## what is known of them
user|users full_name|full_names login|logged print|show|display|users => finger -l ## of all who are here
groups|group user|belongs|member has|belongs|find|show|print|list|given|in|which|what => groups {user?} ## their names
group current_user|user|primary name|list|show|print => groups ## their names
all group|groups names|list|print|show system|known => getent group | cut -d: -f1 ## all that are known
user_id|group_id|=uid|=gid user|current|print|show => id {user?} ## numbers and groups
login|switch|change user as|to => su - {user!} ## with the login shell of that user
run|execute command|script|shell as user|=root with? full? login? simulation? => su - {user=root} -c {script!} ## as that user
simulate|simulation|simulating full|complete login user|with? of? => su -l {user!} ## with the environment of that user
simulate|full login|full_login user|shell|of? => su -l {user?} ## with the environment of that user
root_access|superuser|become_root|root_shell|switch_to_root get|become|login|shell|account|access => sudo su - ## a shell as root
kernel_name|kernel_release|kernel_version|kernel print|display|show|name|version|release|current => uname -r ## the release
architecture|hardware_platform|machine_type|processor_type print|display|show|system? => uname -m ## x86_64, say
operating_system type|name|print|display|show => uname -o ## GNU/Linux, say
system_information|all_system|kernel_name print|display|show|kernel|hostname|architecture|release => uname -a ## all of it
hostname print|show|display|current|system => hostname ## of this machine
ip|ip_address|addresses hostname|current_host|host_name|this_host|current print|show|get|display => hostname -I ## all of them
set|change hostname => sudo hostname {host!} ## until the next boot
uptime|how_long|running system|machine|up print|show|display|has|been? => uptime ## since when it runs
print|show|display|get date|time format|formatted|as? current? => date «+{format}» ## now
yesterday date|print|show|get|format|information|day? => date -d yesterday ## a day ago
yesterday date format|as|in? print|show => date -d yesterday +{format!} ## a day ago
date|day|year|month|time days|weeks|months|hours|years ago|from_now|later|before|earlier print|show|what? => date -d {date} ## counted from now
epoch|unix_time|unix_timestamp|seconds_since convert|date|print|show|format|timestamp|from => date -d @{any!} ## that many seconds after 1970
epoch|unix|seconds current|time|print|now|timestamp|seconds? get? => date +%s ## seconds since 1970
epoch|epoch_seconds time|date|string|given => date -d {date!} +%s ## seconds since 1970
year-month-day|year_month_day|year-month-date|=yyyy-mm-dd get|print|date|show|from|format => date +%Y-%m-%d ## of today
hour|=hh:mm:ss|timestamp|hours minute|print|current|time|as|show => date +%H:%M:%S ## now
utc current|date|time|print|show format? => date -u ## in UTC
convert|reformat|format|parse date|time string? to|format|according? => date -d {date!} «+{format}» ## in another form
calendar current|this month? print|show|display => cal ## this month
calendar previous|next|last|three month|months print|show|display => cal -3 ## with its neighbours
calendar month|february|january|march|april|june|july|august|september|october|november|december print|show|display|year? => cal {month} {year} ## month and year
calendar year|whole|entire print|show|display => cal {year=-y} ## the whole year
calendar days|saturday|sunday|weekdays|business|monday print|show|month|current => cal ## this month
job|jobs list|print|show|display|all|running|background|active|stopped => jobs ## of this shell
jobs|job|processes =pid|id|pids|ids list|print|show|get|with|background => jobs -l ## with their numbers
processes list|all =pids|pids|=pid its|with|print => ps -e ## the number before each
kill|terminate|stop all? background|running|stopped jobs|job => kill $(jobs -p) ## all of this shell
jobs|job count|number|amount running|print|background => jobs | wc -l ## how many
stopped processes|jobs =pids|=pid|id|list|print|show => jobs -ls ## with their numbers
job|process foreground|=fg bring|get|resume|continue|return|put|move|send current|back|to? => fg ## the last one, without a number
job|process background|=bg resume|continue|send|move|put current|stopped? => bg ## goes on behind the prompt
immune|=sighup|hangup|=hangups|survive|logout|closing|nohup run|start|execute => nohup {cmd} & ## goes on after the logout
boot_time|boot|booted time|last|date system? print|show|display format? standard? => who -b ## since when it runs
send|sends signal current|this shell|process to? => kill -{signal!} $$ ## to the shell that reads this
cron|cron_jobs|crontab|cron_job list|print|show|display|all|current|view user? => crontab -l ## of this user
cron|crontab|cron_job|cron_jobs|cron_list edit|editing|change|modify user? => crontab -e ## of this user
cron|crontab|cron_jobs|cron_job file|replace|use|set|load|from|install => crontab {file!} ## in place of all that was there
cron|crontab|cron_job user list|edit|show|print => crontab -u {user!} -l ## of that user
cron|crontab|cron_jobs remove|delete|erase|clear all|user|current|list => crontab -r ## all of them
execute|run|display|repeat every seconds|second|minute|minutes|=half command? => watch «-n {seconds}» {line!} ## until Ctrl-C
repeatedly|periodically|continuously|repeat run|execute|display|watch|show command|output|of? => watch {line!} ## every two seconds
measure|time|report|execution|how_long|consumed execution|command|time|takes|consumed|spent of|by? => time {cmd!} ## real, user and system
kill|stop|timeout|abort|terminate after seconds command|execute|run => timeout {seconds!} {cmd!} ## ended when it takes longer
=sleep|=sleeps|=wait|=waits|delay for|seconds|minutes => sleep {n!} ## seconds, without a letter behind
=install|=installs|=installing package|packages|software|rpm|=yum? =yum|group|repository|answering|locally? => sudo yum install {allPackage} ## from the repositories
=install|=installs|=installing package|packages answering|yes|assume => sudo yum install -y {allPackage!} ## -y asks nothing
=install|=installs|=installing package_group|group answering? => sudo yum groupinstall {package!} ## all of the group
=update|=updates|=upgrade|=upgrades all|package|software|system|packages|software_in_system answering? => sudo yum update {package?} ## the latest of each
=remove|=removes|=uninstall|=erase package|packages|=yum system? => sudo yum remove {package!} ## it is gone
display|show|print details|information|info about package|=yum => yum info {package!} ## version, size and what it is for
list|lists|show installed|available packages|updates repository|yum|fedora|enabled? => yum list installed ## the names of all
install homebrew|=brew|formula packages? => brew install {allPackage} ## from its formula
homebrew|=brew|formula install_path|prefix|path display|print|show|of? => brew --prefix ## where it installs
homebrew|=brew potential_problems|problems|check|doctor system? => brew doctor ## says what is wrong
homebrew|=brew|formula symlinks|symlink|link remove|unlink => brew unlink {package!} ## its files stay
homebrew|=brew|formula symlink|symlinks|link files? installed? => brew link {package!} ## makes it found
shared_object|shared_libraries|libraries|dependencies|dynamic print|show|list command|program|executable|binary|dependencies|of => ldd {file!} ## the libraries it needs
hierarchical|list|show open_files|files_open process|port|which|who|using => lsof {path?} ## who has it open
process_information|process_statistics|process_activity|cpu_load|cpu_percentage|cpu_usage|cpu-intensive|processes_once display|monitor|collect|show|print|calculate|output once? exit? info? allocated? user? most? percentage? amount? taken? all? processes? twice? => top -b -n 1 ## one page of text
number|states|state processes various|information display? => top -b -n 1 | head -n 5 ## the sums
monitor|use =top process|processes|oldest|named|instance printing? information? times? batch? => top -p $(pgrep {process!}) ## that process alone
monitor all processes command|contains|whose => top -p $(pgrep -d, {text!}) ## those alone
virtual|private|address memory|space process|used get|show use? => top -b -n 1 -p {pid} ## its memory is VIRT
process_tree|processes|tree ids|id|=pid|number|pids|numbers full? each? composes? list? => pstree -p ## with their numbers
process_tree arguments|command id|number|process_id cron? => pstree -ap {pid?} ## with arguments and numbers
child|children|parent processes|process pids|id|list|all their? => pstree -p {pid!} ## with their numbers
kernel|build kernel_version|release|number|version build? current? retrieve? => uname -v ## of the kernel
kernel|system name hostname|release|machine|architecture information? version? processor? type? hardware? platform? operating? system? => uname -a ## all of it
calendar|days|date first|last|saturday|business|tuesday|monday|sunday|day month|current|january|february|april|september|year column? titles? highlighting? without? week? asterisk? => cal {month?} {year?} ## month and year
user|users login|logged column|usernames|names|name sorted|unique|header => finger | cut -d' ' -f1 | sort -u ## each once
user git|another|other access get => su {user!} ## a shell of that user
ping|request time|statistics|sequence|icmp number? print|show => ping -c {n=1} {host!} ## the times stand behind time=
file contains|containing|contained|stored|saved|pidfile|pid_file process|=pid kill|terminate|send|stop id? signal? => kill $(cat {file!}) ## the number in that file
file contains|containing|contained|stored|saved|pidfile|pid_file process|=pid instantly|immediately|=sigkill|forcefully kill|terminate|send id? signal? => kill -9 $(cat {file!}) ## it cannot refuse
=sighup|hangup|=hup send|signal process|processes all|master|server|named|causing configuration? re-read? => kill -HUP $(pgrep {process!}) ## most servers read their settings again
process_tree current|own|this_shell id|number|numbers|=pid|ids parent|parents|ancestors print|show|display => pstree -sp $$ ## with its parents and their numbers
process_tree|process_trees|trees user|users rooted|this|of|belonging only? processes? => pstree {user=$USER} ## who started whom
=top process|processes monitor|use|run|watch|display named|name|called|instance|oldest? times? => top -p $(pgrep -d, {process!}) ## that process alone
=top batch|mode seconds|second|delay|interval|updates run|display|between => top -b -d {seconds!} ## one page of text each time
information|info|details|everything|data users|user all login|logged => who -a ## all that is known
users|user_names|usernames|names login|logged and|with terminal|terminals|tty => who | awk '{print @1, @2}' ## the name and where
low|lower|lowest|nice|niceness priority run|execute|start|launch command|program|process? => nice -n {n=10} {cmd!} ## others come first
idle|lowest|low io|i/o|input/output|disk priority|scheduling run|execute|start|launch => ionice -c 3 {cmd!} ## reads and writes when nothing else does
open|files|list process|=pid|user files which|that|of|by|opened => lsof -p {pid!} ## files, sockets and libraries
processes listening|using|listen port|tcp|udp which|list|show|find|print => lsof -i :{port!} ## who listens there
memory free|used|usage|available|total system|amount|swap|human? readable? print|show|display|megabytes? => free -h ## and swap
last login|logins|logged users|user|list|show|print|history => last {user?} ## from the newest on
user_id|=uid|numeric current|user print|show|get|display => id -u {user?} ## the number alone
kernel module|modules loaded|list|show => lsmod ## those that are loaded
machine|system|computer reboot|restart => sudo reboot ## at once
=logout|exit|leave|end|log_out login_shell|login|session => logout ## ends a login shell
send signal process|processes|id|=pid to? => kill -{signal!} {pid} ## that signal
processes|process parent =pid|ids|id|pids|=ppid list|all|every|with => ps -eo pid,ppid,args ## their numbers, and those of their parents
=yum search|find|look package? packages? repositories? repository? for? => yum search {text!} ## in names and descriptions
=yum clean|clear|remove cache|cached|all|data? => sudo yum clean all ## what was downloaded
user group =ids|=id|identifiers|identities print|show|display|get => id {user?} ## numbers and groups
`
