// Makes answers to words true of the request where a table of tasks knows only a part of it: written anew where that can be said, left
// out where it cannot.

import type { Candidate } from '../../../protocol/proposals.ts'
import { longPattern } from '../../../sys/words/long-pattern.ts'

/** A request that spares a thing by where it lies from here, which no test of its name or path says: "except the one here". */
const SPARES_PLACE = longPattern('i')`
  \b(?:except|but|apart from|aside from|other than|without|excluding|besides)\b.*\bones?\s+(?:(?:right )?(?:here|there)\b|(?:in|at|of
  |from|on) (?:this|here|the (?:current|top|root|same|working)|my current)\b)
`

/** True for a request that no answer can be true of. */
export const isBeyondAnswers = (line: string): boolean =>
  SPARES_PLACE.test(line) || (/\p{Script=Han}/u.test(line) && /&&|\|\||[|;<>]/.test(line))

/** The answer as it is true of the request; null where it is not and cannot be made so. */
export function makeTrue<T extends Pick<Candidate, 'command' | 'explanation'>>(answer: T, line: string): T | null {
  const { command } = answer
  if (renamesToItself(command) || asksAnotherTime(command, line) || isInvented(command, line)) return null
  if (
    />> \S+\.(?:tar|zip|jar|7z|rar|tgz|tar\.\w+)$/.test(command) ||
    misplacesFolder(command) ||
    doesMore(command, line)
  )
    return null
  if (fetchesTool(command, line) || mistakesPacking(command) || mistakesUsers(command, line)) return null
  const whole = countDown(runThere(saveInFolder(unpackByName(linkFromAnywhere(completeLog(command, line))))))
  return {
    ...answer,
    command: whole,
    explanation: whole.includes(' && unzip ')
      ? 'zip cannot be unpacked while it comes'
      : nameSeparator(answer.explanation, command),
  }
}

/** True for a loop that gives each file the name that it has: two endings of one kind, `jpeg` and `jpg`, are read as one. */
const renamesToItself = (command: string): boolean =>
  /\$\{f%(\.\w+)\}\1"/.test(command) || /^rename 's\/\\(\.\w+)\$\/\1\/'/.test(command)

/** True for a command with another time than the request names. */
function asksAnotherTime(command: string, line: string): boolean {
  const asked = /\b(?:last|past|this) (week|month|year)\b/i.exec(line)?.[1]?.toLowerCase()
  const given = /--since[= ]["']?([\w ]+)/.exec(command)?.[1]
  return asked !== undefined && given !== undefined && !given.includes(asked) && /yesterday|today|midnight/.test(given)
}

/** True for a text to search for that was cut out of the sentence: it ends with a word that leads on to the next. */
function isInvented(command: string, line: string): boolean {
  const [, text] = /\bgrep (?:-\S+ )*'([^']* (?:per|in|of|for|with|and|under|to|by|ignoring|each))'/.exec(command) ?? []
  return text !== undefined && !new RegExp(`["'\`]${text.replaceAll(/[^\w ]/g, '.')}["'\`]`).test(line)
}

/** True for a file that is packed alone and is unpacked as an archive, and for one that is taken for a place. */
const mistakesPacking = (command: string): boolean =>
  /^unzip\b(?: -\S+)* \S+(?<!\.zip)\.(?:gz|bz2|xz)\b/.test(command) ||
  /^tar -x\w* \S*\.(?:sql|txt|csv|log|json|img)\.gz\b/.test(command) ||
  /^(?:unzip|tar)\b.* -[dC] \S*\.(?:gz|zip|bz2|xz|tar|tgz)$/.test(command)

/** True for a list of all accounts where those are meant that are logged in, and for a question after a program where it is to run. */
const mistakesUsers = (command: string, line: string): boolean =>
  (/\/etc\/passwd/.test(command) && /\blogged (?:in|on)\b/i.test(line)) || /^sudo -u \S+ command -v /.test(command)

/** Numbers that fall need a step. */
const countDown = (command: string): string =>
  command.replace(/^seq (\d+) (\d+)$/, (whole, from: string, to: string) =>
    Number(from) > Number(to) ? `seq ${from} -1 ${to}` : whole,
  )

/** A word that is the name of a program is run on the other machine, and is no script that is sent there. */
const runThere = (command: string): string =>
  command.replace(/ 'bash -s' < ([a-z][\w-]*)$/, ' $1').replace(/^pgrep -a (\d+)$/, 'ps -p $1')

/** True for a tool that `npx` would fetch and run although the request does not name it. */
function fetchesTool(command: string, line: string): boolean {
  const tool = /^npx (?:-\S+ )*([\w-]+)/.exec(command)?.[1]
  return (
    tool !== undefined &&
    /^(?:please )?(?:run|execute|start)\b.*\btests?\b/i.test(line) &&
    !line.toLowerCase().includes(tool)
  )
}

/** `git log` with what a request says of its commits: "by me", "with their diffs". */
function completeLog(command: string, line: string): string {
  if (!/^git log\b[^|;&]*$/.test(command)) return command
  let whole = command
  const commits = /\bcommits?\b|\blog\b|\bhistory\b/i.test(line)
  if (
    commits &&
    /\bwith (?:their |the |its |all )?(?:diffs?|patch(?:es)?|changes)\b/i.test(line) &&
    !/ (?:-p|--patch|--stat)\b/.test(whole)
  )
    whole = whole.replace(/^git log/, 'git log -p').replace(' --oneline', '')
  if (
    commits &&
    /\b(?:by me|i (?:made|did|wrote)|of mine|my (?:own )?commits)\b/i.test(line) &&
    !whole.includes('--author')
  )
    whole += ` --author="$(git config user.name)"`
  return whole
}

/** A link elsewhere leads nowhere when its target is named from here. */
const linkFromAnywhere = (command: string): string =>
  command.replace(/^ln -s (?![-/~"'$<.])([^\s*{}]*[^\s*{}/]) ([~/]\S*|\S+\/\S*)$/, 'ln -s "$$PWD/$1" $2')

/** An archive that is downloaded and unpacked at once is unpacked by the format that the end of its name tells. */
function unpackByName(command: string): string {
  const [, fetch, url = '', place = ''] =
    /^((?:curl|wget) (?:-\S+ )*)(\S+) \| tar -xz(?: -C (\S+))?$/.exec(command) ?? []
  if (fetch === undefined) return command
  const name = /([\w.%+-]+\.(?:zip|jar))$/i.exec(url)?.[1]
  if (name !== undefined) return `curl -LO ${url} && unzip ${name}${place === '' ? '' : ` -d ${place}`}`
  const letter = /\.(?:tar\.bz2|tbz2?)$/i.test(url) ? 'j' : /\.(?:tar\.xz|txz)$/i.test(url) ? 'J' : 'z'
  return command.replace(/ -xz(?= -C |$)/, ` -x${letter}`)
}

/** True for a command that empties a file, ends a server, shows a password or makes a file of zeros, where the request asks for less. */
const doesMore = (command: string, line: string): boolean =>
  (/\btruncate -s 0\b|^: > /.test(command) && /\blines?\b/i.test(line)) ||
  (/\bfuser -k\b/.test(command) &&
    !/\b(?:port|tcp|udp|listen\w*|us(?:es|ing|ed)|mount\w*|open\w*|lock\w*|access\w*)\b|[:/]|端口|占用/i.test(line)) ||
  (/\bshow-password\b|\bpsk=/.test(command) && !/\b(?:pass\w*|psk|key|secrets?)\b/i.test(line)) ||
  (/^(?:fallocate|dd if=\/dev\/zero)\b/.test(command) && /\.(?:png|jpe?g|gif|webp|pdf|mp[34])\b/i.test(line))

/** True for a folder that is read as a file, for a folder or a time that is taken for a host, and for the parent of here, which is here again. */
const misplacesFolder = (command: string): boolean =>
  / < \/[\w-]+\/?$|^dirname \.$|^docker tag \.|^ssh \d+(?:am|pm)? |\bscp\b.* '?[~/][\w/.-]*:/.test(command)

/** A place that is a folder by its form takes a download under its own name: `/opt`, `~/Downloads`, `backup/`. */
function saveInFolder(command: string): string {
  const [, program, options = '', place = '', rest = ''] =
    /^(curl|wget) ((?:-\S+ )*)(?:-\w*[oO]) (\S+) (\S+)$/.exec(command) ?? []
  if (!/^\/[\w-]+\/?$|\/$|^~\/?\w*$|\/(?:tmp|bin|src|downloads?|desktop|documents)$/i.test(place)) return command
  return program === 'wget'
    ? `wget ${options}-P ${place} ${rest}`
    : `curl ${options.replace('-L ', '')}-LO --output-dir ${place} ${rest}`
}

/** Fields are cut where the command says, whatever the table says of its usual form. */
function nameSeparator(explanation: string, command: string): string {
  const [, sign] = /\b(?:awk -F|cut -d)['"]?([,;:|])/.exec(command) ?? []
  const name = { ',': 'commas', ';': 'semicolons', ':': 'colons', '|': 'pipes' }[sign ?? '']
  return name === undefined ? explanation : explanation.replace('cut at blanks', `cut at ${name}`)
}

/** The marks that programmers leave in a text, as they stand there: "the TODOs" are written `TODO`. */
export const nameMarks = (line: string): string => line.replaceAll(/\b(TODO|FIXME|HACK|XXX)['’]?s\b/g, '$1')
