// Corrects misspelt subcommands, options, branches, scripts and targets; programs and paths have files of their own.

import { findNode, hasOption, optionNames, subcommandsOf } from '../index/command-spec.ts'
import { popularSubcommands, weighCommand, weighSubcommand } from '../index/popularity.ts'
import { isBuiltin } from '../index/known-programs.ts'
import { quoteWord } from '../../shell-syntax/word-quoting.ts'
import type { Word } from '../../shell-syntax/line-cutter.ts'
import { findSpellings } from './misspelling.ts'
import { listProcessNames } from '../../sys/process-names.ts'
import { readPackageScripts, readTargets } from '../../workspace/project-scripts.ts'
import { isNotFound, replaceWord } from './failed-command.ts'
import type { Failure, Offer } from './failed-command.ts'
import { BRANCH_COMMANDS, fixPaths, offerPaths } from './path-typos.ts'
import { fixProgram } from './program-typos.ts'
import { longPattern } from '../../sys/words/long-pattern.ts'

const KIND = 'spelling'
const MAX_OPTION_CANDIDATES = 4

/** Corrections by spelling alone, in no order. */
export function findTypos(f: Failure): Offer[] {
  if (
    (/^(?:cd|ls)[.~/]/.test(f.name) && f.name.includes('/')) ||
    isNotFound(f) ||
    (f.output.trim() === '' && !isKnown(f, f.name))
  )
    return fixProgram(f)
  return [...fixSubcommand(f), ...fixOptions(f), ...fixScript(f), ...fixBranch(f), ...fixPaths(f), ...fixProcess(f)]
}

// A name that only the index knows may be a slip: `sl` is a program, but mostly a mistyped `ls`.
const isKnown = (f: Failure, name: string): boolean =>
  f.programs.has(name) || isBuiltin(name, f.shell) || weighCommand(name) >= 0.5 || name.includes('/')

const SUBCOMMAND_ERRORS = longPattern('i')`
  not a \S+ command|unknown (?:sub)?command|no such (?:sub)?command|unrecognized (?:sub)?command|invalid (?:choice|operation|command
  |subcommand|verb)|unknown (?:command )?(?:verb|operation)|unexpected (?:token|argument)|Command "[^"]*" not found|is not a (?:known
  |valid)|unexpected token|subcommand|unknown shorthand|Missing script|resource type|Usage: \S+ \{|not found\. Did you|unknown action
`

/** Corrections of a wrong subcommand (`git chekcout`, `gh pr crate`), whose preceding words are a path in the index. */
function fixSubcommand(f: Failure): Offer[] {
  const found = findNode(f.index, f.words.slice(f.words.indexOf(f.program)))
  const word = found?.rest.find((item) => !item.value.startsWith('-'))
  if (!found || !word || !/^[A-Za-z][\w:-]+$/.test(word.value)) return []
  const complains = SUBCOMMAND_ERRORS.test(f.output) || quotesIn(f.output, word.value)
  const silent = f.output.trim() === ''
  if (!complains && !silent) return []
  const names = subcommandsOf(found.node)
  if (names.size === 0) return fixValue(f, found.values, word)
  if (names.has(word.value)) return []
  const path = found.path.join(' ')
  const spellings = findSpellings(word.value, names, (name) => weighSubcommand(path, name), 3)
  return spellings
    .filter(
      (item) =>
        item.score >= (silent ? 0.62 : 0.45) &&
        (!silent || (found.node.a?.length ?? 0) === 0 || popularSubcommands(path).length > 0),
    )
    .map((item, i) => ({
      command: replaceWord(f, word, item.word),
      explanation: `${path} has no "${word.value}"; ${item.word} is the nearest`,
      confidence: Math.min(0.95, 0.4 + item.score * 0.6 - i * 0.09 - (SUBCOMMAND_ERRORS.test(f.output) ? 0 : 0.1)),
      source: KIND,
    }))
}

/** Corrections by the known values of an argument (`kubectl get pods`, `service x restart`). */
function fixValue(f: Failure, values: string[], word: Word): Offer[] {
  const known = values.length > 0 ? values : f.name === 'service' ? SERVICE_ACTIONS : []
  const target = f.name === 'service' ? f.operands[1] : word
  if (!target) return []
  return findSpellings(target.value, known, () => 0.6, 2)
    .filter((item) => item.score > 0.55)
    .map((item, i) => ({
      command: replaceWord(f, target, item.word),
      explanation: `"${target.value}" looks like a typo of ${item.word}`,
      confidence: 0.86 - i * 0.1,
      source: KIND,
    }))
}

const SERVICE_ACTIONS = ['start', 'stop', 'restart', 'reload', 'status', 'enable', 'disable', 'force-reload']

const OPTION_ERRORS = longPattern('i')`
  (?:unknown|unrecognized|invalid|illegal|unexpected|bad|no such|ambiguous|unsupported|undefined)[\w ]*(?:option|argument|flag|switch
  |config)|option .*(?:is unknown|not recognized|requires)|flag provided but not defined|is not (?:a|an) (?:known|recognized
  |valid) option
`

/** Corrections of a wrong long option (`--recusive`). A single letter is too little to guess from. */
function fixOptions(f: Failure): Offer[] {
  const complains = OPTION_ERRORS.test(f.output)
  const silent = f.output.trim() === ''
  const found = findNode(f.index, f.words.slice(f.words.indexOf(f.program)))
  const offers: Offer[] = []
  for (const word of f.args) {
    const match = /^(--?[A-Za-z][\w-]{2,})(=.*)?$/.exec(word.value)
    const typed = match?.[1]
    if (!match || typed === undefined) continue
    const named = f.output.includes(typed) || f.output.includes(typed.replace(/^-+/, ''))
    if (!(complains && (named || f.args.length <= 3)) && !silent && !(named && f.exit !== 0)) continue
    const nodes = found?.chain ?? []
    if (nodes.some((node) => hasOption(node, typed, true))) continue
    // Without a complaint `-xzf` is three options that the program has, and no misspelt long one.
    if (silent && !typed.startsWith('--') && nodes.some((node) => hasOption(node, typed))) continue
    const known = new Set(
      nodes.flatMap((node) => optionNames(node)).filter((name) => name.startsWith('--') || typed[1] !== '-'),
    )
    for (const name of readListedOptions(f.output)) known.add(name)
    const bare = typed.replace(/^-+/, '')
    const spellings = findSpellings(
      bare,
      [...known].map((name) => name.replace(/^-+/, '')),
      () => 0.6,
      MAX_OPTION_CANDIDATES,
    )
    for (const [i, item] of spellings.entries()) {
      if (item.score < (complains ? 0.5 : 0.66)) continue
      const full = [...known].find((name) => name.replace(/^-+/, '') === item.word) ?? `--${item.word}`
      offers.push({
        command: replaceWord(f, word, full + (match[2] ?? '')),
        explanation: `${f.name} has no ${typed}; ${full} is the nearest`,
        confidence: Math.min(0.93, 0.42 + item.score * 0.6 - i * 0.08),
        source: KIND,
      })
    }
    if (complains && match[2] === undefined) offers.push(...splitValue(f, word, bare, known))
    // The word has one dash too few: `-version`, `-help`.
    if (typed[1] !== '-' && [...known].includes(`-${typed}`)) {
      offers.push({
        command: replaceWord(f, word, `-${word.text}`),
        explanation: 'long options take two dashes',
        confidence: 0.88,
        source: KIND,
      })
    }
  }
  return offers
}

/** A dash where the value of an option begins: `--colour-auto` is `--color=auto`. */
function splitValue(f: Failure, word: Word, bare: string, known: ReadonlySet<string>): Offer[] {
  const [, head, value] = /^([a-z-]+)-([a-z\d]+)$/.exec(bare) ?? []
  if (head === undefined || value === undefined) return []
  const names = [...known].map((name) => name.replace(/^-+/, '').replace(/[=[].*$/, ''))
  const [near] = names.includes(head) ? [{ word: head, score: 1 }] : findSpellings(head, names, () => 0.6, 1)
  if (!near || near.score < 0.5) return []
  return [
    {
      command: replaceWord(f, word, `--${near.word}=${value}`),
      explanation: `${value} is a value of --${near.word}`,
      confidence: 0.84,
      source: KIND,
    },
  ]
}

/** Options in a usage text in the output; `--[no-]x` counts as `--x`. */
function readListedOptions(output: string): string[] {
  const out: string[] = []
  for (const match of output.matchAll(/(?<![\w-])--(?:\[no-\])?([a-z][\w-]+)/g)) {
    if (/usage|options?:|^\s+--/im.test(output)) out.push(`--${match[1]}`)
  }
  return out
}

/** Corrections by the names of scripts in package.json and of targets of make and just. */
function fixScript(f: Failure): Offer[] {
  const [first, second] = f.operands
  let names: string[] = []
  let word: Word | undefined
  if (/^(?:npm|pnpm|yarn|bun)$/.test(f.name) && first) {
    const isRun = /^(?:run|run-script)$/.test(first.value)
    word = isRun ? second : first
    names = readPackageScripts(f.cwd)
    if (!isRun && f.name === 'npm') {
      // The user has forgotten `run`, as in `npm dev`.
      return names.includes(first.value) && /unknown command|Unknown command/i.test(f.output)
        ? [
            {
              command: replaceWord(f, first, `run ${first.text}`),
              explanation: 'a package script needs "run"',
              confidence: 0.92,
            },
          ]
        : []
    }
    if (isRun && !/missing script|not found|no script|ERR_PNPM_NO_SCRIPT/i.test(f.output) && f.output !== '') return []
  } else if (f.name === 'make' || f.name === 'just') {
    word = first
    names = readTargets(f.cwd, f.name)
    if (f.output !== '' && !/No rule to make target|does not contain recipe|No recipe/i.test(f.output)) return []
  }
  const wrong = word
  if (!wrong || names.length === 0 || names.includes(wrong.value)) return []
  return findSpellings(wrong.value, names, () => 0.7, 3)
    .filter((item) => item.score > 0.45)
    .map((item, i) => ({
      command: replaceWord(f, wrong, quoteWord(item.word)),
      explanation: `"${item.word}" is defined here`,
      confidence: Math.min(0.95, 0.45 + item.score * 0.55 - i * 0.08),
      source: KIND,
    }))
}

/** True for `main..`, `..main` and `main...topic`: what is said of known names is no misspelt name. */
function isRangeOf(text: string, names: ReadonlySet<string>): boolean {
  const ends = text.split(/\.{2,3}/)
  return (
    ends.length === 2 &&
    ends.some(Boolean) &&
    ends.every((end) => end === '' || /^(?:HEAD|@)\b|^@$/.test(end) || names.has(end.replace(/[~^@].*$/, '')))
  )
}

function fixBranch(f: Failure): Offer[] {
  if (f.name !== 'git') return []
  const command = f.operands[0]?.value ?? ''
  const isRef =
    /did not match any file|not something we can merge|invalid (?:reference|upstream)|unknown revision|bad revision|couldn't find remote ref|branch .* not found|src refspec|not a (?:commit|valid object)|ambiguous argument/i.test(
      f.output,
    )
  if (!BRANCH_COMMANDS.test(command) || (!isRef && f.output.trim() !== '')) return []
  const git = f.git()
  if (!git) return []
  const remote = git.remoteBranches.map((name) => name.replace(/^[^/]+\//, '')).filter((name) => name !== 'HEAD')
  const names = new Set([...git.branches, ...remote, ...git.tags])
  const offers: Offer[] = []
  for (const word of f.operands.slice(1)) {
    if (names.has(word.value) || git.remotes.includes(word.value) || isRangeOf(word.value, names)) continue
    if (f.output !== '' && !f.output.includes(word.value)) continue
    for (const [i, item] of findSpellings(
      word.value,
      names,
      (name) => (git.branches.includes(name) ? 0.8 : 0.6),
      3,
    ).entries()) {
      if (item.score < 0.5) continue
      offers.push({
        command: replaceWord(f, word, quoteWord(item.word)),
        explanation: `there is a branch ${item.word}`,
        confidence: Math.min(0.94, 0.42 + item.score * 0.6 - i * 0.08),
        source: KIND,
      })
    }
    if (command === 'checkout' || command === 'reset') offers.push(...offerPaths(f, word, 0.7))
  }
  return offers
}

/** Corrections by the names of processes and units: `killall nodee`, `systemctl status ngnix`. */
function fixProcess(f: Failure): Offer[] {
  const word = f.operands.at(-1)
  if (!word) return []
  let names: Iterable<string> = []
  if (/^(?:killall|pkill|pgrep|pidof)$/.test(f.name) && /no process found|^$/i.test(f.output.trim())) {
    names = [...listProcessNames(), ...COMMON_PROCESSES]
  } else if (
    /^(?:systemctl|service|journalctl)$/.test(f.name) &&
    /could not be found|not found|not loaded|unrecognized service|no such/i.test(f.output)
  ) {
    names = COMMON_UNITS
  } else return []
  const bare = word.value.replace(/\.service$/, '')
  return findSpellings(
    bare,
    names,
    (name) => (COMMON_PROCESSES.includes(name) || COMMON_UNITS.includes(name) ? 0.85 : 0.4),
    3,
  )
    .filter((item) => item.score > 0.55)
    .map((item, i) => ({
      command: replaceWord(f, word, quoteWord(word.value.replace(bare, item.word))),
      explanation: `"${bare}" looks like a typo of ${item.word}`,
      confidence: Math.min(0.9, 0.4 + item.score * 0.58 - i * 0.1),
      source: KIND,
    }))
}

const COMMON_PROCESSES =
  'node nginx python python3 java firefox chrome chromium code docker dockerd postgres mysqld redis-server mongod apache2 httpd ruby php php-fpm ssh sshd bash zsh vim tmux Xorg gnome-shell pulseaudio spotify slack nodemon webpack vite next uvicorn gunicorn celery'.split(
    ' ',
  )
const COMMON_UNITS =
  'nginx apache2 httpd mysql mysqld mariadb postgresql redis redis-server mongod docker containerd ssh sshd cron crond cups bluetooth NetworkManager network-manager networking firewalld ufw fail2ban rsyslog systemd-resolved systemd-networkd systemd-timesyncd systemd-journald snapd php-fpm php8.2-fpm elasticsearch rabbitmq-server jenkins grafana-server prometheus gdm lightdm haproxy varnish memcached postfix dovecot bind9 named vsftpd smbd nfs-server chronyd ntp avahi-daemon tailscaled kubelet k3s libvirtd'.split(
    ' ',
  )

const quotesIn = (output: string, word: string): boolean =>
  ['"', "'", '`', '‘', '“'].some((quote) => output.includes(quote + word))
