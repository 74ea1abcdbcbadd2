// Orders about the tools of daily work: git, containers, packages, Python, Node, JSON, media, services and cron.

export const WORK_ORDERS = String.raw`
what changed|has_changed since yesterday in? git? => git log --since=yesterday --stat ## with the files
SHOW files? changed|touched|modified in|by last|latest commit => git show --stat --oneline HEAD || git diff --name-only HEAD~1 ## the files of it
log of|from last week only? by|from {name!} ; commits of|from last week by|from {name!} => git log --since='1 week ago' --author={name} ## who and when
stash all|everything? except|but_not|without untracked files? => git stash ## new files stay
branches not merged yet? into|to|in {name!} => git branch --no-merged {name} ## still have commits of their own
check|verify|test syntax of {python} without? running|executing? it? => python3 -m py_compile {python} ## runs nothing
install dependencies|deps|packages from|by lockfile|lock_file only? => npm ci ## just what the file says
init|initialize|CREATE npm project|package without|no|skipping questions|asking|prompts => npm init -y ## -y takes the usual
ADD|install {name!} as dev|development dependency => npm install -D {name} ## into devDependencies
SHOW? {var!} field|property of each|every|all item|element|entry in|of {json} => jq -r '.[].{var}' {json} ## one a line
keys of|in {json} => jq 'keys' {json} ## the names
RUN {name!} interactively and DELETE it after|afterwards|when_done|again? => docker run --rm -it {name} ## --rm removes the container
log of container {name!} last|latest {n} lines ; last {n} lines of? log of container {name!} => docker logs --tail {n} {name} ## the last ones
CREATE {path} half size|its_size ; resize|scale|shrink {path} to? half size? => convert {path} -resize 50% resized.png ## the original stays
RUN tests? only in|of|from {path} => pytest {path} ## one file
who changed|edited|modified|touched {file} last|most_recently ; who last changed|edited|modified|touched {file} ; who made last change to|in|of {file} => git log -1 -- {file} ## the last commit of the file
COMPARE current? branch with|to|and|against {name!} => git diff {name}...HEAD || git diff {name} ## since they parted
who last? changed|wrote|edited|modified|touched line {n} of|in {file} => git blame -L {n},{n} {file} ## -L is a range of lines
SHOW field|key|property|value of {var!} in|from|of {json} => jq -r '.{var}' {json} ## without quotes
part|piece|section of {media} from|between {hour} to|and|until {hour2} ; cut|extract {media} from|between {hour} to|and|until {hour2} => ffmpeg -ss {hour} -to {hour2} -i {media} -c copy <output> ## from there to there
stop {service!} and prevent|keep|stop it from starting|start|coming again|back|at_boot ; stop {service!} for_good|permanently ; stop {service!} now and at_boot|disable it? => sudo systemctl disable --now {service} ## now, and at boot
DELETE container {name!} and|with|including its? volumes|volume => docker rm -v {name} ## -v takes its unnamed volumes
what does package {name!} depend on ; dependency|dependencies of package {name!} => apt-cache depends {name} || apt show {name} ## what it needs
DELETE tag {name!} here|locally and on|from server|remote|origin ; DELETE tag {name!} locally|here? and remotely => git tag -d {name} && git push origin --delete {name} ## here, then there
limit memory|ram of|for container {name!} to {size} => docker update --memory {size} --memory-swap {size} {name} ## from now on
log of|from container since|from|of|for? last|past? {n} minute => docker logs --since {n}m <container> ## from then on
log of|from container {name!} since|from|of|for? last|past? {n} minute ago? => docker logs --since {n}m {name} ## from then on
log of|from container {name!} since|from|of|for? last|past? {n} hour ago? => docker logs --since {n}h {name} ## from then on
RUN command in|inside new|fresh|throwaway container ; RUN command in|inside container of image => docker run --rm <image> <command> ## --rm removes it afterwards
RUN {cmd} in|inside new|fresh|throwaway {name!} container => docker run --rm {name} {cmd} ## --rm removes it afterwards
DELETE|uninstall global|globally-installed npm package {name!} => npm uninstall -g {name} ## -g is for all projects
DELETE|uninstall global npm package ; DELETE|uninstall npm package globally => npm uninstall -g <package> ## -g is for all projects
DELETE key|field|property|entry? {var!} from|of|in {json} => jq 'del(.{var})' {json} ## to the screen
count|how_many key are? in|of {json} => jq 'keys | length' {json} ## counts them
JOIN audio|sound|song? files? {media} and|with {media2} => ffmpeg -i "concat:{media}|{media2}" -c copy <output> ## one behind the other
reduce|shrink file? size of jpg|jpeg|image|photo|picture ; compress jpg|jpeg|photo|picture => convert <file> -quality 80 <output> ## less quality, fewer bytes
how_long each service took|takes|needed|needs to? start|boot|load ; start|startup|boot time of|per each? service => systemd-analyze blame ## the slowest first
log|journal between {hour} and {hour2} => journalctl --since {hour} --until {hour2} ## of today
last|latest|recent|newest {n} commit of|by|from {user!} ; {n} last|latest|most_recent|newest commit of|by|from {user!} => git log -n {n} --author={user} ## by name or mail
version of {file} from|at|of|as_it_was {n} commit ago ; {file} as it was {n} commit ago => git show HEAD~{n}:{file} ## to the screen
branch on|of|at server|remote|origin|github|gitlab ; remote branch => git branch -r ## as they were at the last fetch
changes|what did|have i? changed|change|edited|modified but|and not staged|stage|added|add yet? ; unstaged changes|edits ; changes not yet? staged => git diff ## against the index
port does|do container {name!} publish|expose|use|map ; port of|published_by|exposed_by|mapped_by container {name!} => docker port {name} ## inside, and outside
which|what version of {pylib} do|have|is i? have|installed|installed|in_use? => pip show {pylib} ## its version and more
SHOW version of python package|library|module {name!} => pip show {name} ## its version and more
shrink|scale|resize|convert|reduce|downscale|REPLACE {media} down? to {resolution} => ffmpeg -i {media} -vf scale=-2:{resolution} <output> ## the height; the width follows
error|errors|failures of|from|in|for service|unit? {service!} since|of|from|in last|this? boot => journalctl -u {service} -b -p err ## -p err are errors and worse
error|errors|failures of|from|in|for service|unit? {service!} since|from {day} => journalctl -u {service} -p err --since {day} ## -p err are errors and worse
reset|resets|set current? branch to {remotebranch} ; make|makes current? branch identical|equal|same to|as {remotebranch} => git fetch && git reset --hard {remotebranch} || git reset --hard {remotebranch} ## local commits are lost
ignore|ignores local? change|modification to|in|of tracked? {file} => git update-index --assume-unchanged {file} || git update-index --skip-worktree {file} ## until --no-assume-unchanged
ADD all|everything changes|files? and commit them|it? with|as? message {quoted} => git add -A && git commit -m {quoted} || git commit -am {quoted} ## new files, too
SHOW all docker? container => docker ps -a || docker ps ## -a shows stopped ones, too
DELETE|clean|prune all? unused images and volumes ; DELETE|clean|prune all? unused containers images and volumes => docker system prune -a --volumes ## all that no container uses
RUN {name!} container|image interactively ; RUN interactive {name!} container|image => docker run -it --rm {name} bash || docker run -it --rm {name} sh ## --rm removes it afterwards
restart container {name!} when|whenever|if|each_time|automatically it? crashes|fails|dies|stops? => docker update --restart on-failure {name} ## from now on
install|installs python|pip package|module|library? {name!} version|in_version {version} ; install|installs version {version} of python|pip package|module? {name!} ; install|installs {name!} version {version} with|using|via pip => pip install {name}=={version} ## that version
install|installs npm|node package|module? {name!} version|in_version {version} ; install|installs version {version} of npm|node package|module {name!} ; install|installs {name!} version {version} with|using|via npm => npm install {name}@{version} ## that version
SHOW|extract|UNPACK {jsonpath} of|from|in {json} => jq -r '{jsonpath}' {json} ## without quotes
SORT array|list|objects|elements|items|it? in|of? {json} by field|key? {var!} => jq 'sort_by(.{var})' {json} ## to the screen
JOIN {json} and|with {json2} => jq -s '.[0] * .[1]' {json} {json2} ## the second wins
filter|select|SHOW objects|elements|items|entries with|where|whose {var!} is? greater|larger|more|>|above|over than? {n} of|from|in {json} => jq '.[] | select(.{var} > {n})' {json} ## those alone
filter|select|SHOW objects|elements|items|entries with|where|whose {var!} is? less|smaller|<|below|under than? {n} of|from|in {json} => jq '.[] | select(.{var} < {n})' {json} ## those alone
post|SEND json|data|body? {jsontext} to|at {url} ; SEND post|POST request with json? body|data? {jsontext} to {url} => curl -X POST -H "Content-Type: application/json" -d '{jsontext}' {url} ## -d is the body
RUN|schedule job|script|command|something|it every? {weekday} at {clock} => (crontab -l; echo '{clock} * * {weekday} <command>') | crontab - ## minute, hour, weekday
status of {daemon} ; is {daemon} running|up|active ; check|SHOW if|whether|that? {daemon} is? running|up|active => systemctl status {daemon} || systemctl is-active {daemon} ## on, off, and the last lines of its log
ssh to|into {host!} with|using specific|certain|given|other|different? key ; use specific|certain|given|other|different key for ssh to|into {host!} => ssh -i <key> {host} ## -i is the key
commit are|that_are? on|in current? branch but|and|that_are|which_are? not yet? on|in|of|merged_into {name!} ; commit current? branch has but|and|that {name!} doesn't|does_not|lacks => git log {name}..HEAD --oneline || git log {name}.. ## what this branch has more
commit are|that_are? on|in|of branch? {name!} but|and|that_are|which_are? not yet? on|in|of|merged_into branch? {name2!} => git log {name2}..{name} --oneline || git log {name2}..{name} ## what the first has more
last|latest|recent|newest {n} commit on|in|with|as? one|single line each|per_commit? ; {n} last|latest|most_recent|newest commit on|in|with|as? one|single line each|per_commit? => git log --oneline -n {n} || git log -n {n} --pretty=oneline ## one line a commit
throw|discard|drop|undo|revert away|out? local|uncommitted|unstaged? change|edit|modification to|in|of|from|made_to {file} ; reset|restore|revert {file} to last|latest|committed? commit|version|state => git restore {file} || git checkout -- {file} ## changes in it are lost
SHOW tag sorted|ordered? by creation? date|time|age ; tag sorted|ordered by date|time|age ; SHOW tag newest|latest first => git tag --sort=-creatordate ## the newest first
SHOW branch sorted|ordered? by last|latest|most_recent? commit|date|activity|age date|time? ; branch sorted|ordered by last|latest|most_recent? commit|date|activity|age date|time? => git branch --sort=-committerdate ## the latest commit first
fetch from? all? remote and prune|drop|delete|remove|forget stale|gone|deleted|remote|tracking? branch that|which? no_longer|don't|are? exist|gone? there|anymore|on_the_remote? ; fetch from? all? remote and prune => git fetch --all --prune || git fetch --prune ## forgets what is gone
COPY {path} out_of|from container {name!} to|into {path2} => docker cp {name}:{path} {path2} ## out of the container
COPY {path} out_of|from container {name!} ; COPY {path} out_of|from {name!} container => docker cp {name}:{path} . ## out of the container
COPY {path} to|into container {name!} ; COPY {path} to|into {name!} container => docker cp {path} {name}:/ ## into the container
DELETE|uninstall|purge package? {name!} with|and|including all? its? settings|configuration|config|config_files|configuration_files|setting_files ; purge package? {name!} => sudo apt purge {name} ## its settings go, too
version of package? {name!} can apt install|offer|provide ; version of package? {name!} is|are? available in|from|via|with apt ; available version of package? {name!} in|with|from apt => apt-cache policy {name} || apt list -a {name} ## what is there, and from where
RUN only? test with|containing|having {text!} in its|the|their? name ; RUN only? test whose name contain {text!} ; RUN only test matching {text!} => pytest -k {text} ## -k is a part of the name
why is|was|do_i_have package|dependency|module? {name!} installed|here|needed|required|a_dependency ; package|dependency depend on {name!} in node_modules => npm explain {name} || npm ls {name} ## who needs it
RUN {name!} script with|using|via npm ; RUN npm script {name!} => npm run {name} ## of package.json
RUN {name!} script with|using|via yarn ; RUN yarn script {name!} => yarn run {name} ## of package.json
RUN {name!} script with|using|via pnpm ; RUN pnpm script {name!} => pnpm run {name} ## of package.json
globally installed npm|node package|module ; npm|node package|module that? i? have? installed globally ; SHOW global npm|node package|module => npm list -g --depth=0 ## their names and versions
SHOW field|key|property|value {var!} of|from|in each? object|element|item|entry|entries|record of|in {json} ; SHOW {var!} of|from|in each? object|element|item|entry|entries|record of|in {json} ; SHOW all {var!} field|value of|from|in {json} => jq -r '.[].{var}' {json} ## one a line
how_many|number_of|count_of|count element|item|object|entries|record has|have|are|is? there? in? array|list|it? in|of|has? {json} ; length of array|list? in|of? {json} => jq length {json} ## counts them
SHOW field|key|property|value {var!} of|from|in {json} => jq -r '.{var}' {json} ## without quotes
SHOW key|keys|field|top-level_keys of|in {json} => jq keys {json} ## their names
convert|REPLACE {yaml} to|into|as json|JSON => yq -o json {yaml} ## to the screen
convert|REPLACE {json} to|into|as yaml|YAML => yq -P -o yaml {json} ## to the screen
cut|trim|DELETE|skip first|initial {n} second off|from {media} ; trim|DELETE|skip first|initial {n} second of {media} => ffmpeg -ss {n} -i {media} -c copy <output> ## begins there
keep|extract|SHOW only? first|initial {n} second of|from {media} ; shorten|trim|cut {media} to|after first? {n} second => ffmpeg -i {media} -t {n} -c copy <output> ## -t is the length
cut|trim {media} from {n} to {n2} second ; cut|extract second {n} to {n2} of|from|out_of {media} => ffmpeg -ss {n} -to {n2} -i {media} -c copy <output> ## from there to there
how_long is|does|runs {media} ; duration|length|running_time of {media} => ffprobe -v error -show_entries format=duration -of default=noprint_wrappers=1:nokey=1 {media} ## in seconds
SHOW? log|journal of|for|from service|unit? {service!} since|from|of {day} ; log|journal of|for|from service|unit? {service!} since|from|of {day} => journalctl -u {service} --since {day} ## from then on
log|journal of|for|from service|unit? {service!} of|from|in|since|for? last|past {n} minute => journalctl -u {service} --since '{n} minutes ago' ## from then on
log|journal of|for|from service|unit? {service!} of|from|in|since|for? last|past {n} hour ; log|journal of|for|from service|unit? {service!} since {n} hour ago => journalctl -u {service} --since '{n} hours ago' ## from then on
log|journal of|for|from service|unit? {service!} of|from|in|since|for? last|past {n} day ; log|journal of|for|from service|unit? {service!} since {n} day ago => journalctl -u {service} --since '{n} days ago' ## from then on
KILL all? service that|whose? name? start|starting|begin|beginning with {name} => sudo systemctl stop '{name}*' ## a pattern of units
CREATE|ADD new? branch|git_branch from|off|based_on|on? {name!} called|named {name2!} => git branch {name2} {name} || git switch -c {name2} {name} ## begins there
CREATE|ADD new? branch|git_branch called|named {name!} from|off|based_on {name2!} => git branch {name} {name2} || git switch -c {name} {name2} ## begins there
sort|sorts keys of|in {json} ; SHOW {json} with sorted keys => jq -S . {json} ## -S sorts the keys
RUN {cmd} every_day|every_night|every_morning|each_day|each_night|daily|nightly at {clock} ; schedule {cmd} every_day|every_night|every_morning|each_day|each_night|daily|nightly at {clock} => (crontab -l; echo '{clock} * * * {cmd}') | crontab - || crontab -e ## minute and hour
RUN|schedule {cmd} every? {weekday} at {clock} ; RUN|schedule {cmd} at {clock} on|every {weekday} ; RUN|schedule {cmd} on {weekday} at {clock} => (crontab -l; echo '{clock} * * {weekday} {cmd}') | crontab - || crontab -e ## minute, hour, weekday
RUN|schedule {cmd} every_hour|hourly|each_hour => (crontab -l; echo '0 * * * * {cmd}') | crontab - || crontab -e ## at minute 0
RUN|schedule {cmd} every {n} minute with|using|in|by|via|from a? cron|crontab ; schedule {cmd} every {n} minute => (crontab -l; echo '*/{n} * * * * {cmd}') | crontab - || crontab -e ## each so many minutes
RUN|schedule {cmd} at|on|after each|every? boot|reboot|startup with|using|in|by|via|from a? cron|crontab => (crontab -l; echo '@reboot {cmd}') | crontab - || crontab -e ## once the system is up
install|installs {name!} version? {version} with|using|by|via|through pip|pip3 ; install|installs version {version} of {name!} with|using|by|via|through pip|pip3 => pip install {name}=={version} ## exactly that version
install|installs {name!} version? {version} with|using|by|via|through npm|yarn ; install|installs version {version} of {name!} with|using|by|via|through npm|yarn => npm install {name}@{version} ## exactly that version
install|installs {name!} version {n} with|using|by|via|through npm|yarn ; install|installs version {n} of {name!} with|using|by|via|through npm|yarn => npm install {name}@{n} ## the newest of that line
continue|resume|continues|resumes git? rebase|rebasing ; continue|resume git? rebase after|once conflicts|conflict are|is? solved|resolved|fixed => git rebase --continue ## the changes are staged
RUN {name!} container|image? with|and its? port {n} mapped|forwarded|published|exposed? to|on|at|as port? {n2} ; RUN {name!} container|image? mapping|publishing port {n} to {n2} => docker run -d -p {n}:{n2} {name} ## the port here comes first
`
