// Judges code given on the command line (`python3 -c '…'`) by the calls that it shows.

import { type Call, label } from '../lines/simple-command.ts'
import { isSecretName, isSecretPath } from '../secrets/secret-names.ts'
import { longPattern } from '../../sys/words/long-pattern.ts'

/** Calls that compute or print. Code in which every call is one of these, and nothing below matches, is safe. */
const HARMLESS_CALLS = new Set(
  (
    'print println puts p pp printf say echo log len range str int float bool list dict set tuple sorted sort reversed ' +
    'reverse min max sum abs round map filter reduce zip enumerate any all ord chr hex oct bin repr format join split ' +
    'strip trim lstrip rstrip upper lower toUpperCase toLowerCase replace replaceAll startswith endswith startsWith ' +
    'endsWith find index indexOf count isdigit isalpha title capitalize zfill ljust rjust center encode decode keys ' +
    'values items entries get append push pop extend insert slice splice concat includes forEach flat flatMap some ' +
    'every from of isArray isinstance type hash id divmod pow sqrt floor ceil log10 log2 exp sin cos tan factorial gcd ' +
    'comb perm random randint choice choices shuffle sample uniform uuid4 uuid1 hexdigest digest md5 sha1 sha256 ' +
    'sha512 new b64encode b64decode b64url urlsafe_b64encode quote unquote urlencode urlparse parse stringify loads ' +
    'dumps load read readline readlines lines chomp each times select collect inject to_s to_i to_f to_a inspect ' +
    'now today time localtime gmtime strftime strptime fromtimestamp utcfromtimestamp utcnow timestamp isoformat ' +
    'timedelta datetime date monotonic getDate getTime toISOString toString toFixed padStart padEnd parseInt ' +
    'parseFloat Number String Boolean Array Object Math Date JSON RegExp test match exec_regex search findall sub ' +
    'compile group groups exists isfile isdir getsize basename dirname abspath getcwd cwd listdir walk glob stat ' +
    'version version_info python_version platform system_name machine processor uname cpus totalmem freemem arch ' +
    'hostname_local exit open sleep lambda if for while return not in and or elsif unless function var let const defined scalar ' +
    'sprintf lc uc ucfirst substr length die warn foreach qw array count_chars phpversion var_dump print_r ' +
    'strlen implode explode json_encode json_decode date_default number_format intdiv str_repeat mean median mode ' +
    'stdev Counter defaultdict namedtuple Decimal Fraction pprint indent dedent token_hex_len calendar month ' +
    'prcal itemgetter partial product permutations combinations chain islice accumulate getsizeof getrecursionlimit ' +
    'byteLength alloc charCodeAt charAt codePointAt fromCharCode fromCodePoint table dir super iter next round_half ' +
    'cat_text readFileSync readFile readlines_text read_text read_bytes Path BEGIN END while_read eachLine STDIN gets ' +
    'chop y tr require'
  ).split(' '),
)

const PATTERNS: readonly (readonly [RegExp, string, string])[] = [
  [/\.(?:rm|rmdir|unlink)\s*\(/, 'writes destructive', 'deletes files from inline code'],
  [/\bphpinfo\b/, 'credential-touching', 'shows the environment from inline code'],
  [
    /\b(?:socket|net\.connect|net\.Socket|TCPSocket|fsockopen|IO::Socket|Socket|socketpair)\b[^]*(?:dup2|pty\.spawn|\/bin\/(?:ba|z)?sh|["'](?:ba|z)?sh["' ]|subprocess|\bexec\b|\bspawn\b)/,
    'remote-code',
    'gives a shell to the other side',
  ],
  [
    longPattern()`
      \b(?:urllib|urlopen|requests\.|httpx|aiohttp|http\.client|http\.server|HTTPServer|socketserver|socket\b|fetch\s*\(|https?\.(?:get
      |request|createServer)|require\(["'](?:node:)?(?:https?|net|dgram|tls|dns|http2)["']\)|net\.(?:connect|createServer)|dns\.
      |Net::HTTP|open-uri|URI\.open|TCPSocket|TCPServer|LWP|HTTP::Tiny|IO::Socket|fsockopen|file_get_contents\s*\(\s*["']https?
      |curl_exec|ftplib|smtplib|telnetlib|paramiko|gethostbyname|getaddrinfo|socket\.create_connection|webbrowser|axios|WebSocket
      |XMLHttpRequest|download\.file)
    `,
    'network',
    'talks to another host from inline code',
  ],
  [
    /\b(?:exec|eval)\s*\(?[^;\n]*(?:urlopen|urllib|requests|http|\.read\(\)|open\(|b64decode|decode\(|base64|decompress|fetch|\.text|responseText|input\(|stdin|argv|environ|unhexlify|fromhex)/i,
    'remote-code',
    'runs code that the line does not show',
  ],
  [
    /\b(?:pickle\.loads?|marshal\.loads?|__import__|importlib\.|runpy\.|execfile|ctypes|unserialize|instance_eval|load\s+["']\.|dlopen|vm\.run\w*|new Function)/,
    'remote-code',
    'runs code that the line does not show',
  ],
  [
    longPattern()`
      \b(?:os\.remove|os\.unlink|os\.rmdir|os\.removedirs|shutil\.rmtree|rmtree|unlink|unlinkSync|rmSync|rmdirSync|rmdir|fs\.rm|rm_rf
      |rm_r|FileUtils\.rm\w*|FileUtils\.remove\w*|File\.delete|remove_tree|truncate|os\.truncate|Dir\.(?:delete|unlink|rmdir)|\.unlink\(
      |emptyDir|File::Path|os\.kill|[Pp]rocess\.kill|send2trash)
    `,
    'writes destructive',
    'deletes files or ends processes from inline code',
  ],
  [
    longPattern()`
      \bopen\s*\(\s*[^()]*?,\s*(?:mode\s*=\s*)?["'][rbt]*[wax][+bt]*["']|\bopen\s*\(?\s*(?:my\s+)?[\w$]+\s*,\s*["']\s*[+]?>
      |\.open\s*\(\s*["'][rbt]*[wax+]|\.write_text|\.write_bytes|writeFile|appendFile|createWriteStream|mkdirSync|mkdir|makedirs
      |\.touch\(|os\.rename|os\.replace|renameSync|fs\.rename|copyFile|cpSync|shutil\.(?:copy|move|copytree|make_archive)|\bos\.(?:chmod
      |chown|symlink|link|utime|mkfifo|mknod)|chmodSync|symlinkSync|File\.(?:write|rename|symlink|chmod|open\s*\([^)]*["'](?:w|a))
      |IO\.write|FileUtils\.(?:mv|cp|touch|mkdir\w*|ln\w*|chmod\w*|chown\w*)|file_put_contents|fopen\s*\([^)]*["'](?:w|a|x)
      |\brename\s*\(|\bsymlink\s*\(|\bchmod\s*\(|\.to_csv\(|\.save\(|savefig|json\.dump\(|pickle\.dump\(|sqlite3\.connect|extractall
      |setxattr|Deno\.write
    `,
    'writes',
    'writes files from inline code',
  ],
  [
    /\b(?:os\.environ|os\.getenv|process\.env|%ENV|\$ENV|ENV\b|getenv|_ENV\b|Deno\.env|Sys\.getenv|environb|getpass|secrets\.(?:token|choice)|keyring\.)/,
    'credential-touching',
    'reads the environment from inline code',
  ],
  [/\bos\.(?:setuid|setgid|seteuid)|\bPOSIX::setuid|Process::Sys|process\.setuid/, 'privileged', 'changes its user'],
]

/** Calls that start a program with a command given as text. */
const RUNS_SHELL = longPattern('g')`
  \b(?:os\.system|os\.popen|subprocess\.(?:run|call|check_call|check_output|Popen|getoutput|getstatusoutput)
  |(?:child_process["']\)\.)?(?:execSync|exec|spawnSync|spawn|execFile|execFileSync)|system|shell_exec|passthru|popen|IO\.popen
  |Open3\.\w+|qx|os\.execute|io\.popen|Deno\.Command|Deno\.run|pty\.spawn|os\.exec\w+|os\.spawn\w+
  |commands\.getoutput)\s*[({]?\s*(\[[^\]]*\]|["'](?:[^"'\\]|\\.)*["']|[^)\s;]*)
`
const BACKTICKS = /`([^`]+)`|%x[({[]([^)}\]]*)/g

/** Reports what `code` in `language` does. Code that is not fully understood is never safe. */
export function judgeInlineCode(code: string, language: string, call: Call): void {
  const shown = code.replaceAll(/\\(["'])/g, '$1')
  for (const [pattern, labels, what] of PATTERNS) {
    if (pattern.test(shown) && !(labels === 'credential-touching' && isPlainVariable(shown))) label(call, labels, what)
  }
  let isRunning = false
  for (const match of shown.matchAll(RUNS_SHELL)) {
    const argument = match[1] ?? ''
    if (/^exec\b/.test(match[0]) && language === 'python') {
      if (!/^["']/.test(argument)) call.add('remote-code', 'runs code that it builds')
      else judgeInlineCode(argument.slice(1, -1), language, call)
      isRunning = true
      continue
    }
    if (/^exec\b/.test(match[0]) && language === 'node' && !shown.includes('child_process')) continue
    isRunning = true
    runArgument(argument, call)
  }
  if (language === 'perl' || language === 'ruby' || language === 'php') {
    for (const match of shown.matchAll(BACKTICKS)) {
      isRunning = true
      call.runCode(match[1] ?? match[2] ?? '')
    }
  }
  if (language === 'perl' && /\b(?:rename|chmod|chown|link|symlink|utime)\b(?!\s*=>)/.test(shown)) {
    call.add('writes', 'changes files from inline code')
  }
  if (LOADS_FILE[language]?.test(shown) === true) call.add('remote-code', 'loads code from a file')
  const piped = /\bopen\s*\(?\s*(?:\w+\s*,\s*)?["']\s*\|\s*([^"']*)/.exec(shown)?.[1]
  if (piped !== undefined) {
    call.runCode(piped)
    call.add('remote-code', 'pipes into a command')
  }
  if (/\bsubprocess\b/.test(shown)) {
    for (const match of shown.matchAll(
      /\b(?:run|call|check_call|check_output|Popen|getoutput)\s*\(\s*(\[[^\]]*\]|["'](?:[^"'\\]|\\.)*["']|[^)\s;]*)/g,
    )) {
      isRunning = true
      runArgument(match[1] ?? '', call)
    }
    if (!isRunning) call.add('remote-code', 'may run other programs')
  }
  if (/\beval\b/.test(shown)) {
    call.doubt()
    const literal = /\beval\s*\(?\s*(["'])(.*?)\1/s.exec(shown)?.[2]
    if (literal === undefined) call.add('remote-code', 'runs code that it builds')
  }
  for (const match of shown.matchAll(/["']([^"'\n]*)["']/g)) {
    const path = match[1] ?? ''
    if (/[./~]/.test(path) && isSecretPath(path)) call.add('credential-touching', `reads the secrets in ${path}`)
  }
  if (isRunning || !hasOnlyHarmlessCalls(shown, language)) call.doubt()
}

function runArgument(argument: string, call: Call): void {
  const list = /^\[(.*)\]?$/s.exec(argument)?.[1]
  if (list !== undefined) {
    const words = [...list.matchAll(/["']([^"']*)["']/g)].map((match) => match[1] ?? '')
    call.runCode(words.map((word) => (/^[\w./=:@%+-]+$/.test(word) ? word : `'${word}'`)).join(' '))
  } else if (/^["']/.test(argument)) call.runCode(argument.slice(1, -1))
  else if (argument !== '') call.add('remote-code', 'runs a command that it builds')
}

/** `process.env.HOME` shows a place, not a secret. */
function isPlainVariable(code: string): boolean {
  const names = [
    ...code.matchAll(
      /(?:environ(?:\.get)?|getenv|process\.env|ENV|Deno\.env\.get)\s*(?:\.|\[|\(|\{)?\s*["']?([A-Za-z_]\w*)/g,
    ),
  ]
  return (
    names.length > 0 &&
    names.every(
      (match) =>
        /^(?:HOME|PATH|USER|SHELL|PWD|LANG|TERM|NODE_ENV|TZ)$/.test(match[1] ?? '') && !isSecretName(match[1] ?? ''),
    )
  )
}

const LOADS_FILE: Record<string, RegExp> = {
  perl: /\b(?:do|require)\s+["'$]/,
  php: /\b(?:include|require)(?:_once)?\b/,
  ruby: /\b(?:load|require_relative)\b/,
  lua: /\b(?:dofile|loadfile)\b/,
  r: /\bsource\s*\(/,
}

/** Words that these languages also call without parentheses. */
const BARE_CALLS: Record<string, RegExp> = {
  perl: longPattern()`
    \b(?:unlink|rename|mkdir|rmdir|chmod|chown|link|symlink|truncate|kill|exec|system|fork|open|sysopen|syswrite|require|socket|connect
    |utime|ioctl|syscall|dbmopen|chroot|dump|do|readpipe|eval)\b(?!\s*=>)
  `,
  ruby: longPattern()`
    \b(?:system|exec|spawn|fork|load|eval|open|popen|syscall|trap|at_exit|send|public_send|File\.(?!read|exist|basename|dirname|extname
    |size|readlines|foreach|join|file|directory|expand_path|stat|mtime)\w+|FileUtils|IO\.(?!read|foreach)\w+|Kernel|Process|Dir\.(?!glob
    |entries|pwd|children|exist|home|\[)\w+|Object|ObjectSpace|Fiddle|DL)\b
  `,
  php: /\b(?:include|require)(?:_once)?\b/,
  lua: /\b(?:os\.(?!date|time|clock|getenv)\w+|io\.(?!read|write|lines)\w+|load\w*|dofile|require|debug)\b/,
  r: /\b(?:system2?|unlink|file\.(?:remove|rename|copy|create)|source|writeLines|write\.\w+|sink|save\w*|download\.file|library|require|eval)\b/,
}

function hasOnlyHarmlessCalls(code: string, language: string): boolean {
  const bare = code.replaceAll(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, (text) =>
    language === 'python' || !/#\{|\$\{|@\{/.test(text) ? '""' : text,
  )
  if (
    /__\w+__|getattr|setattr|globals|locals|vars\s*\(|constructor|prototype|Reflect|Proxy|import\s*\(|\bsend\b|method\(|\bgoto\b|>>?\s*["'$]|<\(|\bdo\s+["']/.test(
      bare,
    )
  )
    return false
  if (
    language === 'node' &&
    [...code.matchAll(/require\s*\(\s*["']([^"']+)["']/g)].some(
      (match) =>
        !/^(?:node:)?(?:path|os|util|crypto|url|fs|querystring|zlib|perf_hooks|assert|buffer|string_decoder)$|^\.\/package\.json$/.test(
          match[1] ?? '',
        ),
    )
  )
    return false
  if (
    language === 'python' &&
    [...code.matchAll(/(?:^|[;\n]|\b)\s*(?:import|from)\s+([\w., ]+)/g)].some(
      (match) =>
        !/^(?:(?:sys|json|math|cmath|re|datetime|time|random|string|itertools|collections|os|os\.path|platform|hashlib|base64|textwrap|pprint|uuid|calendar|statistics|decimal|fractions|functools|operator|struct|unicodedata|zlib|binascii|html|urllib\.parse|glob|pathlib|csv|io|locale|zoneinfo|secrets|sysconfig|site|heapq|bisect|typing|enum|dataclasses|ipaddress|tomllib|difflib|numbers|array|copy)(?:\s+(?:as\s+\w+|import\s+[\w, *]+))?[, ]*)+$/.test(
          (match[1] ?? '').trim(),
        ),
    )
  )
    return false
  if (
    language === 'perl' &&
    /\b(?:use|require)\s+(?!strict|warnings|POSIX|List::Util|Data::Dumper|Time::|JSON|MIME::Base64|Digest::|utf8|feature|v5)/.test(
      bare,
    )
  )
    return false
  if (language === 'ruby' && /\brequire\s/.test(bare) && !/\brequire\s+""/.test(bare)) return false
  if (/\]\s*\(|\bfrom\s+\S+\s+import\s+[^\n;]*\bas\b|\bphpinfo\b/.test(bare)) return false
  if (BARE_CALLS[language]?.test(bare) === true) return false
  if (/\bopen\s*\(\s*[^(),]+,\s*(?!["'])/.test(bare) || /\bopen\s*\(?\s*["']\s*\|/.test(code)) return false
  return [...bare.matchAll(/([A-Za-z_$]\w*)\s*\(/g)].every((match) => HARMLESS_CALLS.has(match[1] ?? ''))
}
