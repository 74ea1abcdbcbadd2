// Keeps a proposed command that changes many files away from git's own: a word replaced in `.git/index`, or a branch whose file has a
// name that a pattern meets, destroys a repository.

import { longPattern } from '../../../sys/words/long-pattern.ts'

/** The files of a repository that git does not keep itself, for programs that are told what to leave out. */
const OUTSIDE_GIT = "-not -path '*/.git/*'"

/** `grep -rl TEXT . | xargs sed -i …`: the files that hold a text are rewritten. */
const REWRITES = /\bgrep -rl (?<text>'[^']*'|"[^"]*"|\S+) (?<place>\S+) \| xargs (?=sed -i|perl -\w*i)/

/** A `find` up to its end or its pipe. */
const FIND = /\bfind (?:'[^']*'|"[^"]*"|\\;|[^|;&'"])*(?:\| xargs [^|;&]*)?/g

/** The change that `find` makes, with the action before it that only says how. */
const CHANGE = longPattern('g')`
  (?<!-prune) (?=(?:-prune )?(?:-delete\b|-exec (?:sudo )?(?:rm|mv|chmod|chown|chgrp|sed -i|perl -\w*i|gzip|bzip2|xz|rename|dos2unix
  |unix2dos|touch|truncate|shred|sh -c|bash -c)\b|(?:-print0 )?\| xargs (?:-\S+ )*(?:rm|mv|chmod|chown|sed -i|perl -\w*i|gzip|rename
  |dos2unix)\b))
`

/** Places of the system, in which no repositories lie. */
const SYSTEM_PLACE = /^find \/(?:tmp|var|etc|usr|lib|boot|dev|proc|sys|run|mnt|media)\b/

/** Names that no file of git's has. */
const NEVER_GITS =
  /(?<!(?:-not|!) )-name ["']?(?:node_modules|__pycache__|\*\.py[co]|\.DS_Store|Thumbs\.db)["']?(?: |$)/

/** The whole content of a folder that the request names. */
const EMPTIES = /^find (?!\.\/? )\S+ -mindepth 1 -delete/

/**
 * The command, so that it leaves `.git` alone where it rewrites, renames or deletes what lies below a folder.
 * `isInRepository`: git itself can list the files of the current directory, which leaves out what it ignores.
 */
export function spareGit(command: string, isInRepository: boolean): string {
  if (/\.git\b/.test(command)) return command
  return command
    .replace(REWRITES, (_, text: string, place: string) =>
      isInRepository && place === '.'
        ? `git grep -lz --untracked ${text} | xargs -0r `
        : `grep -rl --null --exclude-dir=.git --exclude-dir=node_modules ${text} ${place} | xargs -0r `,
    )
    .replace(FIND, (find) => {
      if (SYSTEM_PLACE.test(find) || NEVER_GITS.test(find) || EMPTIES.test(find)) return find
      return find.replace(CHANGE, ` ${excludeFor(find)} `)
    })
}

/** The tests that leave out `.git`, a file in worktrees, and what lies below it, as far as the command would find them. */
function excludeFor(find: string): string {
  if (/-maxdepth 1\b/.test(find)) return '-not -name .git'
  return /-type f\b/.test(find) || / -i?name /.test(find) ? OUTSIDE_GIT : `-not -name .git ${OUTSIDE_GIT}`
}
