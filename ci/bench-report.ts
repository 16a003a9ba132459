import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AnyResult } from '../reports/any-result.ts'
import { renderHtml } from '../reports/html/render-html.ts'
import { chromiumPath, openBrowser, openPage } from '../reports/testing/browser.ts'
import { hugeRun, reportRuns } from '../reports/testing/report-runs.ts'

/** How large a page is, how long it takes to write, and how long in a browser until it can be used. */
interface Measured {
  readonly run: string
  readonly bytes: number
  readonly renderMs: number
  /** From navigation until the script has shown the run; null without a browser. Medians of `rounds`. */
  readonly interactiveMs: number | null
  /** Processor time of the page's thread until then, which other work on the machine does not lengthen so much. */
  readonly processorMs: number | null
}

const rounds = 5

const runs: readonly (readonly [string, AnyResult])[] = [
  ['passing', reportRuns.passing as AnyResult],
  ['failing', reportRuns.failing as AnyResult],
  ['10^6 mismatches, 300 features', hugeRun()],
]

const dir = await mkdtemp(join(tmpdir(), 'plumbline-bench-report-'))
const browser = existsSync(chromiumPath) ? await openBrowser() : null
try {
  const measured: Measured[] = []
  for (const [run, result] of runs) measured.push(await measure(run, result))
  process.stdout.write(
    process.argv.includes('--json') ? `${JSON.stringify(measured, null, 2)}\n` : tableOf(measured),
  )
} finally {
  await browser?.close()
  await rm(dir, { recursive: true, force: true })
}

async function measure(run: string, result: AnyResult): Promise<Measured> {
  const renders: number[] = []
  let html = ''
  for (let i = 0; i < rounds; i++) {
    const start = performance.now()
    html = renderHtml(result)
    renders.push(performance.now() - start)
  }
  const path = join(dir, 'report.html')
  await writeFile(path, html)
  const loads: number[] = []
  const busy: number[] = []
  for (let i = 0; i < rounds && browser !== null; i++) {
    const { page } = await openPage(browser)
    const session = await page.context().newCDPSession(page)
    await session.send('Performance.enable', { timeDomain: 'threadTicks' })
    await page.goto(`file://${path}`)
    await page.waitForSelector('html[data-loaded]')
    // Layout has to be done too before anything answers.
    const at = await page.evaluate('document.body.offsetHeight, performance.now()')
    loads.push(Number(at))
    const { metrics } = await session.send('Performance.getMetrics')
    busy.push((metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1_000)
    await page.close()
  }
  return {
    run,
    bytes: Buffer.byteLength(html),
    renderMs: median(renders),
    interactiveMs: loads.length === 0 ? null : median(loads),
    processorMs: busy.length === 0 ? null : median(busy),
  }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return Math.round((sorted[Math.floor(sorted.length / 2)] as number) * 10) / 10
}

function tableOf(measured: readonly Measured[]): string {
  const lines = measured.map(
    ({ run, bytes, renderMs, interactiveMs, processorMs }) =>
      `${run.padEnd(32)} ${(bytes / 1_000).toFixed(0).padStart(6)} kB  written in ${renderMs} ms  interactive in ${interactiveMs ?? '–'} ms (${processorMs ?? '–'} ms of processor)`,
  )
  return `${lines.join('\n')}\n`
}
