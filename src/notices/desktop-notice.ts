// Notices outside the prompt as a command of the desktop's notification program. Texts are data: nothing in them begins an option or
// runs.

import { sanitiseLine } from '../safety/text/sanitiser.ts'

const TEXT_CELLS = 200

/** The command that shows a notice on this platform's desktop; null where we know no such program. */
export function describeDesktopCommand(
  platform: NodeJS.Platform,
  title: string,
  body: string,
): { program: string; args: string[] } | null {
  const [head, text] = [sanitiseLine(title, TEXT_CELLS), sanitiseLine(body, TEXT_CELLS)]
  if (platform === 'linux') {
    const markup = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
    return { program: 'notify-send', args: ['--app-name=kimi', '--', head, markup] }
  }
  if (platform !== 'darwin') return null
  const script = ['on run argv', 'display notification (item 2 of argv) with title (item 1 of argv)', 'end run']
  return { program: 'osascript', args: [...script.flatMap((line) => ['-e', line]), '--', head, text] }
}
