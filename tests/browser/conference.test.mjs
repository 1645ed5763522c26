// A CPU from its agenda to its sealed minutes, and on to the next sitting: without JavaScript, and with the keys alone.

import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'

import { launch, open, signIn } from './lib/browser.mjs'
import { keys, pointer } from './lib/tasks.mjs'
import { cluster, start } from './lib/world.mjs'

/** Twelve people on the agenda are planned, put there and convoked in so many submissions. */
const TWELVE = 12
const AT_MOST = 3

/** A day so many days away, as a field keeps it. */
const day = (away) => new Date(Date.now() + away * 86_400_000).toISOString().slice(0, 10)

const withPointer = (page) => ({ ...pointer(page), date: (selector, day) => page.locator(selector).fill(day) })
const withKeys = (page) => {
  const hands = keys(page)
  const date = async (selector, day) => {
    // A browser asks for a date in the order of its own interface, which isn't the page's language here.
    const [year, month, dayOfMonth] = day.split('-')
    const isThere = () => page.evaluate((selector) => document.activeElement?.matches(selector), selector)
    for (const typed of [month + dayOfMonth + year, dayOfMonth + month + year]) {
      await hands.fill(selector, typed)
      if ((await page.locator(selector).inputValue()) === day) return
      while (await isThere()) await page.keyboard.press('Shift+Tab')
    }
    assert.fail(`${selector} doesn't take ${day} from the keys`)
  }
  return { ...hands, date }
}

const main = (page) => page.locator('main').innerText()
const links = (page, selector) => page.locator(selector).evaluateAll((links) => [...new Set(links.map((link) => link.getAttribute('href')))])

/** The success that the page says. */
async function succeeded(page, words) {
  assert.match(await page.locator('.fr-alert--success').first().innerText().catch(() => main(page)), words, `on ${page.url()}`)
}

/** Plans a sitting so many days away; gives its address. */
async function plan(page, hands, away) {
  await page.goto('/commissions')
  const [commission] = await links(page, 'main a[href^="/commissions/"]')
  await hands.press(`a[href="${commission}"]`)
  await hands.press(`a[href="${commission}/seances"]`)
  await hands.date('#on', day(away))
  await hands.fill('#place', 'Salle de commission')
  await hands.press('main form[method="post"] button.fr-btn')
  const address = page.url().match(/\/seances\/[a-z2-7]{26}/)?.[0]
  assert.ok(address, `a sitting was planned: ${await main(page)}`)
  return address
}

/** Chooses the first `count` people of the page of points, and nobody else. */
async function choose(page, hands, count) {
  const boxes = await page.locator('input[name="person"]').evaluateAll((boxes) => boxes.map(({ id, checked }) => ({ id, checked })))
  assert.ok(boxes.length >= count, `${boxes.length} people are due, ${count} are wanted`)
  if (boxes.every(({ checked }, n) => checked === n < count)) return
  for (const [n, { id, checked }] of boxes.entries()) {
    // A space, or a click, turns a box over.
    if (checked !== n < count) await hands.check(`[id="${id}"]`)
  }
}

let browser
before(async () => { browser = await launch() })
after(() => browser.close())

/** SQLite, and PostgreSQL where its server is there. */
const ENGINES = [
  ['SQLite', async () => ({ database: null, stop: async () => {} })],
  ['PostgreSQL', cluster],
]

for (const [engine, its] of ENGINES) {
  describe(engine, () => {
    let demo, server
    before(async () => {
      server = await its()
      if (server !== null) demo = await start(400, server.database)
    })
    after(async () => {
      await demo?.stop()
      await server?.stop()
    })

    for (const [means, options, handsOf, away] of [
      ['without JavaScript', { javaScriptEnabled: false }, withPointer, 9],
      ['with the keys alone', {}, withKeys, 12],
    ]) {
      describe(means, () => {
        test('from the agenda to the sealed minutes, an action answered, and the next sitting carries it', { timeout: 300_000 }, async (t) => {
          if (demo === undefined) return t.skip('no PostgreSQL server binaries')
          const seat = async (slug) => {
            const window = await open(browser, { ...options, baseURL: demo.address })
            window.context.on('dialog', (dialog) => dialog.accept())
            await signIn(window.page, slug)
            return { ...window, hands: handsOf(window.page) }
          }
          const head = await seat('chef-etablissement')
          const { page, hands } = head
          let submissions = 0
          page.on('request', (request) => { if (request.method() === 'POST') submissions += 1 })

          // Prepared and convoked.
          const sitting = await plan(page, hands, away)
          // Somebody with a late action comes up by himself.
          const there = await page.locator('tr[id^="p-"]').count()
          await hands.press(`a[href="${sitting}/points"]`)
          await choose(page, hands, TWELVE - there)
          await hands.press(`form[action="${sitting}/points"] section button.fr-btn`)
          assert.match(await main(page), /12\s+points/)
          await hands.press(`a[href="${sitting}/convocation"]`)
          await hands.press(`form[action="${sitting}/convocation"] button.fr-btn`)
          assert.match(await main(page), /convoquée/)
          assert.ok(submissions <= AT_MOST, `${submissions} submissions`)
          const items = (await links(page, `main a[href^="${sitting}/points/"]`)).filter((href) => /points\/[a-z2-7]{26}$/.test(href))
          assert.equal(items.length, TWELVE)
          const [first, second] = items.slice(there)

          // Three contributions, by two institutions.
          const cpip = await seat('cpip')
          const dpip = await seat('dpip')
          for (const [who, item, text] of [
            [head, first, `Parcours régulier, ${means}.`],
            [cpip, first, `Projet de sortie à confirmer, ${means}.`],
            [dpip, second, `Suivi repris en octobre, ${means}.`],
          ]) {
            await who.page.goto(item)
            await who.hands.fill('#prior_comment', text)
            await who.hands.check('input[name="proposed_opinion"][value="favourable"]')
            await who.hands.press(`form[action="${item}/contribution"] button.fr-btn`)
            await succeeded(who.page, /Contribution enregistrée/)
          }
          await page.goto(first)
          assert.match(await main(page), /Projet de sortie à confirmer/, 'contributions stand side by side')

          // Held.
          await page.goto(sitting)
          await hands.choose('#chair')
          await hands.press(`form[action="${sitting}/ouverture"] button.fr-btn`)
          await page.goto(`${sitting}/presences`)
          const rows = await page.locator('input[type="radio"][value="room"]').evaluateAll((radios) => radios.map(({ id }) => id))
          for (const id of rows) await hands.check(`[id="${id}"]`)
          await hands.press(`form[action="${sitting}/presences"] button.fr-btn`)
          await page.goto(first)
          await hands.check(`form[action="${first}/avis"] input[value="favourable"]`)
          await hands.press(`form[action="${first}/avis"] button.fr-btn`)
          await succeeded(page, /Avis enregistré/)
          await hands.fill('#text', `La commission retient le projet, ${means}.`)
          await hands.press('#synthese > .fr-btns-group > button.fr-btn')
          await succeeded(page, /Synthèse enregistrée/)
          await hands.check('input[name="decision"][value="decided"]')
          await hands.fill('#decision_text', 'Accompagnement renforcé.')
          await hands.press(`form[action="${first}/decision"] button.fr-btn`)
          await succeeded(page, /Décision enregistrée/)
          await hands.fill('#action_text', `Vérifier l’hébergement, ${means}.`)
          const spip = await page.locator('#institution option').evaluateAll((all) => all.find((one) => /probation/.test(one.textContent))?.value)
          assert.ok(spip, 'the SPIP is invited')
          // With the keys: the arrows go through the services; with a pointer: the one meant.
          if (handsOf === withPointer) await page.locator('#institution').selectOption(spip)
          else {
            await hands.fill('#institution', 'Service pén')
          }
          await hands.date('#due_on', day(30))
          await hands.press(`form[action="${first}/actions"].qd-form button.fr-btn`)
          await succeeded(page, /Action ajoutée/)

          // Gone round, validated, sealed.
          await page.goto(sitting)
          const circulates = page.locator(`form[action="${sitting}/diffusion"] button.fr-btn`)
          if ((await circulates.count()) === 0) await page.goto(`${sitting}/compte-rendu`)
          await hands.press(`form[action="${sitting}/diffusion"] button.fr-btn`)
          await page.goto(`${sitting}/validation`)
          await hands.press(`form[action="${sitting}/validation"] button.fr-btn`)
          await page.goto(`${sitting}/compte-rendu`)
          assert.match(await main(page), /Compte rendu scellé/)
          assert.match(await main(page), /La commission retient le projet/)

          // Answered from the home page.
          await cpip.page.goto('/')
          assert.match(await main(cpip.page), new RegExp(`Vérifier l’hébergement, ${means}`))
          await cpip.hands.press('main a[href^="/actions"]')
          const answer = await cpip.page
            .locator('main form[action^="/actions/"]')
            .evaluateAll((forms, means) => forms.find((form) => form.closest('tr, li, section, article, div')?.textContent.includes(means))?.getAttribute('action'), means)
          assert.ok(answer, `the action has its form: ${await main(cpip.page)}`)
          await cpip.hands.fill(`form[action="${answer}"] textarea`, `Attestation reçue, ${means}.`)
          await cpip.hands.press(`form[action="${answer}"] button[value="done"]`)
          assert.doesNotMatch(await main(cpip.page), new RegExp(`Vérifier l’hébergement, ${means}`), 'it waits no more')

          // The next sitting carries it.
          await page.goto(first)
          const name = (await page.locator('.qd-banner, main').first().innerText()).split('\n')[0]
          const next = await plan(page, hands, away + 14)
          await hands.press(`a[href="${next}/points"]`)
          await hands.fill('#q', name.split(' ')[0])
          await hands.press(`form[action="${next}/points"] .qd-filter button`)
          const box = await page.locator('tr', { hasText: name }).first().locator('input[name="person"]').getAttribute('id')
          if (!(await page.locator(`[id="${box}"]`).isChecked())) await hands.check(`[id="${box}"]`)
          const object = await page.locator('tr', { hasText: name }).first().locator('input[name^="object-"]').getAttribute('id')
          await hands.fill(`[id="${object}"]`, 'Suite de la séance précédente')
          await hands.press(`form[action="${next}/points"] section button.fr-btn`)
          await page.locator('tr', { hasText: name }).first().locator('th a').first().click()
          assert.match(await main(page), new RegExp(`Vérifier l’hébergement, ${means}`))
          assert.match(await main(page), new RegExp(`Attestation reçue, ${means}`))

          for (const who of [head, cpip, dpip]) {
            assert.deepEqual(who.faults, [])
            await who.context.close()
          }
        })
      })
    }
  })
}

test('two people write the synthesis: both texts are there, and a cut line loses nothing', { timeout: 180_000 }, async () => {
  const demo = await start(120)
  after(() => demo.stop())
  const seat = async (slug) => {
    const window = await open(browser, { baseURL: demo.address })
    window.context.on('dialog', (dialog) => dialog.accept())
    await signIn(window.page, slug)
    return window
  }
  const head = await seat('chef-etablissement')
  const { page } = head
  const hands = withPointer(page)
  const sitting = await plan(page, hands, 20)
  await page.goto(`${sitting}/points`)
  await choose(page, hands, 1)
  await page.locator(`form[action="${sitting}/points"] section button.fr-btn`).click()
  await page.goto(`${sitting}/convocation`)
  await page.locator(`form[action="${sitting}/convocation"] button.fr-btn`).click()
  await hands.choose('#chair')
  await page.locator(`form[action="${sitting}/ouverture"] button.fr-btn`).click()
  await page.goto(sitting)
  const item = (await links(page, `main a[href^="${sitting}/points/"]`)).find((href) => /points\/[a-z2-7]{26}$/.test(href))
  const registry = await seat('greffe')
  await registry.page.goto(item)
  await page.goto(item)

  const status = (page) => page.locator('[data-autosave-status]')
  await page.locator('#text').fill('Le texte de la direction.')
  await page.locator('#text').blur()
  await status(page).filter({ hasText: /Enregistré à/ }).waitFor()

  await registry.page.locator('#text').fill('Le texte du greffe.')
  await registry.page.locator('#text').blur()
  await registry.page.locator('[data-autosave-conflict]').waitFor({ state: 'visible' })
  assert.equal(await registry.page.locator('[data-autosave-theirs]').inputValue(), 'Le texte de la direction.')
  assert.equal(await registry.page.locator('#text').inputValue(), 'Le texte du greffe.')
  await registry.page.locator('[data-autosave-keep]').click()
  await status(registry.page).filter({ hasText: /Enregistré à/ }).waitFor()

  await page.goto(item)
  assert.equal(await page.locator('#text').inputValue(), 'Le texte du greffe.')
  await head.context.setOffline(true)
  await page.locator('#text').fill('Écrit sans réseau.')
  await page.locator('#text').blur()
  await status(page).filter({ hasText: /Non enregistré/ }).waitFor()
  await head.context.setOffline(false)
  await status(page).filter({ hasText: /Enregistré à/ }).waitFor({ timeout: 40_000 })
  await page.goto(item)
  assert.equal(await page.locator('#text').inputValue(), 'Écrit sans réseau.')
  const stored = await page.evaluate(() => localStorage.length + sessionStorage.length)
  assert.equal(stored, 0, 'nothing is kept in the browser')
  await head.context.close()
  await registry.context.close()
})
