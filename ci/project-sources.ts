import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'

/** The text of every TypeScript file of the checkout, tracked or about to be, by its repository path. */
export function projectSources(): Map<string, string> {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts'], {
    encoding: 'utf8',
  })
  const files = listed.split('\n').filter(file => file !== '' && existsSync(file))
  return new Map(files.map(file => [file, readFileSync(file, 'utf8')]))
}
