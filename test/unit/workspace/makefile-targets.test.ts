import { describe, expect, test } from 'vitest'
import { readMakeTargets } from '../../../src/workspace/makefile-targets.ts'

describe('the targets of a Makefile that a person would type', () => {
  const targets = (...lines: string[]) => readMakeTargets(lines.join('\n') + '\n')

  test('phony targets and plain names, but no files', () => {
    const makefile = [
      '.PHONY: all deploy-prod',
      'all: bin/app',
      'build/out.o: src/out.c',
      '\tcc -c -o $@ $<',
      'bin/app: build/out.o',
      '\tcc -o $@ $^',
      'deploy-prod: all',
      '\tscp bin/app host:/srv',
      'config.h: config.h.in',
      'test:',
      '\t./run: tests',
    ]
    expect(targets(...makefile)).toEqual(['all', 'deploy-prod', 'test'])
  })

  test('a target of .PHONY counts even if it looks like a file, also when it is declared later or again', () => {
    expect(
      targets('docs/html: x', '\tmake it', 'v1.2:', '.PHONY: docs/html', 'x:', '.PHONY: v1.2 \\', '  later'),
    ).toEqual(['docs/html', 'v1.2', 'x', 'later'])
  })

  test('no pattern rule, no static pattern, no special target, no suffix rule', () => {
    const makefile = [
      '.DEFAULT: all',
      '.SUFFIXES:',
      '.c.o:',
      '%.o: %.c',
      '\tcc $<',
      'a.o b.o: %.o: %.c',
      'lib%: x',
      'all: a.o',
    ]
    expect(targets(...makefile)).toEqual(['all'])
    expect(targets('.PHONY: .PHONY .DEFAULT %.x $(MORE) -f', 'run:')).toEqual(['run'])
  })

  test('no assignment of any kind', () => {
    const assignments = [
      'A := y',
      'B ::= y',
      'C :::= y',
      'D = a:b',
      'E ?= http://x',
      'F += a:b',
      'G != echo a:b',
      'H:=y',
      'I=a:b',
      'export J := y',
      'override K = a: b',
      'debug: CFLAGS += -g',
      'release: private L := y',
    ]
    expect(targets(...assignments, 'all:')).toEqual(['all'])
  })

  test('double-colon rules, grouped targets, and several targets on one line', () => {
    expect(
      targets('clean:: ; rm -f x', 'clean:: more', 'one two  three.o: x', 'left right &: y', 'spaced : z'),
    ).toEqual(['clean', 'one', 'two', 'left', 'right', 'spaced'])
  })

  test('recipes are not read, behind a tab or a semicolon', () => {
    expect(targets('all: ; @X=1 echo a: b', '\techo "step: one"', 'next: x ; y=2 z', '\t@no: yes')).toEqual([
      'all',
      'next',
    ])
    expect(targets('all:', '\techo one \\', 'two: three', 'real:')).toEqual(['all', 'real'])
  })

  test('directives, comments and multi-line definitions are no rules', () => {
    const makefile = [
      'include a.mk b:c',
      '-include d.mk:e',
      'sinclude x: y',
      'vpath %.c src:lib',
      'ifeq ($(A),b:c)',
      'else ifneq (a,b:c)',
      'endif',
      'unexport A:B',
      '# comment: with a colon',
      '  # indented: comment',
      'define RECIPE',
      'inner: x',
      'endef',
      'all: # trailing: comment',
    ]
    expect(targets(...makefile)).toEqual(['all'])
  })

  test('a continued line is one line', () => {
    expect(
      targets('one \\', '  two: a \\', '  b: c', 'SOURCES = a \\', '  b: c', '# a comment \\', 'goes: on', 'all:'),
    ).toEqual(['one', 'two', 'all'])
  })

  test('names from variables are unknown; references and their colons are skipped whole', () => {
    expect(targets('$(BIN): x', 'pre-$(NAME): x', '$(A:.c=.o): y', 'all: $(SRC:.c=.o)', '$(call f,a:b)')).toEqual([
      'all',
    ])
  })

  test('nothing that a shell or a terminal would take for something else', () => {
    expect(targets("a'b: x", 'c;d: x', '-f: x', 'e\u001b[1m: x', '@f: x', '.PHONY: g|h \u009bx', 'ok:')).toEqual(['ok'])
    expect(readMakeTargets('all: a\r\nclean:\r\n')).toEqual(['all', 'clean'])
  })

  test('takes time in proportion to its length', () => {
    const begin = process.threadCpuUsage()
    readMakeTargets('$('.repeat(60_000))
    readMakeTargets('a \\\n'.repeat(60_000))
    readMakeTargets(`${' '.repeat(200_000)}x`)
    expect(process.threadCpuUsage(begin).user / 1_000).toBeLessThan(1_000)
  })
})
