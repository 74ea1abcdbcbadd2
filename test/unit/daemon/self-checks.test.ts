import { expect, test } from 'vitest'
import { loadConfig } from '../../../src/config/configuration.ts'
import { findPaths } from '../../../src/sys/paths.ts'
import { checkInstallation } from '../../../src/daemon/methods/self-checks.ts'

const options = { paths: findPaths({ HOME: '/home/u' }) }
const check = (text: string) => {
  const read = loadConfig({ file: '/nowhere', systemFile: '/nowhere', env: {}, text })
  const config = { readFor: () => read } as unknown as Parameters<typeof checkInstallation>[1]['config']
  return checkInstallation(['hooks'], { config, options } as unknown as Parameters<typeof checkInstallation>[1], {})
}
const hook = (event: string) => `[[hooks]]\nevent = "${event}"\ncommand = "true"\n`

test('the doctor names a hook with a mistake, and says nothing about hooks without one', async () => {
  expect((await check(hook('PreToolUs'))).findings).toEqual([
    {
      area: 'config',
      ok: false,
      text: 'hooks[0].event: no event is called "PreToolUs"; did you mean PreToolUse?',
      hint: 'kimi config edit',
    },
  ])
  expect((await check(hook('PreToolUse'))).findings).toEqual([])
})

test('the doctor names a permission rule with a mistake, and what becomes of it', async () => {
  const rule = (tool: string) => `[[permission.rules]]\ndecision = "deny"\ntool = "${tool}"\n`
  expect((await check(rule('Shell'))).findings).toEqual([])
  const text =
    '--config: permission.rules[0]: there is no tool Shel, did you mean Shell?; every use of Shell is asked about'
  expect((await check(rule('Shel'))).findings).toEqual([{ area: 'config', ok: false, text, hint: 'kimi config edit' }])
})

test('a machine without a model is sound for the doctor; a model that is named and cannot be had is a fault', async () => {
  const checkModel = async (missing: 'key' | 'model', defaultModel: string) => {
    const models = {
      look: () => Promise.resolve(),
      resolve: () => ({ ok: false, missing, reason: 'no model server answers on this machine', hint: 'start it' }),
    }
    const config = { readFor: () => ({ settings: {}, defaultModel }) }
    const parts = { config, models, options } as unknown as Parameters<typeof checkInstallation>[1]
    return (await checkInstallation(['model'], parts, {})).findings.map(({ ok }) => ok)
  }
  expect(await checkModel('key', '')).toEqual([true])
  expect(await checkModel('model', 'local/toy')).toEqual([false])
  expect(await checkModel('key', 'kimi')).toEqual([false])
})
