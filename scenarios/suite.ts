import boundaries from './boundaries.ts'
import calculated from './calculated.ts'
import carelessKeys from './careless-keys.ts'
import clocksBack from './clocks-back.ts'
import clocksForward from './clocks-forward.ts'
import compositeKeys from './composite-keys.ts'
import correctedTies from './corrected-ties.ts'
import corrections from './corrections.ts'
import type { DatasetScenario } from './dataset-scenario.ts'
import duplicates from './duplicates.ts'
import epoch from './epoch.ts'
import everyCall from './every-call.ts'
import everyDeparture from './every-departure.ts'
import everyEdge from './every-edge.ts'
import everyRevision from './every-revision.ts'
import extremes from './extremes.ts'
import { faultScenarios } from './faults/index.ts'
import flights from './flights.ts'
import futureDated from './future-dated.ts'
import incompleteLog from './incomplete-log.ts'
import laggingWorker from './lagging-worker.ts'
import lateEvents from './late-events.ts'
import nullPredicates from './null-predicates.ts'
import nullStorm from './null-storm.ts'
import onDemand from './on-demand.ts'
import outOfOrder from './out-of-order.ts'
import rejects from './rejects.ts'
import related from './related.ts'
import restart from './restart.ts'
import retractions from './retractions.ts'
import type { Scenario } from './scenario.ts'
import scheduled from './scheduled.ts'
import service from './service.ts'
import silence from './silence.ts'
import skewedKeys from './skewed-keys.ts'
import steady from './steady.ts'
import swarm from './swarm.ts'
import ties from './ties.ts'
import trainingCut from './training-cut.ts'
import watermarks from './watermarks.ts'

/** What `verify` runs if it is told nothing else, one line a scenario. */
export const suite: readonly Scenario[] = [
  steady,
  lateEvents,
  nullStorm,
  skewedKeys,
  duplicates,
  corrections,
  retractions,
  outOfOrder,
  futureDated,
  boundaries,
  silence,
  restart,
  laggingWorker,
  scheduled,
  onDemand,
  compositeKeys,
  service,
  rejects,
  carelessKeys,
  ties,
  epoch,
  clocksForward,
  clocksBack,
  nullPredicates,
  trainingCut,
  extremes,
  correctedTies,
  calculated,
  everyEdge,
  everyRevision,
  everyCall,
  watermarks,
  incompleteLog,
  related,
  swarm,
]

/** What goes wrong around a store: run after the suite on real parts, and by name on any store. */
export const faultSuite: readonly Scenario[] = faultScenarios

/** Replays of real data; each runs by name, and by itself. */
export const datasets: readonly DatasetScenario[] = [flights, everyDeparture]

/** For stores that serve the newest values and compute no windows: what runs on Feast, and by name on any store. */
export { foreignSuite } from './foreign/index.ts'
