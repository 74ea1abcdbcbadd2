// Options by which a program that else only reads runs another one, loads code or writes a file. The rules in programs/ know the options that
// matter most to each program. This file knows how such options are called in general, and in rows those of single programs, so that a line
// with an option that no rule has looked at is not called safe.

import { type Call, label } from './simple-command.ts'
import { longPattern } from '../../sys/words/long-pattern.ts'

/** Parts of the names of long options that stand for running, loading, configuring or writing. */
const EFFECT_PARTS = new Set(
  (
    'exec execute program prog command cmd script scripts shell pager preprocessor pre prepipe prepipex pipe hook hooks hookdir editor edit viewer view ' +
    'browser rsh plugin plugins renderer toolexec vettool load mload preload library lib module eval define macros engine provider config conf rcfile ' +
    'ackrc init options-file output outfile out log logger logs logfile save write writerand dump record sout trace history install uninstall update upgrade ' +
    'delete remove rm clear purge reset erase fix repair kill python pyargs interpreter'
  ).split(' '),
)
/** Options with such a part in their name that only choose what is shown and in which form. */
const SHOWING_OPTION = longPattern()`
  ^(?:no-\S*|\S*-only|only-\S*|show-\S*|list-\S*|print-\S*|get-\S*|is-\S*|output-(?:indicator-\w+|delimiter|separator|fields|format|mode
  |sync)|(?:raw|compact|ascii|color|join|fallback-to-raw)-output\S*|\S*delete-empty\S*|ext-diff|history|clear-cache|diff-filter)$
`
/** Programs whose `--output FORMAT` chooses a form or columns, and the like. */
const FORMS: readonly [programs: RegExp, options: RegExp][] = [
  [
    /^(?:df|lsblk|findmnt|lscpu|lsmem|lsns|lsipc|lslogins|lsirq|wipefs|prlimit|blkid|ps|zramctl|column)$/,
    /^(?:output\S*|json)$/,
  ],
  [
    /^(?:kubectl|k|kubecolor|oc|helm|aws|az|gcloud|systemctl|journalctl|loginctl|mediainfo)$/,
    /^(?:output|config|view)$/,
  ],
  [/^(?:uv|pip3?|npm|yarn|pnpm|tokei|cloc|scc|poetry|stack)$/, /^(?:output-format|output)$/],
  [/^(?:tar|gtar|bsdtar|find|fd|fdfind|history|set|abbr|alias|read|functions|man|journalctl)$/, /./],
]
/** Programs that print their words, or judge each of them as the word of another command. */
const TAKES_WORDS = longPattern()`
  ^(?:echo|printf|print|test|\[|\[\[|true|false|:|expr|for|alias|export|command|builtin|exec|time|nice|nohup|timeout|gtimeout|setsid
  |stdbuf|ionice|busybox|watch|eval|noglob|nocorrect|coproc|xargs|gxargs|parallel|doas|env|sudo|trap|repeat|chronic|flock|strace|ssh|fd
  |fdfind|find|docker|podman|kubectl)$
`
/** The first letters of long options of one or two letters that are whole names. */
const WHOLE_NAME = /^(?:si|cc|or|ff|ws|rm|ci|no|v|h)$/

interface EffectRow {
  programs: RegExp
  /** The words of which one brings the effect. */
  word: RegExp
  labels: string
  effect: string
}

const LOADS = ['remote-code', 'loads a library or settings that are code'] as const
const row = (programs: string, word: RegExp, labels: string, effect: string): EffectRow => ({
  programs: new RegExp(`^(?:${programs})$`),
  word,
  labels,
  effect,
})

const ROWS: readonly EffectRow[] = [
  row('ar|nm|objdump|size|ranlib', /^--plugin/, ...LOADS),
  row('diff3|sdiff', /^--diff-program/, 'remote-code', 'runs the program that it is told to compare with'),
  row('tree', /^-[A-Za-z]*R/, 'writes', 'writes a page into each folder'),
  row(
    'rpm|rpmquery',
    /^(?:--(?:pipe|eval|define|load|macros|rcfile)|-[A-Za-z]*[ED])/,
    'remote-code',
    'runs macros or a pipe',
  ),
  row('dpkg|dpkg-query', /^--pager/, 'remote-code', 'runs the program named as its pager'),
  row(
    'apt|apt-get|apt-cache',
    /^(?:-[a-z]*[oc]|--(?:option|config-file))/,
    'remote-code',
    'takes settings that may run programs',
  ),
  row('pacman|yay|paru', /^--(?:hookdir|config|gpgdir)/, ...LOADS),
  row('dnf|yum|microdnf|zypper', /^(?:--(?:setopt|config|root|installroot)|-c)/, ...LOADS),
  row(
    'npm|npx|pnpm|yarn',
    /^--(?:viewer|browser|editor|shell|script-shell|git|node-options)/,
    'remote-code',
    'runs a program that it is told to',
  ),
  row('pip|pip3|uv', /^(?:--python$|--python=|-p$)/, 'remote-code', 'runs the interpreter that it is told to ask'),
  row('pip|pip3', /^--(?:log|report|cache-dir)/, 'writes', 'writes a file'),
  row('uv|poetry', /^(?:-o|--output)/, 'writes', 'writes a file'),
  row('cargo|rustup', /^--config/, ...LOADS),
  row(
    'go',
    /^--?(?:toolexec|exec|vettool|overlay|modfile|ldflags|gcflags|asmflags|gccgoflags)\b/,
    'remote-code',
    'runs a program that it is told to',
  ),
  row(
    'go',
    /^--?(?:mod=mod|o|http|cpuprofile|memprofile|trace|outputdir|coverprofile)\b/,
    'writes',
    'writes a file, or opens a port',
  ),
  row('gofmt|goimports', /^--?(?:cpuprofile|memprofile|memprofilerate|trace)/, 'writes', 'writes a file'),
  row('helm', /^--post-renderer/, 'remote-code', 'runs a program that it is told to'),
  row('helm', /^--output-dir/, 'writes', 'writes files'),
  row('git', /^--build-fake-ancestor/, 'writes', 'writes a file'),
  row('docker|podman', /^--config/, ...LOADS),
  row('ugrep|ug', /^(?:--(?:view|filter|pager)|-[A-Za-z]*Q)/, 'remote-code', 'runs a program, or waits for keys'),
  row('ack', /^--(?:ackrc|output)/, 'remote-code', 'takes settings that may run programs'),
  row('fzf|sk|peco', /^--history/, 'writes', 'writes a file'),
  row('fzf|sk|peco', /^--with-shell/, 'remote-code', 'runs a program that it is told to'),
  row('bat|batcat', /^--generate-config/, 'writes', 'writes a file'),
  row('neofetch|fastfetch|glances', /^(?:--(?:config|source|load-config|logo|image)|-[cC])/, ...LOADS),
  row('fastfetch', /^--gen-config/, 'writes', 'writes a file'),
  row('screenfetch', /^-[A-Za-z]*[sSu]/, 'writes', 'takes a picture of the screen'),
  row('inxi', /^-[A-Za-z]*U/, 'writes network', 'replaces itself by a newer version'),
  row('lshw', /^-dump/, 'writes', 'writes a file'),
  row('lspci', /^-[A-Za-z]*[qQ]/, 'network', 'asks another host'),
  row('lsof', /^-[A-Za-z]*D/, 'writes', 'writes its cache'),
  row(
    'cloc',
    /^--(?:counted|categorized|ignored|diff-alignment|found|sql|sum-reports|write-lang-def|strip-comments|strip-code|save)/,
    'writes',
    'writes a file',
  ),
  row('cloc', /^--(?:vcs|extract-with|config|read-lang-def)/, 'remote-code', 'runs a program that it is told to'),
  row('scc', /^--format-multi/, 'writes', 'writes a file'),
  row('cheat', /^(?:--(?:edit|rm|init|update)|-[A-Za-z]*[eru])/, 'writes', 'changes its pages'),
  row('info', /^--dribble/, 'writes', 'writes a file'),
  row('info', /^(?:--(?:restore|init-file|variable)|-v)/, ...LOADS),
  row('zstd|zstdmt|pzstd', /^(?:-[a-zA-Z\d]*o|--(?:rm|trace|train|output)|-o)/, 'writes', 'writes or deletes a file'),
  row('xq|tomlq', /^(?:-[A-Za-z]*i|--in-place)/, 'writes', 'edits files in place'),
  row('mlr', /^(?:--(?:prepipex?|load|mload)|-f$)/, 'remote-code', 'runs a program that it is told to'),
  row('xmllint', /^--shell/, 'remote-code', 'waits for commands'),
  row('htmlq|pup|csvcut|csvlook|csvstat|csvgrep|csvsort|xsv', /^(?:-o|--output)/, 'writes', 'writes a file'),
  row('openssl', /^-(?:writerand)/, 'writes', 'writes a file'),
  row('openssl', /^-(?:config|engine|provider)/, ...LOADS),
  row(
    'gpg|gpg2|gpgv',
    /^--(?:agent-program|dirmngr-program|photo-viewer|exec-path|options|gpgconf|keyboxd-program|pinentry)/,
    'remote-code',
    'runs a program that it is told to',
  ),
  row('gpg|gpg2|gpgv', /^--(?:log|logger|attribute|status)-file/, 'writes', 'writes a file'),
  row('gpgconf', /^--(?:change|apply|kill|launch|create|remove|reload)/, 'writes', 'changes the key agent'),
  row('ssh', /^-[A-Za-z0-9]*F/, ...LOADS),
  row('ssh-keygen', /^-[A-Za-z]*[Dw]/, ...LOADS),
  row('ssh-add', /^-[A-Za-z]*[seS]/, ...LOADS),
  row(
    'lvs|vgs|pvs|pvdisplay|vgdisplay|lvdisplay|pvscan|vgscan|lvscan',
    /^--(?:config|cache|activate)/,
    'privileged writes',
    'changes disks',
  ),
  row('blkid', /^(?:-[A-Za-z]*[gwc]|--(?:garbage-collect|cache-file))/, 'writes', 'writes its cache'),
  row('blockdev', /^--(?:set|flush|reread)/, 'privileged writes', 'changes a device'),
  row('log', /^(?:config|collect|erase)$/, 'privileged writes', 'changes or collects logs'),
  row('journalctl', /^--smart-relinquish-var/, 'privileged writes', 'changes the journal'),
  row('dnf|yum', /^(?:undo|redo|rollback|replay|userinstalled-clear)$/, 'privileged writes', 'changes packages'),
  row('terraform|tofu', /^(?:lock|mirror)$/, 'writes network', 'downloads or pins providers'),
  row('xsv', /^(?:index|split|partition)$/, 'writes', 'writes a file'),
  row('play|sox|soxi', /^\|/, 'remote-code', 'runs a command to hear its output'),
  row(
    'identify',
    /^(?:-(?:write|set|define)|(?:ephemeral|msl|mvg|mpr|url|https?|clipboard):)/,
    'writes',
    'writes or deletes a file',
  ),
  row('time', /^(?:-[a-zA-Z]*o|--output)/, 'writes', 'writes a file'),
]
/** Programs that show or play media, and the words for which they only do that. */
const MEDIA: readonly [programs: RegExp, plain: RegExp][] = [
  [
    /^(?:mpv|vlc|cvlc|mplayer)$/,
    /^(?:[^-].*|--?(?:no-video|no-audio|vid=no|volume=\d+|loop\S*|fs|fullscreen|shuffle|speed=\S+|start=\S+|really-quiet|quiet|play-and-exit))$/,
  ],
  [
    /^(?:ffplay|ffprobe)$/,
    /^(?:[^-].*|-(?:autoexit|nodisp|hide_banner|an|vn|fs|v|loglevel|i|of|print_format|show_\w+|select_streams|count_\w+|ss|t|x|y|volume|loop|sexagesimal|pretty|unit|version))$/,
  ],
  [/^mediainfo$/, /^(?:[^-].*|-f|--(?:Full|Version|Output=(?!file:)\S+|Inform=(?!file:).*))$/i],
  [/^identify$/, /^(?:[^-].*|-(?:format|verbose|ping|regard-warnings|quiet|version|moments|unique))$/],
]

/** Reports the effects of options that bring one to a program that else only reads; adds nothing where none is known. */
export function judgeEffectOptions(call: Call): void {
  const end = call.args.findIndex((word) => word.value === '--')
  const words = (end < 0 ? call.args : call.args.slice(0, end)).map((word) => word.value)
  // The options of a wrapper end at its first operand: what follows is another command.
  const own = /^(?:time|ssh)$/.test(call.name) ? words.slice(0, endOfOptions(words)) : words
  for (const { programs, word, labels, effect } of ROWS) {
    if (programs.test(call.name) && own.some((text) => word.test(text))) label(call, labels, effect)
  }
  for (const [programs, plain] of MEDIA) {
    if (programs.test(call.name) && !words.every((text) => plain.test(text))) call.doubt()
  }
  if (TAKES_WORDS.test(call.name)) return
  if (words.some((text) => isCutShort(text) || hasEffectName(text, call.name))) call.doubt()
}

function endOfOptions(words: readonly string[]): number {
  const at = words.findIndex(
    (text, index) => !text.startsWith('-') && !/^-[a-zA-Z]*[ofFpil]$/.test(words[index - 1] ?? ''),
  )
  return at < 0 ? words.length : at
}

/** True for `--co=x`: getopt takes so short a name for any option that begins with it, here for `--compress-program`. */
function isCutShort(text: string): boolean {
  const name = /^--([A-Za-z]\w?)(?:=|$)/.exec(text)?.[1]
  return name !== undefined && !WHOLE_NAME.test(name)
}

function hasEffectName(text: string, program: string): boolean {
  const name = /^--([A-Za-z][\w-]+)(?:=|$)/.exec(text)?.[1]
  if (name === undefined || SHOWING_OPTION.test(name)) return false
  if (!name.split(/[-_]/).some((part) => EFFECT_PARTS.has(part.toLowerCase()))) return false
  return !FORMS.some(([programs, options]) => programs.test(program) && options.test(name))
}
