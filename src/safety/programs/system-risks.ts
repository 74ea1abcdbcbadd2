// Programs that administer the machine: services, disks, kernel, network, power, schedules.

import { type Call, type Rules, always, each, label } from '../lines/simple-command.ts'
import { readOptions } from '../lines/option-split.ts'
import { joinWords } from '../lines/command-words.ts'

const LOOKING_UNIT =
  /^(?:status|show|cat|list-[\w-]+|is-active|is-enabled|is-failed|is-system-running|get-default|help|show-environment|--version|--failed)$/
const STOPPING_UNIT =
  /^(?:stop|kill|disable|mask|isolate|poweroff|reboot|halt|rescue|emergency|kexec|suspend|hibernate|soft-reboot|exit|clean|revert)$/

function judgeSystemctl(call: Call): void {
  const { operands, has } = readOptions(call.args, {
    short: 'tnopPMHs',
    long: ['type', 'state', 'property', 'lines', 'output', 'host', 'machine', 'signal', 'job-mode'],
  })
  const verb = operands[0]?.value ?? ''
  if (has('H', 'host')) call.add('network', 'administers another host')
  if (verb === 'show-environment') call.add('credential-touching', 'shows the environment')
  if (verb === '' || LOOKING_UNIT.test(verb)) return
  call.add('writes', 'changes services')
  if (!has('user')) call.add('privileged', 'administers services')
  if (STOPPING_UNIT.test(verb) && verb !== 'disable' && verb !== 'revert')
    call.add('destructive', 'stops work in progress')
}

/** The rule of a tool that changes the system, unless its arguments match `looks`. `losing`: they lose data. */
function administers(looks: RegExp, what: string, losing?: RegExp): (call: Call) => void {
  return (call) => {
    const text = joinWords(call.args)
    if (looks.test(text)) return
    label(call, 'privileged writes', what)
    if (losing?.test(text) === true) call.add('destructive', 'loses what was set or stored')
  }
}

const formats = always('privileged writes destructive', 'erases a disk or partition')

export const SYSTEM: Rules = {
  systemctl: judgeSystemctl,
  ...each('service rc-service invoke-rc.d', (call) => {
    const text = joinWords(call.args)
    if (/\bstatus(?:-all)?\b|--status-all|--list/.test(text)) return
    label(call, 'privileged writes', 'administers services')
    if (/\b(?:stop|restart)\b/.test(text)) call.add('destructive', 'stops work in progress')
  }),
  ...each(
    'update-rc.d chkconfig rc-update initctl sv',
    administers(/^(?:--list|list|status|show)\b|^$/, 'administers services'),
  ),
  launchctl(call) {
    const verb = call.args[0]?.value ?? ''
    if (/^(?:list|print\S*|blame|help|version|getenv|dumpstate|managerpid)$/.test(verb)) return
    label(call, 'writes privileged', 'administers services')
    if (/^(?:stop|remove|unload|bootout|kill|disable)$/.test(verb)) call.add('destructive', 'stops work in progress')
  },
  ...each('shutdown reboot halt poweroff telinit init kexec systemctl-reboot pm-suspend pm-hibernate', (call) => {
    if (/\s-c\b/.test(call.text) && call.name === 'shutdown') call.add('privileged', 'cancels a shutdown')
    else label(call, 'privileged destructive writes', 'ends everything that runs on the machine')
  }),
  mount(call) {
    const { operands, has } = readOptions(call.args, { short: 'toLUOT' })
    if (operands.length === 0 && !has('a', 'all')) return
    label(call, 'privileged writes', 'mounts a file system')
    if (/\b(?:nfs|cifs|sshfs|smb)/.test(call.text) || operands.some((word) => /^(?:\/\/|[\w.-]+:\/)/.test(word.value)))
      call.add('network', 'mounts from another host')
  },
  ...each(
    'umount fusermount fusermount3 swapon swapoff losetup dmsetup mount.nfs sshfs udisksctl automount exportfs',
    (call) => {
      if (
        call.args.length === 0 ||
        /^(?:swapon|losetup|dmsetup|udisksctl|exportfs)\b.*\s(?:-s|--show|--list|-l|ls|info|status|-v)$|^losetup -a$/.test(
          call.text,
        )
      )
        return
      if (call.name === 'sshfs') label(call, 'network writes', 'mounts from another host')
      else label(call, 'privileged writes', 'changes mounts or swap')
    },
  ),
  ...each('mkfs mke2fs mkswap wipefs blkdiscard mkdosfs newfs mkntfs', (call) => {
    if (call.name === 'wipefs' && !readOptions(call.args, { short: 'ot' }).has('a', 'all', 'o', 'offset'))
      call.add('privileged', 'reads a disk')
    else formats(call)
  }),
  ...each('fdisk sfdisk cfdisk gdisk sgdisk parted gparted', (call) => {
    const { has } = readOptions(call.args, { short: 'bCHoStuNoL' })
    const isLooking = has('l', 'list', 'd', 'dump', 'p', 'print', 's', 'J', 'json', 'i') || /\sprint\b/.test(call.text)
    if (
      isLooking &&
      !/\b(?:mklabel|mkpart|rm|resizepart|mktable)\b/.test(call.text) &&
      !(call.name === 'sgdisk' && has('d', 'Z', 'o', 'n'))
    )
      call.add('privileged', 'reads the partition table')
    else formats(call)
  }),
  ...each('pvremove vgremove lvremove lvreduce vgreduce pvmove', formats),
  ...each(
    'pvcreate vgcreate lvcreate lvextend vgextend lvresize lvchange vgchange lvrename resize2fs xfs_growfs tune2fs e2label mdadm btrfs zfs zpool cryptsetup fsck e2fsck xfs_repair debugfs hdparm smartctl nvme badblocks fstrim sgdisk-x quotaon quotaoff setquota edquota growpart e2image ntfsfix testdisk ddrescue',
    (call) => {
      const text = joinWords(call.args)
      if (
        /^(?:list|status|get|show|scrub status|subvolume list|subvolume show|filesystem (?:show|df|usage)|iostat|history|property get)\b|^(?:fi|sub) (?:show|list)/.test(
          text,
        ) &&
        /^(?:zfs|zpool|btrfs)$/.test(call.name)
      )
        return
      if (/^(?:smartctl|tune2fs)$/.test(call.name) && /^-[alHixc]\b|^-l/.test(text)) {
        call.add('privileged', 'reads a raw device')
        return
      }
      label(call, 'privileged writes', 'changes disks')
      if (call.name === 'cryptsetup') call.add('credential-touching', 'uses the key of a disk')
      if (
        /\b(?:destroy|luksFormat|erase|luksErase|luksKillSlot|format|sanitize|labelclear|zero-superblock|remove|delete|rollback|--zero-superblock|--security-erase|secure-erase|receive -F|badblocks -w|create|detach|--stop|-w)\b/.test(
          text,
        ) &&
        !/^(?:subvolume|sub) create|snapshot/.test(text)
      )
        call.add('destructive', 'loses what is stored')
      if (call.name === 'ddrescue' || (call.name === 'badblocks' && /-w/.test(text)))
        call.add('destructive', 'overwrites a device')
    },
  ),
  ...each(
    'lvs vgs pvs pvdisplay vgdisplay lvdisplay pvscan vgscan lvscan dumpe2fs blkid swaplabel lsscsi blockdev',
    (call) => {
      if (call.name === 'blockdev' && /--set|--flush/.test(call.text))
        label(call, 'privileged writes', 'changes a device')
    },
  ),
  diskutil(call) {
    const verb = call.args[0]?.value ?? ''
    if (/^(?:list|info|activity|listFilesystems|apfs)$/.test(verb) && !/delete|erase/i.test(call.text)) return
    label(call, 'privileged writes', 'changes disks')
    if (/erase|partition|delete|zero|secure|reformat/i.test(call.text)) call.add('destructive', 'erases a disk')
  },
  ...each('modprobe insmod rmmod depmod kmod', (call) => {
    if (/^kmod (?:list|static-nodes)|--show|-n\b|--dry-run|-D\b/.test(call.text)) return
    label(call, 'privileged writes', 'changes the kernel')
    if (call.name !== 'rmmod' && !/-r\b/.test(call.text)) call.add('remote-code', 'loads code into the kernel')
  }),
  sysctl(call) {
    const { operands, has } = readOptions(call.args, { short: 'r' })
    if (has('w', 'write', 'p', 'load', 'system', 'f') || operands.some((word) => word.value.includes('=')))
      label(call, 'privileged writes', 'changes kernel settings')
  },
  ...each(
    'iptables ip6tables nft ebtables arptables ufw firewall-cmd pfctl ipset iptables-restore iptables-save tc ipfw fail2ban-client',
    (call) => {
      const text = joinWords(call.args)
      if (
        /(?:^|\s)(?:-[nvxt]*[LS][nvx]*|--list(?:-\w+)*|list|status(?: \w+)?|show|-s\w*|--state|--get-\w+)(?:\s|$)/.test(
          text,
        ) ||
        call.name === 'iptables-save'
      ) {
        if (!/(?:^|\s)(?:-[FXZADI]|--flush|flush|add|delete)\b/.test(text)) {
          call.add('privileged', 'reads the firewall')
          return
        }
      }
      label(call, 'privileged writes', 'changes the firewall or traffic')
      if (/(?:^|\s)(?:-[FX]|--flush|flush|reset|disable|delete|destroy|-D)\b/.test(text))
        call.add('destructive', 'drops firewall rules')
    },
  ),
  ip(call) {
    if (call.args.some((word) => /^-{1,2}(?:b|batch|force)$/.test(word.value))) {
      label(call, 'privileged writes', 'changes the network as a file says')
    }
    const words = readOptions(call.args, { short: 'nfl' }).operands.map((word) => word.value)
    if (words[0] === 'netns' && words[1] === 'exec') {
      call.add('privileged', 'runs in another network namespace')
      call.run(call.args.slice(call.args.findIndex((word) => word.value === 'exec') + 2))
    } else if (
      words.length > 1 &&
      !/^(?:s|sh|sho|show|l|ls|lst|list|get|help|monitor|mon|save|[\d.:/]+)$/.test(words[1] ?? '')
    ) {
      label(call, 'privileged writes', 'changes the network of the machine')
      if (/^(?:del|delete|flush)/.test(words[1] ?? '') || /\bdown\b/.test(call.text))
        call.add('destructive', 'cuts connections')
    }
  },
  ...each(
    'ifconfig route iwconfig brctl bridge ethtool ifup ifdown iw arp nmcli wpa_cli rfkill networksetup scutil netplan resolvectl networkctl wg nmtui connmanctl iwctl',
    (call) => {
      const text = joinWords(call.args)
      if (/^nm/.test(call.name) && /\b(?:-s|--show-secrets|wifi show-password)\b/.test(call.text))
        call.add('credential-touching', 'shows stored passwords')
      const isLooking =
        /^(?:-[anevirSkcl]+|[a-z]+\d*|--\w+|(?:dev|device|connection|con|c|d|general|radio)(?: (?:show|status|list|wifi|s)(?: \S+)?)?|status|show.*|list.*|query .*|dns|-get\w+ .*|-list\w+|get|wifi|\S+ (?:scan|link|info))?$/.test(
          text,
        ) && !/\b(?:up|down|add|del|delete|set|on|off|apply|unblock|block|flush\S*)\b/.test(text)
      if (isLooking) {
        if (/^query /.test(text)) call.add('network', 'looks a name up')
        if (call.name === 'wg' && /showconf|private/.test(text)) call.add('credential-touching', 'shows keys')
        return
      }
      label(call, 'privileged writes', 'changes the network of the machine')
      if (/\b(?:down|del|delete|off|flush)\b/.test(text) || call.name === 'ifdown')
        call.add('destructive', 'cuts connections')
    },
  ),
  ...each(
    'hostnamectl timedatectl localectl nvram bless pmset systemsetup spctl csrutil tmutil update-grub grub-install grub-mkconfig grub2-mkconfig efibootmgr update-initramfs mkinitcpio dracut bootctl setenforce semanage setsebool restorecon chcon aa-enforce aa-disable aa-complain auditctl setcap ldconfig update-alternatives alternatives update-ca-certificates locale-gen dpkg-reconfigure raspi-config hwclock adjtimex chronyc ntpq tuned-adm cpupower powertop rtcwake swaplabel mkinitrd kdump efivar fwupdmgr systemd-tmpfiles systemd-sysusers coredumpctl systemd-analyze busctl gsettings dconf defaults xset setxkbmap xrandr xinput pactl amixer alsamixer brightnessctl update-desktop-database xdg-mime xdg-settings fc-cache notify-send wall write mesg',
    (call) => {
      const text = joinWords(call.args)
      if (
        /^(?:$|status|show\S*|list\S*|--?list\S*|--?show|-[glprv]$|-v|--display \S+|--query \S+|get\b.*|read\b.*|read-type .*|find .*|query .*|time|blame|critical-chain|is-\S+|-p|print|tracking|sources|activity|--version|info.*|verify .*|export .*|domains|-q|--status|-g \S+)/.test(
          text,
        ) &&
        !/^(?:update-grub|grub-install|update-initramfs|mkinitcpio|dracut|ldconfig|locale-gen|update-ca-certificates|powertop|fc-cache)$/.test(
          call.name,
        )
      )
        return
      if (
        /^(?:notify-send|mesg|xset|setxkbmap|xrandr|xinput|brightnessctl|powertop|cpupower|fc-cache|update-desktop-database|busctl|systemd-analyze)$/.test(
          call.name,
        )
      ) {
        if (call.name !== 'notify-send') call.add('writes', 'changes settings')
        else call.doubt()
      } else if (/^(?:gsettings|dconf|defaults|xdg-mime|xdg-settings|pactl|amixer|wall|write)$/.test(call.name)) {
        call.add('writes', 'changes settings')
        if (/^(?:delete|reset)/.test(text)) call.add('destructive', 'drops settings')
      } else {
        label(call, 'privileged writes', 'changes the system')
        if (call.name === 'fwupdmgr') call.add('network', 'downloads firmware')
        if (call.name === 'tmutil' && /delete/.test(text)) call.add('destructive', 'deletes backups')
      }
    },
  ),
  getcap: () => {},
  ...each('getenforce sestatus aa-status', () => {}),
  journalctl(call) {
    const { has } = readOptions(call.args, {
      short: 'untpogSUDM',
      long: [
        'unit',
        'since',
        'until',
        'lines',
        'output',
        'vacuum-size',
        'vacuum-time',
        'vacuum-files',
        'priority',
        'grep',
        'identifier',
      ],
    })
    if (has('vacuum-size', 'vacuum-time', 'vacuum-files')) label(call, 'privileged writes destructive', 'deletes logs')
    else if (has('cursor-file')) call.add('writes', 'writes a file')
    else if (has('rotate', 'flush', 'sync', 'relinquish-var', 'setup-keys', 'update-catalog'))
      label(call, 'privileged writes', 'changes the journal')
  },
  log: (call) => {
    if (/erase/.test(call.text)) label(call, 'privileged writes destructive', 'deletes logs')
  },
  logger: always('writes', 'writes to the system log'),
  crontab(call) {
    const { has, operands } = readOptions(call.args, { short: 'u' })
    if (has('u')) call.add('privileged', 'acts on the crontab of another user')
    if (has('l')) return
    if (has('r')) label(call, 'writes destructive', 'deletes the crontab')
    else {
      call.add('writes', 'replaces the crontab')
      for (const line of (call.feed.literal ?? '').split('\n')) {
        const planned = /^\s*(?:@\w+|(?:[\d*/,A-Za-z-]+\s+){5})(.*)$/.exec(line)?.[1]
        if (planned !== undefined) call.runCode(planned)
      }
      if (operands.length > 0 || call.feed.kind !== 'none') call.doubt()
    }
  },
  ...each('at batch', (call) => {
    const { has } = readOptions(call.args, { short: 'qft' })
    if (has('l', 'c')) return
    label(call, has('d', 'r') ? 'writes destructive' : 'writes', has('d', 'r') ? 'drops a planned job' : 'plans a job')
    if (call.feed.literal !== null) call.runCode(call.feed.literal)
    else if (has('f') || call.feed.kind !== 'none')
      call.add('remote-code', 'plans commands that the line does not show')
  }),
  atq: () => {},
  atrm: always('writes destructive', 'drops a planned job'),
  anacron: always('remote-code', 'runs planned jobs'),
  ...each('logrotate run-parts', always('writes remote-code', 'runs what is configured')),
  sync: () => {},
  ...each('ipcrm', always('writes destructive', 'removes shared memory')),
  prlimit: (call) => {
    const { operands } = readOptions(call.args, { short: 'po', long: ['pid', 'output'], stopsAtOperand: true })
    if (operands.length > 0) call.run(operands)
    else if (call.args.some((word) => /^--?(?!pid|output)[a-z]+=/.test(word.value)))
      label(call, 'privileged writes', 'changes limits of a process')
  },
  ...each('say espeak afplay aplay mpv vlc mplayer ffplay paplay play', (call) => {
    if (/https?:\/\//.test(call.text)) call.add('network', 'plays from another host')
    if (/^(?:say|espeak)$/.test(call.name) && /\s-[ow]\b/.test(call.text)) call.add('writes', 'writes a sound file')
  }),
  ...each('ffprobe mediainfo identify', (call) => {
    if (/https?:\/\//.test(call.text)) call.add('network', 'reads from another host')
  }),
  ...each('screencapture scrot grim gnome-screenshot import flameshot', always('writes', 'writes a picture')),
  ...each('caffeinate', (call) => {
    call.doubt()
  }),
}
