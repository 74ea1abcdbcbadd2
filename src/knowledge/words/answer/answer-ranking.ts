// Chooses which of the commands found for a request are offered, and in which order. Dangers are judged by safety/.

import type { Candidate } from '../../../protocol/proposals.ts'
import { judgeLine } from '../../../safety/lines/line-risk.ts'
import { type AskedHarm, CHANGES_SYSTEM, DELETES_FILES } from '../sense/asked-harm.ts'
import { programOf } from '../../../shell-syntax/line-program.ts'
import { fillPlaceholders } from '../../../shell-syntax/placeholders.ts'

/** A command found for a request, before the choice. */
export interface Found extends Candidate {
  /**
   * The harm that the request justifies. `none`: nothing destructive. `named`: what is destructive for something that the
   * request names, but not for the system. `any`: whatever is not the loss of everything.
   */
  allowedHarm: 'none' | 'named' | 'any'
  /** The stems of the phrase that the command was found by. */
  stems?: readonly string[]
  /** True when that phrase excludes something. */
  excludes?: boolean
  /** The places of the words of the request that the command was found or composed with. */
  taken?: ReadonlySet<number>
  /** The places of the words, and of no values, that the command was composed for: what it excludes by them it does exclude. */
  understood?: ReadonlySet<number>
  /** The phrases of the intent that the command belongs to. */
  phrases?: readonly string[]
  /** True for a command whose exclusions were written around the answer to the rest of the request. */
  isSparing?: boolean
}

/** Below this confidence the best answer is a guess, and none is given. */
const MIN_SCORE = 0.36
/** Weaker answers than this, or so much weaker than the best, are not offered beside it. */
const MIN_OTHER_SCORE = 0.16
const MAX_DISTANCE = 0.5
/** More answers than this with the same program stand behind all others: the second best program helps more. */
const SAME_PROGRAM_LIMIT = 1

const ANY_HARM: AskedHarm = {
  destructive: true,
  privileged: true,
  code: true,
  files: true,
  change: true,
  readsOnly: false,
}

/** The name of a file holds no slash, and no file in a directory is named with dots alone. */
const FINDS_NOTHING = /\bfind\b.* -i?name ["']?(?:\.{1,2}|~|\S*\/\S*)["']?(?:\s|$)/

/** At most `limit` of the commands, the surest first. Needs `ensureGrammar()`; judges only those that may be offered. */
/** @param leastSure the confidence below which even the best command is a guess */
export function rankFound(
  pool: readonly Found[],
  limit: number,
  asked: AskedHarm = ANY_HARM,
  leastSure: (command: string) => number = () => MIN_SCORE,
): Candidate[] {
  const best = new Map<string, Found>()
  for (const item of pool) {
    // Commands that differ in their quotes alone are one.
    const key = item.command.replaceAll('"', "'")
    const known = best.get(key)
    if (!known || known.confidence < item.confidence) best.set(key, item)
  }
  const sorted = [...best.values()].toSorted((a, b) => b.confidence - a.confidence)
  const first = sorted.findIndex((item) => isAllowed(item, asked))
  const top = sorted[first]?.confidence ?? 0
  if (first < 0 || top < leastSure(sorted[first]!.command)) return []
  const close = sorted
    .slice(first)
    .filter(({ confidence }) => confidence > Math.max(MIN_OTHER_SCORE, top - MAX_DISTANCE))
  return chooseVaried(close, limit, asked)
    .toSorted((a, b) => b.confidence - a.confidence)
    .map(({ command, explanation, source, confidence }) => ({
      command,
      explanation,
      source,
      confidence: roundConfidence(confidence),
    }))
}

function chooseVaried(sorted: readonly Found[], limit: number, asked: AskedHarm): Found[] {
  const counts = new Map<string, number>()
  const chosen: Found[] = []
  const repeated: Found[] = []
  for (const item of sorted) {
    if (chosen.length === limit) break
    const program = programOf(item.command)
    const count = counts.get(program) ?? 0
    if (count >= SAME_PROGRAM_LIMIT) repeated.push(item)
    else if (isAllowed(item, asked)) {
      counts.set(program, count + 1)
      chosen.push(item)
    }
  }
  for (const item of repeated) {
    if (chosen.length === limit) break
    if (isAllowed(item, asked)) chosen.push(item)
  }
  return chosen
}

/** Without words of harm in the request only an intent that matches it this well may do harm. */
const SURE_ENOUGH = 0.8

/** The reason for which a program that is not known is said to write. */
const UNKNOWN = 'is not known here'
/** Labels of commands that do more than read. */
const CHANGES: ReadonlySet<string> = new Set(['writes', 'destructive', 'remote-code'])

function isAllowed({ command, allowedHarm, confidence }: Found, asked: AskedHarm): boolean {
  if (FINDS_NOTHING.test(command) || /^(?:sed|awk|perl)(?: \w)? [\w./]+$/.test(command)) return false
  if (!asked.files && DELETES_FILES.test(command)) return false
  if (!asked.change && confidence < SURE_ENOUGH && CHANGES_SYSTEM.test(command)) return false
  const { labels, reasons, isTotalLoss } = judgeLine(fillPlaceholders(command).filled, 'any')
  if (isTotalLoss) return false
  // A program that is not known may be a reader; one that runs another command in a container is not.
  const mayRead = (text: string) => text.includes(UNKNOWN) && !/\b(?:exec|run)\b/.test(command)
  if (asked.readsOnly && reasons.some(({ label, text }) => CHANGES.has(label) && !mayRead(text))) return false
  const isSure = confidence >= SURE_ENOUGH
  if (labels.includes('remote-code') && !asked.code && !isSure) return false
  if (labels.includes('privileged') && !asked.privileged && !isSure) return false
  if (!labels.includes('destructive')) return true
  if (!asked.destructive && !isSure) return false
  return allowedHarm === 'any' || (allowedHarm === 'named' && !labels.includes('privileged'))
}

/** 0.05 to 0.97, with two digits: no answer to words is certain. */
function roundConfidence(confidence: number): number {
  return Math.round(Math.min(0.97, Math.max(0.05, confidence)) * 100) / 100
}
