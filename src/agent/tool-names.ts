// Finds the tool that a model means: some models, and some servers, change the spelling of its name.

/**
 * The name of the tool, or null. Blanks around it, a prefix such as `functions.` and a number such as `:0`, which Kimi's own
 * form has, do not count; nor do capitals and underscores, unless two tools differ only in them.
 */
export function findToolName(names: readonly string[], called: string): string | null {
  if (names.includes(called)) return called
  const bare = called
    .trim()
    .replace(/^(?:functions?|tools?|default_api)[.:/]/, '')
    .replace(/:\d+$/, '')
    .replace(/\(\)$/, '')
  if (names.includes(bare)) return bare
  const near = names.filter((name) => fold(name) === fold(bare))
  return near.length === 1 ? near[0]! : null
}

function fold(name: string): string {
  return name.toLowerCase().replaceAll(/[\s_-]/g, '')
}
