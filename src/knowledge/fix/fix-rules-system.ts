// Corrections about the system and the network: ports, locks, packages, services, mounts, hosts.

import { measureDistance } from '../../sys/words/word-distance.ts'
import { findSpellings } from './misspelling.ts'
import { findPackage, packagedPrograms } from '../index/known-programs.ts'
import { quoteWord } from '../../shell-syntax/word-quoting.ts'
import { isFolder } from '../../workspace/folder-entries.ts'
import { putAfterProgram, replaceWord, withSudo } from './failed-command.ts'
import type { Failure } from './failed-command.ts'
import { resolvePath } from './failed-command.ts'
import type { Rule } from './fix-rules.ts'
import { longPattern } from '../../sys/words/long-pattern.ts'

/** tar's letter or option and the unpacking program, by the ending of an archive. */
const ARCHIVES: readonly [RegExp, string, string][] = [
  [/\.(?:tar\.gz|tgz)$/i, 'z', 'tar xzf'],
  [/\.(?:tar\.bz2|tbz2?)$/i, 'j', 'tar xjf'],
  [/\.(?:tar\.xz|txz)$/i, 'J', 'tar xJf'],
  [/\.tar\.zst$/i, '', 'tar --zstd -xf'],
  [/\.tar$/i, '', 'tar xf'],
  [/\.zip$/i, '', 'unzip'],
  [/\.gz$/i, '', 'gunzip'],
  [/\.bz2$/i, '', 'bunzip2'],
  [/\.xz$/i, '', 'unxz'],
  [/\.7z$/i, '', '7z x'],
  [/\.rar$/i, '', 'unrar x'],
  [/\.zst$/i, '', 'unzstd'],
]

/** The usual command that unpacks an archive, by its ending. */
function unpackCommand(file: string): string | null {
  const row = ARCHIVES.find(([pattern]) => pattern.test(file))
  return row ? `${row[2]} ${file}` : null
}

function findPort(f: Failure): string | null {
  return (
    /(?:EADDRINUSE|in use)[^\n]*?[:\s](\d{2,5})\b(?!\])/i.exec(f.output)?.[1] ??
    /(?:port|:)\s*(\d{2,5})\b[^\n]*(?:in use|already|allocated)/i.exec(f.output)?.[1] ??
    /(?:0\.0\.0\.0|127\.0\.0\.1|localhost|\[::\]):(\d{2,5})/.exec(f.output)?.[1] ??
    /(?:--port[= ]|-p[= ]?|:)(\d{2,5})\b/.exec(f.failed)?.[1] ??
    f.operands.map((word) => word.value).find((value) => /^\d{4,5}$/.test(value)) ??
    null
  )
}

const KNOWN_HOSTS =
  'example.com github.com google.com gitlab.com localhost stackoverflow.com raw.githubusercontent.com api.github.com bitbucket.org wikipedia.org archive.org cloudflare.com'.split(
    ' ',
  )

export const SYSTEM_RULES: readonly Rule[] = [
  {
    why: 'something else uses the port: see what, or stop it',
    confidence: 0.94,
    says: /EADDRINUSE|address (?:is )?already in use|port (?:is )?already (?:allocated|in use)|port \d+ is (?:already )?(?:in use|occupied|being used)|Only one usage of each socket|bind: address/i,
    to: (f) => {
      const port = findPort(f)
      if (port === null) return null
      return [`lsof -i :${port}`, `fuser -k ${port}/tcp`, `kill $(lsof -t -i :${port})`]
    },
  },
  {
    for: 'apt apt-get dpkg aptitude',
    why: 'another package manager is at work: see it, or wait for it',
    confidence: 0.93,
    says: /(?:Could not get|Unable to acquire the dpkg[^\n]*|waiting for cache) lock|is locked by another process|held by process (\d+)/i,
    to: (f) => {
      if (/are you root/i.test(f.output)) return null
      const pid = /held by process (\d+)/.exec(f.output)?.[1]
      const lock = /lock (\/\S+?)[.\s]/.exec(`${f.output} `)?.[1] ?? '/var/lib/dpkg/lock-frontend'
      return [pid === undefined ? `sudo lsof ${quoteWord(lock)}` : `ps -p ${pid}`, `sudo lsof ${quoteWord(lock)}`]
    },
  },
  {
    for: 'apt apt-get',
    why: 'the package list may be old, or the name is another',
    confidence: 0.86,
    says: /Unable to locate package (\S+)|has no installation candidate|Couldn't find any package/i,
    to: (f, said) => {
      const name = said[1] ?? f.operands.at(-1)?.value ?? ''
      const known = new Set<string>([...packagedPrograms()].map((program) => findPackage(program) ?? program))
      const near = findSpellings(name, known, () => 0.6, 1)[0]
      const word = f.operands.find((item) => item.value === name)
      const other = findPackage(name)
      const out: string[] = []
      if (word && other !== null && other !== name) out.push(replaceWord(f, word, other))
      else if (word && near && near.distance <= 1.6) out.push(replaceWord(f, word, near.word))
      return [
        ...out,
        `sudo ${f.name} update && ${f.segment.replace(/^(?!sudo)/, 'sudo ')}`,
        `sudo ${f.name} update`,
        `apt search ${name}`,
      ]
    },
  },
  {
    for: 'apt apt-get dpkg',
    why: 'an interrupted installation must be finished first',
    confidence: 0.95,
    says: /dpkg was interrupted|dpkg --configure -a/i,
    to: () => 'sudo dpkg --configure -a',
  },
  {
    for: 'apt apt-get dpkg',
    why: 'dependencies are broken: apt can repair them',
    confidence: 0.92,
    says: /--fix-broken install|unmet dependencies|dependency problems/i,
    to: (f) => [`sudo ${f.name === 'dpkg' ? 'apt' : f.name} --fix-broken install`, 'sudo apt install -f'],
  },
  {
    for: 'pip pip3 python python3',
    why: 'the system Python is managed by the package manager: use a virtual environment',
    confidence: 0.94,
    says: /externally-managed-environment|PEP 668/i,
    to: (f) => {
      const names = f.operands.filter((word) => !/^(?:install|pip|-m)$/.test(word.value)).map((word) => word.text)
      const rest = names.join(' ')
      return [
        `python3 -m venv .venv && source .venv/bin/activate && pip install ${rest}`.trimEnd(),
        `python3 -m venv .venv && .venv/bin/pip install ${rest}`.trimEnd(),
        `pipx install ${rest}`.trimEnd(),
        `${f.segment} --break-system-packages`,
      ]
    },
  },
  {
    for: 'brew',
    why: 'the formula has another name or is a cask',
    confidence: 0.75,
    says: /No available formula (?:or cask )?with the name ["']?([\w@.-]+)/i,
    to: (f, said) => {
      const near = findSpellings(said[1] ?? '', [...packagedPrograms()], () => 0.5, 1)[0]
      const word = f.operands.find((item) => item.value === said[1])
      return [
        ...(near && word && near.distance < 1.6 ? [replaceWord(f, word, near.word)] : []),
        `brew search ${said[1]}`,
      ]
    },
  },
  {
    for: 'systemctl service',
    why: 'there is no such unit; this lists what there is',
    confidence: 0.5,
    says: /could not be found|not loaded|unrecognized service/i,
    to: () => 'systemctl list-units --type=service',
  },
  {
    for: 'systemctl',
    why: 'the unit file changed on disk',
    confidence: 0.9,
    says: /unit file[^\n]*changed on disk|daemon-reload/i,
    to: (f) =>
      f.operands[0]?.value === 'daemon-reload'
        ? null
        : `sudo systemctl daemon-reload && ${f.segment.replace(/^(?!sudo)/, 'sudo ')}`,
  },
  {
    for: 'systemctl',
    why: 'the unit is masked',
    confidence: 0.92,
    says: /is masked/i,
    to: (f) => {
      const unit = f.operands[1]?.text ?? '<unit>'
      return [
        `sudo systemctl unmask ${unit}`,
        `sudo systemctl unmask ${unit} && ${f.segment.replace(/^(?!sudo)/, 'sudo ')}`,
      ]
    },
  },
  {
    for: 'systemctl service',
    why: 'the unit failed to start: its log says why',
    confidence: 0.86,
    says: /Job for (\S+?)(?:\.service)? failed|See "systemctl status (\S+?)(?:\.service)?"|control process exited/i,
    to: (f, said) => {
      const unit = said[1] ?? said[2] ?? f.operands[1]?.value ?? '<unit>'
      return [`systemctl status ${unit}`, `journalctl -xeu ${unit}`, `journalctl -u ${unit}`]
    },
  },
  {
    for: 'systemctl',
    why: 'systemd does not run here',
    confidence: 0.75,
    says: /not been booted with systemd/i,
    to: (f) => (f.operands.length > 1 ? `sudo service ${f.operands[1]?.text} ${f.operands[0]?.text}` : null),
  },
  {
    for: 'umount',
    why: 'something still uses it: see what, or detach it when it is free',
    confidence: 0.94,
    says: /busy/i,
    to: (f) => {
      const path = f.operands[0]?.text ?? '<mount point>'
      return [`lsof +D ${path}`, `fuser -vm ${path}`, `sudo umount -l ${path}`]
    },
  },
  {
    for: 'umount',
    why: 'it is not mounted; this shows what is',
    confidence: 0.75,
    says: /not mounted|no mount point/i,
    to: () => ['mount', 'lsblk'],
  },
  {
    for: 'mount',
    why: 'the mount point does not exist yet',
    confidence: 0.92,
    says: /mount point does not exist/i,
    to: (f) => `sudo mkdir -p ${f.operands.at(-1)?.text} && ${f.segment.replace(/^(?!sudo)/, 'sudo ')}`,
  },
  {
    for: 'mount umount fdisk mkfs modprobe iptables ufw tcpdump useradd userdel usermod adduser groupadd visudo reboot shutdown poweroff halt dmesg lsof hdparm blkid swapon swapoff chown apt apt-get dnf yum pacman dpkg snap sysctl passwd nmap ip ifconfig route',
    why: 'this needs the rights of root',
    confidence: 0.9,
    says: /only root|must be root|superuser|root privileges|not permitted|denied|are you root|need to be root|unless you are root/i,
    to: (f) => (f.hasSudo ? null : withSudo(f)),
  },
  {
    for: 'ssh scp sftp rsync git',
    why: 'the host has another key than before: if that is expected, forget the old one',
    confidence: 0.94,
    says: /REMOTE HOST IDENTIFICATION HAS CHANGED|Host key verification failed/i,
    to: (f) => {
      const said = /-R ["']?([^"'\s]+)["']?/.exec(f.output)?.[1]
      const typed = f.operands[0]?.value.replace(/^.*@/, '').replace(/:.*$/, '')
      const host = said ?? typed
      return host === undefined ? null : `ssh-keygen -R ${quoteWord(host)}`
    },
  },
  {
    for: 'ssh scp sftp rsync',
    why: 'the server accepts none of your keys: name one, or install yours there',
    confidence: 0.8,
    says: /Permission denied \((?:publickey|password|keyboard)/i,
    to: (f) => {
      if (/too open|UNPROTECTED/i.test(f.output)) return null
      const host =
        f.operands.map((word) => word.value).find((value) => value.includes('@')) ?? f.operands[0]?.value ?? '<host>'
      return [`ssh-copy-id ${host.replace(/:.*$/, '')}`, `ssh -i <key> ${host}`]
    },
  },
  {
    for: 'ssh scp sftp telnet nc curl',
    why: 'the host refuses the connection: see whether it answers at all',
    confidence: 0.66,
    says: /connection refused|connection timed out|no route to host|failed to connect/i,
    to: (f) => {
      const host = namedHost(f)
      if (host === null) return null
      if (/^(?:localhost|127\.|0\.0\.0\.0)/.test(host))
        return ['ss -tlnp', `lsof -i :${/:(\d+)/.exec(f.failed)?.[1] ?? '<port>'}`]
      return [`ping -c 4 ${host}`, `nc -vz ${host} ${f.name === 'ssh' ? 22 : 443}`]
    },
  },
  {
    why: 'the name does not resolve: it may be misspelt',
    confidence: 0.88,
    says: longPattern('i')`
      could not resolve host(?:name)?:? ([\w.-]+)|Name or service not known|nodename nor servname|unknown host
      |Temporary failure in name resolution|getaddrinfo ENOTFOUND ([\w.-]+)|unable to resolve host address
    `,
    to: (f, said) => {
      const host = said[1] ?? said[2] ?? namedHost(f)
      if (!host) return null
      const near = KNOWN_HOSTS.map((known) => ({ known, distance: measureDistance(host, known, 2.2) })).toSorted(
        (a, b) => a.distance - b.distance,
      )[0]
      if (near && near.distance !== Infinity && near.distance > 0)
        return [f.failed.replace(host, near.known), `ping -c 4 ${host}`]
      // The top-level domain is misspelt (`.con`, `.ocm`).
      const fixed = host
        .replace(/\.(?:con|cmo|ocm|vom|comm|cm)$/, '.com')
        .replace(/\.(?:ogr|rog|orgg)$/, '.org')
        .replace(/\.(?:nte|ent)$/, '.net')
      return fixed === host ? [`ping -c 4 ${host}`, `dig ${host}`, 'ping -c 4 1.1.1.1'] : f.failed.replace(host, fixed)
    },
  },
  {
    for: 'curl',
    why: 'the certificate is not trusted: -k skips the check, which is insecure',
    confidence: 0.9,
    says: /SSL certificate problem|certificate (?:verify failed|has expired)|self[- ]signed certificate/i,
    to: (f) => putAfterProgram(f, '-k'),
  },
  {
    for: 'wget',
    why: 'the certificate is not trusted: this skips the check, which is insecure',
    confidence: 0.9,
    says: /cannot verify|certificate/i,
    to: (f) => putAfterProgram(f, '--no-check-certificate'),
  },
  {
    for: 'curl',
    why: 'the server speaks TLS on this port',
    confidence: 0.9,
    says: /HTTP\/0\.9 when not allowed|plain HTTP request was sent to HTTPS port|Client sent an HTTP request to an HTTPS server/i,
    to: (f) => {
      const word = f.operands.at(-1)
      return word ? replaceWord(f, word, `https://${word.value.replace(/^http:\/\//, '')}`) : null
    },
  },
  {
    for: 'curl',
    why: 'the server does not speak TLS on this port',
    confidence: 0.88,
    says: /wrong version number|unknown protocol|record layer failure/i,
    to: (f) => (f.failed.includes('https://') ? f.failed.replace('https://', 'http://') : null),
  },
  {
    for: 'curl wget',
    why: 'the page moved: -L follows it',
    confidence: 0.85,
    says: /30[1278] (?:Moved|Found|Permanent|Temporary)|Moved Permanently/i,
    to: (f) => (f.name === 'curl' && !/ -\w*L/.test(f.failed) ? putAfterProgram(f, '-L') : null),
  },
  {
    for: 'curl',
    why: 'the URL must be quoted: & and ? mean something to the shell',
    confidence: 0.8,
    says: /no matches found|URL (?:using bad|malformed)|no URL specified/i,
    to: (f) => {
      const url = f.operands.find((word) => /[?&]/.test(word.value) && !word.quoted)
      return url ? replaceWord(f, url, `'${url.value}'`) : null
    },
  },
  {
    for: 'curl',
    why: 'the protocol is missing or misspelt',
    confidence: 0.88,
    says: /Protocol ["']?(\w+)["']? not supported|unsupported protocol/i,
    to: (f, said) =>
      said[1] !== undefined && /^h?t+/.test(said[1])
        ? f.failed.replace(`${said[1]}:`, said[1].endsWith('s') ? 'https:' : 'http:')
        : null,
  },
  {
    for: 'ping',
    why: 'ping takes a host name, not a URL',
    confidence: 0.92,
    to: (f) => {
      const word = f.operands.find((item) => /^\w+:\/\//.test(item.value))
      return word ? replaceWord(f, word, word.value.replace(/^\w+:\/\//, '').replace(/[/:].*$/, '')) : null
    },
  },
  {
    for: 'tar',
    why: 'the archive is compressed another way',
    confidence: 0.94,
    says: /not in gzip format|not a bzip2 file|file format not recognized|format not recognized|Archive is compressed|decompress|This does not look like a tar archive/i,
    to: (f) => {
      const file = f.operands
        .map((word) => word.value)
        .find((value) => ARCHIVES.some(([pattern]) => pattern.test(value)))
      const letters = f.args[0]
      if (file === undefined || !letters) return null
      const row = ARCHIVES.find(([pattern]) => pattern.test(file))
      if (!row) return null
      if (!row[2].startsWith('tar')) return unpackCommand(file)
      const others = letters.value.replace(/[zjJ]/g, '')
      const at = others.includes('f') ? others.indexOf('f') : others.length
      const letter = /Archive is compressed|look like a tar/i.test(f.output) || row[1] === '' ? row[1] : row[1]
      const first = `${others.slice(0, at)}${letter}${others.slice(at)}`
      return [replaceWord(f, letters, first), replaceWord(f, letters, others)]
    },
  },
  {
    for: 'tar',
    why: 'an archive needs a name, and then what to put in',
    confidence: 0.9,
    says: /Cowardly refusing to create an empty archive|No files or directories specified|Must specify one of/i,
    to: (f) => {
      const letters = f.args[0]
      const target =
        f.operands
          .map((word) => word.value)
          .find((value) => value !== letters?.value && isFolder(resolvePath(f.cwd, f.home, value))) ??
        f.operands.at(-1)?.value
      if (!letters || target === undefined || target === letters.value) return null
      const ending = letters.value.includes('z')
        ? 'tar.gz'
        : letters.value.includes('j')
          ? 'tar.bz2'
          : letters.value.includes('J')
            ? 'tar.xz'
            : 'tar'
      const clean = target.replace(/\/+$/, '')
      if (/\.(?:tar|tgz|tar\.\w+)$/.test(clean))
        return `${f.failed.trim()} ${clean.replace(/\.(?:tgz|tar(?:\.\w+)?)$/, '')}`
      return `tar ${letters.text} ${clean}.${ending} ${target}`
    },
  },
  {
    for: 'unzip',
    why: 'that is no zip archive',
    confidence: 0.95,
    says: /End-of-central-directory signature not found|cannot find zipfile|not a zipfile/i,
    to: (f) => {
      const file = f.operands[0]?.value ?? ''
      const command = unpackCommand(file)
      return command !== null && !command.startsWith('unzip') ? command : null
    },
  },
  {
    for: 'gunzip gzip',
    why: 'that is compressed another way',
    confidence: 0.92,
    says: /not in gzip format|unknown suffix/i,
    to: (f) => {
      const command = unpackCommand(f.operands[0]?.value ?? '')
      return command !== null && !command.startsWith('gunzip') ? command : null
    },
  },
  {
    for: 'zip',
    why: 'zip needs the name of the archive and what to put in',
    confidence: 0.8,
    says: /Nothing to do|nothing to select from|zip error/i,
    to: (f) => {
      const target = f.operands.find((word) => f.isFolder(word.value))
      return target && f.operands.length === 1 ? `zip -r ${target.value.replace(/\/+$/, '')}.zip ${target.text}` : null
    },
  },
  {
    for: 'sed',
    why: 'the substitution ends with its separator',
    confidence: 0.92,
    says: /unterminated (?:[`'"]s['"]|substitute)/i,
    to: (f) => {
      const script =
        f.args.find((word) => /^s(.).+\1/.test(word.value)) ?? f.args.find((word) => /^['"]?s\W/.test(word.text))
      if (!script) return null
      const sign = /s(\W)/.exec(script.value)?.[1] ?? '/'
      const close = /^['"]/.test(script.text) ? (script.text.at(-1) ?? '') : ''
      const body = close === '' ? script.text : script.text.slice(0, -1)
      return [`${body}${sign}${close}`, `${body}${sign}g${close}`].map((text) => replaceWord(f, script, text))
    },
  },
  {
    for: 'sed',
    why: 'a path in the substitution needs another separator',
    confidence: 0.85,
    says: /unknown option to [`'"]s/i,
    to: (f) => {
      const script = f.args.find((word) => /^s\/.*\/.*\/.*\//.test(word.value))
      const parts = script ? /^s\/(.*?)\/((?:[^/]*\/)*[^/]*)\/([gip\d]*)$/.exec(script.value) : null
      if (!script || !parts) return null
      const quote = script.text[0] === '"' ? '"' : "'"
      return replaceWord(f, script, `${quote}s|${parts[1]}|${parts[2]}|${parts[3]}${quote}`)
    },
  },
  {
    for: 'sed',
    why: 'BSD sed wants a backup suffix, even an empty one',
    confidence: 0.85,
    says: /invalid command code|extra characters at the end of|undefined label/i,
    to: (f) => (process.platform === 'darwin' && / -i /.test(f.failed) ? f.failed.replace(' -i ', " -i '' ") : null),
  },
  {
    for: 'tmux',
    why: 'there is no session yet: this starts one',
    confidence: 0.92,
    says: /no sessions|no server running|can't find session|error connecting to/i,
    to: (f) => {
      const at = f.args.findIndex((word) => word.value === '-t')
      const name = at >= 0 ? f.args[at + 1]?.text : undefined
      return name !== undefined ? [`tmux new -s ${name}`, 'tmux ls'] : ['tmux', 'tmux new']
    },
  },
  {
    for: 'tmux',
    why: 'the session exists already: this attaches to it',
    confidence: 0.92,
    says: /duplicate session: (\S+)/i,
    to: (_, said) => `tmux attach -t ${said[1]}`,
  },
  {
    for: 'screen',
    why: 'there is no such session',
    confidence: 0.8,
    says: /There is no screen to be|No Sockets found/i,
    to: () => ['screen -ls', 'screen'],
  },
  {
    for: 'crontab',
    why: 'there is no table yet: this makes one',
    confidence: 0.88,
    says: /no crontab for/i,
    to: () => 'crontab -e',
  },
  {
    for: 'useradd adduser',
    why: 'the user exists already',
    confidence: 0.75,
    says: /user ['‘"]?(\S+?)['’"]? already exists/i,
    to: (f, said) => [`id ${said[1]}`, `sudo usermod ${f.operands.at(-1)?.text}`],
  },
  {
    why: 'you are not in the sudoers file: become root another way',
    confidence: 0.7,
    says: /is not in the sudoers file/i,
    to: (f) => [`su -c '${f.segment.replace(/^sudo /, '')}'`, 'su -'],
  },
  {
    for: 'locate',
    why: 'the database does not exist yet',
    confidence: 0.92,
    says: /database|updatedb/i,
    to: (f) => ['sudo updatedb', `sudo updatedb && ${f.segment}`],
  },
  {
    for: 'ps',
    why: 'ps takes BSD letters without a dash',
    confidence: 0.7,
    says: /unsupported|syntax error|must set personality/i,
    to: () => ['ps aux', 'ps -ef'],
  },
  {
    for: 'man',
    why: 'manual pages are not installed',
    confidence: 0.7,
    says: /system has been minimized/i,
    to: (f) => [`${f.operands.at(-1)?.text} --help`, 'sudo unminimize'],
  },
  {
    for: 'locale perl',
    why: 'the locale is not generated',
    confidence: 0.75,
    says: /Setting locale failed|cannot change locale/i,
    to: () => ['sudo locale-gen en_US.UTF-8', 'export LC_ALL=C.UTF-8'],
  },
  {
    for: 'ip ifconfig',
    why: 'there is no such device; this lists them',
    confidence: 0.8,
    says: /Cannot find device|error fetching interface|Device .*does not exist|No such device/i,
    to: () => ['ip link', 'ip addr'],
  },
  {
    for: 'gpg',
    why: 'the key is missing',
    confidence: 0.7,
    says: /No public key|NO_PUBKEY ([0-9A-F]+)/i,
    to: (f) => {
      const key = /(?:NO_PUBKEY|key(?: ID)?|using \w+ key) ([0-9A-F]{8,40})/i.exec(f.output)?.[1]
      return key === undefined ? null : `gpg --recv-keys ${key}`
    },
  },
]

function namedHost(f: Failure): string | null {
  for (const word of f.operands) {
    const match = /^(?:\w+:\/\/)?(?:[^@/\s]+@)?([\w-]+(?:\.[\w-]+)+|localhost)(?=[:/]|$)/.exec(word.value)
    if (match) return match[1] ?? null
  }
  return f.operands[0]?.value.replace(/^.*@/, '').replace(/:.*$/, '') ?? null
}
