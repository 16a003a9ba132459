import type { ContainerRuntimeClient } from 'testcontainers'

/** Whether a container engine answers, asked once a process; testcontainers is loaded for nothing else. */
export function containerEngine(): Promise<ContainerRuntimeClient | null> {
  engine ??= askEngine()
  return engine
}

let engine: Promise<ContainerRuntimeClient | null> | null = null

async function askEngine(): Promise<ContainerRuntimeClient | null> {
  try {
    const { getContainerRuntimeClient } = await import('testcontainers')
    return await getContainerRuntimeClient()
  } catch {
    return null
  }
}
