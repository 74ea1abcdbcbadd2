// Composes ps commands from the columns that a request names: "the pid, user and command of process 12".

import type { Built } from './find-builder.ts'
import { quoteValue } from '../../../shell-syntax/word-quoting.ts'
import type { Request } from '../words-request.ts'

/** The columns of ps by their names in requests. The longer name comes first. */
const COLUMNS: readonly (readonly [name: string, column: string])[] = [
  ['parent process ids?|parent pids?|ppids?|parents?', 'ppid'],
  ['process group ids?|process groups?|pgids?', 'pgid'],
  ['process ids?|process identifiers?|pids?|ids?', 'pid'],
  ['session ids?|sids?', 'sid'],
  ['user ids?|uids?', 'uid'],
  ['user ?names?|users?|owners?', 'user'],
  ['groups?', 'group'],
  ['full commands?|command lines?|arguments?|full command lines?', 'args'],
  ['command names?|names of the commands?|program names?|commands?|names?|executables?', 'comm'],
  ['elapsed times?|running times?|ages?', 'etime'],
  ['start(?:ing)? times?|start dates?', 'lstart'],
  ['cpu times?', 'time'],
  ['cpu usages?|cpu percentages?|%cpu|cpu', '%cpu'],
  ['memory usages?|memory percentages?|%mem|memory|mem', '%mem'],
  ['resident set sizes?|resident memory|rss', 'rss'],
  ['virtual memory(?: sizes?)?|vsz', 'vsz'],
  ['nice values?|niceness|nice', 'ni'],
  ['priorit(?:y|ies)', 'pri'],
  ['stat(?:e|us)s?', 'stat'],
  ['terminals?|ttys?', 'tty'],
  ['threads?|number of threads|thread counts?', 'nlwp'],
]
const SHOW =
  /^(?:print|show|display|get|list|output|report|find|retrieve|check|monitor)s?\s+(?:me )?(?:only )?(?=\S.*(?:,| and) )/i
const OF = /\s+(?:of|for|from)\s+/gi
/** The names, each apart: one pattern for a list of them is half a megabyte when it is compiled. */
const NAMED: readonly (readonly [RegExp, string])[] = COLUMNS.map(([name, column]) => [
  new RegExp(`^(?:(?:the|their|its) )?(?:${name})$`),
  column,
])

const WORD = String.raw`["'\`]?([\w.@+:-]+)["'\`]?`
/** The option of ps for the user that is meant. */
const SELECTIONS: readonly (readonly [RegExp, (name: string) => string])[] = [
  [/^(?:the )?(?:process(?:es)?|pids?)(?: with)?(?: the)?(?: (?:pid|id|number))? (\d+)$/i, (pid) => `-p ${pid}`],
  [/^(?:(?:a|an|the|one|single|given|specific|certain|particular|running) )+process$/i, () => '-p <pid>'],
  [/^(?:the )?(?:current|this) shell$/i, () => '-p $$'],
  [
    new RegExp(
      String.raw`^(?:all |the |every )*process(?:es)? (?:of|owned by|run by|belonging to)(?: the)?(?: user)? ${WORD}$`,
      'i',
    ),
    (user) => `-u ${quoteValue(user)}`,
  ],
  [
    new RegExp(
      String.raw`^(?:all |the |every )*process(?:es)?(?: (?:named|called|running|with (?:the )?name|with (?:the )?command))* ${WORD}(?: or ${WORD})?$`,
      'i',
    ),
    (name) => `-C ${quoteValue(name)}`,
  ],
  [/^(?:all |every |each |the |running |currently )*process(?:es)?$/i, () => '-e'],
]

const SCORE = 1.15

/** The columns, and whose they are. A name may hold "of", too. */
function readColumns(text: string): { columns: string[]; whom: string } | null {
  if (!SHOW.test(text)) return null
  const rest = text.replace(SHOW, '')
  for (const { index, 0: of } of [...rest.matchAll(OF)].toReversed()) {
    const names = rest
      .slice(0, index)
      .toLowerCase()
      .replace(/ columns$/, '')
      .split(/,? and |, /)
    const columns = names.flatMap((name) => NAMED.find(([words]) => words.test(name.trim()))?.[1] ?? [])
    if (columns.length > 1 && columns.length === names.length) return { columns, whom: rest.slice(index + of.length) }
  }
  return null
}

/** The command for the columns of some processes; empty when the request names fewer than two, or nobody in particular. */
export function buildProcessColumns({ text }: Request): Built[] {
  const found = readColumns(text)
  if (!found) return []
  const { columns, whom } = found
  for (const [words, select] of SELECTIONS) {
    const match = words.exec(whom.trim())
    if (!match) continue
    const selected = select([match[1], match[2]].filter((name) => name !== undefined).join(','))
    return [{ command: `ps -o ${columns.join(',')} ${selected}`, explanation: '-o says which columns', score: SCORE }]
  }
  return []
}
