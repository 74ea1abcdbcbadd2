// Help on MCP servers.

import type { Topic } from './help-topic.ts'

export const MCP_TOPICS: Readonly<Record<string, Topic>> = {
  mcp: {
    about: 'MCP servers: tools, resources and prompts of other programs',
    text: () => `kimi mcp add files -- npx -y @modelcontextprotocol/server-filesystem ~/notes
kimi mcp add -t http -a oauth linear https://mcp.linear.app/mcp
kimi mcp search WORDS     servers that can be added by name: kimi mcp add sqlite
kimi mcp import           servers of Claude Code, Codex, pi, VS Code, Cursor …
kimi mcp test files       connects it, and lists what it offers
kimi mcp list             the servers of this directory; /mcp in a session

Servers are kept in ~/.kimi/mcp.json, in Kimi CLI's form. A project brings its
own in .mcp.json or .kimi/mcp.json: they count once you trust the folder as it
is (kimi help trust). --mcp-config JSON and --mcp-config-file PATH name servers
for one session; with a file, your own are left out. Besides Kimi CLI's fields:

  enabled, cwd, startupTimeoutMs, toolTimeoutMs, description
  enabledTools, disabledTools    names, with * for any letters
  exposure    direct: the model is shown all tools at once. deferred: it is
              told the name, and loads what it needs (ToolSearch). hidden:
              resources and prompts alone. By default direct for few tools
  trusted     the server's word that a tool only reads is believed; not in a
              project's file, whose servers take no name of yours either

\${NAME} and \${NAME:-default} in a value come from your shell's environment. A
server gets PATH, HOME, LANG, TERM, TMPDIR and the like, certificates, proxies
without a password, and its own env; nothing else of yours.
\${secret:SERVER.NAME} comes from your keyring, where kimi mcp secret SERVER NAME
keeps it.

A server with an address may want a login: kimi mcp auth NAME opens the page in
your browser; with --no-browser you open it anywhere and paste the address that
it ends on. A call that is refused asks you for the same. The tokens are in
your keyring, or in ~/.kimi/mcp-oauth, where Kimi CLI's are found, too; kimi mcp
reset-auth NAME forgets them, and ends them at the server. Where a server
registers nobody you are asked for a client of yours (--client-id ID), which the
entry then has: "oauth": {"clientId", "clientSecret", "scope", "callbackPort"}.

kimi mcp add NAME shows what the server runs, is given and costs, asks for its
values, and adds it on a yes; --describe TEXT has your model draft one. Names
with a slash are the official registry's (mcp.registry set to "" asks nobody).
What sets a variable that runs other code, as NODE_OPTIONS or PATH, is refused.

One server serves all sessions. It starts when a tool of it is needed, again
when it ends (three times), and stops after ten idle minutes. A turn waits 3 s
for a new one, whose tools nobody knows, and 10 s if your words name it or with
--print. Nothing of it is left behind. One of yours that is given a path as ./x
starts in the session's folder once you trust it; before, it gets the whole
path, and does not start if it could run it. Files that its command names, and
what a script of them imports, are asked about before the agent edits them, and
before the server starts with one that has changed; a project's server also once
the agent has worked in the project without asking, in auto or bypass, since it
may run more than these. Where nobody is asked: after kimi mcp test NAME alone.

In your words: @files:file:///notes/a.md adds a resource, /mcp:files:prompt
runs a prompt. A server's questions are put to you; sampling and roots are not
offered to servers.

Each call is asked about, with what would be sent; for this session, or always,
as other tools are. Rules name servers and tools: mcp:files/*, mcp:github/get_*.
A tool whose description, parameters or command has changed since you approved
it is asked about again. kimi mcp trust NAME lets tools that only read pass;
kimi config set mcp.approvals per_server lets all tools of trusted servers
pass, all those of every server.`,
  },
}
