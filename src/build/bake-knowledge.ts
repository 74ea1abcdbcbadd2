// Bakes the offline engine's data: completion specs and our own supplement, into one sharded file.

import { readFig } from './bake/read-fig.ts'
import { mergeSupplement } from './bake/supplement.ts'
import { writeIndex } from './bake/write-index.ts'

/** Commands whose absence means that reading the specs went wrong, not that they are gone. */
const EXPECTED = ['git', 'docker', 'npm', 'tar', 'kubectl', 'systemctl', 'grep', 'curl', 'ss', 'journalctl']

/**
 * Writes the knowledge file. The same input gives the same bytes.
 * @param outFile the path of the file; its directory must exist
 * @throws when the specs lack a command of EXPECTED
 */
export async function bakeKnowledge(outFile: string): Promise<void> {
  const nodes = mergeSupplement(await readFig())
  const byName = new Map(nodes.flatMap((node) => node.n.map((name) => [name, node] as const)))
  for (const name of EXPECTED) {
    const node = byName.get(name)
    if (!node || ((node.s?.length ?? 0) === 0 && (node.o?.length ?? 0) === 0)) {
      throw new Error(`bake-knowledge: ${name} is missing from the specs`)
    }
  }
  await writeIndex(outFile, nodes)
}
