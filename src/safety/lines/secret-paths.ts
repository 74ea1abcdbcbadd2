// The list of paths and variable names that hold secrets, and of those that only look so. Every rule asks here.

const SECRET_FILE =
  /(?:^|\/)(?:\.env(?:rc)?(?:\.[\w-]+)*|[^/]*\.env(?:[._~-][^/]*)?|\.netrc|_netrc|\.npmrc|\.pypirc|\.pgpass|\.my\.cnf|\.mylogin\.cnf|\.git-credentials|\.htpasswd|\.vault-token|\.boto|\.s3cfg|\.dockercfg|\.(?:bash|zsh|python|psql|mysql|rediscli|node_repl|sqlite|irb|lesshst|ksh|sh)_?history|\.zhistory|\.histfile|fish_history|\.local\/share\/fish\/fish_history|ConsoleHost_history\.txt|id_(?:rsa|dsa|ecdsa|ed25519)(?:_sk|_[\w-]+)?(?:\.(?:old|bak|orig|backup|pem))?|[^/]*\.(?:pem|key|p12|pfx|jks|keystore|kdbx|ppk|asc|gpg|ovpn|pkcs12|kwallet|keychain(?:-db)?)|credentials?(?:\.(?:json|ya?ml|db|toml|ini|xml|csv|txt))?|secrets?(?:\.\w+)?|service[-_]account[\w-]*\.json|client_secrets?[\w-]*\.json|tokens?(?:\.(?:json|txt|ya?ml))?|access_tokens\.db|application_default_credentials\.json|master\.key|kubeconfig(?:[.-][\w.-]+)?|shadow-?|gshadow-?|sudoers|krb5\.keytab|[\w.-]+\.keytab|passwords?(?:\.(?:txt|csv|json|ya?ml|db|kdbx))?|logins\.json|key[34]\.db|cookies(?:\.sqlite|\.txt)?|login data|terraform\.tfstate(?:\.backup)?|wp-config\.php|\.?auth\.json|hosts\.yml|environ)$/i
const SECRET_FOLDER =
  /(?:^|\/)(?:\.ssh\/(?!known_hosts|config$|authorized_keys|environment)[^/]+|\.gnupg(?:\/.*)?|\.aws\/(?:credentials|sso|cli)[^\s]*|\.azure\/[^\s]+|\.config\/gcloud(?:\/[^\s]*)?|\.kube(?:\/config)?|\.docker\/config\.json|\.config\/gh\/hosts\.yml|\.config\/op\/[^\s]*|\.password-store(?:\/.*)?|\.kimi(?:-code)?\/credentials(?:\/.*)?|Library\/Keychains(?:\/.*)?|\.local\/share\/keyrings(?:\/.*)?|\.mozilla\/firefox\/[^\s]+|\.config\/(?:google-chrome|chromium)\/[^\s]+|etc\/(?:ssl\/private|letsencrypt\/(?:live|archive)|kubernetes\/(?:admin\.conf|pki))(?:\/.*)?|run\/secrets(?:\/.*)?|proc\/(?:[^/]+)\/environ)$/i
/** Folders of secrets, as one names them to copy or pack them whole. */
const SECRET_ROOT =
  /(?:^|\/)(?:\.ssh|\.gnupg|\.aws|\.azure|\.kube|\.password-store|\.docker|\.config\/gcloud|\.kimi|\.mozilla|\.thunderbird|Keychains|keyrings)\/?(?:\*|\.)?$/
const PUBLIC_FILE =
  /\.(?:pub|crt|cer|csr|md|rst|html?|ts|tsx|js|jsx|mjs|py|go|rs|rb|java|c|h|cpp|sh|zsh|php|css|svg|png)$|\.(?:example|sample|template|dist|schema|tmpl|defaults?|test\.ts)$|(?:^|\/)(?:env\.example|example\.env|sample\.env|cacert\.pem|ca-bundle\.crt|ca\.pem|(?:full)?chain\.pem|cert\.pem|dhparams?\.pem|public[\w-]*\.(?:pem|key|asc|gpg)|[\w-]*(?:pubkey|-public)\.(?:pem|asc)|SHA256SUMS\.asc|\w+-keyring\.gpg)$/i

/** True when reading `path` (as typed, with `~` and variables) shows a secret. */
export function isSecretPath(path: string): boolean {
  const plain = path.replace(/^(?:file:\/\/|@)/, '').replaceAll(/\/{2,}/g, '/')
  if (PUBLIC_FILE.test(plain)) return false
  return SECRET_FILE.test(plain) || SECRET_FOLDER.test(plain) || matchesGlob(plain)
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
  return /(?:^|\/)(?:\.env[*?]|id_[*?[]|id_[a-z]*[*?]|\.ssh\/\*|\.e[*?]|\.net[*?]|\*\.(?:pem|key|p12|pfx|kdbx|env))/.test(
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
