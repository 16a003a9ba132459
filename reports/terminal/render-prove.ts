import { formatCount } from '../format.ts'
import type { ProvedMutant, ProveResult } from '../prove-result.ts'
import { createPaint, type Paint } from './paint.ts'
import { renderTable } from './table.ts'
import { besideLabel } from './wrap.ts'

export interface ProveRendering {
  readonly color: boolean
  /** Columns of the terminal. */
  readonly width: number
}

/** A result of `prove` for a person: the verdict, what the harness fails, then every mutant. */
export function renderProve(result: ProveResult, { color, width }: ProveRendering): string {
  const paint = createPaint(color)
  const label = { pass: 'PASS', fail: 'FAIL', broken: 'BROKEN' }[result.verdict]
  const [first = '', ...more] = result.sentences
  const [head = '', ...rest] = besideLabel(`${label}   `, first, width)
  const painted = result.verdict === 'pass' ? paint.good(label) : paint.bad(label)
  const lines = [
    painted + head.slice(label.length),
    ...rest,
    ...more.flatMap(sentence => besideLabel('  ', sentence, width)),
    '',
    ...renderAssays(result, width),
    ...(result.mutants.length === 0 ? [] : ['', ...renderMutants(result.mutants, paint, width)]),
  ]
  return `${lines.join('\n')}\n`
}

function renderAssays({ assays, control }: ProveResult, width: number): string[] {
  const passed = assays.filter(({ problem }) => problem === null).length
  const clean =
    control === null
      ? ''
      : `; the clean store: ${formatCount(control.judged)} cells in ${control.runs} runs, ${control.wrong} called wrong`
  return besideLabel('  harness  ', `${passed} of ${assays.length} assays answered rightly${clean}`, width)
}

function renderMutants(mutants: readonly ProvedMutant[], paint: Paint, width: number): string[] {
  const cells = (of: (mutant: ProvedMutant) => string) => mutants.map(of)
  return renderTable(
    [
      { title: 'mutant', align: 'left', cells: cells(({ name }) => name) },
      {
        title: 'status',
        align: 'left',
        cells: cells(({ status }) => status),
        paint: (padded, row) => (mutants[row]?.status === 'killed' ? paint.good(padded) : paint.bad(padded)),
      },
      {
        title: 'first caught in',
        align: 'left',
        cells: cells(({ detection }) => detection?.scenario ?? '–'),
      },
      {
        title: 'runs',
        align: 'right',
        cells: cells(({ detection }) => String(detection?.runs ?? '–')),
        optional: true,
      },
      {
        title: 'events',
        align: 'right',
        cells: cells(({ detection }) => (detection === null ? '–' : formatCount(detection.events))),
        optional: true,
      },
      {
        title: 'scenarios',
        align: 'right',
        cells: cells(({ wrongCells }) =>
          String(Object.values(wrongCells).filter(count => (count ?? 0) > 0).length),
        ),
        optional: true,
      },
      { title: 'cause', align: 'left', cells: cells(({ causes }) => causes.join(' + ')), optional: true },
      {
        title: 'named',
        align: 'left',
        cells: cells(({ named }) => named?.map(({ cause }) => cause).join(' + ') ?? '–'),
        optional: true,
      },
      {
        title: 'shrunk to',
        align: 'right',
        cells: cells(({ shrunk }) => (shrunk === null ? '–' : `${shrunk.events} + ${shrunk.probes}`)),
        optional: true,
      },
    ],
    width,
    text => paint.faint(text),
  )
}
