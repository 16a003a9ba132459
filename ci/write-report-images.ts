import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { openBrowser, openPage } from '../reports/testing/browser.ts'

/** Writes `docs/images/`: the report of a store whose windows are closed at the wrong end, as a browser shows it. */
const root = fileURLToPath(new URL('../', import.meta.url))
const images = join(root, 'docs', 'images')
const dir = mkdtempSync(join(tmpdir(), 'plumbline-images-'))

const scenarios = ['boundaries', 'late-events', 'ties'].flatMap(name => ['--scenario', name])
const store = join(root, 'reference-store', 'broken', 'boundary-flipped.fixture.ts')
// Without --out, so that the page shows the commands that a user would see.
const verify = ['verify', '--store', store, ...scenarios, '--runs', '1']
try {
  execFileSync(process.execPath, [join(root, 'harness', 'cli', 'main.ts'), ...verify], {
    cwd: dir,
    stdio: 'ignore',
  })
} catch (error) {
  // It is wrong on purpose; any other end is none of ours.
  if ((error as { status?: number }).status !== 1) throw error
}

const browser = await openBrowser()
try {
  await shoot('light', {}, (page, path) => page.screenshot({ path }))
  await shoot('dark', { dark: true }, (page, path) => page.screenshot({ path }))
  await shoot('360', { width: 360 }, (page, path) => page.screenshot({ path }))
  await shoot('print', {}, async (page, path) => {
    await page.emulateMedia({ media: 'print' })
    await page.screenshot({ path, fullPage: true, clip: { x: 0, y: 0, width: 1_200, height: 1_600 } })
  })
  const { page } = await openPage(browser)
  await page.goto(`file://${join(dir, '.plumbline', 'runs', 'latest', 'report.html')}`)
  await page
    .locator('#counterexamples details')
    .first()
    .screenshot({ path: join(images, 'report-counterexample.png') })
  await page.locator('#trust').screenshot({ path: join(images, 'report-trust.png') })
} finally {
  await browser.close()
  rmSync(dir, { recursive: true, force: true })
}

async function shoot(
  name: string,
  options: { readonly width?: number; readonly dark?: boolean },
  take: (page: Page, path: string) => Promise<unknown>,
): Promise<void> {
  const { page } = await openPage(browser, options)
  await page.goto(`file://${join(dir, '.plumbline', 'runs', 'latest', 'report.html')}`)
  await page.waitForSelector('html[data-loaded]')
  await take(page, join(images, `report-failing-${name}.png`))
  await page.close()
}
