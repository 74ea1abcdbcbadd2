// Help on plugins.

import type { Topic } from './help-topic.ts'

export const PLUGIN_TOPICS: Readonly<Record<string, Topic>> = {
  plugins: {
    about: 'plugins of Kimi CLI: commands of a folder as tools of the agent',
    text: () => `kimi plugin install ./demo            a folder, demo.zip, https://…/demo.zip,
                                      a git repository, or a folder in one:
                                      https://github.com/OWNER/NAME.git/FOLDER
kimi plugin list | info NAME | remove NAME

A plugin is a folder with a plugin.json, as in Kimi CLI:

  {
    "name": "demo", "version": "1.0.0", "description": "…",
    "tools": [{
      "name": "greet", "description": "Greets somebody",
      "command": ["python3", "greet.py"],
      "parameters": {"type": "object",
                     "properties": {"who": {"type": "string"}}}
    }],
    "config_file": "config.json", "inject": {"llm.api_key": "api_key"}
  }

It is copied to ~/.kimi/plugins/demo. A SKILL.md in it is a skill while it is
as you installed it or let it run last. A call starts the command in that folder
with the arguments as JSON on stdin; what it prints is the result, after 120 s
it is ended. It gets the environment of your shell, without the keys of kimi.

Each call is asked about, with the command and the very bytes that it is sent.
"For this session" and "always" hold for the tool and the plugin's files as they
are. In auto and bypass the command runs in the sandbox, where there is one, in
a copy of the plugin and without a network; in bypass you are asked to let it
run outside if it fails there. What a plugin says is data: a turn that has read
it loses rights, as with a web page.

Files that are not those that were installed are named at the next call, and run
once you allow it; where nobody is asked they do not run. With another
plugin.json nothing runs. A folder that you put there by hand, or that Kimi CLI
installed, runs once you install it: kimi plugin install ~/.kimi/plugins/demo

inject asks for api_key or base_url of the model in use: kimi plugin install
says whose key that is, and asks; without a terminal the answer is no, unless
--give-key is there. With a yes it stands in config_file and in a variable of
that name, whenever a tool runs outside the sandbox, and only while the model in
use is at the same host. config_file is a .json file with data alone, which no
command and no link of the plugin names. A login's token is renewed there.

kimi plugin remove NAME removes what was installed and is still the same. Files
that a plugin has made, or you have changed, stay.`,
  },
}
