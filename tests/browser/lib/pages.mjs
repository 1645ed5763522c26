// Every page that a member of the cast can open, found by following the links that they are offered.

import { fileLinks, openFile, releaseLinks, sayWhy, signIn } from './browser.mjs'

/** Pages that anybody may open. */
export const PUBLIC = ['/connexion', '/demo/personnages', '/plan-du-site', '/accessibilite', '/mentions-legales', '/donnees-personnelles']

/** Pages that help when something went wrong. */
export const WRONG = ['/nulle-part', '/dossiers/aaaaaaaaaaaaaaaaaaaaaaaaaa', '/dossiers?page=abc']

/** Signs in and lists this member's pages: the lists, one file with all that hangs on it, and the pages of errors. */
export async function pagesOf(page, slug) {
  await signIn(page, slug)
  const pages = ['/', '/dossiers', '/dossiers?q=zzzzzz', '/sorties', '/sorties?jours=90', '/sorties?attente=accuse', '/journal/verification', ...WRONG]
  pages.push(...(await oneRelease(page)))
  if (slug === 'greffe') pages.push('/registre')
  if (['greffe', 'directeur-ap'].includes(slug)) pages.push('/protocole', '/protocole?forme=liste', '/protocole?fondements=oui', '/protocole/simulation')
  pages.push(...(await conferences(page)))
  pages.push(...(await services(page)))
  pages.push(...(await journal(page)))
  pages.push(...(await clearances(page)))
  await page.goto('/dossiers')
  const [file] = await fileLinks(page)
  if (!file) return pages
  await openFile(page, file)
  pages.push(file, `${file}/motif`, `${file}/historique`, `${file}/chronologie`, `${file}/impression`)
  for (const kind of ['/observations/nouvelle', '/corrections/']) {
    const link = page.locator(`a[href^="${file}"][href*="${kind}"]`).first()
    if ((await link.count()) > 0) pages.push(await link.getAttribute('href'))
  }
  return pages
}

/** Commissions, one sitting of each state and one item of each, with the pages that hang on them. */
async function conferences(page) {
  const pages = ['/commissions', '/actions']
  await page.goto('/commissions')
  const here = (selector) => page.locator(selector).evaluateAll((links) => [...new Set(links.map((link) => link.getAttribute('href')))])
  const sittings = (await here('main a[href^="/seances/"]')).slice(0, 4)
  const [commission] = await here('main a[href^="/commissions/"]')
  if (commission !== undefined) {
    pages.push(commission)
    await page.goto(commission)
    pages.push(...(await here(`main a[href="${commission}/revues"], main a[href="${commission}/seances"]`)))
  }
  for (const sitting of sittings) {
    pages.push(sitting)
    await page.goto(sitting)
    const hanging = (await here(`main a[href^="${sitting}/"]`)).filter((href) => !/points\/[a-z2-7]{26}/.test(href))
    const [item] = (await here(`main a[href^="${sitting}/points/"]`)).filter((href) => /points\/[a-z2-7]{26}$/.test(href))
    pages.push(...hanging, ...(item === undefined ? [] : [item]))
    const guests = (await here(`main a[href^="${sitting}/points/"][href$="/invitations"]`)).slice(0, 1)
    pages.push(...guests)
  }
  return [...new Set(pages)]
}

/** The directory, one service, and for an administrator the forms that hang on it and on one account. */
async function services(page) {
  const pages = ['/institutions', '/institutions?q=zzzzzz', '/institutions?nature=police']
  const here = (selector) => page.locator(selector).evaluateAll((links) => [...new Set(links.map((link) => link.getAttribute('href')))])
  await page.goto('/institutions?nature=police')
  const [service] = await here('main th a[href^="/institutions/"]')
  if (service === undefined) return pages
  pages.push(service)
  await page.goto(service)
  const forms = await here(`main a[href^="${service}/"]`)
  const account = forms.find((href) => /agents\/[a-z2-7]{26}$/.test(href))
  pages.push(...forms.filter((href) => !/agents\/[a-z2-7]{26}$/.test(href)))
  if (account !== undefined) pages.push(account, `${account}/fermeture`)
  if (forms.length > 0) pages.push('/institutions/nouvelle')
  return pages
}

/** One's own accesses; for those who answer for others, the journal, an entry of it and its figures. */
async function journal(page) {
  await page.goto('/journal')
  if (new URL(page.url()).pathname !== '/journal') return ['/journal/mes-acces']
  const pages = ['/journal', '/journal?operation=erasure&du=2026-01-01', '/journal/statistiques', '/journal/mes-acces']
  const entry = page.locator('main th a[href^="/journal/"]').first()
  if ((await entry.count()) > 0) pages.push(await entry.getAttribute('href'))
  return pages
}

/** Clearances: the board, and of each page that it leads to the first. */
async function clearances(page) {
  const pages = ['/habilitations']
  await page.goto('/habilitations')
  const hrefs = await page.locator('main a[href^="/habilitations/"]').evaluateAll((links) => links.map((link) => link.getAttribute('href')))
  const kinds = [/^\/habilitations\/(nouvelle|delegations|revues)$/, /^\/habilitations\/agents\//, /^\/habilitations\/[a-z2-7]{26}$/]
  for (const kind of kinds) pages.push(...[...new Set(hrefs)].filter((href) => kind.test(href)).slice(0, 3))
  const one = pages.find((href) => kinds[2].test(href))
  if (one !== undefined) {
    await page.goto(one)
    const acts = page.locator(`main a[href^="${one}/"]`)
    if ((await acts.count()) > 0) pages.push(await acts.first().getAttribute('href'))
  }
  return pages
}

/** A release that waits for this member's service, else any that they may know of; its reason is said if it is asked for. */
async function oneRelease(page) {
  for (const list of ['/sorties?attente=accuse', '/sorties?jours=90']) {
    await page.goto(list)
    const [release] = await releaseLinks(page)
    if (release === undefined) continue
    await page.goto(release)
    await sayWhy(page)
    return [release]
  }
  return []
}
