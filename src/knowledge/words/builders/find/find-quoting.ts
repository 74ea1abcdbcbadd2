// Quotes patterns and texts for find. Variables of the shell stay live: the user who wrote them meant them.

/** A pattern of names, in double quotes where it needs any. */
export const quotePattern = (name: string): string =>
  /^[\w.@+-]+$/.test(name) ? name : `"${name.replace(/(["`\\])/g, '\\$1')}"`

/** A text that find reads by itself: regular expressions and paths. */
export const quoteText = (text: string): string =>
  /\$\{?[A-Za-z_]/.test(text) ? `"${text.replaceAll('"', '\\"')}"` : text.includes("'") ? `"${text}"` : `'${text}'`
