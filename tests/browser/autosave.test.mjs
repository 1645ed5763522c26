// The script that saves while somebody writes, against a small server of this test's own that gives every answer: what is
// said, what is sent, and that nothing typed is lost. The browser's clock is the test's, so nobody waits.

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { after, afterEach, before, beforeEach, describe, test } from 'node:test'

import { launch } from './lib/browser.mjs'

const SCRIPT = await readFile(`${import.meta.dirname}/../../src/web/theme/autosave.js`, 'utf8')
const POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
const PAGE = `<!doctype html><html lang="fr"><head><title>Synthèse</title><script type="module" src="/autosave.js"></script></head><body>
<form method="post" action="/synthese" data-autosave="/synthese/brouillon" autocomplete="off">
<input type="hidden" name="version" value="3">
<label for="text">Synthèse</label><textarea id="text" name="text" rows="6">Au départ</textarea>
<label for="kind">Avis</label><select id="kind" name="kind"><option value="a">a</option><option value="b">b</option></select>
<p data-autosave-status role="status" aria-live="polite" hidden>Enregistrement automatique</p>
<p data-autosave-pending hidden>Modifications pas encore enregistrées</p>
<div data-autosave-conflict hidden><h2 tabindex="-1">Deux textes</h2><p><b data-autosave-author></b> <b data-autosave-at></b></p>
<label for="theirs">Autre texte</label><textarea id="theirs" readonly data-autosave-theirs></textarea>
<button type="button" data-autosave-keep>Garder mon texte</button> <button>Comparer</button></div>
<button id="send">Enregistrer</button>
</form></body></html>`

const REFUSED = 'Non enregistré : '
const LATER = (seconds) => `${REFUSED}réseau indisponible. Nouvel essai dans ${seconds} s`
const ENDED = 'Session terminée : copiez votre texte, puis reconnectez-vous.'
const saved = (version, at) => ({ status: 200, json: { version, at } })

let browser, server, address
/** What came in: autosaves, and forms sent by their button. */
let drafts, sendings
/** Answers one draft: a value, or a promise of it; the word `cut` drops the line. */
let answer

before(async () => {
  browser = await launch()
  server = createServer(async (request, response) => {
    response.setHeader('Content-Security-Policy', POLICY)
    response.setHeader('Cache-Control', 'no-store')
    // On a line used before, the browser would send a request that was cut again by itself.
    response.setHeader('Connection', 'close')
    if (request.method === 'GET') {
      const isScript = request.url === '/autosave.js'
      return response.setHeader('Content-Type', isScript ? 'text/javascript' : 'text/html; charset=utf-8').end(isScript ? SCRIPT : PAGE)
    }
    let body = ''
    for await (const part of request.setEncoding('utf8')) body += part
    const typed = { headers: request.headers, ...Object.fromEntries(new URLSearchParams(body)) }
    if (request.url === '/synthese') {
      sendings.push(typed)
      return response.setHeader('Content-Type', 'text/html; charset=utf-8').end('<!doctype html><title>Fait</title><h1>Fait</h1>')
    }
    drafts.push(typed)
    const said = await answer(typed, drafts.length)
    if (said === 'cut') return request.socket.destroy()
    response.writeHead(said.status, said.json ? { 'Content-Type': 'application/json' } : { 'Content-Type': 'text/html', ...said.headers })
    response.end(said.json ? JSON.stringify(said.json) : '<p>page</p>')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  address = `http://127.0.0.1:${server.address().port}`
})
after(async () => {
  await browser.close()
  server.closeAllConnections()
  server.close()
})

let context, page, faults
beforeEach(async () => {
  drafts = []
  sendings = []
  answer = (_, n) => saved(3 + n, '14 h 30')
  context = await browser.newContext({ locale: 'fr-FR' })
  page = await context.newPage()
  faults = []
  page.on('pageerror', (error) => faults.push(`${error}`))
  page.on('console', (message) => { if (/Content Security Policy|Uncaught/.test(message.text())) faults.push(message.text()) })
  await page.clock.install({ time: '2026-11-21T14:00:00' })
  await page.goto(`${address}/`)
  await page.clock.pauseAt('2026-11-21T14:30:00')
})
afterEach(async () => {
  const stored = await page.evaluate(async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length, document.cookie])
  assert.deepEqual(stored, [0, 0, 0, ''], 'nothing is kept in the browser')
  assert.deepEqual(faults, [])
  await context.close()
})

const text = () => page.locator('#text')
const status = () => page.locator('[data-autosave-status]')
const version = () => page.locator('[name=version]').inputValue()
const says = (words) => status().filter({ hasText: words }).waitFor({ timeout: 5000 }).catch(async () => assert.equal(await status().textContent(), words))
/** As many requests as that have come in. */
const came = async (count) => {
  for (let turns = 0; turns < 500 && drafts.length < count; turns += 1) await new Promise((done) => setTimeout(done, 10))
  assert.equal(drafts.length, count)
}
/** Types and pauses. */
const write = async (words) => {
  await text().fill(words)
  await page.clock.runFor(1500)
}
/** The answer waits until it is let go. */
const held = () => {
  const gate = {}
  gate.opened = new Promise((open) => { gate.open = open })
  return gate
}

describe('what is typed', () => {
  test('is saved after a pause, as the form would send it', async () => {
    assert.equal(await status().textContent(), 'Enregistrement automatique')
    await text().fill('Une ligne\nÀ suivre & fin')
    await page.clock.runFor(1400)
    assert.equal(drafts.length, 0, 'not at every key')
    assert.ok(await page.locator('[data-autosave-pending]').isVisible())
    await page.clock.runFor(100)
    await says('Enregistré à 14 h 30')
    const [{ headers, ...fields }] = drafts
    assert.deepEqual(fields, { version: '3', text: 'Une ligne\r\nÀ suivre & fin', kind: 'a' })
    assert.equal(headers['content-type'], 'application/x-www-form-urlencoded')
    assert.equal(headers['x-autosave'], '1')
    assert.equal(headers['sec-fetch-site'], 'same-origin')
    assert.equal(await version(), '4')
    assert.ok(await page.locator('[data-autosave-pending]').isHidden())
    await page.clock.runFor(60_000)
    assert.equal(drafts.length, 1, 'what is saved is not sent again')
  })

  test('is saved every fifteen seconds by somebody who never pauses', async () => {
    for (let second = 0; second < 16; second += 1) {
      await text().pressSequentially('a')
      await page.clock.runFor(1000)
    }
    await came(1)
    await says('Enregistré à 14 h 30')
  })

  test('is saved on leaving the field and the page', async () => {
    await text().fill('Champ quitté')
    await page.locator('#kind').focus()
    await says('Enregistré à 14 h 30')
    await text().fill('Page quittée')
    await page.evaluate(() => {
      Object.defineProperty(document, 'hidden', { value: true })
      document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))
    })
    await came(2)
    assert.equal(drafts[1].text, 'Page quittée')
  })

  test('goes one request at a time, changes after', async () => {
    const first = held()
    answer = async (_, n) => (n === 1 ? first.opened.then(() => saved(4, '14 h 30')) : saved(5, '14 h 31'))
    await write('Un')
    await came(1)
    await write('Un, deux')
    await page.clock.runFor(10_000)
    assert.equal(drafts.length, 1, 'the second waits for the first')
    first.open()
    await says('Enregistré à 14 h 31')
    assert.deepEqual(drafts.map(({ version, text }) => [version, text]), [['3', 'Un'], ['4', 'Un, deux']])
  })

  test('is sent by the button once the draft in flight is answered, with its version', async () => {
    const first = held()
    answer = () => first.opened.then(() => saved(4, '14 h 30'))
    await write('Un')
    await came(1)
    await page.locator('#send').click({ noWaitAfter: true })
    assert.equal(sendings.length, 0)
    first.open()
    await page.waitForURL('**/synthese')
    assert.deepEqual([sendings.length, sendings[0].version, sendings[0].text], [1, '4', 'Un'])
  })
})

describe('two people write', () => {
  const theirs = { status: 409, json: { version: 5, theirs: 'Le texte <b>de l’autre</b>', author: 'FAURE Camille', at: '14 h 29' } }

  test('both texts stand, nothing is lost, and one may keep one’s own', async () => {
    answer = (_, n) => (n === 1 ? theirs : saved(6, '14 h 30'))
    await write('Le mien')
    await page.locator('[data-autosave-conflict]').waitFor({ state: 'visible' })
    assert.equal(await page.locator('#theirs').inputValue(), 'Le texte <b>de l’autre</b>', 'as text, not as markup')
    assert.equal(await page.locator('[data-autosave-author]').textContent(), 'FAURE Camille')
    assert.equal(await page.locator('[data-autosave-at]').textContent(), '14 h 29')
    assert.equal(await page.evaluate(() => document.activeElement.localName), 'h2')
    assert.equal(await text().inputValue(), 'Le mien')
    assert.equal(await version(), '3')
    await write('Le mien, complété')
    assert.equal(drafts.length, 1, 'nothing is sent before the person chooses')
    await page.locator('[data-autosave-keep]').click()
    await says('Enregistré à 14 h 30')
    assert.deepEqual([drafts[1].version, drafts[1].text], ['5', 'Le mien, complété'])
    assert.ok(await page.locator('[data-autosave-conflict]').isHidden())
    assert.equal(await page.evaluate(() => document.activeElement.id), 'text')
  })

  test('the ordinary button compares them on a page, with the old version', async () => {
    answer = () => theirs
    await write('Le mien')
    await page.locator('[data-autosave-conflict] button:not([type])').click()
    await page.waitForURL('**/synthese')
    assert.deepEqual([sendings[0].version, sendings[0].text], ['3', 'Le mien'])
  })

  test('one’s own text, whose answer was lost, is no conflict', async () => {
    const own = (typed) => ({ status: 409, json: { version: 4, theirs: 'Un\r\ndeux', author: 'moi', at: '14 h 29' } })
    answer = (typed, n) => [null, 'cut', own(typed), saved(5, '14 h 31')][n]
    await write('Un\ndeux')
    await says(LATER(5))
    await text().fill('Un\ndeux\ntrois')
    await page.clock.runFor(5000)
    await says('Enregistré à 14 h 31')
    assert.deepEqual(drafts.map(({ version }) => version), ['3', '3', '4'])
  })
})

describe('trouble', () => {
  test('a cut line is said, and tried again after 5, 10, 20, 30 and 30 seconds', async () => {
    answer = (_, n) => (n <= 5 ? 'cut' : saved(4, '14 h 32'))
    await write('Sans réseau')
    for (const [tries, seconds] of [5, 10, 20, 30, 30].entries()) {
      await says(LATER(seconds))
      await text().press('End')
      await text().pressSequentially('.')
      await page.clock.runFor(seconds * 1000 - 1)
      assert.equal(drafts.length, tries + 1)
      await page.clock.runFor(1)
      await came(tries + 2)
    }
    await says('Enregistré à 14 h 32')
    assert.equal(drafts.at(-1).text, 'Sans réseau.....')
  })

  test('a line that comes back is used at once', async () => {
    await context.setOffline(true)
    await write('Hors ligne')
    await says(LATER(5))
    await context.setOffline(false)
    await says('Enregistré à 14 h 30')
    assert.equal(drafts.length, 1)
  })

  test('a service that is down is tried again', async () => {
    answer = (_, n) => (n === 1 ? { status: 503 } : saved(4, '14 h 30'))
    await write('Un')
    await says(`${REFUSED}service indisponible. Nouvel essai dans 5 s`)
    await page.clock.runFor(5000)
    await says('Enregistré à 14 h 30')
  })

  test('a page of somebody else’s network is no success', async () => {
    answer = () => ({ status: 200 })
    await write('Un')
    await says(LATER(5))
    assert.equal(await version(), '3')
  })

  for (const [name, reply] of [['401', { status: 401 }], ['403', { status: 403 }], ['a redirection', { status: 303, headers: { Location: '/connexion' } }]]) {
    test(`a session that ended (${name}) is said, and nothing more is sent`, async () => {
      answer = () => reply
      await write('Un')
      await says(ENDED)
      await write('Un, deux')
      await page.clock.runFor(60_000)
      assert.equal(drafts.length, 1)
      assert.equal(await text().inputValue(), 'Un, deux')
    })
  }

  test('a refusal is said in the server’s words, and the text goes again once changed', async () => {
    answer = (_, n) => (n === 1 ? { status: 422, json: { error: 'le texte dépasse 8 000 caractères.' } } : saved(4, '14 h 30'))
    await write('Trop long')
    await says(`${REFUSED}le texte dépasse 8 000 caractères.`)
    await page.clock.runFor(60_000)
    assert.equal(drafts.length, 1)
    await write('Court')
    await says('Enregistré à 14 h 30')
  })

  test('what was closed meanwhile says why, and stops', async () => {
    answer = () => ({ status: 403, json: { error: 'le compte rendu est scellé. Copiez votre texte.' } })
    await write('Un')
    await says(`${REFUSED}le compte rendu est scellé. Copiez votre texte.`)
    await write('Deux')
    assert.equal(drafts.length, 1)
  })

  test('an address that is gone says to copy the text', async () => {
    answer = () => ({ status: 404 })
    await write('Un')
    await says(`${REFUSED}copiez votre texte, puis rechargez la page.`)
  })

  test('leaving with something unsaved is asked about; with all saved it is not', async () => {
    const asked = []
    page.on('dialog', (dialog) => { asked.push(dialog.type()); return dialog.dismiss() })
    answer = (_, n) => (n === 1 ? 'cut' : saved(4, '14 h 30'))
    await text().pressSequentially('Un')
    await page.clock.runFor(1500)
    await says(LATER(5))
    await page.evaluate(() => { location.href = '/ailleurs' })
    await says('Enregistré à 14 h 30')
    assert.deepEqual(asked, ['beforeunload'])
    assert.equal(new URL(page.url()).pathname, '/')
    await page.goto(`${address}/ailleurs`)
    assert.equal(asked.length, 1)
  })

  test('the button doesn’t trade the text for an error page of the browser', async () => {
    answer = (_, n) => (n <= 2 ? 'cut' : saved(4, '14 h 30'))
    await write('Sans réseau')
    await says(LATER(5))
    await page.locator('#send').click({ noWaitAfter: true })
    await says(LATER(10))
    assert.deepEqual([sendings.length, await text().inputValue()], [0, 'Sans réseau'])
    await page.locator('#send').click({ noWaitAfter: true })
    await page.waitForURL('**/synthese')
    assert.deepEqual([sendings[0].version, sendings[0].text], ['4', 'Sans réseau'])
  })
})
