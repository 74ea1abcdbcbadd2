import { existsSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  MAX_PARSED_CHARACTERS,
  ensureGrammar,
  findGrammarFile,
  parseCommand,
} from '../../../../src/safety/lines/bash-grammar.ts'
import { classifyCommand } from '../../../../src/safety/lines/line-risk.ts'

beforeAll(ensureGrammar)

describe('the grammar', () => {
  it('is found beside the bundle or in the tree, and loads once', async () => {
    expect(existsSync(findGrammarFile('tree-sitter-bash.wasm'))).toBe(true)
    expect(existsSync(findGrammarFile('web-tree-sitter.wasm'))).toBe(true)
    await Promise.all([ensureGrammar(), ensureGrammar()])
    expect(parseCommand('ls', () => true)).toBe(true)
  })

  it('parses a line and refuses one that is too long', () => {
    expect(parseCommand('ls | wc', (root) => root.firstNamedChild?.type)).toBe('pipeline')
    expect(parseCommand('x'.repeat(MAX_PARSED_CHARACTERS + 1), () => true)).toBeNull()
  })
})

describe('classifyCommand on difficult text', () => {
  it('calls neither broken, hidden nor empty text safe', () => {
    for (const text of ['', '   ', 'ls (', 'echo "a', 'ls\u200b', 'ls\u0007', 'ls\u202e', 'ls )', 'if', '\\']) {
      expect(classifyCommand(text, 'any').labels).not.toContain('safe-readonly')
    }
  })

  it('looks at both ends of a line that is too long to parse', () => {
    const risk = classifyCommand(`ls ${'a'.repeat(200_000)}; rm -rf x`, 'any')
    expect(risk.parses).toBe(false)
    expect(risk.labels).toContain('destructive')
    expect(classifyCommand(`rm x; ls ${'a'.repeat(200_000)}`, 'any').labels).toContain('destructive')
  })

  it('misses no part of a long chain', () => {
    const chain = `${'true && '.repeat(80)}rm -rf x${' && true'.repeat(80)}`
    expect(classifyCommand(chain, 'any').labels).toEqual(['writes', 'destructive'])
  })

  it('finds commands wherever the shell would run them', () => {
    const lines = [
      'cat <<EOF\n`rm x`\nEOF',
      'cat <<-EOF\n\t$(rm x)\n\tEOF',
      'cat <<EOF && rm x\na\nEOF',
      'cat <<EOF | sh\nrm x\nEOF',
    ]
    lines.push(
      'echo `echo \\`rm x\\``',
      'echo "`rm x`"',
      'echo ${x/$(rm y)/}',
      'echo $[ $(rm x) ]',
      'ls > >(rm x)',
      'coproc N { rm x; }',
    )
    lines.push(
      'x=(1 $(rm y))',
      'x[$(rm y)]=1',
      'case x in $(rm y)) ;; esac',
      '<f rm x',
      '2>&1 rm x',
      'ls #\nrm x',
      'r\\\nm x',
    )
    lines.push(
      'a=r; b=m; $a$b x',
      'sh -ec "rm x"',
      'bash -O extglob -c "rm x"',
      'env -S"rm x"',
      'timeout -k 1 5 rm x',
      'time { rm x; }',
    )
    for (const line of lines)
      expect(classifyCommand(line, 'any').labels, line).toEqual(expect.arrayContaining(['writes', 'destructive']))
  })

  it('takes quoted commands for text', () => {
    for (const line of [
      "cat <<'EOF'\n$(rm x)\nEOF",
      "echo '$(rm x)'",
      'echo "\\$(rm x)"',
      "echo $'$(rm x)'",
      'ls # ; rm x',
    ]) {
      expect(classifyCommand(line, 'any').labels, line).toEqual(['safe-readonly'])
    }
    expect(classifyCommand('ls # ; rm x', 'zsh').labels).not.toContain('safe-readonly')
  })

  it('names the part of the line that gave a label', () => {
    const { reasons } = classifyCommand('ls && rm -rf ~/x | tee out.txt', 'any')
    expect(reasons).toContainEqual({
      label: 'destructive',
      text: expect.stringMatching(/^`rm -rf ~\/x` deletes recursively/),
    })
    expect(reasons).toContainEqual({ label: 'writes', text: expect.stringMatching(/^`tee out.txt` /) })
  })

  it('gives the same labels however the line is written', () => {
    for (const line of [
      'rm -rf x',
      'ls -la',
      'curl https://x.example',
      'git push -f',
      'sed -i s/a/b/ f',
      'cat .env',
      'make',
    ]) {
      const { labels } = classifyCommand(line, 'any')
      const quoted = `'${line.replaceAll("'", `'\\''`)}'`
      for (const form of [
        line.replaceAll(' ', '   '),
        line.replace(' ', ' \\\n '),
        `command ${line}`,
        `builtin ${line}`,
        `/usr/bin/${line}`,
        `\\${line}`,
        `bash -c ${quoted}`,
        `sh -c ${quoted}`,
        `(${line})`,
        `{ ${line}; }`,
        `if true; then ${line}; fi`,
        `true && ${line}`,
        `${line}; true`,
        `time nice timeout 5 ${line}`,
        `f() { ${line}; }; f`,
      ]) {
        expect(classifyCommand(form, 'any').labels, form).toEqual(labels)
      }
    }
  })

  it('answers pathological lines quickly', () => {
    const start = process.cpuUsage()
    for (const unit of ['$(', '(', '"', '`', '{', '${', 'a=', '[[', '<<X\n', '| ', '*(', '((', '=(', '!']) {
      classifyCommand(unit.repeat(8000 / unit.length), 'any')
      classifyCommand(unit.repeat(200_000 / unit.length), 'any')
    }
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(10_000)
  })
})
