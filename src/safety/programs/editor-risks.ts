// Editors and openers.

import { type Call, type Rules, each } from '../lines/simple-command.ts'
import { readOptions } from '../lines/option-split.ts'

export const EDITORS: Rules = {
  ...each('vi vim nvim gvim mvim view vimdiff ex', (call) => {
    const { has, values } = readOptions(call.args, { short: 'cSuUTwWirsVd', long: ['cmd'] })
    const codes = [
      ...values('c'),
      ...values('cmd'),
      ...call.args.filter((word) => word.value.startsWith('+')).map((word) => word.value.slice(1)),
    ]
    let isBatch = false
    for (const code of codes) {
      const shell = /^\s*:?\s*(?:silent!?\s+)?(?:r(?:ead)?\s*)?!(.*)$/s.exec(code)
      if (shell) {
        call.runCode((shell[1] ?? '').replace(/\|\s*q\w*!?$/, ''))
        call.add('remote-code', 'runs a command from inside the editor')
      } else if (
        /!|\bsystem\s*\(|\b(?:lua|py\w*|perl|ruby|tcl|term(?:inal)?|so(?:urce)?|call|exe(?:cute)?|luafile|runtime)\b/.test(
          code,
        )
      ) {
        call.add('remote-code', 'runs code from inside the editor')
        const inner = /system\s*\(\s*(["'])(.*?)\1/.exec(code)?.[2]
        if (inner !== undefined) call.runCode(inner)
      }
      if (/(?:^|[|:\s%])(?:w|wq|x|wa|wqa|xa|up(?:date)?|sav(?:eas)?|wn)\b!?|ZZ/.test(code))
        call.add('writes', 'saves files without asking')
      if (/^\s*:?q/.test(code)) isBatch = true
    }
    if (has('S', 's', 'u', 'U')) call.add('remote-code', 'runs a script')
    if (has('w', 'W', 'r') && has('w', 'W')) call.add('writes', 'records what is typed to a file')
    if (!isBatch && call.name !== 'view' && !has('R', 'version')) call.add('writes', 'opens files to be changed')
  }),
  ...each('ed red', (call) => {
    if (call.feed.literal !== null) {
      if (/^\s*(?:[\d,$./]*)(?:w|wq|W)\b/m.test(call.feed.literal)) call.add('writes', 'saves the file')
      for (const match of call.feed.literal.matchAll(/^[\d,$.%]*(?:[rew]\s*)?!(.*)$/gm)) call.runCode(match[1] ?? '')
      call.doubt()
    } else call.add('writes', 'opens a file to be changed')
  }),
  ...each(
    'nano pico micro joe jed mcedit helix hx kak kate gedit pluma mousepad subl atom code code-insiders cursor zed idea pycharm webstorm emacs emacsclient mg zile',
    (call) => {
      const { has, values } = readOptions(call.args, {
        long: ['eval', 'load', 'execute', 'install-extension', 'command'],
        short: 'lf',
      })
      if (/^(?:code|code-insiders|cursor)$/.test(call.name)) {
        if (has('list-extensions', 'version', 'status')) return
        if (has('install-extension')) {
          for (const name of ['writes', 'network', 'remote-code'] as const) call.add(name, 'installs an extension')
          return
        }
        if (has('uninstall-extension')) {
          call.add('writes', 'removes an extension')
          return
        }
        if (has('d', 'diff')) return
      }
      if (
        /^(?:emacs|emacsclient|mg)$/.test(call.name) &&
        has('eval', 'load', 'l', 'script', 'execute', 'f', 'funcall')
      ) {
        call.add('remote-code', 'runs Lisp code')
        for (const code of values('eval', 'execute')) {
          const inner = /shell-command(?:-to-string)?\s+"((?:[^"\\]|\\.)*)"/.exec(code)?.[1]
          if (inner !== undefined) call.runCode(inner)
          if (/delete-(?:file|directory)/.test(code))
            for (const name of ['writes', 'destructive'] as const) call.add(name, 'deletes files')
        }
        return
      }
      call.add('writes', 'opens files to be changed')
    },
  ),
  ...each('open xdg-open gio start explorer wslview', (call) => {
    if (/https?:\/\//.test(call.text)) call.add('network', 'opens an address in the browser')
    else if (call.name === 'gio' && /^(?:list|info|cat|tree|help)$/.test(call.args[0]?.value ?? '')) return
    else if (call.name === 'gio' && call.args[0]?.value === 'trash') labelTrash(call)
    else call.add('remote-code', 'opens a file with whatever program is set for it')
  }),
  ...each('pbcopy xclip xsel wl-copy clip.exe clip pbpaste wl-paste', (call) => {
    if (/paste|-o\b|--output/.test(call.text)) call.add('credential-touching', 'prints the clipboard')
    else call.add('writes', 'replaces the clipboard')
  }),
  ...each('osascript', (call) => {
    const { values } = readOptions(call.args, { short: 'el' })
    const codes = values('e')
    if (codes.length === 0) call.add('remote-code', 'runs a script')
    for (const code of codes) {
      for (const match of code.matchAll(/do shell script "((?:[^"\\]|\\.)*)"/g)) call.runCode(match[1] ?? '')
      if (/administrator privileges/.test(code)) call.add('privileged', 'asks for administrator rights')
      if (/delete|empty trash/.test(code))
        for (const name of ['writes', 'destructive'] as const) call.add(name, 'deletes files')
      call.doubt()
    }
  }),
}

/** `gio trash`: moves files there, and with --empty deletes all that is there. */
function labelTrash(call: Call): void {
  if (call.args.some(({ value }) => value === '--empty'))
    call.add('destructive', 'deletes all that is in the trash, for good')
  if (call.args.some(({ value }) => value === '--list')) return
  call.add('writes', 'moves files to the trash')
}
