// Resolves option words: long with a value, clusters, values glued on, and the bare letters of tar, ps and ar.

import type { SpecNode, SpecOption } from '../index/index-format.ts'
import type { Word } from '../../shell-syntax/line-cutter.ts'
import { findOption } from '../index/command-spec.ts'

/** An option with its meaning. `takesNext` is true when the next word is its value. */
export interface ResolvedOption {
  text: string
  meaning: string
  takesNext: boolean
  source: string
}

/** Programs whose first argument may be letters without a dash. */
const BARE_LETTERS: Record<string, RegExp> = {
  tar: /^[A-Za-z]*[cxtru][A-Za-z]*$/,
  ps: /^[a-zA-Z]{1,6}$/,
  ar: /^[dmpqrtx][a-zA-Z]*$/,
  unrar: /^[xel]$/,
  '7z': /^[axelt]$/,
}

/** Options that take a value although the index does not say so, or says so only for `-nVALUE` in one word. */
const TAKES_VALUE: Record<string, string> = {
  head: 'nc',
  tail: 'nc',
  grep: 'ABCefm',
  sort: 'ktoST',
  cut: 'dfcb',
  xargs: 'nIPLdaEs',
  ssh: 'ipLRDlFJoWbcEIOmSQw',
  scp: 'iPoFlJcS',
  tar: 'fCTXIbN',
  awk: 'Fvf',
  curl: 'oXHdFubcAeTxmwCrKDEtyYz',
  wget: 'OPiAoUQtTwlRDBIX',
  docker: '',
  git: '',
  kill: 's',
  make: 'jCfIo',
  psql: 'UdhpcfvL',
  mysql: 'uhDeP',
  find: '',
  du: 'dBt',
  rsync: 'efMT',
  ping: 'ciWwstIQS',
  ps: 'poutCG',
  date: 'dsr',
  split: 'bln',
  journalctl: 'unpotgSU',
  useradd: 'sgGudcekK',
  usermod: 'sgGudcelL',
  chmod: '',
  gcc: 'oIlLDx',
  openssl: '',
  watch: 'n',
  nc: 'pwsiX',
  nmap: 'pTo',
  timeout: 'sk',
  nice: 'n',
  lsof: 'pucdig',
  tmux: 'tsnc',
}

/** Programs whose long options have one dash. */
const ONE_DASH = new Set(
  'find ffmpeg ffprobe java openssl convert magick mogrify identify terraform xclip gcc g++ clang iptables nmcli ip go make expect xrandr qemu'.split(
    ' ',
  ),
)

/**
 * The options that a word holds, or null when it holds no option.
 * @param chain the index's nodes of the command and of its subcommands; the last one counts first
 * @param first true when the word stands directly behind the program
 */
export function resolveOption(
  program: string,
  chain: readonly SpecNode[],
  word: Word,
  first: boolean,
): ResolvedOption[] | null {
  const value = word.value
  const nodes = chain.toReversed()
  const find = (name: string): SpecOption | undefined => {
    for (const node of nodes) {
      const option = findOption(node, name)
      if (option) return option
    }
    return undefined
  }
  if (!value.startsWith('-') && !(value.startsWith('+') && find(value))) {
    const bare = first ? BARE_LETTERS[program] : undefined
    if (!bare?.test(value) || nodes[0]?.s?.some((child) => child.n.includes(value))) return null
    return [...value].map((letter, i) => {
      const option = find(letter) ?? find(`-${letter}`)
      const takes = program === 'tar' && 'fCTX'.includes(letter) && i === value.length - 1
      return { text: letter, meaning: option?.d ?? '', takesNext: takes, source: 'index' }
    })
  }
  if (value === '-' || value === '--') return null
  const exact = find(value)
  if (exact) {
    const takes = takesValue(program, value, exact) && !/=/.test(value)
    const glued = /^--?[^=]+=(.*)$/s.exec(word.text)?.[1]
    return [
      { text: word.text, meaning: withValue(exact, glued), takesNext: takes && glued === undefined, source: 'index' },
    ]
  }
  if (value.startsWith('--')) return resolveLong(nodes, value, word)
  if (ONE_DASH.has(program) && value.length > 2) {
    const colon = find(value.replace(/:.*$/, ''))
    if (colon) return [{ text: word.text, meaning: colon.d, takesNext: (colon.a?.length ?? 0) > 0, source: 'index' }]
    const first = find(`-${value[1]}`)
    if (!first || !takesValue(program, `-${value[1]}`, first)) return null
  }
  // `-20` of head and tail, `-9` of kill.
  const number = /^-(\d+)$/.exec(value)?.[1]
  if (number !== undefined)
    return [{ text: word.text, meaning: numberMeaning(program, number), takesNext: false, source: 'rule' }]
  return resolveCluster(program, value, find)
}

function resolveLong(nodes: readonly SpecNode[], value: string, word: Word): ResolvedOption[] | null {
  const name = value.replace(/=.*$/s, '')
  const glued = /=(.*)$/s.exec(value)?.[1]
  for (const node of nodes) {
    // As in getopt, the beginning of a long option stands for it when no other option begins so.
    const matches = node.o?.filter((option) => option.n.some((known) => known.startsWith(name))) ?? []
    if (matches.length === 1 && matches[0] && name.length > 4)
      return [{ text: word.text, meaning: withValue(matches[0], glued), takesNext: false, source: 'index' }]
    const positive = name.startsWith('--no-') ? findOption(node, `--${name.slice(5)}`) : undefined
    if (positive) return [{ text: word.text, meaning: `does not: ${positive.d}`, takesNext: false, source: 'index' }]
  }
  return null
}

function resolveCluster(
  program: string,
  value: string,
  find: (name: string) => SpecOption | undefined,
): ResolvedOption[] | null {
  const letters = [...value.slice(1)]
  const out: ResolvedOption[] = []
  for (const [i, letter] of letters.entries()) {
    const option = find(`-${letter}`)
    if (!option) {
      if (/\d/.test(letter) && out.length > 0) {
        // `-n5`, `-j8`: digits behind a letter are its value.
        const last = out.at(-1) as ResolvedOption
        last.text += letters.slice(i).join('')
        last.takesNext = false
        return out
      }
      // A letter that is not known is left without a meaning; the others are still explained.
      out.push({
        text: out.length === 0 && letters.length === 1 ? value : `-${letter}`,
        meaning: '',
        takesNext: false,
        source: 'index',
      })
      continue
    }
    const rest = letters.slice(i + 1).join('')
    const takes = takesValue(program, `-${letter}`, option)
    if (
      takes &&
      rest !== '' &&
      (!/^[a-zA-Z]+$/.test(rest) || (i === 0 && (TAKES_VALUE[program]?.includes(letter) ?? false)))
    ) {
      out.push({ text: `-${letter}${rest}`, meaning: withValue(option, rest), takesNext: false, source: 'index' })
      return out
    }
    out.push({
      text: letters.length === 1 ? value : `-${letter}`,
      meaning: option.d,
      takesNext: takes && rest === '',
      source: 'index',
    })
  }
  return out.some((item) => item.meaning !== '') ? out : null
}

function takesValue(program: string, name: string, option: SpecOption): boolean {
  if (/^-\w$/.test(name) && TAKES_VALUE[program]?.includes(name[1] ?? ' ')) return true
  return (option.a?.length ?? 0) > 0
}

function withValue(option: SpecOption, value: string | undefined): string {
  return value === undefined || value === '' ? option.d : `${option.d} (here: ${value})`
}

function numberMeaning(program: string, number: string): string {
  if (/^(?:head|tail)$/.test(program)) return `${number} lines`
  if (/^(?:kill|killall|pkill)$/.test(program))
    return `sends signal ${number}${SIGNALS[number] ? ` (${SIGNALS[number]})` : ''}`
  if (program === 'git') return `only ${number} commits`
  if (/^(?:gzip|xz|bzip2|zip|zstd)$/.test(program)) return `compression level ${number}`
  if (program === 'grep') return `${number} lines of context`
  return `the number ${number}`
}

/** The meaning of signals, by number. */
const SIGNALS: Record<string, string> = {
  '1': 'HUP: hang up, often reload',
  '2': 'INT: interrupt, like Ctrl-C',
  '3': 'QUIT: quit with a core dump',
  '9': 'KILL: terminate at once, cannot be caught',
  '15': 'TERM: terminate politely',
  '18': 'CONT: continue',
  '19': 'STOP: pause',
}
