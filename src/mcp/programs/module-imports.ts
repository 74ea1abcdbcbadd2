// The local modules that a script imports by name or by a relative path: they run with it. Packages, and what a script loads under a
// name that it makes up as it runs, are not followed.

import { basename, dirname, extname, join, resolve } from 'node:path'

/** Paths that may be the module of one import, in the order in which the runtime looks for it. The first that is there runs. */
export type Candidates = string[]

const NODE_ENDINGS = ['.js', '.mjs', '.cjs', '.ts', '.mts', '.cts', '.jsx', '.tsx']
const PYTHON_ENDINGS = ['.py', '.pyw']
/** Matches a path that stands behind `from`, `import` or `require(` and begins with a dot. */
const NODE_IMPORT = /(?:\bfrom|\bimport|\brequire)\s*\(?\s*(["'`])(\.{1,2}(?:\/[^"'`\n]*)?)\1/g
const PYTHON_FROM = /^[ \t]*from[ \t]+(\.*)([\w.]*)[ \t]+import[ \t]+(\([^)]*\)|[^\n#]+)/gm
const PYTHON_IMPORT = /^[ \t]*import[ \t]+([^\n#;]+)/gm

/** True for a file whose imports `listImports` reads. */
export function isScript(path: string): boolean {
  return [...NODE_ENDINGS, ...PYTHON_ENDINGS].includes(extname(path).toLowerCase())
}

/** The imports of a script. `root`: where Python looks first for a module by its full name, the directory of the script that was started. */
export function listImports(path: string, text: string, root: string): Candidates[] {
  return PYTHON_ENDINGS.includes(extname(path).toLowerCase())
    ? listPythonImports(path, text, root)
    : [...text.matchAll(NODE_IMPORT)].map(([, , name = '']) => nodeCandidates(resolve(dirname(path), name)))
}

/** The files of a module that `python -m` runs. */
export function modulePaths(name: string, root: string): Candidates[] {
  const parts = name.split('.').filter((part) => part !== '')
  if (parts.length === 0 || !parts.every((part) => /^\w+$/.test(part))) return []
  return [...pythonCandidates(root, parts), [join(root, ...parts, '__main__.py')]]
}

function nodeCandidates(path: string): Candidates {
  // TypeScript's sources import `./x.js` and mean `./x.ts`.
  const bare = path.replace(/\.([mc]?)js$/, '.$1ts')
  const endings = [...NODE_ENDINGS, '.json', '.node']
  return [path, bare, ...endings.map((end) => path + end), ...NODE_ENDINGS.map((end) => join(path, `index${end}`))]
}

function listPythonImports(path: string, text: string, root: string): Candidates[] {
  const plain = [...text.matchAll(PYTHON_IMPORT)].flatMap(([, names = '']) =>
    namesOf(names).flatMap((name) => pythonCandidates(root, name.split('.'))),
  )
  const from = [...text.matchAll(PYTHON_FROM)].flatMap(([, dots = '', name = '', names = '']) => {
    let base = dots === '' ? root : dirname(path)
    for (let level = 1; level < dots.length; level++) base = dirname(base)
    const parts = name.split('.').filter((part) => part !== '')
    // A name that is imported from a package may be a module in it.
    return [
      ...pythonCandidates(base, parts),
      ...namesOf(names).flatMap((each) => pythonCandidates(base, [...parts, each]).slice(-1)),
    ]
  })
  return [...plain, ...from]
}

/** `a as b, c` names a and c. */
function namesOf(list: string): string[] {
  return list
    .replaceAll(/[()\\]/g, ' ')
    .split(',')
    .map((name) => name.trim().split(/\s+/)[0] ?? '')
    .filter((name) => /^[\w.]+$/.test(name))
}

/** The package of each level, then the module. */
function pythonCandidates(base: string, parts: readonly string[]): Candidates[] {
  return parts.map((_, index) => {
    const path = join(base, ...parts.slice(0, index + 1))
    return [join(path, '__init__.py'), `${path}.py`]
  })
}

/** True for the interpreter for which `-m` names a module. */
export function isPython(command: string): boolean {
  return /^(?:python|pypy)[\d.]*$/.test(basename(command))
}
