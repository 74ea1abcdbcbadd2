// The programs that may run unasked, each with the options and operands for which it is certain only to show something. An option is
// on its list because the manual says that it neither writes, nor runs another program, nor reads a file named elsewhere.

import type { OptionList } from './program-options.ts'

/**
 * The meaning of a program's operands.
 * - `none`: it takes none.
 * - `text`: words that it prints or looks up, never files.
 * - `names`: files of which it shows the name, place, size or modes.
 * - `contents`: files that it shows.
 * - `text, then contents`: the first is a pattern or a script, the others are files.
 */
export type Operands = 'none' | 'text' | 'names' | 'contents' | 'text, then contents'

export interface CertainProgram extends OptionList {
  operands: Operands
  /** The most operands; what stands behind them would be written to. */
  most?: number
  /** The options that read whole folders. `always` is for a program that does so unasked. */
  recursion?: string | 'always'
  /** True for a program that reads two folders whole when they are its operands, and follows the links in them. */
  comparesFolders?: boolean
  /** The pattern that every operand must match. */
  pattern?: RegExp
  /** The options of which one must be given: letters, or a list of names. */
  needs?: string | readonly string[]
  /** The pattern that every value of an option must match. */
  value?: RegExp
  /** The fewest operands. */
  least?: number
  /** True for a program whose last operand is the file that it writes: it has to be `-`. */
  endsInDash?: boolean
  /** Programs that it starts by their names. */
  helpers?: readonly string[]
  /** True for a program that does something else when it is called without an option. */
  needsOption?: boolean
  /** True when words that begin with a dash are text, too, as `echo` prints them; a first word that matches `but` is an option all the same. */
  takesAnything?: { but: RegExp }
  /** The language of the first operand. */
  script?: 'sed' | 'awk' | 'jq' | 'yq'
  /** The pattern that no value of an option may match. */
  badValue?: RegExp
  /** True for a program that shows the processes or the network of this machine, which it could not see in the sandbox. */
  isSystem?: boolean
}

const GUNZIP: CertainProgram = { operands: 'contents', helpers: ['gzip'] }

const GREP_LONG =
  'ignore-case invert-match word-regexp line-regexp count color colour files-with-matches files-without-match only-matching quiet ' +
  'silent no-messages byte-offset with-filename no-filename line-number initial-tab null text extended-regexp fixed-strings ' +
  'basic-regexp perl-regexp recursive'
const GREP: CertainProgram = {
  operands: 'text, then contents',
  flags: 'EFGPivwxcLloqsbHhnTZaIyUr0123456789',
  valued: 'ABCmd',
  long: GREP_LONG,
  longValued:
    'after-context before-context context max-count include exclude exclude-dir binary-files label directories',
  recursion: 'r recursive directories d',
}
const DIGEST: CertainProgram = { operands: 'contents', flags: 'btz', long: 'binary text tag zero' }
const COUNTED = { hasCountOption: true } as const
const LIST: CertainProgram = {
  operands: 'names',
  flags: 'aAbBcCdfFgGhHiklLmnNopqQrRsStuUvxXZ1',
  valued: 'IwT',
  long:
    'all almost-all author escape ignore-backups color directory dired classify file-type full-time no-group human-readable si ' +
    'dereference-command-line dereference inode kibibytes numeric-uid-gid literal indicator-style hide-control-chars quote-name ' +
    'reverse recursive size context zero group-directories-first hyperlink',
  longValued: 'block-size format hide ignore quoting-style sort time time-style tabsize width',
}
const VERSION: CertainProgram = { operands: 'none', long: 'version', needsOption: true }
/** Of python and others `-v` means verbose: they would run what comes on stdin. */
const SHORT_VERSION: CertainProgram = { ...VERSION, flags: 'v' }

/** Option lists of GNU, BSD and BusyBox where they agree; an option that means something else in one of them is left out. */
export const CERTAIN_PROGRAMS: Readonly<Record<string, CertainProgram>> = {
  ls: LIST,
  dir: LIST,
  vdir: LIST,
  pwd: { operands: 'none', flags: 'LP' },
  true: { operands: 'text' },
  false: { operands: 'text' },
  ':': { operands: 'text' },
  echo: { operands: 'text', takesAnything: { but: /(?!)/ } },
  // `printf -v` assigns, and the name may hold code.
  printf: { operands: 'text', takesAnything: { but: /^-./ } },
  command: { operands: 'text', flags: 'vV', needs: 'vV', isLeading: true },
  cat: {
    operands: 'contents',
    flags: 'AbeEnstTuv',
    long: 'show-all number-nonblank show-ends number squeeze-blank show-tabs show-nonprinting',
  },
  tac: { operands: 'contents', flags: 'br', valued: 's' },
  nl: { operands: 'contents', flags: 'p', valued: 'bdfhilnsvw' },
  head: {
    ...COUNTED,
    operands: 'contents',
    flags: 'qvz',
    valued: 'nc',
    long: 'quiet silent verbose',
    longValued: 'lines bytes',
  },
  // Tail may follow a file without end, since the time of a command is limited.
  tail: {
    ...COUNTED,
    operands: 'contents',
    flags: 'qvzfF',
    valued: 'nc',
    long: 'quiet silent verbose follow retry',
    longValued: 'lines bytes',
  },
  // A count says nothing of what stands in the file.
  wc: { operands: 'names', flags: 'clmLw', long: 'bytes chars lines max-line-length words' },
  sort: {
    operands: 'contents',
    flags: 'bdfghiMnrRsuVzcC',
    valued: 'kt',
    long: 'ignore-leading-blanks dictionary-order ignore-case general-numeric-sort human-numeric-sort month-sort numeric-sort reverse stable unique version-sort check',
    longValued: 'key field-separator',
  },
  uniq: {
    operands: 'contents',
    most: 1,
    flags: 'cdDiuz',
    valued: 'fsw',
    long: 'count repeated ignore-case unique',
    longValued: 'skip-fields skip-chars check-chars',
  },
  cut: {
    operands: 'contents',
    flags: 'nsz',
    valued: 'bcdf',
    long: 'complement only-delimited',
    longValued: 'bytes characters delimiter fields output-delimiter',
  },
  tr: { operands: 'text', flags: 'cCdst', long: 'complement delete squeeze-repeats truncate-set1' },
  paste: { operands: 'contents', flags: 'sz', valued: 'd', long: 'serial', longValued: 'delimiters' },
  column: { operands: 'contents', flags: 'tnx', valued: 'sco', long: 'table' },
  fold: { operands: 'contents', flags: 'bs', valued: 'w', long: 'bytes spaces', longValued: 'width' },
  fmt: { operands: 'contents', flags: 'cstu', valued: 'wp' },
  expand: { operands: 'contents', flags: 'i', valued: 't' },
  unexpand: { operands: 'contents', flags: 'a', valued: 't' },
  rev: { operands: 'contents' },
  comm: { operands: 'contents', flags: '123', long: 'nocheck-order total' },
  cmp: { operands: 'contents', flags: 'bls' },
  diff: {
    operands: 'contents',
    flags: 'abBdeEiqsuwyNrcZt',
    valued: 'UCW',
    long:
      'brief report-identical-files unified context side-by-side recursive new-file ignore-case ignore-all-space ignore-space-change ' +
      'ignore-blank-lines minimal text color suppress-common-lines strip-trailing-cr',
    longValued: 'width exclude label',
    recursion: 'r recursive N new-file',
    comparesFolders: true,
  },
  grep: GREP,
  egrep: GREP,
  fgrep: GREP,
  rg: {
    operands: 'text, then contents',
    flags: 'ivwxclonNHIsSUPFuhp.',
    valued: 'ABCgtTmMdr',
    long:
      'ignore-case invert-match word-regexp line-regexp count count-matches files-with-matches files-without-match only-matching ' +
      'line-number no-line-number with-filename no-filename smart-case case-sensitive multiline pcre2 fixed-strings hidden no-ignore ' +
      'heading no-heading files type-list column json stats trim no-config vimgrep',
    longValued:
      'after-context before-context context glob iglob type type-not max-count max-depth max-columns sort sortr color colors replace',
    recursion: 'always',
    permutes: true,
  },
  stat: {
    operands: 'names',
    flags: 'LftxF',
    valued: 'c',
    long: 'dereference file-system terse',
    longValued: 'format printf',
  },
  du: {
    operands: 'names',
    flags: '0aAbchHklLmPsSx',
    valued: 'd',
    long: 'all apparent-size bytes total summarize human-readable si separate-dirs one-file-system dereference',
    longValued: 'max-depth threshold exclude block-size',
  },
  df: {
    operands: 'names',
    flags: 'ahHiklmPT',
    valued: 't',
    long: 'all human-readable si inodes local portability print-type total',
  },
  tree: {
    operands: 'names',
    isUnclustered: true,
    flags: 'adfiqNQpugshDFvtcrUCAnSxJX',
    valued: 'LPI',
    long: 'dirsfirst noreport prune gitignore du si inodes device',
    longValued: 'filelimit charset timefmt',
  },
  file: { operands: 'contents', flags: 'bhiLNnpsr', long: 'brief mime mime-type mime-encoding dereference extension' },
  realpath: {
    operands: 'names',
    flags: 'emLPqsz',
    long: 'canonicalize-existing canonicalize-missing logical physical strip',
  },
  readlink: { operands: 'names', flags: 'femnqsvz' },
  basename: { operands: 'text', flags: 'az', valued: 's' },
  dirname: { operands: 'text', flags: 'z' },
  test: { operands: 'names', flags: 'efdrwxsLhnz' },
  md5sum: DIGEST,
  sha1sum: DIGEST,
  sha224sum: DIGEST,
  sha256sum: DIGEST,
  sha384sum: DIGEST,
  sha512sum: DIGEST,
  b2sum: DIGEST,
  cksum: { operands: 'contents' },
  sum: { operands: 'contents', flags: 'rs' },
  shasum: { operands: 'contents', valued: 'a' },
  base64: { operands: 'contents', flags: 'di', valued: 'w', long: 'decode ignore-garbage', longValued: 'wrap' },
  base32: { operands: 'contents', flags: 'di', valued: 'w', long: 'decode ignore-garbage', longValued: 'wrap' },
  od: { operands: 'contents', flags: 'abcdfilosxv', valued: 'AjNt' },
  hexdump: { operands: 'contents', flags: 'bcCdovx', valued: 'ns' },
  xxd: { operands: 'contents', most: 1, isLeading: true, isUnclustered: true, flags: 'abEipuC', valued: 'cglos' },
  // A word `@file` would be replaced by the words of that file, which an error then shows.
  strings: { operands: 'contents', pattern: /^[^@]/, value: /^[^@]/, flags: 'afw', valued: 'ntes' },
  seq: { operands: 'text', flags: 'w', valued: 'fs' },
  // A date without `+` would set the clock.
  date: {
    operands: 'text',
    pattern: /^\+/,
    flags: 'uR',
    valued: 'd',
    long: 'utc rfc-email iso-8601 rfc-3339',
    longValued: 'date',
  },
  cal: { operands: 'text', flags: '13hjmsy', valued: 'ABn' },
  uname: { operands: 'none', flags: 'aimnoprsv', long: 'all' },
  arch: { operands: 'none' },
  // Other options ask a name server.
  hostname: { operands: 'none', flags: 'Is' },
  whoami: { operands: 'none' },
  id: { operands: 'text', flags: 'gGnruz' },
  groups: { operands: 'text' },
  tty: { operands: 'none', flags: 's' },
  nproc: { operands: 'none', long: 'all' },
  locale: { operands: 'none', flags: 'a' },
  getconf: { operands: 'text' },
  uptime: { operands: 'none', flags: 'ps' },
  free: { operands: 'none', flags: 'bghklmtwv', long: 'human si wide total' },
  lscpu: { operands: 'none', flags: 'abceJpxy' },
  lsblk: { operands: 'none', flags: 'abdfilmnpPrStJ', valued: 'o' },
  vmstat: { operands: 'text', flags: 'adfmnswS' },
  who: { operands: 'none', flags: 'abdHlmpqrstTu' },
  w: { operands: 'none', flags: 'fhosu' },
  which: { operands: 'text', flags: 'as' },
  type: { operands: 'text', flags: 'afpPt' },
  whereis: { operands: 'text', flags: 'bms' },
  whatis: { operands: 'text', flags: 'drw' },
  apropos: { operands: 'text', flags: 'aderw' },
  sed: {
    operands: 'text, then contents',
    script: 'sed',
    flags: 'nErsuz',
    long: 'quiet silent regexp-extended posix sandbox separate',
  },
  awk: { operands: 'text, then contents', script: 'awk', valued: 'F' },
  gawk: { operands: 'text, then contents', script: 'awk', valued: 'F' },
  mawk: { operands: 'text, then contents', script: 'awk', valued: 'F' },
  jq: {
    operands: 'text, then contents',
    script: 'jq',
    flags: 'rcnesSaCMj',
    long: 'raw-output compact-output null-input exit-status slurp sort-keys ascii-output color-output monochrome-output join-output tab',
    longValued: 'indent',
  },
  // `ps e` shows the environment of processes, and ps may read `-axe` as that: only these words, and these options with a value.
  ps: {
    operands: 'text',
    permutes: true,
    isUnclustered: true,
    clusters: /^-(?:ef|eF|elf|Af|fe|ww)$/,
    flags: 'eAfFlw',
    valued: 'optCUu',
    longValued: 'sort',
    pattern: /^(?:auxf?(?:ww)?|axf?)$/,
    badValue: /env/i,
    isSystem: true,
  },
  pgrep: { operands: 'text', flags: 'aflnovxcLi', valued: 'uUPGgst', isSystem: true },
  pidof: { operands: 'text', flags: 'sx', isSystem: true },
  pstree: { operands: 'text', flags: 'aAchlnpstu', isSystem: true },
  ss: {
    operands: 'none',
    flags: 'natulpmeixws46o0',
    long: 'numeric all tcp udp listening processes summary',
    isSystem: true,
  },
  // Without -n it asks name servers.
  netstat: { operands: 'none', flags: 'natulpierswv46', needs: 'n', isSystem: true },
  ip: {
    operands: 'text',
    flags: '46dos',
    long: 'brief details statistics json',
    pattern: /^(?:a|addr|address|r|route|l|link|n|neigh|show|list|ls|lo|(?:eth|wlan|en|wl)\w+)$/,
    isSystem: true,
  },
  ifconfig: { operands: 'none', flags: 'as', isSystem: true },
  // Without -n it asks name servers.
  lsof: { operands: 'none', flags: 'nPtlR', valued: 'ipuc', needs: 'n', isSystem: true },
  journalctl: {
    operands: 'none',
    flags: 'beqrkx',
    valued: 'unpSU',
    long: 'no-pager reverse quiet dmesg boot utc user system list-boots',
    longValued: 'unit lines since until priority output identifier',
    isSystem: true,
  },
  fd: {
    operands: 'text',
    flags: 'HIsigaLpu01',
    valued: 'edtE',
    long: 'hidden no-ignore case-sensitive ignore-case glob absolute-path follow full-path print0',
    longValued: 'extension max-depth type exclude color max-results',
  },
  // Without a terminal it shows a page without a pager.
  man: {
    operands: 'text',
    pattern: /^[a-z0-9][\w.+-]*$/i,
    helpers: ['nroff', 'groff', 'troff', 'grotty', 'tbl', 'eqn', 'preconv', 'col', 'gzip', 'xz'],
  },
  printenv: {
    operands: 'text',
    least: 1,
    pattern: /^(?:PATH|HOME|USER|LOGNAME|SHELL|LANG|LC_\w+|PWD|TERM|EDITOR|VISUAL|PAGER|TZ)$/,
  },
  // Signal 0 only asks whether the process exists; it does not reach the process.
  kill: { operands: 'text', pattern: /^\d+$/, flags: 'l0', needs: 'l0' },
  sleep: { operands: 'text', pattern: /^\d+(?:\.\d+)?[smhd]?$/ },
  tee: { operands: 'text', pattern: /^\/dev\/null$/ },
  dd: {
    operands: 'text',
    pattern:
      /^(?:if=\/dev\/(?:zero|null|urandom)|of=\/dev\/null|bs=\d{1,4}[kKM]?|count=\d{1,6}|status=(?:none|progress))$/,
  },
  zcat: GUNZIP,
  gunzip: { ...GUNZIP, flags: 'cq', long: 'stdout to-stdout', needs: ['c', 'stdout', 'to-stdout'] },
  unzip: { operands: 'contents', most: 1, flags: 'lvq', needs: 'lv' },
  yq: { operands: 'text, then contents', script: 'yq', flags: 'rPCM' },
  pdftotext: { operands: 'contents', flags: 'q', long: '', least: 2, most: 2, endsInDash: true, isUnclustered: true },
  // With a terminal it would run what its user types; a file would go through LESSOPEN.
  less: { operands: 'none', flags: 'SNRFXinI' },
  wait: { operands: 'none' },
  mount: { operands: 'none' },
  crontab: { operands: 'none', flags: 'l', needs: 'l' },
  // A fingerprint, of public keys alone: it says nothing of a private key, but finds out where one lies.
  'ssh-keygen': {
    operands: 'none',
    flags: 'lv',
    valued: 'fE',
    needs: 'l',
    value: /^(?:[\w.~/-]+\.pub|md5|sha(?:1|256|512))$/i,
  },
  dpkg: { operands: 'text', flags: 'lLsS', needs: 'lLsS' },
  node: SHORT_VERSION,
  npm: SHORT_VERSION,
  python: VERSION,
  python3: VERSION,
  pip: VERSION,
  pip3: VERSION,
  ruby: VERSION,
  perl: { operands: 'none', flags: 'v', needsOption: true },
  php: VERSION,
  gcc: { operands: 'none', long: 'version', needsOption: true },
  cc: { operands: 'none', long: 'version', needsOption: true },
  clang: { operands: 'none', long: 'version', needsOption: true },
  make: { operands: 'none', flags: 'v', long: 'version', needsOption: true },
  cmake: { operands: 'none', long: 'version', needsOption: true },
  java: { operands: 'none', long: 'version', needsOption: true },
  // The option -n makes bash read a script without running any of it.
  bash: { operands: 'contents', most: 1, flags: 'n', long: 'version', needsOption: true },
  docker: SHORT_VERSION,
  deno: { operands: 'none', flags: 'V', long: 'version', needsOption: true },
  bun: { operands: 'none', flags: 'v', long: 'version', needsOption: true },
  tsc: SHORT_VERSION,
}
