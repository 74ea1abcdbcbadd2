// The programs that a request names, and what that means for a command that runs one of them, or none.

import type { Programs } from '../../../workspace/programs-on-path.ts'
import type { CommandIndex } from '../../index/index-file.ts'
import { TOOL_NAMES, UNMENTIONED_PROGRAMS } from '../english-programs.ts'
import { canonicalStem } from '../vocabulary.ts'
import type { Request } from '../words-request.ts'

/** The names of programs that a request holds. */
export type Mentioned = ReadonlySet<string>

/** English words that name a program where "command" follows: "the sort command". */
const NAMED_AS_COMMAND =
  /^(?:sort|find|cut|join|paste|split|head|tail|less|date|cat|watch|tree|fold|column|kill|top|make)$/

const ARCHIVES = /^(?:tar|zip|gzip|bzip2|xz|7z|rar|deb|rpm|jar)$/
/** Tools that the request names: "using awk", "with rsync", "docker …". */
export function findMentioned(
  request: Request,
  { index, programs }: { index: CommandIndex; programs: Programs },
): Mentioned {
  const out = new Set<string>()
  for (const [at, token] of request.tokens.entries()) {
    // A quoted name of a tool that is meant has lost its quotes.
    if (token.quoted) continue
    const before = request.tokens[at - 1]?.lower ?? ''
    const after = request.tokens[at + 1]?.lower ?? ''
    const isCommand = /^(?:command|utility|tool)$/.test(after)
    // "to a tar file" names the kind of a file, and no program that makes it.
    if (ARCHIVES.test(token.lower) && /^(?:files?|archives?|packages?)$/.test(after)) continue
    const led = !token.isStop && (/^(?:using|with|via|use|run)$/.test(before) || isCommand)
    // "use cut to …" at the beginning of a request can only mean the program.
    const isTool = at <= 1 && before === 'use' && /^(?:to|and)$/.test(after)
    if (
      TOOL_NAMES.has(token.lower) ||
      (led &&
        !token.shapes.has('file') &&
        (programs.has(token.lower) || index.has(token.lower)) &&
        (!UNMENTIONED_PROGRAMS.has(token.lower) || isTool || (isCommand && NAMED_AS_COMMAND.test(token.lower))))
    )
      out.add(token.lower)
  }
  return out
}

/** Programs that do the work of another: who says "over ssh" may mean scp. */
const FAMILIES: Record<string, ReadonlySet<string>> = Object.fromEntries(
  (
    [
      ['ssh', 'scp sftp rsync sshfs sshpass autossh'],
      ['git', 'gh'],
      ['pip', 'pip3 python3'],
      ['npm', 'npx nvm node n'],
      ['cron', 'crontab'],
      ['apt', 'apt-get apt-mark apt-cache dpkg dpkg-query add-apt-repository'],
      ['apt-get', 'apt'],
      ['mysql', 'mysqldump'],
      ['zip', 'unzip'],
      ['virtualenv', 'python3'],
      ['netcat', 'nc'],
      ['imagemagick', 'convert mogrify identify'],
      ['vim', 'vi'],
    ] as const
  ).map(([name, others]) => [name, new Set(others.split(' '))]),
)

/** The bonus of a command that runs a program which the request names, and the malus of one that does not. */
export function weighMention(
  { command, stems = [] }: { command: string; stems?: readonly string[] },
  program: string,
  mentioned: Mentioned,
): number {
  if (mentioned.size === 0) return 0
  const names = [...mentioned]
  if (names.some((name) => name === program || program.startsWith(`${name}-`) || FAMILIES[name]?.has(program)))
    return 0.05
  if (names.some((name) => stems.includes(canonicalStem(name)))) return 0.03
  const words = command.split(/[\s'"()]+/)
  const at = words.findIndex((word) => mentioned.has(word))
  if (at < 0) return -0.25
  return /^(?:\||sudo|xargs|-exec|&&|;|\$|time|which)$/.test(words[at - 1] ?? '') ? 0.06 : -0.04
}
