// Profiles of programs for the network and for other machines. The form of a row: profile-row.ts.

export const NETWORK_PROFILES = String.raw`
=ssh|login|connect|log into|to|in|host|server|connection|remote? user? => ssh «-p {port}» «-i {key}» «{user}@»{host!} ## a shell there
=ssh|host|remotehost|remote_host|remote|server run|execute|command|start command|on|script|and? user? => ssh «-p {port}» «-i {key}» «{user}@»{host!} {script!} ## one command there
=ssh|host|remotehost|server|remotely run|execute|pseudo-terminal|allocate|force|allocation command? on? terminal? => ssh -t «{user}@»{host!} {script!} ## -t gives it a terminal
=ssh|remote|host check|exists|exist|test file|directory|if => ssh {host!} 'test -e {path!}' ## its status says so
=ssh|tunnel|forward|forwards port|tunnel|local setup|set|forward|from|to|host|via|through? => ssh -L {port!}:localhost:{port} {host!} ## a port here leads there
pseudo|pseudo-terminal|tty|terminal force|allocate|allocation|forced connection|connect|host|on|to execute|run|command? => ssh -t «{user}@»{host!} {script!} ## -t gives it a terminal
connect|login|log host|server|machine|remote execute|run|command|commands non-interactively? and? user? as? => ssh «-p {port}» «-i {key}» «{user}@»{host!} {script!} ## one command there
=ssh background without|executing|commands|master? connect|connection|host => ssh -fN {host!} ## a connection and no command
=ssh master|connection check|running|exit|request|that? => ssh -O check {host!} ## of the shared connection
=ssh|=x11 forwarding|x11|forwarded connect|session|into|with? => ssh -X {host} ## windows come here
copy|send|upload|transfer file|directory|local remote|host|server|=ssh|=scp user? => scp {allPath} {remote!} ## from here to there
copy|=get|=fetch|download file|directory|remote from remote|host|server|=ssh|=scp local? => scp {remote!} {to=.} ## from there to here
copy|connect ssh_user|username|=ssh|host remote|host|server|local directory|file|current? => scp «-P {port}» {from} «{user}@»{host!}:{to?} ## from here to there
copy|recursively directory|file host|server|remote local|to|directory? connecting|=ssh|user? => scp -r {host!}:{path!} {to=.} ## from there to here
archive|synchronize|sync|mirror => rsync -av {from!} {to!} ## only what has changed
archive|synchronize|copy|sync compress|compressing|compression|compressed data|transmission|transfer|copy|during? => rsync -avz {from!} {to!} ## -z packs it on the way
archive|synchronize|copy|sync|mirror delete|deleting|remove extraneous|destination|not_found|not_in|in source|destination? => rsync -av --delete {from!} {to!} ## and removes there what is not here
archive|synchronize|copy host|server|user|on as_user|user|host|via|on|via_ssh? local? => rsync -av {from!} «{user}@»{host!}:{to!} ## only what has changed
copy|recursively|synchronize preserving|keeping|skipping|progress|relative|excluding|partial|over_the_network|newer|hierarchy|displaying recursively|permissions|files|directory|path|showing|names|hard|links? => rsync -av {from!} {to!} ## only what has changed
copy|move recursively? host|over|network|remote|via user? preserving|compressing|displaying|progress|data? => rsync -av {allPath!} {remote!} ## only what has changed
move files|all|directory? displaying|progress|compressing|transmission|via_ssh => rsync -av --remove-source-files {from!} {to!} ## and removes here what is there
download|=fetch file|image|archive|url? from? => curl -O {url!} ## under its own name
download|=fetch|=get content|contents|page|website|web|webpage|site from? url? => curl {url!} ## to the screen
download|=fetch|=get|save content|contents|file|page? output|save|to|into|in file|named|as? from? => curl -o {to!} {url!} ## into that file
download|=fetch script|file|contents|content|install execute|run|interpret|pipe? bash|shell? => curl -s {url!} | sh ## runs what it fetched
send|make|post|=get|request|api request|=get|post|data|header|url with|to|header? => curl {url!} ## -X gives the method
url-encoding|urlencode|url_encoded|proxy|socks5|header|cookie download|contents|send|request|using|with => curl {url!} ## to the screen
=wget|mirror|recursively download|website|site|=get|files|mirror url|page|pages|website? => wget -r {url} ## into this directory
dns|dns_lookup|=lookup|resolve hostname|domain|dns|make|print|short|host|name|address? => dig {domain!} ## what the name server says
reverse =lookup|dns|domain ip|address|from? name? print|=get? => dig -x {ip} ## the name of an address
ip|ip_address domain|hostname|from_name_server|name|=dns =get|request|print|find|of => dig +short {domain!} «@{server}» ## the address alone
record|records|=mx|=soa|=srv|=txt|=ns|=aaaa|=cname|query request|print|=get|query|domain|domains|dns|for? nameserver|name_server|from? short? => dig {domain!} «@{server}» ## what the name server says
=lookup|dns|dns_lookup|domain|domains file|list each|requests|from|in|list => dig +short -f {file!} ## one name a line
ping request|requests|send|one|host|hostname|address|times|=icmp|number|packets time|to? two|single? => ping «-c {times}» {host!} ## until Ctrl-C, without -c
ping|single|one|once request|send host|hostname|address|times|to => ping -c {n=1} {host!} ## so many times
ping broadcast address? => ping -b {host!} ## all of the network
ping timestamp|time_stamp|stamp|date every|each|with|successful|add => ping -D {host!} ## the time before each line
ping average|statistics|average_time|time print|of|requests|times|only? => ping -c {n=4} {host!} ## the sums stand below
network_interface|network_interfaces|interface|interfaces|network display|information|show|list|all|print|status inactive? => ifconfig -a ## all, also those that are down
network_interface|interface ip|ip_address|address get|print|show|find|display|of|belongs => ifconfig {interface?} | grep inet ## its addresses
network_interfaces|interfaces|all_network ip|addresses|ip_addresses get|print|show|find|display|list|all => ifconfig | grep inet ## their addresses
network_interface|interface|interfaces|network_interfaces mac|mac_address|hardware_address get|print|show|find|display => ifconfig {interface?} | grep -i ether ## the hardware address
network_interface|interface turn|turns|up|bring|brings|enable|activate on|up|enable|activate => sudo ifconfig {interface!} up ## on
network_interface|interface turn|bring|brings|disable|deactivate|shut|take off|down|disable|deactivate => sudo ifconfig {interface!} down ## off
ip|ip_address host|machine|lan|network|local get|print|show|display|current|first configuration? => ifconfig | grep inet ## its addresses
ssh_key|rsa_key|ssh_keys|key|=rsa|keypair|key_pair create|make|generate|new ssh|type|rsa|pair|store|file|passphrase|comment|keys? => ssh-keygen -t rsa «-C {text}» «-f {key}» ## -f is its file
passphrase change|request|changing|set|new|remove key|file|private|ssh => ssh-keygen -p -f {key} ## asks for the old and the new one
known_hosts|known_host|known hosts|host|file|key remove|delete|drop => ssh-keygen -R {host!} ## its key is forgotten
known_hosts|hostnames hash|hosts|file => ssh-keygen -H -f ~/.ssh/known_hosts ## names become unreadable
fingerprint display|show|print|list|get key|host|ecdsa|public|ssh|rsa|ed25519|host's? => ssh-keygen -l -f {key} ## of that key
mail|email|e-mail send|with subject|attachment|to|message => mail -s {subject} {to} ## the text comes from the standard input
archive|copy|synchronize|recursively host|server|remote skipping|newer|permissions|preserving|partial|compressing|progress|relative|deleting files? to? local? directory? via? ssh? user? => rsync -av {from!} {to!} ## only what has changed
copy sparse|hierarchy|relative|network|partially file|files? large? => rsync -a {from!} {to!} ## only what has changed
recursively copy excluding|only|matching|names|ending files|directories same? location? => rsync -a {from!} {to!} ## only what has changed
=ssh|ssh_user|local|remote copy|connect host|server|machine directory|file user? connecting? as? matching? current? username? => scp {path!} «{user}@»{host!}:{to?} ## from here to there
port connect|copy =ssh|ssh_user|user file|directory|local => scp -P {port!} {from!} «{user}@»{host!}:{path} ## from here to there
ping|pings request|requests|time local|machine|broadcast|add|every|line|stamp print? => ping -c {n=1} {host=localhost} ## so many times
ip|address hostname|host_name|this|current ipv6|ipv4|get|print host? => host $(uname -n) ## what the name server says
git repository|repo lines|number|count each? file? all? total? => git ls-files | xargs wc -l ## of all that git knows
git files|changed|changes often|most|folders|list print? => git diff --name-only ## what has changed
=ed25519|=ecdsa|=dsa key|keys|keypair create|make|generate|new ssh? => ssh-keygen -t ed25519 «-f {key}» ## asks for its file
=mx record|records|query request? print? query? lookup? dns? domain? short? => dig {domain!} mx «@{server}» ## of that kind alone
=txt record|records|query request? print? query? lookup? dns? domain? short? => dig {domain!} txt «@{server}» ## of that kind alone
=ns record|records|query request? print? query? lookup? dns? domain? short? => dig {domain!} ns «@{server}» ## of that kind alone
=soa record|records|query request? print? query? lookup? dns? domain? short? => dig {domain!} soa «@{server}» ## of that kind alone
=srv record|records|query request? print? query? lookup? dns? domain? short? => dig {domain!} srv «@{server}» ## of that kind alone
=aaaa record|records|query request? print? query? lookup? dns? domain? short? => dig {domain!} aaaa «@{server}» ## of that kind alone
=cname record|records|query request? print? query? lookup? dns? domain? short? => dig {domain!} cname «@{server}» ## of that kind alone
ping request|requests|host interface|network_interface send|one|using|with|via|through => ping -c {n=1} -I {interface!} {host!} ## by that interface
ping seconds|second|timeout|deadline request|requests|send|wait|for|host => ping -w {seconds!} {host!} ## ends after that time
record|records|=mx|dns domain request|query|print|get comment|comments filter|exclude|without|remove|strip => dig {domain!} mx | grep -v '^;' ## without comments
trace|route|path|hops packets|host|to|network|route|packet => traceroute {host!} ## each machine on the way
listening|open port|ports|sockets tcp|udp|all|list|show|print => ss -tuln ## with their addresses
routing|route|routes table|print|show|list|display kernel? => ip route ## where packets go
transfer|copy|download|upload interactive|sftp ftp|sftp|file|server|host => sftp «{user}@»{host!} ## put and get
transfer|download|mirror|=get files|website|page continue|resume|partial|interrupted url|download => wget -c {url!} ## goes on where it stopped
authorized_keys|public_key|key copy|install|add|upload ssh|server|host|remote|login => ssh-copy-id «{user}@»{host!} ## asks for the password once
name_servers|nameservers|name_server|nameserver|=ns domain|of|for|look|look_up|=lookup|find|print|show => dig ns {domain!} ## who answers for it
run|execute on as user command? => ssh «-p {port}» «{user}@»{host!} {script!} ## one command there
copy|archive|synchronize|sync port ssh|over|via|on user? directory? => rsync -av -e 'ssh -p {port!}' {from!} {to!} ## ssh at that port
`
