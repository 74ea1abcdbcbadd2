// Shells and interpreters: code on the command line is judged, code in a file or on stdin is not shown.

import { type Call, type Rules, each, label } from '../lines/simple-command.ts'
import { type OptionSpec, readOptions } from '../lines/option-split.ts'
import { decodeAnsi } from '../../shell-syntax/word-quoting.ts'
import { judgeAwkSource } from './stream-risks.ts'
import { judgeInlineCode } from './inline-code.ts'
import { longPattern } from '../../sys/words/long-pattern.ts'

function judgeShell(call: Call): void {
  const { has, values, operands, given } = readOptions(call.args, {
    short: call.name === 'fish' ? 'coCpfd' : 'coO',
    long: ['rcfile', 'init-file', 'command', 'init-command', 'profile', 'profile-startup', 'debug-output'],
    stopsAtOperand: true,
  })
  if (has('version', 'help') || (has('n') && given.every((name) => name === 'n') && operands.length > 0)) return
  if (has('rcfile', 'init-file') && !/^\/dev\/null$/.test(values('rcfile', 'init-file')[0] ?? '')) {
    call.add('remote-code', 'runs a start-up file')
  }
  for (const code of values('init-command', 'C')) call.runCode(code)
  if (call.name === 'fish' && has('p', 'profile', 'profile-startup', 'o', 'debug-output'))
    call.add('writes', 'writes a record of what it does')
  const codes = values('c', 'command')
  if (codes.length > 0) {
    // `sh -ec 'code'` and `bash -c -e 'code'`: the code is the first operand when -c was clustered or not last.
    const code = codes[0] ?? ''
    const word = call.args.find((arg) => arg.value === code)
    if (code.startsWith('-') && operands[0]) call.runCode(operands[0].value)
    else if (
      word !== undefined &&
      !word.isLiteral &&
      /^[$`]/.test(code) &&
      !/\s/.test(code.replace(/\$\(.*\)|`.*`/s, ''))
    ) {
      call.add('remote-code', 'runs text that is only known at run time')
    } else call.runCode(code)
    return
  }
  const [script] = operands
  if (script !== undefined && script.value !== '-' && !has('s') && script.value !== '/dev/stdin') {
    call.add('remote-code', `runs the script ${script.text}`)
    runShown(script.text, call)
    return
  }
  if (call.feed.literal !== null) {
    call.runCode(call.feed.literal)
    if (call.feed.kind === 'pipe') call.add('remote-code', 'runs what is piped into it')
    call.doubt()
  } else if (call.feed.kind !== 'none') call.add('remote-code', 'runs what it reads on its input')
  else call.doubt()
}

/** `<(echo 'rm x')` shows its text; it is judged as well. */
export function runShown(text: string, call: Call): void {
  const shown = /^<\(\s*(?:echo|printf)\s+(?:-\w+\s+)?(.*)\)$/s.exec(text)?.[1]
  if (shown !== undefined) call.runCode(decodeAnsi(shown.replaceAll(/^(['"])(.*)\1$/gs, '$2')))
}

const HARMLESS_MODULE = longPattern()`
  ^-?(?:strict|warnings|utf8|feature|v?5\S*|POSIX|List::\w+|Data::Dumper|Time::\w+|JSON(?:::\w+)?|MIME::Base64|Digest::\w+|Scalar::Util
  |Text::\w+|bigint|bignum|Math::\w+|open|Encode|Storable|constant|integer|Getopt::\w+|File::(?:Basename|Spec))(?:[=\s].*)?$
`
const HARMLESS_LIBRARY =
  /^(?:json|yaml|csv|date|time|set|digest|base64|uri|securerandom|pp|bigdecimal|prime|matrix|ostruct)$/

/** An interpreter whose `flag` takes code. */
function interprets(language: string, flags: string[], spec: OptionSpec): (call: Call) => void {
  return (call) => {
    const { has, values, operands, isOpen } = readOptions(call.args, { ...spec, stopsAtOperand: true })
    if (
      call.args.length > 0 &&
      call.args.every((word) => /^(?:-v|-V|--version|-h|--help|-?-?version)$/.test(word.value))
    )
      return
    const codes = values(...flags)
    if (language === 'php' && has('S')) call.add('network', 'opens a port')
    if (codes.length > 0) {
      if (isOpen(...flags) && codes.some((code) => /^[$`]/.test(code)))
        call.add('remote-code', 'runs text that is only known at run time')
      for (const code of codes) judgeInlineCode(code, language, call)
      // perl -i and ruby -i edit the files that follow; their -e is the filter.
      if (has('i') && (language === 'perl' || language === 'ruby')) call.add('writes', 'edits files in place')
      const loaded = language === 'ruby' || language === 'node' ? values('r', 'require', 'import', 'loader') : []
      if (language === 'perl' && values('M', 'm').some((name) => !HARMLESS_MODULE.test(name)))
        call.add('remote-code', 'loads a module')
      if (loaded.some((name) => !HARMLESS_LIBRARY.test(name))) call.add('remote-code', 'loads code before it runs')
      return
    }
    const modules = language === 'python' ? values('m') : []
    if (modules.length > 0) {
      judgePythonModule(modules[0] ?? '', call)
      return
    }
    if (operands.length > 0 && operands[0]?.value !== '-') {
      call.add('remote-code', `runs the script ${operands[0]?.text ?? ''}`)
      if (/manage\.py$/.test(operands[0]?.value ?? '')) {
        if (/\b(?:flush|reset_db)\b/.test(call.text)) label(call, 'writes destructive', 'empties the database')
        else if (/\b(?:migrate|makemigrations|loaddata|collectstatic|createsuperuser)\b/.test(call.text))
          call.add('writes', 'changes the project or its database')
        else if (/\brunserver\b/.test(call.text)) call.add('network', 'opens a port')
      }
      if (
        /setup\.py$/.test(operands[0]?.value ?? '') &&
        /\b(?:install|develop|build|sdist|bdist\w*)\b/.test(call.text)
      ) {
        call.add('writes', 'installs or builds the package')
      }
      return
    }
    if (call.feed.literal !== null && call.feed.kind === 'text') judgeInlineCode(call.feed.literal, language, call)
    else if (call.feed.kind !== 'none') call.add('remote-code', 'runs what it reads on its input')
    else call.doubt()
  }
}

function judgePythonModule(name: string, call: Call): void {
  const rest = call.args.slice(call.args.findIndex((word) => word.value === '-m' || word.value.startsWith('-m')) + 2)
  if (/^(?:http\.server|SimpleHTTPServer|smtpd|aiosmtpd|pydoc)$/.test(name)) {
    if (name !== 'pydoc' || rest.some((word) => /^-[pbn]$/.test(word.value))) call.add('network', 'opens a port')
  } else if (
    /^(?:json\.tool|calendar|this|platform|sysconfig|site|tabnanny|tokenize|dis|ast|base64|timeit|uuid)$/.test(name)
  ) {
    if (name === 'json.tool' && rest.filter((word) => !word.value.startsWith('-')).length > 1)
      call.add('writes', 'writes its second operand')
    if (name === 'timeit') call.doubt()
  } else if (/^(?:venv|virtualenv|compileall|py_compile|ensurepip)$/.test(name)) call.add('writes', 'creates files')
  else if (/^(?:zipfile|tarfile)$/.test(name)) {
    if (!rest.some((word) => /^(?:-l|-t|--list|--test)$/.test(word.value))) call.add('writes', 'packs or unpacks files')
  } else if (name === 'pip' || name === 'pipx' || name === 'poetry' || name === 'uv') {
    call.run([{ text: name, value: name, isLiteral: true, isGlob: false, isSplit: false }, ...rest])
  } else call.add('remote-code', `runs the module ${name}`)
}

export const INTERPRETERS: Rules = {
  ...each('bash sh zsh dash ksh mksh ash fish tcsh csh rbash yash elvish xonsh', judgeShell),
  ...each('nu pwsh powershell', (call) => {
    const { values } = readOptions(call.args, {
      short: 'cC',
      long: ['commands', 'Command', 'EncodedCommand'],
      isSingleDash: call.name !== 'nu',
    })
    const codes = values('c', 'commands', 'Command')
    if (codes.length === 0) call.add('remote-code', 'runs a script or decoded text')
    for (const code of codes) {
      if (/Remove-Item|rm |del /i.test(code)) label(call, 'writes destructive', 'deletes files')
      if (/Invoke-WebRequest|iwr|curl|DownloadString/i.test(code)) call.add('network', 'fetches an address')
      if (/Invoke-Expression|iex\b/i.test(code)) call.add('remote-code', 'runs text as code')
      call.doubt()
    }
  }),
  ...each('python python2 python3 pypy pypy3 ipython', interprets('python', ['c'], { short: 'cmWXQ' })),
  ...each(
    'node nodejs',
    interprets('node', ['e', 'eval', 'p', 'print'], {
      short: 'eprC',
      long: ['eval', 'print', 'require', 'import', 'loader', 'experimental-loader', 'env-file'],
    }),
  ),
  ...each('perl', interprets('perl', ['e', 'E'], { short: 'eEMmIx' })),
  ...each('ruby', interprets('ruby', ['e'], { short: 'erICSE', long: ['require'] })),
  ...each('php', interprets('php', ['r'], { short: 'rdcfBREFzS' })),
  ...each('lua luajit', interprets('lua', ['e'], { short: 'el' })),
  ...each('Rscript R', interprets('r', ['e'], { short: 'e' })),
  ...each(
    'ts-node tsx babel-node coffee groovy scala kotlin jshell ghci runghc ocaml racket guile sbcl clisp julia octave swift elixir erl iex lein clj crystal dart tclsh wish expect m4-x',
    (call) => {
      const { values } = readOptions(call.args, { short: 'e', long: ['eval'] })
      const codes = values('e', 'eval')
      if (codes.length === 0) call.add('remote-code', 'runs a program')
      for (const code of codes) judgeInlineCode(code, 'node', call)
    },
  ),
  java: (call) => {
    if (!/^-?-?(?:version|help|showversion)$/.test(call.args[0]?.value ?? '') && call.args[0]?.value !== '-version')
      call.add('remote-code', 'runs a program')
  },
  ...each(
    'javac tsc rustc gcc g++ cc c++ clang clang++ ld as ghc ocamlc nasm protoc swiftc kotlinc scalac dmd gfortran zig nim esbuild swc webpack rollup vite parcel sass less-c postcss',
    (call) => {
      const { has } = readOptions(call.args, { short: 'oIlLDW' })
      if (
        call.args.length > 0 &&
        call.args.every((word) =>
          /^(?:-v|-V|--version|-dumpversion|-dumpmachine|--help|-print-[\w-]+(?:=\w+)?)$/.test(word.value),
        )
      )
        return
      if (call.name === 'tsc' && has('noEmit')) return
      if (/^(?:gcc|g\+\+|cc|clang|clang\+\+)$/.test(call.name) && (has('fsyntax-only') || (has('E') && !has('o'))))
        return
      call.add('writes', 'writes compiled files')
      if (
        /^(?:webpack|rollup|vite|parcel|zig|nim|postcss)$/.test(call.name) ||
        /-fplugin|-B\s?\/|-wrapper/.test(call.text)
      ) {
        call.add('remote-code', 'runs configuration or plug-ins of the project')
      }
    },
  ),
  m4: (call) => {
    if (/syscmd|esyscmd/.test(call.text)) call.add('remote-code', 'runs commands from a macro')
    call.doubt()
  },
  gnuplot: (call) => {
    judgeAwkSource(readOptions(call.args, { short: 'e' }).values('e').join('\n'), call)
    call.doubt()
  },
}
