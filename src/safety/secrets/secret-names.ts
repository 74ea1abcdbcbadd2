// The one list of files, folders and variables that hold secrets, by their names. Two strengths: files that hold one for certain are
// shown to the agent by nobody but the user; those that often do are closed to what runs unasked, and shown without their secrets.

import { isNeverHarmless, isProgramSecret } from './program-secrets.ts'
import { longPattern } from '../../sys/words/long-pattern.ts'

/** Names that hold a secret wherever they lie: environments, keys, tokens, what was typed at prompts, states and backups. */
const CERTAIN_NAMES = [
  String.raw`\.env(?:\.[^/]+)?`,
  String.raw`\.envrc(?:\.[^/]+)?`,
  String.raw`[^/]*\.env[._~-][^/]*`,
  String.raw`[\w-]+\.env`,
  String.raw`[^/]*\.tfvars(?:\.json)?`,
  String.raw`id_[\w-]+(?:\.pem)?|[\w-]+[._-]id_(?:rsa|dsa|ecdsa|ed25519)(?:_sk)?`,
  String.raw`[^/]+\.(?:pem|p12|pfx|pkcs12|jks|keystore|kdbx|ppk|key|skey|jwk|ovpn|keytab|kwallet|keychain(?:-db)?)`,
  // Apple's keys and Snowflake's. PICO-8 keeps its games in files of the same extension.
  String.raw`(?:[^/]{0,99}[._-])?(?:auth|subscription|api|private|signing|push|apns|rsa|ec|jwt)?key(?:[._-][^/]{0,99})?\.p8`,
  String.raw`[\w.-]*keypair\.json|UTC--\d{4}-[^/]+`,
  String.raw`credentials(?:\.(?:json|ya?ml|toml|db))?|gha-creds-[\w-]+\.json`,
  String.raw`[._]netrc`,
  String.raw`\.(?:npmrc|pypirc|pgpass|git-credentials|my\.cnf|mylogin\.cnf|s3cfg|boto|htpasswd|dockercfg|vault-token|smbcredentials)|pgpass\.conf|wg\d+\.conf`,
  String.raw`\.\w+_history`,
  String.raw`\.zhistory|\.histfile|fish_history|ConsoleHost_history\.txt`,
  String.raw`kubeconfig`,
  String.raw`[^/]+\.tfstate|\.(?:claude\.json|cdsapirc|modal\.toml)|rclone\.conf`,
  String.raw`(?:[\w.-]{1,99}[._-])?service[-_]account[\w-]*\.json|[\w.-]{0,99}service[-_]?account[-_]?(?:key|cred)[\w-]{0,99}\.json|client_secrets?[\w-]*\.json|application_default_credentials\.json`,
  String.raw`\.(?:token|vault[-_]pass(?:word)?|databrickscfg|authinfo|rediscli_auth|twurlrc|wakatime\.cfg)|kaggle\.json|wallet\.dat`,
  String.raw`tailscaled\.state|[\w-]*firebase-adminsdk[\w-]*\.json|\.dev\.vars|sops[\w-]*age[\w-]*\.txt`,
  String.raw`master\.key|access_tokens\.db|logins\.json|key[34]\.db|cookies\.sqlite|login data`,
]
/** Places that hold secrets whatever the names in them. */
const CERTAIN_PLACES = [
  String.raw`\.ssh\/(?!config$|known_hosts|authorized_keys$|environment$)[^/]+`,
  String.raw`\.kube\/config`,
  String.raw`\.docker\/config\.json`,
  String.raw`\.config\/gcloud\/.*|\.gcp\/.*`,
  String.raw`\.aws\/(?:credentials|sso\/.*)`,
  String.raw`\.azure\/[^/]+`,
  String.raw`\.config\/(?:gh\/hosts\.yml|glab-cli\/config\.yml|hcloud\/cli\.toml|scw\/config\.yaml|configstore\/[^/]+\.json)`,
  String.raw`\.config\/(?:Bitwarden(?: CLI)?|1Password|Signal|Slack|keybase|heroku)\/.*|\.thunderbird\/.*|\.local\/share\/(?:atuin|mcfly)\/.*`,
  String.raw`(?:\.config\/solana|\.ethereum\/keystore|\.foundry\/keystores|\.brownie\/accounts|\.near-credentials|\.starknet_accounts)\/.*`,
  String.raw`(?:\.appstoreconnect|\.?private_keys|\.(?:bash|zsh)_sessions|\.subversion\/auth|\.sops)\/.*`,
  String.raw`\.m2\/settings(?:-security)?\.xml|\.gradle\/gradle\.properties|\.nuget\/NuGet\/NuGet\.Config|\.hex\/hex\.config`,
  String.raw`pypoetry\/auth\.toml|composer\/auth\.json|\.streamlit\/secrets\.toml|\.?huggingface\/(?:token|stored_tokens)`,
  String.raw`\.(?:aliyun|mc|railway|bluemix)\/config\.json`,
  String.raw`\.gnupg\/.*|\.password-store\/.*`,
  String.raw`Library\/Keychains\/.*|\.local\/share\/keyrings\/.*`,
  String.raw`\.mozilla\/.*|\.config\/(?:google-chrome|chromium|BraveSoftware|microsoft-edge)\/.*`,
  String.raw`\.kimi(?:-code)?\/(?:config\.toml|(?:credentials|run|mcp-oauth)\/.*)`,
  String.raw`\.terraform\.d\/credentials\.tfrc\.json`,
  String.raw`\.claude\/\.credentials\.json|\.codex\/auth\.json|\.gemini\/oauth_creds\.json|\.pi\/agent\/auth\.json`,
  String.raw`opencode\/auth\.json|github-copilot\/(?:apps|hosts)\.json`,
  String.raw`\.config\/(?:rclone\/rclone\.conf|doctl\/config\.yaml|ngrok\/ngrok\.yml|stripe\/config\.toml|sops\/age\/[^/]+|hub)|\.ngrok2\/ngrok\.yml`,
  String.raw`\.(?:netlify|fly|oci|snowsql|circleci|age|electrum)\/(?:config|config\.(?:json|yml)|cli\.yml|keys?\.txt|wallets\/.*)`,
  String.raw`etc\/g?shadow-?|etc\/wireguard\/[^/]+|proc\/[^/]+\/environ`,
]
/** Names that often hold a secret, and often something else. */
const LIKELY_NAMES = [
  String.raw`[^/]*\.env(?:[._~-][^/]*)?`,
  String.raw`\.lesshst_?history|\.lesshst`,
  String.raw`[^/]*\.(?:asc|gpg)`,
  String.raw`credentials?(?:\.(?:json|ya?ml|db|toml|ini|xml|csv|txt))?`,
  String.raw`secrets?(?:\.\w+)?|tokens?(?:\.(?:json|txt|ya?ml))?|passwords?(?:\.(?:txt|csv|json|ya?ml|db|kdbx))?`,
  String.raw`kubeconfig(?:[.-][\w.-]+)?`,
  String.raw`g?shadow-?|sudoers|environ`,
  String.raw`cookies(?:\.sqlite|\.txt)?`,
  String.raw`\.?env\.(?:prod\w*|stag\w*|dev\w*|local|test)|\.flaskenv|\.secrets?`,
  String.raw`\.terraformrc`,
  String.raw`api[-_]?keys?(?:\.(?:txt|json|ya?ml))?|[\w-]*(?:deploy|private|signing)[-_]?key|[\w-]*(?:gcp|gcloud|sa)[-_]key[\w-]*\.json`,
  String.raw`database\.yml|local\.settings\.json|appsettings\.\w+\.json|ansible-vault[\w.-]*|vault[-_]pass(?:word)?[\w.-]*`,
  String.raw`\.(?:mbsyncrc|msmtprc|fetchmailrc|muttrc|trc)|jupyter_server_config\.json|\.dbt\/profiles\.yml`,
  String.raw`wp-config\.php|\.?auth\.json|hosts\.yml`,
]
const LIKELY_PLACES = [
  String.raw`\.gnupg|\.password-store|Library\/Keychains|\.local\/share\/keyrings|\.kimi(?:-code)?\/credentials`,
  String.raw`\.aws\/(?:credentials|sso|cli)[^\s]*|\.azure\/[^\s]+`,
  String.raw`\.config\/gcloud(?:\/[^\s]*)?|\.kube(?:\/config)?|\.config\/op\/[^\s]*`,
  String.raw`etc\/(?:ssl\/private|letsencrypt\/(?:live|archive)|kubernetes\/(?:admin\.conf|pki))(?:\/.*)?|run\/secrets(?:\/.*)?`,
]
/** Editors keep locks beside a file, `#.env#` and `.#.env`, and hidden copies, `.id_rsa.swp`. */
const anyOf = (kinds: readonly string[]) => new RegExp(String.raw`(?:^|\/)(?:\.|\.?#)?(?:${kinds.join('|')})$`, 'i')
const CERTAIN = anyOf([...CERTAIN_NAMES, ...CERTAIN_PLACES])
const LIKELY = anyOf([...LIKELY_NAMES, ...LIKELY_PLACES])
/** Examples, public halves, and source code beside them. */
const HARMLESS = longPattern('i')`
  (?:\.(?:example|sample|template|dist)|(?:^|\/)(?:example|sample|template)\.env|\.(?:example|sample|template)\.tfvars|\.pub|(?:^
  |\/)(?:cacert|ca|ca-bundle|(?:full)?chain|cert|dhparams?|public[\w-]*)\.pem|(?:^|\/)(?:public[\w-]*|[\w-]*pubkey)\.(?:key|jwk|p8)|(?:^
  |\/)id_[\w-]+\.(?:[jt]sx?|mjs|py|go|rs|rb|java|kt|c|h|cpp|md|json|html?|css|sql))$
`
/** The endings that people, editors and package managers append to the name of a file that they copy: `.bak`, `~`, `.1`, `.~2~`, ` (copy)`. */
const COPY_MARK = longPattern('i')`
  (?:[~#]|[._-](?:bak|backup|old|orig(?:inal)?|saved?|copy|prev(?:ious)?|te?mp|sw[a-px]|rej|dpkg-\w{1,9}|ucf-\w{1,9}|rpm(?:save|new
  |orig)|pac(?:save|new|orig))\d*|\.~?\d[\d._T:-]{0,30}~?|\.(?:gz|bz2|xz|zst|zip)| \(?copy(?: \d+)?\)?| - Copy(?: \(\d+\))?)$
`
const MOST_COPY_MARKS = 4
/** Sections of the manual, where `sudoers.5.gz` is a page and no copy. */
const MANUAL_PAGE = /(?:^|\/)man\d\w*\/[^/]+$/

/** The names that `path` may be a copy of, from itself to the shortest: `server.pem.bak.1`, `server.pem.bak`, `server.pem`. */
function namesBehind(path: string): string[] {
  const names = [path]
  if (MANUAL_PAGE.test(path)) return names
  for (let name = path; names.length <= MOST_COPY_MARKS; names.push(name)) {
    const shorter = name.replace(COPY_MARK, '')
    if (shorter === name || shorter === '' || shorter.endsWith('/')) break
    name = shorter
  }
  return names
}

/** Folders of secrets, as one names them to copy or pack them whole. */
const SECRET_ROOT =
  /(?:^|\/)(?:\.ssh|\.gnupg|\.aws|\.azure|\.kube|\.password-store|\.docker|\.config\/gcloud|\.kimi|\.mozilla|\.thunderbird|Keychains|keyrings)\/?(?:\*|\.)?$/
const PUBLIC_FILE = longPattern('i')`
  \.(?:pub|crt|cer|csr|md|rst|html?|ts|tsx|js|jsx|mjs|py|go|rs|rb|java|c|h|cpp|sh|zsh|php|css|svg|png)$|\.(?:example|sample|template
  |dist|schema|tmpl|defaults?|test\.ts)$|(?:^|\/)(?:env\.example|example\.env|sample\.env|cacert\.pem|ca-bundle\.crt|ca\.pem
  |(?:full)?chain\.pem|cert\.pem|dhparams?\.pem|public[\w-]*\.(?:pem|key|jwk|asc|gpg)|[\w-]*(?:pubkey|-public)\.(?:pem|asc)
  |SHA256SUMS\.asc|\w+-keyring\.gpg)$
`

/** True when the file at this path holds a secret for certain, by its name. Ask for the real path as well as for the one that was typed. */
export function isSensitiveFile(path: string): boolean {
  const names = namesBehind(path)
  if (!names.some((name) => CERTAIN.test(name) || isProgramSecret(name))) return false
  return names.some(isNeverHarmless) || !names.some((name) => HARMLESS.test(name))
}

/** True when reading `path` (as typed, with `~`, variables and patterns) may show a secret. */
export function isSecretPath(path: string): boolean {
  const plain = path.replace(/^(?:file:\/\/|@)/, '').replaceAll(/\/{2,}/g, '/')
  if (BRACES.test(plain)) return expandBraces(plain).some(isSecretPath)
  const names = namesBehind(plain)
  if (names.some(isNeverHarmless)) return true
  if (names.some((name) => PUBLIC_FILE.test(name))) return isSensitiveFile(plain)
  return isSensitiveFile(plain) || names.some((name) => LIKELY.test(name)) || matchesGlob(plain)
}

/** A list in braces, `{a,b}`, or a range, without another in it. */
const BRACES = /\{([^{}]*(?:,|\.\.)[^{}]*)\}/
const ALL_BRACES = new RegExp(BRACES, 'g')
const MOST_EXPANDED = 64
/** Of a word with more lists each is replaced by a pattern at once: one after the other would take the square of its length. */
const MOST_LISTS = 16

/** The words that the shell makes of a word with braces. A range becomes a pattern, and so do more words than can be looked at. */
function expandBraces(word: string): string[] {
  if ((word.match(ALL_BRACES) ?? []).length > MOST_LISTS) {
    const flat = word.replaceAll(ALL_BRACES, '*')
    return [BRACES.test(flat) ? flat.replace(/\{.*\}/s, '*') : flat]
  }
  const done: string[] = []
  const waiting = [word]
  while (waiting.length > 0) {
    const next = waiting.pop()!
    const found = BRACES.exec(next)
    if (found === null) done.push(next)
    else {
      const isMany = done.length + waiting.length > MOST_EXPANDED
      const parts = isMany || !found[1]!.includes(',') ? ['*'] : found[1]!.split(',')
      for (const part of parts) waiting.push(next.replace(found[0], () => part))
    }
  }
  return done
}

/** True when `path` is a folder of secrets as a whole. */
export function isSecretFolder(path: string): boolean {
  return SECRET_ROOT.test(path.replaceAll(/\/{2,}/g, '/'))
}

/** True for a pattern that matches names of secrets: `~/.ssh/id_*`, `.env*`, `*.pem`. */
function matchesGlob(path: string): boolean {
  if (!/[*?[]/.test(path)) return false
  // A hidden name with a pattern in it finds .env or .netrc as well as what it seems to be for: `.??*`, `.en?`, `.[e]nv`.
  if (/(?:^|\/)\.(?:e?n?v?[*?[]|[*?[]|net[*?[]|npm[*?[]|py[*?[]|pg[*?[]|git-[*?[]|s?s?h?[*?[])/.test(path)) return true
  return /(?:^|\/)(?:\.env[*?]|id_[*?[]|id_[a-z]*[*?]|\.ssh\/\*|\.e[*?]|\.net[*?]|\*\.(?:pem|key|skey|p8|p12|pfx|jwk|jks|keystore|kdbx|ppk|tfstate|tfvars|env))/.test(
    path,
  )
}

const SECRET_WORD =
  /(?:^|_)(?:api_?key|access_?key|secret|token|password|passwd|passphrase|pass|credentials?|private_?key|pat|auth|key|pwd)(?:_?(?:id|base64|\d+))?(?:_|$)/i
const PUBLIC_NAME =
  /^(?:key|keys|pass|auth|pat|pwd|PWD|OLDPWD|SSH_AUTH_SOCK|XAUTHORITY|TOKENIZERS_PARALLELISM|KEYMAP|KEYTIMEOUT)$|PUBLIC|(?:_|^)KEYBOARD|_(?:PATH|FILE|URL|DIR)$/i

/** True when a variable of this name holds a secret: GITHUB_TOKEN, DB_PASS, awsSecretKey. */
export function isSecretName(name: string): boolean {
  if (PUBLIC_NAME.test(name)) return false
  return SECRET_WORD.test(name) || /(?:Key|Token|Secret|Password|Passwd|Credential)s?$/.test(name)
}

/** The secret variables that a text expands: `$GITHUB_TOKEN`, `${DB_PASS:-x}`. */
export function findSecretVariables(text: string): string[] {
  const names: string[] = []
  for (const match of text.matchAll(/\$\{?[#!=^~]?(?:\([^)]*\))?([A-Za-z_]\w*)/g)) {
    if (isSecretName(match[1] ?? '')) names.push(match[1] ?? '')
  }
  return names
}
