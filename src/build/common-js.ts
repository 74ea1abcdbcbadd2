// Makes CommonJS of what esbuild has bundled. Only ES modules can be split into chunks, and Node takes 0.7 ms of processor time to find, read
// and link each of them where a CommonJS file takes 0.25 ms, and 3 ms to begin with the first.

import { transformSync } from 'esbuild'

/** The text of an ES module of dist/ as CommonJS. It must not await anything at its top level. */
export function makeCommonJs(text: string): string {
  const { code } = transformSync(text, {
    format: 'cjs',
    platform: 'node',
    target: 'node24',
    minifySyntax: true,
    minifyWhitespace: true,
    // `import()` of a CommonJS file would load it by way of the ES modules.
    supported: { 'dynamic-import': false },
    define: { 'import.meta.dirname': '__dirname', 'import.meta.url': '__filename' },
  })
  return code
}
