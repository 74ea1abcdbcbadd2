// `kimi acp`: the Agent Client Protocol on stdin and stdout, for editors. A thin client of the daemon: each session of the editor is a
// connection of its own. `initialize` is answered before anything heavy is loaded.

import type { AcpSurroundings } from './acp-surroundings.ts'
import { openEditorStream } from './editor-stream.ts'

/**
 * Serves until the editor closes stdin or does not read any more. Returns the exit status.
 * @param program the path of kimi, for editors that run its login in a terminal
 * @param prepare called when the first frame has come
 */
export async function serveAcp(program: string, prepare: () => Promise<AcpSurroundings>): Promise<number> {
  const editor = openEditorStream(process.stdin, process.stdout, program)
  // The first frame is answered before the SDK is loaded, which takes longer than everything else here.
  await Promise.race([new Promise((resolve) => process.stdin.once('data', resolve)), editor.ended])
  const [{ serveAgent }, surroundings] = await Promise.all([import('./acp-agent.ts'), prepare()])
  const agent = serveAgent(editor, surroundings)
  await editor.ended
  await agent.close()
  return 0
}
