// Programs whose names are English words as well, so that a sentence may hold one without meaning the program.

const ENGLISH =
  'find sort cut join paste split head tail less more top kill time date file test which who last at make cat look read set type watch write host link sleep wait column fold open install'
/** Words that begin requests ("compare a with b"); behind "using" or "with" they mean the program. */
const VERBS =
  'clear command reset help history jobs locate ping print convert mount umount reboot shutdown exit logout start stop compare rename nice users groups free'
/** Words that may follow "using" or "with" in a sentence; at the beginning of a line they mean the program. */
const NOUNS = 'yes w comm tree code true false script'

const toSet = (...lists: string[]): ReadonlySet<string> => new Set(lists.flatMap((list) => list.split(' ')))

/** A line that begins with one of these programs may be a sentence. */
export const STARTS_OF_SENTENCES = toSet(ENGLISH, VERBS)
/** "using" or "with" before one of these does not mention the program. */
export const UNMENTIONED_PROGRAMS = toSet(ENGLISH, NOUNS)

/** Names of programs that are no English words: a request that holds one means the program. */
export const TOOL_NAMES: ReadonlySet<string> = new Set(
  (
    'git docker docker-compose kubectl npm npx yarn pnpm pip pip3 awk sed grep egrep zgrep rsync scp sftp ssh ssh-keygen ssh-copy-id ssh-agent ssh-add curl wget tar xargs tmux ffmpeg ffprobe openssl gpg systemctl journalctl cron crontab apt apt-get aptitude brew snap dnf yum pacman apk psql mysql mysqldump pg_dump pg_restore sqlite3 redis-cli mongodump helm terraform ansible nmap tcpdump iptables ufw jq cargo gcc make cmake chmod chown chgrp lsof netstat ifconfig nginx rename perl od pstree cowsay cpio ' +
    'du df ps ls lsblk blkid dd fdisk mkfs fsck parted wc uniq tr tee nl dig nslookup traceroute nc netcat socat telnet htop nohup mktemp xxd hexdump zip unzip gzip gunzip bzip2 xz 7z zcat pgrep pkill killall mkdir rmdir nmcli dmesg pandoc imagemagick virtualenv venv conda poetry composer mvn maven gradle minikube svn hg heroku aws gcloud az firebase adb rclone vim nano strace ltrace gdb valgrind objdump nm ldd sudo useradd usermod adduser visudo logrotate sysctl hostnamectl timedatectl loginctl xclip sha256sum md5sum base64 shuf printf bc mogrify exiftool pdftk qpdf yt-dlp youtube-dl iconv locate updatedb mlocate watch'
  ).split(' '),
)
