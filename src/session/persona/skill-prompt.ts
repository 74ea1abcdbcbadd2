// What a person's `/skill:<name> <words>` says to the model: the skill's whole file, with its placeholders filled.

import { directoryOf, type Skill } from './skills.ts'

/** `args` is what stands behind the command, as it was typed. */
export function invokeSkill(skill: Skill, args: string): string {
  const words = splitWords(args)
  const given = args.trim()
  // A skill that asks for no arguments may hold `$1` of its own, in a line of awk or shell.
  const takesWords = skill.argumentNames.length > 0 || skill.text.includes('$ARGUMENTS')
  let isUsed = false
  const take = (text: string | undefined) => {
    isUsed = true
    return text ?? ''
  }
  // One pass: what the user typed may look like a placeholder.
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

/** Words as a shell would part them; quotes keep blanks together, and an open quote ends with the text. */
export function splitWords(text: string): string[] {
  return [...text.matchAll(/(?:"(?:[^"\\]|\\.)*(?:"|$)|'[^']*(?:'|$)|\\.|[^\s"'\\]|\\$)+/gs)].map(([word]) =>
    word.replaceAll(
      /"((?:[^"\\]|\\.)*)(?:"|$)|'([^']*)(?:'|$)|\\(.)/gs,
      (_, double?: string, single?: string, one?: string) =>
        double === undefined ? (single ?? one ?? '') : double.replaceAll(/\\(["\\$`])/g, '$1'),
    ),
  )
}
