// Pictures of the main pages, for people to look at. Arguments: the folder, then members of the cast.

import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'

import { launch, open } from './lib/browser.mjs'
import { PUBLIC, pagesOf } from './lib/pages.mjs'

const [out = join(import.meta.dirname, 'out'), ...asked] = process.argv.slice(2)
const slugs = asked.length > 0 ? asked : ['surveillant', 'cpip', 'procureur', 'police', 'medecin', 'sans-habilitation']

/** A name for the file: the address without the person's identifier. */
const named = (address) => address.replace(/^\/dossiers\/[^/?]+/, 'dossier').replace(/\/corrections\/.*/, '/correction').replace(/[^a-z0-9]+/gi, '-').replace(/^-|-$/g, '') || 'accueil'

const browser = await launch()
for (const slug of ['personne', ...slugs]) {
  const folder = join(out, slug)
  await mkdir(folder, { recursive: true })
  const { context, page } = await open(browser)
  const addresses = slug === 'personne' ? PUBLIC : await pagesOf(page, slug)
  for (const address of addresses) {
    await page.goto(address)
    for (const width of [1280, 320]) {
      await page.setViewportSize({ width, height: width === 320 ? 640 : 800 })
      for (const colorScheme of ['light', 'dark']) {
        await page.emulateMedia({ colorScheme })
        await page.screenshot({ path: join(folder, `${named(address)}-${width}-${colorScheme}.png`), fullPage: true })
      }
    }
  }
  console.log(`${folder}: ${addresses.length} pages`)
  await context.close()
}
await browser.close()
