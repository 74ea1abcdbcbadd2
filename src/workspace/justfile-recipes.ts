// The recipes of a justfile that a person would type.

const PARAMETER = /[ \t]+[+*$]*[\w-]+(?:=(?:'[^'\n]*'|"(?:[^"\\\n]|\\.)*"|`[^`\n]*`|[\w-]+))?/
/** A name at the beginning of a line, parameters with their defaults, and a colon that begins no assignment. */
const RECIPE = new RegExp(`^@?([A-Za-z_][\\w-]*)(?:${PARAMETER.source})*[ \\t]*:(?!=)`)

/** Names that `just NAME` takes, in the order of the file, without private recipes (`_name` or `[private]`). */
export function readJustRecipes(text: string): string[] {
  const names = new Set<string>()
  let isPrivate = false
  for (const line of text.split('\n')) {
    if (/^\[/.test(line)) {
      isPrivate ||= /\bprivate\b/.test(line)
      continue
    }
    const name = RECIPE.exec(line)?.[1]
    if (name !== undefined && !isPrivate && !name.startsWith('_')) names.add(name)
    isPrivate = false
  }
  return [...names]
}
