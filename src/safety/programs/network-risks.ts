// Programs that talk to other hosts.

import { type Call, type Rules, always, each, label } from '../lines/simple-command.ts'
import { type Options, readOptions } from '../lines/option-split.ts'
import { judgeWrittenPath } from '../lines/redirection.ts'
import { isSecretPath } from '../secrets/secret-names.ts'
import { joinWords } from '../lines/command-words.ts'

const CURL = {
  short: 'XHdFoTuAebcDmwKxErCYyztUPQ',
  long: (
    'request header data data-raw data-binary data-urlencode data-ascii form form-string output upload-file user user-agent referer cookie ' +
    'cookie-jar dump-header max-time connect-timeout write-out config proxy cert key range retry retry-delay resolve url json ' +
    'output-dir interface trace trace-ascii stderr unix-socket cacert oauth2-bearer proxy-user quote create-file-mode etag-save hsts alt-svc libcurl netrc-file'
  ).split(' '),
}

function judgeUpload(call: Call, values: string[]): void {
  for (const value of values) {
    const file = /(?:^|=)[@<]([^;]*)/.exec(value)?.[1]
    if (file !== undefined && isSecretPath(file)) call.add('credential-touching', `sends ${file}`)
  }
}

const CURL_DATA = 'd data data-raw data-binary data-urlencode F form json'.split(' ')
const CURL_CREDENTIALS =
  'u user n netrc netrc-file netrc-optional oauth2-bearer E cert key proxy-user b cookie U'.split(' ')
const SECRET_HEADER = /^(?:authorization|x-api-key|cookie|private-token|x-auth-token|x-vault-token|api-key)/i
const NO_OUTPUT_FILE = /^(?:-|%|\/dev\/(?:null|stdout|stderr))$/

function judgeCurl(call: Call): void {
  const options = readOptions(call.args, CURL)
  const { has, values, given } = options
  if (given.length > 0 && call.args.every((word) => /^(?:--version|-V|--help|-h|--manual|-M)$/.test(word.value))) return
  if (values('unix-socket').length === 0) call.add('network', 'contacts another host')
  else call.doubt()
  judgeCurlOutputs(call, options)
  if (has('K', 'config') && values('K', 'config').some((path) => path !== '/dev/null')) call.doubt()
  const method = values('X', 'request')[0]?.toUpperCase() ?? ''
  const isSending =
    has('T', 'upload-file') ||
    /^(?:PUT|POST|PATCH|DELETE)$/.test(method) ||
    (has(...CURL_DATA, 'form-string') && !has('G', 'get'))
  if (isSending) call.add('writes', 'sends data to another host')
  if (method === 'DELETE') call.add('destructive', 'deletes something on another host')
  judgeUpload(call, [...values(...CURL_DATA), ...values('T', 'upload-file').map((path) => `@${path}`)])
  // `-b FILE` reads cookies that an earlier call may have written; only a cookie in the line is surely a secret.
  const isCookieFile = has('b') && !/=|cookie/i.test(call.text)
  if ((has(...CURL_CREDENTIALS) && !isCookieFile) || values('H', 'header').some((header) => SECRET_HEADER.test(header)))
    call.add('credential-touching', 'sends credentials')
}

function judgeCurlOutputs(call: Call, { has, values }: Options): void {
  const outputs = [
    ...values('o', 'output'),
    ...values('c', 'cookie-jar'),
    ...values('D', 'dump-header'),
    ...values('trace', 'trace-ascii', 'stderr', 'libcurl', 'etag-save', 'hsts', 'alt-svc'),
  ]
  for (const path of outputs.filter((path) => !NO_OUTPUT_FILE.test(path))) {
    call.add('writes', `writes ${path}`)
    judgeWrittenPath(path, (name, what) => {
      call.add(name, what)
    })
  }
  if (has('O', 'remote-name', 'remote-name-all', 'J', 'remote-header-name'))
    call.add('writes', 'saves what it downloads')
}

function judgeWget(call: Call): void {
  const { has, values } = readOptions(call.args, {
    short: 'OoaPUietTwQADXIRlBY',
    long: [
      'output-document',
      'output-file',
      'append-output',
      'directory-prefix',
      'user-agent',
      'post-data',
      'post-file',
      'body-data',
      'body-file',
      'method',
      'header',
      'password',
      'user',
      'use-askpass',
      'tries',
      'timeout',
      'input-file',
      'execute',
      'level',
      'accept',
      'reject',
    ],
  })
  if (call.args.every((word) => /^(?:--version|-V|--help|-h)$/.test(word.value)) && call.args.length > 0) return
  call.add('network', 'contacts another host')
  const targets = values('O', 'output-document')
  if (
    !has('spider') &&
    (targets.length === 0 || targets.some((path) => path !== '-' && path !== '/dev/null' && path !== '/dev/stdout'))
  ) {
    call.add('writes', 'saves what it downloads')
  }
  for (const path of targets) {
    judgeWrittenPath(path, (name, what) => {
      call.add(name, what)
    })
  }
  if (
    has('post-data', 'post-file', 'body-data', 'body-file') ||
    /^(?:PUT|POST|PATCH|DELETE)$/i.test(values('method')[0] ?? '')
  )
    call.add('writes', 'sends data to another host')
  judgeUpload(
    call,
    values('post-file', 'body-file').map((path) => `@${path}`),
  )
  if (has('use-askpass', 'e', 'execute')) {
    call.add('remote-code', 'runs a program for its settings')
    for (const program of values('use-askpass')) call.runCode(program)
  }
  if (has('user', 'password', 'http-password', 'ftp-password')) call.add('credential-touching', 'sends credentials')
}

const SSH = { short: 'bcDEeFIiJLlmOopQRSWwB', stopsAtOperand: true }

function judgeSshOptions(call: Call, settings: string[]): void {
  for (const setting of settings) {
    const [, key = '', code = ''] = /^\s*(\w+)[\s=]+(.*)$/s.exec(setting) ?? []
    if (
      /^(?:ProxyCommand|LocalCommand|KnownHostsCommand|RemoteCommand|PKCS11Provider|SecurityKeyProvider|XAuthLocation)$/i.test(
        key,
      ) &&
      !/^none$/i.test(code)
    ) {
      if (/^ssh\s+[^;|&`$]*$/.test(code)) continue
      call.add('remote-code', `runs a command through ${key}`)
      call.runCode(code.replaceAll(/%[hprn]/g, 'x'))
    }
  }
}

function judgeSsh(call: Call): void {
  const options = readOptions(call.args, SSH)
  if (options.has('V') || options.has('Q')) return
  if (options.has('G')) return
  call.add('network', 'opens a connection to another host')
  judgeSshOptions(call, options.values('o'))
  if (options.has('F')) call.doubt()
  // getopt of ssh also takes options after the host.
  const after = options.operands.slice(1)
  const inner = after[0]?.value.startsWith('-') === true ? readOptions(after, SSH).operands : after
  judgeSshOptions(call, readOptions(after, SSH).values('o'))
  if (
    inner.length > 0 &&
    call.feed.kind !== 'none' &&
    call.feed.literal === null &&
    /^(?:ba|z|da|k)?sh$|^python|^perl$|^node$|^ruby$/.test(inner[0]?.value ?? '')
  ) {
    call.add('remote-code', 'runs its input on the other host')
  }
  if (options.values('i').length > 0) call.add('credential-touching', 'uses a private key')
  if (inner.length > 0) call.runCode(joinWords(inner))
  else if (call.feed.literal !== null) call.runCode(call.feed.literal)
  else if (call.feed.kind === 'file') call.add('remote-code', 'runs a file on the other host')
}

/** mosh and the like only connect to another host. */
const connects = always('network', 'opens a connection to another host')

function judgeRsync(call: Call): void {
  const { has, values, operands } = readOptions(call.args, {
    short: 'efTBM',
    long: [
      'rsh',
      'rsync-path',
      'exclude',
      'include',
      'exclude-from',
      'include-from',
      'files-from',
      'filter',
      'log-file',
      'partial-dir',
      'bwlimit',
      'password-file',
      'chmod',
      'chown',
      'backup-dir',
      'suffix',
      'max-size',
      'min-size',
      'timeout',
      'port',
      'link-dest',
      'out-format',
      'compare-dest',
      'copy-dest',
    ],
  })
  const isRemote = operands.some(
    (word) => /^(?:rsync:\/\/|[\w.-]+@?[\w.-]*::?)/.test(word.value) && !/^[.~/]/.test(word.value),
  )
  if (isRemote) call.add('network', 'copies from or to another host')
  for (const code of [...values('e', 'rsh'), ...values('rsync-path')]) {
    if (/^ssh(?:\s+-[\w]+(?:\s+[\w./~@:=-]+)?)*$/.test(code) && !/-o/.test(code)) continue
    if (/^(?:sudo )?rsync$/.test(code)) {
      if (code.startsWith('sudo')) call.add('privileged', 'runs rsync as root on the other side')
      continue
    }
    call.add('remote-code', 'runs a command that it is told to')
    call.runCode(code)
  }
  if (has('n', 'dry-run', 'list-only') || operands.length === 1) return
  call.add('writes', 'copies files, over existing ones')
  if (has('delete', 'del', 'delete-before', 'delete-after', 'delete-during', 'delete-excluded', 'delete-delay'))
    call.add('destructive', 'deletes what the source does not have')
  if (has('remove-source-files')) call.add('destructive', 'deletes what it has copied')
}

function judgeNetcat(call: Call): void {
  const { has, values } = readOptions(call.args, { short: 'ecgGiIOopPqsTVwXx', long: ['exec', 'sh-exec', 'lua-exec'] })
  call.add('network', 'opens a connection or a port')
  for (const code of [...values('e', 'exec'), ...values('c', 'sh-exec')]) {
    call.add('remote-code', 'gives a program to the other side')
    if (!/^\/?(?:\w+\/)*(?:ba|z|da|k)?sh\b/.test(code)) call.runCode(code)
  }
  if (has('lua-exec')) call.add('remote-code', 'runs a script')
}

export const NETWORK: Rules = {
  curl: judgeCurl,
  wget: judgeWget,
  wget2: judgeWget,
  ...each('http https xh httpie curlie', (call) => {
    const { has, operands } = readOptions(call.args, { short: 'oaAcp', long: ['output', 'auth', 'session', 'timeout'] })
    call.add('network', 'contacts another host')
    const method = operands[0]?.value ?? ''
    if (/^(?:POST|PUT|PATCH|DELETE)$/i.test(method) || operands.some((word) => /^[\w-]+:?=(?!=)/.test(word.value)))
      call.add('writes', 'sends data to another host')
    if (method.toUpperCase() === 'DELETE') call.add('destructive', 'deletes something on another host')
    if (has('o', 'output', 'd', 'download')) call.add('writes', 'saves what it downloads')
    if (has('a', 'auth') || /authorization:/i.test(call.text)) call.add('credential-touching', 'sends credentials')
  }),
  ...each('aria2c axel yt-dlp youtube-dl lftp ftp tftp sftp ncftp gallery-dl you-get', (call) => {
    const { has, values, operands } = readOptions(call.args, {
      short: 'oebcdfFiBRP',
      long: ['exec', 'output', 'on-download-complete', 'netrc-cmd', 'external-downloader'],
    })
    call.add('network', 'transfers files')
    if (
      !/^(?:sftp|ftp|tftp|lftp)$/.test(call.name) &&
      !has('F', 'list-formats', 'j', 'dump-json', 'g', 'get-url', 's', 'simulate', 'get-title', 'print')
    )
      call.add('writes', 'saves what it downloads')
    for (const code of values('exec', 'on-download-complete', 'netrc-cmd')) {
      call.runCode(code)
      call.add('remote-code', 'runs a command after the transfer')
    }
    if (call.name === 'lftp') {
      for (const code of values('e', 'c')) {
        if (/\b(?:put|mirror|get|mget|mput)\b/.test(code)) call.add('writes', 'copies files')
        if (/\b(?:rm|mrm|rmdir)\b|--delete/.test(code)) call.add('destructive', 'deletes files on the other host')
        if (/(?:^|;)\s*!/.test(code)) call.add('remote-code', 'runs a command')
      }
    }
    if (call.name === 'sftp' && (operands.some((word) => /:/.test(word.value)) || call.feed.literal !== null))
      call.add('writes', 'copies files')
    judgeSshOptions(call, call.name === 'sftp' ? readOptions(call.args, { short: 'oFPicbBlRSsD' }).values('o') : [])
  }),
  ...each(
    'ping ping6 fping hping3 arping traceroute traceroute6 tracepath mtr dig nslookup host drill dog doggo kdig whois nmap masscan zmap telnet mosh et speedtest speedtest-cli iperf iperf3 nuttcp ab wrk hey vegeta siege httping netperf ngrok cloudflared bore autossh ntpdate sntp snmpwalk snmpget rdesktop xfreerdp vncviewer vncserver sshuttle irssi weechat mutt neomutt lynx links w3m elinks browsh gopher amfora rdate smbclient rpcclient showmount nbtscan dhclient dhcpcd openvpn wg-quick tailscale zerotier-cli nordvpn syncthing transmission-cli transmission-remote rtorrent mail mailx sendmail msmtp swaks mosquitto_pub mosquitto_sub kcat kafkacat grpcurl websocat wscat evans hurl k6 locust torsocks proxychains proxychains4 chisel frpc gost tor',
    (call) => {
      if (call.args.every((word) => /^(?:--version|-V|--help|-h)$/.test(word.value)) && call.args.length > 0) return
      call.add('network', 'contacts another host')
      if (/^(?:dhclient|dhcpcd|openvpn|wg-quick|sshuttle|arping|masscan|hping3|ntpdate)$/.test(call.name))
        call.add('privileged', 'changes or uses the network as root')
      if (/^(?:mail|mailx|sendmail|msmtp|swaks|mosquitto_pub)$/.test(call.name)) call.add('writes', 'sends a message')
      if (call.name === 'nmap' && readOptions(call.args, { short: 'poeDSgTG' }).given.includes('o'))
        call.add('writes', 'writes its report to a file')
      if (/^(?:torsocks|proxychains4?)$/.test(call.name))
        call.run(readOptions(call.args, { short: 'f', stopsAtOperand: true }).operands)
      if (call.name === 'tailscale' && /^(?:up|down|set|login|logout)$/.test(call.args[0]?.value ?? ''))
        call.add('privileged', 'changes the network of the machine')
    },
  ),
  ssh: judgeSsh,
  sshpass: (call) => {
    call.add('credential-touching', 'passes a password')
    const { operands } = readOptions(call.args, { short: 'pfdP', stopsAtOperand: true })
    if (operands.length > 0) call.run(operands)
  },
  scp(call) {
    const { values } = readOptions(call.args, { short: 'cDFiJloPSX' })
    label(call, 'network writes', 'copies files from or to another host')
    judgeSshOptions(call, values('o'))
    for (const program of values('S')) {
      call.add('remote-code', 'runs a program that it is told to')
      call.runCode(program)
    }
  },
  rsync: judgeRsync,
  rclone(call) {
    const verb = call.args[0]?.value ?? ''
    if (/^(?:version|help|listremotes)$/.test(verb)) return
    if (verb === 'config') {
      call.add('credential-touching', 'reads or changes credentials')
      return
    }
    call.add('network', 'talks to a storage service')
    if (/^(?:ls\w*|size|tree|cat|about|check|md5sum|sha1sum|hashsum|cryptcheck|ncdu)$/.test(verb)) return
    call.add('writes', 'copies or changes files')
    if (/^(?:sync|delete|purge|move|moveto|cleanup|rmdirs?|deletefile|dedupe|bisync)$/.test(verb))
      call.add('destructive', 'deletes files')
  },
  ...each('nc ncat netcat nc.openbsd nc.traditional', judgeNetcat),
  socat(call) {
    const isLocal = call.args.every((word) => /^-|^(?:UNIX|STDIO|FILE|OPEN|PTY|FD|EXEC|SYSTEM)/i.test(word.value))
    if (!isLocal) call.add('network', 'opens a connection or a port')
    for (const word of call.args) {
      const code = /(?:^|!!)(?:EXEC|SYSTEM|SHELL):"?'?([^,"']*)/i.exec(word.value)?.[1]
      if (code === undefined) continue
      call.add('remote-code', 'gives a program to the other side')
      if (!/^\/?(?:\w+\/)*(?:ba|z|da|k)?sh\b/.test(code)) call.runCode(code)
    }
    call.doubt()
  },
  ...each('tcpdump tshark dumpcap wireshark ngrep ettercap', (call) => {
    const { has } = readOptions(call.args, { short: 'iwrcCGWszFTY' })
    if (has('r') && !has('w')) return
    label(call, 'network privileged', 'listens to the network')
    if (has('w')) call.add('writes', 'writes packets to a file')
    if (has('z')) call.add('remote-code', 'runs a command for every file')
  }),
  ...each('ss netstat', (call) => {
    if (call.name === 'ss' && readOptions(call.args, { short: 'fAFDN' }).has('D', 'diag'))
      call.add('writes', 'writes a file')
    if (call.name === 'ss' && readOptions(call.args, { short: 'fAFN' }).has('K', 'kill'))
      label(call, 'writes destructive privileged', 'closes connections')
  }),
  ...each('nghttp openvpn3', connects),
  ...each('serve http-server live-server php-s webfsd darkhttpd', always('network', 'opens a port')),
}
