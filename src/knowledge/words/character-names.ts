// Characters by their names in English: "separated by commas", "replace tabs with spaces".

/** The character of each name, in the singular; a tab is written as programs read it. */
export const CHARACTERS_BY_NAME = {
  comma: ',',
  semicolon: ';',
  colon: ':',
  space: ' ',
  tab: String.raw`\t`,
  pipe: '|',
  dash: '-',
  hyphen: '-',
  slash: '/',
} as const
