// `kimi info`: the versions that scripts and reports of trouble need.

import { VERSION, WIRE_PROTOCOL } from '../../protocol/version.ts'

/** Versions of agent files (`version: 1`) that are understood. */
const AGENT_SPECS = ['1']

/** Kimi CLI's fields; `node_version` stands where it has Python's. */
export function printInfo({ json }: { json?: boolean }): number {
  const facts = {
    kimi_cli_version: VERSION,
    agent_spec_versions: AGENT_SPECS,
    wire_protocol_version: WIRE_PROTOCOL,
    node_version: process.versions.node,
  }
  if (json) process.stdout.write(JSON.stringify(facts) + '\n')
  else
    process.stdout.write(
      `kimi-cli version: ${VERSION}\nagent spec versions: ${AGENT_SPECS.join(', ')}\n` +
        `wire protocol: ${WIRE_PROTOCOL}\nnode version: ${facts.node_version}\n`,
    )
  return 0
}
