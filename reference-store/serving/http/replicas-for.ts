import { suggestName } from '../../../features/nearest-name.ts'
import type { Instant } from '../../../features/value.ts'
import type { Deployment } from '../deployment.ts'
import type { StoreMonitor } from '../freshness/store-monitor.ts'
import type { ServedSet } from '../served-sets.ts'
import { HttpError } from './http-error.ts'

/**
 * Who may answer a question, in the order of asking. A question that is pinned to a region is answered there or not at all;
 * any other by the home region, and by the next one where that cannot. A region of which the monitor saw that it does not
 * answer, or is not whole, comes last: nobody waits for it as long as another one answers.
 * @throws HttpError `unknown-region`
 */
export function replicasFor(
  { name, replicas }: ServedSet,
  region: string | null | undefined,
  monitor: StoreMonitor,
  now: Instant,
): readonly Deployment[] {
  if (region == null) {
    if (replicas.length === 1) return replicas
    const isWell = (replica: Deployment) => monitor.answers(replica, now)
    return [...replicas.filter(isWell), ...replicas.filter(replica => !isWell(replica))]
  }
  const pinned = replicas.find(replica => replica.region === region)
  if (pinned !== undefined) return [pinned]
  const shown = region.slice(0, 80)
  const known = replicas.flatMap(replica => replica.region ?? [])
  const mend = known.length === 0 ? 'it has one state, so leave region out' : suggestName(region, known)
  throw new HttpError('unknown-region', `${name} is not kept in a region ${shown}: ${mend}`)
}
