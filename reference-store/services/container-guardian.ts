import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { containerEngine } from './container-engine.ts'

/**
 * Has a container removed when this process dies, also where Testcontainers' own reaper is switched off, as it has to be
 * for podman. Call what it returns when the container is gone.
 */
export function guardContainer(id: string): () => void {
  const guardian = fork(fileURLToPath(import.meta.url), [id], {
    detached: true,
    execArgv: [],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  guardian.unref()
  guardian.channel?.unref()
  return () => void guardian.kill('SIGKILL')
}

if (process.send !== undefined && process.argv[1] === fileURLToPath(import.meta.url)) {
  process.on('disconnect', async () => {
    const engine = await containerEngine()
    await engine?.container
      .getById(process.argv[2]!)
      .remove({ force: true, v: true })
      .catch(() => {})
    process.exit(0)
  })
}
