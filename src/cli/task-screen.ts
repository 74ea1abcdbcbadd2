// (being written)
export async function showScreen(_env: NodeJS.ProcessEnv): Promise<number> {
  return 0
}
