// The prompt of `/skill:<name> <words>`: the whole file of the skill, with its placeholders replaced.

import { directoryOf, type Skill } from './skills.ts'

/** `args` is the text after the command, as it was typed. Arguments that no placeholder takes are appended. */
export function invokeSkill(skill: Skill, args: string): string {
  const words = splitWords(args)
  const given = args.trim()
  // A skill without arguments may contain `$1` itself, in a line of awk or shell.
  const takesWords = skill.argumentNames.length > 0 || skill.text.includes('$ARGUMENTS')
  let isUsed = false
  const take = (text: string | undefined) => {
    isUsed = true
    return text ?? ''
  }
  // Replaced in one pass, because the user's words may look like a placeholder.
  const text = skill.text.replaceAll(
    /\$\{KIMI_SKILL_DIR\}|\$ARGUMENTS\[(\d+)\]|\$ARGUMENTS\b|\$(\d+)\b|\$([A-Za-z_]\w*)/g,
    (placeholder, listed?: string, numbered?: string, named?: string) => {
      if (placeholder === '${KIMI_SKILL_DIR}') return directoryOf(skill)
      if (placeholder === '$ARGUMENTS') return take(given)
      if (listed !== undefined) return take(words[Number(listed)])
      if (!takesWords) return placeholder
      if (numbered !== undefined) return take(words[Number(numbered)])
      const at = skill.argumentNames.indexOf(named!)
      return at < 0 ? placeholder : take(words[at])
    },
  )
  return given === '' || isUsed ? text : `${text}\n\nUser request:\n${given}`
}

/** Splits like a shell: quotes keep blanks, and a quote that is not closed ends with the text. */
export function splitWords(text: string): string[] {
  return [...text.matchAll(/(?:"(?:[^"\\]|\\.)*(?:"|$)|'[^']*(?:'|$)|\\.|[^\s"'\\]|\\$)+/gs)].map(([word]) =>
    word.replaceAll(
      /"((?:[^"\\]|\\.)*)(?:"|$)|'([^']*)(?:'|$)|\\(.)/gs,
      (_, double?: string, single?: string, one?: string) =>
        double === undefined ? (single ?? one ?? '') : double.replaceAll(/\\(["\\$`])/g, '$1'),
    ),
  )
}
