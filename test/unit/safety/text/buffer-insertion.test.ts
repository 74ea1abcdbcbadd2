import { execFileSync, spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import type { ShellName } from '../../../../src/protocol/proposals.ts'
import { prepareInsertion } from '../../../../src/safety/text/buffer-insertion.ts'

function insert(text: string, shell: ShellName = 'zsh'): string {
  const result = prepareInsertion(text, { shell })
  return result.ok ? result.command : `refused: ${result.reason}`
}

function readNotes(text: string): string[] {
  const result = prepareInsertion(text, { shell: 'zsh' })
  return result.ok ? result.notes : []
}

describe('prepareInsertion', () => {
  it('takes fences, prompts and sentences off', () => {
    expect(insert('```bash\nls -la\n```')).toBe('ls -la')
    expect(insert('Here you go:\n\n```sh\nls\n```\nIt lists files.')).toBe('ls')
    expect(insert('~~~\nls\n~~~')).toBe('ls')
    expect(insert('`ls -la`')).toBe('ls -la')
    expect(insert('$ ls -la')).toBe('ls -la')
    expect(insert('% ls')).toBe('ls')
    expect(insert('> ls -la')).toBe('ls -la')
    expect(insert('# apt update')).toBe('apt update')
    expect(insert('user@host:~/src$ make')).toBe('make')
    expect(insert('[root@db1 ~]# systemctl status x')).toBe('systemctl status x')
    expect(insert('\n\n  ls\n\n')).toBe('ls')
    expect(insert('ls\r')).toBe('ls')
    expect(insert('$ ls\na  b\n$ pwd')).toBe('ls\npwd')
  })

  it('keeps what only looks like wrapping', () => {
    for (const command of ['> app.log', '$(date)', '${EDITOR} x', 'echo "$ x"', '%1', 'echo `date`', '"$x" a']) {
      expect(insert(command)).toBe(command)
    }
  })

  it('drops comments, which zsh would pass on as arguments', () => {
    expect(insert('rm build # old stuff')).toBe('rm build')
    expect(insert('# list\nls # all\n# done')).toBe('ls')
    expect(insert('echo a#b "# x" \\# \'# y\' # z')).toBe('echo a#b "# x" \\# \'# y\'')
    expect(insert('# only a comment')).toBe('refused: holds only a comment')
    expect(insert('cat <<EOF\n# kept\nEOF')).toBe('cat <<EOF\n# kept\nEOF')
  })

  it('joins lines that are one line for the shell', () => {
    expect(insert('docker run \\\n  -it \\\n  alpine')).toBe('docker run -it alpine')
    expect(insert('cat f |\n  sort &&\n  ls')).toBe('cat f | sort && ls')
    expect(insert('echo "a\\\n  b"')).toBe('echo "a  b"')
    expect(insert("echo 'a\\\nb'")).toBe("echo 'a\\\nb'")
    expect(insert('ls \\')).toBe('refused: ends in an unfinished backslash')
  })

  it('keeps several lines and says when they are several commands', () => {
    expect(insert('echo one\ntouch x')).toBe('echo one\ntouch x')
    expect(readNotes('echo one\ntouch x')).toContain('more than one command')
    for (const one of [
      'for i in 1 2; do\n  echo $i\ndone',
      'for i in 1 2\ndo\n  if true; then\n    ls\n  fi\ndone',
      'cat <<EOF\na\nb\nEOF',
      'f() {\n  ls\n}',
      "awk '\n{ print }\n' f",
      'case $x in\n  a) ls ;;\nesac',
    ]) {
      expect(readNotes(one)).not.toContain('more than one command')
    }
  })

  it('refuses what cannot be shown as it is, in one line', () => {
    const texts = [
      '',
      '  \n\t',
      'ls\u2028pwd',
      'ls\u200b',
      'echo \u202ex',
      'ls\u001b[2J',
      'a\rb',
      'a\u001fb',
      'a\u0000b',
      'ls\u0085',
      'ls \ufe00',
    ]
    texts.push(
      'sud\u043e ls',
      'curl https://\u0430pple.com',
      'echo a\uff1b rm b',
      'rm x \u037e',
      'ls\u00a0-l',
      'ls \u2013la',
      'echo \u2018hi\u2019',
    )
    texts.push(
      'echo "a',
      "echo 'a",
      'echo $(ls',
      'echo `ls',
      'cat <<EOF\na',
      'echo ${x',
      '!!',
      'sudo !!',
      '^a^b',
      'e\u0301'.repeat(400),
    )
    texts.push(
      'I cannot help with that.',
      'Here is the command:\nls',
      '- first\n- second',
      `echo ${'x'.repeat(70_000)}`,
    )
    for (const text of texts) {
      const result = prepareInsertion(text, { shell: 'zsh' })
      expect(result.ok, JSON.stringify(text.slice(0, 40))).toBe(false)
      if (!result.ok) expect(result.reason).toMatch(/^[\u0020-\u007e…]{5,120}$/)
    }
  })

  it('gives bash no text of several lines that its history expansion would rewrite', () => {
    const texts = [
      'echo touch x\n^echo ^',
      'echo "a\n^echo ^"',
      'echo $(\n^echo ^\n)',
      'echo a; # c\n^echo^x',
      'echo ${a:-\n^a^b}',
      'cat <<E\n^echo ^\n!!\nE',
      "cat <<'E'\n^echo ^\n!!\nE",
      "echo 'a\n^echo ^ !!'",
      'echo "a\n!!"',
      'echo b\necho x!a',
      'echo b\n!$',
      'echo a ^b^c',
    ]
    const passed = texts.filter((text) => {
      const result = prepareInsertion(text, { shell: 'bash' })
      if (!result.ok) return false
      // bash prints a line that its history has expanded.
      const input = `PS1= PS2=\nset -o history -H\necho a b c\n${result.command}\nexit\n`
      const args = ['--norc', '--noprofile', '--noediting', '-i']
      const { stderr } = spawnSync('bash', args, {
        input,
        encoding: 'utf8',
        env: { PATH: process.env['PATH'], HISTFILE: '' },
      })
      const said = stderr.replaceAll(/bash-[\d.]+[#$] /g, '').split('\n')
      const odd = said.filter((line) => !/^$|^exit$|no job control|terminal process group|ioctl/.test(line))
      expect(odd, text).toEqual([])
      return true
    })
    expect(passed).toEqual([...texts.slice(5, 9), texts[9], texts[11]])
  })

  it('leaves other languages inside quotes alone', () => {
    for (const command of [
      'git commit -m "修复：登录（一）"',
      'echo 你好，世界',
      'ls документ.txt',
      'echo "it’s – fine"',
      'echo "✅ ❤️"',
    ]) {
      expect(insert(command)).toBe(command)
    }
  })

  it('shortens a run of blanks that hides the rest of the line', () => {
    expect(insert(`ls${' '.repeat(200)}; touch x`)).toBe('ls ; touch x')
    expect(readNotes(`ls${' '.repeat(200)}; touch x`)).toHaveLength(1)
    expect(insert(`echo "a${' '.repeat(20)}b"`)).toContain(' '.repeat(20))
  })

  it('quotes ! so that no shell rewrites the line', () => {
    expect(insert('echo "done!"')).toBe(`echo "done"'!'`)
    expect(insert('echo "see !$ now"')).toBe(`echo "see "'!'"$ now"`)
    expect(insert('echo fix!echo')).toBe('echo fix\\!echo')
    expect(insert("echo $'a!b'")).toBe("echo $'a\\x21b'")
    expect(insert('ls [!a]*')).toBe('ls [^a]*')
    expect(insert('echo $((!x))')).toBe('echo $((! x))')
    expect(insert('wait "$!"')).toBe('wait $!')
    expect(insert('(sleep 1 & wait $!)')).toBe('(sleep 1 & wait $! )')
    for (const command of [
      "echo 'a!b'",
      '! ls',
      '[ a != b ]',
      'find . ! -name x',
      'echo a\\!b',
      'wait $!',
      'cat <<E\n#!/bin/sh\na!b\nE',
    ]) {
      expect(insert(command)).toBe(command)
    }
    expect(insert('echo "a!b"', 'fish')).toBe('echo "a!b"')
    expect(insert('echo ${!x}', 'bash')).toBe('echo ${!x}')
    expect(insert('echo ${!x}', 'zsh')).toMatch(/^refused/)
  })

  it('changes no meaning when it quotes !', () => {
    for (const text of [
      'printf "[%s]" "a!b" x!y "say \\"hi!\\"" "$(printf "c!d")"',
      'printf %s "!" a"b!c"d',
      "printf '%s' $'e!f' 'g!h' i!!",
    ]) {
      for (const shell of ['bash', 'zsh'] as const) {
        const before = execFileSync(shell, shell === 'zsh' ? ['-fc', text] : ['--norc', '-c', text], {
          encoding: 'utf8',
        })
        const after = execFileSync(shell, [shell === 'zsh' ? '-fc' : '-c', insert(text, shell)], { encoding: 'utf8' })
        expect(after).toBe(before)
      }
    }
  })

  it('gives the same answer when it sees its own answer', () => {
    for (const text of ['echo "done!"', 'echo a!b # x', '$ ls', 'a |\n b', 'wait "$!"; echo "x!"y', 'ls [!a]']) {
      expect(insert(insert(text))).toBe(insert(text))
    }
  })

  it('takes milliseconds for the longest text', () => {
    const start = process.cpuUsage()
    for (const unit of ['"$(', '`', '!x', ' \\\n', '# a\n', '<<X\n', '((', '  ', 'é', '\uff1b'])
      insert(unit.repeat(60_000 / unit.length))
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(3000)
  })
})
