// Tells whether a command leaves out what a request excludes by its name: "find large files except in node_modules".

const EXCLUDES =
  /\b(?:except|excluding|but not|other than|apart from|ignoring)\s+(?:(?:for|in|from|those|the|any|all|files?|folders?|director(?:y|ies)|within|under|inside|of|named|called|with|extension)\s+)*(\S+)/i
/** A value: it has a dot, a slash or a star, or is a folder that everybody knows. */
const IS_VALUE = /[./*]|^(?:node_modules|vendor|dist|build|target|venv)$/
/** Signs behind which a command names what it leaves out. */
const SIGN = String.raw`(?:-not\b|!|--exclude\S*|--ignore\S*|-I\b|-v\b|-x\b|-path\b|-name\b|:\^|:!|--glob\b|-g\b)`
/** Signs of a command that leaves something out. */
const LEAVES_OUT = /-not\b| ! |-prune|--exclude|--ignore|\s-I\s|-\w*v\b|\s-x\s|:\^|:!|'!/
/** Signs of a command that leaves out files by their names. */
const LEAVES_OUT_OTHER = /--ignore|\s-I\s| (?:!|-not) -i?name/

/** True for a request that excludes nothing by name, and for a command that leaves out just what is named. */
export function leavesOutNamed(command: string, line: string): boolean {
  const named = EXCLUDES.exec(line)?.[1]?.replace(/^["'`]+|["'`.,;:?!]+$/g, '')
  if (named === undefined || named === '') return true
  const text = named.replace(/^\.\/|\/$/g, '').replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
  const isLeftOut = new RegExp(`${SIGN}[^|;&]{0,24}${text}`, 'i').test(command) && LEAVES_OUT.test(command)
  if (IS_VALUE.test(named)) return isLeftOut
  // Of a plain word only a command is doubted that leaves out something else.
  return isLeftOut || !LEAVES_OUT_OTHER.test(command)
}
