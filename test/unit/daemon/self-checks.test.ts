import { expect, test } from 'vitest'
import { loadConfig } from '../../../src/config/configuration.ts'
import { checkInstallation } from '../../../src/daemon/methods/self-checks.ts'

test('the doctor names a hook with a mistake, and says nothing about hooks without one', async () => {
  const options = { paths: { home: '/nowhere' } }
  const check = (event: string) => {
    const text = `[[hooks]]\nevent = "${event}"\ncommand = "true"\n`
    const read = loadConfig({ file: '/nowhere', systemFile: '/nowhere', env: {}, text })
    const config = { readFor: () => read } as unknown as Parameters<typeof checkInstallation>[1]['config']
    return checkInstallation(['hooks'], { config, options } as unknown as Parameters<typeof checkInstallation>[1], {})
  }
  expect((await check('PreToolUs')).findings).toEqual([
    {
      area: 'config',
      ok: false,
      text: 'hooks[0].event: no event is called "PreToolUs"; did you mean PreToolUse?',
      hint: 'kimi config edit',
    },
  ])
  expect((await check('PreToolUse')).findings).toEqual([])
})
