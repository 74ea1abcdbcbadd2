// Tests that files which hold logins, keys and variables are known by their names, and examples and code are not taken for them.

import { expect, test } from 'vitest'
import { isSecretPath, isSensitiveFile } from '../../../../src/safety/secrets/secret-names.ts'

test.each([
  '/home/u/.kimi/mcp-oauth/server.json',
  '/home/u/.gemini/oauth_creds.json',
  '/home/u/.pi/agent/auth.json',
  '/home/u/.local/share/opencode/auth.json',
  '/home/u/.config/github-copilot/apps.json',
  '/w/terraform.tfvars',
  '/w/live/prod.tfvars.json',
  '/w/prod.env',
  '/w/config.env',
  '/home/u/.ssh/../id_rsa~',
  '/w/#.env#',
  '/w/.#.env',
  '/w/server.key~',
])('%s holds secrets', (path) => expect(isSensitiveFile(path)).toBe(true))

test.each([
  '/w/example.env',
  '/w/sample.tfvars.example',
  '/w/src/env.ts',
  '/w/id_card.ts',
  '/w/environment.md',
  '/w/auth.json',
])('%s is not closed to everybody', (path) => expect(isSensitiveFile(path)).toBe(false))

test('words in braces are secrets when one of those that the shell makes of them is', () => {
  for (const path of ['.{env,x}', '{README.md,.env}', '~/.{a,ssh}/id_rsa', '.e{n..n}v', '{a,{b,.env}}', '.{e,}nv'])
    expect(isSecretPath(path), path).toBe(true)
  for (const path of ['src/{a,b}.ts', '{README,LICENSE}.md', '{1..9}.txt']) expect(isSecretPath(path), path).toBe(false)
})
