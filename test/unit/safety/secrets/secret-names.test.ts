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
  '/w/serviceAccountKey.json',
  '/w/keys/my-project.service-account.json',
  '/w/AuthKey_2X9R4HXF34.p8',
  '/w/rsa_key.p8',
  '/w/private_keys/2X9R4HXF34.p8',
  '/w/signing.jwk',
  '/w/payment.skey',
  '/w/deploy_id_ed25519',
  '/w/target/deploy/program-keypair.json',
  '/w/gha-creds-1a2b3c.json',
  '/home/u/.config/solana/id.json',
  '/home/u/.ethereum/keystore/UTC--2024-01-01T00-00-00.000Z--ab',
  '/home/u/.foundry/keystores/deployer',
  '/etc/wireguard/home.conf',
  '/home/u/.m2/settings.xml',
  '/home/u/.gradle/gradle.properties',
  '/home/u/.sbt/.credentials',
  '/home/u/.config/pypoetry/auth.toml',
  '/home/u/.config/glab-cli/config.yml',
  '/home/u/.hex/hex.config',
  '/home/u/.local/share/atuin/history.db',
  '/home/u/.config/Bitwarden/data.json',
  '/home/u/pgpass.conf',
  '/w/prod.tfstate',
  '/w/errored.tfstate',
  '/w/terraform.tfstate.1718000000.backup',
  '/home/u/.mongo_history',
])('%s holds secrets', (path) => expect(isSensitiveFile(path)).toBe(true))

test.each([
  'server.pem.bak',
  'server.key.bak',
  'server.key.old',
  'server.key.orig',
  'server.key.save',
  'server.key.tmp',
  '.server.key.swp',
  'server.key.bak.1',
  'server.key.~2~',
  'server.key.gz',
  'server.key.2024-05-01',
  'server.key (copy)',
  'id_rsa.1',
  'id_rsa - Copy',
  '.id_rsa.swp',
  '.netrc.bak',
  '.npmrc.bak',
  '.pgpass.bak',
  '.npmrc.dpkg-old',
  '.bash_history.1',
  '.zsh_history.bak',
  '.docker/config.json.bak',
  '.kube/config.bak',
  '.kube/config~',
  '.aws/credentials.old',
])('%s is a copy of a file that holds secrets', (name) => expect(isSensitiveFile(`/home/u/${name}`)).toBe(true))

test.each([
  '/w/cart.p8',
  '/w/monkey.p8',
  '/w/public.jwk',
  '/w/jwks.json',
  '/w/.env.example.bak',
  '/w/cacert.pem.bak',
  '/w/id_rsa.pub.bak',
  '/w/id_card.ts.orig',
  '/w/k8s/serviceaccount.json',
  '/w/gradle.properties',
  '/w/settings.xml',
  '/w/id.json',
  '/w/config.json.bak',
  '/w/src/keystore/index.ts',
  '/usr/share/man/man5/sudoers.5.gz',
])('%s holds no secrets by its name', (path) => {
  expect(isSensitiveFile(path)).toBe(false)
  expect(isSecretPath(path)).toBe(false)
})

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
