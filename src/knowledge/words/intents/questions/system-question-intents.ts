// Questions about a machine as people ask them: processes, disks, services, users, packages.

export const SYSTEM_QUESTIONS = `
show disk space ; check free disk space ; how much disk space is left ; available disk space ; check disk usage ; see free space on disk ; disk space usage of all partitions => df -h ## by file system
show free space of a directory's filesystem ; which partition is a directory on ; what filesystem is a folder on => df -h {dir|.} ## its file system
check filesystem type ; determine filesystem type of a partition ; what filesystem does a disk have ; show file system types => df -T || lsblk -f ## mounted ones
check inode usage ; show free inodes => df -i ## by file system
list disks ; show all hard drives ; list block devices ; list all partitions ; show disks and partitions ; view attached drives => lsblk || sudo fdisk -l ## a tree
find uuid of a disk ; get uuid of partition ; show disk uuids ; list uuids of drives => blkid || lsblk -f ## all of them
show disk label ; change label of a partition ; rename a partition => sudo e2label {device|<device>} {name|<label>} ## ext file systems
list mounted filesystems ; show what is mounted ; list mount points ; show mounted drives => mount || findmnt ## findmnt as a tree
mount a drive ; mount {device} on {dir} ; mount a usb drive ; mount a partition ; mount a disk => sudo mount {device|<device>} {dir|/mnt} ## the directory must exist
unmount a drive ; safely eject usb drive ; unmount a partition ; remove usb stick safely => sudo umount {device|<device>} || udisksctl power-off -b {device|<device>} ## a mount point too
unmount a busy device ; device is busy when unmounting ; force unmount ; find what is using a mount => sudo lsof +f -- {dir|<directory>} || sudo umount -l {dir|<directory>} ## -l when it is free again
remount read write ; remount filesystem as writable ; mount root as read write => sudo mount -o remount,rw {dir|/} ## in place
check fstab ; validate fstab ; test fstab without rebooting ; verify fstab ; mount everything in fstab => sudo findmnt --verify || sudo mount -a ## tells mistakes
check a filesystem for errors ; repair a filesystem ; check disk for errors ; fsck a partition => sudo fsck {device|<device>} ## unmounted only
check disk health ; smart status of drive ; see if hard disk is failing => sudo smartctl -a {device|<device>} ## SMART
check disk for bad sectors ; scan for bad blocks => sudo badblocks -sv {device|<device>} ## reads only
format a usb drive ; format a partition ; create filesystem on disk ; format disk as ext4 ; format to fat32 => sudo mkfs.ext4 {device|<device>} || sudo mkfs.vfat -F 32 {device|<device>} ## all on it is lost
write an iso to a usb stick ; create a bootable usb from iso ; make bootable usb ; burn iso to usb ; create bootable usb drive => sudo dd if={file|<file>.iso} of={device|<device>} bs=4M status=progress conv=fsync ## all on it is lost
clone a disk ; copy a whole disk ; clone hard drive ; make an image of a disk ; create disk image with dd => sudo dd if={device|<device>} of={device2|<target>} bs=4M status=progress ## the target is overwritten
show progress of dd ; dd with progress ; monitor progress of dd ; how far is dd => sudo dd if={file|<source>} of={file2|<target>} bs=4M status=progress || sudo kill -USR1 $(pgrep -x dd) ## the second asks a running one
wipe a disk ; erase a disk ; securely erase hard drive ; fill disk with zeros => sudo dd if=/dev/zero of={device|<device>} bs=4M status=progress || sudo wipefs -a {device|<device>} ## all on it is lost
test disk speed ; benchmark a disk ; measure write speed of disk ; check hard drive speed => dd if=/dev/zero of=testfile bs=1G count=1 oflag=direct || sudo hdparm -Tt {device|<device>} ## writes a file
monitor disk io ; which process uses the disk ; see disk activity by process ; find process with high disk io => sudo iotop -o || iostat -xz 1 ## only active ones
resize a partition ; extend a filesystem ; grow ext4 to fill partition ; resize filesystem => sudo resize2fs {device|<device>} ## to the whole partition
extend a logical volume ; grow lvm volume ; resize lvm => sudo lvextend -r -l +100%FREE <volume> ## -r grows the file system
add swap ; create a swap file ; increase swap space ; make swapfile => sudo fallocate -l {size|2G} /swapfile && sudo chmod 600 /swapfile && sudo mkswap /swapfile && sudo swapon /swapfile ## until reboot
show swap usage ; which process uses swap ; check swap space => swapon --show || free -h ## areas
clear swap ; empty swap => sudo swapoff -a && sudo swapon -a ## needs free memory
clear memory cache ; drop caches ; free cached memory ; clear buffers => sync && echo 3 | sudo tee /proc/sys/vm/drop_caches ## only caches
check memory usage ; show free memory ; how much ram is used ; check ram usage ; see memory usage => free -h ## available is what counts
how much ram does machine have ; show total memory ; installed ram ; check ram size => free -h || grep MemTotal /proc/meminfo ## total
ram type and speed ; memory modules ; show ram slots ; detailed memory information ; find ram type => sudo dmidecode -t memory ## each module
memory usage of a process ; how much memory does a process use ; show ram usage of a program ; measure memory usage of process => ps -o pid,rss,comm -p {pid|<pid>} || pmap -x {pid|<pid>} | tail -n 1 ## rss in kB
peak memory usage of a command ; max memory used by a program => /usr/bin/time -v {command|<command>} ## Maximum resident set size
which process uses the most memory ; list processes by memory usage ; sort processes by memory ; top memory consuming processes ; find processes using most ram => ps aux --sort=-%mem | head -n {n|11} ## most first
which process uses the most cpu ; list processes by cpu usage ; sort processes by cpu ; top cpu consuming processes ; find process with high cpu => ps aux --sort=-%cpu | head -n {n|11} ## most first
show cpu usage ; check cpu load ; current cpu usage percentage ; monitor cpu usage => top -bn1 | head -n 5 || mpstat 1 1 ## once
show load average ; check system load => uptime ## 1, 5, 15 minutes
count of cpu cores ; how many cores ; count cpus ; obtain count of cpus ; get count of processors ; how many processors => nproc || lscpu ## threads
cpu information ; show processor model ; what cpu do i have ; cpu details => lscpu || cat /proc/cpuinfo ## model, cores, caches
cpu temperature ; check temperature of cpu ; show sensors => sensors ## lm-sensors
cpu frequency ; current cpu speed => lscpu | grep MHz || watch -n 1 "grep MHz /proc/cpuinfo" ## each core
check if system is 32 or 64 bit ; is my linux 32 bit or 64 bit ; show architecture ; determine architecture of system => uname -m || getconf LONG_BIT ## x86_64 is 64 bit
linux version ; which distribution is running ; what version of linux ; check ubuntu version ; find os version ; show os name and version ; what linux distribution am i using => cat /etc/os-release || lsb_release -a ## name and version
kernel version ; which kernel is running ; check kernel version => uname -r ## the running one
list installed kernels ; remove old kernels => dpkg --list 'linux-image*' || sudo apt autoremove --purge ## the second removes
check if running in a virtual machine ; detect virtualization ; is this machine virtual ; am i inside docker => systemd-detect-virt ## none on hardware
hardware information ; list all hardware ; show system hardware ; get hardware details => sudo lshw -short || inxi -Fxz ## a line each
graphics card ; which gpu do i have ; show video card => lspci | grep -iE 'vga|3d' || nvidia-smi ## on PCI
list usb devices ; show connected usb devices => lsusb ## a line each
list pci devices => lspci ## a line each
serial count of machine ; bios version ; motherboard model ; show mainboard information => sudo dmidecode -t system || sudo dmidecode -t baseboard ## -t bios too
battery status ; battery level ; check battery => upower -i $(upower -e | grep BAT) || acpi -b ## percent
screen resolution ; get display resolution ; current monitor resolution => xrandr | grep '\\*' || xdpyinfo | grep dimensions ## X11
uptime of system ; how long has the machine been running ; last boot time ; when was system last rebooted ; last reboot => uptime -s || who -b || last reboot ## when it booted
shutdown ; power off the computer ; shutdown from terminal ; shutdown immediately => sudo shutdown now || systemctl poweroff ## at once
shutdown at a time ; schedule a shutdown ; shutdown after n minutes ; automatic shutdown => sudo shutdown -h +{n|<number>} || sudo shutdown -h 23:00 ## -c cancels
cancel a shutdown ; abort scheduled shutdown => sudo shutdown -c ## the scheduled one
reboot the system ; restart the computer ; reboot from command line => sudo reboot || systemctl reboot ## at once
suspend the computer ; sleep from terminal ; hibernate => systemctl suspend || systemctl hibernate ## at once
lock the screen => loginctl lock-session ## this session
    logout from terminal => exit || loginctl terminate-user "$USER" ## this session
list running processes ; show all processes ; list all processes ; see running processes => ps aux || ps -ef ## all users
list processes of a user ; show processes of one user => ps -u {user|<user>} || pgrep -lu {user|<user>} ## that user's
process tree ; show processes as tree ; see child processes ; list children of a process => pstree -p || ps axjf ## with ids
find a process by name ; get pid of a process ; find process id by name ; get pid by name ; check if a process is running by name ; find pid of a program => pgrep -a {process|<process>} || ps aux | grep {process|'[n]ame'} ## id and line
find process by port ; which process uses a port ; show what is using a port ; what is running on a port ; which program is listening on a port ; find process listening on port ; see what is using port ; find the process using a port => lsof -i :{port|<port>} || sudo ss -ltnp 'sport = :{port|<port>}' ## sudo for others' processes
list open ports ; show listening ports ; which ports are open ; check open ports ; list all listening ports ; see all open ports ; show open tcp ports and processes => ss -tulpn || sudo lsof -i -P -n | grep LISTEN ## with processes
show parent of a process ; get parent pid ; find parent process id => ps -o ppid= -p {pid|<pid>} ## its number
show full command of a process ; see command line of a process ; show full command line arguments of process => ps -p {pid|<pid>} -o args= || tr '\\0' ' ' < /proc/{pid|<pid>}/cmdline ## all arguments
working directory of a process ; find current directory of a process => pwdx {pid|<pid>} || readlink /proc/{pid|<pid>}/cwd ## its directory
environment of a process ; environment variables of a running process ; see env of process => tr '\\0' '\\n' < /proc/{pid|<pid>}/environ ## a line each
when was a process started ; start time of a process ; how long has a process been running ; runtime of a process => ps -o lstart,etime -p {pid|<pid>} ## begin and age
open files of a process ; list files opened by a process ; which files does a process have open => lsof -p {pid|<pid>} || ls -l /proc/{pid|<pid>}/fd ## all of them
list open files of a user => lsof -u {user|<user>} ## that user's
count of open files ; too many open files ; check open file limit ; increase open file limit ; raise ulimit => ulimit -n || cat /proc/sys/fs/file-max ## of this shell
count of threads of a process ; show threads of a process ; list threads => ps -T -p {pid|<pid>} || top -H -p {pid|<pid>} ## a line each
which executable does a process run ; path of a running process => readlink -f /proc/{pid|<pid>}/exe ## its file
kill a process ; kill a process by pid ; terminate a process => kill {pid|<pid>} || kill -9 {pid|<pid>} ## -9 when it does not listen
kill a process by name ; kill all processes by name ; kill all instances of a program ; kill every process with a name ; terminate all processes named => pkill {process|<process>} || killall {process|<process>} ## asks them to end
kill a process on a port ; kill process using a port ; kill whatever is running on a port ; kill process listening on port ; free up a port => fuser -k {port|<port>}/tcp || kill $(lsof -t -i :{port|<port>}) ## asks it to end
kill all processes of a user ; logout a user ; kick a user off => sudo pkill -u {user|<user>} ## all of that user
kill process by command line ; kill process by full command ; kill process matching pattern ; kill script by name => pkill -f {text|<text>} ## anywhere in its line
force kill a process ; kill a process that does not respond ; kill a frozen program ; kill -9 => kill -9 {pid|<pid>} || pkill -9 {process|<process>} ## cannot be refused
kill a stopped job ; kill background job ; kill all background jobs => kill %{n|1} || kill $(jobs -p) ## jobs lists them
kill a process and its children ; kill process tree ; kill parent and child processes => kill -- -$(ps -o pgid= -p {pid|<pid>} | tr -d ' ') || pkill -P {pid|<pid>} ## the group
kill process after a time ; kill a command after timeout ; run command with a time limit ; limit running time of a command ; timeout a command => timeout {n|<seconds>} {command|<command>} ## status 124 when cut off
find zombie processes ; list zombie processes ; kill zombie processes => ps aux | awk '$8 ~ /^Z/' ## their parent must wait for them
pause a process ; suspend a running process ; freeze process and resume later => kill -STOP {pid|<pid>} || kill -CONT {pid|<pid>} ## -CONT resumes
change priority of a process ; renice a process ; lower priority of running process ; run with low priority ; run a command with lower priority => renice -n {n|10} -p {pid|<pid>} || nice -n {n|10} {command|<command>} ## 19 is lowest
limit cpu usage of a process ; restrict cpu of a process ; cap cpu usage => cpulimit -p {pid|<pid>} -l {n|50} ## percent
limit memory of a process ; restrict memory usage of a command => systemd-run --user --scope -p MemoryMax={size|1G} {command|<command>} || ulimit -v 1000000 ## killed above it
run a process on one cpu ; set cpu affinity ; bind process to core => taskset -c {n|0} {command|<command>} || taskset -cp {n|0} <pid> ## cores from 0
wait for a process to finish ; wait until another process ends ; run command after a process finishes => tail --pid={pid|<pid>} -f /dev/null || while kill -0 {pid|<pid>} 2>/dev/null; do sleep 1; done ## not a child of this shell
see output of a running process ; attach to output of background process => sudo strace -p {pid|<pid>} -e write -s 9999 || tail -f /proc/{pid|<pid>}/fd/1 ## when it is a file
trace system calls ; see what a process is doing ; which files does a program access ; trace files opened by program => strace -f -e trace=openat {command|<command>} || sudo strace -p {pid|<pid>} ## -p a running one
monitor a process ; watch resource usage of a process ; log cpu and memory of process => top -p {pid|<pid>} || pidstat -p {pid|<pid>} 1 ## that process
list services ; show all services ; list all running services ; see running services ; list systemd services => systemctl list-units --type=service --state=running || systemctl list-units --type=service --all ## --all: stopped ones too
list services that start on boot ; list enabled services ; which services start at boot ; show services enabled at startup ; list services that start on startup ; list startup services => systemctl list-unit-files --state=enabled || systemctl list-unit-files --type=service --state=enabled ## at boot
list failed services ; show failed units ; which services failed ; see failed systemd units => systemctl --failed ## units that failed
start a service => sudo systemctl start {service|<service>} ## now
stop a service => sudo systemctl stop {service|<service>} ## now
restart a service ; restart a systemd service => sudo systemctl restart {service|<service>} ## now
reload a service without restarting ; reload configuration of a service => sudo systemctl reload {service|<service>} ## the configuration
status of a service ; check if a service is running ; is a service running => systemctl status {service|<service>} || systemctl is-active {service|<service>} ## with last log lines
start a service at boot ; enable a service on startup ; make service start automatically ; enable service at boot ; auto start service => sudo systemctl enable {service|<service>} || sudo systemctl enable --now {service|<service>} ## --now starts it too
disable a service at boot ; stop a service from starting at boot ; prevent service from starting automatically ; remove service from startup => sudo systemctl disable {service|<service>} || sudo systemctl disable --now {service|<service>} ## --now stops it too
prevent a service from ever starting ; mask a service => sudo systemctl mask {service|<service>} ## unmask undoes it
is a service enabled ; check if service starts at boot => systemctl is-enabled {service|<service>} ## status tells
reload systemd after changing a unit ; systemd daemon reload ; reload unit files => sudo systemctl daemon-reload ## reads units again
edit a systemd unit ; override a systemd service ; change environment of a systemd service => sudo systemctl edit {service|<service>} || systemctl cat {service|<service>} ## a drop-in file
show unit file of a service ; where is the service file ; see systemd unit file => systemctl cat {service|<service>} ## all its files
create a systemd service ; run a script as a service ; make a program a service ; run script on startup with systemd => sudo systemctl edit --force --full {service|<service>}.service ## then enable --now
remove a systemd service ; delete a service completely => sudo systemctl disable --now {service|<service>} && sudo rm /etc/systemd/system/{service|<service>}.service && sudo systemctl daemon-reload ## the unit file too
list timers ; show systemd timers => systemctl list-timers --all ## with the next time
dependencies of a service ; what does a service depend on => systemctl list-dependencies {service|<service>} ## a tree
why is boot slow ; analyze boot time ; which services slow down boot => systemd-analyze blame ## slowest first
logs of a service ; see log of a systemd service ; view service logs ; show journal of a unit => journalctl -u {service|<service>} || journalctl -u {service|<service>} -f ## -f follows
follow logs of a service ; tail journalctl ; watch service login realtime ; tail the log of a systemd service => journalctl -u {service|<service>} -f ## until Ctrl-C
logs of a service since boot ; service log of the current boot ; logs of a unit since last boot => journalctl -u {service|<service>} -b ## -b -1 the one before
logs of the last boot ; logs of previous boot ; see boot log ; show messages of last boot => journalctl -b || journalctl -b -1 ## -1 the one before
logs since a time ; journalctl between dates ; logs of the last hour ; logs of today => journalctl --since '{text|1 hour ago}' || journalctl --since today ## also --until
only errors in journal ; show error messages of system log ; filter journal by priority => journalctl -p err -b ## and worse
kernel messages ; see kernel log ; view dmesg with readable time => sudo dmesg -T || journalctl -k ## readable times
view system log ; where are system logs ; show syslog => journalctl -e || tail -f /var/log/syslog ## newest last
clear journal ; clean up systemd journal ; reduce size of journal ; delete old journal logs ; limit journal size => sudo journalctl --vacuum-time={text|7d} || sudo journalctl --vacuum-size=200M ## older ones go
size of journal => journalctl --disk-usage ## on disk
why was a process killed ; check if oom killer killed process ; out of memory killer log ; find which process was killed by oom killer => sudo dmesg -T | grep -i 'killed process' || journalctl -k | grep -i oom ## with the time
list users ; show all users ; list all user accounts ; get list of users => cut -d: -f1 /etc/passwd || getent passwd ## with system ones
list human users ; list normal users only => awk -F: '$3 >= 1000 && $3 < 60000 {print $1}' /etc/passwd ## no system ones
list groups ; show all groups => cut -d: -f1 /etc/group || getent group ## all
groups of a user ; which groups does a user belong to ; list groups of a user ; check group membership => groups {user|} || id {user|} ## names
members of a group ; list users in a group ; show all members of a group ; which users are in a group => getent group {group|<group>} ## behind the last colon
add a user ; create a user ; create a new user account ; create user with home directory => sudo adduser {user|<user>} || sudo useradd -m -s /bin/bash {user|<user>} ## -m makes the home
create a user without login ; create system user ; add user without shell => sudo useradd -r -s /usr/sbin/nologin {user|<user>} ## no login
delete a user ; remove a user and home directory ; delete user account with home directory => sudo userdel -r {user|<user>} || sudo deluser --remove-home {user|<user>} ## -r removes the home
add a user to a group ; add existing user to a group ; add user to existing group ; put a user in a group => sudo usermod -aG {group|<group>} {user|<user>} ## at the next login
remove a user from a group ; delete user from group => sudo gpasswd -d {user|<user>} {group|<group>} || sudo deluser {user|<user>} {group|<group>} ## at the next login
create a group ; add a new group => sudo groupadd {group|<group>} ## empty
delete a group => sudo groupdel {group|<group>} ## files keep its number
give a user sudo ; add user to sudoers ; make a user an administrator ; give user root privileges ; add user to sudo group ; grant sudo rights => sudo usermod -aG sudo {user|<user>} || sudo usermod -aG wheel {user|<user>} ## wheel on Fedora
sudo without password ; run sudo without password prompt ; passwordless sudo ; disable sudo password => echo '{user|<user>} ALL=(ALL) NOPASSWD: ALL' | sudo tee /etc/sudoers.d/{user|<user>} || sudo visudo ## for that user
which commands may i run with sudo ; list sudo rights ; check sudo privileges => sudo -l ## yours
edit sudoers => sudo visudo ## checks before it saves
change password ; change my password ; change password of a user ; reset user password ; set password for user => passwd || sudo passwd {user|<user>} ## asks twice
set root password ; enable root account => sudo passwd root ## asks twice
lock a user account ; disable a user => sudo usermod -L {user|<user>} || sudo passwd -l {user|<user>} ## -U unlocks
password expiry of a user ; set password to never expire => sudo chage -l {user|<user>} || sudo chage -d 0 {user|<user>} ## -M -1 never
rename a user ; change username => sudo usermod -l {user2|<new>} {user|<user>} ## not logged in
change home directory of a user ; move home directory => sudo usermod -d {dir|<directory>} -m {user|<user>} ## -m moves the files
change shell of a user ; change default shell => chsh -s {path|<shell>} || sudo usermod -s {path|<shell>} {user|<user>} ## at the next login
show my user id and groups ; my uid and gid => id ## numbers and names
user id of a user ; get uid of user ; find numeric user id => id -u {user|} ## the number
switch user ; become another user ; login as a different user ; switch to root ; become root => su - {user|<user>} || sudo -i ## sudo -i is root
run a command as another user ; execute command as different user ; run script as another user => sudo -u {user|<user>} {command|<command>} ## with its rights
who is login ; list login users ; show current users => who || w ## w: what they do
last logins ; show login history ; who login last ; login history of users => last || lastlog ## newest first
failed login attempts ; show failed ssh logins => sudo lastb || sudo grep 'Failed password' /var/log/auth.log ## newest first
send message to login users ; broadcast a message => wall {text|'<message>'} ## to all terminals
edit crontab ; add a cron job ; create a cron job ; schedule a job with cron => crontab -e ## opens the editor
list cron jobs ; show crontab ; see scheduled cron jobs => crontab -l ## yours
list cron jobs of all users ; list all cron jobs for all users ; show crontabs of every user => for u in $(cut -d: -f1 /etc/passwd); do sudo crontab -l -u "$u" 2>/dev/null; done ## and /etc/cron*
cron job of another user ; edit crontab of another user ; list crontab of a user => sudo crontab -u {user|<user>} -l || sudo crontab -u {user|<user>} -e ## -e edits
run a cron job every n minutes ; cron every 5 minutes ; schedule a script every n minutes ; run script every minute with cron => (crontab -l; echo '*/{n|<number>} * * * * {command|<command>}') | crontab - ## added to yours
run a cron job every day at a time ; daily cron job ; run script every day at midnight => (crontab -l; echo '0 0 * * * {command|<command>}') | crontab - ## minute, hour
run a cron job every hour ; hourly cron job => (crontab -l; echo '0 * * * * {command|<command>}') | crontab - ## at minute 0
run a script at startup ; run command at boot ; cron job at reboot ; execute script on system startup ; run script on boot with cron => (crontab -l; echo '@reboot {command|<command>}') | crontab - ## added to yours
remove a cron job ; delete all cron jobs ; clear crontab => crontab -e || crontab -r ## -r removes all
redirect cron output to a file ; log output of a cron job => (crontab -l; echo '* * * * * {command|<command>} >> {file|<file>} 2>&1') | crontab - ## errors too
see cron log ; check if cron job ran ; where are cron logs => grep CRON /var/log/syslog || journalctl -u cron ## one a run
run a command at a given time ; run a command once at a time ; schedule a one time command ; run command later => echo '{command|<command>}' | at {text|<time>} ## atq lists
set the timezone ; change timezone => sudo timedatectl set-timezone {name|<zone>} || timedatectl list-timezones ## such as Europe/Berlin
show the timezone ; current timezone => timedatectl || cat /etc/timezone ## also date +%Z
set system date ; change date and time ; set the time manually => sudo date -s {text|'<date>'} || sudo timedatectl set-time {text|'<date>'} ## network time must be off
sync time with a server ; synchronize clock with ntp ; update system time from internet => sudo timedatectl set-ntp true || sudo ntpdate pool.ntp.org ## keeps it right
change hostname ; set the hostname ; rename a machine ; change hostname permanently without reboot => sudo hostnamectl set-hostname {name|<name>} ## at once
show hostname ; get fully qualified domain name ; find the fqdn => hostname -f || hostname ## -f the full name
change locale ; set system language ; generate a locale => sudo update-locale LANG={name|<locale>} || sudo locale-gen {name|<locale>} ## at the next login
load a kernel module ; add a kernel module => sudo modprobe {name|<module>} ## until reboot
list kernel modules ; show loaded modules => lsmod ## loaded ones
unload a kernel module ; remove kernel module => sudo modprobe -r {name|<module>} ## when unused
change a kernel parameter ; set sysctl value permanently ; apply sysctl changes without reboot => sudo sysctl -w {text|<name>=<value>} || sudo sysctl -p ## -p reads the file
install a package ; install a program ; install package => sudo apt install {package|<package>} ## Debian, Ubuntu
install a deb file ; install a local deb package ; install .deb => sudo apt install ./{file|<file>.deb} || sudo dpkg -i {file|<file>.deb} ## apt brings what it needs
install an rpm file => sudo dnf install {file|<file>.rpm} || sudo rpm -i {file|<file>.rpm} ## dnf brings what it needs
install a specific version of a package with apt ; apt install older version ; downgrade a package with apt ; install specific version of package => sudo apt install {package|<package>}={text|<version>} ## apt-cache policy lists them
which versions of a package are available ; list available versions of package in apt ; show package version in repository => apt-cache policy {package|<package>} || apt list -a {package|<package>} ## also apt-cache madison
list installed packages ; show all installed packages ; list packages => apt list --installed || dpkg -l ## rpm -qa on Fedora
list manually installed packages ; packages i installed myself ; packages not installed automatically => apt-mark showmanual ## not as a dependency
check if a package is installed ; is package installed ; check installed version of a package => dpkg -s {package|<package>} || rpm -q {package|<package>} ## status tells
files of a package ; list files installed by a package ; where did apt install a package ; show contents of installed package => dpkg -L {package|<package>} || rpm -ql {package|<package>} ## its files
which package owns a file ; find which package a file belongs to ; which package provides a file ; package that installed a file => dpkg -S {path|<path>} || rpm -qf {path|<path>} ## installed ones
which package provides a command that is not installed ; find package that contains a file ; find package by file not installed => apt-file search {path|<path>} || dnf provides {path|<path>} ## not installed ones too
search for a package ; find a package by name ; apt search => apt search {package|<package>} ## names and descriptions
show information about a package ; package description => apt show {package|<package>} ## version, size, needs
dependencies of a package ; which packages does a package depend on ; reverse dependencies of package => apt-cache depends {package|<package>} || apt-cache rdepends {package|<package>} ## the second: who needs it
download a package without installing ; download deb with dependencies => apt download {package|<package>} || sudo apt install --download-only {package|<package>} ## here
uninstall a package ; remove a package ; remove package completely with configuration ; purge package => sudo apt remove {package|<package>} || sudo apt purge {package|<package>} ## purge: settings too
remove unused packages ; remove packages no longer needed ; clean up apt ; delete orphaned packages => sudo apt autoremove ## dependencies nobody needs
clear the apt cache ; clean package cache => sudo apt clean ## downloaded packages
update all packages ; upgrade system ; update ubuntu ; install all updates => sudo apt update && sudo apt upgrade ## full-upgrade may remove
update only one package ; upgrade a single package => sudo apt install --only-upgrade {package|<package>} ## only that
list upgradable packages ; which updates are available => apt list --upgradable ## after apt update
hold a package ; prevent a package from being updated ; keep package at version => sudo apt-mark hold {package|<package>} ## unhold undoes it
fix broken packages ; repair broken dependencies => sudo apt --fix-broken install || sudo dpkg --configure -a ## finishes installs
add a repository ; add a ppa => sudo add-apt-repository {text|ppa:<name>} ## then apt update
remove a ppa ; remove a repository => sudo add-apt-repository --remove {text|ppa:<name>} ## then apt update
reinstall a package => sudo apt install --reinstall {package|<package>} ## its files again
could not get lock dpkg ; who holds the apt lock ; apt is locked by another process => sudo lsof /var/lib/dpkg/lock-frontend ## the process
largest installed packages ; packages by size ; which packages take most space => dpkg-query -Wf '\${Installed-Size}\\t\${Package}\\n' | sort -n | tail ## kB
which program is run ; where is a command ; find location of a program ; path of an executable ; find where a program is installed => command -v {command|<command>} || which {command|<command>} || whereis {command|<command>} ## on PATH
which versions of a program are on path ; find all locations of a command => type -a {command|<command>} ## all
choose default version of a program ; change default java ; update alternatives => sudo update-alternatives --config {command|<command>} ## asks
set default editor ; change default editor => sudo update-alternatives --config editor || export EDITOR=<editor> ## the second for this user
shared libraries of a program ; which libraries does an executable need ; list dependencies of a binary => ldd {path|<path>} || objdump -p {path|<path>} | grep NEEDED ## found ones
is a library installed ; check if library is installed ; find shared library => ldconfig -p | grep {text|<name>} ## known ones
symbols of a library ; list functions in a shared library => nm -D {path|<path>} ## exported
show manual of a command ; read the man page => man {command|<command>} ## q ends
search man pages ; find a command by description => apropos {text|<word>} ## names and lines
show the calendar ; display a calendar ; calendar in terminal => cal || cal -3 ## this month
threads and cores ; count of physical cpus ; get count of physical cores ; how many cpu sockets => lscpu | grep -E 'Socket|Core' || grep 'physical id' /proc/cpuinfo | sort -u | wc -l ## sockets, cores
usage of each cpu core ; cpu usage per core ; measure separate cpu core usage => mpstat -P ALL 1 1 || top -1 ## each core
swap usage of each process ; swap usage per process ; which processes are swapped => for f in /proc/[0-9]*/status; do awk '/^Name|^VmSwap/{printf "%s ", $2} END {print ""}' "$f"; done | sort -k2 -n ## kB, most last
kill processes older than a time ; kill all processes running longer than ; kill old processes => killall --older-than {text|1h} {process|<process>} || ps -eo pid,etimes,comm | awk '$2 > 3600 {print $1}' | xargs kill ## seconds
processes in uninterruptible sleep ; list processes in D state ; find processes waiting for io => ps aux | awk '$8 ~ /^D/' ## state D
name of a script process ; set process name ; change the name of a process => exec -a {name|<name>} {command|<command>} ## bash
which processes use a directory ; who is using a folder ; find processes using a mount point => lsof +D {dir|<directory>} || fuser -vm {dir|<directory>} ## -m the whole mount
service listening on a port ; is a service listening on a port ; check whether a service is listening => ss -tlnp | grep :{port|<port>} || sudo lsof -i :{port|<port>} ## nothing when not
find process that is writing to disk ; which process writes to a file => sudo lsof {file|<file>} || sudo iotop -oPa ## open ones
ssd or hdd ; determine if disk is ssd or hdd ; check whether drive is ssd => lsblk -d -o NAME,ROTA || cat /sys/block/<device>/queue/rotational ## 0 is an SSD
disk temperature ; check hard disk temperature ; temperature of drive => sudo smartctl -A {device|<device>} | grep -i temp || sudo hddtemp {device|<device>} ## SMART
model of a disk ; serial count of a hard drive ; get hard drive information => sudo smartctl -i {device|<device>} || lsblk -o NAME,MODEL,SERIAL ## with serial
size of a disk ; total size of hard drive => lsblk -b || sudo fdisk -l {device|} ## each
mount a drive automatically at boot ; mount permanently ; add a disk to fstab ; mount partition on startup => echo 'UUID=<uuid> {dir|<directory>} ext4 defaults 0 2' | sudo tee -a /etc/fstab ## blkid prints the UUID
mount a windows share permanently ; mount a samba share at boot => echo '//{host|<host>}/<share> {dir|<directory>} cifs credentials=<file>,uid=1000 0 0' | sudo tee -a /etc/fstab ## then sudo mount -a
mount a disk image ; mount a partition inside an image file => sudo mount -o loop,offset=<bytes> {file|<file>.img} {dir|/mnt} || sudo losetup -fP {file|<file>.img} ## start sector × 512
create a ramdisk ; mount a tmpfs => sudo mount -t tmpfs -o size={size|1G} tmpfs {dir|<directory>} ## in memory
bind mount a directory ; mount a directory to another place => sudo mount --bind {dir|<directory>} {dir2|<directory>} ## until reboot
disable login of a user ; disable a user's login without disabling the account ; prevent a user from login ; set shell to nologin => sudo usermod -s /usr/sbin/nologin {user|<user>} ## the account stays
create a user with a given uid ; add user with specific uid and gid => sudo useradd -m -u {n|<uid>} {user|<user>} ## -g the group
change uid of a user ; change user id => sudo usermod -u {n|<uid>} {user|<user>} ## then chown the files
list users with sudo ; who has sudo rights ; which users are administrators => getent group sudo || getent group wheel ## names
list users who can login => grep -v -E 'nologin|false' /etc/passwd | cut -d: -f1 ## with a shell
run a script every hour ; run a script every hour without cron => while true; do {command|<command>}; sleep 3600; done || systemd-run --user --on-calendar=hourly {command|<command>} ## a timer
run a command every minute for a time ; run a script every 10 seconds => while true; do {command|<command>}; sleep {n|10}; done || watch -n {n|10} {command|<command>} ## Ctrl-C stops
automatically restart a process that dies ; restart a script when it crashes ; keep a process alive => until {command|<command>}; do sleep 1; done || while true; do {command|<command>}; sleep 1; done ## by hand; else Restart=always
start services automatically on boot ; automatically start a service => sudo systemctl enable {service|<service>} ## at boot
list all timers and cron jobs => systemctl list-timers; crontab -l ## both
show environment of a systemd service => systemctl show {service|<service>} -p Environment ## as set
log of a cron job ; cron job output => grep CRON /var/log/syslog ## one a run
which init system is used ; is system using systemd => ps -p 1 -o comm= ## the first process
change runlevel ; boot to text mode ; boot without gui => sudo systemctl set-default multi-user.target ## graphical.target undoes it
boot into bios ; reboot into firmware setup => systemctl reboot --firmware-setup ## UEFI
last command run by a user ; history of another user => sudo cat /home/{user|<user>}/.bash_history ## bash
monitor temperature continuously => watch -n 2 sensors ## lm-sensors
monitor memory over time => vmstat 1 || free -s 1 ## each second
nvidia gpu usage ; monitor gpu ; gpu memory usage => nvidia-smi || watch -n 1 nvidia-smi ## NVIDIA
cuda version ; which cuda version is installed => nvcc --version || nvidia-smi ## the compiler's
clean up old kernels and packages => sudo apt autoremove --purge ## asks
remove old snap versions ; list snap packages ; remove a snap => snap list || sudo snap remove {package|<package>} ## revisions
install build tools ; install gcc and make => sudo apt install build-essential ## gcc, g++, make
install all dependencies of a package ; install build dependencies => sudo apt build-dep {package|<package>} ## needs deb-src
completely uninstall nodejs ; uninstall node and npm ; completely remove a program => sudo apt purge {package|nodejs} && sudo apt autoremove ## settings too
install latest version of node ; install nodejs => sudo apt install nodejs npm || nvm install --lts ## nvm for newer ones
install pip => sudo apt install python3-pip ## python3 -m ensurepip elsewhere
install java ; install jdk => sudo apt install default-jdk ## javac too
install python => sudo apt install python3 ## from the distribution
change default python version ; make python3 the default python ; switch python version => sudo update-alternatives --install /usr/bin/python python /usr/bin/python3 1 || sudo apt install python-is-python3 ## python is python3
history of installed packages ; when was a package installed ; list recently installed packages => grep ' install ' /var/log/dpkg.log || zgrep -h 'Commandline' /var/log/apt/history.log* ## with dates
list packages from a repository ; which repository does a package come from => apt-cache policy {package|<package>} ## the lines with 500
list all files changed by a package ; verify files of installed packages => debsums -c || rpm -Va ## changed ones
free disk space of current partition ; check free disk space for current partition ; space left on this disk => df -h . ## its file system
output of a running process in another shell ; view the output of a process in another terminal => sudo strace -p {pid|<pid>} -e write -s 9999 || tail -f /proc/{pid|<pid>}/fd/1 ## when it is a file
add a user to multiple groups ; add user to several groups at once => sudo usermod -aG <group>,<group> {user|<user>} ## at the next login
last lines of the journal ; show last n lines of journalctl ; newest journal entries => journalctl -n {n|100} ## newest last
schedule a one time task ; run a task once in the future => echo '{command|<command>}' | at {text|<time>} ## atq lists
run a command as another user without password ; allow sudo to another user without password => echo '{user|<user>} ALL=(ALL) NOPASSWD: {command|<command>}' | sudo tee /etc/sudoers.d/{user|<user>} ## that command
files installed by a package ; list all the files installed by a package ; what did a package install => dpkg -L {package|<package>} || rpm -ql {package|<package>} ## its files
when did a user last login ; last login of a user ; see when user last login => lastlog -u {user|<user>} || last {user|<user>} ## newest first
process listening on a udp port ; find what process is listening on udp port => sudo ss -lunp 'sport = :{port|<port>}' || sudo lsof -i udp:{port|<port>} ## UDP
repair a corrupted filesystem ; fix ext4 errors ; repair ext4 => sudo fsck -y {device|<device>} ## unmounted only
start a process with lower priority ; run a program with low priority => nice -n {n|10} {command|<command>} ## 19 is lowest
user who started a process ; find which user started a process ; owner of a process => ps -o user= -p {pid|<pid>} ## the name
cpu usage of a process over time ; log cpu usage of a process => pidstat -p {pid|<pid>} 1 || top -b -d 1 -p {pid|<pid>} ## each second
kill all processes started by a script ; kill child processes of a script => pkill -P {pid|<pid>} ## its children
which process has a tcp connection ; process that opened a tcp connection => sudo ss -tnp || sudo lsof -i tcp ## with processes
limit journald disk usage ; maximum size of journal => echo 'SystemMaxUse={size|200M}' | sudo tee -a /etc/systemd/journald.conf ## then restart systemd-journald
group id of a group ; find the gid of a group => getent group {group|<group>} ## the third field
expiry date of a user account ; set account expiry ; make a user account expire => sudo chage -E {date|<date>} {user|<user>} ## -1 never
packages that depend on a package ; reverse dependencies ; which packages need a package => apt-cache rdepends {package|<package>} ## installed or not
remove a package and its dependencies ; uninstall a package with all dependencies => sudo apt autoremove --purge {package|<package>} ## those nobody else needs
security updates only ; install only security updates => sudo unattended-upgrade ## package unattended-upgrades
changelog of a package => apt changelog {package|<package>} ## newest first
services that failed to start ; show services that failed => systemctl --failed ## units that failed
user cannot use sudo ; user is not in the sudoers file => sudo usermod -aG sudo {user|<user>} ## as root; at the next login
process holding a lock ; what process is holding a lock file => sudo lsof {file|<file>} || fuser -v {file|<file>} ## the process
turn off swap permanently ; disable swap permanently => sudo swapoff -a && sudo sed -i '/ swap /s/^/#/' /etc/fstab ## also after reboot
mount an external hard drive ; mount an external disk => sudo mount {device|<device>} {dir|/mnt} ## lsblk names it
restart a service when it crashes ; restart a service automatically => sudo systemctl edit {service|<service>} ## [Service] Restart=on-failure
cron jobs of root ; list cron jobs for root => sudo crontab -l ## root's
disable password login for a user ; lock the password of a user => sudo passwd -l {user|<user>} ## keys still work
call stack of a running process ; stack trace of a process => sudo gdb -p {pid|<pid>} -batch -ex 'thread apply all bt' ## stops it for a moment
shutdown in an hour ; shutdown at a certain time ; schedule a shutdown ; power off after some minutes ; turn off computer in 30 minutes => sudo shutdown -h +{n|60} || sudo shutdown -h <time> ## -c cancels
cancel a shutdown ; abort scheduled shutdown => sudo shutdown -c ## nothing happens
time of last boot ; when was the machine last rebooted ; history of reboots => who -b || last reboot | head ## since then
turn off the monitor ; switch off the screen ; put display to sleep ; blank the screen => xset dpms force off ## X11
lock the screen ; lock my session => loginctl lock-session || xdg-screensaver lock ## asks the password
screen brightness ; set brightness of display ; change backlight => brightnessctl set {n|50}% || xrandr --output <output> --brightness 0.8 ## percent
screen resolution ; change display resolution ; set resolution => xrandr --output <output> --mode <width>x<height> || xrandr ## alone lists
rotate the screen => xrandr --output <output> --rotate left ## normal undoes
mute sound ; mute volume ; unmute audio ; turn sound off => pactl set-sink-mute @DEFAULT_SINK@ toggle || amixer set Master toggle ## on and off
set volume ; change volume ; raise the volume => pactl set-sink-volume @DEFAULT_SINK@ {n|50}% || amixer set Master {n|50}% ## +5% more
current volume ; get volume level => pactl get-sink-volume @DEFAULT_SINK@ || amixer get Master ## percent
list audio devices ; sound cards => pactl list short sinks || aplay -l ## outputs
disable touchpad ; turn off touchpad ; disable an input device => xinput disable <device> || xinput list ## enable undoes
keyboard layout ; change keyboard layout => setxkbmap {name|<layout>} || sudo localectl set-keymap {name|<layout>} ## for this session
battery level ; battery charge ; how much battery is left ; battery status => upower -i $(upower -e | grep BAT) || acpi -b || cat /sys/class/power_supply/BAT0/capacity ## percent
suspend computer ; put laptop to sleep => systemctl suspend ## hibernate too
prevent sleep ; keep computer awake ; do not suspend while command runs ; laptop lid closed without sleeping => systemd-inhibit <command> || sudo systemctl mask sleep.target suspend.target ## while it runs
default application of a file type ; which program opens a file type ; query default app for mimetype => xdg-mime query default <type> ## of a MIME type
set default application ; change default program for a file type => xdg-mime default <name>.desktop <type> ## of a MIME type
open file with default program ; open a file like a double click => xdg-open {file} ## also a URL
take a screenshot => gnome-screenshot -f {file|screenshot.png} || scrot {file|screenshot.png} || import -window root {file|screenshot.png} ## whole screen
record the screen ; screencast from terminal => ffmpeg -f x11grab -i :0.0 {file|recording.mp4} ## q ends
list printers ; available printers ; show all printers => lpstat -p -d || lpstat -a ## -d default
send a file to the printer => lp {file} ## default printer
cancel print jobs => cancel -a ## all
architecture of the kernel ; kernel architecture ; cpu architecture ; 32 or 64 bit system => uname -m ## x86_64 is 64 bit
kernel version ; which kernel is running => uname -r ## running one
distribution and version ; which linux distribution ; which ubuntu version ; version of my os ; what distro is installed => cat /etc/os-release || lsb_release -a ## name and version
ubuntu codename ; name of the release ; debian codename => lsb_release -cs ## one word
does this system use systemd ; find init system ; which init is used => ps -p 1 -o comm= ## systemd or init
count of cpu cores ; how many cores ; count of processors => nproc || lscpu ## usable ones
cpu model ; which processor ; information about the cpu => lscpu ## all of it
cpu frequency ; current clock speed of cpu => lscpu | grep MHz || watch -n 1 "grep MHz /proc/cpuinfo" ## each core
cpu temperature ; temperature of the processor => sensors ## lm-sensors
graphics card ; which gpu ; show video card => lspci | grep -iE 'vga|3d' ## model
gpu usage ; nvidia gpu memory => nvidia-smi || watch -n 1 nvidia-smi ## live
motherboard model ; mainboard name ; bios version => sudo dmidecode -t baseboard || sudo dmidecode -t bios ## from the BIOS
serial count of the computer => sudo dmidecode -s system-serial-number ## of the system
type and speed of ram ; ram modules ; ddr type of memory => sudo dmidecode -t memory ## each module
all hardware ; list hardware information => sudo lshw -short || inxi -Fx ## a line each
usb devices ; list usb => lsusb ## vendor and name
pci devices => lspci ## vendor and name
loaded drivers ; which driver does a device use => lspci -k || lsmod ## in use
count of disks ; physical disks ; how many drives ; list disks without partitions => lsblk -d ## one line each
label and filesystem of drives ; list drives with labels ; filesystems of all partitions => lsblk -f ## with UUID
is disk an ssd ; ssd or hdd => lsblk -d -o name,rota ## 0 is SSD
mounted filesystems ; list all mounts => findmnt || mount ## a tree
mount an iso ; mount iso image ; open an iso file ; loop mount an image => sudo mount -o loop {file|<file>.iso} {dir|/mnt} ## read only
mount read-only ; remount read-only ; make partition read-only ; remount root as read-only => sudo mount -o remount,ro {dir|/} ## in place
remount writable ; make filesystem writable again => sudo mount -o remount,rw {dir|/} ## in place
mount a network share ; mount windows share ; mount cifs => sudo mount -t cifs //{host|<host>}/<share> {dir|/mnt} -o username={user|<user>} ## asks the password
mount nfs share => sudo mount -t nfs {host|<host>}:{path|<path>} {dir|/mnt} ## nfs-common
mount a usb stick ; mount an external drive => sudo mount {device|<device>} {dir|/mnt} || udisksctl mount -b {device|<device>} ## lsblk shows it
safely remove usb ; eject usb stick ; power off external drive => udisksctl unmount -b {device|<device>} && udisksctl power-off -b {device|<device>} || sudo eject {device|<device>} ## both
target is busy when unmounting ; unmount busy filesystem => sudo umount -l {dir|<directory>} || sudo lsof +f -- {dir|<directory>} ## who uses it
format usb stick as fat32 ; make fat32 filesystem ; format drive with vfat => sudo mkfs.vfat -F 32 {device|<device>} ## all on it is lost
format as ext4 ; create ext4 filesystem => sudo mkfs.ext4 {device|<device>} ## all on it is lost
format as ntfs => sudo mkfs.ntfs -f {device|<device>} ## all on it is lost
format as exfat => sudo mkfs.exfat {device|<device>} ## all on it is lost
clone one drive to another ; copy disk with dd ; clone hard drive to bigger one => sudo dd if={device|<disk>} of={device2|<target>} bs=4M status=progress ## the target is overwritten
progress of a running dd ; how far is dd => sudo kill -USR1 $(pgrep -x dd) ## it prints
backup a partition to an image ; disk image compressed => sudo dd if={device|<device>} bs=4M status=progress | gzip > {file|<image>.gz} ## packed
health of hard drive ; smart values ; is my disk dying => sudo smartctl -a {device|<device>} ## SMART
write speed of disk ; benchmark disk ; test ssd speed => dd if=/dev/zero of=testfile bs=1G count=1 oflag=direct || sudo hdparm -Tt {device|<device>} ## leaves testfile
limit of open files ; increase count of open files ; raise max open files ; too many open files => ulimit -n {n|65536} || ulimit -n ## for this shell
process limits => cat /proc/{pid|<pid>}/limits || ulimit -a ## soft and hard
files opened by a process ; which files does a process have open ; list open files of pid => lsof -p {pid|<pid>} || ls -l /proc/{pid|<pid>}/fd ## all kinds
working directory of a process ; current directory of pid => readlink /proc/{pid|<pid>}/cwd || pwdx {pid|<pid>} ## where it is
start time of a process ; how long has a process been running ; process uptime => ps -o etime= -p {pid|<pid>} || ps -o lstart= -p {pid|<pid>} ## since then
full command line of a process ; arguments of a running process => ps -o args= -p {pid|<pid>} || tr '\\0' ' ' < /proc/{pid|<pid>}/cmdline ## all arguments
process tree with arguments ; tree of processes ; show processes as a tree => pstree -a || ps auxf ## -p numbers
child processes of a process ; list descendants of a pid => pgrep -P {pid|<pid>} || pstree -p {pid|<pid>} ## one level
kill a process and its children ; kill all descendant processes ; kill process tree ; kill process group => pkill -P {pid|<pid>} || kill -- -{pid|<pid>} ## its children
force kill a process ; kill a process that does not respond ; kill process that ignores sigterm ; kill stubborn process => kill -9 {pid|<pid>} || pkill -9 {process|<name>} ## nothing is saved
kill all processes of a user => sudo pkill -u {user|<user>} ## by owner
kill a process by part of its command line => pkill -f '<pattern>' ## pgrep -af shows first
pid by name ; find process id of a program ; get pid of running program => pgrep {process|<name>} || pidof {process|<name>} ## numbers
is a process running ; check if process exists by name => pgrep -x {process|<name>} > /dev/null && echo running ## by name
restart process if it died ; check whether process runs and start it if not ; keep a program running => pgrep -x {process|<name>} > /dev/null || <command> ## from cron
zombie processes ; find defunct processes => ps aux | awk '$8 ~ /^Z/' ## their parents must end
which process uses swap ; what is eating my swap ; swap usage per process => grep VmSwap /proc/[0-9]*/status | sort -k2 -rn | head || smem -s swap ## kB
why was a process killed ; find oom killer messages ; was my process killed by oom => dmesg -T | grep -i 'killed process' || journalctl -k | grep -i oom ## kernel log
trace system calls of a running process ; attach strace ; stack trace of a running process ; call trace of process => sudo strace -p {pid|<pid>} || gdb -p {pid|<pid>} -batch -ex bt ## as it runs
libraries of a program ; shared libraries needed by a binary ; which libraries does a binary need ; dependencies of an executable => ldd {file|<program>} ## with paths
symbols of a library ; exported symbols of shared object ; functions in a shared library => nm -D --defined-only {file|<library>} || objdump -T {file|<library>} ## defined ones
disk io per process ; which process reads or writes the disk ; what uses disk io => sudo iotop -o ## active ones
cpu of one process over time ; monitor a single process => top -p {pid|<pid>} || pidstat -p {pid|<pid>} 1 ## live
memory of a process => ps -o rss= -p {pid|<pid>} || pmap -x {pid|<pid>} ## kB
clear memory cache ; free cached memory => sync && echo 3 | sudo tee /proc/sys/vm/drop_caches ## only caches
limit memory of a command ; run with memory limit => systemd-run --user --scope -p MemoryMax={size|500M} <command> || ulimit -v <kilobytes> ## ends it above
run with lower priority ; nice a command => nice -n {n|10} <command> ## 19 lowest
change priority of running process ; renice => renice -n {n|10} -p {pid|<pid>} ## sudo for less
limit cpu of a process => cpulimit -p {pid|<pid>} -l {n|50} ## percent
pin process to a core ; cpu affinity => taskset -cp {n|0} {pid|<pid>} ## core numbers
kernel messages with readable time ; dmesg with timestamps ; human readable dmesg times => sudo dmesg -T ## dates
follow kernel messages ; watch dmesg live ; see dmesg as it changes ; dmesg continuous output => sudo dmesg -w || journalctl -kf ## Ctrl-C ends
errors since boot ; system errors in journal => journalctl -p err -b ## this boot
journal of last hour ; logs since yesterday => journalctl --since '1 hour ago' || journalctl --since yesterday ## by time
logs of a service ; journal of a unit => journalctl -u {service|<service>} || journalctl -fu {service|<service>} ## -f follows
why does a service fail ; why did a service not start => systemctl status {service|<service>} || journalctl -xeu {service|<service>} ## last lines
shrink the journal ; journal disk usage ; free space of systemd logs => sudo journalctl --vacuum-size=100M || journalctl --disk-usage ## old ones go
all services ; services started at boot ; enabled units ; services that start on startup => systemctl list-unit-files --state=enabled || systemctl list-unit-files --type=service ## enabled ones
running services => systemctl list-units --type=service --state=running ## now
list timers ; next run of timers => systemctl list-timers ## next first
disable a service ; service should not start at boot => sudo systemctl disable {service|<service>} || sudo systemctl disable --now {service|<service>} ## --now stops too
edit a unit file ; override a systemd unit => sudo systemctl edit {service|<service>} ## an override
run program at startup ; start script at boot for a user ; automatically run on login => (crontab -l; echo '@reboot <command>') | crontab - ## cron runs it
cron job only when not already running ; prevent overlapping cron jobs ; run only one instance of a script => flock -n /tmp/<name>.lock <command> ## ends when locked
cron on the last day of the month => (crontab -l; echo '0 0 28-31 * * [ "$(date -d tomorrow +\\%d)" = 01 ] && <command>') | crontab - ## tested each day
cron of all users ; list every cron job => for u in $(cut -d: -f1 /etc/passwd); do sudo crontab -u "$u" -l 2>/dev/null; done ## root only
cron log ; did my cron job run ; why does cron job not run => journalctl -u cron || grep CRON /var/log/syslog ## when it ran
run once at a time ; schedule a command for later ; execute a command at a certain time once => echo '<command>' | at <time> || echo '<command>' | at now + 1 hour ## atq lists
my default shell ; find login shell of a user ; which shell is set for a user => getent passwd {user|"$USER"} | cut -d: -f7 || echo "$SHELL" ## as in passwd
change login shell ; set zsh as default shell => chsh -s "$(command -v {command|zsh})" ## at next login
who is login ; login users ; users on the server => who || w ## w what they do
last logins ; login history of users => last || lastlog ## newest first
failed logins ; failed login attempts => sudo lastb || journalctl -u ssh | grep -i fail ## newest first
sudo without password ; run sudo command without entering password ; passwordless sudo ; no password prompt for sudo => echo '{user|<user>} ALL=(ALL) NOPASSWD: ALL' | sudo tee /etc/sudoers.d/{user|<user>} || sudo visudo ## visudo checks
edit sudoers safely ; edit sudoers file => sudo visudo ## checks it
sudo keep environment ; preserve environment with sudo ; keep path under sudo => sudo -E <command> || sudo env "PATH=$PATH" <command> ## -E
become root ; root shell => sudo -i ## exit leaves
which groups am i in ; groups of a user ; list groups a user belongs to => id {user|} || groups {user|} ## names
members of a group ; users in group => getent group {group|<group>} ## the last field
add user to group => sudo usermod -aG {group|<group>} {user|<user>} ## at next login
remove user from group => sudo gpasswd -d {user|<user>} {group|<group>} ## at next login
create user with home ; new user with home directory => sudo useradd -m {user|<user>} || sudo adduser {user|<user>} ## then passwd
delete user with home directory => sudo userdel -r {user|<user>} || sudo deluser --remove-home {user|<user>} ## files are lost
rename a user ; change a username => sudo usermod -l {name|<new>} {user|<user>} ## logged out
lock account ; disable a user account ; prevent user from login => sudo usermod -L {user|<user>} || sudo passwd -l {user|<user>} ## -U unlocks
password must be changed at next login ; expire a password ; force password change => sudo chage -d 0 {user|<user>} || sudo passwd -e {user|<user>} ## asked at login
set timezone ; change timezone => sudo timedatectl set-timezone <zone> ## list-timezones
set system date ; change date and time => sudo timedatectl set-time '<date>' ## ntp off first
hardware clock ; sync clock with ntp => sudo timedatectl set-ntp true || sudo hwclock --systohc ## from the net
locale settings ; change system language => localectl || sudo localectl set-locale LANG=<locale> ## at next login
which package does a file belong to ; package that owns a file => dpkg -S {path|<path>} ## installed ones
which package provides a command ; package containing a file that is not installed => apt-file search {path|<file>} || dnf provides {path|<file>} ## in all
is package installed ; check if a package is installed => dpkg -s {package|<package>} || dpkg -l {package|<package>} ## Status
files of a package ; files installed by a package ; where was package installed => dpkg -L {package|<package>} ## paths
list installed packages => apt list --installed || dpkg -l ## with versions
recently installed packages ; when was a package installed => grep ' install ' /var/log/dpkg.log || cat /var/log/apt/history.log ## with date
packages that can be upgraded ; which packages need updating ; available updates ; list upgradable packages => apt list --upgradable ## after apt update
available versions of a package ; which version would be installed ; version in repository ; candidate version => apt-cache policy {package|<package>} || apt list -a {package|<package>} ## Candidate
install a certain version ; downgrade a package ; install older version with apt => sudo apt install {package|<package>}=<version> ## apt list -a shows them
hold a package ; keep a package from upgrading => sudo apt-mark hold {package|<package>} ## unhold
download a package without installing ; download deb with dependencies => apt download {package|<package>} || sudo apt install --download-only {package|<package>} ## here
install deb file ; install a local deb with dependencies => sudo apt install ./{file|<file>.deb} ## ./ is needed
extract a deb file ; unpack deb without installing => dpkg -x {file|<file>.deb} {dir|<directory>} ## not installed
remove package and its configuration ; purge a package ; uninstall completely => sudo apt purge {package|<package>} ## configuration too
unused packages ; remove packages no longer needed ; old kernels ; free space in /boot => sudo apt autoremove --purge ## asks
fix broken packages ; unmet dependencies => sudo apt --fix-broken install ## asks
reinstall package => sudo apt install --reinstall {package|<package>} ## same version
reverse dependencies ; which packages depend on a package => apt-cache rdepends --installed {package|<package>} ## installed ones
packages from one repository ; installed packages of a ppa => aptitude search '?origin(<origin>) ?installed' ## by origin
add a repository key ; gpg error no public key => curl -fsSL {url|<url>} | sudo gpg --dearmor -o /etc/apt/keyrings/<name>.gpg ## then signed-by
remove a ppa ; delete repository => sudo add-apt-repository --remove ppa:<owner>/<name> ## its packages stay
upgrade distribution ; upgrade to next ubuntu release => sudo do-release-upgrade ## takes long
boot time ; why is boot slow ; which service delays boot => systemd-analyze blame ## slowest first
enable or disable a service ; switch a service on or off at boot => sudo systemctl enable --now {service|<service>} || sudo systemctl disable --now {service|<service>} ## --now at once
kill what uses a port ; kill process on a port ; free a port ; kill everything on a certain port ; process locks a port => sudo fuser -k {port|<port>}/tcp || lsof -ti :{port|<port>} | xargs kill ## by port
limit memory of a process ; run program with limited memory ; memory limit for a single process => systemd-run --user --scope -p MemoryMax={size|500M} <command> ## ends it above
limit cpu percent of a process ; process should not use more than some cpu ; cpu limit for a process => cpulimit -l {n|50} -p {pid|<pid>} || systemd-run --user --scope -p CPUQuota={n|50}% <command> ## percent
processor affinity ; run a process on one core ; which core does a process run on => taskset -cp {n|0} {pid|<pid>} || taskset -c {n|0} <command> ## core numbers
ulimit permanently ; set open file limit permanently ; raise limits for a user => echo '{user|<user>} soft nofile 65536' | sudo tee -a /etc/security/limits.conf ## at next login
kernel boot parameter ; add a parameter to the kernel command line ; change grub options => sudoedit /etc/default/grub && sudo update-grub ## GRUB_CMDLINE_LINUX
boot parameters of the running kernel ; kernel command line => cat /proc/cmdline ## as booted
kernel configuration ; config of running kernel => zcat /proc/config.gz || cat "/boot/config-$(uname -r)" ## options
kernel messages ; stop kernel messages flooding the console => sudo dmesg -n 1 ## only emergencies
cause a kernel panic ; crash the kernel => echo c | sudo tee /proc/sysrq-trigger ## at once
magic sysrq ; emergency sync and reboot => echo b | sudo tee /proc/sysrq-trigger ## no sync
new processes as they start ; see processes when they are created ; monitor process creation => sudo execsnoop-bpfcc || sudo forkstat ## live
cache size of cpu ; l2 cache size => lscpu -C || lscpu | grep -i cache ## each level
swappiness ; change swappiness => sudo sysctl vm.swappiness={n|10} ## until reboot
sysctl permanently ; kernel setting permanent => echo '<name>=<value>' | sudo tee /etc/sysctl.d/99-<name>.conf && sudo sysctl --system ## at boot
suspend or hibernate ; hibernate from command line => systemctl suspend || systemctl hibernate ## to disk
print queue ; show print jobs ; view printer queue => lpstat -o || lpq ## waiting ones
install a font ; add fonts => mkdir -p ~/.local/share/fonts && cp {file|<font>} ~/.local/share/fonts/ && fc-cache -f ## for you
list fonts => fc-list ## names
picture from webcam ; take a photo with the camera ; capture a webcam image => ffmpeg -f v4l2 -i /dev/video0 -frames:v 1 {file|photo.jpg} || fswebcam {file|photo.jpg} ## one picture
record webcam video ; record video from camera => ffmpeg -f v4l2 -i /dev/video0 {file|video.mkv} ## q ends
video modes of a webcam => v4l2-ctl --list-formats-ext ## sizes
record audio ; record microphone => arecord -f cd {file|recording.wav} ## Ctrl-C ends
screenshot without x ; screenshot of the console => fbgrab {file|screenshot.png} ## framebuffer
which tty ; name of the current terminal ; terminal device => tty ## /dev/pts/0
terminal type => echo "$TERM" ## TERM
switch virtual console => sudo chvt {n|2} ## number
parent process id ; list parent pid with ps ; find the parent of a process => ps -o ppid= -p {pid|<pid>} || ps -ef ## PPID
process tree with children ; show tree view of processes => pstree -p || ps auxf ## numbers
threads of a process => ps -T -p {pid|<pid>} ## each thread
users of the system ; list all users and delete or add users => cut -d: -f1 /etc/passwd || getent passwd ## all accounts
free and used memory ; show available memory => free -h ## available
date and time settings ; show system time and time settings => timedatectl ## all
usb speed ; is usb device usb 3 => lsusb -t ## M is speed
is it alsa or pulseaudio ; which sound server => pactl info || aplay -l ## Server Name
desktop file ; create a launcher => desktop-file-edit {file|<name>.desktop} ## keys
32 bit programs on 64 bit => sudo dpkg --add-architecture i386 && sudo apt update ## then NAME:i386
password of root ; reset root password => sudo passwd root ## asks twice
vendor and device ids of pci devices ; pci ids => lspci -nn ## in brackets
benchmark cpu ; cpu benchmark => sysbench cpu run || 7z b ## figures
threads of a process => ps -L -p {pid|<pid>} ## nlwp counts them
count of threads ; show threads => ps -o nlwp= -p {pid|<pid>}
children of a process ; list child processes ; sub processes of a pid => pgrep -lP {pid|<pid>} || ps --ppid {pid|<pid>} || pstree -p {pid|<pid>} ## one level
who started a process => ps -o ppid= -p {pid|<pid>} || pstree -s {pid|<pid>} ## pstree -s up to init
full command of a pid ; arguments of a running process => ps -p {pid|<pid>} -o args= || tr '\\0' ' ' < /proc/{pid|<pid>}/cmdline ## all words
in which directory does a process run => pwdx {pid|<pid>} || readlink /proc/{pid|<pid>}/cwd ## as it is now
path of a running program ; which binary does a pid run => readlink -f /proc/{pid|<pid>}/exe ## the file
how long has a process been running ; elapsed time of a process => ps -p {pid|<pid>} -o etime=
rss of a pid ; memory usage of a program => ps -o rss= -p {pid|<pid>} || pmap -x {pid|<pid>} | tail -n 1 ## in KB
memory used by all processes of a program ; total memory of chrome ; sum of memory by process name => ps -C {process|<process>} -o rss= | awk '{s += $1} END {print s / 1024 " MB"}' || smem -tk -P {process|<process>} ## shared parts count twice
cpu of one process => top -p {pid|<pid>} || pidstat -p {pid|<pid>} 1 || ps -p {pid|<pid>} -o %cpu,%mem ## by PID
top memory users => ps aux --sort=-%mem | head || ps -eo pid,comm,%mem --sort=-%mem | head ## most first
top cpu users => ps aux --sort=-%cpu | head || ps -eo pid,comm,%cpu --sort=-%cpu | head ## most first
find zombies ; defunct processes => ps aux | awk '$8 ~ /Z/' || ps -eo pid,ppid,stat,comm | grep ' Z' ## their parent has to collect them
processes of a terminal => ps -t {name|<tty>} ## e.g. pts/0
newest process of a name ; most recently started process => pgrep -n {process|<process>} ## -o the oldest
processes by full command line ; find process by its arguments ; pid by script name => pgrep -af {text|<pattern>} ## -f the whole line
is a program running ; check if a process runs in a script => pgrep -x {process|<process>} > /dev/null && echo running || pgrep -x {process|<process>} || {command|<command>} & ## status 1 when not
wait for a pid that is not a child ; run a command when another process ends => tail --pid={pid|<pid>} -f /dev/null || while kill -0 {pid|<pid>} 2>/dev/null; do sleep 1; done ## returns when it is gone
run a command after another finishes ; notify when a command is done ; beep when a command finishes => {command|<command>}; notify-send done || {command|<command>} && echo -e '\\a' ## ; whatever its status
kill by name => pkill {process|<process>} || killall {process|<process>} ## -9 when it does not react
kill processes by pattern ; kill a python script => pkill -f {text|<pattern>} ## -f the whole line
kill all processes of a user => sudo pkill -KILL -u {user|<user>} ## all of them
logout another user => sudo loginctl terminate-user {user|<user>}
kill a job ; stop a background job => kill %{n|1} ## jobs lists them
kill the last background process => kill $! ## $! is its PID
reload a daemon with a signal ; send sighup ; make a process reread its configuration => kill -HUP {pid|<pid>} || pkill -HUP {process|<process>} ## HUP
freeze a running program => kill -STOP {pid|<pid>} || kill -CONT {pid|<pid>} ## CONT goes on
move a running process to the background => bg && disown ## Ctrl-Z first
detach a running command ; keep a running job after logout => disown -h %{n|1}
keep running after closing the terminal ; run in background after ssh logout => nohup {command|<command>} & || setsid {command|<command>} > /dev/null 2>&1 & || tmux new -d '{command|<command>}' ## output in nohup.out
attach a running process to another terminal ; move a process to screen => reptyr {pid|<pid>} ## into this one
output of a running process ; see stdout of another process => sudo strace -p {pid|<pid>} -e write -s 1000 || tail -f /proc/{pid|<pid>}/fd/1 ## the second when it is a file
limit memory of a process ; run a command with a memory limit ; restrict ram of a program => systemd-run --scope -p MemoryMax={size|500M} {command|<command>} || ulimit -v {n|<kb>} ## in this shell for ulimit
limit the running time of a command ; kill a command after n seconds => timeout {n|10} {command|<command>} || timeout -k 5 {n|10} {command|<command>} ## -k then kills
run with low priority ; lower the priority of a command ; nice io => nice -n 19 {command|<command>} || ionice -c 3 {command|<command>} ## ionice for the disk
system calls of a process ; trace a program => strace -f -p {pid|<pid>} ## -f children too
which files does a program open => strace -f -e trace=openat {command|<command>}
count system calls ; summary of syscalls => strace -c {command|<command>} ## time and calls
library calls of a program => ltrace {command|<command>} ## shared libraries
profile a program ; where does a program spend its time ; cpu profile => perf record -g {command|<command>} && perf report || perf top ## perf top the whole system
core dump of a running process ; dump memory of a process ; create a core file => gcore {pid|<pid>} ## it goes on
enable core dumps => ulimit -c unlimited || coredumpctl list ## systemd keeps them
stack trace of a running process ; backtrace of a hung program => sudo gdb -p {pid|<pid>} -batch -ex 'thread apply all bt' ## all threads
which files does a process use => lsof -p {pid|<pid>} || ls -l /proc/{pid|<pid>}/fd ## sockets too
count of open files ; how many file descriptors does a process use ; open file count => ls /proc/{pid|<pid>}/fd | wc -l || lsof | wc -l ## of one process
file descriptor limit => ulimit -n {n|65536} ## for this shell
all limits of the shell => ulimit -a ## soft ones
space not freed after delete => sudo lsof +L1 || sudo lsof | grep deleted ## restart their process
who uses a mount point ; cannot unmount, device is busy ; which process blocks a directory => sudo fuser -vm {dir|<directory>} || sudo lsof +f -- {dir|<directory>} ## PIDs
repeat a command ; refresh output of a command => watch -n {n|2} {command|<command>} || while true; do {command|<command>}; sleep {n|2}; done ## watch -d shows changes
measure time and memory of a command ; maximum memory used by a command => /usr/bin/time -v {command|<command>} ## maximum resident set size
compare the speed of two commands => hyperfine '{command|<command>}' || time {command|<command>} ## several runs
how busy is the system => uptime || cat /proc/loadavg ## 1, 5 and 15 minutes
cpu usage of each core ; per core cpu load => mpstat -P ALL 1 || htop ## every second
cpu usage in percent ; current cpu usage in a script ; get total cpu usage => top -bn1 | grep 'Cpu(s)' || mpstat 1 1 ## us is user
disk activity ; disk io monitor => iostat -xz 1
which process writes to disk ; io usage per process => sudo iotop -o ## by process
memory and swap statistics over time ; virtual memory statistics => vmstat 1 ## every second
history of system load ; past cpu usage => sar -u || sar -q ## from sysstat
free memory => free -h ## available counts
total memory of the machine => grep MemTotal /proc/meminfo
clear the page cache => sync && echo 3 | sudo tee /proc/sys/vm/drop_caches ## sync first
how much swap is used ; which swap is active => swapon --show || free -h ## by device
increase swap => sudo fallocate -l {size|2G} /swapfile && sudo chmod 600 /swapfile && sudo mkswap /swapfile && sudo swapon /swapfile ## fstab for good
turn off swap => sudo swapoff -a || sudo swapoff -a && sudo swapon -a ## the second empties it
use less swap => sudo sysctl vm.swappiness={n|10} ## until reboot
was a process killed by the oom killer ; out of memory kills => dmesg -T | grep -i 'killed process' || journalctl -k | grep -i oom ## with time
count cpu threads => nproc || lscpu | grep '^CPU(s)' ## threads count
cpu frequency ; current clock speed => grep MHz /proc/cpuinfo ## the second sets it
cpu governor ; performance mode of cpu => echo performance | sudo tee /sys/devices/system/cpu/cpu*/cpufreq/scaling_governor
does my cpu support virtualization ; check for vt-x => grep -cE 'vmx|svm' /proc/cpuinfo ## 0 is no
which graphics card ; gpu information ; which driver does my graphics card use => lspci -k | grep -A 3 -E 'VGA|3D' || glxinfo -B ## with driver
hardware overview ; list hardware ; system information => sudo lshw -short ## inxi if installed
which ram is installed ; free ram slots => sudo dmidecode -t memory ## each slot
serial count of the machine => sudo dmidecode -s system-serial-number ## -s one value
model of my laptop => cat /sys/class/dmi/id/product_name
battery status => upower -i $(upower -e | grep BAT) || acpi -b || cat /sys/class/power_supply/BAT0/capacity ## percent
fan speed => sensors || cat /sys/class/thermal/thermal_zone*/temp ## lm-sensors
usb tree => lsusb || lsusb -t ## -t as a tree
reset a usb device => sudo usbreset {name|<device>} ## from usbutils
pci devices ; list pci hardware with drivers => lspci -nnk ## with drivers
is a kernel module loaded => lsmod | grep {name|<module>}
insert a module => sudo modprobe {name|<module>} ## with what it needs
remove a driver => sudo modprobe -r {name|<module>} ## not in use
information about a kernel module ; parameters of a module => modinfo {name|<module>} ## parm
blacklist a kernel module ; prevent a module from loading => echo 'blacklist {name|<module>}' | sudo tee /etc/modprobe.d/{name|<module>}.conf ## after reboot
kernel parameters ; show a kernel setting => sysctl {name|<name>} ## -w until reboot
change a sysctl => sudo sysctl -w {name|<name>}={text|<value>}
installed kernels ; list old kernels => dpkg -l 'linux-image*' ## the running one stays
remove old kernels => sudo apt autoremove --purge
kernel log ; errors in dmesg => sudo dmesg --level=err,warn
which desktop environment ; gnome or kde => echo $XDG_CURRENT_DESKTOP ## of this session
is it wayland or x11 => echo $XDG_SESSION_TYPE
when was the last reboot ; since when is the system running => uptime -s || who -b ## since
reboot history ; list of reboots and shutdowns ; when was the machine shutdown => last -x reboot shutdown || journalctl --list-boots ## newest first
reason of the last shutdown ; messages before the crash => journalctl -b -1 -e ## -1 is the boot before
power off in n minutes => sudo shutdown -h +{n|30} || sudo shutdown -h {text|22:00} ## shutdown -c cancels
restart from command line => sudo reboot || systemctl reboot ## now
power off ; shutdown the computer => sudo poweroff || systemctl poweroff ## now
enter uefi setup on reboot => systemctl reboot --firmware-setup ## UEFI
blank monitor => xset dpms force off
logout from command line => loginctl terminate-session $XDG_SESSION_ID
end my desktop session => gnome-session-quit --logout ## asks first
screen resolution ; list monitors => xrandr ## names of outputs
change resolution => xrandr --output {name|<output>} --mode {text|1920x1080}
screen brightness => brightnessctl set {n|50}% || xrandr --output {name|<output>} --brightness 0.8 ## the second by software
set volume => pactl set-sink-volume @DEFAULT_SINK@ {n|50}% ## or +5%
mute sound => pactl set-sink-mute @DEFAULT_SINK@ toggle
switch the audio output => pactl set-default-sink {name|<sink>}
list sound devices => pactl list short sinks ## names
set default sound device => aplay -l
restart the sound server ; pulseaudio restart ; no sound fix => systemctl --user restart pipewire pulseaudio || pulseaudio -k ## comes back by itself
keyboard layout ; switch to us keyboard => setxkbmap {name|us} || localectl set-x11-keymap {name|us} ## the second for good
disable caps lock ; remap caps lock to control => setxkbmap -option ctrl:nocaps ## until logout
list input devices => xinput list || xinput disable {n|<id>} ## by id
desktop notification ; send a notification from a script => notify-send '{text|<title>}' '<text>' ## from libnotify
gnome settings => gsettings list-recursively
set the wallpaper => gsettings set org.gnome.desktop.background picture-uri file://{path|<path>} ## dconf
autostart a program at login ; start an application on login => cp {file|<file>}.desktop ~/.config/autostart/ || (crontab -l; echo '@reboot {command|<command>}') | crontab - ## the second without a desktop
close a window => wmctrl -c {name|<title>} || xprop _NET_WM_PID || xkill ## click on it
type text with a script ; simulate key presses ; automate keyboard input => xdotool type '{text|<text>}' || xdotool key ctrl+c ## X11
show language settings => locale ## after login
change the system language => sudo localectl set-locale LANG={name|en_US.UTF-8}
generate a locale => sudo locale-gen {name|en_US.UTF-8} ## Debian and Ubuntu
set the clock ; set date and time ; change the system time => sudo timedatectl set-time '{text|<date> <time>}' || sudo date -s '{text|<date> <time>}' ## NTP has to be off
synchronise time ; enable ntp => sudo timedatectl set-ntp true ## systemd
is the clock synchronised => timedatectl status
hardware clock => sudo hwclock --show
set hardware clock from system time => sudo hwclock --systohc ## RTC
disk space => df -h ## by file system
free space of one disk => df -h {dir|.} ## its file system
disks by usage ; partitions over 90 percent => df -h --output=pcent,target | sort -rn ## fullest first
df without tmpfs and snap ; hide loop devices in df => df -h -x tmpfs -x squashfs ## -x leaves out
no space left but disk is not full => df -i ## files count
which directory uses the inodes => du --inodes -d 1 {dir|/} | sort -n
list disks ; disks with size and model => lsblk -d -o NAME,SIZE,MODEL,ROTA || sudo fdisk -l ## ROTA 0 is SSD
partitions with uuid and label ; file systems of all partitions ; list partitions with file system type => lsblk -f || sudo blkid ## FSTYPE
where is a device mounted ; list mounts => findmnt ## as a tree
mount read only => sudo mount -o ro {device|<device>} {dir|/mnt}
file system is read only => sudo mount -o remount,rw {dir|/} ## ro is read only
bind mount => sudo mount --bind {dir|<directory>} {dir2|<directory>} ## both the same
mount all of fstab => sudo mount -a ## --verify changes nothing
test fstab => sudo findmnt --verify
mount nfs ; mount an nfs export => sudo mount -t nfs {host|<host>}:{path|<path>} {dir|<directory>} ## nfs-common
list shares of a server ; nfs exports of a host => showmount -e {host|<host>} ## NFS, SMB
samba shares of a host => smbclient -L {host|<host>}
ram disk => sudo mount -t tmpfs -o size={size|1G} tmpfs {dir|<directory>} ## gone after reboot
safely remove a disk => udisksctl power-off -b {device|<device>}
eject the cd ; open the cd tray => eject ## eject -t closes
partition a disk ; create a partition => sudo fdisk {device|<device>} ## the second deletes the table
make a new partition table ; gpt partition => sudo parted {device|<device>} mklabel gpt
reread the partition table ; kernel does not see new partition => sudo partprobe {device|<device>} ## without reboot
copy a partition table ; backup a partition table => sudo sfdisk -d {device|<device>} > {file|<file>} ## sfdisk reads it
make a file system => sudo mkfs.ext4 {device|<device>} || sudo mkfs.ext4 -L {name|<label>} {device|<device>} ## everything on it is lost
format as fat32 ; format a usb stick for windows => sudo mkfs.vfat -F 32 {device|<device>} ## everything on it is lost
format as ntfs or exfat => sudo mkfs.ntfs -f {device|<device>} || sudo mkfs.exfat {device|<device>} ## everything on it is lost
label of a file system ; rename a usb stick => sudo e2label {device|<device>} {name|<label>} ## ext, FAT
set volume label => sudo fatlabel {device|<device>} {name|<label>}
check a file system ; repair a file system => sudo fsck -y {device|<device>} || sudo fsck -f {device|<device>} ## unmounted only
grow a file system ; extend root partition ; enlarge ext4 => sudo growpart {device|<device>} {n|1} && sudo resize2fs {device|<device>}{n|1} || sudo resize2fs {device|<device>} ## ext4
increase lvm volume ; add space to lvm => sudo lvextend -r -l +100%FREE {path|<volume>} || sudo lvextend -r -L +{size|10G} {path|<volume>} ## -r the file system too
list lvm volumes => sudo lvs ## short lists
show volume groups => sudo vgs
physical volumes => sudo pvs
create a logical volume => sudo lvcreate -L {size|<size>} -n {name|<name>} {group|<group>} ## in a group
raid status ; state of a software raid => cat /proc/mdstat || sudo mdadm --detail {device|/dev/md0} ## [UU] is good
encrypt a partition => sudo cryptsetup luksFormat {device|<device>} ## the first deletes all
open a luks volume ; unlock an encrypted disk => sudo cryptsetup open {device|<device>} {name|<name>}
backup a partition to a file => sudo dd if={device|<device>} of={file|<file>.img} bs=4M status=progress ## unmounted
compressed disk image => sudo dd if={device|<device>} bs=4M | gzip > {file|<file>.img.gz}
restore a disk image ; write an image to an sd card ; flash an image => sudo dd if={file|<file>} of={device|<device>} bs=4M status=progress conv=fsync ## everything on it is lost
clone a disk to another ; copy a hard drive ; migrate to a new disk => sudo dd if={device|<device>} of={device2|<device>} bs=64K conv=noerror,sync status=progress ## everything there is lost
progress of dd => sudo kill -USR1 $(pgrep -x dd) || sudo dd if={file|<file>} of={device|<device>} status=progress ## the first for one that runs
erase a hard drive => sudo dd if=/dev/zero of={device|<device>} bs=1M status=progress ## wipefs signatures only
securely erase a drive => sudo shred -v {device|<device>}
bad sectors ; check a hard disk for errors => sudo badblocks -sv {device|<device>} || sudo smartctl -t long {device|<device>} ## reads only
ssd wear => sudo smartctl -a {device|<device>} || sudo smartctl -H {device|<device>} ## smartmontools
speed of a disk ; disk read speed ; benchmark a drive => sudo hdparm -tT {device|<device>} || dd if=/dev/zero of={file|test.img} bs=1M count=1024 conv=fdatasync ## reads, writes
spin down a disk => sudo hdparm -y {device|<device>} ## now
trim an ssd => sudo fstrim -av ## all of them
is everything written to the usb stick ; sync file systems => sync || watch -n 1 grep -e Dirty: -e Writeback: /proc/meminfo ## waits for it
cdrom to iso ; create an iso from a dvd => dd if=/dev/cdrom of={file|<file>.iso} bs=2048 ## the second of files
make an iso of a directory => genisoimage -o {file|<file>.iso} {dir|<directory>}
quota of a user => quota -u {user|<user>} ## all
disk quotas => sudo repquota -a
create a user for a service => sudo useradd -r -s /usr/sbin/nologin {user|<user>} ## -r is system
set user id => sudo usermod -u {n|<uid>} {user|<user>} ## files elsewhere keep the old one
make zsh the default shell ; set default shell of a user => chsh -s "$(command -v {name|zsh})" || sudo usermod -s {path|/bin/bash} {user|<user>} ## at the next login
give sudo rights => sudo usermod -aG sudo {user|<user>} || sudo usermod -aG wheel {user|<user>} ## after the next login
allow one command without password => echo '{user|<user>} ALL=(ALL) NOPASSWD: ALL' | sudo tee /etc/sudoers.d/{user|<user>} ## visudo checks it
list sudo rights of a user => sudo -l || sudo -l -U {user|<user>} ## rules
become root ; open a shell as root => sudo -i || sudo su - ## exit leaves
forget the sudo password ; make sudo ask again => sudo -k ## at once
run as another user => sudo -u {user|<user>} {command|<command>} ## -i a login shell
shell as another user => sudo -iu {user|<user>}
write to a root owned file ; sudo echo to file permission denied => echo '{text|<text>}' | sudo tee -a {file|<file>} ## -a appends
use a new group without logout ; apply group membership now => newgrp {group|<group>} ## a new shell
add a group => sudo groupadd {group|<group>} ## -g the id
rename a group => sudo groupmod -n {group2|<new>} {group|<old>} ## the id stays
who is in a group => getent group {group|<group>} ## behind the last :
groups of a user => groups {user|} || id -nG {user|} ## names
list groups ; all groups of the system => getent group || cut -d: -f1 /etc/group ## names
list users ; all users of the system => getent passwd | cut -d: -f1 ## from 1000 on people
human users only => awk -F: '$3 >= 1000 {print $1}' /etc/passwd
does a user exist ; check if a user exists in a script => id {user|<user>} || getent passwd {user|<user>} ## status 1 when not
user id and group id => id {user|} ## -g the group
user name of a uid ; which user has an id => getent passwd {n|<uid>} | cut -d: -f1 || id -nu {n|<uid>} ## first field
set a password for a user => sudo passwd {user|<user>}
set a password in a script ; change password non interactively => echo '{user|<user>}:{text|<password>}' | sudo chpasswd ## from stdin
block login of a user => sudo usermod -L {user|<user>} || sudo passwd -l {user|<user>} ## -U unlocks
unlock a user account ; enable a user again => sudo usermod -U {user|<user>} || sudo passwd -u {user|<user>} ## after -L
when does a password expire => sudo chage -l {user|<user>} ## -M -1 never
password never expires => sudo chage -M -1 {user|<user>}
force password change => sudo passwd -e {user|<user>}
current users => who
login users with their commands => w ## with their commands
login history ; last logins => last ## newest first
send a message to another terminal ; talk to a login user => write {user|<user>}
full name of a user => getent passwd {user|<user>} | cut -d: -f5 ## GECOS
change real name => sudo chfn -f '{text|<name>}' {user|<user>}
start a service automatically => sudo systemctl enable --now {service|<service>} ## --now also starts it
do not start a service at boot ; prevent a service from starting => sudo systemctl disable --now {service|<service>} || sudo systemctl mask {service|<service>} ## mask forbids it
is a service active => systemctl status {service|<service>} ## is-active for scripts
check if a service is running in a script => systemctl is-active {service|<service>}
does a service start at boot => systemctl is-enabled {service|<service>} ## enabled or disabled
all services with state => systemctl list-unit-files --type=service
clear the failed state ; reset failed units => sudo systemctl reset-failed ## all
why did a service fail ; show log of one unit => journalctl -u {service|<service>} -e || journalctl -xeu {service|<service>} ## -e the end
follow the log of a service ; live log of a unit => journalctl -fu {service|<service>} ## -f follows
logs between two times => journalctl --since '{date|<date>}' --until '{date2|<date>}'
log by priority => journalctl -p err -b ## err and worse
newest log entries first ; reverse journal => journalctl -r ## newest first
end of the journal => journalctl -n {n|50} || journalctl -e ## -n how many
log without pager ; journal to a file => journalctl --no-pager -u {service|<service>} > {file|<file>} ## plain
log of a program by name ; journal of one executable ; logs by identifier => journalctl -t {name|<name>} || journalctl _COMM={process|<process>} ## tag, or program
how much space do logs take => journalctl --disk-usage ## in total
shrink the journal ; clear systemd logs ; vacuum journal => sudo journalctl --vacuum-size={size|200M} || sudo journalctl --vacuum-time={n|7}d ## by size or age
write a message to the log => logger '{text|<text>}' || logger -t {name|<tag>} '{text|<text>}' ## -t is the tag
show service file => systemctl cat {service|<service>} || systemctl show -p FragmentPath {service|<service>} ## with overrides
edit a service => sudo systemctl edit {service|<service>} || sudo systemctl edit --full {service|<service>} ## an override
systemd reload configuration => sudo systemctl daemon-reload ## after a change
dependencies of a unit => systemctl list-dependencies {service|<service>} ## a tree
which units need a service => systemctl list-dependencies --reverse {service|<service>}
properties of a unit => systemctl show {service|<service>} ## -p one
main pid of a service => systemctl show -p MainPID --value {service|<service>}
user services ; systemd user unit => systemctl --user enable --now {service|<service>} ## linger without login
start a user service at boot without login => loginctl enable-linger {user|$USER}
when does a timer run next => systemctl list-timers --all ## next and last
run a command as a transient service ; start a one time systemd job => systemd-run {command|<command>} ## once
schedule with systemd-run => systemd-run --on-active={n|10}m {command|<command>}
slow startup ; analyse boot => systemd-analyze blame || systemd-analyze critical-chain ## longest first
boot without graphical interface ; boot to console => sudo systemctl set-default multi-user.target || sudo systemctl isolate multi-user.target ## graphical.target back
switch to rescue mode => sudo systemctl rescue ## single user
environment variable for a service => sudo systemctl edit {service|<service>} || sudo systemctl set-environment {name|<name>}={text|<value>} ## Environment=
verify a unit file ; check a service file for errors => systemd-analyze verify {file|<file>} ## names mistakes
when would a calendar expression run ; test oncalendar => systemd-analyze calendar '{text|<expression>}' ## next time
schedule a command ; add to crontab from a script ; crontab without editor => (crontab -l 2>/dev/null; echo '{text|0 5 * * *} {command|<command>}') | crontab - || crontab -e ## minute hour day month weekday
open crontab in editor => crontab -e ## EDITOR says which
cron jobs of another user ; crontab of root => sudo crontab -l -u {user|<user>} ## all users
remove cron jobs => crontab -r || crontab -l | grep -v '{text|<text>}' | crontab - ## -r takes all
backup crontab => crontab -l > {file|crontab.txt} ## the second replaces
restore crontab from a file => crontab {file|<file>}
cron every n minutes ; run a script every five minutes ; schedule every 10 minutes => (crontab -l 2>/dev/null; echo '*/{n|5} * * * * {command|<command>}') | crontab - ## */5 each five
cron every day ; run a script daily at a time ; schedule a nightly job ; cron at midnight => (crontab -l 2>/dev/null; echo '0 {n|0} * * * {command|<command>}') | crontab - ## minute, hour
cron every week ; run on mondays ; weekly job => (crontab -l 2>/dev/null; echo '0 5 * * 1 {command|<command>}') | crontab - ## 1 is Monday
cron at reboot ; run a command at boot ; start a script at startup with cron => (crontab -l 2>/dev/null; echo '@reboot {command|<command>}') | crontab - ## once a boot
log of cron ; did cron run => grep CRON /var/log/syslog
is cron running => systemctl status cron
cron job does not run => journalctl -u cron ## crond on Fedora
schedule a one time job ; run at a given time => echo '{command|<command>}' | at {text|17:00} || echo '{command|<command>}' | at now + {n|10} minutes ## atq lists
list at jobs => atq ## by number
remove an at job => atrm {n|<number>}
prevent two runs at the same time ; lock a script ; only one instance of a script ; cron job overlap => flock -n /tmp/{name|job}.lock {command|<command>} ## -n gives up
rotate logs now ; force logrotate => sudo logrotate -f /etc/logrotate.conf ## -d only says
test logrotate => sudo logrotate -d /etc/logrotate.conf
`
