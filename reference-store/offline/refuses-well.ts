import { PlumblineError } from '../../features/plumbline-error.ts'
import type { OfflineSide } from './offline-side.ts'

/**
 * Has the offline side write while its disk is full: it may say in one sentence that it cannot, and leaves nothing that broke off.
 * @throws PlumblineError `store-failed` where it does
 */
export async function refusesWell(offline: OfflineSide): Promise<void> {
  try {
    await offline.keepUp()
  } catch (error) {
    if (!(error instanceof PlumblineError) || error.code !== 'infrastructure') throw error
  }
  const leftovers = await offline.leftovers()
  if (leftovers.length === 0) return
  throw new PlumblineError(
    'store-failed',
    `the offline side left ${leftovers.join(', ')} half written when its disk was full: remove what breaks off`,
  )
}
