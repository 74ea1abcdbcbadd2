// A line of a drawing as its statements: semicolons part them, but not inside quotes or brackets. One pass, whatever the text.

const CLOSING: Record<string, string> = { '[': ']', '(': ')', '{': '}' }

/** `comment` is the sign that ends the line, where a blank or nothing stands before it; `brackets` hold semicolons together. */
export function partStatements(line: string, { comment, brackets }: { comment: string; brackets: string }): string[] {
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

/** How many more brackets of this kind open than close, outside quotes. */
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

/** Where the quotes that open here close; here, when they do not: an apostrophe. */
function skipQuoted(line: string, from: number): number {
  const quote = line[from]!
  for (let at = from + 1; at < line.length; at++) {
    if (line[at] === '\\' && quote === '"') at++
    else if (line[at] === quote) return at
  }
  return from
}
