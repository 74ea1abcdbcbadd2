// Judges one simple command: finds its program, applies the program's rule, and makes the checks that all programs share.

import { type Call, type Rule, isHelpOnly } from './simple-command.ts'
import { RULES, isKnown } from '../programs/program-table.ts'
import { findSecretVariables, isSecretFolder, isSecretPath } from '../secrets/secret-names.ts'
import { type Word, makeWord } from './command-words.ts'
import { judgeEffectOptions } from './effect-options.ts'

/** Programs that show or change the name, place or modes of a file, not its contents. */
const NAMES_ONLY = new Set(
  (
    'ls dir vdir eza exa lsd stat du df file tree find fd fdfind locate which whereis type realpath readlink basename ' +
    'dirname test [ [[ cd pushd popd echo printf touch mkdir rmdir chmod chown chgrp alias export declare local typeset ' +
    'readonly unset set man info git docker podman kubectl helm npm yarn pnpm ln wc cksum md5sum sha1sum sha256sum ' +
    'sha512sum b2sum shasum md5 umask lsattr getfacl namei true false : for apt brew systemctl journalctl terraform tofu ' +
    'ansible-vault sops grep-c whoami id ps kill type hash ssh-keygen openssl gpg gpg2 make sudo env pass vim-cmd'
  ).split(' '),
)
/** Programs that only test a value or a length of it. */
const TESTS_ONLY = new Set([
  'test',
  '[',
  '[[',
  'unset',
  'local',
  'declare',
  'typeset',
  'readonly',
  'export',
  'for',
  'sudo',
  'env',
])
/** Programs that only run others: their words are judged again as the words of the inner command. */
const PASSES_ON = new Set(
  (
    'command builtin exec time nice nohup timeout gtimeout setsid stdbuf ionice busybox watch eval bash sh zsh dash ksh ' +
    'noglob nocorrect coproc xargs parallel doas pkexec su env sudo trap repeat chronic flock script ssh'
  ).split(' '),
)
/** Options by which a program of NAMES_ONLY or PASSES_ON reads a file that it is else only told of: errors and lists show what is in it. */
const READING_OPTIONS: readonly [programs: RegExp, option: RegExp][] = [
  [/^file$/, /^(?:-[A-Za-z]*[fm]|--files-from|--magic-file)/],
  [/^(?:wc|du|sort|ls|stat)$/, /^--files0-from/],
  [/^(?:md5sum|sha\d+sum|shasum|b2sum|b3sum|cksum|sum)$/, /^(?:-[A-Za-z]*c|--check)/],
  [/^(?:xargs|parallel)$/, /^(?:-a|--arg-?file)/],
  [/^(?:ssh|script)$/, /^-[A-Za-z0-9]*F/],
  [/^man$/, /^(?:-l|--local-file)|\//],
]
/** Programs for which a bare word is a file: `cat credentials`, not `echo credentials`. */
const OPENS_WORDS =
  /^(?:cat|tac|head|tail|less|more|bat|batcat|cp|mv|scp|rsync|rm|shred|base64|base32|xxd|od|hexdump|strings|source|\.|nl|tar|zip|gzip|vim?|nvim|nano|code|diff|cmp|dd|curl)$/
/** Names that a pattern in place of a program (`/bin/r?`) is tried against. */
const PATTERN_CANDIDATES = 'rm mv dd cp cat sh bash chmod chown curl wget nc kill sudo ls env tee tar find'.split(' ')
const SYSTEM_FOLDER =
  /^(?:\/usr(?:\/local)?\/s?bin\/|\/s?bin\/|\/opt\/homebrew\/s?bin\/|\/usr\/libexec\/|\/snap\/bin\/)[^/]+$/

export function judgeCall(name: Word, call: Call, defined: ReadonlySet<string>): void {
  judgeWords(name, call)
  if (name.isSplit || !name.isLiteral) {
    judgeUnknownName(name, call)
    return
  }
  const typed = name.value
  if (typed === '') {
    call.doubt()
    return
  }
  if (typed === '{' || /^=\w/.test(typed)) {
    // A block, as in `repeat 3 { rm x }`; or `=rm`, which zsh replaces by the path of rm.
    const inner =
      typed === '{' ? call.args.filter((word) => word.value !== '}') : [makeWord(typed.slice(1)), ...call.args]
    if (inner.length > 0) call.run(inner)
    return
  }
  if (/\{[./]*\}/.test(typed)) {
    call.add('remote-code', 'runs a program that a wrapper puts in')
    return
  }
  if (/^!./.test(typed) && name.text.startsWith('!')) {
    call.add('remote-code', 'is replaced by an earlier command from the history')
    return
  }
  if (name.isGlob && typed !== '[' && typed !== '[[') {
    call.add('remote-code', 'finds its program by a pattern')
    const candidate = PATTERN_CANDIDATES.find((program) => matchesPattern(typed.replace(/^.*\//, ''), program))
    if (candidate !== undefined) call.run([makeWord(candidate), ...call.args])
    return
  }
  if (defined.has(typed) || /^\d+$/.test(typed)) return
  if (typed.includes('/') && !SYSTEM_FOLDER.test(typed)) {
    judgeScript(typed, call)
    return
  }
  const rule = findRule(call.name)
  if (rule !== null) {
    if (
      isHelpOnly(call) &&
      isKnown(call.name) &&
      !/^(?:yarn|env|command|sudo|busybox|eval|exec|xargs|bash|sh|zsh|\.|source)$/.test(call.name)
    )
      return
    if (hasOnlyOptions(call)) call.doubt()
    rule(call)
    judgeEffectOptions(call)
  } else if (call.shell !== 'fish' || !FISH_READERS.has(call.name)) judgeUnknownProgram(call)
}

/** Builtins of fish that compute or tell something and change nothing. In other shells a program may have such a name. */
const FISH_READERS = new Set(['string', 'count', 'math', 'contains', 'random', 'psub', 'isatty'])

/** `bundle --path x` installs: a program with verbs does its default work when only options are given. */
function hasOnlyOptions(call: Call): boolean {
  if (
    !/^(?:bundle|mix|gem|composer|uv|poetry|pipenv|pdm|hatch|conda|cargo|npm|pnpm|pod|cabal|stack|flutter|brew|snap|flatpak|aws|gcloud|az|heroku|fly|flyctl|vercel|netlify|firebase|terraform|tofu|pulumi|docker-compose|dotnet)$/.test(
      call.name,
    )
  )
    return false
  return (
    call.args.length > 0 &&
    call.args.every(
      (word) =>
        /^-/.test(word.value) &&
        !/^(?:-[vVhl]|--(?:version|help|list\S*|info|prefix|cellar|repository|cache))$/.test(word.value),
    )
  )
}

/** The rule of a program, also under a versioned name (`python3.12`, `gcc-13`, `mkfs.ext4`). */
function findRule(name: string): Rule | null {
  if (Object.hasOwn(RULES, name)) return RULES[name] ?? null
  const plain = name
    .replace(/\.exe$/, '')
    .replace(/-?\d+(?:\.\d+)*$/, '')
    .replace(/^(mkfs|fsck)\..*$/, '$1')
  return Object.hasOwn(RULES, plain) ? (RULES[plain] ?? null) : null
}

/** Secrets among the words of any command. */
function judgeWords(name: Word, call: Call): void {
  const isTest = TESTS_ONLY.has(call.name)
  const isShown = (!NAMES_ONLY.has(call.name) && !PASSES_ON.has(call.name)) || readsByOption(call)
  for (const [at, word] of call.args.entries()) {
    if (/^!(?:[$^*!?:-]|\d)/.test(word.text)) call.doubt()
    if (!isTest) {
      const [secret] = findSecretVariables(word.text.startsWith("'") ? '' : word.text)
      if (secret !== undefined) call.add('credential-touching', `uses the secret in $${secret}`)
    }
    if (!isShown || isTest || isLeftOut(call, at)) continue
    const path = word.value.replace(/^--?[\w-]+=/, '').replace(/^[\w.-]+=(?=[~/.$])/, '')
    for (const part of path.includes('@') || path.includes(':') ? [path, ...path.split(/[@:]/)] : [path]) {
      if (isSecretPath(part) && !isSearchPattern(call, word))
        call.add('credential-touching', `touches the secrets in ${part}`)
      else if (isSecretFolder(part)) call.add('credential-touching', `touches the folder of secrets ${part}`)
    }
  }
  if (isSecretPath(name.value)) call.add('credential-touching', 'touches a file of secrets')
}

/** Programs with options that name patterns of files to leave out, and those options: no file is read for them. */
const LEAVES_OUT: readonly [programs: RegExp, options: RegExp][] = [
  [/^(?:[efz]?grep|rsync|tar|gtar|bsdtar|du|diff|git|ls|7z)$/, /^--(?:exclude|exclude-dir|ignore|hide)$/],
  [/^(?:zip|unzip|diff)$/, /^-x$/],
  [/^(?:tree|ls)$/, /^-I$/],
]

/** True for the value of such an option, joined with it by an equals sign or behind it. */
function isLeftOut({ name, args }: Call, at: number): boolean {
  const joined = /^(--[a-z-]+)=/.exec(args[at]!.value)?.[1]
  const option = joined ?? args[at - 1]?.value ?? ''
  return LEAVES_OUT.some(([programs, options]) => programs.test(name) && options.test(option))
}

function readsByOption({ name, args }: Call): boolean {
  return READING_OPTIONS.some(
    ([programs, option]) => programs.test(name) && args.some(({ value }) => option.test(value)),
  )
}

/** The first operand of grep, sed and awk is text to look for, and so is that of `-name`. */
function isSearchPattern(call: Call, word: Word): boolean {
  if (!/^(?:e|f|z|rip)?grep$|^(?:rg|ag|ack|sed|awk|gawk|jq|yq|look)$/.test(call.name))
    return !OPENS_WORDS.test(call.name) && !/[./~*]/.test(word.value)
  const first = call.args.find((arg) => !arg.value.startsWith('-'))
  return first === word && !call.args.some((arg) => /^-(?:e|f)$|^--(?:regexp|file)/.test(arg.value))
}

function judgeUnknownName(name: Word, call: Call): void {
  const words = name.value.split(/\$\{?IFS\}?|\s+/).filter((part) => part !== '')
  if (name.isLiteral || (/\$\{?IFS\b/.test(name.value) && !/[$`]/.test(words[0] ?? '$'))) {
    if (words.length > 0) call.run([...words.map((part) => makeWord(part)), ...call.args])
    call.add('remote-code', 'takes its program from an expansion')
    return
  }
  call.add('remote-code', 'runs a program that is only known at run time')
}

function judgeScript(typed: string, call: Call): void {
  const rule =
    /^\/(?:usr|opt|home|nix|Applications)\//.test(typed) || /\/s?bin\//.test(typed) ? findRule(call.name) : null
  if (rule !== null) {
    rule(call)
    judgeEffectOptions(call)
    if (!/^\/(?:usr|opt)\//.test(typed)) call.add('remote-code', `runs the program ${typed}`)
    return
  }
  call.add('remote-code', `runs the program ${typed}`)
}

/** A program that no table knows may do anything its words suggest, and is never safe. */
function judgeUnknownProgram(call: Call): void {
  call.doubt()
  if (isHelpOnly(call)) return
  call.add('writes', 'is a program that is not known here: it may change files')
}

function matchesPattern(pattern: string, name: string): boolean {
  const source = pattern
    .replaceAll(/[.+^$()|\\]/g, String.raw`\$&`)
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  try {
    return new RegExp(
      `^${source.replaceAll(/\{([^{}]*)\}/g, (_all, list: string) => `(?:${list.replaceAll(',', '|')})`)}$`,
    ).test(name)
  } catch {
    return false
  }
}
