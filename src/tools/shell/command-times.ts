// Remembers when commands ran outside the sandbox. A process that began meanwhile and has lost its parent may come from one of them,
// however it has hidden that.

interface Span {
  from: number
  /** Null while the command runs. */
  to: number | null
}

/** More are joined: the oldest become one span. */
const MAX_SPANS = 1_000

const spans: Span[] = []

/** Notes that a command begins; call the result when it has ended. */
export function noteCommand(): () => void {
  const span: Span = { from: Date.now(), to: null }
  spans.push(span)
  if (spans.length > MAX_SPANS && spans[0]!.to !== null && spans[1]!.to !== null) {
    const [first, second] = spans.splice(0, 2) as [Span, Span]
    spans.unshift({ from: Math.min(first.from, second.from), to: Math.max(first.to!, second.to!) })
  }
  return () => void (span.to ??= Date.now())
}

/** The times so far. */
export function listCommandTimes(): readonly Readonly<Span>[] {
  return spans
}
