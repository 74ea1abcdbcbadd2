// The process of a watch or a schedule (being written).

export async function runTrigger(_dir: string): Promise<void> {}
