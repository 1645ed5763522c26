// The demo under test: started by `run` once for the whole suite, on a free port, in a folder that goes with it.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, openSync, readdirSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

const ROOT = resolve(import.meta.dirname, '../../..')

/** The address of the running demo, which `run` and `shots` pass on. */
export const ADDRESS = process.env.QUADRIGE_BROWSER_ADDRESS

/** The program under test. */
export const BINARY = process.env.QUADRIGE_BINARY ?? join(process.env.CARGO_TARGET_DIR ?? join(ROOT, 'target'), 'debug/quadrige')

/** A port of this machine that nobody listens on. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}

/** The folder of PostgreSQL's server binaries; `null` where they aren't. */
function serverBinaries() {
  const root = '/usr/lib/postgresql'
  const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : []
  return versions.map((version) => join(root, version, 'bin')).find((folder) => existsSync(join(folder, 'initdb'))) ?? null
}

/** A PostgreSQL cluster of its own, which goes with this process; `null` where there are no server binaries. */
export async function cluster() {
  const binaries = serverBinaries()
  if (binaries === null) {
    if (process.env.QUADRIGE_TEST_POSTGRES === 'require') throw new Error('no PostgreSQL server binaries')
    return null
  }
  const script = await readFile(join(ROOT, 'tests/support/cluster.sh'), 'utf8')
  const words = ['-c', script, 'cluster', binaries, 'off']
  // The server refuses to run as root.
  const [command, before] = process.getuid() === 0 ? ['setpriv', ['--reuid=postgres', '--regid=postgres', '--clear-groups', 'bash']] : ['bash', []]
  const child = spawn(command, [...before, ...words], { stdio: ['pipe', 'pipe', 'inherit'], cwd: '/tmp' })
  const [said] = await once(child.stdout, 'data')
  const folder = said.toString().match(/^ready (.+)$/m)?.[1]
  if (folder === undefined) throw new Error(`the cluster didn't start: ${said}`)
  const stop = async () => {
    child.stdin.end()
    await once(child, 'exit')
  }
  return { database: `postgres://postgres@/postgres?host=${folder}&port=5432`, stop }
}

/** Starts the demo with that many people, on that database if one is named, and waits until it is ready; `stop()` ends it and removes its folder. */
export async function start(people, database = null) {
  if (!existsSync(BINARY)) throw new Error(`${BINARY} isn't there: cargo build first`)
  const folder = await mkdtemp(join(tmpdir(), 'quadrige-browser-'))
  const address = `http://127.0.0.1:${await freePort()}`
  const log = join(folder, 'log')
  const output = openSync(log, 'w')
  const demo = ['demo', '--data', join(folder, 'data'), '--listen', address.slice('http://'.length), '--people', `${people}`, '--fresh']
  if (database !== null) demo.push('--database', database)
  const child = spawn(BINARY, demo, { stdio: ['ignore', output, output], cwd: folder })
  let ended = false
  child.once('exit', () => { ended = true })
  const stop = async () => {
    if (!ended) {
      child.kill()
      await Promise.race([once(child, 'exit'), wait(5000)])
      if (!ended) child.kill('SIGKILL')
    }
    await rm(folder, { recursive: true, force: true })
  }
  for (const deadline = Date.now() + 120_000; Date.now() < deadline; await wait(100)) {
    if (ended) break
    const answer = await fetch(`${address}/readyz`).catch(() => null)
    if (answer?.ok) return { address, log, stop }
  }
  const said = await readFile(log, 'utf8')
  await stop()
  throw new Error(`the demo didn't become ready:\n${said}`)
}
