// Composes commands that pack, unpack and list archives; the archive's ending decides the program.

import { programOf } from '../../../shell-syntax/line-program.ts'
import { addOptions, readAskedOptions } from './asked-options.ts'
import type { Built } from './find-builder.ts'
import { quoteAlways, quoteValue } from '../../../shell-syntax/word-quoting.ts'
import { familyAt } from '../sense/file-families.ts'
import type { Request, Token } from '../words-request.ts'

/** Commands by the ending of the archive. `{f}` is the archive, `{p}` its content, `{d}` the directory to unpack into. */
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

/** Words of a request to unpack, and the ending that they stand for where no file is named; the first that is found counts. */
const MENTIONED_ENDINGS: readonly [RegExp, string][] = [
  [/\bzip\b|\bunzip\b/, '.zip'],
  [/\b7z\b/, '.7z'],
  [/\brar\b/, '.rar'],
  [/\.bz2|bzip2/, '.tar.bz2'],
  [/tar\.xz|\bxz\b/, '.tar.xz'],
  [/^(?!.*\b(?:un)?tar).*(?:\bgz\b|gzip)/, '.gz'],
]
const USUAL_ENDING = '.tar.gz'

const TESTS =
  /\bintegrity\b|\bintact\b|\bcorrupt\w*|\bdamaged\b|\bbroken\b|^(?:test|verify|validate) (?!if|whether|that)/

/** The command that reads the whole of an archive and says if it is sound. */
function testArchive({ value }: Token): Built[] {
  const file = quoteValue(value)
  const command = TESTERS.find(([ending]) => ending.test(value))?.[1].replace('{f}', file)
  return command === undefined
    ? []
    : [{ command, explanation: 'reads all of it, and says what is damaged', score: 0.95 }]
}

const TESTERS: readonly [RegExp, string][] = [
  [/\.tar\.zst$/i, 'tar --zstd -tf {f} > /dev/null'],
  [/\.(?:tar|tar\.\w+|tgz|tbz2?|txz)$/i, 'tar -tf {f} > /dev/null'],
  [/\.(?:zip|jar|war)$/i, 'unzip -t {f}'],
  [/\.7z$/i, '7z t {f}'],
  [/\.rar$/i, 'unrar t {f}'],
  [/\.gz$/i, 'gzip -t {f}'],
  [/\.bz2$/i, 'bzip2 -t {f}'],
  [/\.xz$/i, 'xz -t {f}'],
  [/\.zst$/i, 'zstd -t {f}'],
]

/** A request about an archive, read once. */
interface ArchiveWish {
  lower: string
  tokens: Request['tokens']
  packs: boolean
  unpacks: boolean
  /** True when the request asks for the contents without unpacking. */
  lists: boolean
  /** True when the request asks if the archive is sound. */
  tests: boolean
  /** The first named file whose ending is that of an archive. */
  archive: Token | undefined
  /** All files, paths, patterns and quoted texts, and those besides the archive. */
  named: Token[]
  others: Token[]
}

/** Commands that list, unpack or pack; empty when the request asks for none of them. */
export function buildArchive(request: Request): Built[] {
  const wish = readWish(request)
  if (wish === null) return []
  if (wish.archive && wish.tests) return testArchive(wish.archive)
  if (wish.archive && wish.lists) return listArchive(wish.lower, wish.archive)
  const asked = readAskedOptions(request)
  const built = wish.unpacks ? unpackArchive(wish) : wish.packs ? packArchive(wish) : []
  return built.map((each) => ({ ...each, command: addOptions(each.command, asked(programOf(each.command)).options) }))
}

function readWish({ lower, tokens: all, excluded: places }: Request): ArchiveWish | null {
  const tokens = all.filter((_, at) => !places.has(at))
  // The word "archive" may name a place, as in "move it into the archive folder".
  const isOther =
    /^(?:move|copy|delete|remove|rename|list|show|find|mv|cp|rm|split|search|sync\w*|archive (?=.*\b(?:host|server|ssh|destination|preserv\w+)\b))/.test(
      lower,
    )
  const packs = !isOther && /\b(?:compress|archive|pack|zip|gzip(?:ped)?|bzip2|tar|tarball|bundle|xz)\b/.test(lower)
  const unpacks = /\b(?:extract|unpack|decompress|uncompress|untar|unzip|unrar|gunzip|expand)\w*\b/.test(lower)
  const shows =
    /\b(?:list|show|view|see|contents?|what is in|look inside)\b/.test(lower) && !/\bcreate\b|\bmake\b/.test(lower)
  const tests = TESTS.test(lower) && !/\b(?:checksum|hash|sha\d*|md5|signature)\b/.test(lower)
  if (!packs && !unpacks && !shows && !tests) return null
  if (/(?<!\.)\b(?:git|docker|log|patch|find)\b/.test(lower)) return null
  const named = tokens.filter(
    (token) => token.shapes.has('file') || token.shapes.has('path') || token.shapes.has('glob') || token.quoted,
  )
  const archive = named.find((token) => formatOf(token.value))
  const lists =
    /without (?:extract|unpack|decompress)\w*/.test(lower) ||
    (shows && !unpacks && !/\b(?:compress|pack|put|add|into)\b/.test(lower))
  const others = named.filter((token) => token !== archive)
  return { lower, tokens, packs, unpacks, lists, tests, archive, named, others }
}

function listArchive(lower: string, { value }: Token): Built[] {
  const format = formatOf(value)
  if (!format || !/\b(?:contents?|inside|list|without|files in|what is in)\b/.test(lower)) return []
  const isSingleFile = /\.(?:gz|bz2|xz|zst)$/.test(value) && !/\.tar\./.test(value)
  if (isSingleFile) return [{ command: `zcat ${quoteValue(value)}`, explanation: 'prints it unpacked', score: 0.8 }]
  const command = format.list.replace('{f}', quoteValue(value))
  return [{ command, explanation: 'lists without unpacking', score: 0.93 }]
}

const ONLY = /\bonly\b|\bsingle\b|\bjust\b/

/** The command that unpacks the files of some kinds; none for other programs than unzip and tar. */
function unpackKinds(file: string, kinds: readonly string[]): Built[] {
  if (kinds.length === 0) return []
  const patterns = kinds.map(quoteAlways).join(' ')
  const program = /\.zip$/i.test(file) ? 'unzip' : /\.(?:tar|tar\.\w+|tgz)$/i.test(file) ? 'tar --wildcards -xf' : null
  const command = `${program} ${quoteValue(file)} ${patterns}`
  return program === null ? [] : [{ command, explanation: 'patterns in quotes choose the files', score: 0.93 }]
}

function unpackArchive({ lower, tokens, archive, named, others }: ArchiveWish): Built[] {
  const file = archive?.value ?? named[0]?.value
  if (
    file === undefined &&
    !/\b(?:archive|tar|zip|tarball|gz|tgz|7z|rar|bz2|xz|compressed|gzip(?:ped)?)\b|unpack|untar|unzip|unrar|gunzip|uncompress|decompress/.test(
      lower,
    )
  )
    return []
  if (file !== undefined && !formatOf(file) && !/\b(?:archive|tar|zip|tarball)\b/.test(lower)) return []
  const mentioned = MENTIONED_ENDINGS.find(([words]) => words.test(lower))?.[1] ?? USUAL_ENDING
  const format = formatOf(file ?? '') ?? formatOf(mentioned)
  const target =
    others.find((token) => token.value !== file && (token.shapes.has('path') || token.quoted)) ??
    nameAfter(tokens, /^(?:to|into|in)$/)
  const member =
    file === undefined || !ONLY.test(lower)
      ? undefined
      : others.find((token) => token.shapes.has('file') && token.value !== file)
  // "only the images": what is wanted of it has to be named, or all would be unpacked.
  const kinds = tokens.flatMap((_, at) => familyAt(tokens, at) ?? [])
  if (ONLY.test(lower) && !member && file !== undefined) return unpackKinds(file, kinds)
  return (format?.unpack ?? []).map((template, i) => {
    let command = template.replace('{f}', file === undefined ? '<file>' : quoteValue(file))
    if (member) command += ` ${quoteValue(member.value)}`
    else if (target && format?.into) command += format.into.replace('{d}', quoteValue(target.value))
    const score = (file === undefined ? 0.7 : 0.94) - i * 0.05
    return { command, explanation: 'unpacks by the ending of the file', score }
  })
}

function packArchive(wish: ArchiveWish): Built[] {
  const { lower, archive } = wish
  const sources = readSources(wish)
  const source = sources.map(quoteValue).join(' ')
  const isCurrent = /\b(?:current|this) (?:directory|folder)\b|\beverything\b/.test(lower)
  const placeholder = /\b(?:a|the|single) file\b/.test(lower) ? '<file>' : '<files>'
  const content = source !== '' ? source : isCurrent ? '.' : placeholder
  if (!archive) return packUnnamed(lower, sources, content)
  const format = formatOf(archive.value)
  if (!format) return []
  const pack = format.pack.replace('{f}', quoteValue(archive.value)).replace('{p}', content)
  const isSecret = /\bpassword|encrypt/.test(lower) && pack.startsWith('zip')
  return [
    {
      command: isSecret ? pack.replace('zip -r', 'zip -er') : pack,
      explanation: 'packs by the ending of the archive',
      score: source === '' && !isCurrent ? 0.72 : 0.93,
    },
  ]
}

/** The files and directories to pack: those that are written as such, else a name beside "directory" or "compress". */
function readSources({ tokens, others }: ArchiveWish): string[] {
  if (others.length > 0) return others.map((token) => token.value.replace(/(?<=.)\/$/, ''))
  const name = nameAfter(tokens, /^(?:directory|folder|compress|archive|pack|zip|tar|gzip)$/)
  if (
    name &&
    !/^(?:directory|folder|everything|anything|all|each|every|any|it|them|the|file|files|archive|of)$/.test(name.lower)
  )
    return [name.value]
  const named = tokens.find(
    (token, at) =>
      /^(?:directory|folder)$/.test(tokens[at + 1]?.lower ?? '') &&
      !token.isStop &&
      token.shapes.has('name') &&
      !/^(?:current|home|whole|entire|this|directory|parent|a|each|every|any|all)$/.test(token.lower),
  )
  return named ? [named.value] : []
}

/** Packs into an archive that is named after its content, in the format that the request mentions. */
function packUnnamed(lower: string, sources: readonly string[], content: string): Built[] {
  const [first = 'archive'] = sources
  const stem = content === '.' || content.startsWith('<') ? 'archive' : first.replace(/^.*\//, '').replace(/\.\w+$/, '')
  const isFile =
    content === '<file>' ||
    (sources.length === 1 &&
      (/\.\w+$/.test(first) || /^(?:compress|gzip|bzip2|xz)\w* (?:a |the |this )?files? /.test(lower)))
  const level = /\bbest\b|\bmaximum\b|\bsmallest\b/.test(lower) ? ' -9' : ''
  // Files that are named go into an archive of the first one's name.
  const sure = sources.length > 0 ? 1 : 0.84
  const one = (command: string, explanation: string, score: number): Built[] => [{ command, explanation, score }]
  if (/\bzip\b/.test(lower)) {
    const encrypt = /\bpassword|encrypt/.test(lower) ? 'e' : ''
    return one(`zip -r${encrypt}${level} ${stem}.zip ${content}`, 'makes a zip archive', sure)
  }
  if (/\bbzip2\b/.test(lower))
    return one(isFile ? `bzip2${level} ${content}` : `tar -cjf ${stem}.tar.bz2 ${content}`, 'packs with bzip2', sure)
  if (/\bxz\b/.test(lower))
    return one(isFile ? `xz${level} ${content}` : `tar -cJf ${stem}.tar.xz ${content}`, 'packs with xz', sure)
  if (isFile || (/\bgzip(?:ped)?\b/.test(lower) && !/director|folder|tar/.test(lower))) {
    const keep = /\bkeep/.test(lower) ? ' -k' : ''
    return one(`gzip${level}${keep} ${content}`, 'replaces the file by its compressed form', 0.82)
  }
  if (sources.length > 0 || /\b(?:directory|folder|tarball|tar|archive|files)\b/.test(lower))
    return one(`tar -czf ${stem}.tar.gz ${content}`, 'packs and compresses', sources.length === 0 ? 0.68 : sure)
  return []
}

/** The last name that stands behind a word which `cue` matches, articles and "directory" between them left out. */
function nameAfter(tokens: Request['tokens'], cue: RegExp): Token | undefined {
  for (let at = tokens.length - 1; at > 0; at -= 1) {
    const token = tokens[at]
    let back = at - 1
    while (/^(?:the|directory|folder|my|a|up)$/.test(tokens[back]?.lower ?? '') && back > 0) back -= 1
    if (
      token &&
      !token.isStop &&
      !/^(?:directory|folder|archive|file|files|place|current|this|same|command|utility|up|home)$/.test(token.lower) &&
      cue.test(tokens[back]?.lower ?? '') &&
      token.shapes.has('name')
    )
      return token
  }
  return undefined
}
