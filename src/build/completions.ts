// The commander program as static completion files: no process starts at Tab.

import type { Command } from 'commander'

interface Node {
  words: string[]
  about: string
  children: Node[]
  options: { flags: string[]; about: string; takesValue: boolean; choices: readonly string[] }[]
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
    })),
  }
}

const HEAD = 'made from the program by npm run build: change src/cli/program.ts'

export function renderZshCompletion(program: Command): string {
  const quote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`
  const render = (node: Node): string => {
    const name = ['_kimi', ...node.words].join('_')
    const options = node.options.flatMap(({ flags, about, takesValue, choices }) =>
      flags.map((flag) => {
        const value = takesValue ? `:value:${choices.length > 0 ? `(${choices.join(' ')})` : '_files'}` : ''
        return quote(`${flag}[${about.replaceAll(/[[\]:]/g, '\\$&')}]${value}`)
      }),
    )
    if (node.children.length === 0)
      return `${name}() {\n  _arguments -S ${[...options, `'*::argument:_files'`].join(' \\\n    ')}\n}\n`
    const commands = node.children.map((child) => quote(`${child.words.at(-1)}:${child.about.replaceAll(':', '\\:')}`))
    const cases = node.children.map((child) => `      ${child.words.at(-1)}) ${['_kimi', ...child.words].join('_')} ;;`)
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
  return `#compdef kimi\n# ${HEAD}\n\n${render(describe(program, []))}\n_kimi "$@"\n`
}

export function renderBashCompletion(program: Command): string {
  const flatten = (node: Node): Node[] => [node, ...node.children.flatMap(flatten)]
  const cases = flatten(describe(program, [])).map((node) => {
    const words = [...node.children.map((child) => child.words.at(-1)!), ...node.options.flatMap(({ flags }) => flags)]
    return `    '${node.words.join(' ')}') words='${words.join(' ')}' ;;`
  })
  return `# ${HEAD}

_kimi_complete() {
  local word=\${COMP_WORDS[COMP_CWORD]} path='' words='' index
  for ((index = 1; index < COMP_CWORD; index++)); do
    case \${COMP_WORDS[index]} in
      -*) ;;
      *) path="\${path:+$path }\${COMP_WORDS[index]}" ;;
    esac
  done
  case $path in
${cases.join('\n')}
  esac
  COMPREPLY=()
  local candidate
  for candidate in $words; do
    [[ $candidate == "$word"* ]] && COMPREPLY+=("$candidate")
  done
  return 0
}
complete -o default -F _kimi_complete kimi
`
}

export function renderFishCompletion(program: Command): string {
  const quote = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
  const render = (node: Node): string[] => {
    const seen = node.words.map((word) => `__fish_seen_subcommand_from ${word}`).join('; and ')
    const among = node.children.map((child) => child.words.at(-1)).join(' ')
    const fresh = among === '' ? '' : `not __fish_seen_subcommand_from ${among}`
    const condition = [seen, fresh].filter((part) => part !== '').join('; and ')
    const when = condition === '' ? '' : ` -n ${quote(condition)}`
    return [
      ...node.children.map((child) => `complete -c kimi -f${when} -a ${child.words.at(-1)} -d ${quote(child.about)}`),
      ...node.options.map(({ flags, about, takesValue, choices }) => {
        const names = flags
          .map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`))
          .join(' ')
        const value = takesValue ? (choices.length > 0 ? ` -x -a ${quote(choices.join(' '))}` : ' -r') : ''
        return `complete -c kimi${seen === '' ? '' : ` -n ${quote(seen)}`} ${names}${value} -d ${quote(about)}`
      }),
      ...node.children.flatMap(render),
    ]
  }
  return `# ${HEAD}\n\n${render(describe(program, [])).join('\n')}\n`
}
