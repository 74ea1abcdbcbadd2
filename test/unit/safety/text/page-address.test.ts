import { expect, test } from 'vitest'
import { checkPage } from '../../../../src/safety/text/page-address.ts'

test.each([
  'https://www.kimi.com/code/authorize_device?user_code=AB-12',
  'https://kimi.com',
  'http://127.0.0.1:8790/device?user_code=A',
  'http://localhost/x',
  'https://auth.example/authorize?client_id=a%20b&redirect_uri=http%3A%2F%2F127.0.0.1%3A1%2Fcb&scope=a+b&state=x_-.~*',
])('%s may be opened', (address) => expect(checkPage(address).ok).toBe(true))

test.each([
  'https://x/ $(id)\nsecond line',
  'https://x/$(id)',
  'https://x/`id`',
  'https://x/;id',
  'https://x/|id',
  "https://x/'id'",
  'https://kimi.com@evil.example/',
  'https://kimi.com:pw@evil.example/',
  'https://@evil.example/',
  'http://kimi.com/',
  'http://127.0.0.1.evil.example/',
  'file:///etc/passwd',
  'javascript:alert(1)',
  '--version',
  '-x',
  '',
  'https://',
  'https:/evil.example/',
  'https:evil.example',
  'https:\\\\evil.example',
  'https://kimi.com/a/../b',
  'https://KIMI.com/',
  'https://kimi.com:443/',
  'https://kіmi.com/',
  'https://0x7f.1/',
  'https://x/\u202egnp',
  'https://x/\u0007',
  ` https://kimi.com/`,
  `https://kimi.com/${'a'.repeat(3_000)}`,
])('%j is only shown', (address) => expect(checkPage(address).ok).toBe(false))
