// The commander program as static completion files: no process starts at Tab.

import type { Command } from 'commander'
import { quoteAlways, quoteForFish } from '../shell-syntax/word-quoting.ts'

interface Node {
  words: string[]
  about: string
  children: Node[]
  options: { flags: string[]; about: string; takesValue: boolean; choices: readonly string[]; values: Values | '' }[]
  /** The kind of the command's operands; empty for files. */
  values: Values | ''
}

/** Values that only the daemon knows. The plugin asks for them over the socket, so they need a loaded plugin. */
type Values = 'tasks' | 'sessions' | 'models'
const VALUES_OF_OPTIONS: Record<string, Values> = {
  '--session': 'sessions',
  '--resume': 'sessions',
  '--model': 'models',
}
const VALUES_OF_IDS: Record<string, Values> = {
  task: 'tasks',
  session: 'sessions',
  export: 'sessions',
  model: 'models',
}

function describe(command: Command, words: string[]): Node {
  return {
    words,
    about: command.description(),
    children: command
      .createHelp()
      .visibleCommands(command)
      .map((child) => describe(child, [...words, child.name()])),
    options: command.options.map((option) => ({
      flags: [option.short, option.long].filter((flag) => flag !== undefined && flag !== null),
      about: option.description,
      takesValue: option.required || option.optional,
      choices: option.argChoices ?? [],
      values: VALUES_OF_OPTIONS[option.long ?? ''] ?? '',
    })),
    values: command.registeredArguments.some((argument) => argument.name() === 'id')
      ? (VALUES_OF_IDS[words[0] ?? ''] ?? '')
      : '',
  }
}

/** The plugin's functions begin with `_kimi_`, so `_kimi_ask` would be both the plugin's function and this one. */
const PREFIX = '__kimi'

const HEAD = 'made from the program by npm run build: change src/cli/program/'

const ZSH_VALUES = `# Sessions, tasks and models, as the daemon knows them; none where the plugin is not loaded.
__kimi-values() {
  local -a reply
  (( $+functions[_kimi_list] )) && _kimi_list $1 || return 1
  _describe -V $1 reply
}
`

export function renderZshCompletion(program: Command): string {
  const render = (node: Node): string => {
    const name = [PREFIX, ...node.words].join('_')
    const options = node.options.flatMap(({ flags, about, takesValue, choices, values }) =>
      flags.map((flag) => {
        const action = choices.length > 0 ? `(${choices.join(' ')})` : values ? ` __kimi-values ${values}` : '_files'
        const value = takesValue ? `:value:${action}` : ''
        return quoteAlways(`${flag}[${about.replaceAll(/[[\]:]/g, '\\$&')}]${value}`)
      }),
    )
    if (node.children.length === 0)
      return `${name}() {\n  _arguments -S ${[...options, quoteAlways(`*::argument:${node.values ? ` __kimi-values ${node.values}` : '_files'}`)].join(' \\\n    ')}\n}\n`
    const commands = node.children.map((child) =>
      quoteAlways(`${child.words.at(-1)}:${child.about.replaceAll(':', '\\:')}`),
    )
    const cases = node.children.map((child) => `      ${child.words.at(-1)}) ${[PREFIX, ...child.words].join('_')} ;;`)
    return [
      ...node.children.map(render),
      `${name}() {`,
      `  local state line`,
      `  local -a commands=(${commands.join('\n    ')})`,
      `  _arguments -C ${[...options, `'1: :->command'`, `'*:: :->rest'`].join(' \\\n    ')}`,
      `  case $state in`,
      `    command) _describe command commands ;;`,
      `    rest) case $line[1] in`,
      ...cases,
      `    esac ;;`,
      `  esac`,
      `}`,
      '',
    ].join('\n')
  }
  return `#compdef kimi\n# ${HEAD}\n\n${ZSH_VALUES}\n${render(describe(program, []))}\n${PREFIX} "$@"\n`
}

export function renderBashCompletion(program: Command): string {
  const flatten = (node: Node): Node[] => [node, ...node.children.flatMap(flatten)]
  const cases = flatten(describe(program, [])).map((node) => {
    const words = [...node.children.map((child) => child.words.at(-1)!), ...node.options.flatMap(({ flags }) => flags)]
    const values = node.values === '' ? '' : ` values=${node.values}`
    return `    '${node.words.join(' ')}') words='${words.join(' ')}'${values} ;;`
  })
  // The words behind a command are its operands, so the longest path of words that is a command counts.
  const paths = flatten(describe(program, [])).map((node) => node.words.join(' '))
  const options = Object.entries(VALUES_OF_OPTIONS).map(([flag, values]) => {
    const short = program.options.find(({ long }) => long === flag)?.short
    return `    ${[short, flag].filter(Boolean).join(' | ')}) values=${values} ;;`
  })
  return `# ${HEAD}

__kimi_complete() {
  local word=\${COMP_WORDS[COMP_CWORD]} path='' words='' values='' index
  for ((index = 1; index < COMP_CWORD; index++)); do
    case "\${path:+$path }\${COMP_WORDS[index]}" in
${paths
  .filter((path) => path !== '')
  .map((path) => `      '${path}') path='${path}' ;;`)
  .join('\n')}
    esac
  done
  case $path in
${cases.join('\n')}
  esac
  case \${COMP_WORDS[COMP_CWORD - 1]} in
${options.join('\n')}
  esac
  COMPREPLY=()
  local candidate reply=()
  # Sessions, tasks and models, as the daemon knows them; none where the plugin is not loaded.
  if [[ -n $values && $word != -* ]] && declare -F _kimi_list >/dev/null; then
    _kimi_list "$values"
    words="\${reply[*]%%$'\\t'*}"
  fi
  for candidate in $words; do
    [[ $candidate == "$word"* ]] && COMPREPLY+=("$candidate")
  done
  return 0
}
complete -o default -F __kimi_complete kimi
`
}

const fishValues = (values: Values) => `(functions -q _kimi_list; and _kimi_list ${values})`

export function renderFishCompletion(program: Command): string {
  // As fish_indent writes it: plain words stand without quotes.
  const quote = (text: string) => (/^\w+$/.test(text) ? text : quoteForFish(text))
  const render = (node: Node): string[] => {
    const seen = node.words.map((word) => `__fish_seen_subcommand_from ${word}`).join('; and ')
    const among = node.children.map((child) => child.words.at(-1)).join(' ')
    const fresh = among === '' ? '' : `not __fish_seen_subcommand_from ${among}`
    const condition = [seen, fresh].filter((part) => part !== '').join('; and ')
    const when = condition === '' ? '' : ` -n ${quote(condition)}`
    return [
      ...node.children.map((child) => `complete -c kimi -f${when} -a ${child.words.at(-1)} -d ${quote(child.about)}`),
      ...(node.values === '' ? [] : [`complete -c kimi -f${when} -a ${quote(fishValues(node.values))}`]),
      ...node.options.map(({ flags, about, takesValue, choices, values }) => {
        const names = flags
          .map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`))
          .join(' ')
        const words = choices.length > 0 ? choices.join(' ') : values && fishValues(values)
        const value = takesValue ? (words ? ` -x -a ${quote(words)}` : ' -r') : ''
        return `complete -c kimi${seen === '' ? '' : ` -n ${quote(seen)}`} ${names}${value} -d ${quote(about)}`
      }),
      ...node.children.flatMap(render),
    ]
  }
  return `# ${HEAD}\n\n${render(describe(program, [])).join('\n')}\n`
}
