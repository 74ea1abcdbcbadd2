// Takes off what may stand around a plain line: a group or a subshell, a here-document without expansions, a loop over literal words.
// The frame that is taken off does nothing itself; every line that is left is judged.

import { trimBlanks } from './plain-line.ts'

/** A line to be judged, with the variables of the loops around it. */
export interface FramedLine {
  line: string
  names: Readonly<Record<string, string>>
}

const SUBSHELL = /^\(([^()]*)\)$/s
// A run of blanks that the text behind it could take as well is matched by its first blank alone: else each shorter run would be tried.
const GROUP = /^\{[ \t\n](.*;)[ \t\n]*\}$/s
const LOOP =
  /^for[ \t]+([a-z][a-z0-9_]{0,20})[ \t]+in((?:[ \t]+[\w./,:@%+-]+)+)[ \t]*;[ \t]*do[ \t]([^\n]*);[ \t]*done$/
/** The end of a line that begins a here-document. The word is in quotes: nothing in the document is expanded. */
const HERE_DOCUMENT = /<<[ \t]*'([A-Za-z_]{1,20})'[ \t]*$/
const MOST_ROUNDS = 20

/** The lines that are left to judge: one, or one for each round of a loop. Null for a frame that is not certain. */
export function takeOffFrames(text: string): FramedLine[] | null {
  const line = takeDocument(trimBlanks(text))
  if (line === null) return null
  const inner = (SUBSHELL.exec(line) ?? GROUP.exec(line))?.[1]
  if (inner !== undefined) return [{ line: inner, names: {} }]
  const loop = LOOP.exec(line)
  if (loop === null) return [{ line, names: {} }]
  const [, name = '', words = '', body = ''] = loop
  const values = words.trim().split(/[ \t]+/)
  if (values.length > MOST_ROUNDS) return null
  return values.map((value) => ({ line: body, names: { [name]: value } }))
}

/** The line without its here-document, whose text is input and nothing else. Null when a command follows the document. */
function takeDocument(text: string): string | null {
  const [first = '', ...rest] = text.split('\n')
  const found = HERE_DOCUMENT.exec(first)
  if (found === null) return text
  const end = rest.indexOf(found[1]!)
  return end === -1 || end === rest.length - 1 ? trimBlanks(first.slice(0, found.index)) : null
}
