// The popularity of commands, which decides between two corrections and between two documents that match equally well.

/** Tiers from daily to occasional commands. They are written by hand; the order inside a tier has no meaning. */
const TIERS: readonly [number, string][] = [
  [1, 'git ls cd'],
  [
    0.9,
    'cat grep docker npm sudo ssh vim curl python python3 pip make rm cp mv mkdir echo find kubectl node clear man ps tar code',
  ],
  [
    0.78,
    'head tail less touch chmod chown kill sed awk sort wc df du ping wget pwd which history export apt brew systemctl yarn pnpm go cargo npx scp rsync nano exit top htop diff date',
  ],
  [
    0.66,
    'uniq cut xargs tee tr ln file stat tree zip unzip env alias source type jobs fg bg killall pkill pgrep lsof whoami id free uname uptime hostname ip ifconfig netstat ss dig nslookup journalctl service crontab apt-get dpkg yum dnf pacman apk snap gh java javac mvn gradle gcc g++ cmake clang ruby gem bundle rails php composer perl psql mysql sqlite3 redis-cli mongosh tmux screen vi nvim emacs jq rg fd bat fzf terraform ansible ansible-playbook helm docker-compose podman pip3 poetry uv pytest jest tsc eslint prettier vite deno bun dotnet rustc rustup conda aws gcloud az ffmpeg convert openssl ssh-keygen gpg watch time sleep printf test set unset read bash zsh sh',
  ],
  [
    0.52,
    'basename dirname realpath readlink mktemp paste join comm split nl rev tac shuf seq fold fmt column expand tail od xxd hexdump strings base64 md5sum sha256sum sha1sum cmp patch gzip gunzip zcat bzip2 xz zstd 7z mount umount lsblk fdisk blkid dmesg lscpu lsusb lspci sysctl useradd usermod userdel passwd groups groupadd su who w last chgrp umask nohup nice timeout wait disown traceroute mtr host whois telnet nc nmap tcpdump iptables ufw ssh-add ssh-copy-id sftp locate whereis whatis apropos info cal bc expr yes true false logout reboot shutdown poweroff halt pidof fuser strace ltrace gdb valgrind ldd nm objdump truncate dd shred chsh install rmdir pushd popd eval exec trap ulimit pstree vmstat iostat ncdu hostnamectl timedatectl loginctl make ninja svn hg nvm pyenv rbenv minikube k9s kubectx kind vagrant packer pulumi serverless vercel netlify heroku firebase wrangler flyctl pm2 nodemon webpack next ng vue nx lerna turbo mocha vitest playwright black ruff mypy flake8 isort jupyter ipython flask django-admin uvicorn gunicorn celery streamlit createdb dropdb pg_dump pg_restore mysqldump mongo mongodump sqlite rake rspec irb erb mix iex elixir swift xcodebuild pod flutter dart kotlinc scala sbt lua R Rscript julia ghc stack cabal zig nix brew cowsay figlet neofetch lsb_release env chroot egrep fgrep zgrep xdg-open open pbcopy pbpaste xclip say locale nproc arch wall write mesg at logger getent tput stty script column factor numfmt tsort sync swapon mkfs fsck parted ionice renice taskset inotifywait parallel magick identify pdftotext exiftool yt-dlp youtube-dl pandoc tldr ab wrk siege lynx socat iperf3 ethtool route arp nmcli visudo vigr certbot nginx apachectl rclone restic borg lazygit tig delta exa eza zoxide direnv asdf mise volta fnm',
  ],
]

const weights = new Map<string, number>()
for (const [weight, names] of TIERS)
  for (const name of names.split(' ')) if (!weights.has(name)) weights.set(name, weight)

/** The popularity of a command that is not in the table. */
export const UNKNOWN_WEIGHT = 0.2

/** Popularity of a command, 0..1. */
export function weighCommand(name: string): number {
  return weights.get(name) ?? UNKNOWN_WEIGHT
}

/** Every command in the table, the most popular first. */
export function popularCommands(): Iterable<string> {
  return weights.keys()
}

/** Popularity of subcommands, for the programs whose subcommands people mistype and half-type the most. */
const SUBCOMMANDS: Record<string, string> = {
  git: 'status commit add push pull checkout log diff branch merge stash rebase clone fetch reset switch restore show remote tag init rm mv revert cherry-pick blame config clean reflog bisect grep submodule worktree describe shortlog apply am archive format-patch',
  docker:
    'ps run exec build images logs stop start compose rm pull push rmi inspect restart kill network volume system login tag container image info top stats cp attach commit version',
  npm: 'install run start test init publish uninstall update ci ls outdated audit exec link version view login config cache',
  yarn: 'install add run build start test remove dev upgrade init global workspace why',
  pnpm: 'install add run build start test remove dev update exec dlx',
  kubectl:
    'get apply describe logs delete exec create edit rollout scale port-forward config top explain expose run set label',
  cargo: 'build run test check new add install update clippy fmt clean doc publish bench init',
  go: 'run build test mod get install fmt vet generate env version work tool doc',
  pip: 'install list uninstall freeze show download config check cache',
  pip3: 'install list uninstall freeze show download config check cache',
  apt: 'install update upgrade remove search list show purge autoremove full-upgrade',
  'apt-get': 'install update upgrade remove purge autoremove dist-upgrade clean source',
  brew: 'install update upgrade list uninstall search info services doctor cleanup tap cask outdated',
  systemctl: 'status restart start stop enable disable reload daemon-reload list-units is-active cat edit mask show',
  'docker compose': 'up down logs ps build exec restart run pull stop start config',
  terraform: 'plan apply init destroy validate fmt output state import show workspace',
  helm: 'install upgrade list uninstall repo template search status rollback',
  gh: 'pr repo issue auth run workflow release clone browse gist api',
  'gh pr': 'create list view checkout merge status diff close review comment',
  'git stash': 'pop list apply drop push show clear save branch',
  'git remote': 'add remove set-url show rename get-url prune update',
  tmux: 'attach new ls new-session kill-session detach split-window list-sessions kill-server',
  conda: 'activate create install list deactivate env update remove',
  poetry: 'install add run shell update build lock init remove show',
  uv: 'run add sync pip init venv lock tool remove python',
  rustup: 'update install default target component toolchain show',
  dotnet: 'run build test new add restore publish watch clean tool',
  ip: 'addr link route neigh a netns rule',
}

const subWeights = new Map<string, Map<string, number>>()

/** Popularity of a subcommand under its path (`git stash` → `pop`), 0..1. */
export function weighSubcommand(path: string, name: string): number {
  let known = subWeights.get(path)
  if (!known) {
    const names = (SUBCOMMANDS[path] ?? '').split(' ')
    known = new Map(names.map((item, i) => [item, 1 - (0.5 * i) / Math.max(names.length, 8)]))
    subWeights.set(path, known)
  }
  return known.get(name) ?? 0.2
}

/** The subcommands of the table in order of popularity. */
export function popularSubcommands(path: string): string[] {
  return (SUBCOMMANDS[path] ?? '').split(' ').filter(Boolean)
}
