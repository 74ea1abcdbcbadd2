// Rules on files and hosts. A path is compared as it was named and as the real place that it leads to.

import { isAbsolute, join, resolve } from 'node:path'
import { expandHome } from '../../sys/own-user.ts'
import { followLinks } from './workspace-path.ts'

export interface RulePathPlace {
  home: string
  /** The folder to which a relative pattern belongs. */
  folder: string
}

/**
 * True when the pattern names the path or a folder that it is in: `.env` and `*.pem` in any folder, `secrets/**` and `./x` in the
 * place's folder, `~/x`, `/x`. As in a .gitignore `*` stays within a name, and `**` does not.
 */
export function isPathMeant(
  match: string,
  paths: readonly string[],
  place: RulePathPlace,
  ignoresCase: boolean,
): boolean {
  if (match === '') return true
  const pattern = compilePathMatch(match, place, ignoresCase)
  return paths.some((path) => pattern.test(path))
}

/** The path and its real place; the path alone when its links cannot be followed. */
export function realPaths(path: string, cwd: string): string[] {
  const full = resolve(cwd, path)
  try {
    return [...new Set([full, followLinks(full)])]
  } catch {
    return [full]
  }
}

/** The match that means this file alone, or null for a name that holds signs of a pattern. `folder` is the rule's scope. */
export function matchOfFile(path: string, folder: string): string | null {
  const match = path.startsWith(`${folder}/`) ? `./${path.slice(folder.length + 1)}` : path
  return isLiteralPath(match) ? match : null
}

/** True when the pattern names one path alone. */
export function isLiteralPath(match: string): boolean {
  return match !== '' && !/[*?[\]{}]/.test(match) && match.includes('/')
}

/** The expression that a path fits when `isPathMeant` is true. What fits a folder fits everything below it. */
export function compilePathMatch(match: string, { home, folder }: RulePathPlace, ignoresCase: boolean): RegExp {
  let pattern = match
  // Claude Code writes an absolute path with two slashes.
  if (pattern.startsWith('//')) pattern = pattern.slice(1)
  else pattern = expandHome(pattern, home)
  const isAnywhere = !pattern.replace(/\/$/, '').includes('/')
  const whole = isAbsolute(pattern) ? pattern : isAnywhere ? `**/${pattern}` : join(folder, pattern)
  // The folder's own name may hold signs of a pattern.
  const [fixed, rest] = isAbsolute(pattern) || isAnywhere ? ['', whole] : [folder, whole.slice(folder.length)]
  const source = escape(fixed) + globSource(rest.replace(/\/$/, ''))
  const anchored = isAnywhere ? `^/(?:.*/)?${globSource(pattern.replace(/\/$/, ''))}` : `^${source}`
  return new RegExp(`${anchored}(?:/.*)?$`, ignoresCase ? 'is' : 's')
}

function globSource(glob: string): string {
  return glob
    .split(/(\/\*\*\/|\/\*\*$|\*+|\?)/)
    .map((part, at) => {
      if (at % 2 === 0) return escape(part)
      if (part === '/**/') return '/(?:.*/)?'
      if (part === '/**') return '/.*'
      return part === '?' ? '[^/]' : part === '*' ? '[^/]*' : '.*'
    })
    .join('')
}

function escape(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
}

/** The host of a URL as it is asked for, or of a host alone; null for a text that is neither. */
export function hostOf(text: string): string | null {
  const trimmed = text.trim()
  const url = trimmed.includes('://') ? trimmed : `https://${trimmed}/`
  if (/[\0-\x20\x7f]/.test(trimmed) || !URL.canParse(url)) return null
  return new URL(url).hostname.replace(/\.$/, '').toLowerCase()
}

/** `example.com` is that host alone, `*.example.com` every host below it, and `*` any. Denied with a host are those below it, too. */
export function isHostMeant(match: string, host: string, includesBelow: boolean): boolean {
  const named = match
    .replace(/^domain:/, '')
    .replace(/\.$/, '')
    .toLowerCase()
  if (named === '' || named === '*') return true
  const wanted = hostOf(`https://${named.replace(/^\*\./, '')}/`) ?? named
  if (named.startsWith('*.')) return host.endsWith(`.${wanted}`) || (includesBelow && host === wanted)
  return host === wanted || (includesBelow && host.endsWith(`.${wanted}`))
}
