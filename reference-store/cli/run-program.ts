import { type Command, CommanderError } from 'commander'
import { PlumblineError } from '../../features/plumbline-error.ts'

/**
 * Runs a command line and gives its exit code: 64 for a wrong command, 70 where machine or services failed. A user's
 * error is one sentence on stderr; only a bug of ours shows a stack.
 */
export async function runProgram(program: Command, argv: readonly string[]): Promise<number> {
  const name = program.name()
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({
      outputError: (text, write) => {
        const said = text.replace(/^error: /, '').trim()
        write(`${name}: ${said.replaceAll('\n', ' ')}; see npm run ${name} -- --help\n`)
      },
    })
  }
  try {
    await program.parseAsync(argv, { from: 'user' })
    return 0
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 64
    if (error instanceof PlumblineError) {
      process.stderr.write(`${name}: ${error.message}\n`)
      if (process.env.PLUMBLINE_STACK === '1') console.error(error.stack)
      return error.exitCode
    }
    const { code, address, port } = (error ?? {}) as { code?: string; address?: string; port?: number }
    if (code === 'EADDRINUSE' || code === 'EACCES' || code === 'EADDRNOTAVAIL') {
      process.stderr.write(
        `${name}: ${address}:${port} cannot be listened on (${code}): give another --host or --port\n`,
      )
      return 70
    }
    process.stderr.write(
      `${name}: an error that should not be possible; please report it with your command\n`,
    )
    console.error(error)
    return 70
  }
}
