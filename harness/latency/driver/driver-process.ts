import { setPriority } from 'node:os'
import { httpSender } from './http-sender.ts'
import type { DriverMessage, LoadPlan } from './load-plan.ts'
import { driveOpenLoop } from './open-loop.ts'
import { warmDriver } from './warm-driver.ts'

/** Before whatever else wants a core: a schedule that waits for one measures the machine. */
const driverNice = -10

try {
  setPriority(driverNice)
} catch {
  // Only who may raise priorities can; without it the driver’s lag tells.
}

const edge = {
  now: () => performance.now(),
  wallClock: () => Math.round((performance.timeOrigin + performance.now()) * 1_000),
  sleep: (ms: number, wake: () => void) => void setTimeout(wake, ms),
  spin: (wake: () => void) => void setImmediate(wake),
}

// A process of its own: nothing that the harness or a store does delays the schedule.
process.once('message', async (plan: LoadPlan) => {
  const say = (message: DriverMessage) => new Promise(sent => process.send?.(message, sent))
  const sender = httpSender(plan)
  try {
    await warmDriver(plan, edge)
    const report = await driveOpenLoop(plan, {
      ...edge,
      send: sender.send,
      onProgress: line => void say({ kind: 'progress', line }),
    })
    await say({ kind: 'done', report })
  } catch (error) {
    await say({ kind: 'failed', sentence: error instanceof Error ? error.message : String(error) })
  } finally {
    await sender.close().catch(() => undefined)
    process.disconnect()
  }
})

// The parent is gone: load that nobody measures is only load.
process.once('disconnect', () => process.exit())
