// The expressions of find that only test and print.

import { isSecretPath } from '../secrets/secret-names.ts'
import type { FinalWord } from './word-expansion.ts'

/** Tests and actions without an argument. */
const ALONE = new Set(
  '! -not -a -and -o -or , ( ) -print -print0 -prune -empty -true -false -executable -readable -writable -nouser -nogroup -depth -d -mount -xdev -daystart -ls -quit -noleaf'.split(
    ' ',
  ),
)
/** Tests whose next word is a pattern, a number or a name. */
const WITH_TEXT = new Set(
  '-name -iname -path -ipath -wholename -iwholename -regex -iregex -regextype -lname -ilname -type -xtype -size -mtime -mmin -atime -amin -ctime -cmin -used -perm -user -group -uid -gid -links -inum -maxdepth -mindepth -fstype -printf'.split(
    ' ',
  ),
)
/** Tests whose next word is a file of which the date is read. */
const WITH_FILE = new Set('-newer -anewer -cnewer -samefile'.split(' '))

/** The folders that the expression searches, or null when it may do more than print names. */
export function readFindQuery(words: readonly FinalWord[]): string[] | null {
  const folders: string[] = []
  let at = 0
  // -H follows the links named on the line; -L follows all, into places that nobody named.
  while (['-H', '-P'].includes(words[at]?.value ?? '')) at++
  while (at < words.length && !/^[-!(,]/.test(words[at]!.value)) folders.push(words[at++]!.value)
  for (; at < words.length; at++) {
    const { value, isFound } = words[at]!
    if (isFound) return null
    if (ALONE.has(value)) continue
    if (!WITH_TEXT.has(value) && !WITH_FILE.has(value)) return null
    const argument = words[++at]
    if (argument === undefined || argument.isFound || isSecretPath(argument.value)) return null
  }
  return folders.length === 0 ? ['.'] : folders
}
