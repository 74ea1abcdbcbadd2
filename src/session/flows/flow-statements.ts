// Splits a line of a drawing into statements at semicolons outside quotes and brackets, in one pass.

const CLOSING: Record<string, string> = { '[': ']', '(': ')', '{': '}' }

/** `comment` ends the line where it follows a blank or starts the line; semicolons inside `brackets` do not split. */
export function splitStatements(line: string, { comment, brackets }: { comment: string; brackets: string }): string[] {
  const statements: string[] = []
  const open: string[] = []
  let from = 0
  let at = 0
  for (; at < line.length; at++) {
    const character = line[at]!
    const before = line[at - 1] ?? ' '
    if (/["']/.test(character) && /[\s:;[({|>-]/.test(before)) at = skipQuoted(line, at)
    else if (brackets.includes(character)) open.push(CLOSING[character] ?? character)
    else if (character === open.at(-1)) open.pop()
    else if (open.length === 0 && /\s/.test(before) && line.startsWith(comment, at)) break
    else if (open.length === 0 && character === ';') {
      statements.push(line.slice(from, at))
      from = at + 1
    }
  }
  statements.push(line.slice(from, at))
  return statements.map((statement) => statement.trim()).filter((statement) => statement !== '')
}

/** The number of brackets that open minus those that close, outside quotes. */
export function countOpen(statement: string, open: string, close: string): number {
  let count = 0
  for (let at = 0; at < statement.length; at++) {
    const character = statement[at]!
    if (/["']/.test(character) && /[\s:]/.test(statement[at - 1] ?? ' ')) at = skipQuoted(statement, at)
    else if (character === open) count++
    else if (character === close) count--
  }
  return count
}

/** Index of the closing quote for the one at `from`; `from` itself when there is no closing one, as for an apostrophe. */
function skipQuoted(line: string, from: number): number {
  const quote = line[from]!
  for (let at = from + 1; at < line.length; at++) {
    if (line[at] === '\\' && quote === '"') at++
    else if (line[at] === quote) return at
  }
  return from
}
