// The words of a request for find that no rule has read: each may be a condition that the command leaves out.

import { namesKinds } from './find-marks.ts'
import type { FindText } from './find-text.ts'
import { longPattern } from '../../../../sys/words/long-pattern.ts'

const setOf = (words: string): ReadonlySet<string> => new Set(words.split(' '))

/** Words that ask for nothing by themselves beside the phrases of the rules. */
const FILLERS = setOf(
  'a an the of in on at to for from with by and or as is are was were be been that which who whose where when it its them they their these those this all any every each both ' +
    'find finds finding search searches searching locate locates list lists listing show shows print prints display displays get output return look give report see view using use used ' +
    'file files directory directories folder folders dir dirs subdirectory subdirectories subfolders entries entry regular symlinks links link items item things path paths pathname pathnames name names filename filenames full ' +
    'current present working tree trees hierarchy structure system level starting start begin under below within inside recursively recursive recursion located residing found exist exists existing present contained ' +
    "have has having can may only just also then there here will would should do does please me i we you my your our us need want command commands shell linux unix bash terminal utility tool script scripts program find's " +
    'while after before so if into onto up out down any some such same own set one ones following given specified certain particular different matching match matches matched result results ' +
    'case sensitive normal plain ordinary actual exactly entire whole complete total multiple various several many more other handle handling properly safe safely correctly space spaces-in-names special characters including include includes along well together ' +
    'per via now new type types kind kinds image images document documents archive archives source sources code text log logs header object objects extension extensions line lines standard stdout screen terminal located respective respectively each-of else even still not-just simply ' +
    'once per single optimized way possible available necessary available process information info about names-only is-a somewhere anywhere called named argument arguments list-of contents content somename placed stored belonging contains contain containing whether',
)

/** The weight of the unread words: a value, a number or a negation counts more than a word. */
export function weighUnread(text: FindText): number {
  let weight = namesKinds(text) ? VALUE : 0
  for (const word of text.rest.split(/[\s,·()/]+/)) {
    const lower = word.toLowerCase().replaceAll(/[^\w<>'+-]/g, '')
    if (lower === '' || lower === '<here>' || FILLERS.has(lower) || /^[^a-z0-9<]*$/.test(lower)) continue
    if (/^<[a-z]\d+>$/.test(lower)) weight += VALUE
    else if (/^(?:sizes?|usage)$/.test(lower)) weight += ANOTHER
    else if (/^\d/.test(lower) || NEGATIONS.has(lower)) weight += NUMBER
    else weight += ACTS.test(lower) ? ACT : WORD
  }
  return weight
}

/** Something that is to be done, and that the command does not do. */
const ACTS = longPattern()`
  ^(?:chang|renam|convert|mov|cop(?:y|ie)|creat|append|replac|run|execut|compress|remov|delet|mak|set|add|send|kill|truncat|back
  |download|upload|count|sort|sum|calculat|restart|modif|insert|prepend|extract|archiv|edit|open|link|save|sav|redirect|writ|pip
  |overwrit|fix|correct|clean|filter|strip|trim|split|merg|concat|compar|diff|test|check|verif|resiz|mount|install|start|stop|sizes?$
  |total|usage|averag|differen|duplicat|command)
`
const ACT = 1.5
/** Words of a request for something else than files: what they take of the disk. */
const ANOTHER = 5
const VALUE = 2.5
const NUMBER = 2
const WORD = 1
const NEGATIONS = setOf(
  'not no but except excluding without neither nor never unless ignoring skipping exclude ignore skip omit omitting',
)
