// Composes commands that pack, unpack and list archives: the program follows from the ending.

import type { Built } from './find-builder.ts'
import { quoteValue } from '../../shell-syntax/word-quoting.ts'
import type { Request } from './words-request.ts'

/** Ending → how to unpack, list and pack. `{f}` is the archive, `{p}` what goes in. */
const FORMATS: readonly [RegExp, { unpack: string[]; list: string; pack: string; into: string }][] = [
  [
    /\.(?:tar\.gz|tgz)$/i,
    { unpack: ['tar -xzf {f}', 'tar -xzvf {f}'], list: 'tar -tzf {f}', pack: 'tar -czf {f} {p}', into: ' -C {d}' },
  ],
  [
    /\.(?:tar\.bz2|tbz2?)$/i,
    { unpack: ['tar -xjf {f}', 'tar -xjvf {f}'], list: 'tar -tjf {f}', pack: 'tar -cjf {f} {p}', into: ' -C {d}' },
  ],
  [
    /\.(?:tar\.xz|txz)$/i,
    { unpack: ['tar -xJf {f}', 'tar -xf {f}'], list: 'tar -tJf {f}', pack: 'tar -cJf {f} {p}', into: ' -C {d}' },
  ],
  [
    /\.tar\.zst$/i,
    { unpack: ['tar --zstd -xf {f}'], list: 'tar --zstd -tf {f}', pack: 'tar --zstd -cf {f} {p}', into: ' -C {d}' },
  ],
  [
    /\.tar$/i,
    { unpack: ['tar -xf {f}', 'tar -xvf {f}'], list: 'tar -tf {f}', pack: 'tar -cf {f} {p}', into: ' -C {d}' },
  ],
  [/\.(?:zip|jar|war)$/i, { unpack: ['unzip {f}'], list: 'unzip -l {f}', pack: 'zip -r {f} {p}', into: ' -d {d}' }],
  [/\.7z$/i, { unpack: ['7z x {f}'], list: '7z l {f}', pack: '7z a {f} {p}', into: ' -o{d}' }],
  [/\.rar$/i, { unpack: ['unrar x {f}'], list: 'unrar l {f}', pack: 'rar a {f} {p}', into: ' {d}' }],
  [/\.gz$/i, { unpack: ['gunzip {f}', 'gzip -d {f}'], list: 'gzip -l {f}', pack: 'gzip {p}', into: '' }],
  [/\.bz2$/i, { unpack: ['bunzip2 {f}', 'bzip2 -d {f}'], list: 'bzcat {f}', pack: 'bzip2 {p}', into: '' }],
  [/\.xz$/i, { unpack: ['unxz {f}', 'xz -d {f}'], list: 'xz -l {f}', pack: 'xz {p}', into: '' }],
  [/\.zst$/i, { unpack: ['unzstd {f}', 'zstd -d {f}'], list: 'zstd -l {f}', pack: 'zstd {p}', into: '' }],
]

const formatOf = (file: string) => FORMATS.find(([pattern]) => pattern.test(file))?.[1]

export function buildArchive({ lower, tokens }: Request): Built[] {
  const packs = /\b(?:compress|archive|pack|zip|gzip(?:ped)?|bzip2|tar|tarball|bundle|xz)\b/.test(lower)
  // In "move it into the archive folder" the archive is a place.
  const isOther = /^(?:move|copy|delete|remove|rename|list|show|find|mv|cp|rm)\b/.test(lower)
  const unpacks = /\b(?:extract|unpack|decompress|uncompress|untar|unzip|unrar|gunzip|expand)\w*\b/.test(lower)
  const lists =
    /\b(?:list|show|view|see|contents?|what is in|look inside)\b/.test(lower) && !/\bcreate\b|\bmake\b/.test(lower)
  if ((!packs || isOther) && !unpacks && !lists) return []
  if (/\b(?:git|docker|log|patch|find)\b/.test(lower)) return []
  const named = tokens.filter(
    (token) => token.shapes.has('file') || token.shapes.has('path') || token.shapes.has('glob') || token.quoted,
  )
  const archive = named.find((token) => formatOf(token.value))
  const others = named.filter((token) => token !== archive)
  const without = /without (?:extract|unpack|decompress)\w*/.test(lower)
  const out: Built[] = []
  if (archive && (without || (lists && !unpacks && !/\b(?:compress|pack|put|add|into)\b/.test(lower)))) {
    const format = formatOf(archive.value)
    if (format && /\b(?:contents?|inside|list|without|files in|what is in)\b/.test(lower)) {
      const plain = /\.(?:gz|bz2|xz|zst)$/.test(archive.value) && !/\.tar\./.test(archive.value)
      if (plain && !/\.tgz$/.test(archive.value))
        out.push({ command: `zcat ${quoteValue(archive.value)}`, explanation: 'prints it unpacked', score: 0.8 })
      else
        out.push({
          command: format.list.replace('{f}', quoteValue(archive.value)),
          explanation: 'lists without unpacking',
          score: 0.93,
        })
    }
    return out
  }
  if (unpacks) {
    const file = archive?.value ?? named[0]?.value
    if (file === undefined && !/\b(?:archive|tar|zip|tarball|gz|file)\b/.test(lower)) return []
    if (file !== undefined && !formatOf(file) && !/\b(?:archive|tar|zip|tarball)\b/.test(lower)) return []
    const format =
      formatOf(file ?? '') ??
      formatOf(
        /\bzip\b|\bunzip\b/.test(lower)
          ? '.zip'
          : /\b7z\b/.test(lower)
            ? '.7z'
            : /\brar\b/.test(lower)
              ? '.rar'
              : /\.bz2|bzip2/.test(lower)
                ? '.tar.bz2'
                : /tar\.xz|\bxz\b/.test(lower)
                  ? '.tar.xz'
                  : /\bgz\b|gzip/.test(lower) && !/\b(?:un)?tar/.test(lower)
                    ? '.gz'
                    : '.tar.gz',
      )
    const target =
      others.find((token) => token.value !== file && (token.shapes.has('path') || token.quoted)) ??
      nameAfter(tokens, /^(?:to|into|in)$/)
    const single =
      file !== undefined &&
      others.find(
        (token) => token.shapes.has('file') && token.value !== file && /\bonly\b|\bsingle\b|\bjust\b/.test(lower),
      )
    for (const [i, template] of (format?.unpack ?? []).entries()) {
      let command = template.replace('{f}', file === undefined ? '<file>' : quoteValue(file))
      if (single) command += ` ${quoteValue(single.value)}`
      else if (target && format?.into) command += format.into.replace('{d}', quoteValue(target.value))
      out.push({
        command,
        explanation: 'unpacks by the ending of the file',
        score: (file === undefined ? 0.7 : 0.94) - i * 0.05,
      })
    }
    return out
  }
  if (!packs || isOther) return []
  const what = others.length > 0 ? others.map((token) => token.value.replace(/(?<=.)\/$/, '')) : []
  const name = nameAfter(tokens, /^(?:directory|folder|compress|archive|pack|zip|tar|gzip)$/)
  if (what.length === 0 && name && !/^(?:directory|folder|all|the|file|files|archive|of)$/.test(name.lower))
    what.push(name.value)
  const led = tokens.find(
    (token, at) =>
      /^(?:directory|folder)$/.test(tokens[at + 1]?.lower ?? '') &&
      !token.isStop &&
      token.shapes.has('name') &&
      !/^(?:current|home|whole|entire|this|directory|parent|a)$/.test(token.lower),
  )
  if (what.length === 0 && led) what.push(led.value)
  const source = what.map(quoteValue).join(' ')
  const current = /\b(?:current|this) (?:directory|folder)\b|\beverything\b/.test(lower)
  const content =
    source !== '' ? source : current ? '.' : /\b(?:a|the|single) file\b/.test(lower) ? '<file>' : '<files>'
  const level = /\bbest\b|\bmaximum\b|\bsmallest\b/.test(lower) ? ' -9' : ''
  if (archive) {
    const format = formatOf(archive.value)
    if (format) {
      const pack = format.pack.replace('{f}', quoteValue(archive.value)).replace('{p}', content)
      const password =
        /\bpassword|encrypt/.test(lower) && pack.startsWith('zip') ? pack.replace('zip -r', 'zip -er') : pack
      out.push({
        command: password,
        explanation: 'packs by the ending of the archive',
        score: source === '' && !current ? 0.72 : 0.93,
      })
    }
    return out
  }
  const stem =
    content === '.' || content.startsWith('<')
      ? 'archive'
      : (what[0] ?? 'archive').replace(/^.*\//, '').replace(/\.\w+$/, '')
  const isFile = content === '<file>' || (what.length === 1 && /\.\w+$/.test(what[0] ?? ''))
  if (/\bzip\b/.test(lower))
    out.push({
      command: `zip -r${/\bpassword|encrypt/.test(lower) ? 'e' : ''}${level} ${stem}.zip ${content}`,
      explanation: 'makes a zip archive',
      score: 0.84,
    })
  else if (/\bbzip2\b/.test(lower))
    out.push({
      command: isFile ? `bzip2${level} ${content}` : `tar -cjf ${stem}.tar.bz2 ${content}`,
      explanation: 'packs with bzip2',
      score: 0.84,
    })
  else if (/\bxz\b/.test(lower))
    out.push({
      command: isFile ? `xz${level} ${content}` : `tar -cJf ${stem}.tar.xz ${content}`,
      explanation: 'packs with xz',
      score: 0.84,
    })
  else if (isFile || (/\bgzip(?:ped)?\b/.test(lower) && !/director|folder|tar/.test(lower))) {
    const keep = /\bkeep/.test(lower) ? ' -k' : ''
    out.push({
      command: `gzip${level}${keep} ${content}`,
      explanation: 'replaces the file by its compressed form',
      score: 0.82,
    })
  } else if (source !== '' || /\b(?:directory|folder|tarball|tar|archive|files)\b/.test(lower)) {
    out.push({
      command: `tar -czf ${stem}.tar.gz ${content}`,
      explanation: 'packs and compresses',
      score: source === '' ? 0.68 : 0.84,
    })
  }
  return out
}

function nameAfter(tokens: Request['tokens'], cue: RegExp): Request['tokens'][number] | undefined {
  for (let at = tokens.length - 1; at > 0; at -= 1) {
    const token = tokens[at]
    let back = at - 1
    while (/^(?:the|directory|folder|my|a)$/.test(tokens[back]?.lower ?? '') && back > 0) back -= 1
    if (
      token &&
      !token.isStop &&
      !/^(?:directory|folder|archive|file|files|place|current|this|same)$/.test(token.lower) &&
      cue.test(tokens[back]?.lower ?? '') &&
      token.shapes.has('name')
    )
      return token
  }
  return undefined
}
