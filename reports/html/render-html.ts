import { createHash } from 'node:crypto'
import type { AnyResult } from '../any-result.ts'
import { buildReport } from './build-report.ts'
import { limitSteps } from './limits.ts'
import { bootScript } from './page/boot-script.ts'
import { pageStyle } from './page/page-style.ts'
import { type ReportData, reportSchemaName } from './report-data.ts'

/** Bytes that a page has at most, whatever the run. */
const bytesMax = 2_000_000

/**
 * A result as one HTML page: no network, no font, no script but its own. As written it says that no data was loaded; its script
 * replaces that once it found and checked the data. Of a run that is too large for a page it shows less, and says so.
 */
export function renderHtml(result: AnyResult, folder?: string): string {
  let page = ''
  for (const limits of limitSteps) {
    page = pageOf(buildReport(result, limits, folder))
    if (Buffer.byteLength(page) <= bytesMax) break
  }
  return page
}

/** The page around checked data. */
function pageOf(data: ReportData): string {
  // The only character by which a script could be ended, or a comment begun.
  const json = JSON.stringify(data).replaceAll('<', '\\u003c')
  const script = `(${bootScript.toString()})()`
  const policy = [
    "default-src 'none'",
    `script-src ${sourceOf(script)}`,
    `style-src ${sourceOf(pageStyle)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="plumbline">
<title>plumbline: no data loaded</title>
<style>${pageStyle}</style>
</head>
<body>
<p id="state" role="alert">no data loaded: this page shows no verdict. Its script did not run, or found no data; look at result.json.</p>
<div id="report" hidden></div>
<script type="application/json" id="report-data" data-schema="${reportSchemaName}" data-sha256="${hashOf(json, 'hex')}">${json}</script>
<script>${script}</script>
</body>
</html>
`
}

function sourceOf(text: string): string {
  return `'sha256-${hashOf(text, 'base64')}'`
}

function hashOf(text: string, as: 'hex' | 'base64'): string {
  return createHash('sha256').update(text).digest(as)
}
