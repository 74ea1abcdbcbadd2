// `kimi info`: the versions that scripts and bug reports need.

import { KIMI_CLI_VERSION, VERSION, WIRE_PROTOCOL } from '../../protocol/version.ts'
import { say, sayJson } from '../standard-streams.ts'

/** Supported versions of agent files (`version: 1`). */
const AGENT_SPECS = ['1']

/** Prints Kimi CLI's fields, with `node_version` in place of its Python version, and our own version. */
export function printInfo({ json }: { json?: boolean }): number {
  const facts = {
    kimi_cli_version: KIMI_CLI_VERSION,
    kimi_version: VERSION,
    agent_spec_versions: AGENT_SPECS,
    wire_protocol_version: WIRE_PROTOCOL,
    node_version: process.versions.node,
  }
  if (json) sayJson(facts)
  else
    say(
      `kimi-cli version: ${KIMI_CLI_VERSION}\nkimi version: ${VERSION}\nagent spec versions: ${AGENT_SPECS.join(', ')}\n` +
        `wire protocol: ${WIRE_PROTOCOL}\nnode version: ${facts.node_version}\n`,
    )
  return 0
}
