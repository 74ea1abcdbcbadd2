// The scripts of sed, awk and jq that are certain only to print: small grammars of these languages. A script outside of them may be
// as harmless, and is asked about.

const SED_ADDRESS = String.raw`(?:\d+|\$|/(?:[^/\\\n]|\\[^\n])*/)`
const SED_COMMAND = new RegExp(
  String.raw`^(?:${SED_ADDRESS}(?:,[+~]?${SED_ADDRESS})?[ \t]*!?[ \t]*)?(?:[pPdDhHgGnNx=]|q\d*|s(?:/(?:[^/\\\n;]|\\[^\n])*){2}/[gpIi0-9]*|s(?:\|(?:[^|\\\n;]|\\[^\n])*){2}\|[gpIi0-9]*|s(?:#(?:[^#\\\n;]|\\[^\n])*){2}#[gpIi0-9]*|y(?:/(?:[^/\\\n;]|\\[^\n])*){2}/)$`,
)

/** True for a sed script of addresses and the commands p, d, s, y, q and a few without effect: no file, no program. */
export function isPrintingSed(script: string): boolean {
  if (!hasPlainBrackets(script)) return false
  const commands = script.split(';').map((command) => command.trim())
  return commands.every((command) => command === '' || SED_COMMAND.test(command))
}

/** A bracket in a pattern. Whether a slash in it ends the pattern differs from program to program, so none may stand there. */
const BRACKET = /\[\^?[^\][/;|#\\\n]+\]/g

function hasPlainBrackets(script: string): boolean {
  return !script.replaceAll(BRACKET, '').includes('[')
}

const AWK_WORDS = new Set(
  (
    'BEGIN END print printf if else for in while do next exit NR NF FNR FS OFS RS ORS SUBSEP RSTART RLENGTH length substr index ' +
    'split sub gsub gensub match sprintf tolower toupper int sqrt delete break continue'
  ).split(' '),
)
/** Names that lead out of the program: other programs and files, the environment, the arguments, gawk's own tables. */
const AWK_FORBIDDEN =
  /^(?:system|getline|close|fflush|nextfile|ENVIRON|ARGV|ARGC|ARGIND|FILENAME|PROCINFO|SYMTAB|FUNCTAB|CONVFMT|OFMT|function|func|extension)$/
const AWK_TOKEN =
  /"(?:[^"\\\n]|\\.)*"|\/(?:[^/\\\n[]|\\.|\[\^?[^\][/\\\n]+\])+\/|[A-Za-z_]\w*|\d+(?:\.\d+)?|&&|\|\||[ \t]+|[-+*%^!=<>~?:,;(){}[\]$\n]/y
/** The tokens that may stand before a pattern in slashes. Behind anything else a slash divides, which this grammar does not know. */
const BEFORE_PATTERN = /^(?:|[(,~!{};\n]|&&|\|\|)$/

/** True for an awk program that computes and prints to its output: no redirection, no pipe, no other program, no environment. */
export function isPrintingAwk(program: string): boolean {
  let depth = 0
  let parentheses = 0
  let before = ''
  AWK_TOKEN.lastIndex = 0
  while (AWK_TOKEN.lastIndex < program.length) {
    const token = AWK_TOKEN.exec(program)?.[0]
    if (token === undefined) return false
    if (token === '{') depth++
    else if (token === '}') depth--
    else if (token === '(') parentheses++
    else if (token === ')') parentheses--
    else if (token.startsWith('/') && !BEFORE_PATTERN.test(before)) return false
    // Outside braces `>` compares; inside, and not in parentheses, it would write to a file.
    else if (token === '>' && depth > 0 && parentheses === 0) return false
    // `for (;; print > "f")` would write, too.
    else if (/^printf?$/.test(token) && parentheses > 0) return false
    else if (/^[A-Za-z_]/.test(token) && !isHarmlessAwkWord(token, program[AWK_TOKEN.lastIndex])) return false
    if (!/^[ \t]/.test(token)) before = token
  }
  return depth === 0 && parentheses === 0
}

function isHarmlessAwkWord(word: string, next: string | undefined): boolean {
  if (AWK_FORBIDDEN.test(word)) return false
  // A call of a name that is not on the list could be a function of an extension.
  return AWK_WORDS.has(word) || (next !== '(' && /^[a-z_]\w*$/.test(word))
}

/** True for a jq filter that reads nothing but its input: no environment, no other files, no modules. */
export function isPlainJq(filter: string): boolean {
  return (
    filter.length <= 2_000 &&
    !filter.includes('#') &&
    !/\benv\b|\$\s*(?:ENV|__)|\binputs?\b|\binput_\w+|\bimport\b|\binclude\b|\bmodulemeta\b|\bget_search_list\b|\bdebug\b|\bstderr\b|\bhalt_error\b/.test(
      filter,
    )
  )
}

/**
 * The same for yq, of which there are two: one is jq behind a reader of YAML, the other has functions that load files, read the environment
 * and run code, under several spellings. In the latter a first word without a dot may be a command, behind which another filter stands.
 */
export function isPlainYq(filter: string): boolean {
  return filter.startsWith('.') && !/load|env|eval|system/i.test(filter) && isPlainJq(filter)
}
