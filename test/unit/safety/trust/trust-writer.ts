// A process that writes ten folders into the trust store, beside others that do the same.

import { openTrustStore } from '../../../../src/safety/trust/trust-store.ts'

const [share = '', name = ''] = process.argv.slice(2)
const store = openTrustStore(share)
for (let index = 0; index < 10; index++) {
  await store.change((folders) => void folders.set(`/${name}-${index}`, { decision: 'trusted', at: index, items: {} }))
}
