import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe } from 'vitest'
import type { AnyResult } from '../any-result.ts'
import { chromiumPath, openBrowser, openPage } from './browser.ts'
import { driftRun, latencyRun } from './other-runs.ts'
import { hugeRun, reportRuns } from './report-runs.ts'

/** A run by its name among all that pages are shown of. */
export function runNamed(name: string): AnyResult {
  const others: Record<string, AnyResult> = { huge: hugeRun(), drift: driftRun, latency: latencyRun }
  return others[name] ?? (reportRuns[name] as AnyResult)
}

/** Shows a page in a real browser, over `file://` as its readers open it. */
export type ShowPage = (
  html: string,
  options?: { readonly width?: number; readonly dark?: boolean; readonly hash?: string },
) => ReturnType<typeof openPage>

/** The files of the machine, `node:fs`, and where temporary ones go. */
interface Files {
  existsSync(path: string): boolean
  mkdtempSync(prefix: string): string
  writeFileSync(path: string, text: string): void
  rmSync(path: string, options: { readonly recursive: true; readonly force: true }): void
}

/** Tests of pages in one browser, opened before the first and closed after the last; skipped where there is no Chromium. */
export function inChromium(
  title: string,
  files: Files,
  temporary: string,
  tests: (show: ShowPage) => void,
): void {
  describe.skipIf(!files.existsSync(chromiumPath))(title, () => {
    let browser: Browser
    let dir: string
    beforeAll(async () => {
      dir = files.mkdtempSync(`${temporary}/plumbline-report-`)
      browser = await openBrowser()
    })
    afterAll(async () => {
      await browser.close()
      files.rmSync(dir, { recursive: true, force: true })
    })
    tests(async (html, options = {}) => {
      const opened = await openPage(browser, options)
      const path = `${dir}/report.html`
      files.writeFileSync(path, html)
      await opened.page.goto(`file://${path}${options.hash ?? ''}`)
      return opened
    })
  })
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
