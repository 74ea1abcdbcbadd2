// Counts the programs that a shell starts, with strace.

import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const START_FILES = { zsh: '.zshrc', bash: '.bashrc', fish: '.config/fish/config.fish' }

/** The number of programs (execve) that an interactive shell in a pty starts because its rc file runs `rc`. */
export function countPrograms(shell: 'zsh' | 'bash' | 'fish', rc: string): number {
  const dir = mkdtempSync('/tmp/kb-')
  try {
    const count = (text: string) => {
      const file = join(dir, START_FILES[shell])
      mkdirSync(join(dir, '.local/share/fish/generated_completions'), { recursive: true }) // else made at the first start
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, text)
      const args = { zsh: "-d -i -c ':'", bash: `--rcfile ${file} -i -c ':'`, fish: "-i -c ':'" }[shell]
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
