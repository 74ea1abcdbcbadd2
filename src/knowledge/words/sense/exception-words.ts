// The words of exceptions: those that name nothing, and those that name a thing.

import { FILE_KINDS } from '../vocabulary.ts'
import { longPattern } from '../../../sys/words/long-pattern.ts'

/** As much of a request's token as its sense depends on. */
export interface Word {
  raw: string
  lower: string
  stem: string
  quoted: boolean
  shapes: ReadonlySet<string>
}

/** Words of an exception that name nothing: "those that are in the folder called". */
const FILLER = longPattern()`
  ^(?:without|no|excepted|excluded|exempted|omitted|stays?|survives?|remains?|except|excepting|excluding|exception|barring|bar|minus
  |sans|besides|unless|apart|aside|other|outside|than|save|but|not|never|don't|do|are|is|aren't|isn't|leave|leaves|leaving|out|off|keep
  |keeping|spare|sparing|preserve|preserving|skip|skipping|omit|omitting|ignore|ignoring|exempt|retain|protect|disregard|bypass|exclude
  |for|from|in|inside|within|under|beneath|below|of|at|on|to|with|the|a|an|my|our|its|his|her|those|that|which|these|any|anything
  |anywhere|all|every|and|or|nor|just|also|files?|folders?|director(?:y|ies)|dirs?|named|called|extensions?|suffix|ending|ends?|ones?
  |they|it|it's|them|everything|things?|stuff|lie|live|located|alone|untouched|intact|be|as|place|where|please|there|already)$
`

/** True for a word of an exception that says nothing about what stays. */
export const isFiller = (lower: string): boolean => FILLER.test(lower)

/** The words that say that things stay as they are: "leave the photos alone". */
export const LEFT_ALONE = /^(?:alone|untouched|intact|be|behind|where)$/

/** Words for the whole, of which an exception takes something away. */
export const ALL = /^(?:all|every|everything|everywhere|anywhere|anything|any|each|none|whole)$/

/** True for a word that names a thing by its form, or a kind of files. */
export const isValue = ({ quoted, shapes, lower }: Word): boolean =>
  quoted ||
  ['file', 'path', 'glob', 'ext'].some((shape) => shapes.has(shape)) ||
  lower in FILE_KINDS ||
  /^(?:pictures|photos|images|videos|movies|songs|hidden)$/.test(lower)
