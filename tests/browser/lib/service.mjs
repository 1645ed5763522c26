// `quadrige serve` on a database of its own, with two providers and the two administrators that the installer named.

import { execFileSync, spawn } from 'node:child_process'
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { openSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

import { startProvider } from './provider.mjs'
import { BINARY, freePort } from './world.mjs'

const PROCONNECT_CLAIMS = { siret: '13001040200016', uid: '7', usual_name: 'Essai', given_name: 'Bruno', idp_id: 'x', organizational_unit: 'y' }

const ec = () => ({ ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }), kid: 'ec', alg: 'ES256', use: 'sig' })
const rsa = () => ({ ...generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' }), kid: 'rsa', alg: 'RS256', use: 'sig' })

/** Starts everything; `stop()` ends all of it and removes its folder. */
export async function startService() {
  const folder = await mkdtemp(join(tmpdir(), 'quadrige-openid-'))
  const [own, first, second] = [await freePort(), await freePort(), await freePort()]
  const address = `http://127.0.0.1:${own}`
  const stops = [() => rm(folder, { recursive: true, force: true })]
  const stop = async () => { for (const end of stops.reverse()) await end() }
  try {
    const secret = randomBytes(24).toString('hex')
    const ours = generateKeyPairSync('rsa', { modulusLength: 2048 })
    await writeFile(join(folder, 'secret'), secret)
    await writeFile(join(folder, 'key.pem'), ours.privateKey.export({ format: 'pem', type: 'pkcs8' }))
    await writeFile(join(folder, 'search.key'), randomBytes(32))
    const client = {
      client_id: 'quadrige',
      application_type: 'web',
      redirect_uris: [`${address}/connexion/retour`],
      post_logout_redirect_uris: [`${address}/connexion`],
      grant_types: ['authorization_code'],
      response_types: ['code'],
    }
    const plain = await startProvider({
      host: '127.0.0.1',
      port: first,
      key: ec(),
      claims: {},
      client: {
        ...client,
        client_secret: secret,
        token_endpoint_auth_method: 'client_secret_post',
        id_token_signed_response_alg: 'ES256',
        userinfo_signed_response_alg: 'ES256',
      },
    })
    stops.push(plain.stop)
    // Under another name than the first, or the two would take each other's cookies for their own.
    const proconnect = await startProvider({
      host: 'localhost',
      port: second,
      key: rsa(),
      claims: PROCONNECT_CLAIMS,
      client: {
        ...client,
        token_endpoint_auth_method: 'private_key_jwt',
        jwks: { keys: [{ ...ours.publicKey.export({ format: 'jwk' }), kid: 'ours', use: 'sig' }] },
        id_token_signed_response_alg: 'RS256',
        userinfo_signed_response_alg: 'RS256',
      },
    })
    stops.push(proconnect.stop)
    const text = JSON.stringify
    await writeFile(join(folder, 'quadrige.toml'), `
database = ${text(`sqlite:${join(folder, 'quadrige.db')}`)}
listen = "127.0.0.1:${own}"
mail = ${text(`file:${join(folder, 'outbox')}`)}
search_key_file = ${text(join(folder, 'search.key'))}
journal_key_file = ${text(join(folder, 'journal.key'))}
operator = "Essais"

[[issuers]]
label = "Annuaire d’essai"
contact = "le bureau des comptes"
issuer = "${plain.issuer}"
client_id = "quadrige"
client_secret_file = ${text(join(folder, 'secret'))}
algorithm = "ES256"
minimum_acr = ["eidas2", "eidas3"]
step_up_acr = "eidas3"
userinfo_signed = true

[[issuers]]
label = "ProConnect"
contact = "le bureau des comptes"
issuer = "${proconnect.issuer}"
client_id = "quadrige"
private_key_file = ${text(join(folder, 'key.pem'))}
algorithm = "RS256"
minimum_acr = ["eidas2", "eidas3"]
step_up_acr = "eidas3"
proconnect = true
`)
    await writeFile(join(folder, 'first.toml'), `
[institution]
slug = "exploitation"
name = "Exploitation de la plateforme"
short_name = "Exploitation"

[[administrators]]
issuer = "${plain.issuer}"
subject = "alice"
family_name = "Essai"
given_names = "Alice"
quality = "administratrice technique"

[[administrators]]
issuer = "${proconnect.issuer}"
subject = "bruno"
family_name = "Essai"
given_names = "Bruno"
quality = "administrateur technique"
`)
    // What the suite says to itself isn't the program's business: it refuses settings that it doesn't know.
    const plainly = Object.entries(process.env).filter(([name]) => !name.startsWith('QUADRIGE_'))
    const options = { cwd: folder, env: { ...Object.fromEntries(plainly), QUADRIGE_CONFIG: join(folder, 'quadrige.toml') } }
    const run = (...words) => execFileSync(BINARY, words, { ...options, encoding: 'utf8' })
    run('keys', 'journal', join(folder, 'journal.key'))
    run('migrate')
    run('config', 'check')
    run('bootstrap', join(folder, 'first.toml'))
    const output = openSync(join(folder, 'log'), 'w')
    const child = spawn(BINARY, ['serve'], { ...options, stdio: ['ignore', output, output] })
    stops.push(async () => {
      if (child.exitCode !== null) return
      child.kill()
      await Promise.race([once(child, 'exit'), wait(5000)])
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
    })
    for (const deadline = Date.now() + 60_000; Date.now() < deadline; await wait(100)) {
      if (child.exitCode !== null) break
      const answer = await fetch(`${address}/readyz`).catch(() => null)
      if (answer?.ok) return { address, plain, proconnect, run, first: join(folder, 'first.toml'), log: () => readFile(join(folder, 'log'), 'utf8'), stop }
    }
    throw new Error(`the service didn't become ready:\n${await readFile(join(folder, 'log'), 'utf8')}`)
  } catch (error) {
    await stop()
    throw error
  }
}
