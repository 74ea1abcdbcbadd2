// The system: processes, services, users, disks, devices, packages, and the shell's own builtins.

export const SYSTEM_SPECS = `
# ps | show running processes
a  all users' processes that have a terminal
u  user-oriented format: user, cpu, memory
x  include processes without a terminal
e  show the environment after the command
f  show the process tree (forest)
-e -A  all processes
-f  full-format listing
-o -O --format=FORMAT  user-defined output format
-p --pid=PID  select by process id
-u --user=USER  select by effective user
-C=NAME  select by command name
-l  long format
-L  show threads
-H  show the process hierarchy
--sort=KEY  sort by these keys; - means descending
--forest  show the process tree
--no-headers  print no header line
--ppid=PID  select by parent process id
# top | show running processes live, the busiest first
-b  batch mode, for output to files
-n=N  number of iterations
-d=SECONDS  delay between updates
-p=PID  monitor only these processes
-u=USER  only processes of this user
-o=FIELD  sort by this field
-H  show threads
-c  show full command lines
# htop | interactive process viewer
# kill | send a signal to a process, by default terminate it
-9 -KILL -SIGKILL  signal KILL: end the process at once, it cannot be caught or cleaned up after
-15 -TERM -SIGTERM  signal TERM: ask the process to terminate
-1 -HUP -SIGHUP  signal HUP: hang up, often means reload
-2 -INT -SIGINT  signal INT: interrupt, like Ctrl-C
-3 -QUIT  signal QUIT: quit with a core dump
-STOP -SIGSTOP -19  signal STOP: pause the process
-CONT -SIGCONT -18  signal CONT: continue a stopped process
-USR1  signal USR1: user-defined
-s=SIGNAL  send this signal
-l  list signal names
-0  send nothing: test whether the process exists
# killall | kill processes by name
-9  signal KILL: end at once
-i --interactive  ask before killing
-u --user=USER  only processes of this user
-e --exact  require an exact match
-q --quiet  do not complain when nothing was killed
-w --wait  wait for processes to die
# pkill | signal processes by name or other attributes
-f --full  match the full command line
-9  signal KILL: end at once
-u --euid=USER  only processes of this user
-x --exact  match exactly
-n --newest  only the newest
-o --oldest  only the oldest
-t --terminal=TTY  only processes of this terminal
-P --parent=PID  only children of this process
# pgrep | list process ids by name
-f --full  match the full command line
-l --list-name  list the process name too
-a --list-full  list the full command line too
-u --euid=USER  only processes of this user
-x --exact  match exactly
-c --count  count matching processes
-n --newest  only the newest
# pidof | print the process ids of a program
# pstree | show processes as a tree
-p --show-pids  show process ids
-a --arguments  show command line arguments
# jobs | list background jobs of the shell
-l  list process ids too
# bg | resume a stopped job in the background
# fg | bring a job to the foreground
# disown | remove a job from the shell's table, so that it survives logout
# wait | wait for background jobs to finish
# nohup | run a command that survives logout
# nice | run a command with another scheduling priority
-n --adjustment=N  add this to the niceness
# renice | change the priority of running processes
-n=N  the new niceness
-p --pid=PID  by process id
-u --user=USER  by user
# timeout | run a command with a time limit
-s --signal=SIGNAL  send this signal on timeout
-k --kill-after=DURATION  send KILL if still running after this long
# time | measure how long a command takes
# watch | run a command again and again and show its output
-n --interval=SECONDS  seconds between runs
-d --differences  highlight changes
-t --no-title  no header
# sleep | wait for some time
# free | show free and used memory
-h --human  human readable sizes
-m --mebi  show in mebibytes
-g --gibi  show in gibibytes
-s --seconds=N  repeat every n seconds
-t --total  show a total line
# vmstat | show virtual memory, processes and cpu statistics
# iostat | show cpu and disk input/output statistics
# sar | report system activity
# uptime | show how long the system has been running, and its load
-p --pretty  pretty format
-s --since  the time the system came up
# uname | print system information: kernel name, version, machine
-a --all  print all information
-r --kernel-release  print the kernel release
-m --machine  print the machine hardware name
-s --kernel-name  print the kernel name
-n --nodename  print the network host name
-v --kernel-version  print the kernel version
-o --operating-system  print the operating system
# hostname | show or set the system's host name
-I --all-ip-addresses  all addresses of the host
-i --ip-address  addresses of the host name
-f --fqdn  the full domain name
# hostnamectl | query and change the host name and related settings
> set-hostname | set the host name
> status | show the host name and system information
# timedatectl | query and change the system clock and time zone
> set-timezone | set the time zone
> list-timezones | list known time zones
> set-ntp | enable or disable network time
> status | show the current time settings
# localectl | query and change the locale and keyboard
# loginctl | control the login manager
# date | print or set the date and time
-d --date=STRING  display the time described by the string
-u --utc  print coordinated universal time
-s --set=STRING  set the time
-R --rfc-email  RFC 5322 format
-I --iso-8601  ISO 8601 format
-r --reference=FILE  the modification time of this file
# cal ncal | show a calendar
-y  show the whole year
-3  show previous, current and next month
-m=MONTH  show this month
# lscpu | show information about the cpu
# lsusb | list USB devices
# lspci | list PCI devices
-v  verbose
-k  show kernel drivers
# lsmod | list loaded kernel modules
# modprobe | load or remove a kernel module
-r --remove  remove the module
# insmod | insert a kernel module
# rmmod | remove a kernel module
# dmesg | show kernel messages
-w --follow  wait for new messages
-T --ctime  human readable timestamps
-H --human  human readable output
-c --read-clear  clear the buffer after printing
-l --level=LIST  only these levels
# sysctl | read or change kernel parameters
-a --all  show all values
-w --write  change a value
-p --load  load values from a file
# lsblk | list block devices: disks and partitions
-f --fs  show file systems
-a --all  show empty devices too
-o --output=LIST  output these columns
# blkid | show the UUID and type of block devices
# mount | mount a file system
-t --types=TYPE  file system type
-o --options=LIST  mount options
-a --all  mount everything in fstab
-r --read-only  mount read-only
-B --bind  mount a subtree somewhere else
# umount | unmount a file system
-l --lazy  detach now, clean up when no longer busy
-f --force  force
-a --all  unmount everything
# fdisk | show or change the partition table of a disk
-l --list  list partitions
# parted | partition editor
# mkfs mkfs.ext4 mkfs.xfs mkfs.vfat mke2fs | make a file system on a device, erasing what is there
-t --type=TYPE  file system type
# fsck | check and repair a file system
-y  answer yes to all questions
-n  check only, change nothing
# mkswap | set up a swap area
# swapon | enable swap
-s --summary  show swap usage
-a --all  enable everything in fstab
# swapoff | disable swap
-a --all  disable all swap
# losetup | set up loop devices
# sync | write cached data to disk
# lsof | list open files, and the processes that opened them
-i=ADDRESS  select internet (network) files; an address such as :3000 limits it to that port
-t  terse output: process ids only
-p=PID  select by process id
-u=USER  select by user
-c=NAME  select by command name
-n  do not resolve host names
-P  do not resolve port names
+D=DIR  search a directory tree
-a  and the selections together
-s=STATE  protocol state, such as TCP:LISTEN
# fuser | show which processes use a file or a port
-k --kill  kill the processes that use it
-v --verbose  verbose output
-n --namespace=SPACE  name space: file, tcp or udp
-m --mount  every process using the file system
-i --interactive  ask before killing
# strace | trace the system calls of a process
-p --attach=PID  attach to this process
-f --follow-forks  trace child processes too
-e --trace=EXPR  trace only these calls
-o --output=FILE  write the trace to this file
-c --summary-only  count calls and times
# ltrace | trace library calls
# gdb | debugger
# systemctl | control systemd services
-a --all  show all units, also inactive ones
-t --type=TYPE  units of this type
--user  the user's own service manager
--failed  show failed units
--now  also start or stop the unit
-f --force  force
-l --full  do not cut lines
--state=STATE  units in this state
--no-pager  do not page
-n --lines=N  number of log lines to show
> start | start a unit
> stop | stop a unit
> restart | stop and start a unit
> reload | reload the configuration of a unit
> status | show whether a unit runs, and its last log lines
> enable | start a unit at boot
--now  also start it now
> disable | do not start a unit at boot
--now  also stop it now
> is-active | check whether a unit is active
> is-enabled | check whether a unit is enabled
> daemon-reload | reload the systemd configuration
> list-units | list loaded units
> list-unit-files | list installed unit files
> list-timers | list timers
> mask | make it impossible to start a unit
> unmask | undo mask
> cat | show the unit file
> edit | edit a unit file
> show | show properties of a unit
> poweroff | power off the machine
> reboot | restart the machine
> suspend | suspend the machine
> hibernate | hibernate the machine
> reset-failed | reset the failed state of units
# service | control a system service with an init script
--status-all  status of all services
# journalctl | show the logs of the systemd journal
-u --unit=UNIT  logs of this unit
-f --follow  follow: show new entries as they come
-b --boot  entries of this boot
-n --lines=N  show the last n entries
-e --pager-end  jump to the end
-r --reverse  newest entries first
-k --dmesg  kernel messages only
-p --priority=LEVEL  entries of this priority or higher
-x --catalog  add explanations
-o --output=FORMAT  output format
-S --since=TIME  entries since this time
-U --until=TIME  entries until this time
-t --identifier=ID  entries with this identifier
--no-pager  do not page
--disk-usage  show the disk space of all journals
--vacuum-size=SIZE  reduce the journal to this size
--vacuum-time=TIME  remove entries older than this
--list-boots  list boots
# logger | write a message to the system log
# logrotate | rotate log files
# crontab | edit the table of scheduled jobs
-e  edit the table
-l  list the table
-r  remove the table
-u=USER  the table of this user
# at | run commands once at a later time
-l  list pending jobs
-f=FILE  read commands from this file
# atq | list pending at jobs
# atrm | remove at jobs
# shutdown | power off or restart the machine
-h --poweroff  power off
-r --reboot  restart
-c  cancel a pending shutdown
# reboot | restart the machine
# poweroff | power off the machine
# halt | halt the machine
# sudo | run a command as another user, by default root
-u --user=USER  run as this user
-i --login  run a login shell
-s --shell  run a shell
-k --reset-timestamp  forget the password
-l --list  list what is allowed
-E --preserve-env  keep the environment
-S --stdin  read the password from standard input
-v --validate  extend the time before the password is asked again
# su | become another user
-c --command=COMMAND  run this command
-l --login -  start a login shell
# doas | run a command as another user
# useradd adduser | create a user account
-m --create-home  create the home directory
-s --shell=SHELL  login shell
-G --groups=GROUPS  additional groups
-g --gid=GROUP  primary group
-u --uid=UID  numeric user id
-d --home-dir=DIR  home directory
-r --system  create a system account
# userdel deluser | delete a user account
-r --remove  remove the home directory too
# usermod | change a user account
-a --append  append to the groups of -G, do not replace
-G --groups=GROUPS  additional groups
-s --shell=SHELL  login shell
-L --lock  lock the account
-U --unlock  unlock the account
-d --home=DIR  home directory
-l --login=NAME  new login name
# groupadd addgroup | create a group
# groupdel delgroup | delete a group
# groupmod | change a group
# gpasswd | administer a group
-a --add=USER  add a user to the group
-d --delete=USER  remove a user from the group
# passwd | change a password
-l --lock  lock the account
-u --unlock  unlock the account
-d --delete  delete the password
-e --expire  expire the password
# chage | change password expiry
-l --list  show expiry information
# chsh | change the login shell
-s --shell=SHELL  the new shell
# id | print user and group ids
-u --user  print only the user id
-g --group  print only the group id
-n --name  print names instead of numbers
-G --groups  print all group ids
# groups | print the groups a user is in
# who | show who is logged in
# w | show who is logged in and what they do
# users | print the names of users logged in
# whoami | print the name of the current user
# last | show the last logins
# lastlog | show the last login of each user
# finger | show information about a user
# getent | get entries from system databases
# wall | write a message to all users
# write | write a message to another user's terminal
# mesg | allow or refuse messages to the terminal
# chroot | run a command with another root directory
# nsenter | run a program in other namespaces
# unshare | run a program in new namespaces
# apt apt-get | package manager of Debian and Ubuntu
-y --yes --assume-yes  answer yes to all questions
--fix-broken -f  repair broken dependencies
--no-install-recommends  do not install recommended packages
-q --quiet  quiet
-s --simulate --dry-run  show what would happen
--purge  remove configuration files too
> install | install packages
> remove | remove packages
> purge | remove packages with their configuration
> update | refresh the list of available packages
> upgrade | upgrade all installed packages
> full-upgrade | upgrade, removing packages if needed
> dist-upgrade | upgrade, removing packages if needed
> autoremove | remove packages that are no longer needed
> search | search for packages
> show | show details of a package
> list | list packages
> clean | delete downloaded package files
> autoclean | delete old downloaded package files
> edit-sources | edit the list of package sources
> source | download the source of a package
> download | download a package file
# apt-cache | query the package cache
> search | search for packages
> show | show details of a package
> policy | show versions and priorities of a package
> depends | show dependencies
# dpkg | low-level package manager of Debian
-i --install  install a package file
-l --list  list installed packages
-L --listfiles  list the files of a package
-S --search  find the package that owns a file
-r --remove  remove a package
-P --purge  remove a package with its configuration
-s --status  show the status of a package
--configure  configure an unpacked package
# yum | package manager of older Red Hat systems
> install | install packages
> remove | remove packages
> update | update packages
> search | search for packages
> list | list packages
> info | show details of a package
# dnf | package manager of Fedora and Red Hat
-y --assumeyes  answer yes to all questions
> install | install packages
> remove | remove packages
> upgrade | upgrade packages
> update | upgrade packages
> search | search for packages
> info | show details of a package
> list | list packages
> autoremove | remove packages that are no longer needed
# rpm | low-level package manager of Red Hat
-i --install  install a package
-q --query  query packages
-a --all  all packages
-U --upgrade  upgrade a package
-e --erase  remove a package
-l --list  list files of a package
-f --file=FILE  the package that owns this file
-v --verbose  verbose
-h --hash  print progress marks
# pacman | package manager of Arch
-S --sync  install packages from the repositories
-y --refresh  refresh the package lists
-u --sysupgrade  upgrade all packages
-R --remove  remove packages
-s --search  search, or with -R remove dependencies too
-Q --query  query installed packages
# zypper | package manager of openSUSE
> install | install packages
> remove | remove packages
> update | update packages
> search | search for packages
> refresh | refresh repositories
# apk | package manager of Alpine
> add | install packages
> del | remove packages
> update | refresh the package lists
> upgrade | upgrade packages
> search | search for packages
# snap | manage snap packages
> install | install a snap
> remove | remove a snap
> list | list installed snaps
> refresh | update snaps
> find | search for snaps
# flatpak | manage flatpak applications
> install | install an application
> uninstall | remove an application
> update | update applications
> list | list installed applications
> run | run an application
# alias | define or show aliases
# unalias | remove an alias
# export | set environment variables for child processes
-n  stop exporting the variable
-p  list exported variables
# unset | remove variables or functions
# set | set shell options
-e  exit when a command fails
-u  treat unset variables as errors
-x  print commands before running them
-o=OPTION  set this option
# shopt | set bash options
# source . | run the commands of a file in this shell
# eval | run the arguments as a command
# exec | replace the shell with a command
# exit | leave the shell
# logout | leave a login shell
# history | show the history of commands
-c  clear the history
-d=N  delete this entry
-w  write the history to its file
# fc | list or edit and rerun earlier commands
# read | read a line into variables
-p=PROMPT  print this prompt
-r  do not interpret backslashes
-s  do not echo the input
-t=SECONDS  give up after this long
-n=N  read n characters
# trap | run a command when a signal comes
# ulimit | show or set resource limits
-n  open files
-a  all limits
-u  processes
-c  core file size
# type | show what a command name stands for
-a  all places
-t  only the type
# which | show the path of a command
-a  all matches, not just the first
# whereis | locate the binary, source and manual of a command
# command | run a command, ignoring functions
-v  print what the name stands for
# hash | remember or forget the paths of commands
-r  forget all
# test [ | check a condition: files, strings, numbers
-f  exists and is a regular file
-d  exists and is a directory
-e  exists
-z  string is empty
-n  string is not empty
-x  exists and is executable
-s  exists and is not empty
-r  exists and is readable
-w  exists and is writable
-eq  numbers are equal
-ne  numbers are not equal
-lt  number is less than
-gt  number is greater than
-le  number is at most
-ge  number is at least
-L -h  exists and is a symbolic link
# true | do nothing, successfully
# false | do nothing, unsuccessfully
# env | print the environment, or run a command in a changed one
-i --ignore-environment  start with an empty environment
-u --unset=NAME  remove a variable
# printenv | print environment variables
# declare | declare variables
# local | declare a variable local to a function
# clear | clear the terminal screen
# reset | reset the terminal
# tput | control the terminal
# stty | change terminal settings
# tty | print the name of the terminal
# man | show the manual page of a command
-k --apropos  search the descriptions of all manual pages
-f --whatis  print one-line descriptions
# info | read documentation in Info format
# whatis | print the one-line description of a command
# apropos | search manual page names and descriptions
# script | record a terminal session
# ncdu | browse disk usage interactively
# xdg-open | open a file or URL in the preferred application
# xclip | copy to and from the clipboard
-selection -sel=NAME  which selection to use
-o -out  print the selection
# xsel | copy to and from the clipboard
-b --clipboard  use the clipboard
# wl-copy | copy to the Wayland clipboard
# wl-paste | print the Wayland clipboard
# pbcopy | copy standard input to the clipboard (macOS)
# pbpaste | print the clipboard (macOS)
# ldd | print the shared libraries a program needs
# nm | list the symbols of an object file
# objdump | show information about object files
-d --disassemble  disassemble
# readelf | show information about ELF files
# ldconfig | configure the dynamic linker
# make | build targets described in a Makefile
-j --jobs=N  run n jobs at once, in parallel
-C --directory=DIR  change to this directory first
-f --file=FILE  use this makefile
-n --dry-run --just-print  print commands, do not run them
-B --always-make  rebuild everything
-k --keep-going  keep going after errors
-s --silent  do not print commands
# nproc | print the number of processors
# arch | print the machine's architecture
# sensors | show temperatures and fan speeds
# acpi | show battery and thermal information
# upower | show power devices
# nvidia-smi | show the state of NVIDIA graphics cards
# dmidecode | show hardware information from the firmware
-t --type=TYPE  only this type
# hdparm | show or set disk parameters
# smartctl | show the health of a disk
-a --all  show everything
-H --health  show health
# hwclock | query or set the hardware clock
# lsb_release | show distribution information
-a --all  show all information
-d --description  show the description
-s --short  short output
# update-alternatives | choose default programs
# locale | show locale settings
-a  list available locales
# visudo | edit the sudoers file safely
# vipw | edit the password file safely
# dbus-send | send a message over D-Bus
# notify-send | show a desktop notification
# amixer | control sound volume
# xrandr | configure screens
# iotop | show disk use by process
# atop | advanced process monitor
# glances | system monitor
# btop | resource monitor
# prlimit | show or set limits of a process
# taskset | bind a process to cpus
-c --cpu-list  numeric list of cpus
-p --pid=PID  an existing process
# ionice | set the disk scheduling class of a program
# chrt | set real-time scheduling
# cpulimit | limit the cpu use of a process
# stdbuf | change the buffering of a command
# setsid | run a program in a new session
# pv | show the progress of data through a pipe
# lp | print a file
# lpr | print a file
# lpstat | show the status of printers
`
