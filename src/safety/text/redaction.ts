// Replaces secret values by `<redacted>` in text that leaves the machine or is kept: request bodies, logs, exports.
// Names stay readable. Every pattern is anchored on a literal and repeats one character class, so the time is linear.

import { createSlices } from '../../sys/time-slices.ts'
import { longPattern } from '../../sys/words/long-pattern.ts'

export const MARK = '<redacted>'

/** A name whose value is a secret: API_KEY, GITHUB_TOKEN, dbPassword, client-secret, _authToken. */
const SECRET_NAME =
  '[A-Za-z0-9_.-]{0,64}?(?:api[_-]?key|access[_-]?key|secret[_-]?key|private[_-]?key|encryption[_-]?key|signing[_-]?key|_key|-key|token|secret|password|passwd|passphrase|pwd|credentials?|_pass|-pass|authkey|_auth)(?:[_-]?(?:id|base64|b64|v\\d|prod|dev|test|base|\\d{1,4}))?'
/** Names that end like a secret and hold none. */
const PUBLIC_NAME =
  /(?:^|[_.-])(?:public[_-]?key|primary[_-]?key|foreign[_-]?key|sort[_-]?key|partition[_-]?key|cache[_-]?key|tokenizer|max[_-]?tokens?|key[_-]?id|_file|_path|_url)$|^(?:pwd|oldpwd|ssh_askpass)$/i
/** Values that are no secret: references, placeholders, words of code. */
const EMPTY_VALUE =
  /^(?:\$.*|<[^>]*>|\*+|x{3,}|\.{3}|null|nil|none|true|false|undefined|string|str|required|optional|yes|no|process\.env.*|os\.environ.*|your[-_].*|""|''|\{\{.*)$/i

/** Headers of an encrypted key hold dashes, too: `Proc-Type`. */
const PRIVATE_KEY_BLOCK =
  /-----BEGIN (?:[A-Z0-9]{1,16} ){0,4}PRIVATE KEY(?: BLOCK)?-----[^-]*(?:-(?!----)[^-]*)*(?:-----END [A-Z0-9 ]{1,64}-----)?/g
/** The last line of such a key. */
const LAST_LINE = /^[ \t]*-----END (?:[A-Z0-9]{1,16} ){0,4}PRIVATE KEY(?: BLOCK)?-----/gm
const KEY_LINE = /^[ \t]*[A-Za-z0-9+/=]{1,80}[ \t]*\r?$/
const MOST_KEY_LINES = 400

/** Keys of known shapes, wherever they stand. */
const KNOWN_KEYS = new RegExp(
  [
    String.raw`\b(?:sk|rk|pk)[-_](?:live_|test_|proj-|ant-[a-z0-9]{0,8}-|or-v1-|kimi-|lf-)?[A-Za-z0-9_-]{16,512}`,
    String.raw`\bsk-[A-Za-z0-9_-]{8,512}`,
    String.raw`\bgh[pousr]_[A-Za-z0-9]{16,255}`,
    String.raw`\bgithub_pat_[A-Za-z0-9_]{16,255}`,
    String.raw`\bgl(?:pat|dt|ptt|rt|cbt|soat|imt|agent|oas|ffct|ft)-[A-Za-z0-9_.-]{12,255}`,
    String.raw`\b(?:AKIA|ASIA|ABIA|ACCA|AROA|AIDA)[A-Z0-9]{12,124}\b`,
    String.raw`\bAIza[A-Za-z0-9_-]{20,100}`,
    String.raw`\bya29\.[A-Za-z0-9_-]{16,512}`,
    String.raw`\b(?:xox[abeoprs]|xapp)-[A-Za-z0-9-]{8,255}`,
    String.raw`\b(?:npm|pypi|hf|dop_v1|doo_v1|shpat|shpss|dckr_pat|atlasv1|figd|lin_api|sbp|rubygems|glc|glsa|pul|tskey|vercel|ops|secret|ntn|crates?io|cio|fo1|PMAK|NRAK|SG|EAAC|sq0atp|sq0csp|r8|gsk|xai|pplx|nvapi|tvly|fw|csk|co|ms)[_-][A-Za-z0-9_.-]{24,512}`,
    String.raw`\bSG\.[A-Za-z0-9_-]{16,64}\.[A-Za-z0-9_-]{16,64}`,
    String.raw`\bnpm_[A-Za-z0-9]{16,255}`,
    String.raw`\bhf_[A-Za-z0-9]{16,255}`,
    String.raw`\bAGE-SECRET-KEY-1[A-Z0-9]{20,100}`,
    String.raw`\beyJ[A-Za-z0-9_-]{8,4096}\.[A-Za-z0-9_-]{4,8192}(?:\.[A-Za-z0-9_-]{0,4096}){0,3}`,
    String.raw`\bhooks\.slack\.com/services/[A-Za-z0-9/_-]{16,128}`,
    String.raw`\b\d{8,10}:AA[A-Za-z0-9_-]{30,40}`,
  ].join('|'),
  'g',
)
/** Keys whose shape is so rare that they are known behind a letter or `_`, too, as in `_ghp_…_`. Each also holds a digit. */
const GLUED_KEYS = new RegExp(
  [
    String.raw`gh[pousr]_[A-Za-z0-9]{20,255}`,
    String.raw`github_pat_[A-Za-z0-9_]{20,255}`,
    String.raw`gl(?:pat|dt|ptt|rt|cbt|soat|imt|agent|oas|ffct|ft)-[A-Za-z0-9_-]{20,255}`,
    String.raw`(?<![A-Z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])`,
    String.raw`AIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])`,
    String.raw`xox[abeoprs]-[A-Za-z0-9-]{20,255}`,
    String.raw`sk-(?:ant-[a-z0-9]{2,8}|proj)-[A-Za-z0-9_-]{32,512}`,
    String.raw`sk_live_[A-Za-z0-9]{16,255}`,
    String.raw`(?<![A-Za-z0-9-])sk-[A-Za-z0-9]{32,512}`,
    String.raw`(?:npm|hf)_[A-Za-z0-9]{34,40}(?![A-Za-z0-9])`,
    String.raw`eyJ[A-Za-z0-9_-]{8,4096}\.eyJ[A-Za-z0-9_-]{8,8192}\.[A-Za-z0-9_-]{16,4096}`,
  ].join('|'),
  'g',
)
/** The same shapes as in code words: `sk-` needs a digit or two cases before it counts as a key. */
const WORDY = /^[a-z]+(?:[-_.][a-z]+)*$/

const AUTHORIZATION =
  /\b((?:proxy-)?authorization|x-api-key|api-key|x-auth-token|private-token|x-goog-api-key|x-amz-security-token|x-vault-token|x-gitlab-token|x-access-token|cookie|set-cookie)(["']?[ \t]*[:=][ \t]*["']?)((?:(?:bearer|basic|token|digest|negotiate|apikey|key)[ \t]+)?)([^\s"'`][^"'`\r\n]*)/gi
const BEARER = /\b(bearer[ \t]+)([A-Za-z0-9._~+/-]{8,4096}=*)/gi

const URL_PASSWORD = /\b([a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@"'`<>]{0,128}:)([^\s/@"'`<>]{1,512})(@)/gi
/** A user part that is itself the secret: https://ghp_…@host, https://<40 hex>@host. */
const URL_USER = /\b(https?:\/\/)([A-Za-z0-9_-]{20,512})(@)/gi
const QUERY_SECRET =
  /([?&](?:access_token|api_?key|key|token|secret|sig|signature|password|client_secret|code|auth|x-amz-signature|x-amz-credential|x-amz-security-token)=)([^&\s"'`#]{6,2048})/gi

const QUOTED_VALUE = String.raw`"(?:[^"\\\r\n]|\\.){0,4096}"|'[^'\r\n]{0,4096}'`
const ASSIGNMENT = new RegExp(
  String.raw`(?<![A-Za-z0-9_.-])((?:--?)?["']?)(${SECRET_NAME})(["']?[ \t]{0,4}(?::=|=>|[=:])[ \t]{0,4})(${QUOTED_VALUE}|[^\s"'\x60,;&|<>(){}]{1,4096})`,
  'gi',
)
/** `--password X`, `--token X`: the value is the next word. */
const LONG_OPTION = new RegExp(
  String.raw`(?<!\S)(--?${SECRET_NAME})([ \t]+)(${QUOTED_VALUE}|[^\s"'\x60;&|<>(){}-][^\s"'\x60;&|<>(){}]{0,4096})`,
  'gi',
)
/** Assignments with a name in capitals may have any suffix after the telling word: DB_PASS, AWS_SECRET_ACCESS_KEY_PROD. */
const CAPITALS =
  /\b((?:[A-Z0-9]{1,32}_){0,8}(?:KEY|TOKEN|SECRET|PASSWORD|PASSWD|PASS|PWD|CREDENTIALS?|PASSPHRASE)(?:_[A-Z0-9]{1,32}){0,4})(=)("(?:[^"\\\r\n]|\\.){0,4096}"|'[^'\r\n]{0,4096}'|[^\s"'`;&|<>(){}]{1,4096})/g

/** Programs whose short option carries a password, with the option. */
const MYSQL_PASSWORD =
  /(\b(?:mysql|mysqldump|mysqladmin|mariadb|mariadb-dump|mysqlimport|mycli)\b[^\n;|&]{0,512}?[ \t]-p)("[^"\r\n]*"|'[^'\r\n]*'|[^\s;|&]+)/g
const SPACED_PASSWORD = longPattern('g')`
  (\b(?:docker|podman|oc|az|redis-cli|sshpass|mongo|mongosh|mongodump|mongorestore|influx|cqlsh|sqlcmd|htpasswd|ldapsearch|ldapmodify
  |smbclient|helm registry|skopeo|buildah|nats|rabbitmqadmin|clickhouse-client|openconnect|lftp|xfreerdp)\b[^\n;|&]{0,512}?[ \t](?:-p|-a
  |-w|-P)[ \t]*)("[^"\r\n]*"|'[^'\r\n]*'|[^\s;|&]+)
`
const SSHPASS = /(\bsshpass[ \t]+-p[ \t]*)("[^"\r\n]*"|'[^'\r\n]*'|[^\s;|&]+)/g
const USER_PASSWORD =
  /(\b(?:curl|wget|http|https|xh|httpie)\b[^\n;|]{0,1024}?[ \t](?:-u|-U|--user|--proxy-user|-a|--auth)(?:[ \t]+|=)?["']?[^\s:"'=-][^\s:"']{0,128}:)([^\s"']+)/g
/** A password handed to a program that reads one from stdin. */
const PIPED_PASSWORD = longPattern('g')`
  (\b(?:echo|printf)[ \t]+(?:-\w+[ \t]+)*(?:["']?%s(?:\\n)?["']?[ \t]+)?)("[^"\r\n]*"|'[^'\r\n]*'|[^\s|;&"']+)(?=[ \t]*\
  |[ \t]*(?:sudo[ \t]+-\w*S|sudo[ \t]+--stdin|docker[ \t]+login|podman[ \t]+login|gh[ \t]+auth|passwd\b|chpasswd|cryptsetup|gpg\b
  |openssl\b|su\b|smbclient|kinit\b|npm[ \t]+login|vault\b|security\b|oc[ \t]+login|helm[ \t]+registry|kimi\b))
`
const HERE_STRING_PASSWORD =
  /(\b(?:sudo[ \t]+-\w*S\b|docker[ \t]+login|passwd\b|kinit\b)[^\n;|&<]{0,256}<<<[ \t]*)("[^"\r\n]*"|'[^'\r\n]*'|[^\s;|&]+)/g
/** netrc: `machine h login u password p`; also `password p` on its own line of such a file. */
const NETRC = /(\blogin[ \t\r\n]+\S{1,256}[ \t\r\n]+password[ \t]+)(\S+)/g
/** .pgpass: host:port:database:user:password. */
const PGPASS = /^((?:[\w.*-]{1,255}|\/[\w./-]{1,255}):(?:\d{1,5}|\*):[\w*-]{1,64}:[\w*.-]{1,64}:)(\S+)$/gm
const OPENSSL_PASS =
  /((?<!\S)(?:-passin|-passout|-pass|-storepass|-keypass|--passphrase)[ \t]+(?:pass:)?)("[^"\r\n]*"|'[^'\r\n]*'|[^\s;|&"']+)/g
const PROGRAM_PASSWORD = longPattern('gi')`
  (\b(?:openssl[ \t]+enc[^\n;|&]{0,256}?[ \t]-k[ \t]+|openssl[ \t]+passwd[ \t]+(?:-\w+[ \t]+){0,4}|zip[ \t][^\n;|&]{0,256}?-P[ \t]*
  |unzip[ \t][^\n;|&]{0,256}?-P[ \t]*|7z[a-z]?[ \t][^\n;|&]{0,256}?-p|(?:un)?rar[ \t][^\n;|&]{0,256}?-h?p|gh[ \t]+secret[ \t]+set[^\n;
  |&]{0,256}?[ \t](?:--body|-b)[ \t=]+|vault[ \t]+login[ \t]+(?:token=)?
  |htpasswd[ \t]+-(?=\w{0,16}b)\w{1,32}[ \t]+\S{1,256}[ \t]+\S{1,256}[ \t]+|from-literal[= ][\w.-]{1,64}=|(?:set
  |setenv)[ \t]+(?:-\w{1,8}[ \t]+){0,3}[A-Za-z0-9_.-]{0,64}(?:key|token|secret|password|passwd|_pass|credentials?)[ \t]+))("[^"\r\n]*"
  |'[^'\r\n]*'|[^\s;|&"'-][^\s;|&"']*)
`

const HAS_HINT = longPattern('i')`
  key|token|secret|pass|pwd|cred|auth|bearer|cookie|:\/\/|sk[-_]|rk_|pk_|gh[pousr]_|gl[a-z]{2,6}-|A[KSBCR][IOC]A|AIDA|AIza|ya29|xox|xapp
  |[_-][A-Za-z0-9_.-]{24}|eyJ|SG\.|\.slack\.|:AA|npm_|hf_|AGE-|-[uUpawPk]|-----|:\d+:|:\*:|login|sudo|-storepass|--from-|[?&](?:sig
  |code)
`

/**
 * `text` with every recognised secret value replaced by `<redacted>`. Names, hosts and everything else stay. For command lines and
 * settings: whatever is assigned to a telling name counts as a secret.
 */
export function redactSecrets(text: string): string {
  return redact(text, () => true)
}

/**
 * The same for the output of commands, which may be source code: there `token = readToken(1)` is no secret. What is assigned to a
 * telling name counts only when it also looks like a password or a key.
 */
export function redactOutput(text: string): string {
  return redact(text, looksSecret)
}

/**
 * The lines of a whole file, each with its secrets replaced: as many as before, also for a key of many lines. Quick for large files, since
 * most lines hold nothing that could be a secret.
 */
export function redactLines(text: string): string[] {
  return redactAcross(text).split('\n').map(redactOutput)
}

/** A longer line is looked at window by window: as a whole, one of 9 MB takes up to a second. */
const WINDOW = 64 * 1024
/** The characters before and behind a window that are looked at with it: no pattern needs more of them to know a secret. */
const MARGIN = 8 * 1024

/**
 * The same in slices, between which the event loop serves others: a log of 17 MB takes half a second. Of a line of more than 64 KiB that
 * holds a secret nothing is shown.
 */
export async function redactLinesInSlices(text: string): Promise<string[]> {
  const rest = createSlices()
  const shown: string[] = []
  await rest() // the text was just read
  const kept = redactAcross(text)
  await rest()
  for (const line of kept.split('\n')) {
    if (line.length <= WINDOW) shown.push(redactOutput(line))
    else shown.push((await holdsSecret(line)) ? MARK : line)
    const pause = rest()
    if (pause !== undefined) await pause
  }
  return shown
}

/** True when `redactOutput` would replace something in the line, which may be of any length: it is looked at in slices. */
export async function holdsSecret(line: string): Promise<boolean> {
  const rest = createSlices()
  for (let at = 0; at < line.length; at += WINDOW) {
    const part = line.slice(Math.max(0, at - MARGIN), at + WINDOW + MARGIN)
    if (redactOutput(part) !== part) return true
    await rest()
  }
  return false
}

/** The text, of as many lines as before, without the secrets that only several lines together show: a step of `redactLines`. */
function redactAcross(text: string): string {
  return redactKeys(text).replaceAll(NETRC, hideSecond)
}

/** The text with its private keys replaced line by line. */
export function redactKeys(text: string): string {
  if (!text.includes('PRIVATE KEY')) return text
  const hideLines = (block: string) => block.replaceAll(/[^\r\n]+/g, MARK)
  return hideKeyEnds(text.replaceAll(PRIVATE_KEY_BLOCK, hideLines), hideLines)
}

/** The text with the end of each private key replaced whose beginning is not there, as in the last lines of a file. */
function hideKeyEnds(text: string, hide: (block: string) => string): string {
  let done = ''
  let at = 0
  for (const { 0: last, index } of text.matchAll(LAST_LINE)) {
    let begin = index
    for (let lines = 0; begin > at && lines < MOST_KEY_LINES; lines++) {
      const above = text.lastIndexOf('\n', begin - 2) + 1
      if (begin - above > 128 || !KEY_LINE.test(text.slice(above, begin - 1))) break
      begin = above
    }
    if (begin === index) continue
    done += text.slice(at, begin) + hide(text.slice(begin, index + last.length))
    at = index + last.length
  }
  return done + text.slice(at)
}

type IsSecretValue = (bare: string, isQuoted: boolean, lead: string) => boolean

function redact(text: string, isSecret: IsSecretValue): string {
  if (!HAS_HINT.test(text)) return text
  return hideKeyEnds(text.replaceAll(PRIVATE_KEY_BLOCK, MARK), () => MARK)
    .replaceAll(URL_PASSWORD, hideSecond)
    .replaceAll(GLUED_KEYS, (key) => (/\d/.test(key) ? MARK : key))
    .replaceAll(KNOWN_KEYS, (key) => (WORDY.test(key) ? key : MARK))
    .replaceAll(URL_USER, hideSecond)
    .replaceAll(QUERY_SECRET, hideSecond)
    .replaceAll(AUTHORIZATION, (_all, name: string, sign: string, scheme: string) => `${name}${sign}${scheme}${MARK}`)
    .replaceAll(BEARER, (all, word: string, value: string) => (WORDY.test(value) ? all : `${word}${MARK}`))
    .replaceAll(SSHPASS, hideSecond)
    .replaceAll(MYSQL_PASSWORD, hideSecond)
    .replaceAll(SPACED_PASSWORD, hideOptionValue)
    .replaceAll(USER_PASSWORD, hideSecond)
    .replaceAll(PIPED_PASSWORD, hideSecond)
    .replaceAll(HERE_STRING_PASSWORD, hideSecond)
    .replaceAll(NETRC, hideSecond)
    .replaceAll(PGPASS, hideSecond)
    .replaceAll(OPENSSL_PASS, hidePassphrase)
    .replaceAll(PROGRAM_PASSWORD, hideSecond)
    .replaceAll(CAPITALS, (all, name: string, sign: string, value: string) =>
      hideValue(all, name, `${name}${sign}`, value, isSecret),
    )
    .replaceAll(ASSIGNMENT, (all, lead: string, name: string, sign: string, value: string) =>
      hideValue(all, name, `${lead}${name}${sign}`, value, isSecret),
    )
    .replaceAll(LONG_OPTION, (all, name: string, blank: string, value: string) =>
      hideValue(all, name.replace(/^-+/, ''), `${name}${blank}`, value, isSecret),
    )
}

function hideSecond(all: string, lead: string, value: string, tail: unknown): string {
  if (EMPTY_VALUE.test(value)) return all
  return `${lead}${MARK}${typeof tail === 'string' && tail.length === 1 ? tail : ''}`
}

/** `docker run -p 8080:80` is a port, `redis-cli -p 6379` too; a password is not made of digits, colons and dots. */
function hideOptionValue(all: string, lead: string, value: string): string {
  if (/\b(?:docker|podman)\b/.test(lead) && !/\blogin\b/.test(lead)) return all
  if (/^[\d.:/-]+$/.test(value)) return all
  return hideSecond(all, lead, value, null)
}

function hidePassphrase(all: string, lead: string, value: string): string {
  return /^(?:env|file|fd|stdin):?/.test(value) ? all : hideSecond(all, lead, value, null)
}

function hideValue(all: string, name: string, lead: string, value: string, isSecret: IsSecretValue): string {
  const bare = value.replace(/^(["'])(.*)\1$/s, '$2')
  if (PUBLIC_NAME.test(name) || bare === '' || EMPTY_VALUE.test(bare) || bare.includes(MARK)) return all
  if (/^\d{1,5}$/.test(bare) && !/pass|pwd/i.test(name)) return all
  if (/:[ \t]*$/.test(lead) && isPlainWord(bare)) return all
  if (!isSecret(bare, bare !== value, lead)) return all
  const quote = bare === value ? '' : (value[0] ?? '')
  return `${lead}${quote}${MARK}${quote}`
}

/** After a colon, prose is likelier than a secret: `token: string`, `password: see the wiki`. */
function isPlainWord(value: string): boolean {
  return /^[a-z]{1,6}[.,]?$|^\/\//.test(value)
}

const SHORTEST_SECRET = 8

/** Letters and digits in one word of some length; in source code also quoted, or directly behind `=` or `: `, since names have digits, too. */
function looksSecret(bare: string, isQuoted: boolean, lead: string): boolean {
  if (bare.length < SHORTEST_SECRET || !/^[\x21-\x7e]+$/.test(bare)) return false
  if (!/\d/.test(bare) || !/[A-Za-z]/.test(bare)) return false
  if (isQuoted) return !/^[./@]|^https?:|\$\{|%[sd(]/.test(bare)
  return /^[\w+/=.~!@#%^*-]+$/.test(bare) && !/^[A-Za-z_]\w*\.\w/.test(bare) && /(?:^|[^\s=])=$|:[ \t]?$/.test(lead)
}
