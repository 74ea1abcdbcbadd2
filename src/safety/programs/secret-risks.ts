// Programs that keep, make or use secrets.

import { type Call, type Rules, always, each, label } from '../lines/simple-command.ts'
import { readOptions } from '../lines/option-split.ts'
import { isSecretPath } from '../secrets/secret-names.ts'
import { joinWords } from '../lines/command-words.ts'
import { type Effect, type OptionRow, findOptionRow, report } from './verb-table.ts'

const PASS_READS = /^(?:ls|list|find|search|help|version|git)$/

const OPENSSL_OPTIONS = {
  isSingleDash: true,
  long: (
    'in out key keyout inkey pass passin passout connect k kfile CAfile CA CAkey days subj newkey config ' +
    'inform outform signkey sign verify signature servername rand engine provider starttls port accept ' +
    'cert host md'
  ).split(' '),
}

interface OpensslRow {
  /** The subcommands of the row, as a pattern. */
  verbs: RegExp
  /** The row counts when one of `options` was given (where named) and none of `without`. */
  options?: string
  without?: string
  labels: string
  effect: string
}

const PRIVATE = 'handles a private key or password'
const CRYPT = 'uses a secret to encrypt or decrypt'
const OPENSSL_ROWS: readonly OpensslRow[] = [
  { verbs: /^(?:s_client|s_server|s_time|ocsp|ts)$/, labels: 'network', effect: 'opens a connection or a port' },
  { verbs: /^(?:rsa|pkey|ec|dsa)$/, without: 'pubin', labels: 'credential-touching', effect: PRIVATE },
  {
    verbs: /^(?:genrsa|genpkey|gendsa|gendh|pkcs12|pkcs8|rsautl|pkeyutl|passwd|smime|cms|ecparam-genkey|kdf|storeutl)$/,
    without: 'pubout pubin noout text',
    labels: 'credential-touching',
    effect: PRIVATE,
  },
  { verbs: /^(?:aes|des|bf|camellia|chacha)/, labels: 'credential-touching', effect: CRYPT },
  {
    verbs: /^rand$/,
    without: 'out',
    labels: 'credential-touching',
    effect: 'prints random bytes that often serve as a secret',
  },
  {
    verbs: /^(?:req|x509|ca)$/,
    options: 'newkey new key signkey CAkey nodes',
    labels: 'credential-touching',
    effect: 'makes or uses a private key',
  },
  {
    verbs: /^(?:dgst|sha\d+|md5)$/,
    options: 'sign hmac',
    labels: 'credential-touching',
    effect: 'uses a secret to sign',
  },
  { verbs: /^ca$/, labels: 'writes credential-touching', effect: 'signs with a private key and changes its database' },
  { verbs: /^rehash$/, labels: 'writes', effect: 'creates links' },
  { verbs: /^ecparam$/, options: 'genkey', labels: 'credential-touching', effect: 'makes a private key' },
]
const OPENSSL_READS =
  /^(?:version|x509|verify|asn1parse|list|dgst|sha\d+|md5|speed|prime|crl|req|ciphers|errstr|crl2pkcs7|pkcs7|sess_id|help|base64|ecparam|dhparam|rand|s_client|)$/

function judgeOpenssl(call: Call): void {
  const [verb, ...args] = call.args
  const name = verb?.value ?? ''
  const { has, values } = readOptions(args, OPENSSL_OPTIONS)
  const hasAny = (names: string) => has(...names.split(' '))
  if (hasAny('engine provider provider-path')) call.add('remote-code', 'loads a library')
  if (has('out', 'keyout') && !values('out').every((path) => path === '/dev/null' || path === '-'))
    call.add('writes', 'writes a file')
  if (values('keyout').length > 0) call.add('writes', 'writes a key')
  for (const { verbs, options, without, labels, effect } of OPENSSL_ROWS) {
    if (!verbs.test(name) || (options !== undefined && !hasAny(options))) continue
    if (without === undefined || !hasAny(without)) label(call, labels, effect)
  }
  if (name === 'enc' && !hasAny('pubout pubin noout text')) {
    if (hasAny('d k pass K kfile pbkdf2 salt') || /-aes|-des/.test(call.text)) call.add('credential-touching', CRYPT)
  }
  if (!OPENSSL_READS.test(name)) call.doubt()
  for (const path of values('in', 'inkey', 'key')) {
    if (isSecretPath(path) && !/^x509|^verify/.test(name) && !has('pubin'))
      call.add('credential-touching', `reads ${path}`)
  }
}

const GPG_OPTIONS = {
  short: 'ruoc',
  long: 'recipient output local-user passphrase passphrase-file homedir keyserver status-fd batch'.split(' '),
}
const KEY_RING: Effect = ['writes credential-touching', 'changes the key ring']
/** The first row of which an option was given counts; without one, a key or passphrase is used. */
const GPG_ROWS: readonly OptionRow[] = [
  { options: 'search-keys', effects: [['network', 'asks a key server']] },
  {
    options: 'recv-keys receive-keys send-keys refresh-keys locate-keys fetch-keys',
    effects: [
      ['network', 'asks a key server'],
      ['writes', 'changes the key ring'],
    ],
  },
  {
    options: 'delete-secret-keys delete-secret-and-public-keys delete-keys delete-key delete-secret-key',
    effects: [
      ['writes destructive', 'deletes keys'],
      ['credential-touching', 'changes the key ring'],
    ],
  },
  {
    options:
      'gen-key generate-key full-generate-key full-gen-key quick-generate-key quick-gen-key edit-key import passwd ' +
      'change-passphrase import-ownertrust sign-key lsign-key gen-revoke',
    effects: [KEY_RING],
  },
  { options: 'K list-secret-keys', effects: [['credential-touching', 'lists private keys']] },
  {
    options:
      'list-keys list-public-keys fingerprint list-sigs check-sigs list-packets list-config k show-keys version ' +
      'with-colons verify',
    effects: [],
  },
]

function judgeGpg(call: Call): void {
  const options = readOptions(call.args, GPG_OPTIONS)
  const hasOutput = options.has('o', 'output')
  if (options.given.some((name) => /^export-(?:secret|ssh)/.test(name))) {
    label(call, hasOutput ? 'credential-touching writes' : 'credential-touching', 'exports a private key')
    return
  }
  const row = findOptionRow(GPG_ROWS, options)
  if (row) report(call, row)
  else if (options.has('export')) {
    if (hasOutput) call.add('writes', 'writes a file')
  } else {
    call.add('credential-touching', 'uses a key or passphrase')
    if (hasOutput || !options.has('d', 'decrypt')) call.add('writes', 'writes a file')
  }
}

export const SECRETS: Rules = {
  openssl: judgeOpenssl,
  ...each('gpg gpg2', judgeGpg),
  ...each('gpgconf gpg-agent gpg-connect-agent', (call) => {
    if (!/--list|--version/.test(call.text)) call.add('credential-touching', 'talks to the key agent')
  }),
  'ssh-keygen': (call) => {
    const { has, values } = readOptions(call.args, { short: 'fbtCNPIrRFmnDOsVzZa' })
    if (has('l', 'B', 'F', 'L', 'Q')) return
    if (has('R')) {
      call.add('writes', 'changes the known hosts')
      return
    }
    if (has('y')) {
      call.add('credential-touching', 'reads a private key')
      return
    }
    if (has('i', 'e') && values('f').every((path) => path.endsWith('.pub'))) return
    label(call, 'writes credential-touching', 'makes or changes a key')
  },
  'ssh-add': (call) => {
    const { has } = readOptions(call.args, { short: 'tsehHSE' })
    if (has('l', 'L')) return
    label(call, 'credential-touching', 'changes which keys the agent holds')
  },
  'ssh-agent': (call) => {
    const { operands } = readOptions(call.args, { short: 'aEtP', stopsAtOperand: true })
    if (operands.length > 0) call.run(operands)
    call.add('credential-touching', 'starts an agent that holds keys')
  },
  'ssh-copy-id': always('network writes credential-touching', 'installs a key on another host'),
  'ssh-keyscan': always('network', 'asks another host for its keys'),
  security(call) {
    const verb = call.args[0]?.value ?? ''
    if (
      /^(?:list-keychains|default-keychain|find-certificate|verify-cert|show-keychain-info|help|error|find-identity|list-smartcards)$/.test(
        verb,
      )
    )
      return
    if (/^(?:add|delete|import|set|create|unlock|lock)-?/.test(verb)) {
      label(call, 'writes credential-touching', 'changes the keychain')
      if (/^delete/.test(verb)) call.add('destructive', 'deletes from the keychain')
    } else call.add('credential-touching', 'reads the keychain')
  },
  ...each('pass gopass passage', (call) => {
    const verb = call.args[0]?.value ?? ''
    if (PASS_READS.test(verb)) return
    if (call.args.length === 0) return
    call.add('credential-touching', 'reads or changes stored passwords')
    if (/^(?:insert|add|edit|generate|rm|remove|delete|mv|rename|cp|copy|init)$/.test(verb))
      call.add('writes', 'changes stored passwords')
    if (/^(?:rm|remove|delete)$/.test(verb)) call.add('destructive', 'deletes a stored password')
  }),
  ...each(
    'op bw rbw lpass vault doppler infisical chamber aws-vault keyring secret-tool kwallet-query kwalletcli conjur akeyless berglas envchain keepassxc-cli dcli teller summon saml2aws sops age rage age-keygen ansible-vault keytool certbot htpasswd mkpasswd ykman oathtool pwgen apg john hashcat unshadow hydra step acme.sh git-crypt transcrypt blackbox_cat kinit klist kdestroy kpasswd ktutil',
    (call) => {
      const verb = call.args[0]?.value ?? ''
      if (/^(?:--version|-v|version|help|--help|status)$/.test(verb)) return
      if (/^(?:certbot|acme\.sh)$/.test(call.name)) {
        if (verb === 'certificates') return
        label(call, 'network writes credential-touching', 'gets or changes certificates')
        return
      }
      call.add('credential-touching', 'reads or changes secrets')
      if (
        /^(?:op|bw|rbw|lpass|vault|doppler|infisical|chamber|aws-vault|conjur|akeyless|berglas|saml2aws|kinit|kpasswd|step)$/.test(
          call.name,
        )
      )
        call.add('network', 'asks a service')
      const verbs = joinWords(call.args.slice(0, 3))
      if (
        /\b(?:set|write|put|create|add|insert|edit|delete|rm|remove|store|clear|encrypt|import|generate|genkey\w*|gen\w*|destroy|login|update|save)\b|-genkey|-import|-delete/.test(
          verbs,
        ) ||
        /\s-o\b|--output|--in-place|\s-i\b/.test(call.text)
      ) {
        if (!(call.name === 'vault' && verb === 'login')) call.add('writes', 'changes or saves secrets')
      }
      if (/\b(?:delete|rm|remove|destroy|clear)\b/.test(verbs)) call.add('destructive', 'deletes secrets')
      if (call.name === 'htpasswd' && !readOptions(call.args).has('n')) call.add('writes', 'writes a password file')
      if (/^(?:age-keygen|kdestroy)$/.test(call.name) && /-o/.test(call.text)) call.add('writes', 'writes a key')
      const at = call.args.findIndex((word) => word.value === '--')
      if (at >= 0 && /^(?:exec|run|shell)$/.test(verb)) call.run(call.args.slice(at + 1))
      else if (/^exec$/.test(verb)) call.doubt()
    },
  ),
}
