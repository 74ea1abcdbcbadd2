// Families of files that people call by one noun: pictures, videos, songs, settings. And the kinds that a request for a list names.

import { FILE_KINDS } from '../vocabulary.ts'
import type { Request, Token } from '../words-request.ts'
import { actOf } from './action-verbs.ts'

const PICTURES = ['*.jpg', '*.jpeg', '*.png', '*.gif']
const VIDEOS = ['*.mp4', '*.mkv', '*.mov', '*.avi']
const SONGS = ['*.mp3', '*.flac', '*.ogg', '*.m4a']
const SETTINGS = ['*.conf', '*.cfg', '*.ini']

/** Nouns that are families by themselves. */
const NOUNS: Readonly<Record<string, readonly string[]>> = {
  pictures: PICTURES,
  photos: PICTURES,
  images: PICTURES,
  videos: VIDEOS,
  movies: VIDEOS,
  songs: SONGS,
}
/** Words that stand for a family before "files". */
const BEFORE_FILES: Readonly<Record<string, readonly string[]>> = {
  image: PICTURES,
  picture: PICTURES,
  photo: PICTURES,
  video: VIDEOS,
  movie: VIDEOS,
  audio: SONGS,
  music: SONGS,
  config: SETTINGS,
  configuration: SETTINGS,
}
/** The patterns of the family that a word stands for, whatever stands beside it; null for any other word. */
export const familyNamed = (word: string): readonly string[] | null => BEFORE_FILES[word] ?? NOUNS[word] ?? null

/** Images of other kinds: "docker images", "the images of the container", "disk images". */
const OTHER_IMAGES = /^(?:docker|podman|containers?|registry|compose|kubernetes|disk|vm|iso|boot|system|base|dangling)$/

/** The patterns of the family that the word at `at` stands for; null for any other word. */
export function familyAt(tokens: readonly Token[], at: number): readonly string[] | null {
  const { lower, quoted } = tokens[at]!
  if (quoted || tokens.some((token) => OTHER_IMAGES.test(token.lower))) return null
  const after = tokens[at + 1]?.lower ?? ''
  // "the photos folder" and "into pictures" are places.
  if (/^(?:folder|directory|dir)$/.test(after) || /^(?:to|into)$/.test(tokens[at - 1]?.lower ?? '')) return null
  return (/^files$/.test(after) ? BEFORE_FILES[lower] : NOUNS[lower]) ?? null
}

const MANY = /^(?:files|scripts|images|pictures|photos|documents|archives|videos|sources|logs)$/
const SHOWS = /^(?:show|list|find|display|print|search|count|which|view|see)$/
/** A request for what stands in the files, or for what was done with them: the command may read one that is still to be named. */
const READS_INSIDE =
  /\b(?:lines?|words?|contents?|contain\w*|differences?|inside|errors?|git|commits?|commit\w+|branch\w*|staged|tracked|package|installed|archive|tarball|lock)\b/

/** The patterns of the files that a request wants to have listed: "show the python files", "log files from yesterday". */
export function listedKinds({ tokens, lower, spared }: Request): readonly (readonly string[])[] {
  if (READS_INSIDE.test(lower)) return []
  const first = tokens.find((token) => !token.isStop)
  const isListing = first !== undefined && (SHOWS.test(first.lower) || isKindAt(tokens, tokens.indexOf(first)))
  // A user who displays or plays pictures and films wants to look at them.
  const looks = first !== undefined && /^(?:display|view|see|open|play|watch)$/.test(first.lower)
  if (!isListing || (looks && tokens.some((_, at) => familyAt(tokens, at) !== null))) return []
  return tokens.flatMap((_, at) => (spared.has(at) || !isKindAt(tokens, at) ? [] : [kindAt(tokens, at)!]))
}

function kindAt(tokens: readonly Token[], at: number): readonly string[] | null {
  const { lower, quoted, shapes } = tokens[at]!
  if (quoted || shapes.has('path')) return null
  const family = familyAt(tokens, at)
  if (family) return family
  // "c source files"
  const next = /^(?:source|code)$/.test(tokens[at + 1]?.lower ?? '') ? tokens[at + 2] : tokens[at + 1]
  return MANY.test(next?.lower ?? '') && lower in FILE_KINDS ? FILE_KINDS[lower]! : null
}

const isKindAt = (tokens: readonly Token[], at: number): boolean =>
  kindAt(tokens, at) !== null && (at > 0 || actOf(tokens[at]!.stem) === undefined)

/** False for a command that lists something else than the files of the kinds that a request wants to see. */
export function listsKinds(command: string, request: Request): boolean {
  return listedKinds(request).every((patterns) =>
    patterns.some((pattern) => command.toLowerCase().includes(pattern.slice(1))),
  )
}
