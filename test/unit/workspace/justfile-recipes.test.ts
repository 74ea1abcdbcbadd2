import { expect, test } from 'vitest'
import { readJustRecipes } from '../../../src/workspace/justfile-recipes.ts'

test('the recipes of a justfile that a person would type', () => {
  const justfile = `
# comment: one
set shell := ["bash", "-c"]
export A := "b: c"
alias b := build
import 'more.just'

build target='all: of it' *flags: clean
  echo step: one
@quiet:
  true
_private:
  true
[private]
hidden: build
[group: 'x']
deploy-prod $HOST +files="a b": build && clean
Upper:
if_x := if a == b { "c:d" } else { "e" }
`
  expect(readJustRecipes(justfile)).toEqual(['build', 'quiet', 'deploy-prod', 'Upper'])
})
