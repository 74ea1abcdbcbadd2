// Reads commands and explanations from the model's text as it streams. It skips fences, numbers, prompt signs and prose that
// models add, and never returns an unfinished command.

export interface Draft {
  /** Counts from 1. A second draft with the same index adds the explanation to the command. */
  index: number
  command: string
  explanation: string
}

export interface DraftParser {
  /** Drafts completed by this piece of text. */
  push(text: string): Draft[]
  /** Drafts from the last line. To be called only when the answer has ended properly: a truncated line is no command. */
  end(): Draft[]
  /** The line that the model wrote instead of commands, as its reason for giving no command; else the empty string. */
  readonly refusal: string
}

/**
 * `isWhole` tells whether a text is a complete command; lines are joined until it is (a loop, a heredoc, a quoted text),
 * at most `JOIN_LIMIT_LINES`. Where an explanation begins before a command is whole, the command is given up.
 */
export function createDraftParser(isWhole: (command: string) => boolean): DraftParser {
  let rest = ''
  const open: string[] = []
  let last: Draft | undefined
  let refusal = ''

  const take = (line: string): Draft[] => {
    const trimmed = line.trim()
    if (trimmed.startsWith('# ') && open.length > 0) return abandon()
    if (open.length > 0) return join(line)
    if (trimmed === '' || /^(```|~~~)/.test(trimmed)) return []
    if (trimmed.startsWith('#')) return explain(trimmed.replace(/^#+\s*/, ''))
    const command = takeSigns(line)
    return isProse(command) ? refuse(command) : join(command)
  }

  const refuse = (reason: string): Draft[] => {
    refusal ||= reason
    return []
  }

  const abandon = (): Draft[] => {
    const [first] = open.splice(0)
    return first === undefined ? [] : refuse(`the answer is no whole command: ${first.trim()}`)
  }

  const join = (line: string): Draft[] => {
    const command = [...open, line].join('\n')
    if (!isWhole(command) && open.length < JOIN_LIMIT_LINES) {
      open.push(line)
      return []
    }
    open.length = 0
    last = { index: (last?.index ?? 0) + 1, command, explanation: '' }
    return [last]
  }

  const explain = (text: string): Draft[] => {
    if (!last) return refuse(text)
    if (last.explanation !== '' || text === '') return []
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
      return [...drafts, ...abandon()]
    },
    get refusal() {
      return refusal
    },
  }
}

/** The line without the signs of a list and of code that a model puts around a command. */
function takeSigns(line: string): string {
  return line
    .replace(/^\s*(?:\d{1,2}[.)]\s+|[-*•]\s+)?/, '')
    .replace(/^`([^`]+)`$/, '$1')
    .trimEnd()
}

const JOIN_LIMIT_LINES = 30

/** True for sentences that models put around commands. */
function isProse(line: string): boolean {
  if (/^[A-Z][a-z']*( [\w' -]+)?(:|\.\.\.|…)$/.test(line)) return true // "Checking branches:"
  const words = line.split(/\s+/)
  if (words.length < 3 || !/^[A-Z][a-z']*[,!.:]?\s/.test(line)) return false
  const hasShellSigns = /[|&;<>$=`{}\\/~*]|\s-\w/.test(line)
  return /[.:!?]$/.test(line) || (!hasShellSigns && words.length > 5)
}
