// An MCP server in one line, as its user reads it before it is added: all of its entry that decides what runs, and what is sent to whom.
// The line is made here for everybody who adds servers (by hand, from a market, from another agent). Each caller brings the quoting of
// its own surface, and knows what is a secret.

export interface DescriptionRules {
  /** The words in one line, each in quotes where a shell would need them. */
  quote(words: readonly string[]): string
  /** A variable or a header as it may be shown: `NAME=value`, and without the value where that is a secret. */
  showPair(name: string, value: string): string
  /** True where a secret may stand in the arguments or in the address: these and all values are left out. */
  isHeld?: boolean
}

/** The command line or the address of an entry, then its folder, variables, headers and trust, as far as it has them. */
export function describeServer(entry: Record<string, unknown>, rules: DescriptionRules): string {
  const { cwd, env, headers, trusted } = entry
  return [
    describeTarget(entry, rules),
    ...(typeof cwd === 'string' ? [`in ${rules.quote([cwd])}`] : []),
    ...describePairs('with', env, rules),
    ...describePairs('sends', headers, rules),
    ...(trusted === true ? ['trusted, so that its tools which it says only read run unasked'] : []),
  ].join('; ')
}

function describeTarget({ command, args, url }: Record<string, unknown>, { quote, isHeld }: DescriptionRules): string {
  if (command === undefined) return isHeld ? 'an address with a secret' : quote([String(url)])
  const words = Array.isArray(args) && !isHeld ? args.map(String) : []
  return `${quote([String(command), ...words])}${isHeld ? ' …' : ''}`
}

function describePairs(verb: string, table: unknown, { quote, showPair, isHeld }: DescriptionRules): string[] {
  const pairs = Object.entries((table ?? {}) as Record<string, unknown>)
  const shown = pairs.map(([name, value]) => (isHeld ? name : showPair(name, String(value))))
  return shown.length === 0 ? [] : [`${verb} ${quote(shown)}`]
}
