import { setTimeout as sleep } from 'node:timers/promises'

/** Whether a service answers now; must not take longer than a second or two to say so. */
export type IsAnswering = () => Promise<boolean>

const pauseMs = 100

/** Asks again until it answers, or `giveUp` says why not to go on; at most `triesMax` times, a tenth of a second apart. */
export async function untilAnswering(
  isAnswering: IsAnswering,
  giveUp: () => Promise<string | null>,
  triesMax = 600,
): Promise<string | null> {
  for (let tries = 0; tries < triesMax; tries++) {
    if (await isAnswering()) return null
    const reason = await giveUp()
    if (reason !== null) return reason
    await sleep(pauseMs)
  }
  return `it did not answer within ${(triesMax * pauseMs) / 1000} s`
}
