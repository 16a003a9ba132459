import { type Browser, chromium, type Page } from 'playwright-core'

/** Where Debian, and who says so in the environment, has a Chromium. */
export const chromiumPath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'

const flags =
  '--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync'

/** A real browser; pages of it ask no network. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath, args: flags.split(' ') })
}

/** A page of the browser, and everything that it complained of. */
export async function openPage(
  browser: Browser,
  options: { readonly width?: number; readonly dark?: boolean } = {},
): Promise<{ readonly page: Page; readonly complaints: string[]; readonly requests: string[] }> {
  const page = await browser.newPage({
    viewport: { width: options.width ?? 1_200, height: 900 },
    colorScheme: options.dark === true ? 'dark' : 'light',
  })
  const complaints: string[] = []
  const requests: string[] = []
  page.on('console', message => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  page.on('pageerror', error => complaints.push(error.message))
  page.on('request', request => {
    if (!request.url().startsWith('file:')) requests.push(request.url())
  })
  return { page, complaints, requests }
}
