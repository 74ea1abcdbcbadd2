// Programs that create, change, move or delete files.

import { type Call, type Rules, each, label } from '../lines/simple-command.ts'
import { readOptions } from '../lines/option-split.ts'
import { KERNEL_SETTING, RAW_DEVICE, judgeWrittenPath } from '../lines/redirection.ts'
import type { Word } from '../lines/command-words.ts'

/** Folders of the system: to delete them, or to let everyone write to them, ruins the machine. */
const SYSTEM_ROOT =
  /^\/(?:\*|\.)?$|^\/(?:etc|usr|bin|sbin|lib|lib64|boot|dev|proc|sys|var|root|opt|home|System|Library|Applications)(?:\/\*?)?$/

function judgeTargets(call: Call, words: Word[]): void {
  for (const word of words) {
    judgeWrittenPath(word.value, (name, what) => {
      call.add(name, what)
    })
  }
}

function deletes(call: Call): void {
  const { operands, has } = readOptions(call.args)
  const isRecursive = has('r', 'R', 'recursive')
  const isRoot = (word: Word) =>
    SYSTEM_ROOT.test(word.value) || /^(?:~|\$HOME|\$\{HOME\})\/?$|^\.\.?\/?$/.test(word.value)
  const risky = operands.find((word) => !word.isLiteral || word.isGlob || isRoot(word))
  const what = isRecursive ? 'deletes recursively' : 'deletes'
  call.add('writes', risky ? `${what}: ${risky.text} may be more than it looks` : what)
  call.add('destructive', risky ? `${what}: ${risky.text} may be more than it looks` : what, operands.some(isRoot))
  if (operands.some((word) => RAW_DEVICE.test(word.value))) call.add('privileged', 'removes a device')
}

/** Tells what becomes of files that are in the way of a `cp` or `mv`. The last of `-f`, `-i` and `-n` counts. */
function sparingOf({ args }: Pick<Call, 'args'>): string {
  const { has, values } = readOptions(args, { short: 'tS', long: ['target-directory', 'suffix', 'backup', 'update'] })
  const letters = args.flatMap(({ value }) => (/^-[a-zA-Z]+$/.test(value) ? [...value] : []))
  const last = letters.findLast((letter) => /[fin]/.test(letter))
  if (last === 'n' || has('no-clobber') || values('update').some((value) => value.startsWith('none')))
    return 'and overwrites none'
  if (has('b', 'backup', 'suffix')) return 'and keeps copies of those that it overwrites'
  return last === 'i' || has('interactive') ? 'and asks before it overwrites' : OVERWRITES
}
const OVERWRITES = 'over existing ones'

/** True for a `mv` that overwrites without a question: `find` may give it several files of one name for one folder. */
export const overwritesSilently = (args: Word[]): boolean => sparingOf({ args }) === OVERWRITES

/** Reports modes that let everyone write, or that run a program with the rights of its owner. */
function judgeMode(call: Call, mode: string, isRecursive: boolean): void {
  const octal = /^[0-7]{3,4}$/.test(mode) ? mode.padStart(4, '0') : null
  const setsId = octal ? /^[2-7]/.test(octal) && octal[0] !== '1' : /[+=][rwx]*s/.test(mode)
  if (setsId) call.add('privileged', 'lets a program run with the rights of its owner')
  const opensToAll = octal
    ? /[2367]$/.test(octal)
    : /(?:^|,)(?:[ugo]*[oa][ugoa]*)?[+=][rx]*w/.test(mode) && !/^u?g?[+=]/.test(mode)
  if (isRecursive && (opensToAll || octal === '0000' || /^a?-r/.test(mode))) {
    call.add('destructive', 'changes every mode below; the old ones are lost')
  }
}

export const FILES: Rules = {
  ...each('rm unlink srm trash-empty', deletes),
  ...each('trash trash-put gio-trash rmtrash', (call) => {
    label(call, 'writes', 'moves files to the trash')
  }),
  rmdir: (call) => {
    call.add('writes', 'removes empty folders')
  },
  ...each('shred wipe scrub sfill', (call) => {
    label(call, 'writes destructive', 'overwrites files for good')
    judgeTargets(call, call.args)
  }),
  truncate(call) {
    const { values } = readOptions(call.args, { short: 'sro', long: ['size', 'reference'] })
    const [size = ''] = values('s', 'size')
    label(call, /^\+/.test(size) ? 'writes' : 'writes destructive', 'cuts files to a size')
  },
  ...each('cp gcp', (call) => {
    const { operands, afterDashes } = readOptions(call.args, { short: 'tS', long: ['target-directory', 'suffix'] })
    call.add('writes', `copies files, ${sparingOf(call)}`)
    judgeTargets(call, (afterDashes ?? operands).slice(-1))
    if (operands[0]?.value === '/dev/null') call.add('destructive', 'empties the target')
    if (operands.some((word) => RAW_DEVICE.test(word.value))) call.add('privileged', 'reads or writes a raw device')
  }),
  ...each('mv gmv', (call) => {
    call.add('writes', `moves files, ${sparingOf(call)}`)
    const { operands } = readOptions(call.args, { short: 'tS' })
    judgeTargets(call, operands.slice(-1))
    if (operands.at(-1)?.value === '/dev/null') call.add('destructive', 'throws files away')
    if (operands.slice(0, -1).some((word) => SYSTEM_ROOT.test(word.value)))
      call.add('destructive', 'moves a system folder away')
  }),
  ...each('ln link symlink', (call) => {
    call.add('writes', 'creates a link')
  }),
  ...each('mkdir mkfifo touch mktemp', (call) => {
    if (call.name === 'mktemp' && readOptions(call.args).has('u', 'dry-run')) return
    call.add('writes', 'creates or touches files')
  }),
  install(call) {
    const { values } = readOptions(call.args, { short: 'mogtSD', long: ['mode', 'owner', 'group', 'strip-program'] })
    call.add('writes', 'installs files')
    for (const mode of values('m', 'mode')) judgeMode(call, mode, false)
    if (values('strip-program').length > 0) call.add('remote-code', 'runs the program that it is told to strip with')
  },
  mknod(call) {
    label(call, /\s[bc]\s/.test(call.text) ? 'writes privileged' : 'writes', 'creates a device file')
  },
  tee(call) {
    const { operands, has } = readOptions(call.args)
    const files = operands.filter(
      (word) => !/^\/dev\/(?:null|std(?:out|err)|tty|fd\/\d)$/.test(word.value) && word.value !== '-',
    )
    if (files.length === 0) return
    call.add('writes', has('a', 'append') ? 'appends to files' : 'overwrites files')
    judgeTargets(call, files)
  },
  ...each('sponge', (call) => {
    call.add('writes', 'writes a file')
    judgeTargets(call, call.args)
  }),
  dd(call) {
    const output = call.args.find((word) => word.value.startsWith('of='))?.value.slice(3)
    const input = call.args.find((word) => word.value.startsWith('if='))?.value.slice(3)
    if (input !== undefined && RAW_DEVICE.test(input)) call.add('privileged', 'reads a raw device')
    if (output === undefined || /^\/dev\/(?:null|stdout|stderr)$/.test(output)) return
    call.add('writes', `writes ${output}`)
    judgeWrittenPath(output, (name, what) => {
      call.add(name, what)
    })
  },
  ...each('chmod gchmod', (call) => {
    const modes = call.args.filter((word) => !/^-[RvfcHLP]+$|^--/.test(word.value))
    const { has } = readOptions(call.args.filter((word) => /^-[RvfcHLP]+$|^--/.test(word.value)))
    const mode = modes[0]?.value ?? ''
    call.add('writes', 'changes file modes')
    judgeMode(call, mode, has('R', 'recursive'))
    const target = modes.slice(1)
    if (has('R', 'recursive') && target.some((word) => SYSTEM_ROOT.test(word.value))) {
      label(call, 'destructive privileged', 'changes the modes of the system')
    }
    if (
      target.some((word) => KERNEL_SETTING.test(word.value) || /^\/etc\/(?:shadow|sudoers|passwd)/.test(word.value))
    ) {
      call.add('privileged', 'opens a file that guards the system')
    }
    if (
      target.some((word) => /\.ssh|id_(?:rsa|ed25519)|\.gnupg|\.pem$|shadow$/.test(word.value)) &&
      !/^0?[4-7]00$|^[ugo]*-|^go=$/.test(mode)
    ) {
      call.add('credential-touching', 'changes who may read a secret')
    }
  }),
  ...each('chown chgrp gchown', (call) => {
    const { operands, has } = readOptions(call.args, { long: ['from', 'reference'] })
    label(call, 'writes', 'changes the owner of files')
    if (/^root\b|^0\b/.test(operands[0]?.value ?? '') && call.name !== 'chgrp')
      call.add('privileged', 'gives files to root')
    if (has('R', 'recursive')) {
      call.add('destructive', 'changes every owner below; the old ones are lost')
      if (operands.slice(1).some((word) => SYSTEM_ROOT.test(word.value)))
        call.add('privileged', 'changes the owners of the system')
    }
  }),
  ...each('chattr chflags', (call) => {
    label(
      call,
      /[+-=]i|uchg|schg|immutable/.test(call.text) ? 'writes privileged' : 'writes',
      'changes file attributes',
    )
  }),
  setfacl: (call) => {
    call.add('writes', 'changes access lists')
  },
  xattr(call) {
    if (readOptions(call.args).has('w', 'd', 'c')) call.add('writes', 'changes file attributes')
  },
  setfattr: (call) => {
    call.add('writes', 'changes file attributes')
  },
  ...each('split csplit', (call) => {
    const { values } = readOptions(call.args, {
      short: 'abClnt',
      long: ['filter', 'bytes', 'lines', 'number', 'suffix-length'],
    })
    for (const code of values('filter')) {
      call.runCode(code)
      call.doubt()
    }
    if (values('filter').length === 0) call.add('writes', 'writes pieces of a file')
  }),
  patch(call) {
    if (readOptions(call.args, { short: 'pioBdDFgrVxYz' }).has('dry-run', 'C', 'check')) return
    call.add('writes', 'changes files')
  },
  ...each('rename prename file-rename mmv zmv zcp zln', (call) => {
    if (readOptions(call.args).has('n', 'nono', 'no-act', 'dry-run') && call.name !== 'mmv') return
    call.add('writes', 'renames files')
    if (/s\/.*\/e\b|system|`/.test(call.text)) call.doubt()
  }),
  ...each('dos2unix unix2dos iconv uconv recode', (call) => {
    const isFilter = call.name === 'iconv' || call.name === 'uconv'
    const { operands, has } = readOptions(call.args, {
      short: isFilter ? 'ftox' : 'cn',
      long: ['from-code', 'to-code', 'output'],
    })
    if (isFilter ? has('o', 'output') : operands.length > 0)
      call.add('writes', 'converts files in place or into new ones')
  }),
  ...each(
    'gifsicle convert magick mogrify ffmpeg sox pandoc wkhtmltopdf pdftk qpdf gs inkscape rsvg-convert cwebp optipng jpegoptim exiftool pdftotext pdfunite pdfseparate img2pdf ocrmypdf tesseract libreoffice soffice yt-dlp-x asciidoctor latex pdflatex xelatex lualatex latexmk bibtex typst dot mmdc plantuml pngquant dvipdf',
    (call) => {
      if (/^(?:dot)$/.test(call.name) && !readOptions(call.args, { short: 'oTKGNE' }).has('o', 'O')) return
      if (call.name === 'pdftotext' && call.args.at(-1)?.value === '-') return
      if (call.name === 'pandoc' && !readOptions(call.args, { short: 'oftrw' }).has('o', 'output')) return
      if (
        call.name === 'exiftool' &&
        !call.args.some((word) => /^-\w+[-+]?=|^-(?:o|w|overwrite\w*|all=)$|^-csv=/.test(word.value))
      )
        return
      if (/https?:\/\/|rtmp:|rtsp:/.test(call.text)) call.add('network', 'reads from or sends to another host')
      call.add('writes', 'writes its result to a file')
      if (/shell-escape/.test(call.text)) call.add('remote-code', 'lets a document run programs')
    },
  ),
}
