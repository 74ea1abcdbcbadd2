// Builtins of the shells that set state, load code or arm something for later.

import { type Call, type Rules, each, label } from '../lines/simple-command.ts'
import { readOptions } from '../lines/option-split.ts'
import { isSecretName } from '../secrets/secret-names.ts'
import { runShown } from './interpreter-risks.ts'
import { judgeSubscript } from './reader-risks.ts'
import { joinWords } from '../lines/command-words.ts'

/** The rule of `export` and the like: names that they list may be secrets. Assignments have been judged before. */
function declares(call: Call): void {
  const { operands, has } = readOptions(call.args)
  const names = operands.filter((word) => !word.value.includes('='))
  judgeSubscript(call)
  if (call.args.length === 0 || has('p') || (operands.length === 0 && call.name !== 'local')) {
    if (names.length === 0 || names.some((word) => isSecretName(word.value))) {
      call.add('credential-touching', 'dumps variables')
    }
  }
  if (operands.some((word) => /^(?:\$|[^=]*\$[({])/.test(word.value) && !/^\w+\+?=/.test(word.value))) call.doubt()
  if (has('f') && call.name === 'export') call.doubt()
}

const EXPANDED = /\$\((?:[^()]|\([^()]*\))*\)|`[^`]*`/g

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
        if (call.name === 'compgen' && /-C\b/.test(call.text)) call.add('remote-code', 'runs a command')
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
    else if (call.shell === 'fish' && /^-\w*x/.test(first.value)) declares(call)
  },
  ...each('read mapfile readarray getln', (call) => {
    judgeSubscript(call)
    if (call.args.some((word) => /^-\w*s/.test(word.value)))
      call.add('credential-touching', 'reads a secret from the keyboard')
    const { values } = readOptions(call.args, { short: 'CcdinNOpstu' })
    for (const code of call.name === 'read' ? [] : values('C')) {
      call.runCode(code)
      call.doubt()
    }
  }),
  let: judgeSubscript,
  alias(call) {
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
  ...each('function functions abbr', (call) => {
    if (call.args.length > 0) call.doubt()
  }),
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
