// Builtins of the shells that set state, load code or arm something for later.

import { type Call, type Rules, always, each, label } from '../lines/simple-command.ts'
import { readOptions } from '../lines/option-split.ts'
import { isSecretName } from '../secrets/secret-names.ts'
import { runShown } from './interpreter-risks.ts'
import { judgeSubscript } from './reader-risks.ts'
import { joinWords } from '../lines/command-words.ts'
import { reportVariable } from './wrapper-risks.ts'

/** The rule of `export` and the like: names that they list may be secrets. Assignments have been judged before. */
function declares(call: Call): void {
  const { operands, has } = readOptions(call.args)
  const names = operands.filter((word) => !word.value.includes('='))
  judgeSubscript(call)
  // Functions, and in bash their names alone: no variable is shown.
  if ((has('f') || (has('F') && call.shell === 'bash')) && call.name !== 'export' && !has('x')) return
  if (call.args.length === 0 || has('p') || (operands.length === 0 && call.name !== 'local')) {
    if (names.length === 0 || names.some((word) => isSecretName(word.value))) {
      call.add('credential-touching', 'dumps variables')
    }
  }
  if (operands.some((word) => /^(?:\$|[^=]*\$[({])/.test(word.value) && !/^\w+\+?=/.test(word.value))) call.doubt()
  if (has('f') && call.name === 'export') call.doubt()
}

const EXPANDED = /\$\((?:[^()]|\([^()]*\))*\)|`[^`]*`/g

/** The effect of fish's universal variables. */
const KEEPS_FOR_ALL = 'keeps a value for all shells, for good'
const SHOWS_FUNCTIONS = /^(?:-[anDqHv]+|--(?:all|names|details|query|handlers\S*|verbose|no-details))$/

/** `set` of fish, which sets, lists and erases variables, and `set -A` of zsh. In other shells it sets options. */
function judgeSet(call: Call): void {
  const isFish = call.shell === 'fish'
  const { has, operands } = readOptions(call.args, { short: isFish ? '' : 'o', stopsAtOperand: true })
  const [name, ...values] = operands.map((word) => word.value)
  if (has('U', 'universal')) call.add('writes', KEEPS_FOR_ALL)
  if (name === undefined) {
    if (isFish && !has('n', 'names', 'h', 'help')) call.add('credential-touching', 'dumps variables')
    return
  }
  if (isFish && has('q', 'query', 'S', 'show', 'n', 'names')) {
    if (has('S', 'show') && isSecretName(name)) call.add('credential-touching', 'shows a secret')
    return
  }
  // Without a scope fish changes the variable where it is, which may be for all shells.
  const isScoped = has('l', 'local', 'g', 'global', 'f', 'function')
  if (has('erase') || (has('e') && (isFish || call.args.length === 2))) {
    if (!isScoped) call.doubt()
    return
  }
  if (isFish && !isScoped) call.doubt()
  reportVariable(call, name.replace(/\[.*$/s, ''), values.join(' '))
}

export const SHELL: Rules = {
  ...each('export declare typeset local readonly integer float', declares),
  ...each(
    'unset shopt setopt unsetopt compdef autoload zstyle complete compgen compopt zmodload enable bindkey bind zle vared',
    (call) => {
      judgeSubscript(call)
      if (/HIST|history/.test(call.text)) call.doubt()
      if (/^(?:autoload|zmodload|enable)$/.test(call.name) && call.args.length > 0)
        call.add('remote-code', 'loads code into the shell')
      else if (call.args.length > 0) {
        if (call.name === 'bind' && call.args.every((word) => /^-[lpPsSvVX]+$/.test(word.value))) return
        if (call.name === 'compgen' && /-[CFW]\b/.test(call.text)) call.add('remote-code', 'runs a command')
        if (call.name === 'bind' && call.shell === 'fish' && readOptions(call.args).operands.length > 1)
          call.add('remote-code', 'arms a command for a key')
        if (/^(?:bind|complete)$/.test(call.name) && /-[xC]\b/.test(call.text))
          call.add('remote-code', 'arms a command for a key')
        if (!/^(?:unset|shopt|setopt|unsetopt|compgen)$/.test(call.name)) call.doubt()
      }
    },
  ),
  set(call) {
    const [first] = call.args
    if (first === undefined) call.add('credential-touching', 'dumps every variable of the shell')
    else if (/history|HIST/.test(call.text)) call.doubt()
    judgeSet(call)
  },
  ...each('read mapfile readarray getln', (call) => {
    judgeSubscript(call)
    if (call.args.some((word) => /^-\w*s/.test(word.value)))
      call.add('credential-touching', 'reads a secret from the keyboard')
    const { values, has } = readOptions(call.args, {
      short: call.name === 'read' ? 'acdinNpPRtu' : 'CcdnOsu',
      long: ['prompt', 'right-prompt', 'prompt-str', 'command', 'delimiter', 'nchars'],
    })
    if (call.name === 'read' && has('U', 'universal')) call.add('writes', KEEPS_FOR_ALL)
    // fish runs the prompt as code.
    const isFish = call.name === 'read' && call.shell === 'fish'
    const prompts = isFish ? [...values('p', 'prompt'), ...values('R', 'right-prompt')] : []
    for (const code of call.name === 'read' ? prompts : values('C')) {
      call.runCode(code)
      call.doubt()
    }
  }),
  let: judgeSubscript,
  alias(call) {
    const { has } = readOptions(call.args)
    if (has('save') || (call.shell === 'fish' && has('s'))) call.add('writes', 'saves a function for all shells')
    const code = call.shell === 'fish' ? readOptions(call.args).operands[1] : undefined
    if (code !== undefined) {
      call.runCode(code.value)
      call.doubt()
    }
    for (const word of call.args) {
      const [name = '', ...rest] = word.value.split('=')
      const value = rest.join('=')
      if (value === '') continue
      call.runCode(value)
      // An alias that runs the program of its name is usual; any other alias replaces the program.
      if (!name.startsWith('-') && !value.trim().startsWith(name)) call.doubt()
      if (
        /^(?:ls|cd|cat|git|sudo|ssh|vim?|grep|find|rm|cp|mv|ps|echo|pwd|make|npm|docker)$/.test(name) &&
        !value.trim().startsWith(name)
      ) {
        call.add('remote-code', `makes ${name} run something else`)
      }
    }
  },
  ...each('unalias unfunction unhash', (call) => {
    call.doubt()
  }),
  function(call) {
    if (call.args.length > 0) call.doubt()
  },
  functions(call) {
    if (call.args.some((word) => /^[-+]/.test(word.value) && !SHOWS_FUNCTIONS.test(word.value))) call.doubt()
  },
  abbr(call) {
    if (call.args.every((word) => /^(?:-[lsq]|--(?:list|show|query))$/.test(word.value))) return
    call.doubt()
    if (readOptions(call.args).has('U', 'universal')) call.add('writes', KEEPS_FOR_ALL)
  },
  ...each('funcsave funced', always('writes', 'saves a function for all shells')),
  fish_add_path(call) {
    if (!readOptions(call.args).has('n', 'dry-run')) call.add('writes', 'changes where all shells look for programs')
  },
  fish_config(call) {
    const verbs = joinWords(call.args.slice(0, 2))
    if (!/^(?:theme|prompt) (?:list|show|demo|dump)$/.test(verbs)) call.add('writes', 'changes settings of all shells')
  },
  ...each(
    'fish_update_completions fish_vi_key_bindings fish_default_key_bindings fish_hybrid_key_bindings',
    always('writes', 'changes settings of all shells'),
  ),
  fish_indent(call) {
    if (readOptions(call.args).has('w', 'write')) call.add('writes', 'edits files in place')
  },
  trap(call) {
    const [code] = call.args.filter((word) => word.value !== '--')
    if (code === undefined || /^-[lp]$/.test(code.value) || call.args.length === 1) return
    if (code.value !== '' && code.value !== '-') {
      if (!code.isLiteral && /^\$\{?\w+\}?$/.test(code.value)) call.add('remote-code', 'arms code from a variable')
      call.runCode(code.value)
    }
  },
  ...each('source .', (call) => {
    const [file] = call.args
    if (file?.value === '/dev/stdin' && call.feed.literal !== null) call.runCode(call.feed.literal)
    call.add('remote-code', 'runs a file in this shell')
    if (file) runShown(file.text, call)
  }),
  eval(call) {
    // A substitution in a quoted text is run by eval; one that stands outside of quotes was judged where it stands.
    const code = call.args
      .map(({ value, isLiteral }) => (isLiteral ? value : value.replaceAll(EXPANDED, ' : ')))
      .join(' ')
    if (call.args.some((word) => !word.isLiteral)) call.add('remote-code', 'runs text that is only known at run time')
    if (code !== '') call.runCode(code)
  },
  hash(call) {
    const isNaming = call.args.some((word) => word.value.includes('=')) && !/\s-d\b/.test(call.text)
    if (isNaming || /\s-p\b/.test(call.text)) call.add('remote-code', 'changes where a program is found')
  },
  kill(call) {
    const { operands, has } = readOptions(
      call.args.filter((word) => !/^-(?:\d+|[A-Z]+)$/.test(word.value)),
      { short: 'snq' },
    )
    if (has('l', 'L', 'list', 'table') || call.args.some((word) => /^-[lL]$/.test(word.value))) return
    if (call.args.some((word) => word.value === '-0')) return
    label(call, 'writes destructive', 'ends processes')
    if (call.args.slice(1).some((word) => /^-\d+$/.test(word.value)) || operands.some((word) => word.value === '1')) {
      call.add('destructive', 'ends more than one process')
    }
  },
  ...each('pkill killall killall5 xkill skill', (call) => {
    const { has } = readOptions(
      call.args.filter((word) => !/^-(?:\d+|[A-Z]{3,})$/.test(word.value)),
      { short: 'gGPstuUF' },
    )
    if (has('l', 'list', 'L')) return
    label(call, 'writes destructive', 'ends every process of that name')
  }),
  emulate(call) {
    const { values, operands } = readOptions(call.args, { short: 'c' })
    for (const code of values('c')) call.runCode(code)
    if (operands.length > 0 && values('c').length === 0) call.doubt()
  },
  ...each('sched zpty', (call) => {
    const { operands } = readOptions(call.args, { stopsAtOperand: true })
    if (operands.length > 1) call.runCode(joinWords(operands.slice(1)))
    call.doubt()
  }),
  ...each('zsystem ztcp zsocket zselect sysopen', (call) => {
    call.doubt()
    if (call.name === 'ztcp') call.add('network', 'opens a connection to another host')
  }),
}
