// Tells a request in words (`find files larger than 1G`) from a command (`find . -size +1G`).

import { STARTS_OF_SENTENCES } from './english-programs.ts'
import { STOP_WORDS } from './stem.ts'
import type { IsKnownWord } from './slot-fit.ts'
import { readRequest } from './words-request.ts'

/** Programs whose arguments are sentences. */
const SPEAKERS = /^(?:echo|printf|say|espeak|cowsay|figlet|toilet|banner|notify-send|wall|logger)$/

export interface LineDeps {
  /** True for a program on PATH, a builtin, or a command of the index. */
  isProgram: (name: string) => boolean
  /** True when the program has this subcommand. */
  isSubcommand: (program: string, name: string) => boolean
  /** True for a program that is used through subcommands. */
  hasSubcommands: (program: string) => boolean
  isKnownWord: IsKnownWord
}

/** Parts that only a command has: options, pipes, redirections, variables. */
const COMMAND_SIGNS = /(?:^|\s)--?[A-Za-z][\w-]*(?=[\s=]|$)|[|;<>]|&&|\$[\w({]|^\s*[./~][^\s]*\/|^\w+=/
/** Words that are frequent in sentences and rare in commands. */
const SENTENCE_WORDS =
  /^(?:the|a|an|all|my|this|that|which|is|are|of|with|than|from|into|every|each|how|what|where|who|and|without|its|their|for|to|in|on|as|by|it|them|not|only|using|named|called|containing)$/

/** Programs with these names exist, but are rarely meant. */
const RARELY_MEANT = /^(?:install|compare|rename|link)$/

/** Words of an exception, which no command has: "git add everything except dist". */
const EXCEPTS = /\s(?:except|excluding|without|apart from|aside from|other than|but (?:not|leave|keep|skip|ignore))\s/i

/** Words that no command has behind its name: "curl with cookies", "wget without directories". */
const LEADS_ON = /^(?:with|without|from|into|using|through|via|only|recursively)$/

/** A command of tar whose letters no sentence has, half as it may be: `xz` in it is no format. */
const HALF_COMMAND = /^\s*tar\s+-?[cxt][zjJvfap]*\s/

/**
 * True when a line that a model gave as a command is a sentence: "You need to install it first". Of lines that begin with a program only
 * those are taken for one that have several words which no command has. Of the 8,000 commands of the intents that is true of three.
 */
export function isSentence(line: string, deps: LineDeps): boolean {
  const text = line.trim()
  if (/\n/.test(text) || !/^[\p{L}`"']/u.test(text)) return false
  const words = text.replace(/^sudo\s+(?!-)/, '').split(/\s+/)
  const isProgram = deps.isProgram(words[0] ?? '')
  if (words.length === 1) return !isProgram && /^[A-Z][a-z']*[.,:!]?$/.test(text)
  if (!isWords(line, deps)) return false
  return !isProgram || words.filter((word) => SENTENCE_WORDS.test(word.toLowerCase())).length >= 2
}

/** True when a line is a request in words, not a command. */
export function isWords(line: string, deps: LineDeps): boolean {
  if (HALF_COMMAND.test(line)) return false
  if (/\p{Script=Han}/u.test(line)) return true
  // The command behind sudo decides.
  const text = line.trim().replace(/^sudo\s+(?!-)/, '')
  if (/[?]$/.test(text) && /\s/.test(text)) return true
  if (/^(?:what|why|how|when|should|can|does|is)\s+[a-z]/i.test(text)) return true
  if (/^(?:calculate|compute|evaluate)\s/i.test(text)) return true
  const { tokens } = readRequest(text)
  const [first] = text.split(/\s+/)
  if (first === undefined || tokens.length === 0) return false
  const rest = tokens.slice(1)
  const sentence = rest.filter((token) => !token.quoted && SENTENCE_WORDS.test(token.lower)).length
  if (!deps.isProgram(first) && rest.length >= 2) {
    if (sentence >= 2 || (sentence === 1 && deps.isKnownWord(tokens[0] as (typeof tokens)[number]))) return true
  }
  const unquoted = text.replace(/(["'`]).*?\1/g, '')
  // "repeat the output of df -h every 5 seconds": the option belongs to a command that the sentence names.
  if (sentence >= 3 && !/[|;<>&$]|^\S+\s+-/.test(unquoted) && !SPEAKERS.test(first) && !deps.hasSubcommands(first))
    return true
  if (COMMAND_SIGNS.test(unquoted)) return false
  // A polite opening ("how do I …") was cut off, which no command has.
  if (!text.toLowerCase().startsWith(tokens[0]?.lower ?? '')) return true
  if (!deps.isProgram(first)) {
    if (rest.length === 0) return false
    return deps.isKnownWord(tokens[0] as (typeof tokens)[number]) || sentence > 0 || STOP_WORDS.has(first.toLowerCase())
  }
  if (rest.length === 0 || SPEAKERS.test(first)) return false
  if (rest.length > 1 && EXCEPTS.test(text)) return true
  if (RARELY_MEANT.test(first) || (first === 'kill' && /^[a-z]/i.test(rest[0]?.value ?? ''))) return true
  if (/[A-Z]/.test(first)) return sentence > 0 || rest.length > 2
  const subcommand = deps.isSubcommand(first, rest[0]?.lower ?? '')
  const plain = rest.filter(
    (token) =>
      !token.quoted &&
      token.shapes.size <= 1 &&
      !token.shapes.has('path') &&
      !token.shapes.has('number') &&
      !token.shapes.has('size') &&
      !token.shapes.has('host') &&
      !token.shapes.has('url') &&
      !token.shapes.has('glob'),
  )
  const english = plain.filter(
    (token) => SENTENCE_WORDS.test(token.lower) || STOP_WORDS.has(token.lower) || deps.isKnownWord(token),
  ).length
  if (subcommand) return sentence >= 2 && rest.length > 3
  // `mkdir src test` and `grep error log.txt` are commands although every word is English.
  if (rest.length >= 2 && LEADS_ON.test(rest[0]?.lower ?? '') && plain.length === rest.length) return true
  if (!STARTS_OF_SENTENCES.has(first) && !deps.hasSubcommands(first)) return sentence > 0 && rest.length > 2
  if (rest.length < 2) return false
  if (plain.length === 0) return false
  return (
    english / plain.length >= (sentence > 0 ? 0.5 : 0.6) &&
    (sentence > 0 || english >= 2 || (english >= 1 && rest.length >= 2))
  )
}
