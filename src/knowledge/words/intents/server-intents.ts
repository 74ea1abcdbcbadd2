// Servers: ports, services, logs, keys, certificates, schedules, disks.

export const SERVERS_INTENTS = `
which process uses port {port} ; find process on port {port} ; what is running on port {port} ; who is using port {port} ; what program holds port {port} ; which process listens on port {port} ; what is blocking port {port} ; port {port} already in use ; know what runs on port {port} => lsof -i :{port} || ss -ltnp 'sport = :{port}' || ss -ltnp | grep {port} ## sudo shows those of others
kill whatever uses port {port} ; free port {port} ; stop the process on port {port} ; kill process listening on port {port} => fuser -k {port}/tcp || kill $(lsof -t -i :{port}) ## ends it
all listening ports ; which ports are open on this machine ; list ports in use with programs ; what is listening => ss -tulpn || sudo lsof -i -P -n | grep LISTEN || netstat -tulpn ## -p shows programs, with sudo all
open tcp connections ; list every established connection ; who is connected to this machine => ss -tn || netstat -tn || ss -tan ## -n does not look names up
count of connections per ip ; count connections by address => ss -tn | awk '{print $5}' | cut -d: -f1 | sort | uniq -c | sort -rn ## most first
check if a remote port is open ; is port {port} open on {host} ; test connection to {host} port {port} ; can i reach port {port} of {host} => nc -zv {host} {port} || nmap -p {port} {host} ## -z sends nothing
is a website up ; check if url {url} is reachable ; http status of {url} ; print the status code of {url} => curl -s -o /dev/null -w '%{http_code}\\n' {url} || curl -I {url} ## such as 200
response headers of {url} ; show only http headers of {url} => curl -I {url} ## -I asks for the head only
how long does {url} take ; response time of a url ; measure load time of website {url} => curl -s -o /dev/null -w '%{time_total}\\n' {url} || time curl -s -o /dev/null {url} ## seconds
follow redirects of {url} ; where does {url} redirect to => curl -sIL {url} || curl -Ls -o /dev/null -w '%{url_effective}\\n' {url} ## -L follows
get the json from {url} and pretty print it ; fetch {url} and pretty print the json ; pretty print json from curl ; pretty-print curl output ; curl and format json ; format json response of {url} ; get json from {url} and format it => curl -s {url} | jq . || curl -s {url} | python3 -m json.tool ## indented
post json to {url} ; send a post request with json ; curl post json {text} => curl -X POST -H 'Content-Type: application/json' -d '{"key":"value"}' {url} || curl --json '{"key":"value"}' {url} ## the body behind -d
send form data with curl ; post form to {url} => curl -X POST -d 'key=value' {url} ## -d once for each field
upload {file} with curl ; post a file to {url} => curl -F file=@{file} {url} ## multipart
curl with basic auth {url} ; request {url} with user and password => curl -u <user> {url} ## asks for the password
curl with bearer token ; send authorization header to {url} => curl -H "Authorization: Bearer $TOKEN" {url} ## from a variable
download an entire website ; mirror website {url} ; save a site for offline reading => wget --mirror --convert-links --page-requisites {url} || wget -m {url} ## links are made local
download {url} and unpack it ; download and extract {url} => curl -L {url} | tar -xz ## nothing is kept but the contents
download {url} and unpack it into {dir} ; download {url} and extract to {dir} ; fetch {url} and untar it in {dir} ; fetch {url} and extract it to {dir} => curl -L {url} | tar -xz -C {dir} ## nothing is kept but the contents
resume interrupted download ; continue download of {url} => wget -c {url} || curl -C - -LO {url} ## -c goes on
download {url} to {file} ; save url as {file} => curl -Lo {file} {url} || wget -O {file} {url} ## under that name
download all urls in {file} ; download list of files => wget -i {file} || xargs -n 1 curl -LO < {file} ## one address a line
my public ip ; external ip address ; what is my public ip => curl -s ifconfig.me || curl -s https://api.ipify.org || dig +short myip.opendns.com @resolver1.opendns.com ## as others see you
flush dns cache ; clear dns cache ; reset name resolution cache => sudo resolvectl flush-caches || sudo systemd-resolve --flush-caches ## systemd
which dns server am i using ; show dns settings => resolvectl status || cat /etc/resolv.conf ## per link
ip address of domain {host} ; resolve {host} ; dns lookup {host} => dig +short {host} || host {host} || nslookup {host} ## only the answer
mx records of {host} ; mail servers of {host} => dig +short MX {host} ## by priority
who owns domain {host} => whois {host} ## registry data
routing table ; show the routing table ; default gateway ; which gateway do i use => ip route || route -n ## default via …
route to {host} ; trace path to {host} ; where do packets to {host} go => traceroute {host} || mtr {host} ## hop by hop
network speed test ; test my internet speed => speedtest-cli || curl -o /dev/null https://speed.hetzner.de/100MB.bin ## up and down
bandwidth per process ; which program uses the network => sudo nethogs || sudo iftop ## live
scan network for devices ; which hosts are on my network ; list devices on local network => nmap -sn 192.168.1.0/24 || arp -a ## -sn only pings
open a port in the firewall ; allow port {port} in ufw ; open port {port} => sudo ufw allow {port} || sudo ufw allow {port}/tcp ## ufw
close port {port} in the firewall ; block port {port} => sudo ufw deny {port} ## ufw
firewall status ; which ports does the firewall allow => sudo ufw status || sudo iptables -L -n ## rules
block ip address {ip} ; ban ip {ip} => sudo ufw deny from {ip} || sudo iptables -A INPUT -s {ip} -j DROP ## nothing from there
generate ssh key ; create a new ssh key with ed25519 ; make ssh key pair => ssh-keygen -t ed25519 || ssh-keygen -t ed25519 -C <comment> ## ~/.ssh/id_ed25519
add public key to authorized keys of a server ; copy ssh key to {host} ; login without password to {host} ; install my key on server {host} => ssh-copy-id {host} ## asks for the password once
fix ssh key permissions ; permissions of private key too open => chmod 600 ~/.ssh/id_ed25519 || chmod 600 ~/.ssh/id_rsa ## only you may read
remove host {host} from known hosts ; host key changed for {host} ; remote host identification has changed => ssh-keygen -R {host} ## forgets its key
fingerprint of ssh key {file} => ssh-keygen -lf {file|~/.ssh/id_ed25519.pub} ## bits, hash, comment
start ssh agent ; add key to ssh agent => eval "$(ssh-agent -s)" && ssh-add ## this shell
forward local port {port} to a remote machine over ssh ; ssh tunnel to {host} port {port} ; access remote port {port} locally => ssh -L {port}:localhost:{port} {host} ## local:target
keep ssh session alive ; prevent ssh from disconnecting ; ssh timeout => ssh -o ServerAliveInterval=60 {host} ## a sign every minute
connect to {host} on port {port} as {user} ; ssh to {host} port {port} as user {user} => ssh -p {port} {user}@{host} ## -p is the port
ssh through a jump host ; connect to {host} via {host2} => ssh -J {host2} {host} ## -J is the jump
run {command} on {host} ; run a command on a remote server over ssh ; execute {command} remotely on {host} => ssh {host} {command} ## and comes back
run local script {file} on remote {host} => ssh {host} 'bash -s' < {file} ## read from standard input
copy {path} to the server {host} at {path2} ; copy {path} to {host} into {path2} ; upload {path} to {path2} on {host} ; deploy {path} to {path2} on server {host} => scp -r {path} {host}:{path2} || rsync -avz {path} {host}:{path2} ## into that directory there
copy {path} to server {host} ; upload {path} to {host} over ssh => scp {path} {host}: || rsync -avz {path} {host}: ## into the home directory
copy directory {dir} to server {host} => scp -r {dir} {host}: || rsync -avz {dir} {host}: ## -r copies what is inside
resume copy to server ; rsync to {host} with resume => rsync -avP {path} {host}: ## -P goes on and shows progress
debug ssh connection ; why does ssh to {host} fail => ssh -v {host} ## -vvv says more
restart ssh server => sudo systemctl restart ssh || sudo systemctl restart sshd ## Debian: ssh
self signed certificate ; create a self signed ssl certificate for {host} => openssl req -x509 -newkey rsa:4096 -keyout key.pem -out cert.pem -days 365 -nodes ## a year, no passphrase
when does a certificate expire ; expiry date of ssl certificate {file} ; see when certificate {file} expires => openssl x509 -enddate -noout -in {file} ## notAfter
certificate of website {host} expires ; check ssl certificate of {host} ; ssl expiry of domain {host} => echo | openssl s_client -connect {host}:443 2>/dev/null | openssl x509 -noout -dates ## from, until
contents of certificate {file} ; read certificate {file} => openssl x509 -text -noout -in {file} ## in words
create certificate signing request => openssl req -new -newkey rsa:2048 -nodes -keyout key.pem -out request.csr ## asks for the names
renew letsencrypt certificate ; get a free certificate for {host} => sudo certbot renew || sudo certbot --nginx -d {host} ## certbot
encrypt {file} with a password => gpg -c {file} || openssl enc -aes-256-cbc -pbkdf2 -in {file} -out {file}.enc ## asks for it
decrypt {file} => gpg {file} ## asks for the passphrase
logs of service {service} since today ; view logs of a systemd service since this morning ; today's log of {service} => journalctl -u {service} --since today ## -f follows
logs of service {service} ; why did service {service} fail ; error messages of {service} => journalctl -u {service} -e || systemctl status {service} ## -e goes to the end
logs of {service} of the last {n} minutes ; show {service} log since {n} minutes => journalctl -u {service} --since '{n} minutes ago' ## words work
logs of the last hour ; system log since an hour ago => journalctl --since '1 hour ago' ## words work
logs from the previous boot ; messages before the last reboot ; log of last boot ; why did the machine crash => journalctl -b -1 || journalctl -b -1 -e ## -1 is the one before
only errors in system log ; show error messages of this boot => journalctl -p err -b ## err and worse
kernel messages ; follow kernel log => dmesg -w || journalctl -k ## -w follows
free up space used by old journal logs ; shrink systemd journal ; delete old journal entries => sudo journalctl --vacuum-size=100M || sudo journalctl --vacuum-time=7d ## keeps that much
size of systemd journal => journalctl --disk-usage ## all of it
monitor a log file for errors ; watch {file} for errors in realtime ; follow log {file} and show only lines with {text} => tail -f {file} | grep --line-buffered {text|error} ## as they come
watch a log file ; follow {file} in realtime ; live view of log {file} => tail -f {file} ## Ctrl-C stops
disable a service from starting at boot ; do not start {service} at boot => sudo systemctl disable {service} || sudo systemctl disable --now {service} ## --now stops it too
start {service} at boot ; enable service {service} permanently => sudo systemctl enable --now {service} || sudo systemctl enable {service} ## --now starts it too
which services failed ; list failed services => systemctl --failed ## units
list running services ; which services are running => systemctl list-units --type=service --state=running ## now
services started at boot ; enabled services => systemctl list-unit-files --state=enabled ## by file
why does boot take so long ; slow boot => systemd-analyze blame || systemd-analyze critical-chain ## slowest first
reload systemd after changing a unit file => sudo systemctl daemon-reload ## then restart the unit
edit unit of {service} ; override systemd service {service} => sudo systemctl edit {service} ## an override
run a script at every reboot ; start {command} after boot with cron ; run {command} when the computer starts => (crontab -l; echo '@reboot {command|<command>}') | crontab - || crontab -e ## @reboot
run {command} every {n} minutes with cron ; cron job every {n} minutes => (crontab -l; echo '*/{n} * * * * {command|<command>}') | crontab - || crontab -e ## minute, hour, day, month, weekday
run {command} every night ; cron job at midnight ; run {command} daily at {n} => (crontab -l; echo '0 {n|0} * * * {command|<command>}') | crontab - || crontab -e ## minute, hour, day, month, weekday
list cron jobs of user {user} => sudo crontab -l -u {user} ## needs root
run once tomorrow at noon ; schedule {command} for later ; run {command} once at a given time => echo '{command|<command>}' | at noon tomorrow ## atq lists, atrm removes
shutdown in {n} minutes ; power off later => sudo shutdown +{n} ## shutdown -c cancels
set the timezone ; change timezone to {name} ; set timezone of the machine => sudo timedatectl set-timezone {name} || timedatectl list-timezones ## Area/City
synchronise clock ; clock is wrong => sudo timedatectl set-ntp true || timedatectl ## ntp
set the hostname to {name} ; rename this computer to {name} => sudo hostnamectl set-hostname {name} ## kept
version of ubuntu ; which linux distribution is this ; what version of debian am i running ; os version => cat /etc/os-release || lsb_release -a ## name and version
how long has this machine been up ; how long is the system running ; since when is the server up => uptime || uptime -p ## and its load
kernel version => uname -r ## of the running one
cpu temperature ; how hot is my cpu ; see the temperature of the processor => sensors ## package lm-sensors
how much ram does {process} use ; memory of process {process} => ps -C {process} -o pid,rss,cmd ## rss in kB
processes using most memory ; what eats my ram ; top memory consumers => ps aux --sort=-%mem | head ## most first
processes using most cpu ; what slows down my machine ; top cpu consumers => ps aux --sort=-%cpu | head || top ## most first
how long has a process been running ; runtime of process {pid} ; when did process {pid} start => ps -o etime= -p {pid} || ps -o lstart= -p {pid} ## days-hours:minutes:seconds
full command line of process {pid} ; arguments of process {pid} => ps -o args= -p {pid} || tr '\\0' ' ' < /proc/{pid}/cmdline ## as started
kill process by name ; kill all processes matching {name} ; stop everything called {name} => pkill -f {name} || killall {name} ## -f looks at the whole command line
kill a process that does not react ; force kill {pid} ; kill -9 process {pid} => kill -9 {pid} ## it cannot clean up
kill all processes of user {user} => sudo pkill -u {user} || sudo killall -u {user} ## every one
zombie processes ; find defunct processes => ps aux | awk '$8 ~ /Z/' ## state Z
which process has {path} open ; who is using file {path} ; device is busy {path} => lsof {path} || fuser -v {path} ## sudo shows those of others
files opened by process {pid} => lsof -p {pid} ## all of them
deleted files still open ; disk full but no big files => sudo lsof +L1 ## space is freed when closed
out of memory killer ; was a process killed by oom => dmesg | grep -i 'killed process' || journalctl -k | grep -i oom ## the kernel says so
create swap file of {size} ; add swap space => sudo fallocate -l {size|2G} /swapfile && sudo chmod 600 /swapfile && sudo mkswap /swapfile && sudo swapon /swapfile ## until reboot
bootable usb from an iso ; write {file} to usb stick {device} ; make a bootable usb stick ; flash image {file} => sudo dd bs=4M status=progress if={file} of={device} ## everything on the device is lost
list disks ; which drives are attached ; show partitions => lsblk || sudo fdisk -l ## as a tree
health of hard drive ; check disk {device} for errors ; smart status of {device} => sudo smartctl -H {device} || sudo smartctl -a {device} ## package smartmontools
mount an iso file ; open iso image {file} ; mount {file} on {dir} => sudo mount -o loop {file} {dir|/mnt} ## read only
mount usb stick {device} => sudo mount {device} /mnt ## lsblk shows it
unmount {dir} ; eject usb stick => sudo umount {dir} ## when nothing uses it
uuid of partitions ; uuid of {device} => lsblk -f || sudo blkid ## for fstab
test disk speed ; how fast is my disk => dd if=/dev/zero of=testfile bs=1M count=1024 oflag=direct || sudo hdparm -t <device> ## writes a gigabyte
list all users on the system ; all user accounts => cut -d: -f1 /etc/passwd || getent passwd ## names
which groups is {user} in ; groups of user {user} => groups {user} || id {user} ## names
add user {user} to group {group} ; put existing user {user} into group {group} => sudo usermod -aG {group} {user} ## at the next login
add user to the docker group ; use docker without sudo => sudo usermod -aG docker $USER ## at the next login
remove user {user} from group {group} => sudo gpasswd -d {user} {group} ## at the next login
give user {user} sudo rights ; make {user} an administrator => sudo usermod -aG sudo {user} ## Debian; wheel elsewhere
delete user {user} with home directory => sudo deluser --remove-home {user} || sudo userdel -r {user} ## files too
reset password of {user} => sudo passwd {user} ## asks twice
become root ; get a root shell => sudo -i || su - ## exit leaves
become user {user} ; switch to user {user} => sudo -iu {user} || su - {user} ## their shell
which package does a command belong to ; show which package provides {command} ; what package installed {command} => dpkg -S "$(which {command})" || apt-file search {command} ## Debian
installed packages sorted by size ; biggest installed packages ; which packages take the most space => dpkg-query -Wf '\${Installed-Size}\\t\${Package}\\n' | sort -rn | head ## kB
installed version of {package} ; which version of package {package} is installed => apt-cache policy {package} || dpkg -s {package} ## Debian
install a specific version of {package} ; downgrade package {package} => sudo apt install {package}=<version> ## apt-cache madison lists them
fix broken packages ; repair apt => sudo apt --fix-broken install || sudo dpkg --configure -a ## goes on where it stopped
upgrade ubuntu to the next release => sudo do-release-upgrade ## asks
is a reboot required => cat /var/run/reboot-required ## Debian
`
