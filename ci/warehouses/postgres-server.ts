import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, existsSync, globSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** A PostgreSQL of a test's own, which nothing but a socket in its folder reaches. */
export interface PostgresServer {
  /** Runs a script, and gives what its queries print, one row a line. */
  run(script: string): string
  close(): Promise<void>
}

/** The folder of PostgreSQL's programs, null where it is not installed. */
export function findPostgres(): string | null {
  const places = (process.env.PATH ?? '').split(':')
  // Debian keeps them off the PATH, by version.
  const debian = globSync('/usr/lib/postgresql/*/bin').toSorted((a, b) =>
    b.localeCompare(a, 'en', { numeric: true }),
  )
  return (
    [...debian, ...places].find(each =>
      ['initdb', 'postgres', 'psql'].every(name => existsSync(join(each, name))),
    ) ?? null
  )
}

/** Starts one with an empty database, in which texts compare as people sort them unless a query says otherwise. */
export async function startPostgres(programs: string): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-pg-'))
  const data = join(folder, 'data')
  // It refuses to run as root.
  const user = process.getuid?.() === 0 ? unprivileged() : null
  const owner = user ?? {}
  if (user !== null) chownSync(folder, user.uid, user.gid)
  chmodSync(folder, 0o700)
  const locale = ['--encoding=UTF8', '--locale=C.UTF-8', '--locale-provider=icu', '--icu-locale=en']
  const init = ['-D', data, '--no-sync', '-A', 'trust', '-U', 'postgres', ...locale]
  execFileSync(join(programs, 'initdb'), init, { ...owner, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
  const settings = {
    listen_addresses: '',
    unix_socket_directories: folder,
    fsync: 'off',
    max_connections: '4',
  }
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const server = spawn(join(programs, 'postgres'), ['-D', data, ...args], {
    ...owner,
    cwd: folder,
    stdio: 'ignore',
  })
  const psql = (script: string) => {
    const connection = ['-h', folder, '-U', 'postgres', '-d', 'postgres']
    const flags = ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-f', '-']
    return spawnSync(join(programs, 'psql'), [...connection, ...flags], {
      input: script,
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
    })
  }
  for (let tries = 0; psql('SELECT 1;').status !== 0; tries++) {
    if (tries === 300 || server.exitCode !== null)
      throw new Error(`PostgreSQL of ${dirname(data)} does not start`)
    await new Promise(resolve => setTimeout(resolve, 100))
  }
  return {
    run(script) {
      const { status, stdout, stderr } = psql(script)
      if (status !== 0) throw new Error(stderr.split('\n').slice(0, 6).join('\n'))
      return stdout
    },
    async close() {
      const ended = once(server, 'exit')
      server.kill('SIGQUIT')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function unprivileged(): { uid: number; gid: number } {
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
  return { uid: id('-u'), gid: id('-g') }
}
