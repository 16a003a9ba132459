import type { LineProfile } from './profile.ts'

/** Cells that follow one another and gave the same: what was asked first and last of them, and what each side gave. */
export interface AskedRun {
  readonly asked: string
  readonly online: string | null
  readonly offline: string | null
}

/** The cells of a line, those that follow one another with the same answers as one where there are many. */
export function askedRuns({ asked, online, offline }: LineProfile): AskedRun[] {
  const cells = asked.map((question, i) => {
    return { asked: question, online: online.answers[i] ?? null, offline: offline.answers[i] ?? null }
  })
  if (cells.length <= fewCells) return cells
  const runs: { cells: AskedRun[] }[] = []
  for (const cell of cells) {
    const last = runs.at(-1)?.cells
    const isLike = last?.[0]?.online === cell.online && last[0].offline === cell.offline
    if (isLike) last.push(cell)
    else runs.push({ cells: [cell] })
  }
  return runs.map(({ cells: run }) => {
    const [first, last] = [run[0] as AskedRun, run.at(-1) as AskedRun]
    return run.length === 1 ? first : { ...first, asked: `${first.asked} … ${last.asked} (${run.length})` }
  })
}

/** More than fit under a line. */
const fewCells = 20
