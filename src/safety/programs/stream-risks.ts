// Filters with a program of their own: sed and awk. Their scripts are read, not guessed.

import { type Call, type Rules, each } from '../lines/simple-command.ts'
import { type Options, readOptions } from '../lines/option-split.ts'
import { judgeInput } from '../lines/redirection.ts'
import { makeWord } from '../lines/command-words.ts'
import { judgeSedScript } from './sed-script.ts'

const STREAM_FILE = /^\/dev\/std(?:out|err)$/

export const STREAMS: Rules = {
  ...each('sed gsed', (call) => {
    const options = readOptions(call.args, { short: 'efl', long: ['expression', 'file', 'line-length'] })
    // BSD sed takes the suffix of -i as the next word; either way the file is edited.
    if (options.has('i', 'in-place', 'I')) call.add('writes', 'edits files in place')
    if (options.has('f', 'file')) call.add('remote-code', 'runs a script from a file, which may write or run anything')
    const scripts = options.values('e', 'expression')
    const script =
      scripts.length > 0 || options.has('f', 'file') ? scripts.join('\n') : (options.operands[0]?.value ?? '')
    judgeSedScript(script, call)
    if (isUnknown(options, scripts.length, ['e', 'expression'])) call.doubt()
  }),
  ...each('awk gawk mawk nawk original-awk goawk', (call) => {
    const options = readOptions(call.args, {
      short: 'FvfieElL',
      long: ['field-separator', 'assign', 'file', 'include', 'source', 'exec', 'load'],
      stopsAtOperand: true,
    })
    if (options.values('i', 'include').some((name) => name === 'inplace')) call.add('writes', 'edits files in place')
    else if (options.has('f', 'file', 'i', 'include', 'E', 'exec', 'l', 'load')) {
      call.add('remote-code', 'runs a script from a file, which may write or run anything')
    }
    if (options.has('d', 'dump-variables', 'o', 'pretty-print', 'p', 'profile')) call.add('writes', 'writes a file')
    const sources = options.values('e', 'source')
    if (sources.length === 0 && options.has('f', 'file', 'E', 'exec')) return
    const source = sources.length > 0 ? sources.join('\n') : (options.operands[0]?.value ?? '')
    if (isUnknown(options, sources.length, ['e', 'source'])) call.doubt()
    judgeAwkSource(
      source,
      call,
      options.values('v', 'assign').map((text) => text.replace(/^\w+=/, '')),
    )
  }),
}

/** True when the script as a whole is only known at run time: `"$x"`, `$x`. In `"s/a/$b/"` only a text of it is. */
function isUnknown(options: Options, given: number, names: string[]): boolean {
  if (given > 0) return options.isOpen(...names) && options.values(...names).some((text) => /^[$`]/.test(text))
  const [script] = options.operands
  return script?.isLiteral === false && (script.isSplit || /^[$`]/.test(script.value))
}

/** Reports the effects of awk code beyond printing: running programs, writing files, opening sockets. */
export function judgeAwkSource(source: string, call: Call, assigned: string[] = []): void {
  const strings: string[] = []
  const bare = source
    .replaceAll(/#[^\n"]*(?=\n|$)/g, '')
    .replaceAll(/"((?:[^"\\\n]|\\.)*)"/g, (_all, text: string) => `"${strings.push(text) - 1}"`)
    .replaceAll(/(?<=^|[~(,!{};&|\n]\s*)\/(?:[^/\\\n]|\\.)+\//g, '"re"')
  if (/\bENVIRON\b/.test(bare)) call.add('credential-touching', 'reads the environment')
  if (/\/inet[46]?\//.test(source)) call.add('network', 'opens a network connection')
  if (/\bsystem\s*\(/.test(bare)) {
    const codes = [...bare.matchAll(/\bsystem\s*\(\s*"(\d+)"\s*\)/g)]
    const calls = [...bare.matchAll(/\bsystem\s*\(/g)]
    for (const code of codes) call.runCode(strings[Number(code[1])] ?? '')
    if (codes.length < calls.length) {
      for (const text of [...strings, ...assigned]) call.runCode(text)
      call.add('remote-code', 'builds commands from data and runs them')
    }
  }
  if (/(?<!\|)\|(?!\|)/.test(bare)) {
    const codes = [...bare.matchAll(/"(\d+)"\s*\|&?\s*getline|\|&?\s*"(\d+)"/g)]
    for (const code of codes) {
      const text = strings[Number(code[1] ?? code[2])] ?? ''
      call.runCode(code[1] === undefined ? `cat | ${text}` : text)
    }
    const pipes = [...bare.matchAll(/(?<!\|)\|(?!\|)/g)]
    if (codes.length < pipes.length) call.add('remote-code', 'runs a command that it builds itself')
  }
  let outside = bare
  for (let before = ''; before !== outside;) {
    before = outside
    outside = outside.replaceAll(/\([^()]*\)/g, ' ')
  }
  for (const match of outside.matchAll(/\bprintf?\b[^;}\n]*?>{1,2}\s*(?:"(\d+)"|([^;}\n]*))/g)) {
    const path = match[1] === undefined ? (match[2] ?? '') : (strings[Number(match[1])] ?? '')
    if (STREAM_FILE.test(path) || path === '/dev/null') continue
    call.add('writes', `writes ${path.trim() === '' ? 'a file' : path.trim()} from its script`)
  }
  for (const match of bare.matchAll(/getline\s*(?:\w+\s*)?<\s*"(\d+)"/g)) {
    judgeInput(makeWord(strings[Number(match[1])] ?? ''), (label, what) => {
      call.add(label, what)
    })
  }
  if (/@(?:load|include)\b|@\w+\s*\(/.test(bare)) call.add('remote-code', 'loads code from a file')
}
