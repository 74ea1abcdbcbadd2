// zsh reads a file twice as fast from its word code, which `zcompile` writes into NAME.zwc beside it, and passes over one that is
// older than the file or of another version of zsh. Word code is made where the plugin is built or installed, never shipped.

import { spawnSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'

// -U: aliases are not expanded. The new file takes the old one's place at once, since a shell may be reading that.
const COMPILE = `for file; do zcompile -U $file.new.zwc $file && command mv -f $file.new.zwc $file.zwc; done`

/** Makes the word code of the plugin in `directory`. Makes nothing in a directory of another user, and nothing without zsh. */
export function makeWordcode(directory: string): void {
  if (statSync(directory).uid !== process.geteuid?.()) return
  const files = readdirSync(directory).filter((name) => /^kimi(?:-\w+)?\.zsh$/.test(name))
  spawnSync('zsh', ['-f', '-c', COMPILE, 'zsh', ...files], { cwd: directory, stdio: 'ignore' })
}
