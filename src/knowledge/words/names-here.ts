// Recognises plain words of a request that are names: of a file or a directory that lies here, or of a place that no
// sentence would have.

import type { FolderEntry } from '../../workspace/folder-entries.ts'
import { TOOL_NAMES } from './english-programs.ts'
import type { IsKnownWord } from './slot-fit.ts'
import { SYSTEMS } from './slot-kinds.ts'
import { FILE_KINDS } from './vocabulary.ts'
import type { Request, Shape } from './words-request.ts'

/** Words right before a name: "in src", "the file notes", "from old to new". */
const LEADS = /^(?:in|under|within|inside|into|from|to|of|file|files|directory|folder|below)$/
/** Directories that most projects or homes have. */
const USUAL =
  /^(?:src|lib|dist|docs?|tests?|build|target|vendor|public|scripts|bin|app|assets|static|uploads|logs|backups|downloads|documents|pictures|desktop|tmp|temp|cache)$/i

/** Things that are called by names as files are: in "rename the branch to dev" no file is meant, whatever lies here. */
const OTHER_THINGS =
  /^(?:branch|tag|remote|commit|stash|user|owner|group|container|image|volume|network|pod|service|unit|session|window|database|table|variable|package|module|process|host|hostname|alias)$/
/** Nouns before which a word says of which kind they are. */
const FOLLOWS = /^(?:files?|ones)$/
/** Words behind which a strange word at the end of a request can only be a place. */
const PLACES = /^(?:in|under|within|inside|below)$/

/**
 * Gives such words the shape of a path, in place. A word of everyday language is a name only where it stands at the end of the
 * request or before a preposition: in "count lines in test files" no file is called test.
 * @param here what lies in the directory of the request
 */
export function markNames({ tokens, spared }: Request, here: readonly FolderEntry[], isKnown: IsKnownWord): void {
  const entries = new Map(here.map((entry) => [entry.name, entry]))
  const leads = tokens.some(({ lower }) => OTHER_THINGS.test(lower)) ? PLACES : LEADS
  for (const [at, token] of tokens.entries()) {
    if (at === 0 || token.quoted || !token.shapes.has('name') || token.shapes.size > 1) continue
    const { lower: before = '' } = tokens[at - 1] ?? {}
    const { lower: after = '', isStop = true } = tokens[at + 1] ?? {}
    // A name in an exception is most likely the name of something that exists here.
    if (
      !(leads.test(before) && isStop) &&
      !(spared.has(at) && entries.has(token.value) && (isStop || !FOLLOWS.test(after)))
    )
      continue
    const entry = entries.get(token.value)
    const isFolder = /^(?:folder|directory|dir)$/.test(after) && USUAL.test(token.value)
    const lead = before === 'the' ? tokens[at - 2]!.lower : before
    const isStrange =
      PLACES.test(lead) &&
      (after === '' || isFolder) &&
      (USUAL.test(token.value) || (!isKnown(token) && isPlain(token.lower)))
    if (!entry && !isStrange) continue
    token.shapes = new Set<Shape>(entry && !entry.isFolder ? ['file', 'path'] : ['path'])
  }
}

/** True for a word that no program, no system and no kind of file is called by. */
const isPlain = (word: string): boolean => !TOOL_NAMES.has(word) && !SYSTEMS.test(word) && !(word in FILE_KINDS)
