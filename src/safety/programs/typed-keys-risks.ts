// Terminal multiplexers, and programs that type keys into another terminal or window: what is typed there runs, and nobody asks.

import { joinWords } from '../lines/command-words.ts'
import { readOptions } from '../lines/option-split.ts'
import { type Call, type Rules, each, label } from '../lines/simple-command.ts'

const SHOWS = /^(?:ls|list-\w+|lsw|lsp|lsk|show\w*|display\w*|info|has(?:-session)?|-ls|-list)$/
const STARTS = /^(?:new(?:-session|-window)?|neww|split(?:-window|w)?|run(?:-shell)?|if-shell|respawn\w*)$/
/** Names of keys and options among the words that are typed. */
const NO_TEXT = /^(?:-\w|--[\w-]+(?:=.*)?|Enter|Return|C-m|KPEnter|\d+)$/
/** Ends of lines as they are typed. */
const LINE_END = /(?:\\[rn]|\^M|[\r\n])+$/

export const TYPED_KEYS: Rules = {
  ...each('screen tmux zellij dtach abduco', (call) => {
    const words = call.args.map((word) => word.value)
    const [verb = ''] = words
    const stuffed = words.indexOf('stuff')
    const typed = words.findIndex((word) => /^(?:write-chars|write)$/.test(word))
    if (SHOWS.test(verb)) return
    if (/^kill-/.test(verb)) label(call, 'writes destructive', 'ends sessions and what runs in them')
    else if (/^(?:send-keys|send)$/.test(verb)) typeWords(call, 1)
    else if (call.name === 'screen' && stuffed > 0) typeWords(call, stuffed + 1)
    else if (call.name === 'zellij' && verb === 'action' && typed > 0) typeWords(call, typed + 1)
    else if (/^(?:paste-buffer|pasteb)$/.test(verb)) typeUnknown(call)
    else if (/^(?:source-file|source)$/.test(verb)) label(call, 'writes remote-code', 'runs the commands of a file')
    else if (STARTS.test(verb)) {
      const { operands } = readOptions(call.args.slice(1), { short: 'cFnstxyel', stopsAtOperand: true })
      if (operands.length > 0) call.runCode(joinWords(operands))
      call.doubt()
    } else call.doubt()
  }),
  ...each('xdotool ydotool dotool wtype', (call) => {
    const at = call.args.findIndex(({ value }) => value === 'type')
    if (at >= 0 || call.name === 'wtype') typeWords(call, at + 1)
    else if (/\b(?:key|keydown|click|mousedown|exec)\b/.test(call.text)) typeUnknown(call)
    else call.doubt()
  }),
  ...each('kitty kitten wezterm', (call) => {
    const at = call.args.findIndex(({ value }) => value === 'send-text')
    if (at >= 0) typeWords(call, at + 1)
    else if (/\b(?:send-key|launch|run)\b/.test(call.text)) typeUnknown(call)
    else label(call, 'writes', 'opens or changes windows')
  }),
}

/** Judges the words from `from` on as a line that is typed into a shell. */
function typeWords(call: Call, from: number): void {
  const words = call.args.map((word) => word.value)
  const text = words.filter((word, at) => at >= from && !NO_TEXT.test(word) && words[at - 1] !== '-t').join(' ')
  call.add('writes', 'types into another terminal')
  call.runCode(text.replace(LINE_END, ''))
  call.doubt()
}

function typeUnknown(call: Call): void {
  label(call, 'writes remote-code', 'types into another terminal')
  call.doubt()
}
