// The targets of a Makefile that a person would type. Variables are not expanded and included files are not read.

/** First words of lines that are no rules although they may contain a colon. */
const DIRECTIVE =
  /^(?:-?include|sinclude|-?load|vpath|ifn?eq|ifn?def|else|endif|export|unexport|override|private|undefine)(?=[ \t]|$)/
/**
 * A name in which neither a shell nor a terminal sees anything else. Left out are therefore also patterns (`%.o`), make's own
 * targets (`.PHONY`) and suffix rules (`.c.o`).
 */
const NAME = /^\w[\w@+./-]*$/

/**
 * Names that `make NAME` takes, in the order of the file. A target that `.PHONY` declares always counts; another one counts
 * unless it looks like a file, that is, has a slash or a dot in it.
 */
export function readMakeTargets(text: string): string[] {
  const targets = new Set<string>()
  const phony = new Set<string>()
  for (const line of readRuleLines(text)) {
    const rule = readRule(line)
    if (rule === null) continue
    const names = rule.names.filter((name) => NAME.test(name))
    for (const name of names) targets.add(name)
    if (rule.names.includes('.PHONY')) for (const name of rule.prerequisites) if (NAME.test(name)) phony.add(name)
  }
  const typed = [...targets].filter((name) => phony.has(name) || /^[A-Za-z0-9][\w@+-]*$/.test(name))
  return [...new Set([...typed, ...phony])]
}

/** Lines that may be rules: continued lines joined, without recipes, comments, directives and `define` blocks. */
function readRuleLines(text: string): string[] {
  const lines: string[] = []
  let isInDefinition = false
  for (const line of joinContinued(text)) {
    const start = line.trimStart()
    if (isInDefinition) isInDefinition = !/^endef\b/.test(start)
    else if (/^(?:override[ \t]+)?define[ \t]/.test(start)) isInDefinition = true
    else if (!line.startsWith('\t') && start !== '' && !start.startsWith('#') && !DIRECTIVE.test(start))
      lines.push(start)
  }
  return lines
}

function joinContinued(text: string): string[] {
  const joined: string[] = []
  let parts: string[] = []
  for (const line of text.split(/\r?\n/)) {
    const isContinued = /(?:^|[^\\])(?:\\\\)*\\$/.test(line)
    parts.push(isContinued ? line.slice(0, -1) : line)
    if (isContinued) continue
    joined.push(parts.join(' '))
    parts = []
  }
  if (parts.length > 0) joined.push(parts.join(' '))
  return joined
}

/** The words before and behind the colon of a rule; null for an assignment, also for one that holds for one target only. */
function readRule(line: string): { names: string[]; prerequisites: string[] } | null {
  const bare = withoutReferences(line.replace(/(^|[^\\])#.*$/, '$1'))
  const at = bare.search(/[:=]/)
  if (at < 0 || /^(?::{0,3}=)/.test(bare.slice(at))) return null
  const behind = bare.slice(at).replace(/^::?/, '').split(';', 1)[0]!
  if (behind.includes('=')) return null
  const before = bare.slice(0, at).replace(/&$/, '')
  return { names: wordsOf(before), prerequisites: wordsOf(behind) }
}

const wordsOf = (text: string): string[] => text.split(/[ \t]+/).filter((word) => word !== '')

/** Replaces each `$(…)`, `${…}` and `$x` by one dollar sign, so that no colon or blank in them counts. */
function withoutReferences(line: string): string {
  let out = ''
  let depth = 0
  for (let at = 0; at < line.length; at++) {
    const char = line[at]!
    if (depth > 0) depth += '({'.includes(char) ? 1 : ')}'.includes(char) ? -1 : 0
    else if (char !== '$') out += char
    else {
      out += '$'
      at++
      if ('({'.includes(line[at] ?? ' ')) depth = 1
    }
  }
  return out
}
