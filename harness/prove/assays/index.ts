import type { Assay } from './assay.ts'
import { auditsRight } from './audits-right.ts'
import { keepsRoom } from './keeps-room.ts'
import { knowsRight } from './knows-right.ts'
import { namesAndShrinks } from './names-and-shrinks.ts'
import { refusesNothing } from './refuses-nothing.ts'
import { runsGates } from './runs-gates.ts'
import { seesWrong } from './sees-wrong.ts'
import { tellsSamplesApart } from './tells-samples-apart.ts'

/** What the harness has to answer rightly before anything that it says of a mutant counts; one line each. */
export const assays: readonly Assay[] = [
  knowsRight,
  seesWrong,
  keepsRoom,
  auditsRight,
  refusesNothing,
  runsGates,
  tellsSamplesApart,
  namesAndShrinks,
]
