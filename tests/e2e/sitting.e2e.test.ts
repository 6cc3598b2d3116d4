import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Screens, type PersonsPage } from './browser.ts'
import { Chamber } from './chamber.ts'
import { Consoles, untilLamps } from './consoles.ts'
import { DeskPage } from './desk-page.ts'
import { expectNoProcess, markChildren } from './processes.ts'
import { RemotePage } from './remote-page.ts'
import { listenToHall, type HallListener } from '../media/hall-listener.ts'

const mark = markChildren()

describe('a hybrid sitting', () => {
  let hall: HallListener
  let chamber: Chamber
  let consoles: Consoles
  let screens: Screens
  let desk: DeskPage
  let display: PersonsPage
  let seatScreen: PersonsPage
  let remotes: RemotePage[]

  beforeAll(async () => {
    hall = await listenToHall()
    chamber = new Chamber({
      hallSound: { kind: 'test-tone' },
      hallOutput: { kind: 'rtp', address: '127.0.0.1', port: hall.port },
    })
    consoles = new Consoles(chamber)
    screens = new Screens()
    await Promise.all([chamber.start(), screens.start()])
    await consoles.start()
  })

  afterAll(async () => {
    await screens.stop()
    await consoles.stop()
    await chamber.stop()
    await hall.close()
    await chamber.remove()
    await expectNoProcess(mark)
  })

  // One story: what comes after a step that failed would fail for that reason only.
  let failed = false
  beforeEach(({ skip }) => skip(failed, 'an earlier step failed'))
  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail') return
    failed = true
    console.log(chamber.output(), await screens.pictures())
  })

  it('begins with the first account, made by the code the controller printed', async () => {
    const url = chamber.urls.get('first: set your password')
    desk = await DeskPage.setUp(screens, url ?? '', 'chief')
    await desk.says('Presence', '0 / 60')
    await desk.says('Presence', 'Inquorate')

    display = await screens.open(await desk.screenLink('Hall left'))
    await display.page.getByText('The sitting begins soon').waitFor()
    seatScreen = await screens.open(await desk.screenLink('A 1-02'))
    await seatScreen.page.getByRole('button', { name: 'Sign in' }).waitFor()
    await desk
      .panel('Displays')
      .getByRole('listitem')
      .filter({ hasText: /Hall left.*connected/ })
      .waitFor()
  })

  it('members sign in: by card and by key, on the serial line and on the network', async () => {
    expect([consoles.wired.length, consoles.networked.length]).toEqual([24, 32])
    await Promise.all(
      consoles.all.map(async (each, index) => {
        await (index % 2 === 0 ? each.insertCard() : each.press('present'))
        await untilLamps(each, { present: true })
      }),
    )
    await desk.says('Presence', '56 / 60')
    await desk.says('Presence', 'Quorate')
    await seatScreen.page.getByText('present', { exact: true }).waitFor()
  })

  it('four more join from afar, and the desk lets them in', async () => {
    const names = namesOf(chamber, (member) => FROM_AFAR.includes(member))
    remotes = []
    for (const [index, name] of names.entries()) {
      const invitation = await desk.invitation(name)
      const remote = await RemotePage.join(screens, name, invitation, {
        // One of them is seen as well; two cores do not encode four pictures.
        allow: index === 0 ? ['microphone', 'camera'] : ['microphone'],
      })
      await desk.admit(name)
      await remote.untilInRoom()
      remotes.push(remote)
    }
    await desk.says('Presence', '60 / 60')
  })
})

/** Members whose seats have no console. */
const FROM_AFAR = ['m18', 'm23', 'm41', 'm56']

function namesOf({ config }: Chamber, wanted: (member: string) => boolean): string[] {
  return config.chamber.members.filter(({ id }) => wanted(id)).map(({ name }) => name.en)
}
