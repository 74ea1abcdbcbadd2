// Requests that say by what stays what is to go: "keep only a.txt and b.txt", "preserve notes.md and clear the directory". They are
// read as the requests that name what goes: "delete all files except a.txt and b.txt".

import { longPattern } from '../../../sys/words/long-pattern.ts'

/** Names of files, with an ending or in quotes, and kinds of files: "keep only the last five lines" names no file and is not restated. */
const NAMES = String.raw`(?:(?:(?:\*\.)?[a-z]{2,4}\d? files|\*\.\w+|[\w@+-][\w.@+-]*\.\w+|\.\w[\w.-]*|'[^']+'|"[^"]+")(?:,? and |, ?| |$))+`

const KEEPS_ONLY = new RegExp(
  String.raw`^(?:please )?(?:just |only )?(?:keep|leave|retain|preserve) (?:only |just )(?:the )?(?:files? )?(${NAMES})` +
    String.raw`(?:(?:in |inside )?(?:here|this (?:folder|directory)|the (?:current )?(?:folder|directory)) ?)?(?:and nothing else)?$`,
  'i',
)
const KEEPS_AND_CLEARS = new RegExp(
  String.raw`^(?:please )?(?:keep|leave|retain|preserve|save|spare) (?:the )?(?:files? )?(${NAMES})(?:and |but |then )?` +
    longPattern()`
      (?:clear|empty|delete|remove|wipe|clean|purge|erase)(?: out| up)? (?:(?:everything|anything|all)(?: else)?|the rest|(?:all )?(?:the )?(?:other|others|remaining)
      (?: (?:files|ones|things))?|(?:the|this) (?:rest of the )?(?:current )?(?:folder|directory)|this place)(?: (?:here|in (?:here|this (?:folder|directory))))?$
    `.source,
  'i',
)

/** The request with what goes in the place of what stays; as it is when it says anything else. */
export function restateKept(line: string): string {
  const text = line.trim().replace(/[.!]$/, '')
  const kept = (KEEPS_ONLY.exec(text) ?? KEEPS_AND_CLEARS.exec(text))?.[1]
  if (kept === undefined) return line
  // The words "in this folder" would make the reader take a name in quotes for the name of a folder.
  const place = /['"]/.test(kept) ? '' : ' directly in this folder'
  return `delete all files${place} except ${kept.trim().replace(/,? and$|,$/, '')}`
}
