// Writes exceptions into commands: the request without its exceptions is answered by itself, and what is to be left alone is added in
// the way of the program, as `--exclude=dist`, `':!docs'` or `| grep -vw db`.

import { quoteAlways, quoteValue } from '../../../shell-syntax/word-quoting.ts'
import { type Kept, testsFor } from './kept-names.ts'

interface Way {
  /** The commands that the way is for. */
  of: RegExp
  write(command: string, kept: readonly Kept[]): string
}

const quote = (value: string): string => (/[*?[]/.test(value) ? quoteAlways(value) : quoteValue(value))
const isNameless = ({ kind }: Kept): boolean => kind === 'hidden' || kind === 'empty'
const last = (value: string): string => value.replace(/^.*\//, '')

/** `--exclude=` for each thing, behind the words that the command begins with. */
const withExcludes =
  (behind: RegExp, option = '--exclude='): Way['write'] =>
  (command, kept) =>
    command.replace(behind, (front) => `${front} ${kept.map(({ value }) => `${option}${quote(value)}`).join(' ')}`)

/** The tests of find stand before its action. A place of the system is left out of a search of the whole system. */
const withTests: Way['write'] = (command, kept) =>
  (kept.some(({ value }) => value.startsWith('/')) ? command.replace(/^find \. /, 'find / ') : command).replace(
    /(?= (?:-delete|-prune|-exec|-ok|-print\w*|-ls)\b| \||$)/,
    ` ${kept.flatMap(testsFor).join(' ')}`,
  )

const files = (kept: readonly Kept[]): string => kept.flatMap(testsFor).join(' ')

/** The pattern of zip meets whole paths, and its star meets slashes. */
const zipPatterns = ({ kind, value }: Kept): string[] =>
  kind === 'name'
    ? [quoteAlways(value.startsWith('*') ? value : `*${value}`)]
    : [quoteAlways(`${value}/*`), quoteAlways(`*/${value}/*`)]

const grepWords = (kept: readonly Kept[]): string => {
  const words = kept.map(({ value }) => value)
  return words.length === 1 ? `grep -vw ${quote(words[0]!)}` : `grep -vwE ${quoteAlways(words.join('|'))}`
}
const wholeLines = (kept: readonly Kept[]): string => kept.map(({ value }) => `grep -vx ${quote(value)}`).join(' | ')

/** Programs that print one thing a line. */
const LINES: Way = {
  of: /^(?:ps|ss|netstat|lsof|env|printenv|df|mount|findmnt|lsblk|docker (?:ps|images|volume ls|network ls)|systemctl list-\S+|crontab -l|git branch|who|w|cat|grep|last)\b(?!.*[|;&<>]| -\w*[clLr])/,
  write: (command, kept) => `${command} | ${grepWords(kept)}`,
}

/** All that lies here but some folders; of files only files, since a folder may hold more of those that stay. */
function writeRest(command: string, kept: readonly Kept[]): string {
  const tests = kept.map(({ value }) => `-not -name ${quoteAlways(value)}`).join(' ')
  const areFolders = kept.every(({ kind }) => kind === 'folder' || kind === 'either')
  return areFolders && / -\w*r/.test(command)
    ? `find . -mindepth 1 -maxdepth 1 ${tests} -exec rm -rf {} +`
    : `find . -maxdepth 1 -type f ${tests} -delete`
}

const WAYS: readonly Way[] = [
  { of: /^tar (?:-\w*[cx]|--zstd)/, write: withExcludes(/^tar\b/) },
  { of: /^rsync /, write: withExcludes(/^rsync(?: -\w+)*/) },
  { of: /^du (?!.*\*)/, write: withExcludes(/^du(?: -\w+)*/) },
  { of: /^diff -\w*r\w* /, write: withExcludes(/^diff(?: -\w+)*/) },
  {
    of: /^cp -\w*[raR]\w* [^\s*?]+ [^\s*?]+$/,
    write: (command, kept) => withExcludes(/^rsync -a/)(command.replace(/^cp -\w+/, 'rsync -a'), kept),
  },
  { of: /^zip -\w*r/, write: (command, kept) => `${command} -x ${kept.flatMap(zipPatterns).join(' ')}` },
  {
    of: /^unzip (?:-\w+ )*\S+(?: -d \S+)?$/,
    write: (command, kept) => `${command} -x ${kept.flatMap(zipPatterns).join(' ')}`,
  },
  {
    of: /^tree(?: -\w+)*(?: \S+)?$/,
    write: (command, kept) =>
      command.replace(
        /^tree(?: -\w+)*/,
        (front) => `${front} -I ${quoteAlways(kept.map(({ value }) => value).join('|'))}`,
      ),
  },
  {
    of: /^grep -\w*r/,
    write: (command, kept) =>
      kept.reduce(
        (out, { kind, value }) =>
          out.replace(/^grep/, `grep ${kind === 'name' ? '--exclude' : '--exclude-dir'}=${quote(last(value))}`),
        command,
      ),
  },
  { of: /^ls(?: -\w+)*(?: [\w./~-]+)?$/, write: withExcludes(/^ls(?: -\w+)*/, '--ignore=') },
  { of: /^find (?!.*-(?:prune|o)\b)/, write: withTests },
  {
    of: /^git (?:add (?:\.|-A)|status|stash push|diff(?: -[-\w=]+)*|restore \.|checkout -- \.|checkout \.)$/,
    write: (command, kept) =>
      `${command.replace(/-A$|(?:-- )?\.$/, '')}`.trimEnd() +
      ` -- . ${kept.map(({ value }) => quoteAlways(`:!${value}`)).join(' ')}`,
  },
  { of: /^git clean -\w+$/, write: withExcludes(/^git clean -\w+/, '-e ') },
  {
    of: /^docker (?:stop|rm|kill|restart|start|pause)(?: -\w+)* \$\(docker ps(?: -\w+)?\)$/,
    write: (command, kept) => {
      const isAll = /docker ps -\w*a/.test(command)
      const act = command.replace(/ \$\(.*$/, '')
      return `docker ps ${isAll ? '-a ' : ''}--format '{{.Names}}' | ${wholeLines(kept)} | xargs -r ${act}`
    },
  },
  {
    of: /^docker (?:rmi|image rm)(?: -\w+)* \$\(docker images(?: -\w+)?\)$/,
    write: (command, kept) =>
      `docker images --format '{{.Repository}}:{{.Tag}}' | ${grepWords(kept)} | xargs -r ${command.replace(/ \$\(.*$/, '')}`,
  },
  {
    of: /^(?:pkill|killall) [\w.-]+$/,
    write: (command, kept) => `pgrep -a ${command.split(' ')[1]} | ${grepWords(kept)} | cut -d' ' -f1 | xargs -r kill`,
  },
  {
    of: /^(?:sudo )?(?:chmod|chown)(?: -R)? [\w+=:-]+ (?:\.|[\w./-]+)$/,
    write: (command, kept) =>
      command.replace(
        /^(sudo )?(chmod|chown)(?: -R)? (\S+) (\S+)$/,
        (_, root: string = '', program: string, mode: string, place: string) =>
          `find ${place} ${files(kept)} -exec ${root}${program} ${mode} {} +`,
      ),
  },
  {
    of: /^(?:rm|mv|cp|gzip|chmod [\w+=]+)(?: -[a-z]+)* \*\.\w+(?: [^\s*?]+)?$/,
    write: (command, kept) => {
      const [, act = '', glob = '', target = ''] = /^(.*?) (\*\.\w+)(?: (\S+))?$/.exec(command) ?? []
      const action = /^rm\b/.test(act) ? '-delete' : `-exec ${act}${target === '' ? '' : ` -t ${target}`} {} +`
      return `find . -maxdepth 1 -type f -name ${quoteAlways(glob)} ${files(kept)} ${action}`
    },
  },
  {
    of: /^rm (?:-\w+ )?(?:\.\/)?\*$/,
    write: writeRest,
  },
  LINES,
]

/** The command that leaves these things alone; null for a program that has no way to do so, or not for all of them. */
export function leaveOut(command: string, kept: readonly Kept[]): string | null {
  const way = WAYS.find(({ of }) => of.test(command))
  if (!way) return null
  if (way === LINES && kept.some(({ kind }) => kind === 'name'))
    return command.startsWith('grep ') ? withExcludes(/^grep/)(command, kept) : null
  // "libraries" is a kind of things, and no line holds the word.
  if (/\bgrep -vw/.test(way.write(command, kept)) && kept.some(({ value }) => /[a-z]{3}[^su]s$/.test(value)))
    return null
  const isFind = way.write === withTests || /-exec|-delete/.test(way.write(command, kept))
  if (kept.some(isNameless) && !isFind) return null
  return way.write(command, kept)
}
