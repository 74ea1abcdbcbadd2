// Puts the signs of the shell into words: operators, redirections, expansions.

const OPERATORS: Record<string, string> = {
  '|': 'pipe: the output of the left command becomes the input of the right one',
  '|&': 'pipe: output and errors of the left command become the input of the right one',
  '&&': 'and: runs the next command only if the one before succeeded',
  '||': 'or: runs the next command only if the one before failed',
  ';': 'then: runs the next command in any case',
  '&': 'runs the command before it in the background',
  '(': 'begins a subshell: changes inside stay inside',
  ')': 'ends the subshell',
  ';;': 'ends a case branch',
  '\n': 'then: the next line',
}

export function explainOperator(sign: string): string {
  return OPERATORS[sign] ?? ''
}

/** The meaning of a redirection; `target` is the word behind it, empty for `2>&1` and the like. */
export function explainRedirect(sign: string, target: string): string {
  const match = /^(\d+|&)?([<>]+[&|-]?)(.*)$/.exec(sign)
  const from = match?.[1]
  const kind = match?.[2] ?? sign
  const stream =
    from === '2'
      ? 'errors (standard error)'
      : from === '&' || (kind === '>&' && target !== '')
        ? 'output and errors'
        : from === '0'
          ? 'input'
          : 'standard output'
  if (/>&\d$/.test(sign))
    return sign.startsWith('2')
      ? 'sends errors (standard error) where standard output goes'
      : `sends ${stream} where ${sign.at(-1) === '2' ? 'standard error' : 'standard output'} goes`
  const nowhere = target === '/dev/null'
  if (kind.startsWith('<<<')) return 'gives this string as standard input'
  if (kind.startsWith('<<')) return `here document: input up to the line ${target}`
  if (kind.startsWith('<')) return 'redirects standard input: reads from this file'
  if (nowhere) return `discards ${stream}`
  if (kind.startsWith('>>')) return `appends ${stream} to this file`
  return `redirects ${stream} to this file, overwriting (replacing) it`
}

/** The meaning of the expansions (`$(…)`, `<(…)`, `` `…` ``, `$x`) in a word; empty for a word without expansions. */
export function explainExpansions(whole: string): string {
  if (/^'.*'$/s.test(whole)) return ''
  const text = whole.replaceAll(/\\[$`\\]/g, '__') // what is escaped stands for itself
  const out: string[] = []
  const command = /\$\(([^()]*(?:\([^()]*\)[^()]*)*)\)/.exec(text)
  const old = /`([^`]+)`/.exec(text)
  if (/\$\(\(/.test(text)) out.push('the result of arithmetic')
  else if (command) out.push(`command substitution: the output of ${command[1]?.trim()}`)
  else if (old) out.push(`command substitution: the output of ${old[1]}`)
  if (/^[<>]\(/.test(text)) out.push(`process substitution: the output of ${text.slice(2, -1)} as a file`)
  const variable = /\$\{?([A-Za-z_]\w*|[?#@*$!0-9])/.exec(text)
  if (variable && out.length === 0) out.push(SPECIAL[variable[1] ?? ''] ?? `the value of the variable ${variable[1]}`)
  if (/\{[^{}]*(?:,|\.\.)[^{}]*\}/.test(text) && !/\$\{/.test(text)) out.push('brace expansion: one word for each')
  return out.join(', ')
}

const SPECIAL: Record<string, string> = {
  '?': 'the exit status of the last command',
  '#': 'the number of arguments',
  '@': 'all arguments',
  '*': 'all arguments as one word',
  $: 'the process id of the shell',
  '!': 'the process id of the last background command',
}

/** The name of the function whose definition a word begins, as `name()` and `name(){` do; undefined for any other word. */
export const readFunctionName = (word: string): string | undefined => /^([^\s(){};|&<>'"$]+)\(\)\{?$/.exec(word)?.[1]
