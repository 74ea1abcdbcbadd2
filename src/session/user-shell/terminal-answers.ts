// Answers the questions that a shell asks its terminal at its start, for a shell that no terminal shows yet: fish waits for them.

/** Device attributes (DA1), status (DSR 5) and cursor position (DSR 6). */
const QUESTION = /\x1b\[(0?c|5n|6n)/g
const ANSWERS: Record<string, string> = { c: '\x1b[?62c', '0c': '\x1b[?62c', '5n': '\x1b[0n', '6n': '\x1b[1;1R' }
/** The longest part of a question that the end of a chunk may cut. */
const CUT_CHARS = 3

/** The returned function gives the answers to the questions in the next chunk of output, or ''. */
export function createTerminalAnswers(): (output: Buffer) => string {
  let cut = ''
  return (output) => {
    const text = cut + output.toString('latin1')
    cut = /\x1b(?:\[0?|\[[56])?$/.exec(text.slice(-CUT_CHARS))?.[0] ?? ''
    return [...text.matchAll(QUESTION)].map(([, question]) => ANSWERS[question!]).join('')
  }
}
