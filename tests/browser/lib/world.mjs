// The demo under test: started by `run` once for the whole suite, on a free port, in a folder that goes with it.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, openSync } from 'node:fs'
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

/** Starts the demo with that many people and waits until it is ready; `stop()` ends it and removes its folder. */
export async function start(people) {
  if (!existsSync(BINARY)) throw new Error(`${BINARY} isn't there: cargo build first`)
  const folder = await mkdtemp(join(tmpdir(), 'quadrige-browser-'))
  const address = `http://127.0.0.1:${await freePort()}`
  const log = join(folder, 'log')
  const output = openSync(log, 'w')
  const demo = ['demo', '--data', join(folder, 'data'), '--listen', address.slice('http://'.length), '--people', `${people}`, '--fresh']
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
