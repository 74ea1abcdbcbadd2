// Programs that only read, some of them with an option or two that write or run something.

import { type Call, type Rules, each, label, reads } from '../lines/simple-command.ts'
import { readOptions } from '../lines/option-split.ts'
import { findSubstitutions } from '../../shell-syntax/quote-map.ts'

/** The rule of a program that writes a file when one of these options is given, and else only reads. */
function writesOption(names: string[], short = '', long: string[] = []): (call: Call) => void {
  return (call) => {
    if (readOptions(call.args, { short, long }).has(...names)) call.add('writes', 'writes its result to a file')
  }
}

export const READERS: Rules = {
  ...each(
    'cat tac head tail wc nl cut paste tr fold fmt expand unexpand rev od hexdump hd strings base32 basenc comm cmp ' +
      'diff3 join md5sum sha1sum sha224sum sha256sum sha384sum sha512sum shasum md5 b2sum b3sum cksum sum crc32 grep ' +
      'egrep fgrep zgrep zegrep xzgrep bzgrep pgrep look seq tsort numfmt zcat bzcat xzcat zstdcat lzcat gzcat column ' +
      'pr factor colordiff zdiff zcmp wdiff icdiff lolcat figlet fortune',
    reads,
  ),
  ...each(
    'ls dir vdir exa eza lsd stat du df locate plocate which whereis whatis apropos type whence where realpath ' +
      'readlink basename dirname pwd dirs [[ true false : echo uptime w who id groups users last ' +
      'lastb logname uname arch nproc free vmstat iostat mpstat pstree lsof lscpu lsmem lspci ' +
      'lsusb lsmod lsblk lsattr lsns lshw lslogins lsipc ipcs getconf locale tty pathchk cal ncal sleep times ' +
      'caller bc expr units pmap pwdx vdir dust duf procs btop htop getfacl namei findmnt ' +
      'inxi neofetch fastfetch screenfetch hostid cd pushd popd logout bg fg disown ' +
      'umask hash suspend help clear reset tput yes sw_vers system_profiler vm_stat mdls mdfind otool nm ' +
      'objdump readelf size addr2line c++filt stty infocmp toe acpi numactl ' +
      'getopt lsinitrd modinfo runlevel pinky cpuid biosdecode upower ' +
      'xdpyinfo xlsclients glxinfo vainfo clinfo jps jstat',
    reads,
  ),
  ...each('grep egrep fgrep zgrep', (call) => {
    const hunted = /pass(?:word|wd)|secret|api.?key|token|AKIA|PRIVATE KEY|BEGIN \w+ PRIVATE/i.test(
      call.args.find((word) => !word.value.startsWith('-'))?.value ?? '',
    )
    const isWide = call.args.some((word) =>
      /^(?:~|\$HOME|\/|\/(?:home|etc|root|var|Users|proc)(?:\/.*)?|~\/.*)$/.test(word.value.replaceAll('"', '')),
    )
    if (hunted && isWide) call.add('credential-touching', 'looks for secrets')
  }),
  ...each('whoami uuidgen mcookie tokei', reads),
  // Builtins whose operands zsh and bash evaluate as arithmetic, with the substitutions in a subscript.
  ...each('test [ shift return exit break continue wait getopts', judgeSubscript),
  tree: writesOption(['o'], 'oLPI'),
  sar: writesOption(['o'], 'o'),
  ncdu: writesOption(['o'], 'ofX'),
  atop: writesOption(['w'], 'wrLbe'),
  glances(call) {
    if (readOptions(call.args).has('w', 'webserver', 's', 'server', 'c', 'client'))
      call.add('network', 'opens a port or a connection')
    if (readOptions(call.args).has('export')) call.doubt()
  },
  pidstat(call) {
    const at = call.args.findIndex((word) => word.value === '-e')
    if (at >= 0) call.run(call.args.slice(at + 1))
  },
  cowsay(call) {
    // A cow file is Perl code.
    if (/\s-f\s*\S*\//.test(call.text)) call.add('remote-code', 'runs a cow file')
  },
  cloc: writesOption(['out', 'report-file', 'o'], 'o', ['out', 'report-file']),
  scc: writesOption(['o', 'output'], 'o', ['output']),
  base64: writesOption(['o', 'output'], 'iowbD', ['wrap', 'output', 'input']),
  file: writesOption(['C', 'compile'], 'mfFPe'),
  dmidecode: writesOption(['dump-bin'], 'st'),
  setterm: writesOption(['file', 'dump']),
  ...each('nvidia-smi rocm-smi sensors lastlog', (call) => {
    const isLooking = call.args.every(
      (word) =>
        /^-?(?:-(?:l|L|q|list\S*|query\S*|format\S*|show\S*|id\S*|i|u|t|b|j|A|f|csv|json)|\d+|[\w,.=-]+)$/.test(
          word.value,
        ) && !/^-(?:s|C|S|r|pm|pl|c|e|ac|mig)$|--(?:set|reset|clear|gpu-reset)/.test(word.value),
    )
    if (!isLooking) label(call, 'writes privileged', 'changes settings of the machine')
  }),
  ...each('tldr cheat', (call) => {
    if (readOptions(call.args).has('u', 'update')) label(call, 'writes network', 'downloads its pages')
  }),
  fuser(call) {
    if (readOptions(call.args, { short: 'n' }).has('k', 'kill'))
      label(call, 'writes destructive', 'ends the processes that use a file or port')
  },
  jobs(call) {
    const at = call.args.findIndex((word) => word.value === '-x')
    if (at >= 0) call.run(call.args.slice(at + 1))
  },
  dc(call) {
    const { values, has, operands } = readOptions(call.args, { short: 'ef', long: ['expression', 'file'] })
    const codes = [...values('e', 'expression'), call.feed.literal ?? '']
    for (const code of codes.flatMap((text) => [...text.matchAll(/!(?![<>=])([^\n]*)/g)])) {
      call.runCode(code[1] ?? '')
      call.doubt()
    }
    if (has('f', 'file') || operands.length > 0 || (call.feed.kind !== 'none' && call.feed.literal === null))
      call.doubt()
  },
  print(call) {
    judgeSubscript(call)
    if (readOptions(call.args, { short: 'fuCvx' }).has('z', 's', 'P', 'S', 'v')) call.doubt()
  },
  xxd(call) {
    const { operands, has } = readOptions(call.args, { short: 'cglnos' })
    if (operands.length > 1) label(call, 'writes', has('r') ? 'patches a file' : 'writes its second operand')
  },
  uniq(call) {
    const { operands } = readOptions(call.args, { short: 'fsw', long: ['skip-fields', 'skip-chars', 'check-chars'] })
    if (operands.length > 1) call.add('writes', 'writes its second operand')
  },
  sort(call) {
    const { has } = readOptions(call.args, {
      short: 'kotST',
      long: [
        'key',
        'output',
        'field-separator',
        'buffer-size',
        'temporary-directory',
        'compress-program',
        'files0-from',
        'parallel',
        'batch-size',
        'random-source',
      ],
    })
    if (has('o', 'output')) call.add('writes', 'writes its result to a file')
    if (has('compress-program')) call.add('remote-code', 'runs the program that it is told to compress with')
  },
  shuf: writesOption(['o', 'output'], 'ino', ['input-range', 'head-count', 'output', 'random-source']),
  diff(call) {
    const { has } = readOptions(call.args, { short: 'UCxXIFW', long: ['exclude', 'label', 'color', 'output'] })
    if (has('output')) call.add('writes', 'writes its result to a file')
  },
  sdiff: writesOption(['o', 'output'], 'owI'),
  ...each('less more most pg', (call) => {
    const { has } = readOptions(call.args, { short: 'bhjkoOpPtTxyz' })
    if (has('o', 'O', 'log-file', 'LOG-FILE')) call.add('writes', 'copies what it shows to a file')
    if (has('k', 'lesskey-file', 'lesskey-src', 'lesskey-content')) call.doubt()
    // `+` gives keys to the pager: those that save, edit or change options, unlike a place to go to.
    if (call.args.some((word) => /^\+(?!\+?(?:\d*[gGpFf%]?|[/?&].*)$)/.test(word.value))) call.doubt()
    if (call.args.some((word) => word.value.startsWith('+!') || /^\+.*[!|]/.test(word.value))) {
      call.add('remote-code', 'runs a command from inside the pager')
      for (const word of call.args) call.runCode(/^\+.*?!(.*)$/s.exec(word.value)?.[1] ?? ':')
    }
  }),
  ...each('bat batcat', (call) => {
    const { has, values } = readOptions(call.args, {
      short: 'lHpmr',
      long: ['language', 'pager', 'theme', 'style', 'paging'],
    })
    const [pager = 'less'] = values('pager')
    if (has('pager') && !/^(?:less|more|cat|never|)(?: -\w+)*$/.test(pager)) {
      call.add('remote-code', 'runs the program named as its pager')
      call.runCode(pager)
    }
    if (call.args[0]?.value === 'cache') call.add('writes', 'changes its cache')
  }),
  ...each('man info', (call) => {
    const { has, values } = readOptions(call.args, {
      short: 'PHMmSseCLrRpT',
      long: ['pager', 'html', 'preprocessor', 'output'],
    })
    for (const program of [...values('P', 'pager'), ...values('H', 'html')]) {
      if (/^(?:cat|less|more)(?: -\w+)*$/.test(program)) continue
      call.add('remote-code', 'runs the program named as its pager')
      call.runCode(program)
    }
    if (has('H', 'html') && values('H', 'html').length === 0) call.doubt()
    if (has('C', 'config-file')) call.add('remote-code', 'takes its programs from a configuration file')
    if (has('o', 'output') && call.name === 'info') call.add('writes', 'writes a file')
  }),
  ps(call) {
    // BSD style `ps e` and `ps auxe` show the environment; `ps -e` shows every process.
    const [first] = call.args
    if (
      call.args.some((word) => /^[a-zA-Z]*e[a-zA-Z]*$/.test(word.value) && word === first) ||
      /\benviron\b/.test(call.text)
    ) {
      call.add('credential-touching', 'shows the environment of processes')
    }
  },
  top(call) {
    if (readOptions(call.args, { short: 'dnpuUowE' }).has('r')) call.doubt()
  },
  history(call) {
    const { has, given, operands } = readOptions(call.args, { short: 'd' })
    // fish has verbs in the place of options.
    const verb = operands[0]?.value ?? ''
    if (has('c', 'd', 'delete', 'clear') || /^(?:delete|clear|clear-session)$/.test(verb))
      label(call, 'writes destructive credential-touching', 'deletes the command history')
    else if (has('s', 'a', 'w', 'r', 'n', 'merge', 'save', 'append') || /^(?:merge|save|append)$/.test(verb))
      label(call, 'writes credential-touching', 'changes the command history')
    else if (given.includes('p')) call.doubt()
    else call.add('credential-touching', 'shows the command history')
  },
  fc(call) {
    if (readOptions(call.args, { short: 'e' }).has('l')) call.add('credential-touching', 'shows the command history')
    else if (readOptions(call.args).has('p', 'P', 'A', 'R', 'W', 'I'))
      label(call, 'writes credential-touching', 'changes the command history')
    else label(call, 'remote-code credential-touching', 'runs commands from the history')
  },
  r: (call) => {
    call.add('remote-code', 'runs a command from the history')
  },
  date(call) {
    const { operands, has } = readOptions(call.args, { short: 'drsfvI', long: ['date', 'set', 'reference', 'file'] })
    const isSetting = has('s', 'set') || operands.some((word) => /^\d{8,12}(?:\.\d\d)?$/.test(word.value))
    if (isSetting) label(call, 'writes privileged', 'sets the clock')
  },
  hostname(call) {
    const { operands, has } = readOptions(call.args, { short: 'F' })
    if (operands.length > 0 || has('F', 'b', 'file'))
      label(call, 'writes privileged', 'changes the name of the machine')
  },
  dmesg(call) {
    const { has } = readOptions(call.args, {
      short: 'flnsF',
      long: ['facility', 'level', 'since', 'until', 'console-level'],
    })
    if (has('C', 'c', 'clear', 'read-clear')) label(call, 'writes destructive privileged', 'clears the kernel log')
    else if (has('n', 'D', 'E', 'console-off', 'console-on', 'console-level'))
      label(call, 'writes privileged', 'changes kernel logging')
  },
  ulimit(call) {
    if (readOptions(call.args).operands.length > 0) call.doubt()
  },
  getent(call) {
    const [database] = readOptions(call.args).operands
    if (/^g?shadow$/.test(database?.value ?? '')) call.add('credential-touching', 'reads password hashes')
    else if (
      /^(?:hosts|ahosts\w*|networks)$/.test(database?.value ?? '') &&
      readOptions(call.args).operands.length > 1
    ) {
      call.add('network', 'looks a name up, maybe on another host')
    }
  },
  ldd: (call) => {
    call.add('remote-code', 'may run the program that it inspects')
  },
  whoami: reads,
  finger(call) {
    if (/@/.test(call.text)) call.add('network', 'asks another host')
  },
  printf(call) {
    judgeSubscript(call)
  },
  jq(call) {
    const { has } = readOptions(call.args, {
      short: 'fL',
      long: ['from-file', 'arg', 'argjson', 'slurpfile', 'rawfile', 'indent'],
    })
    if (has('f', 'from-file')) call.doubt()
    if (/\$ENV\b|\benv\b(?!["\w])/.test(call.text)) call.add('credential-touching', 'reads the environment')
  },
  ...each(
    'yq dasel xq tomlq gron fx htmlq pup mlr xsv csvcut csvlook csvstat csvgrep csvsort xmllint xmlstarlet',
    (call) => {
      const { has } = readOptions(call.args, { short: 'op', long: ['output', 'outfile'] })
      if (has('i', 'inplace', 'in-place', 'I', 'split-exp', 's') && /^(?:yq|mlr|xsv)$/.test(call.name))
        call.add('writes', 'edits files in place')
      if (call.name === 'xmllint' && has('output', 'o')) call.add('writes', 'writes a file')
      if (call.name === 'yq' && /\b(?:str)?env\(|\$ENV/.test(call.text))
        call.add('credential-touching', 'reads the environment')
      if (call.name === 'yq' && /\bsystem\(|\bload\w*\(/.test(call.text)) call.doubt()
      if (call.name === 'fx' && call.args.slice(1).some((word) => !/^[.\w[\]]+$/.test(word.value))) call.doubt()
      if (call.name === 'dasel' && /^(?:put|delete)$/.test(call.args[0]?.value ?? ''))
        call.add('writes', 'edits a file')
      if (
        call.name === 'mlr' &&
        /\b(?:tee|split|system|exec|case)\b|\b(?:print\w*|emit\w*|dump)\b[^;]*[>|]/.test(call.text)
      )
        call.doubt()
      if (/https?:\/\//.test(call.text)) call.add('network', 'fetches an address')
      if (call.name === 'xmlstarlet' && /\bed\b.*(?:-L|--inplace)/.test(call.text))
        call.add('writes', 'edits files in place')
    },
  ),
}

/** `printf -v 'a[$(x)]'`, `read`, `declare`: the subscript is expanded when the variable is set. */
export function judgeSubscript(call: Call): void {
  for (const word of call.args) {
    if (!/\[.*(?:\$\(|`)/.test(word.value)) continue
    call.doubt()
    for (const code of findSubstitutions(word.value)) call.runCode(code)
  }
}
