import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { httpSender } from './http-sender.ts'
import type { LoadPlan } from './load-plan.ts'
import { driveOpenLoop, type LoadEdge } from './open-loop.ts'

/** How long a driver drives itself before it drives anybody else, ms, and requests a second of it at most. */
const warmMs = 300
const warmRateMax = 2_000

/**
 * Drives a server in this very process for a moment: what a new process has to load and compile would else make the first
 * requests late, and is nobody's latency. Whoever is measured gets no request of it.
 */
export async function warmDriver(plan: LoadPlan, edge: Omit<LoadEdge, 'send' | 'onProgress'>): Promise<void> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.end('{}'))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const own: LoadPlan = {
    ...plan,
    target: { ...plan.target, origin: `http://127.0.0.1:${port}` },
    rate: Math.min(plan.rate, warmRateMax),
    durationMs: warmMs,
  }
  const sender = httpSender(own)
  try {
    await driveOpenLoop(own, { ...edge, send: sender.send, onProgress: () => {} })
  } finally {
    await sender.close().catch(() => undefined)
    server.close()
  }
}
