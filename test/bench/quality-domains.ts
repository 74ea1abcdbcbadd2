// The coverage of the offline engine by domain: titles are sorted by the domain that they name, else by the program of the
// right command.

import { programOf } from '../../src/shell-syntax/line-program.ts'
import { share } from './quality-table.ts'
import type { Figure } from './quality-table.ts'

/** The result for one title. */
export interface Outcome {
  domain: string
  right: boolean
  spoken: boolean
}

const PROGRAMS: Record<string, string> = {
  git: 'git gh',
  files:
    'ls find cp mv rm mkdir rmdir touch ln readlink realpath chmod chown chgrp stat file rename du tree rsync locate basename dirname truncate shred mktemp',
  text: 'grep sed awk cut sort uniq tr head tail cat wc paste join comm diff patch xxd od iconv column tac rev nl fold shuf split printf strings dos2unix',
  archives: 'tar zip unzip gzip gunzip zcat xz bzip2 7z unrar',
  network: 'curl wget ip ping dig host nc ss netstat nmap tcpdump traceroute iptables ufw nmcli openssl resolvectl',
  processes:
    'ps kill pkill pgrep killall top nice renice timeout nohup strace lsof fuser watch jobs fg bg disown free uptime',
  disks: 'df mount umount lsblk blkid dd mkfs fdisk fsck smartctl swapon fallocate',
  users: 'useradd usermod userdel passwd groups id who w last chsh su sudo whoami getent chage groupadd',
  ssh: 'ssh scp sftp ssh-keygen ssh-copy-id ssh-add ssh-keyscan sshfs',
  docker: 'docker docker-compose kubectl helm podman',
  packages: 'apt apt-get apt-cache apt-mark dpkg brew snap yum dnf rpm pacman',
  python: 'python python3 pip pip3 pytest conda virtualenv jupyter',
  node: 'node npm npx yarn nvm',
  json: 'jq yq xmllint',
  dates: 'date cal timedatectl',
  media:
    'ffmpeg ffprobe convert mogrify identify magick exiftool yt-dlp qpdf pdfunite pdftotext pdftoppm gs pdftk tesseract',
  systemd: 'systemctl journalctl systemd-analyze loginctl',
  cron: 'crontab at atq',
}
const DOMAINS = new Map(
  Object.entries(PROGRAMS).flatMap(([domain, programs]) => programs.split(' ').map((program) => [program, domain])),
)

/** @param commands the accepted commands; a title with none, and one of another program, belongs to "others" */
export const domainOf = (named: string | undefined, commands: readonly string[]): string =>
  named ?? DOMAINS.get(programOf(commands[0] ?? '')) ?? 'others'

/** For each domain the share of titles that were answered rightly, and the precision of what was said. */
export function describeDomains(outcomes: readonly Outcome[]): Figure[] {
  return [...Object.keys(PROGRAMS), 'others'].flatMap((domain) => {
    const own = outcomes.filter((outcome) => outcome.domain === domain)
    if (own.length === 0) return []
    const right = own.filter((outcome) => outcome.right).length
    const spoken = own.filter((outcome) => outcome.spoken)
    return [
      { name: `titles about ${domain}: right`, value: share(right, own.length), unit: '%' as const, n: own.length },
      {
        name: '  of what is said',
        value: share(spoken.filter((outcome) => outcome.right).length, spoken.length),
        unit: '%' as const,
        n: spoken.length,
      },
    ]
  })
}
