// Reads a sed script command by command, to find the files it writes and the commands it runs.

import type { Call } from '../lines/simple-command.ts'
import { makeWord } from '../lines/command-words.ts'
import { judgeInput, judgeWrittenPath } from '../lines/redirection.ts'

const STREAM_FILE = /^\/dev\/std(?:out|err)$/

interface Script {
  text: string
  at: number
}

/** Reports the effects of a script. A script that cannot be followed to its end is doubtful. */
export function judgeSedScript(text: string, call: Call): void {
  const script: Script = { text, at: 0 }
  while (script.at < text.length) {
    if (!skipAddress(script) && !judgeSedCommand(script, call)) {
      call.doubt()
      return
    }
  }
}

/** Steps over a blank, a brace or a part of an address; false when a command stands here. */
function skipAddress(script: Script): boolean {
  const char = script.text[script.at] ?? ''
  if (/[\s;{},!~+\d$]/.test(char)) {
    script.at++
    return true
  }
  if (char !== '/' && char !== '\\') return false
  const delimiter = char === '/' ? '/' : (script.text[script.at + 1] ?? '')
  script.at += char === '/' ? 1 : 2
  readTo(script, delimiter)
  while (script.text[script.at] === 'I' || script.text[script.at] === 'M') script.at++
  return true
}

/** Steps over one command and reports what it does; false when it is not understood. */
function judgeSedCommand(script: Script, call: Call): boolean {
  const name = script.text[script.at++] ?? ''
  if (name === 's' || name === 'y') return judgeSubstitution(script, call, name === 's')
  if (name === 'w' || name === 'W') judgeWritten(readLine(script), call)
  else if (name === 'e') {
    const code = readLine(script)
    if (code === '') call.add('remote-code', 'runs the text it reads as commands')
    else call.runCode(code)
    call.doubt()
  } else if (name === 'r' || name === 'R') judgeInput(makeWord(readLine(script)), call.add)
  else if (/[aic]/.test(name)) {
    while (readLine(script).endsWith('\\') && script.at < script.text.length) script.at++
  } else if (/[btT:]/.test(name)) skip(script, /^[ \t]*[^\s;}]*/)
  else if (/[qQlL]/.test(name)) skip(script, /^[ \t]*\d*/)
  else if (name === '#') readLine(script)
  else return /[=dDgGhHnNpPxzF]/.test(name)
  return true
}

/** `s/a/b/flags` or `y/a/b/`, behind its letter. */
function judgeSubstitution(script: Script, call: Call, hasFlags: boolean): boolean {
  const delimiter = script.text[script.at++] ?? '/'
  readTo(script, delimiter)
  readTo(script, delimiter)
  if (!hasFlags) return true
  const flags = skip(script, /^[gpiImM0-9e]*/)
  if (flags.includes('e')) call.add('remote-code', 'runs the result of a substitution as a command')
  const next = script.text[script.at] ?? ''
  if (next === 'w') {
    script.at++
    judgeWritten(readLine(script), call)
    return true
  }
  return /^[\s;}#]?$/.test(next)
}

function judgeWritten(path: string, call: Call): void {
  if (STREAM_FILE.test(path)) return
  call.add('writes', `writes ${path === '' ? 'a file' : path} from its script`)
  judgeWrittenPath(path, call.add)
}

/** Steps behind the delimiter. GNU sed ends a pattern at the first bare one, also inside a bracket expression. */
function readTo(script: Script, delimiter: string): void {
  const { text } = script
  while (script.at < text.length && text[script.at] !== delimiter) script.at += text[script.at] === '\\' ? 2 : 1
  script.at++
}

/** Steps to the end of the line; its text without the blanks around it. */
function readLine(script: Script): string {
  const end = script.text.indexOf('\n', script.at)
  const stop = end < 0 ? script.text.length : end
  const line = script.text.slice(script.at, stop)
  script.at = stop
  return line.trim()
}

function skip(script: Script, pattern: RegExp): string {
  const found = pattern.exec(script.text.slice(script.at))?.[0] ?? ''
  script.at += found.length
  return found
}
