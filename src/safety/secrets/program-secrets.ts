// The default places where common programs keep logins, keys and what was typed into them, as parts of a regular expression for the end of a
// path, without case. Kinds come first, so that a program that is not named here is known by what it calls its files.

/** The endings of source code, pages, pictures and libraries: a file with one of them is about secrets and holds none. */
const SOURCE =
  '[cm]?[jt]sx?|py[ciw]?|pyi|lua|vim|elc?|rs|go|rb|java|kts?|swift|c|h|cc|hh|cpp|hpp|cs|fs|php|sh|bash|zsh|fish|nu|ps1|p[lm]|exs?|erl|hs|' +
  'clj|scala|mdx?|mdc|rst|adoc|html?|css|scss|less|svg|png|jpe?g|gif|ico|map|wasm|so|dll|node|patch|diff|snap|svelte|vue|astro|proto|' +
  'po|mo|strings|desktop|service|d|\\d[a-z]{0,3}'
const NO_SOURCE = String.raw`(?![^/]*\.(?:${SOURCE})$)`
/** Hidden folders that hold the code of a project or of others, and what is built of it. */
const CODE_FOLDER =
  'git|github|gitlab|gitea|forgejo|hg|svn|jj|venv|virtualenvs|tox|nox|cargo|rustup|npm|nvm|fnm|bun|deno|pyenv|rbenv|rvm|asdf|gem|bundle|m2|gradle|' +
  'pub-cache|vscode|idea|yarn|pnpm-store|next|nuxt|output|svelte-kit|angular|astro|vitepress|vuepress|docusaurus|storybook|parcel-cache|turbo|nx|' +
  'changeset|husky|circleci|buildkite|devcontainer|terraform|serverless|expo|dart_tool|mypy_cache|ruff_cache|pytest_cache|eggs|ipynb_checkpoints'
/** A folder of a home in which programs keep their own, down to a file in it. */
const IN_HOME = String.raw`(?:\.(?!(?:${CODE_FOLDER})\/)[\w-]+|Application Support|AppData\/(?:Roaming|Local))\/(?:(?!s?bin\/)[^/]+\/){0,5}`
const DATA = String.raw`(?:\.(?:json[c5l]?|txt|ya?ml|toml|ini|conf|cfg|xml|plist|db|sqlite3?|enc|dat|key|properties|bin))?`
const SECRET_THING = String.raw`(?:passwords?|passwd|passphrases?|pass|secrets?|(?:[a-z]+[-_])?tokens?|(?:api|access)[-_]?keys?|credentials?|creds|auth|cookies?|vault[-_]pass(?:word)?)`

/** Kinds of names, wherever they lie. */
const KINDS = [
  // Histories of typed lines: `.mycli-history`, `.octave_hist`.
  String.raw`${NO_SOURCE}\.[\w.@-]{0,60}hist(?:ory|file)?(?:[._-][\w.@-]{0,60})?`,
  // A file that holds one secret, and is named after it: `.github_token`, `api_key.txt`, `vault_pass.txt`.
  String.raw`\.[\w-]{0,40}[-_](?:token|password|passwd|passphrase)(?:\.txt)?|[\w-]{0,40}[-_](?:token|password|passwd|passphrase)\.txt`,
  String.raw`(?:hf|gh|git(?:hub|lab)?|npm|pypi|api|auth|access|refresh|bot|slack|discord|telegram|vault|admin|root|db|login|user|deploy|master)[-_](?:token|password|passwd)`,
  String.raw`\.?[\w-]{0,40}(?:api[-_]?key|vault[-_]pass(?:word)?)(?:\.txt)?`,
  String.raw`\.(?:access[-_]?token|password|passwd|passphrase)s?(?:\.txt)?|passw(?:or)?ds?\.(?:txt|csv|xlsx?)`,
  String.raw`\.?gitcookies|[\w-]{0,40}cookies?\.txt|(?:insecure_)?private[-_]key|ssh_host_\w{1,12}_key`,
  String.raw`\.?(?:[\w.-]{1,40}[._-])?ht(?:passwd|digest)(?:[._-][\w-]{1,40})?`,
  String.raw`wp-config\.php|sftp-config\.json|key\.properties|\.dev\.vars\.[\w-]+|env\.(?:prod\w*|stag\w*|local)`,
  String.raw`secrets?\.(?:ya?ml|json|toml|ini)`,
  String.raw`[^/]+\.(?:remmina|rdp|macaroon|agekey|psafe3|enpassdb|1pif|shada)`,
]
/** Folders in which such a name is that of a template or of words. */
const TEMPLATE_FOLDER = /\/(?:templates|workflows|locales|i18n|schemas?|types)\/secrets?\.\w+$/i
/** A chapter of a package manager or a library that is called after a secret and ends like one. */
const SYSTEM_CODE = /^\/usr\/(?:include|share|lib)\//

/** Kinds of names in a folder in which programs of a home keep their own. */
const HOME_KINDS = [
  // `~/.config/pgcli/history`, `~/.config/nushell/history.sqlite3`.
  String.raw`${IN_HOME}${NO_SOURCE}[\w.@-]{0,60}hist(?:ory|file)?(?:[._-][\w.@-]{0,60})?`,
  // A login that a program keeps: `~/.supabase/access-token`, `~/.config/restic/password`.
  String.raw`${IN_HOME}(?:[\w-]{1,40}[-_.])?${SECRET_THING}${DATA}`,
]

/** Start-up files and folders of single programs that their manuals let hold passwords. */
const PLACES = [
  // Editors and pagers, which keep what was copied and looked for.
  String.raw`\.(?:viminfo|lesshst|nviminfo)|(?:nvim|vim)\/(?:shada|swap|undo|backup)\/.*|\.viminfo[\w.]{0,20}`,
  String.raw`xonsh\/.*\.(?:json|sqlite)|elvish\/db(?:\.bolt)?|erlang-history\/.*|\.dbshell|repl_history\.jl|(?:PSReadLine|lesshst)(?:\/.*)?`,
  // Mail and chat.
  String.raw`\.(?:msmtp|mbsync|isync|fetchmail|offlineimap|getmail|esmtp|mutt|neomutt|mail|s-nail|mpop)rc|(?:msmtp|offlineimap|mpop)\/config|isync\/mbsyncrc|isyncrc`,
  String.raw`\.?(?:neo)?mutt\/(?:(?:neo)?muttrc|[^/]{0,60}(?:pass|secret|account|login)[^/]*)|aerc\/accounts\.conf|himalaya\/config\.toml|\.?getmail\/[^/]+`,
  String.raw`\.(?:pine-passfile|pinepw|pinercex|alpine-passfile|claws-mail\/accountrc|sylpheed[^/]*\/accountrc)|s?smtp\/s?smtp\.conf`,
  String.raw`\.?weechat\/(?:sec|irc|relay|matrix|slack)\.conf|\.?irssi\/config|hexchat\/servlist\.conf|\.purple\/.*|profanity\/(?:accounts|.*\.key)`,
  String.raw`\.config\/(?:discord|Element|Mattermost|Rocket\.Chat|Microsoft\/Microsoft Teams|Mailspring|skypeforlinux)\/.*`,
  // Databases.
  String.raw`DBeaverData\/.*|\.?dbeaver\d?\/.*|credentials-config\.json|\.config\/beekeeper-studio\/.*|pgadmin4?\.db|\.pgadmin\/.*|\.pg_service\.conf`,
  String.raw`(?:pgcli|litecli|mssqlcli|athenacli)\/config|\.(?:mycli|litecli|pgcli|cqlsh)rc|mycli\/myclirc|\.cassandra\/cqlshrc|\.?odbc\.ini|\.mysql\/.*`,
  String.raw`\.snowflake\/(?:config|connections)\.toml|\.dbt\/profiles\.yml|\.clickhouse-client\/config\.(?:xml|ya?ml)|\.influxdbv2\/configs`,
  // Containers, copies and synchronisation.
  String.raw`containers\/auth\.json|filezilla\/[^/]+\.(?:xml|sqlite3)|\.?davfs2\/secrets|borg\/(?:keys|security)\/.*|syncthing\/config\.xml|\.config\/rclone\/.*|winscp\.ini`,
  String.raw`duplicity\/.*|restic\/[^/]{0,60}(?:pass|key|repo)[^/]*|\.irods\/\.irodsA|\.unison\/.*\.prf|vdirsyncer\/(?:config|.*token.*)|\.lftp\/(?:rc|bookmarks)`,
  // Clouds and services.
  String.raw`\.?cloudflared\/[\w-]+\.(?:json|pem)|\.?wrangler\/config\/[\w.-]+\.toml|com\.vercel\.cli\/.*|openstack\/(?:clouds|secure)\.ya?ml`,
  String.raw`\.(?:ovh\.conf|linode-cli|civo\.json|vultr-cli\.yaml|hcloud\.toml|sentryclirc|google_authenticator|gcalcli_oauth|comet\.config|sgptrc)|linode-cli|ovh\.conf`,
  String.raw`\.(?:tccli|oci|globus|jira\.d|amplify|near|sonar|yubico|lastpass)\/.*|\.cf\/config\.json|\.rancher\/cli2?\.json|\.render\/cli\.yaml|\.talos\/config`,
  String.raw`\.?argocd\/config|helm\/(?:registry\/config\.json|repositories\.yaml)|\.kube\/(?!cache)[^/]+|k3s\.yaml|\.travis\/config\.yml|tea\/config\.yml|\.?jfrog[\w-]*\/.*conf.*`,
  String.raw`\.config\/(?:\.?jira|gopass|anthropic|openai|gcalcli|spotify-tui|exoscale)\/.*|\.config\/(?:hut|todoist|gallery-dl|turso|doctl)\/[^/]*(?:config|settings)[^/]*`,
  String.raw`io\.datasette\.llm\/keys\.json|aichat\/config\.yaml|\.continue\/config\.(?:json|ya?ml)|\.aider\.conf\.ya?ml|\.?clearml\.conf|NuGet\/NuGet\.Config`,
  // Keys, wallets and browsers.
  String.raw`\.?age\/[^/]*key[^/]*|\.android\/adbkey|\.config\/(?:Exodus|Ledger Live|keepassxc)\/.*|\.bitcoin\/.*|\.local\/share\/(?:gopass|lpass|rbw)\/.*`,
  String.raw`\.config\/(?:vivaldi|opera|qutebrowser|falkon|epiphany|naver-whale|yandex-browser)[^/]*\/.*|\.(?:librewolf|waterfox|zen|floorp|tor-browser)\/.*`,
  // The desktop, and the system.
  String.raw`\.(?:Xauthority|ICEauthority)|xauth_\w{1,20}|(?:tiger|turbo)vnc\/passwd|NetworkManager\/system-connections\/.*|wpa_supplicant[^/]*\.conf|iwd\/[^/]+\.psk`,
  String.raw`etc\/(?:ppp\/(?:chap|pap)-secrets|ipsec\.secrets|sasldb2|ldap\.secret|pam_ldap\.secret|security\/opasswd|mysql\/debian\.cnf|postfix\/sasl_passwd|msmtprc|samba\/smbpasswd)`,
]

/** Editors keep locks beside a file, `#.env#` and `.#.env`. */
const LOCK = String.raw`(?:\.|\.?#)?`
const KIND = new RegExp(`^${LOCK}(?:${KINDS.join('|')})$`, 'i')
const PLACE = new RegExp(String.raw`(?:^|\/)${LOCK}(?:${[...HOME_KINDS, ...PLACES].join('|')})$`, 'i')
/** An absolute path without one of these leads to no place of a program: most paths of a workspace are told by that at once. */
const MAY_BE_PLACE =
  /^(?!\/)|\/[.#]|\/(?:etc|run)\/|\/(?:Application Support|AppData|Library|DBeaverData|linode-cli|ovh\.conf|k3s\.yaml)/i

/** True when a file at `path` is one in which a program keeps logins, keys or what was typed. */
export function isProgramSecret(path: string): boolean {
  if (KIND.test(path.slice(path.lastIndexOf('/') + 1))) return !TEMPLATE_FOLDER.test(path) && !SYSTEM_CODE.test(path)
  return MAY_BE_PLACE.test(path) && PLACE.test(path)
}

/** True for a name that looks harmless elsewhere: the `cert.pem` of cloudflared is a login. */
export function isNeverHarmless(path: string): boolean {
  return /\.?cloudflared\/[\w-]+\.pem$/i.test(path)
}
