// The intents as an index by the stems of their phrases. Nearly all of 13,000 phrases are never asked for, so a phrase is a
// few numbers in the baked file, and is read from its line when a request comes near it.

import { isEnglishStem } from './sense/english-stems.ts'
import { type Intent, type Phrase, readIntent, readPhrase } from './intent.ts'
import { readIntentFile } from './intent-file.ts'
import { stem } from './stem.ts'
import type { Token } from './words-request.ts'

/** A phrase near a request, and the weight of the stems that they share. */
export interface Near {
  phrase: Phrase
  gain: number
}

export interface IntentIndex {
  /** The number of phrases. */
  readonly size: number
  phrase(at: number): Phrase
  /** The rarity of a stem among the intents; undefined for one that no phrase has. */
  idf(stem: string): number | undefined
  /** The phrases that share most with the stems, at most `limit`. */
  nearest(stems: ReadonlySet<string>, limit: number): Near[]
  /** True for words of phrases and of everyday language: they are not names. */
  isKnown(token: Token): boolean
}

/** Common words that are not names, though no phrase uses them. */
const COMMON = new Set(
  (
    'all every each whole entire everything anything something nothing it them other another more less most least few many much several ' +
    'first second third next then now today yesterday tomorrow week month year day hour minute time times ago old new good quick fast slow ' +
    'file files directory directories folder folders line lines word words text name names command commands system data content contents ' +
    'output input result results value values list tree level levels type types size sizes place item items thing things entry entries ' +
    'exist exists matching match matches contain contains containing including start starts starting end ends ending ' +
    'begin begins regular hidden empty recursively recursive case insensitive sensitive ignoring ignore located location specific ' +
    'terminal shell bash linux unix ubuntu mac macos windows home root user users local remote server human readable format sorted order by ' +
    'just also after before during while until since between above below top bottom left right up down out off back away again ' +
    'open close read write run execute do make take get put set go come turn keep leave move add see look know think work try using via'
  ).split(' '),
)

/** Words of everyday sentences, and names of systems: they are values only where a phrase or a noun says so. */
const ORDINARY = new Set(
  (
    'able about across actually after again against ago alive allow allows almost alone along already always among answer answers anyone apart appear appears around arrive asking ask asks automatically available avoid aware ' +
    'backed bad based basically beginning behind being belong belongs below better between beyond block blocked blocking both break breaking breaks bring brings broken browse build builds busy ' +
    'came cannot care case cause causes certain change changes changeset changesets check clean cleaner clear closed coming completely contains correct correctly could crash crashed crashes currently ' +
    'debian decide deep deleting depend depends did difference different directly disappear doing done down drop dropped during each easily easy either else enough entirely ever everyone everywhere exactly example except exit expected ' +
    'fail failed failing fails far faster fedora few fill filled filling fills fine finish finished first fits fix fixed forever forget forgot former free fresh full gets getting github gitlab given gives going gone grab grabs grep ' +
    'handle handles happen happened happening happens hard hardly hear held help here hide hides hit hits hold holding holds hung immediately important including indeed instead interested introduced isolate itself ' +
    'keeps kept killed know known kubernetes last lately later least leave left let level likely linux live lives locally localhost long longer looking looks lost lots main maybe mean means merely middle might mine missed missing moment morning mostly move moves much must ' +
    'nearly need needed needs never nice night nobody none normal nothing noticed now nowhere occupied occupies occupying often okay once ones otherwise outside owns own parts past perhaps permanently place places pointing points possible present pretty prevent prevents previously probably properly push pushed put quick quickly quiet quietly quite ' +
    'rather reach reachable reaches ready real really recently refuse refused refuses related remain remaining remains remote remotely repeatedly resolve rid right running safe safely seconds seem seems seen several shared should show shown side simply since single slow slower slowly small some someone something sometimes somewhere soon sorted special specific start started starting starts stay stays still stop stopped stops straight strange stuck such suddenly sure systemd ' +
    'taken takes taking talk talking tell temporarily than their then thing think though through throw till together told tonight took toward trick tried tries trouble true trying turn twice ubuntu unable under undone unless until unused upon upstream used useful useless user uses usually various very via waits wants wasted way whatever whenever wherever whether which while whole why wildcard wish within work working works worse would wrong yesterday yet'
  ).split(' '),
)

/** Lines kept as intents: a request reads some sixty phrases of forty lines. */
const KEPT_LINES = 80
/** A phrase that shares this much less with the request than the nearest one is not read. */
const FAR = 0.4

/**
 * Opens the baked intents.
 * @param path the file; one that is missing or unreadable holds no intents, and is no error
 * @param isCommonWord true for a stem that descriptions of commands use often: it is an ordinary word, no name
 */
export function openIntents(path: string, isCommonWord: (stem: string) => boolean): IntentIndex {
  const { lineAt, lineOf, placeOf, stems, postings, starts, idf } = readIntentFile(path)
  const ids = new Map(stems.map((stem, id) => [stem, id]))
  const weights = new Float32Array(lineOf.length)
  for (let id = 0; id < ids.size; id += 1)
    for (let i = starts[id] ?? 0; i < (starts[id + 1] ?? 0); i += 1) weights[postings[i] ?? 0]! += idf[id] ?? 0
  const gains = new Float32Array(weights.length)
  const intents = new Map<number, Intent>()
  const phrase = (at: number): Phrase => {
    const line = lineOf[at] ?? 0
    let intent = intents.get(line)
    if (!intent) {
      intents.set(line, (intent = readIntent(lineAt(line))))
      if (intents.size > KEPT_LINES) intents.delete(intents.keys().next().value ?? 0)
    }
    return readPhrase(intent, placeOf[at] ?? 0)
  }
  return {
    size: weights.length,
    phrase,
    idf: (stem) => idf[ids.get(stem) ?? -1],
    nearest(stems, limit) {
      const touched: number[] = []
      for (const stem of stems) {
        const id = ids.get(stem)
        if (id === undefined) continue
        for (let i = starts[id] ?? 0; i < (starts[id + 1] ?? 0); i += 1) {
          const at = postings[i] ?? 0
          if (gains[at] === 0) touched.push(at)
          gains[at]! += idf[id] ?? 0
        }
      }
      const rough = (at: number): number => gains[at]! / (weights[at]! + 2) + gains[at]! * 0.02
      const best = touched.reduce((most, at) => Math.max(most, rough(at)), 0)
      const near = touched
        .filter((at) => rough(at) >= best * FAR)
        .toSorted((a, b) => rough(b) - rough(a))
        .slice(0, limit)
        .map((at) => ({ phrase: phrase(at), gain: gains[at]! }))
      for (const at of touched) gains[at] = 0
      return near
    },
    isKnown: (token) =>
      !token.quoted &&
      (ids.has(token.stem) ||
        COMMON.has(token.lower) ||
        ORDINARY.has(token.lower) ||
        token.isStop ||
        (token.value === token.lower &&
          (/^[a-z]{3,}(?:ing|ly)$/.test(token.lower) ||
            isCommonWord(token.stem) ||
            isEnglishStem(stem(token.lower))))) &&
      !/[-_.\d/]/.test(token.value) &&
      !/^[A-Z]{2,}$/.test(token.value),
  }
}
