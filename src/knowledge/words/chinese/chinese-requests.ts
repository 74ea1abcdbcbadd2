// Requests in Chinese: how they are read, and the frequent ones, which a table answers. All others are translated (chinese-translation.ts).

import type { Candidate } from '../../../protocol/proposals.ts'
import { CHINESE_INTENTS } from './chinese-intents.ts'
import { cutWords } from './chinese-dictionary.ts'
import { countUnread } from './chinese-unread.ts'
import { CHINESE_WORK_INTENTS } from './chinese-work-intents.ts'
import { escapeInQuotes, quoteValue } from '../../../shell-syntax/word-quoting.ts'

/** A row that explains a smaller part of the request than this answers another question. */
const MIN_COVERAGE = 0.35
const POLITE =
  /^(?:请问|请|帮我|帮忙|如何|怎么样|怎么|怎样|我想要|我想|我要|想要|在linux(?:下|中|里)|linux(?:下|中|里))+/iu

/** The request without its polite opening and its final punctuation. */
export function readChinese(line: string): string {
  return line
    .trim()
    .replace(POLITE, '')
    .replace(/[？?。！!]+$/u, '')
    .replace(KEEPS_OLD, ' without overwriting')
    .replace(NUMERAL, (numeral) => String(readNumeral(numeral)))
    .replace(/(\d+) ?个?(?:周|星期|礼拜)/gu, (_, weeks: string) => `${Number(weeks) * 7}天`)
    .trim()
}

/** "但不要覆盖已有文件": says how something is copied, and is no exception. */
const KEEPS_OLD = /[，,]?\s*(?:但是?|并且?|且)?\s*(?:不要|不|别)覆盖(?:已有|已存在|现有|同名)?的?(?:文件)?$/u

/** 一 is a number only before some words: in 一个 it is hardly one. */
const NUMERAL = /[一二两三四五六七八九十百]+(?=天|日|分钟|小时|秒|行|周|个?星期|个?礼拜|个月|年|次|列|点)/gu

/** Reads numbers up to the hundreds: 三 is 3, 十五 is 15, 二十 is 20, 一百 is 100. */
function readNumeral(text: string): number {
  const digit = (sign: string) => '一二三四五六七八九'.indexOf(sign.replace('两', '二')) + 1
  let [sum, last] = [0, 0]
  for (const sign of text) {
    if (sign === '十' || sign === '百') {
      sum += (last || 1) * (sign === '十' ? 10 : 100)
      last = 0
    } else last = digit(sign)
  }
  return sum + last
}

/** Signs that exclude or deny something. */
const DENIES = /除|以外|之外|例外|不|没|未|非|无|别|勿|排除|跳过|忽略|保留|留着|留下/gu

/**
 * Commands of the matching rows: first of those that account for the whole request, then the more specific first. A row that does not know a
 * sign of denial in the text answers another request.
 */
export function matchChinese(text: string, limit: number): Candidate[] {
  const denied = text.match(DENIES) ?? []
  const found = [...CHINESE_WORK_INTENTS, ...CHINESE_INTENTS].flatMap(([pattern, template, explanation]) => {
    const match = pattern.exec(text)
    if (!match || match[0].length < text.length * MIN_COVERAGE) return []
    if (!denied.every((sign) => pattern.source.includes(sign))) return []
    const caught = match.slice(1).filter((item): item is string => item !== undefined)
    const unread = countUnread(text, { source: pattern.source, command: template, explanation, caught }, cutWords)
    return unread === null ? [] : { command: fillTemplate(template, caught), explanation, unread }
  })
  const rows = found.toSorted((a, b) => a.unread - b.unread)
  const first = rows.filter(({ command }, at) => rows.findIndex((other) => other.command === command) === at)
  return first.slice(0, limit).map(({ command, explanation }, at) => ({
    command,
    explanation,
    source: 'intent',
    confidence: ((/<name>/.test(command) ? 60 : 82) - at * 5) / 100,
  }))
}

/** The command of a row with the values that its pattern has caught; `<name>` stands for one that the request does not say. */
function fillTemplate(template: string, caught: readonly string[]): string {
  return template.replace(/\$([123])/g, (_, place: string, at: number) => {
    const value = caught[Number(place) - 1]
    if (value === undefined) return '<name>'
    const inQuotes = (template.slice(0, at).split("'").length - 1) % 2 === 1
    return inQuotes ? escapeInQuotes(value) : quoteValue(value)
  })
}
