// The network: sockets, addresses, transfers, remote shells, keys.

export const NETWORK_SPECS = `
# ss | show network sockets
-t --tcp  TCP sockets
-u --udp  UDP sockets
-l --listening  only listening sockets
-p --processes  show the process using each socket
-n --numeric  numeric: do not resolve service names
-a --all  listening and other sockets
-r --resolve  resolve host names
-s --summary  summary statistics
-o --options  show timers
-x --unix  Unix domain sockets
-4 --ipv4  IPv4 only
-6 --ipv6  IPv6 only
-i --info  internal TCP information
-e --extended  detailed information
-m --memory  memory usage
-K --kill  close matching sockets
-H --no-header  no header line
# netstat | show network connections, routes and statistics
-t --tcp  TCP sockets
-u --udp  UDP sockets
-l --listening  only listening sockets
-p --programs  show the process using each socket
-n --numeric  numeric addresses, do not resolve names
-a --all  listening and other sockets
-r --route  the routing table
-i --interfaces  network interfaces
-s --statistics  statistics per protocol
-c --continuous  repeat every second
# ip | show and change network devices, addresses and routes
-4  IPv4 only
-6  IPv6 only
-c -color  color output
-br -brief  brief output
-s -stats  more information
-j -json  JSON output
> address addr a | addresses of network interfaces
> link l | network interfaces
> route r ro | the routing table
> neighbour neigh n | the ARP or neighbour table
> netns | network namespaces
> rule | routing policy rules
# ifconfig | configure or show network interfaces
-a  all interfaces, also those that are down
# iwconfig | configure wireless interfaces
# iw | show and change wireless devices
# route | show or change the routing table
-n  numeric addresses
# arp | show or change the ARP table
-a  all entries
-n  numeric addresses
# ping | send echo requests to a host to test the network
-c=COUNT  stop after this many packets
-i=SECONDS  seconds between packets
-W=SECONDS  time to wait for a reply
-w=SECONDS  stop after this many seconds
-s=SIZE  number of data bytes
-t=TTL  time to live
-q  quiet: only a summary
-n  numeric output
-4  IPv4 only
-6  IPv6 only
-f  flood
# traceroute | show the route packets take to a host
-n  numeric addresses
-m=HOPS  maximum number of hops
# tracepath | show the route packets take to a host
# mtr | traceroute and ping combined
# dig | look up DNS records
-x=ADDRESS  reverse lookup of an address
+short  only the answer
+trace  trace from the root servers
+noall  clear all display flags
+answer  show the answer section
# nslookup | look up DNS records
# host | look up DNS records
-t=TYPE  type of record
# resolvectl | query the system's DNS resolver
# whois | look up the owner of a domain
# curl | transfer a URL
-s --silent  silent: no progress meter or errors
-S --show-error  show errors even with -s
-L --location  follow redirects to a new location
-o --output=FILE  write the output to this file
-O --remote-name  write to a file named like the remote file
-I --head  fetch the headers only
-i --include  include the response headers in the output
-X --request=METHOD  use this request method
-H --header=HEADER  add this header to the request
-d --data=DATA  send this data in a POST request
-F --form=NAME=VALUE  send a multipart form
-u --user=USER:PASSWORD  server user and password
-k --insecure  do not verify the certificate: insecure
-v --verbose  show the whole conversation
-f --fail  fail silently on server errors
-x --proxy=URL  use this proxy
-A --user-agent=NAME  send this user agent
-b --cookie=DATA  send these cookies
-c --cookie-jar=FILE  write cookies to this file
-T --upload-file=FILE  upload this file
-C --continue-at=OFFSET  resume a transfer at this offset
-m --max-time=SECONDS  maximum time of the whole transfer
-w --write-out=FORMAT  print this after the transfer
-e --referer=URL  send this referer
-G --get  put the data in the URL and use GET
-# --progress-bar  show a progress bar
-4 --ipv4  IPv4 only
-6 --ipv6  IPv6 only
-r --range=RANGE  fetch only this range
-z --time-cond=TIME  only if changed since
--compressed  ask for a compressed response
--connect-timeout=SECONDS  maximum time to connect
--retry=N  retry n times
--limit-rate=SPEED  limit the speed
--data-binary=DATA  send this data as it is
--data-raw=DATA  send this data as it is
--data-urlencode=DATA  send this data URL-encoded
--json=DATA  send this JSON
# wget | download files
-O --output-document=FILE  write to this file
-c --continue  resume a partial download
-q --quiet  quiet
-r --recursive  download recursively
-np --no-parent  do not ascend to the parent directory
-P --directory-prefix=DIR  save files to this directory
-b --background  go to the background
-i --input-file=FILE  download the URLs in this file
-k --convert-links  convert links for local viewing
-m --mirror  mirror a site
-nc --no-clobber  do not overwrite existing files
-N --timestamping  only if newer than the local file
-l --level=N  maximum depth of recursion
-p --page-requisites  get images and styles too
-A --accept=LIST  accept only these extensions
-R --reject=LIST  reject these extensions
-S --server-response  print the response headers
--spider  check only, do not download
--no-check-certificate  do not verify the certificate: insecure
--limit-rate=RATE  limit the speed
# ssh | log into a remote machine, or run a command there
-i=FILE  use this identity file (private key)
-p=PORT  connect to this port
-l=USER  log in as this user
-L=SPEC  forward a local port to the remote side
-R=SPEC  forward a remote port to the local side
-D=PORT  dynamic forwarding: a SOCKS proxy on this port
-N  run no remote command, only forward
-f  go to the background
-v  verbose
-X  forward X11
-Y  forward X11, trusted
-A  forward the authentication agent
-C  compress
-t  force a terminal
-T  no terminal
-o=OPTION  set a configuration option
-J=HOST  jump through this host
-q  quiet
-4  IPv4 only
-6  IPv6 only
-F=FILE  use this configuration file
-W=HOST:PORT  forward standard input and output to this host
-n  redirect standard input from /dev/null
-g  allow remote hosts to connect to forwarded ports
# scp | copy files between machines over ssh
-r  copy directories recursively
-P=PORT  connect to this port
-p  preserve times and modes
-i=FILE  use this identity file (private key)
-C  compress
-q  quiet
-v  verbose
-3  copy between two remote hosts through this one
-l=LIMIT  limit the bandwidth
-o=OPTION  set a configuration option
-J=HOST  jump through this host
# sftp | transfer files interactively over ssh
-P=PORT  connect to this port
-i=FILE  use this identity file (private key)
# rsync | copy files efficiently, also between machines
-a --archive  archive mode: recursive, keeps links, permissions, times, owners
-v --verbose  verbose
-z --compress  compress during transfer
-r --recursive  recurse into directories
-n --dry-run  show what would be done, change nothing
-h --human-readable  human readable numbers
-P  same as --partial --progress
-e --rsh=COMMAND  the remote shell to use
-u --update  skip files that are newer at the destination
--delete  delete extraneous files from the destination
--exclude=PATTERN  exclude files that match
--include=PATTERN  do not exclude files that match
--progress  show progress
--partial  keep partly transferred files
--bwlimit=RATE  limit the bandwidth
--remove-source-files  delete the source files after transfer
--stats  show statistics
# ssh-keygen | make and manage ssh keys
-t=TYPE  type of key
-b=BITS  number of bits
-C=COMMENT  comment
-f=FILE  file of the key
-R=HOST  remove a host's keys from known_hosts
-l  show the fingerprint
-p  change the passphrase
-y  print the public key of a private key
-N=PASSPHRASE  new passphrase
# ssh-copy-id | install your public key on a remote machine
-i=FILE  this key
-p=PORT  connect to this port
# ssh-add | add a private key to the agent
-l  list keys
-D  delete all keys
-d  delete a key
# ssh-agent | hold private keys in memory
# ssh-keyscan | collect the public keys of hosts
# sshfs | mount a remote directory over ssh
# nc ncat netcat | read and write network connections
-l  listen
-p=PORT  local port
-v  verbose
-z  only scan for listening daemons
-u  UDP
-w=SECONDS  timeout
-k  keep listening
-n  do not resolve names
# telnet | connect to a port in plain text
# ftp | transfer files with FTP
# nmap | scan hosts and ports
-p=PORTS  only these ports
-sP -sn  ping scan: find live hosts
-sV  find out service versions
-O  find out the operating system
-A  aggressive: versions, system, scripts
-Pn  do not ping first
-sS  TCP SYN scan
-sU  UDP scan
-F  fast: fewer ports
-v  verbose
# tcpdump | capture network packets
-i=INTERFACE  capture on this interface
-n  do not resolve names
-w=FILE  write packets to this file
-r=FILE  read packets from this file
-c=COUNT  stop after this many packets
-A  print packets in ASCII
-X  print packets in hex and ASCII
-v  verbose
-s=LENGTH  bytes to capture of each packet
# tshark | capture and analyse packets
# iptables | firewall rules for IPv4 packets
-L --list  list rules
-A --append=CHAIN  append a rule
-D --delete=CHAIN  delete a rule
-I --insert=CHAIN  insert a rule
-F --flush  delete all rules
-P --policy=CHAIN  set the policy of a chain
-t --table=TABLE  the table
-p --protocol=PROTO  protocol
-j --jump=TARGET  what to do with the packet
-s --source=ADDRESS  source address
-d --destination=ADDRESS  destination address
-i --in-interface=NAME  incoming interface
-n --numeric  numeric output
-v --verbose  verbose
--dport=PORT  destination port
# nft | firewall rules
# ufw | simple firewall
> enable | turn the firewall on
> disable | turn the firewall off
> allow | allow traffic
> deny | refuse traffic
> status | show status and rules
> delete | delete a rule
> reload | reload the firewall
# firewall-cmd | control firewalld
--reload  reload rules
--list-all  list everything
--permanent  make the change permanent
--add-port=PORT  open a port
# nmcli | control NetworkManager
> device dev d | show and manage devices
> connection con c | show and manage connections
> radio | radio switches
> general | status and permissions
> networking | turn networking on or off
# openssl | cryptography toolkit
> req | certificate requests
-x509  make a self-signed certificate
-new  make a new request
-newkey=SPEC  make a new key
-nodes  do not encrypt the key
-days=N  days of validity
-key=FILE  use this key
-keyout=FILE  write the key to this file
-out=FILE  write to this file
-subj=SUBJECT  subject of the request
> x509 | show and sign certificates
-in=FILE  read from this file
-text  print as text
-noout  do not print the encoded form
-dates  print validity dates
-enddate  print the expiry date
-fingerprint  print the fingerprint
> genrsa | make an RSA key
> rand | random bytes
-base64  encode in base64
-hex  print in hexadecimal
> s_client | connect to a TLS server
-connect=HOST:PORT  where to connect
-showcerts  show the certificates
> enc | encrypt or decrypt a file
> dgst | compute a digest
> passwd | hash a password
> rsa | process RSA keys
> pkcs12 | PKCS#12 files
> verify | verify a certificate
# gpg gpg2 | encrypt, decrypt and sign
-c --symmetric  encrypt with a passphrase only
-e --encrypt  encrypt
-d --decrypt  decrypt
-s --sign  sign
-r --recipient=USER  encrypt for this user
-o --output=FILE  write to this file
-a --armor  ASCII output
-k --list-keys --list-public-keys  list public keys
-K --list-secret-keys  list secret keys
--gen-key --full-generate-key  make a key
--import  import keys
--export  export keys
--verify  verify a signature
--delete-keys  delete public keys
# aria2c | download with several connections
# lynx | text web browser
# w3m | text web browser
# ethtool | show or change network device settings
# dhclient | get an address by DHCP
# iperf3 iperf | measure network speed
-s --server  run as a server
-c --client=HOST  run as a client
# speedtest-cli speedtest | measure internet speed
# ab | benchmark a web server
# mail mailx | send mail
-s=SUBJECT  subject
# socat | relay data between two channels
# vnstat | network traffic statistics
# iftop | show bandwidth by connection
# nethogs | show bandwidth by process
# wg | WireGuard
# wg-quick | bring a WireGuard interface up or down
# certbot | get certificates from Let's Encrypt
# nginx | web server
-t  test the configuration
-s=SIGNAL  send a signal: stop, quit, reload
-c=FILE  use this configuration file
# apachectl apache2ctl | control the Apache web server
`
