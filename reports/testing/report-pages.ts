import type { Page } from 'playwright-core'
import type { AnyResult } from '../any-result.ts'
import { openBrowser, openPage } from './browser.ts'
import { driftRun, latencyRun } from './other-runs.ts'
import { hugeRun, reportRuns } from './report-runs.ts'

/** A run by its name among all that pages are shown of. */
export function runNamed(name: string): AnyResult {
  const others: Record<string, AnyResult> = { huge: hugeRun(), drift: driftRun, latency: latencyRun }
  return others[name] ?? (reportRuns[name] as AnyResult)
}

/** Report pages in a real browser, over `file://` as their readers open them. */
export interface ReportPages {
  /** Folder of the pages, which whoever gave it removes. */
  readonly dir: string
  show(
    html: string,
    options?: { readonly width?: number; readonly dark?: boolean; readonly hash?: string },
  ): ReturnType<typeof openPage>
  close(): Promise<void>
}

export async function openReportPages(
  dir: string,
  write: (path: string, text: string) => void,
): Promise<ReportPages> {
  const browser = await openBrowser()
  return {
    dir,
    async show(html, options = {}) {
      const opened = await openPage(browser, options)
      const path = `${dir}/report.html`
      write(path, html)
      await opened.page.goto(`file://${path}${options.hash ?? ''}`)
      return opened
    },
    close: () => browser.close(),
  }
}

/** What axe-core, given as its text, calls a serious or critical violation. */
export async function seriousOf(page: Page, axe: string): Promise<string[]> {
  const found = (await page.evaluate(
    `(() => { const module = undefined; ${axe}; return window.axe.run(document, { resultTypes: ['violations'] }) })()`,
  )) as { violations: { id: string; impact: string; nodes: { html: string }[] }[] }
  return found.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)
}
