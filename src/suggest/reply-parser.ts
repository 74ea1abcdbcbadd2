// The model's text → candidates, as it streams: a command is complete when its line is. Tolerant of what models add
// (fences, numbers, prompt signs, prose around), never of what is unfinished.

export interface Draft {
  /** From 1. The same index again with an explanation: it belongs to the command given before. */
  index: number
  command: string
  explanation: string
}

export interface DraftParser {
  /** Drafts completed by this piece of text. */
  push(text: string): Draft[]
  /** What is left when the answer has ended properly. Not to be called for a truncated one. */
  end(): Draft[]
  /** A line said instead of commands: why there are none. */
  readonly refusal: string
}

/**
 * `isWhole` tells whether a text is a complete command; lines are joined until it is (a loop, a heredoc, a quoted text),
 * at most `JOIN_LIMIT_LINES`.
 */
export function createDraftParser(isWhole: (command: string) => boolean): DraftParser {
  let rest = ''
  let open: string[] = []
  let last: Draft | undefined
  let refusal = ''

  const take = (line: string): Draft[] => {
    const trimmed = line.trim()
    if (trimmed.startsWith('# ')) open = [] // an explanation: the command before it never became whole
    if (open.length > 0) return join(line)
    if (trimmed === '' || /^(```|~~~)/.test(trimmed)) return []
    if (trimmed.startsWith('#')) return explain(trimmed.replace(/^#+\s*/, ''))
    const command = line
      .replace(/^\s*(?:\d{1,2}[.)]\s+|[-*•]\s+)?/, '')
      .replace(/^`([^`]+)`$/, '$1')
      .trimEnd()
    if (isProse(command)) {
      refusal ||= command
      return []
    }
    return join(command)
  }

  const join = (line: string): Draft[] => {
    const command = [...open, line].join('\n')
    if (!isWhole(command) && open.length < JOIN_LIMIT_LINES) {
      open.push(line)
      return []
    }
    open = []
    last = { index: (last?.index ?? 0) + 1, command, explanation: '' }
    return [last]
  }

  const explain = (text: string): Draft[] => {
    if (!last) refusal ||= text
    if (!last || last.explanation !== '' || text === '') return []
    last = { ...last, explanation: text }
    return [last]
  }

  return {
    push(text) {
      const lines = (rest + text).split('\n')
      rest = lines.pop()!
      return lines.flatMap(take)
    },
    end() {
      const drafts = rest === '' ? [] : take(rest)
      rest = ''
      return drafts // what is still open is unfinished: it is not offered
    },
    get refusal() {
      return refusal
    },
  }
}

const JOIN_LIMIT_LINES = 30

/** Sentences models put around commands. A command may hold any of this, but not in this shape. */
function isProse(line: string): boolean {
  if (/^[A-Z][a-z']*( [\w' -]+)?(:|\.\.\.|…)$/.test(line)) return true // "Checking branches:"
  const words = line.split(/\s+/)
  if (words.length < 3 || !/^[A-Z][a-z']*[,!.:]?\s/.test(line)) return false
  const hasShellSigns = /[|&;<>$=`{}\\/~*]|\s-\w/.test(line)
  return /[.:!?]$/.test(line) || (!hasShellSigns && words.length > 5)
}
