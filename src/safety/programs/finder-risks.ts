// find, fd, rg and their kin: search programs that can also delete, write or run.

import { type Call, type Rules, each, label } from '../lines/simple-command.ts'
import { readOptions } from '../lines/option-split.ts'
import { isSecretPath } from '../secrets/secret-names.ts'
import { overwritesSilently } from './file-risks.ts'
import { type Word, fillIn, makeWord } from '../lines/command-words.ts'

/** Tests and options of find that only choose what is shown. Those with a value are followed by one word. */
const FIND_PLAIN = new Set(
  (
    '-print -print0 -ls -prune -depth -d -xdev -mount -follow -daystart -empty -true -false -readable -writable ' +
    '-executable -nouser -nogroup -noleaf -quit -not -and -or -a -o -H -L -P -E -X -x -s -help -version -warn -nowarn ' +
    '-ignore_readdir_race -noignore_readdir_race ! ( ) ,'
  ).split(' '),
)
const FIND_VALUED = new Set(
  (
    '-name -iname -path -ipath -wholename -iwholename -regex -iregex -regextype -lname -ilname -type -xtype -size -perm ' +
    '-user -group -uid -gid -mtime -atime -ctime -mmin -amin -cmin -newer -anewer -cnewer -maxdepth -mindepth -inum ' +
    '-links -samefile -fstype -used -printf -context -flags -Btime -Bmin -D -O -newermt -newerat -newerct'
  ).split(' '),
)

export const FINDERS: Rules = {
  ...each('find gfind', judgeFind),
  ...each('fd fdfind', (call) => {
    const at = call.args.findIndex((word) => /^(?:-[xX]|--exec(?:-batch)?)$/.test(word.value))
    if (at >= 0) {
      const inner = call.args
        .slice(at + 1)
        .filter((word) => word.value !== ';')
        .map((word) => fillIn(word, /\{[./]*\}/g))
      if (inner.length > 0) call.run([...inner, makeWord('{}')])
      else call.doubt()
    } else if (readOptions(call.args, { short: 'dteEcjSoxX' }).has('x', 'X', 'exec', 'exec-batch')) {
      call.doubt()
      call.add('remote-code', 'runs a program for every file')
    }
  }),
  ...each('rg ag ack ugrep sift pt', (call) => {
    const { has, values } = readOptions(call.args, {
      short: 'efgtTABCmMjrd',
      long: ['filter', 'pre', 'regexp', 'file', 'glob', 'type', 'pager', 'hostname-bin', 'context'],
    })
    for (const program of [...values('pre'), ...values('pager'), ...values('hostname-bin', 'filter')]) {
      call.add('remote-code', 'runs a program on every file')
      call.run([makeWord(program), makeWord('x')])
    }
    if (has('pre', 'hostname-bin', 'pager') && values('pre', 'pager', 'hostname-bin').length === 0) call.doubt()
  }),
  updatedb: (call) => {
    call.add('writes', 'rebuilds the file database')
  },
  ...each('fzf sk peco', (call) => {
    if (call.args.some((word) => /execute|become|reload|transform|preview|--bind|--listen/.test(word.value))) {
      const { values } = readOptions(call.args, { long: ['preview', 'bind'] })
      for (const code of values('preview')) call.runCode(code.replaceAll(/\{[^{}]*\}/g, 'x'))
      if (call.args.some((word) => /execute|become|reload|transform|(?<!--)preview|--listen/.test(word.value)))
        call.doubt()
    }
  }),
}

/** A pattern that every hidden name matches, or every path below a hidden folder. */
const ALL_HIDDEN = /^(?:[*.]\/)*\.(?:\?{1,2}|\[[!^]\.\])?\*(?:\/\*)?$/

function judgeFind(call: Call): void {
  const { args } = call
  let isExpression = false
  for (let at = 0; at < args.length; at++) {
    const word = args[at] as Word
    const text = word.value
    if (!isExpression && !/^[-!(,]/.test(text)) {
      // An unquoted variable as a path may hold `-delete`; a quoted one that starts with a dash is no path either.
      if (
        !word.isLiteral &&
        /^\$/.test(text) &&
        word.isSplit &&
        !/^\$\{?\w*(?:DIR|dir|PATH|path|HOME|PWD|ROOT|root|FOLDER|folder|d|f)\b/.test(text)
      )
        call.doubt()
      continue
    }
    if (/^-[HLP]$|^-O\d?$/.test(text)) continue
    isExpression = true
    if (text === '-delete') label(call, 'writes destructive', 'deletes what it finds')
    else if (/^-(?:exec|execdir|ok|okdir)$/.test(text)) at = judgeExec(call, at)
    else if (/^-(?:fprint|fprint0|fls|fprintf)$/.test(text)) {
      call.add('writes', `writes ${args[at + 1]?.value ?? 'a file'}`)
      at += text === '-fprintf' ? 2 : 1
    } else if (text === '-files0-from') at++
    else if (/^-i?(?:name|path|wholename)$/.test(text)) {
      // A search for keys prints no secret, but it is not called safe. One for all that is hidden, or but for keys, looks for none.
      const isLeftOut = /^(?:!|-not)$/.test(args[at - 1]?.value ?? '')
      const pattern = args[++at]?.value ?? ''
      if (!isLeftOut && !ALL_HIDDEN.test(pattern) && isSecretPath(pattern)) call.doubt()
    } else if (FIND_VALUED.has(text) || /^-newer[aBcmt]{2}$/.test(text)) at++
    else if (!FIND_PLAIN.has(text)) call.doubt()
  }
}

/** True for a search of one folder, in which no two files have one name. */
const isFlat = (args: readonly Word[]): boolean =>
  args.some(({ value }, at) => args[at - 1]?.value === '-maxdepth' && /^[01]$/.test(value))

/** True for a command that moves all that is found into one folder, over files that are there. */
function gathers([program, ...args]: readonly Word[]): boolean {
  if (!/^(?:g?mv)$/.test(program?.value ?? '') || !overwritesSilently([...args])) return false
  const target = args.at(-1)?.value ?? ''
  return (
    (target !== '{}' && target !== '+' && !target.includes('{}')) ||
    args.some(({ value }) => /^-t|^--target/.test(value))
  )
}

function judgeExec(call: Call, at: number): number {
  const rest = call.args.slice(at + 1)
  let length = rest.findIndex(
    (word, index) => word.value === ';' || (word.value === '+' && rest[index - 1]?.value === '{}'),
  )
  if (length < 0) length = rest.length
  // `find ~ -name id_rsa -exec cat {} +` reads what it looks for.
  const name = call.args.find((_word, index) => /^-i?(?:name|path|wholename)$/.test(call.args[index - 1]?.value ?? ''))
  const inner = rest
    .slice(0, length)
    .map((word) => (word.value === '{}' && name && isSecretPath(name.value) ? name : fillIn(word, '{}')))
  if (inner.length === 0) call.doubt()
  else if (rest[0]?.value.includes('{}') === true) call.add('remote-code', 'runs the files that it finds')
  else {
    call.run(inner, { feed: { literal: null, kind: 'none' } })
    if (call.args[at]?.value === '-exec' && !isFlat(call.args) && gathers(rest.slice(0, length)))
      call.add('destructive', 'files of one name from several folders overwrite each other')
  }
  return at + 1 + length
}
