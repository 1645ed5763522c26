// Every page, as several members of the cast: nothing that axe can find, valid HTML, a language, one h1, a title of its own,
// nothing inline, no request elsewhere, no complaint in the console; in the light and in the dark.

import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'

import { launch, open } from './lib/browser.mjs'
import { inspect } from './lib/inspect.mjs'
import { PUBLIC, pagesOf } from './lib/pages.mjs'

const CAST = ['chef-etablissement', 'surveillant', 'cpip', 'procureur', 'police', 'dap', 'medecin', 'sans-habilitation']
let browser
before(async () => { browser = await launch() })
after(() => browser.close())

async function inspectAll(page, faults, addresses) {
  const wrong = []
  const titles = new Map()
  for (const address of addresses) {
    const { status, found } = await inspect(page, address)
    wrong.push(...found)
    if (status >= 400) continue
    const title = await page.title()
    const path = new URL(page.url()).pathname
    const other = titles.get(title) ?? path
    // The same address with another question is the same page.
    if (other !== path) wrong.push(`${address}: its title « ${title} » is also that of ${other}`)
    titles.set(title, path)
  }
  wrong.push(...faults)
  assert.equal(wrong.length, 0, `\n${wrong.join('\n')}\n`)
}

test('pages that anybody may open', async () => {
  const { context, page, faults } = await open(browser)
  await inspectAll(page, faults, PUBLIC)
  await context.close()
})

describe('pages of', () => {
  for (const slug of CAST) {
    test(slug, async () => {
      const { context, page, faults } = await open(browser)
      await inspectAll(page, faults, await pagesOf(page, slug))
      await context.close()
    })
  }
})
