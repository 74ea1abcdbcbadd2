// Help on work in the background, and on its place in prompts and status bars.

import type { Topic } from './help-topic.ts'

export const TASK_TOPICS: Readonly<Record<string, Topic>> = {
  tasks: {
    about: 'Tasks: work in the background',
    text: () => `  kimi bg "words"               a turn of the agent (also: kimi task run)
  kimi bg -- npm test           a command
  kimi watch 'src/**' -- make   again whenever matching files change
  kimi every 15m -- git fetch   again and again; or at '0 9 * * 1-5'
    --ask "words"               with watch and every: the agent, not a command

  kimi task list                tasks that run, wait for you or have ended
  kimi task list --watch        the same, live, with keys to answer and stop
  kimi task output ID           its output; -f goes on, -n 20: the last lines
  kimi task attach ID           its terminal or turn; Ctrl-\\ leaves it running
  kimi task approve ID          shows exactly what it asks, and allows it on y
  kimi task reject ID why       refuses it
  kimi task steer ID words      say something to the agent while it works
  kimi task stop, retry, rm     end it, run it again, remove what is kept of it
  kimi task stop --all          ends all, watches and schedules too, and turns
                                whose terminal was closed

The first characters of an id are enough where no other id begins with them.
ID:REQUEST approves exactly that request and nothing else; a terminal is asked.

The shell that began a task says above its prompt how it ended and what it asks;
if that shell is gone, the next one that you use. --notify adds the desktop,
--quiet says nothing.

Four run at once (background.max_running_tasks); the others wait for their
place, in order, also over a restart of the daemon. A schedule goes by the time
zone (TZ) of whoever began it.

Tasks outlive the terminal and the daemon. A command's output is kept; when it
is longer than 24 MB, its first 8 MB and at least its last 8 MB. A turn that a
crash or kimi daemon stop has cut off goes on when the daemon is back, and asks
again what waited for you; a command that it had begun is not begun again
without asking. A logout ends tasks only where systemd does
so: kimi doctor tells you.`,
  },
  prompt: {
    about: 'Tasks in your prompt and in status bars',
    text: () => `The plugin keeps $KIMI_TASKS up to date, without starting a process: "2▶ 1?"
when two tasks run and one waits for you; empty when there are none. What waits
for its place in the queue is not counted, nor are watches and schedules.

  zsh        setopt prompt_subst; RPROMPT='\${KIMI_TASKS}'
  bash       PS1='\${KIMI_TASKS:+$KIMI_TASKS }\\$ '   (changes at the next prompt)
  tmux       set -g status-right '#(kimi task status --tmux)'
  starship   [env_var.KIMI_TASKS]
             format = "[$env_value]($style) "
  p10k       function prompt_kimi() {
               p10k segment -c "$KIMI_TASKS" -t "$KIMI_TASKS"
             }
             and add kimi to POWERLEVEL9K_RIGHT_PROMPT_ELEMENTS`,
  },
}
