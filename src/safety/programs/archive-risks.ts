// Packing and unpacking.

import { type Call, type Rules, each } from '../lines/simple-command.ts'
import { readOptions } from '../lines/option-split.ts'
import { type Word, makeWord } from '../lines/command-words.ts'

const TAR_VALUED = [
  'file',
  'directory',
  'exclude',
  'exclude-from',
  'files-from',
  'transform',
  'strip-components',
  'use-compress-program',
  'checkpoint-action',
  'to-command',
  'rsh-command',
  'info-script',
  'new-volume-script',
  'rmt-command',
  'index-file',
  'volno-file',
  'listed-incremental',
  'owner',
  'group',
  'mode',
  'mtime',
]

const TAR_VALUED_LETTERS = 'fCTXbHIKgFVLN'

/** The words of tar with a dash before each letter of the old style, and its value behind it: `tfI a.tar x` is `-t -f a.tar -I x`. */
function readOldStyle([first, ...rest]: readonly Word[]): Word[] {
  if (first === undefined || !/^[A-Za-z]+$/.test(first.value)) return first === undefined ? [] : [first, ...rest]
  const words: Word[] = []
  for (const letter of first.value) {
    words.push(makeWord(`-${letter}`))
    const value = TAR_VALUED_LETTERS.includes(letter) ? rest.shift() : undefined
    if (value !== undefined) words.push(value)
  }
  return [...words, ...rest]
}

/** The mode and values of tar, also in the old style without a dash: `tar xzf f`. */
function judgeTar(call: Call): void {
  const options = readOptions(readOldStyle(call.args), { short: TAR_VALUED_LETTERS, long: TAR_VALUED })
  for (const code of options.values('checkpoint-action')) {
    if (code.startsWith('exec=')) {
      call.runCode(code.slice(5))
      call.add('remote-code', 'runs a command while it packs')
    }
  }
  for (const code of [
    ...options.values('to-command'),
    ...options.values('use-compress-program'),
    ...options.values('I'),
    ...options.values('info-script'),
    ...options.values('new-volume-script'),
    ...options.values('F'),
    ...options.values('rsh-command'),
    ...options.values('rmt-command'),
  ]) {
    if (/^(?:p?igz|p?bzip2|p?xz|zstd(?:mt)?|gzip|lz4|lzop|brotli|lrzip)(?: -[-\w=]+)*$/.test(code)) continue
    call.runCode(code)
    call.add('remote-code', 'runs a program that it is told to')
  }
  const isCreating = options.has('c', 'create', 'r', 'append', 'u', 'update', 'A', 'catenate', 'concatenate')
  const isExtracting = options.has('x', 'extract', 'get')
  if (options.has('delete')) {
    call.add('destructive', 'deletes from an archive')
    call.add('writes', 'changes an archive')
  }
  if (options.has('remove-files')) call.add('destructive', 'deletes what it has packed')
  if (options.has('P', 'absolute-names') && isExtracting) call.doubt()
  if (options.has('index-file', 'volno-file')) call.add('writes', 'writes a list of what it packs')
  if (options.has('g', 'listed-incremental')) {
    call.doubt()
    if (isCreating) call.add('writes', 'writes a list of what it packs')
  }
  const name = options.values('f', 'file')[0]
  if (isCreating) {
    if (name !== '-' && name !== '/dev/null' && (name !== undefined || options.has('f', 'file')))
      call.add('writes', 'writes an archive')
  } else if (isExtracting && !options.has('O', 'to-stdout')) call.add('writes', 'unpacks files, over existing ones')
  else if (!options.has('t', 'list', 'd', 'diff', 'compare', 'x', 'extract', 'version', 'help')) call.doubt()
  if (name !== undefined && /^[\w.-]+@?[\w.-]*:/.test(name) && !options.has('force-local'))
    call.add('network', 'uses a tape on another host')
}

export const ARCHIVES: Rules = {
  ...each('tar gtar bsdtar', judgeTar),
  ...each('gzip bzip2 xz zstd lz4 lzma compress brotli pigz pbzip2 lzop 7zr', (call) => {
    const { has, operands } = readOptions(call.args, { short: 'S', long: ['suffix'] })
    if (has('c', 'stdout', 'to-stdout', 't', 'test', 'l', 'list')) return
    if (operands.length === 0 && call.feed.kind !== 'none') return
    call.add('writes', 'replaces files by compressed ones')
  }),
  ...each('gunzip bunzip2 unxz unzstd unlz4 unlzma uncompress unpigz', (call) => {
    const { has, operands } = readOptions(call.args)
    if (has('c', 'stdout', 'to-stdout', 't', 'test', 'l', 'list')) return
    if (operands.length === 0 && call.feed.kind !== 'none') return
    call.add('writes', 'replaces compressed files')
  }),
  unzip(call) {
    if (readOptions(call.args, { short: 'dPx' }).has('l', 'v', 't', 'p', 'c', 'Z', 'z')) return
    call.add('writes', 'unpacks files')
  },
  zipinfo: () => {},
  zip(call) {
    const { has, values } = readOptions(call.args, { short: 'ibtxnP', long: ['unzip-command'] })
    if (has('sf', 'show-files')) return
    call.add('writes', 'writes an archive')
    if (has('m', 'move', 'd', 'delete')) call.add('destructive', 'deletes files')
    if (has('TT', 'unzip-command') || /\s-TT\b/.test(call.text)) {
      call.add('remote-code', 'runs a program to test the archive')
      for (const code of values('unzip-command')) call.runCode(code)
    }
    if (has('e', 'encrypt', 'P', 'password')) call.doubt()
  },
  ...each('7z 7za 7zz rar unrar unar lsar', (call) => {
    const [mode] = call.args
    if (call.name === 'lsar' || /^[lt]|^i$/.test(mode?.value ?? '')) return
    call.add('writes', 'packs or unpacks files')
    if (/^d$/.test(mode?.value ?? '')) call.add('destructive', 'deletes from an archive')
  }),
  cpio(call) {
    const { has } = readOptions(call.args, { short: 'FHIOEMCR' })
    if (has('rsh-command', 'G')) call.add('remote-code', 'runs a program that it is told to')
    if (has('t', 'list')) return
    if (has('o', 'create') && !has('O', 'F', 'file')) return
    call.add('writes', 'packs or unpacks files')
  },
  ar(call) {
    if (/^-?[tp]/.test(call.args[0]?.value ?? '')) return
    call.add('writes', 'changes an archive')
    if (/^-?d/.test(call.args[0]?.value ?? '')) call.add('destructive', 'deletes from an archive')
  },
  ...each('cabextract dpkg-deb ditto hdiutil', (call) => {
    if (call.name === 'dpkg-deb' && /^(?:-[cIfW]|--contents|--info|--field|--show)/.test(call.args[0]?.value ?? ''))
      return
    call.add('writes', 'packs or unpacks files')
  }),
}
