// Questions about networks as people ask them: ssh, copying, downloads, ports, certificates.

export const NETWORK_QUESTIONS = `
ip address ; my ip address ; get my local ip ; find ip address of machine ; show private ip address ; which ip do i have => hostname -I || ip -4 addr show || ip addr ## local ones
public ip address ; external ip ; my public ip ; get external ip ; what is my public ip => curl -s ifconfig.me || dig +short myip.opendns.com @resolver1.opendns.com ## asks a server
mac address ; get mac address of interface ; find hardware address => ip link show || cat /sys/class/net/*/address ## link/ether
default gateway ; find router ip ; show gateway address ; routing table ; show routes => ip route || ip route show default ## default via
dns servers in use ; which dns server am i using ; show name servers ; find dns server => resolvectl status || cat /etc/resolv.conf ## each link
change dns server ; set dns server => sudo resolvectl dns {name|<interface>} {ip|1.1.1.1} ## until reboot
flush dns cache ; clear dns cache ; reset dns cache => sudo resolvectl flush-caches ## systemd-resolved
list network interfaces ; show network cards ; name of network interface => ip link || ls /sys/class/net ## a line each
bring an interface up ; enable network interface => sudo ip link set {name|<interface>} up ## until reboot
take an interface down ; disable network interface ; turn off network interface => sudo ip link set {name|<interface>} down ## until reboot
restart a network interface ; reset a network interface => sudo ip link set {name|<interface>} down && sudo ip link set {name|<interface>} up ## connections break
restart networking ; restart network service ; restart the network => sudo systemctl restart NetworkManager || sudo systemctl restart networking ## connections break
set a static ip ; assign an ip address to interface ; add second ip address => sudo ip addr add {ip|<ip>}/24 dev {name|<interface>} ## until reboot
renew dhcp lease ; get new ip from dhcp => sudo dhclient -r && sudo dhclient ## releases, then asks
list wifi networks ; scan for wifi ; show available wireless networks => nmcli dev wifi list ## with strength
connect to wifi ; connect to wireless network => nmcli dev wifi connect {text|<name>} --ask ## asks for the password
show wifi password ; find saved wifi password => sudo nmcli -s -g 802-11-wireless-security.psk connection show {text|<name>} ## saved ones
check internet connection ; test if internet works ; is host reachable ; ping a host ; check if a server is up => ping -c 4 {host|1.1.1.1} ## four times
ping a range of addresses ; scan network for hosts ; find all devices on network ; list ip addresses on local network ; which hosts are alive in network ; find ip of all computers on lan => nmap -sn 192.168.1.0/24 || ip neigh ## the second: known ones
trace the route to a host ; path of packets ; traceroute => traceroute {host|<host>} || mtr {host|<host>} ## each hop
check if a port is open ; check if a remote port is open ; test if a remote port is open ; check if remote port is reachable ; is a port open on a host ; test tcp connection to port ; test connection to a port without telnet => nc -zv {host|<host>} {port|<port>} || timeout 3 bash -c '</dev/tcp/{host|<host>}/{port|<port>}' && echo open ## status tells
scan ports of a host ; which ports are open on a host ; port scan => nmap {host|<host>} || nmap -p- {host|<host>} ## -p- all
test a udp port ; check if udp port is open => nc -zvu {host|<host>} {port|<port>} ## says little
list network connections ; show active connections ; established tcp connections ; who is connected to my server ; see current connections => ss -tunap || netstat -tunap ## with processes
count connections ; count of connections per ip ; count established connections => ss -tn state established | awk 'NR>1 {print $4}' | cut -d: -f1 | sort | uniq -c | sort -rn ## most first
network usage by process ; which process uses bandwidth ; monitor network traffic per process ; what is using my bandwidth => sudo nethogs || sudo iftop ## iftop by host
monitor network traffic ; watch bandwidth of interface ; network speed => sudo iftop || vnstat -l ## by host
test internet speed ; speed test ; measure bandwidth between hosts => speedtest-cli || iperf3 -c {host|<host>} ## needs a server
capture packets ; sniff network traffic ; capture tcp traffic ; sniff tcp traffic data ; capture traffic on an interface ; dump network packets => sudo tcpdump -i {name|any} || sudo tcpdump -i {name|any} -w {file|<file>.pcap} ## -w to a file
capture traffic of one port ; tcpdump by port ; see http requests with tcpdump ; capture http traffic => sudo tcpdump -i any port {port|<port>} -A || sudo tcpdump -i any -s 0 -A 'tcp port 80' ## -A as text
capture traffic of one host ; tcpdump filter by ip => sudo tcpdump -i any host {host|<host>} ## both ways
resolve a hostname ; dns lookup ; get ip of a domain ; find ip address of a website ; domain to ip => dig +short {host|<host>} || getent hosts {host|<host>} ## getent reads /etc/hosts too
reverse dns lookup ; get hostname from ip ; find domain of ip => dig -x {ip|<ip>} +short || host {ip|<ip>} ## PTR
mx records of a domain ; list dns records ; show all dns records ; txt records of domain => dig {host|<host>} MX +short || dig {host|<host>} ANY ## also TXT, NS
query a specific dns server ; dig with another name server => dig @{ip|8.8.8.8} {host|<host>} ## @ is the server
whois of a domain ; who owns a domain ; when does a domain expire => whois {host|<host>} ## asks the registry
edit hosts file ; add entry to hosts file ; block a website with hosts => echo '{ip|127.0.0.1} {host|<host>}' | sudo tee -a /etc/hosts ## at once
firewall status ; is the firewall active ; list firewall rules ; show iptables rules => sudo ufw status verbose || sudo iptables -L -n -v ## with ports
open a port in the firewall ; allow a port ; allow incoming traffic on port => sudo ufw allow {port|<port>} || sudo iptables -A INPUT -p tcp --dport {port|<port>} -j ACCEPT ## lasting with ufw
close a port in the firewall ; block a port ; delete a firewall rule => sudo ufw deny {port|<port>} || sudo ufw delete allow {port|<port>} ## lasting
block an ip address ; ban an ip ; drop traffic from ip => sudo ufw deny from {ip|<ip>} || sudo iptables -A INPUT -s {ip|<ip>} -j DROP ## lasting with ufw
flush iptables ; remove all firewall rules ; reset iptables => sudo iptables -F ## all chains
delete an iptables rule ; remove iptables rule by number => sudo iptables -L --line-numbers || sudo iptables -D INPUT {n|<number>} ## numbers move
redirect a port ; forward port 80 to another port ; port forwarding with iptables => sudo iptables -t nat -A PREROUTING -p tcp --dport {port|80} -j REDIRECT --to-port {port2|8080} ## until reboot
save iptables rules ; make iptables rules permanent => sudo iptables-save | sudo tee /etc/iptables/rules.v4 ## read at boot
bind to a port below 1024 without root ; allow program to use port 80 without root => sudo setcap 'cap_net_bind_service=+ep' {path|<program>} ## that program
simulate a slow network ; add latency ; limit bandwidth of interface => sudo tc qdisc add dev {name|<interface>} root netem delay 100ms ## del undoes it
start a simple web server ; serve a directory over http ; quick http server ; share files over http ; simple http server in python => python3 -m http.server {port|8000} ## this directory
send a file over the network ; transfer file with netcat ; copy file between machines with nc => nc -l -p {port|9000} > {file|<file>} || nc {host|<host>} {port|9000} < {file|<file>} ## receiver, then sender
login with ssh ; ssh to a server ; connect to remote server => ssh {user|<user>}@{host|<host>} ## asks for the password
ssh on another port ; ssh to a different port ; connect to ssh on non standard port => ssh -p {port|<port>} {user|<user>}@{host|<host>} ## -p
ssh with a key file ; ssh with private key ; use a specific ssh key ; specify identity file for ssh ; ssh with pem file ; connect with a specific private key => ssh -i {file|<key>} {user|<user>}@{host|<host>} ## -i
generate an ssh key ; create ssh key pair ; make a new ssh key => ssh-keygen -t ed25519 || ssh-keygen -t ed25519 -C {text|'<comment>'} ## asks for a passphrase
generate an ssh key without passphrase ; ssh-keygen without prompt ; generate ssh key non interactively ; create ssh key without password ; execute ssh-keygen without prompt ; automate ssh-keygen => ssh-keygen -q -t ed25519 -N '' -f {file|~/.ssh/id_ed25519} ## -N '' no passphrase
copy ssh key to a server ; install public key on remote server ; add ssh key to authorized_keys ; login without password ; passwordless ssh login ; ssh login without password ; setup ssh key authentication => ssh-copy-id {user|<user>}@{host|<host>} || ssh-copy-id -i {file|<key>.pub} {user|<user>}@{host|<host>} ## then no password
add ssh key to agent ; start ssh agent ; add private key to ssh-agent ; stop asking for ssh passphrase => eval "$(ssh-agent)" && ssh-add {file|} ## this shell
list keys in ssh agent => ssh-add -l ## loaded ones
change or remove passphrase of ssh key ; remove passphrase from private key ; change ssh key passphrase => ssh-keygen -p -f {file|<key>} ## asks for old and new
public key from private key ; retrieve public key from private ssh key ; generate public key from private key ; get public key of a private key => ssh-keygen -y -f {file|<key>} > {file2|<key>.pub} || ssh-keygen -y -f {file|<key>} ## -y prints it
fingerprint of an ssh key ; show key fingerprint ; get ssh key fingerprint ; find fingerprint of public key => ssh-keygen -lf {file|<key>.pub} || ssh-keygen -E md5 -lf {file|<key>.pub} ## SHA256
fingerprint of ssh server ; host key of server ; get ssh host key fingerprint => ssh-keyscan {host|<host>} | ssh-keygen -lf - ## as it says
remove a host from known_hosts ; delete old ssh host key ; remove host key ; remote host identification has changed => ssh-keygen -R {host|<host>} ## keeps a copy
skip host key check ; disable strict host key checking ; ssh automatically accept keys ; ssh without host key verification ; avoid yes prompt for ssh => ssh -o StrictHostKeyChecking=accept-new {host|<host>} || ssh -o StrictHostKeyChecking=no {host|<host>} ## new keys only
permissions of ssh files ; correct permissions for ssh directory ; fix permissions of private key ; unprotected private key file => chmod 700 ~/.ssh && chmod 600 ~/.ssh/* ## ssh wants it so
run a command over ssh ; execute a command on a remote server ; run remote command with ssh ; ssh run command and exit ; execute remote command => ssh {host|<host>} {text|'<command>'} ## and ends
run several commands over ssh ; execute multiple commands with ssh => ssh {host|<host>} '<command> && <command>' ## one login
run a local script on a remote server ; execute a local script over ssh ; use ssh to run a local script on a remote machine => ssh {host|<host>} 'bash -s' < {file|<script>} ## nothing is copied
run sudo over ssh ; ssh with sudo command ; ssh pseudo terminal for sudo => ssh -t {host|<host>} sudo <command> ## -t a terminal
run a command in background over ssh ; start process over ssh and disconnect ; keep remote command running after ssh disconnects => ssh {host|<host>} 'nohup <command> &> /dev/null &' ## goes on
ssh and change directory ; ssh directly to a directory ; cd after ssh login => ssh -t {host|<host>} 'cd {dir|<directory>} && exec $SHELL -l' ## stays there
ssh with password in command ; provide ssh password in script ; automatically enter ssh password ; ssh password => sshpass -p {text|'<password>'} ssh {host|<host>} || sshpass -f <file> ssh {host|<host>} ## seen by others; keys are better
keep ssh alive ; prevent ssh timeout ; ssh connection drops ; stop ssh from disconnecting ; keep ssh connection open => ssh -o ServerAliveInterval=60 {host|<host>} ## or in ~/.ssh/config
ssh through another host ; ssh via jump host ; ssh through bastion ; ssh with proxy jump ; connect through gateway server => ssh -J {host|<host>} {host2|<host>} ## -J first
ssh tunnel ; forward a local port ; local port forwarding ; create an ssh tunnel ; tunnel a remote port to local machine ; access remote database through ssh => ssh -N -L {port|<port>}:localhost:{port2|<port>} {host|<host>} ## local, then remote
reverse ssh tunnel ; expose local port on remote server ; remote port forwarding => ssh -N -R {port|<port>}:localhost:{port2|<port>} {host|<host>} ## remote, then local
socks proxy over ssh ; use ssh as proxy ; dynamic port forwarding => ssh -D {port|1080} -N {host|<host>} ## a SOCKS proxy
ssh x11 forwarding ; run gui program over ssh ; display remote gui => ssh -X {host|<host>} ## -Y trusts
run ssh tunnel in background ; keep ssh tunnel open => ssh -fN -L {port|<port>}:localhost:{port2|<port>} {host|<host>} || autossh -M 0 -fN -L {port|<port>}:localhost:{port2|<port>} {host|<host>} ## -f background
close an ssh tunnel ; kill a hanging ssh session ; exit frozen ssh => pkill -f 'ssh -N -L' ## or ~. in the session
debug ssh connection ; ssh verbose ; why does ssh ask for password => ssh -vvv {host|<host>} ## each step
which key does ssh use ; show ssh configuration for a host => ssh -G {host|<host>} ## as it applies
restart ssh server ; restart sshd => sudo systemctl restart ssh ## sshd on Fedora
check sshd configuration ; test ssh server config => sudo sshd -t ## silent when right
disable root login over ssh ; forbid root login with ssh => echo 'PermitRootLogin no' | sudo tee /etc/ssh/sshd_config.d/root.conf && sudo systemctl restart ssh ## Debian's folder
disable password authentication for ssh ; allow only ssh keys ; disable password login over ssh => echo 'PasswordAuthentication no' | sudo tee /etc/ssh/sshd_config.d/keys.conf && sudo systemctl restart ssh ## have a key first
change the ssh port of server ; change port of sshd => echo 'Port {port|<port>}' | sudo tee /etc/ssh/sshd_config.d/port.conf && sudo systemctl restart ssh ## open it in the firewall
copy {file} to my server {remote} ; copy {file} to {remote} => scp {file} {remote} ## source, then target
copy a file to a server ; copy file from local to remote ; upload a file with scp ; scp from local to remote ; transfer file to remote server ; copy a local file to remote server => scp {file|<file>} {user|<user>}@{host|<host>}:{path|<path>} ## source, then target
copy a file from a server ; copy file from remote to local ; download a file with scp ; scp from remote to local ; copy remote file to local machine ; fetch file over ssh => scp {user|<user>}@{host|<host>}:{path|<path>} {dir|.} ## source, then target
copy a directory with scp ; copy a folder from server ; scp a folder from remote to local ; scp a folder to remote ; download directory over ssh ; copy directory from remote server => scp -r {user|<user>}@{host|<host>}:{path|<path>} {dir|.} || scp -r {dir|<directory>} {user|<user>}@{host|<host>}:<path> ## -r goes below
scp with a key ; scp with pem file ; scp using identity file => scp -i {file|<key>} {file2|<file>} {user|<user>}@{host|<host>}:<path> ## -i
scp on another port ; scp with different port ; specify port in scp => scp -P {port|<port>} {file|<file>} {user|<user>}@{host|<host>}:<path> ## -P, capital
scp between two remote servers ; copy between two remote hosts => scp -3 {host|<host>}:<path> {host2|<host>}:<path> ## -3 through here
resume an interrupted scp ; resume a file copy over ssh ; resume transfer => rsync -P -e ssh {path|<source>} {path2|<target>} ## -P keeps parts
limit bandwidth of rsync ; limit speed of scp => rsync -avz --bwlimit={n|1000} {path|<source>} {path2|<target>} || scp -l 8000 <source> <target> ## kB/s
copy with rsync ; sync two directories ; synchronize folders ; rsync a directory ; mirror a directory ; keep two directories in sync => rsync -av {dir|<source>}/ {dir2|<target>}/ || rsync -av --delete {dir|<source>}/ {dir2|<target>}/ ## --delete removes what is gone
rsync and delete ; rsync remove files that were deleted in source ; mirror with delete ; rsync delete extra files in destination => rsync -av --delete {dir|<source>}/ {dir2|<target>}/ ## also in the target
rsync over ssh ; rsync to a remote server ; copy files to remote with rsync ; rsync local to remote => rsync -avz {dir|<source>}/ {user|<user>}@{host|<host>}:{dir2|<target>}/ ## -z compresses
rsync from remote to local ; download directory with rsync ; copy files from remote to local with rsync => rsync -avz {user|<user>}@{host|<host>}:{dir|<source>}/ {dir2|<target>}/ ## -z compresses
rsync on another port ; rsync over ssh with different port ; rsync with specific ssh port ; rsync through ssh with a non standard port => rsync -avz -e 'ssh -p {port|<port>}' {path|<source>} {path2|<target>} ## -e is the shell
rsync with a key ; rsync using pem file => rsync -avz -e 'ssh -i {file|<key>}' {path|<source>} {path2|<target>} ## -e is the shell
rsync exclude a directory ; rsync excluding files ; exclude folder from rsync ; rsync ignore directory ; rsync without some folders ; rsync exclude multiple directories => rsync -av --exclude={path|'<pattern>'} {dir|<source>}/ {dir2|<target>}/ ## once for each
rsync only some files ; rsync only files of a type ; rsync include only pattern ; copy only certain file types with rsync ; rsync specific extension only => rsync -avm --include='*/' --include='*.{ext|<extension>}' --exclude='*' {dir|<source>}/ {dir2|<target>}/ ## in this order
rsync dry run ; preview rsync ; see what rsync would do ; test rsync without copying => rsync -avn {dir|<source>}/ {dir2|<target>}/ ## -n changes nothing
rsync with progress ; show rsync progress ; overall progress in rsync => rsync -a --info=progress2 {path|<source>} {path2|<target>} || rsync -avP {path|<source>} {path2|<target>} ## of the whole
rsync as root on remote ; rsync with sudo on remote => rsync -avz --rsync-path='sudo rsync' {path|<source>} {path2|<target>} ## without password only
rsync without overwriting ; rsync only new files ; rsync skip existing files => rsync -av --ignore-existing {dir|<source>}/ {dir2|<target>}/ ## new ones only
rsync only newer files ; rsync update only => rsync -avu {dir|<source>}/ {dir2|<target>}/ ## newer ones
rsync compare by checksum ; verify files with rsync => rsync -avnc {dir|<source>}/ {dir2|<target>}/ ## -n changes nothing
mount a remote directory over ssh ; mount with sshfs => sshfs {user|<user>}@{host|<host>}:{path|<path>} {dir|<directory>} ## fusermount -u ends it
mount a windows share ; mount samba share ; mount network drive => sudo mount -t cifs //{host|<host>}/<share> {dir|/mnt} -o username={user|<user>} ## asks for the password
mount an nfs share => sudo mount -t nfs {host|<host>}:{path|<path>} {dir|/mnt} ## until reboot
download a file ; download a file with curl ; save url to a file => curl -LO {url|<url>} || wget {url|<url>} ## -O keeps the name
download a file with another name ; curl save to file ; save curl output to a file ; wget output to a different filenames => curl -L -o {file|<file>} {url|<url>} || wget -O {file|<file>} {url|<url>} ## -o the name
download to a directory ; wget to a specific directory ; save wget file to a directory ; download to a different directory than current ; download file to a specific folder => wget -P {dir|<directory>} {url|<url>} || curl -L --output-dir {dir|<directory>} -O {url|<url>} ## -P the place
resume a download ; continue an interrupted download ; resume partial download with wget ; resume with curl => wget -c {url|<url>} || curl -C - -LO {url|<url>} ## from where it stopped
download a list of urls ; download multiple files ; wget urls from a file => wget -i {file|<list>} || xargs -n 1 curl -LO < {file|<list>} ## a line each
download a whole website ; mirror a website ; recursively download a directory with wget ; download all files from a website ; copy a website offline => wget -mkEpnp {url|<url>} || wget -r -np {url|<url>} ## links made local
download all files of a type from a site ; wget only pdf files => wget -r -np -nd -A {ext|<extension>} {url|<url>} ## -A endings
wget without ssl check ; ignore certificate errors with wget ; wget self signed certificate => wget --no-check-certificate {url|<url>} ## trusts all
curl without ssl check ; ignore certificate errors with curl ; curl self signed certificate ; curl ignore ssl => curl -k {url|<url>} ## trusts all
wget quietly ; wget without output ; wget to stdout => wget -qO- {url|<url>} ## to the terminal
wget with username and password ; download with basic authentication ; curl with basic auth ; curl with username and password => curl -u {user|<user>} {url|<url>} || wget --user={user|<user>} --ask-password {url|<url>} ## asks for the password
limit download speed ; throttle curl ; limit rate of wget => curl --limit-rate {size|1M} -LO {url|<url>} || wget --limit-rate={size|1M} {url|<url>} ## a second
follow redirects with curl ; curl follow redirect ; curl does not follow redirects => curl -L {url|<url>} ## -L
make a get request to {url} ; send a http request to {url} ; request {url} => curl {url} ## GET
send a post request with curl ; curl post data ; http post ; curl post form => curl -d '{text|<key>=<value>}' {url|<url>} || curl -X POST -d @{file|<file>} {url|<url>} ## a form
post json with curl ; send json with curl ; curl post json data ; curl post json body ; post json from a file with curl => curl -X POST -H 'Content-Type: application/json' -d '{text|<json>}' {url|<url>} || curl -H 'Content-Type: application/json' -d @{file|<file>.json} {url|<url>} ## @ reads a file
put request with curl ; http put with curl => curl -X PUT -d '{text|<data>}' {url|<url>} ## -X the method
delete request with curl ; http delete with curl => curl -X DELETE {url|<url>} ## -X the method
patch request with curl => curl -X PATCH -d '{text|<data>}' {url|<url>} ## -X the method
upload a file with curl ; curl upload multipart ; post a file with curl ; send file with curl => curl -F 'file=@{file|<file>}' {url|<url>} || curl -T {file|<file>} {url|<url>} ## -T is PUT
send a header with curl ; curl with header ; add custom header to curl ; set authorization header in curl ; curl with bearer token => curl -H '{text|<name>: <value>}' {url|<url>} || curl -H 'Authorization: Bearer <token>' {url|<url>} ## once for each
curl only headers ; show response headers ; get only http headers with curl ; head request with curl => curl -I {url|<url>} ## HEAD
curl show headers and body ; see request headers sent by curl ; display request and response headers ; curl verbose => curl -v {url|<url>} || curl -i {url|<url>} ## -i the answer's
get http status code ; curl only status code ; get only the response code with curl ; check status code of url ; test if a website is up => curl -s -o /dev/null -w '%{http_code}\\n' {url|<url>} ## only the number
curl silent ; hide progress of curl ; curl without progress bar ; suppress curl output => curl -s {url|<url>} || curl -sS {url|<url>} ## -S still shows errors
curl with timeout ; set timeout for curl => curl -m {n|10} {url|<url>} || curl --connect-timeout {n|5} {url|<url>} ## seconds
curl with retry ; retry failed curl ; keep retrying download => curl --retry {n|5} -LO {url|<url>} ## times
curl with cookies ; save cookies with curl ; send cookie with curl => curl -b {file|<cookies>} -c {file|<cookies>} {url|<url>} ## -b sends, -c saves
curl through a proxy ; use proxy with curl ; wget through proxy => curl -x {url2|<proxy>} {url|<url>} ## http or socks5
curl pretty print json ; show curl output as formatted json ; display curl output in readable json format ; format json response of curl => curl -s {url|<url>} | jq . ## indented
curl query parameters ; curl get with parameters ; url encode parameters with curl => curl -G --data-urlencode '{text|<key>=<value>}' {url|<url>} ## -G is GET
measure response time of a url ; time a request with curl ; how long does a request take with curl => curl -s -o /dev/null -w '%{time_total}\\n' {url|<url>} ## seconds
curl to a specific ip ; curl with host header ; resolve a name to ip in curl => curl --resolve {host|<host>}:443:{ip|<ip>} https://{host|<host>}/ ## without DNS
call a url every n seconds ; poll a url ; request a url repeatedly => watch -n {n|5} curl -s {url|<url>} ## until Ctrl-C
load test a website ; benchmark a web server ; many parallel requests => ab -n {n|1000} -c {n2|10} {url|<url>} ## requests, at once
expand a short url ; final url after redirects ; get redirect location with curl => curl -sIL -o /dev/null -w '%{url_effective}\\n' {url|<url>} ## the last one
show certificate of a website ; view ssl certificate of a server ; get server certificate ; download ssl certificate ; check ssl certificate => openssl s_client -connect {host|<host>}:443 </dev/null | openssl x509 -noout -text ## all of it
certificate expiration date ; when does ssl certificate expire ; check expiry of certificate from url ; ssl certificate expiration date ; check certificate validity of site => openssl s_client -connect {host|<host>}:443 </dev/null 2>/dev/null | openssl x509 -noout -dates ## notAfter
certificate fingerprint of a server ; fingerprint of https certificate ; get certificate fingerprint of server => openssl s_client -connect {host|<host>}:443 </dev/null | openssl x509 -fingerprint -noout || openssl x509 -fingerprint -sha256 -noout -in {file|<file>.pem} ## -sha256
expiration date of a certificate file ; check expiry of pem file => openssl x509 -enddate -noout -in {file|<file>.pem} ## notAfter
show a certificate file ; read pem certificate ; view contents of certificate ; decode certificate => openssl x509 -in {file|<file>.pem} -text -noout ## all of it
create a self signed certificate ; generate self-signed ssl certificate ; make a self signed certificate with openssl => openssl req -x509 -newkey rsa:4096 -nodes -keyout key.pem -out cert.pem -days {n|365} -subj '/CN={host|localhost}' ## key and certificate
create a certificate request ; generate csr with openssl => openssl req -new -newkey rsa:4096 -nodes -keyout key.pem -out {file|request.csr} ## asks for names
convert pfx to pem ; extract key and certificate from pfx ; convert p12 to pem ; extract private key from pfx => openssl pkcs12 -in {file|<file>.pfx} -out {file2|<file>.pem} -nodes ## asks for the password
convert pem to pfx ; create pfx from key and certificate ; make p12 from pem => openssl pkcs12 -export -out {file|<file>.pfx} -inkey {file2|<key>.pem} -in <cert>.pem ## asks for a password
convert crt to pem ; convert der to pem ; convert cer to pem => openssl x509 -inform der -in {file|<file>.cer} -out {file2|<file>.pem} ## DER is binary
check if key matches certificate ; verify that private key matches certificate => openssl x509 -noout -modulus -in {file|<cert>.pem} | openssl md5; openssl rsa -noout -modulus -in {file2|<key>.pem} | openssl md5 ## equal when they match
verify a certificate chain ; verify certificate against ca => openssl verify -CAfile {file|<ca>.pem} {file2|<cert>.pem} ## OK
remove passphrase from a key ; remove password from private key openssl => openssl rsa -in {file|<key>.pem} -out {file2|<key>.pem} ## asks for the old one
add a ca certificate ; install root certificate ; trust a self signed certificate => sudo cp {file|<file>.crt} /usr/local/share/ca-certificates/ && sudo update-ca-certificates ## for all programs
test tls version of a server ; check which tls versions are supported ; which ciphers does a server support => openssl s_client -connect {host|<host>}:443 -tls1_2 </dev/null || nmap --script ssl-enum-ciphers -p 443 {host|<host>} ## a handshake
generate a random password ; create a random string ; random password ; generate random alphanumeric string => openssl rand -base64 {n|16} || tr -dc 'A-Za-z0-9' < /dev/urandom | head -c {n|16} ## bytes
generate a uuid ; create uuid => uuidgen ## random
encrypt a file ; encrypt a file with a password ; encrypt with gpg ; encrypt file with openssl => gpg -c {file|<file>} || openssl enc -aes-256-cbc -pbkdf2 -salt -in {file|<file>} -out {file2|<file>.enc} ## asks for a password
decrypt a file ; decrypt a gpg file ; decrypt file with openssl => gpg -d {file|<file>.gpg} > {file2|<file>} || openssl enc -d -aes-256-cbc -pbkdf2 -in {file|<file>.enc} -out {file2|<file>} ## asks for the password
generate a gpg key ; create gpg key pair => gpg --full-generate-key ## asks
list gpg keys ; show my gpg keys => gpg --list-secret-keys --keyid-format long || gpg --list-keys ## --list-keys the public ones
export a gpg key ; export public gpg key => gpg --armor --export {text|<id>} ## text
export a private gpg key ; backup gpg secret key => gpg --armor --export-secret-keys {text|<id>} ## asks for the passphrase
import a gpg key => gpg --import {file|<file>} ## public or secret
verify a signature ; verify gpg signature of file => gpg --verify {file|<file>.sig} {file2|<file>} ## the key must be known
test nginx configuration ; check nginx config => sudo nginx -t ## says where
reload nginx ; restart nginx without downtime => sudo nginx -s reload || sudo systemctl reload nginx ## the configuration
test apache configuration ; check apache config => sudo apachectl configtest ## says where
enable an apache module => sudo a2enmod {name|<module>} ## then reload
enable a site in apache ; enable an apache virtual host => sudo a2ensite {name|<site>} ## then reload
get a letsencrypt certificate ; renew letsencrypt certificate => sudo certbot --nginx -d {host|<host>} || sudo certbot renew ## renew all
send mail ; send an email ; mail with attachment => echo {text|'<text>'} | mail -s {text2|'<subject>'} <address> || mutt -s '<subject>' -a {file|<file>} -- <address> < /dev/null ## -a attaches
test smtp server ; connect to smtp with openssl => openssl s_client -starttls smtp -connect {host|<host>}:587 ## then EHLO
mac address of another machine ; mac address of a remote machine ; get mac address from ip => ping -c 1 {host|<host>} && ip neigh show {host|<host>} || arp -n {host|<host>} ## same network only
devices connected to router ; list devices connected to my network ; who is on my wifi => nmap -sn 192.168.1.0/24 || sudo arp-scan -l ## your network
send a header with a curl call ; send http header with curl ; add a header to a request => curl -H '{text|<name>: <value>}' {url|<url>} ## once for each
http/2 support ; check if server supports http/2 ; test http2 with curl => curl -sI --http2 -o /dev/null -w '%{http_version}\\n' {url|<url>} ## 2 when it does
wget without images ; download page source ; get html of a website ; download html source of page => wget -qO- {url|<url>} || curl -sL {url|<url>} ## only the page
wget recursively ; wget all files in a directory ; recursive download with wget => wget -r -np {url|<url>} ## no parent directories
wget user agent ; curl with user agent ; pretend to be a browser with curl => curl -A '{text|Mozilla/5.0}' -L {url|<url>} || wget -U '{text|Mozilla/5.0}' {url|<url>} ## -A
wget only if newer ; download only if file changed => wget -N {url|<url>} || curl -z {file|<file>} -o {file|<file>} {url|<url>} ## by date
download several files in parallel ; parallel download with curl => xargs -P {n|4} -n 1 curl -sLO < {file|<urls>} || aria2c -x 8 {url|<url>} ## that many at once
download file from google drive ; download from dropbox => gdown {url|<url>} ## pip install gdown
download latest release from github ; download a file from github => curl -LO {url|<url>} || gh release download -R <owner>/<repository> ## the raw address
size of a remote file ; get file size from url without downloading ; check size of url => curl -sIL {url|<url>} | grep -i content-length ## bytes
check if a url exists ; test whether a url is valid => curl -sfI -o /dev/null {url|<url>} && echo exists ## -f fails on 404
ping with timestamp ; log ping with time => ping {host|<host>} | while read -r line; do echo "$(date +%T) $line"; done || ping -D {host|<host>} ## -D seconds
ping only once ; stop ping after n packets ; set ping count => ping -c {n|1} {host|<host>} ## -c
wait until a port is open ; wait for server to be up ; wait for a host in a script => until nc -z {host|localhost} {port|<port>}; do sleep 1; done ## a second between
wait until a url responds ; wait for website to be available => until curl -sf -o /dev/null {url|<url>}; do sleep 1; done ## a second between
which process is connected to a host ; connections to a host ; see connections to an ip => ss -tnp dst {host|<host>} || lsof -i @{host|<host>} ## with processes
connections of a process ; which ports does a process use ; list ports used by a process => lsof -Pan -p {pid|<pid>} -i || ss -tunap | grep pid={pid|<pid>} ## numbers
kill a tcp connection ; close a socket ; drop an established connection => sudo ss -K dst {host|<host>} dport = {port|<port>} ## that one
test a websocket ; connect to a websocket => websocat {url|<url>} ## npm: wscat
open a tcp server for testing ; listen on a port ; open a port for testing ; listen on a port with netcat => nc -l {port|8080} || nc -lk {port|8080} ## -k keeps on
send a udp packet ; send a string to a port ; send data to tcp port => echo {text|'<text>'} | nc -w1 {host|<host>} {port|<port>} || echo {text|'<text>'} | nc -u -w1 {host|<host>} {port|<port>} ## -u UDP
copy ssh key to clipboard ; show my ssh public key ; where is my public key => cat ~/.ssh/id_ed25519.pub ## or id_rsa.pub
add host to ssh config ; create an ssh alias ; shortcut for ssh connection => printf 'Host {name|<name>}\\n  HostName {host|<host>}\\n  User {user|<user>}\\n' >> ~/.ssh/config ## ssh <name>
which users are connected over ssh ; list active ssh connections ; see active ssh sessions => who || ss -tnp state established '( sport = :ssh )' ## from where
ip of ssh client ; ip address of your ssh session ; where did i login from => echo "\${SSH_CLIENT%% *}" || who am i ## the first is the address
limit ssh access to some users ; allow only some users over ssh => echo 'AllowUsers {user|<user>}' | sudo tee -a /etc/ssh/sshd_config ## then restart ssh
copy files between two servers directly ; transfer files between remote hosts => rsync -avz {path|<source>} {user|<user>}@{host|<host>}:{path2|<target>} || scp -3 <host>:<path> <host>:<path> ## run it on the first
copy only changed files to a server ; upload only modified files => rsync -avzu {dir|<source>}/ {user|<user>}@{host|<host>}:{dir2|<target>}/ ## newer ones
move files with rsync ; rsync and remove source files ; delete source after rsync => rsync -av --remove-source-files {dir|<source>}/ {dir2|<target>}/ ## empty directories stay
rsync keep permissions and ownership ; rsync preserve everything => rsync -aHAX {dir|<source>}/ {dir2|<target>}/ ## links, ACLs, attributes
rsync from a list of files ; rsync files listed in a file => rsync -av --files-from={file|<list>} {dir|.} {dir2|<target>}/ ## paths below the source
rsync in parallel ; speed up rsync of many small files => ls {dir|<source>} | xargs -P {n|4} -I {} rsync -a {dir|<source>}/{} {dir2|<target>}/ ## a directory each
resume rsync ; continue interrupted rsync => rsync -avP --append-verify {path|<source>} {path2|<target>} ## -P keeps parts
proxy for the terminal ; set http proxy ; use proxy for apt ; unset proxy => export http_proxy={url|<url>} https_proxy={url|<url>} || unset http_proxy https_proxy ## this shell
vpn from command line ; connect to openvpn => sudo openvpn --config {file|<file>.ovpn} ## until Ctrl-C
copy files over ssh with a key ; scp with a specified key ; copying files over ssh with a specified key => scp -i {file|<key>} {file2|<file>} {host|<host>}:<path> ## -i
copy a file from one server to another ; copy between servers ; transfer a file from one server to another => scp -3 {host|<host>}:<path> {host2|<host>}:<path> || scp {file|<file>} {host|<host>}:<path> ## -3 through here
ports open on my server ; which ports are open on this machine ; check open ports on server => ss -tulpn || sudo netstat -tulpn ## with processes
block traffic from an ip ; block all traffic from an ip address ; deny an ip address => sudo iptables -A INPUT -s {ip|<ip>} -j DROP || sudo ufw deny from {ip|<ip>} ## lasting with ufw
hostname of an ip address ; find hostname from ip ; resolve ip to hostname => dig -x {ip|<ip>} +short || host {ip|<ip>} ## PTR
fingerprints of my ssh keys ; list fingerprints of all ssh keys => for f in ~/.ssh/*.pub; do ssh-keygen -lf "$f"; done || ssh-add -l ## each
ip addresses connected to a web server ; who is connected to my web server ; clients of port 80 => ss -tn state established '( sport = :80 or sport = :443 )' ## addresses
download all images of a page ; save all pictures from a website => wget -r -l 1 -H -nd -A jpg,jpeg,png,gif {url|<url>} ## -A endings
curl with a client certificate ; client certificate with curl => curl --cert {file|<file>} --key {file2|<key>} {url|<url>} ## PEM
certificate chain of a server ; see the tls certificate chain ; show all certificates of a server => openssl s_client -showcerts -connect {host|<host>}:443 </dev/null ## all of them
ssh to a machine behind nat ; reach a host behind a firewall with ssh => ssh -R {port|2222}:localhost:22 {host|<host>} ## run there; then ssh -p on the host
list ssh tunnels ; show open ssh tunnels => ps aux | grep '[s]sh.* -[LRD]' || sudo lsof -i -n | grep ssh ## running ones
list saved ssh hosts ; show hosts in ssh config => grep -i '^host ' ~/.ssh/config ## names
preserve permissions with rsync ; rsync keep permissions => rsync -a {path|<source>} {path2|<target>} ## -a keeps modes, owners, times
pass a json file to curl ; send a json file with curl => curl -H 'Content-Type: application/json' -d @{file|<file>} {url|<url>} ## @ reads a file
download only if the file does not exist ; wget no clobber => wget -nc {url|<url>} ## -nc never overwrites
http headers with wget ; show response headers with wget => wget -S --spider {url|<url>} ## loads nothing
test a tcp port without telnet ; test a port without telnet => nc -zv {host|<host>} {port|<port>} ## status tells
ip address of one interface ; get ip of an interface only => ip -4 -o addr show {name|eth0} | awk '{print $4}' ## with the mask
tunnel mysql over ssh ; connect to remote mysql through ssh => ssh -N -L 3306:localhost:3306 {host|<host>} ## then mysql -h 127.0.0.1
copy a directory to a server preserving timestamps ; scp preserving timestamps => rsync -a {dir|<directory>} {host|<host>}:<path> || scp -rp {dir|<directory>} {host|<host>}:<path> ## -a keeps times
`
