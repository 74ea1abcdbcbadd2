// Syntax that only zsh has, put into a form that the bash grammar reads, at the same offsets. Code that zsh would run
// from a glob qualifier or an expansion flag is taken out and reported.

import type { Findings } from './findings.ts'
import { SPOT, scanQuoting } from '../../shell-syntax/quote-map.ts'

export interface ZshRewrite {
  /** The line with the same length, readable for the bash grammar. */
  text: string
  /** Code that a glob qualifier runs for every file. */
  codes: string[]
  /** Parts that run code which the line does not show: `${(e)x}`, `*(+f)`. */
  hidden: string[]
}

/** `*(.)`, `*(om[1,3])`, `**(/N)`, `*(#qN)`: qualifiers that only choose and sort. */
const QUALIFIER = /^(?:#q)?[-^,./@=p*%rwxARWXIEsStUGNDnMTFLkmgacdhulfoO0-9+:[\]()"'$eYPb]+$/
const EVALUATING = /(?:^|[^\w:])e[^\w\s)]|^e[^\w\s)]|\+[A-Za-z_]/

/** Rewrites `text`, or null when there is nothing of zsh in it. */
export function rewriteZsh(text: string): ZshRewrite | null {
  if (!/[*?\])\w/]\(|=\(|>>?[!&]|&>>?[!|]|\$\{[(=^~]|\$[=^~]\w/.test(text)) return null
  const { spots } = scanQuoting(text)
  const out = text.split('')
  const codes: string[] = []
  const hidden: string[] = []
  const blank = (from: number, to: number) => {
    for (let at = from; at < to; at++) out[at] = '_'
  }
  for (let at = 0; at < text.length; at++) {
    const spot = spots[at]
    const char = text[at]
    if (spot === SPOT.single || spot === SPOT.ansi || spot === SPOT.comment || spot === SPOT.heredoc) continue
    if (char === '$' && /[{]/.test(text[at + 1] ?? '') && spot !== SPOT.escaped) {
      const flags = /^\$\{(?:\(([^()]*(?:\([^()]*\)[^()]*)*)\))?([=^~]*)(?=\w)/.exec(text.slice(at, at + 80))
      if (flags && flags[0].length > 2) {
        if (/(?:^|[^:])e/.test((flags[1] ?? '').replaceAll(/[sjlr]([:./,])[^:./,]*\1/g, ''))) {
          hidden.push(text.slice(at, text.indexOf('}', at) + 1))
        }
        blank(at + 2, at + flags[0].length)
      }
      continue
    }
    if (spot !== SPOT.plain) continue
    if (char === '=' && text[at + 1] === '(' && /^$|[\s;|&(]/.test(text[at - 1] ?? '')) out[at] = '<'
    else if (char === '>' && (text[at + 1] === '!' || (text[at + 1] === '&' && text[at + 2] === '!'))) {
      const sign = text[at + 1] === '!' ? at + 1 : at + 2
      out[sign] = text[at - 1] === '>' || sign > at + 1 ? ' ' : '|'
    } else if (char === '(' && /[*?\]\w/>]/.test(text[at - 1] ?? '') && spots[at - 1] === SPOT.plain) {
      const end = findClosing(text, at)
      const inside = text.slice(at + 1, end)
      if (end < 0 || inside === '' || /[\w-]+$/.exec(text.slice(0, at))?.index === wordStart(text, at)) continue
      if (EVALUATING.test(inside)) {
        const code = /e([^\w\s])(.*)\1/s.exec(inside)?.[2]
        if (code === undefined) hidden.push(text.slice(wordStart(text, at), end + 1))
        else codes.push(code.replace(/^(['"])(.*)\1$/s, '$2'))
        blank(at, end + 1)
      } else if (QUALIFIER.test(inside) || /^[\w.|*?-]+$/.test(inside)) blank(at, end + 1)
    }
  }
  return { text: out.join(''), codes, hidden }
}

/** Reports what the rewriting took out. */
export function judgeZshCode(rewrite: ZshRewrite, findings: Findings, runCode: (code: string) => void): void {
  for (const part of rewrite.hidden) findings.add('remote-code', part, 'runs code that the line does not show')
  for (const code of rewrite.codes) {
    findings.add('remote-code', code, 'is run by zsh for every matching file')
    runCode(code)
  }
}

function wordStart(text: string, at: number): number {
  let start = at
  while (start > 0 && !/[\s;|&()<>]/.test(text[start - 1] ?? '')) start--
  return start
}

function findClosing(text: string, open: number): number {
  let depth = 0
  for (let at = open; at < text.length && at < open + 512; at++) {
    if (text[at] === '(') depth++
    else if (text[at] === ')' && --depth === 0) return at
  }
  return -1
}
