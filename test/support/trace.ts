// What a shell starts, as strace sees it.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Programs (execve) that an interactive shell in a pty starts more when its rc file also runs `rc`. */
export function countPrograms(shell: 'zsh' | 'bash', rc: string): number {
  const dir = mkdtempSync('/tmp/kb-')
  try {
    const count = (text: string) => {
      writeFileSync(join(dir, shell === 'zsh' ? '.zshrc' : '.bashrc'), text)
      const args = shell === 'zsh' ? "-d -i -c ':'" : `--rcfile ${dir}/.bashrc -i -c ':'`
      execFileSync('script', ['-qec', `strace -f -qq -e trace=execve -o ${dir}/trace ${shell} ${args}`, '/dev/null'], {
        env: { PATH: process.env['PATH'], HOME: dir, ZDOTDIR: dir, TERM: 'xterm' },
        stdio: 'ignore',
      })
      return readFileSync(join(dir, 'trace'), 'utf8').split('execve(').length - 1
    }
    return count(rc) - count(':')
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}
