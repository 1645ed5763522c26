// The one way into `quadrige serve`, through a certified provider: in, in again, out, and turned away.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { launch } from './lib/browser.mjs'
import { inspect } from './lib/inspect.mjs'
import { startService } from './lib/service.mjs'

const PLAIN = 'Annuaire d’essai'

let browser, service
before(async () => {
  service = await startService()
  browser = await launch()
})
after(async () => {
  await browser?.close()
  await service?.stop()
})

/** A window of its own, without scripts: the way in needs none of ours. */
async function open(options = {}) {
  const context = await browser.newContext({ baseURL: service.address, locale: 'fr-FR', ...options })
  const faults = []
  context.on('console', (message) => {
    const refusal = /Failed to load resource.*status of [45]\d\d/.test(message.text())
    if (message.type() === 'error' && !refusal && message.location().url.startsWith(service.address)) faults.push(message.text())
  })
  return { context, page: await context.newPage(), faults }
}

/** Says at the provider who one is and how strongly that is proved. */
async function say(page, who, acr) {
  await page.locator('#who').fill(who)
  await page.locator('#acr').fill(acr)
  await page.getByRole('button', { name: 'Entrer' }).click()
  await page.waitForURL((url) => url.origin === service.address)
}

async function signIn(page, provider, who, acr) {
  await page.goto('/connexion')
  await page.getByRole('link', { name: provider, exact: true }).click()
  await say(page, who, acr)
}

const heading = (page) => page.locator('h1').innerText()

test('sign in, and come to the page that one was on the way to', async () => {
  const { context, page, faults } = await open({ javaScriptEnabled: false })
  await page.goto('/sorties')
  assert.equal(new URL(page.url()).pathname, '/connexion')
  await page.getByRole('link', { name: PLAIN, exact: true }).click()
  assert.equal(new URL(page.url()).origin, service.plain.issuer)
  await say(page, 'alice', 'eidas2')
  assert.equal(page.url(), `${service.address}/sorties`)
  assert.match(await page.locator('header').innerText(), /ESSAI Alice/)
  const cookies = (await context.cookies()).filter(({ name }) => name.startsWith('quadrige'))
  assert.ok(cookies.every((cookie) => cookie.httpOnly && cookie.sameSite === 'Lax'), JSON.stringify(cookies))
  assert.deepEqual(faults, [])
  await context.close()
})

test('ProConnect’s way: a signed assertion, essential levels, signed userinfo', async () => {
  const { context, page } = await open()
  await signIn(page, 'ProConnect', 'bruno', 'eidas2')
  assert.equal(page.url(), `${service.address}/`, await page.locator('body').innerText())
  assert.match(await page.locator('header').innerText(), /ESSAI Bruno/)
  await page.goto('/connexion/confirmation?retour=/sessions')
  assert.equal(new URL(page.url()).origin, service.proconnect.issuer, 'asked again')
  await say(page, 'bruno', 'eidas3')
  assert.equal(page.url(), `${service.address}/sessions`, await page.locator('body').innerText())
  await context.close()
})

test('too weak a sign-in reads the rule and what was received, and may begin again', async () => {
  const { context, page } = await open()
  await signIn(page, PLAIN, 'alice', 'eidas1')
  assert.equal(await heading(page), 'Votre authentification n’est pas assez forte')
  const text = await page.locator('main').innerText()
  assert.match(text, /eidas2, eidas3/)
  assert.match(text, /Reçu\s: eidas1/)
  assert.match(text, /le bureau des comptes/)
  await page.goto('/sorties')
  assert.equal(new URL(page.url()).pathname, '/connexion', 'nobody is signed in')
  await context.close()
})

test('an unknown person reads whom to ask', async () => {
  const { context, page } = await open()
  await signIn(page, PLAIN, 'mallory', 'eidas3')
  assert.equal(await heading(page), 'Aucun compte à votre nom')
  const text = await page.locator('main').innerText()
  assert.match(text, /mallory/)
  assert.match(text, /le bureau des comptes/)
  // The account of one provider isn't that of the other, whatever its name.
  await context.clearCookies()
  await signIn(page, PLAIN, 'bruno', 'eidas3')
  assert.equal(await heading(page), 'Aucun compte à votre nom')
  await context.close()
})

test('a fresh sign-in is asked for, at the level that it needs', async () => {
  const { context, page, faults } = await open()
  await signIn(page, PLAIN, 'alice', 'eidas2')
  await page.goto('/sessions')
  await page.getByRole('link', { name: 'Confirmer mon identité maintenant' }).click()
  assert.equal(new URL(page.url()).origin, service.plain.issuer, 'the provider asks again, though it knows who this is')
  await say(page, 'alice', 'eidas2')
  assert.equal(await heading(page), 'Votre authentification n’est pas assez forte')
  await page.goto('/connexion/confirmation?retour=/sessions')
  await say(page, 'alice', 'eidas3')
  assert.equal(page.url(), `${service.address}/sessions`, await page.locator('body').innerText())
  await page.goto('/connexion/confirmation?retour=/sessions')
  assert.equal(page.url(), `${service.address}/sessions`, 'and not twice in five minutes')
  const { found } = await inspect(page, `${service.address}/sessions`)
  assert.deepEqual([...found, ...faults], [])
  await context.close()
})

test('letting somebody in asks for a fresh sign-in, and loses nothing of what was typed', async () => {
  const [alice, bruno] = [await open(), await open()]
  const { context, page, faults } = alice
  await signIn(page, PLAIN, 'alice', 'eidas2')
  // An account for somebody who isn't cleared, beside hers.
  await page.goto('/institutions?q=exploitation')
  await page.locator('main th a[href^="/institutions/"]').first().click()
  const institution = new URL(page.url()).pathname
  await page.getByRole('link', { name: 'Ouvrir un compte' }).click()
  assert.equal(new URL(page.url()).origin, service.plain.issuer, 'accounts are opened by whoever has just signed in')
  await say(page, 'alice', 'eidas3')
  for (const [field, words] of [['subject', 'claire'], ['family_name', 'Essai'], ['given_names', 'Claire'], ['quality', 'administratrice']]) {
    await page.locator(`#${field}`).fill(words)
  }
  await page.locator('#issuer').selectOption({ label: PLAIN })
  await page.getByRole('button', { name: 'Ouvrir le compte' }).click()

  // Another day, to the provider, and back to the same form, its service still chosen.
  await context.clearCookies()
  await signIn(page, PLAIN, 'alice', 'eidas2')
  const form = `/habilitations/nouvelle?service=${institution.split('/').pop()}`
  await page.goto(form)
  assert.equal(new URL(page.url()).origin, service.plain.issuer)
  await say(page, 'alice', 'eidas3')
  assert.equal(page.url(), `${service.address}${form}`, await page.locator('body').innerText())
  await page.locator('#agent').selectOption({ label: 'ESSAI Claire, administratrice' })
  await page.locator('input[name="function"][value="administrator"]').check()
  await page.locator('#ends_on').fill('2029-12-31')
  // Between the form and its sending the fresh sign-in has gone: here the browser sends another, weaker one of hers.
  await signIn(bruno.page, PLAIN, 'alice', 'eidas2')
  const old = (await bruno.context.cookies()).find(({ name }) => name === 'quadrige')
  await context.addCookies([old])
  await page.getByRole('button', { name: 'Proposer cette habilitation' }).click()
  assert.match(await page.locator('main').innerText(), /Rien n’est encore enregistré/)
  assert.equal(await page.locator('#ends_on').inputValue(), '2029-12-31')
  assert.equal(await page.locator('#agent option:checked').innerText(), 'ESSAI Claire, administratrice')
  assert.ok(await page.locator('input[name="function"][value="administrator"]').isChecked())
  const [tab] = await Promise.all([context.waitForEvent('page'), page.getByRole('link', { name: 'Identifiez-vous à nouveau (nouvel onglet)' }).click()])
  await tab.waitForURL((url) => url.origin === service.plain.issuer)
  await say(tab, 'alice', 'eidas3')
  assert.equal(tab.url(), `${service.address}/habilitations`)
  await tab.close()
  await page.getByRole('button', { name: 'Proposer cette habilitation' }).click()
  assert.match(page.url(), /\/habilitations\/[a-z2-7]{26}\?fait=proposition$/, await page.locator('main').innerText())
  const proposal = new URL(page.url()).pathname

  // The second signature asks for the same of somebody else.
  await bruno.context.clearCookies()
  await signIn(bruno.page, 'ProConnect', 'bruno', 'eidas2')
  await bruno.page.goto(`${proposal}/actes/signature`)
  assert.equal(new URL(bruno.page.url()).origin, service.proconnect.issuer)
  await say(bruno.page, 'bruno', 'eidas3')
  assert.equal(new URL(bruno.page.url()).pathname, `${proposal}/actes/signature`, await bruno.page.locator('body').innerText())
  await bruno.page.getByRole('button', { name: 'Donner la seconde signature' }).click()
  assert.match(bruno.page.url(), /fait=signature$/, await bruno.page.locator('main').innerText())
  assert.deepEqual(faults, [])
  await context.close()
  await bruno.context.close()
})

test('out here, then at the provider', async () => {
  const { context, page } = await open()
  await signIn(page, PLAIN, 'alice', 'eidas2')
  assert.equal(page.url(), `${service.address}/`)
  await page.locator('form[action="/deconnexion"] button').click()
  await page.waitForURL((url) => url.origin === service.plain.issuer)
  // Out here already, whatever is answered there.
  const other = await context.newPage()
  await other.goto('/sorties')
  assert.equal(new URL(other.url()).pathname, '/connexion')
  await other.close()
  await page.getByRole('button', { name: 'Oui' }).click()
  await page.waitForURL((url) => url.origin === service.address)
  assert.equal(new URL(page.url()).pathname, '/connexion')
  await page.getByRole('link', { name: PLAIN, exact: true }).click()
  assert.equal(await page.locator('#who').count(), 1, 'the provider has forgotten him too')
  await context.close()
})

test('a session closed from another window is refused at the next click', async () => {
  const [here, there] = [await open(), await open()]
  await signIn(here.page, PLAIN, 'alice', 'eidas2')
  await signIn(there.page, PLAIN, 'alice', 'eidas2')
  await here.page.goto('/sorties')
  assert.equal(new URL(here.page.url()).pathname, '/sorties')
  await there.page.goto('/sessions')
  await there.page.getByRole('button', { name: 'Fermer toutes les autres connexions' }).click()
  assert.equal(await there.page.locator('main tbody tr').count(), 1)
  await here.page.getByRole('link', { name: 'Mes dossiers' }).first().click()
  assert.equal(new URL(here.page.url()).pathname, '/connexion')
  await there.page.goto('/sorties')
  assert.equal(new URL(there.page.url()).pathname, '/sorties', 'this one goes on')
  await here.context.close()
  await there.context.close()
})

test('who said no at the provider, and who brings back what he was never given', async () => {
  const { context, page } = await open()
  await page.goto('/connexion/retour?code=invented&state=invented')
  assert.equal(await heading(page), 'La connexion n’a pas abouti')
  assert.ok(!(await page.locator('main').innerText()).includes('invented'))
  const { found } = await inspect(page, `${service.address}/connexion`)
  assert.deepEqual(found, [])
  await context.close()
})

test('administrators are named by a file once', () => {
  assert.throws(() => service.run('bootstrap', service.first), /active administrator already/)
})

test('the log tells what went wrong, and of nobody', async () => {
  const log = await service.log()
  assert.match(log, /a sign-in was refused/)
  for (const word of ['alice', 'bruno', 'mallory', 'eyJ', 'invented']) assert.ok(!log.includes(word), word)
})
