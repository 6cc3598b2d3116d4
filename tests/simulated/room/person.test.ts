import { describe, expect, it } from 'vitest'
import { CALM, dice, Person, type PersonsFront, type Seen } from './person.ts'

function watched(seen: Partial<Seen>, seconds: number, temper = CALM) {
  const did: string[] = []
  const front: PersonsFront = {
    seen: () => ({ working: true, present: true, talk: 'off', ballot: null, ...seen }),
    arrive: () => did.push('arrive'),
    leave: () => did.push('leave'),
    talk: () => did.push('talk'),
    choose: (choice) => did.push(`choose ${choice}`),
  }
  const person = new Person(front, temper, dice(7))
  for (let second = 0; second < seconds; second++) person.live()
  return did
}

describe('a simulated person', () => {
  it('does nothing while nothing works', () => {
    expect(watched({ working: false }, 500)).toEqual([])
  })

  it('arrives before anything else', () => {
    expect(new Set(watched({ present: false }, 200))).toEqual(new Set(['arrive']))
  })

  it('votes within the choices shown, and never again once it is recorded', () => {
    const choices = watched({ ballot: { choices: 3, recorded: 0 } }, 400)
    expect(choices.length).toBeGreaterThan(20)
    expect(choices.every((did) => /^choose [123]$/.test(did))).toBe(true)
    expect(watched({ ballot: { choices: 3, recorded: 2 } }, 400)).toEqual([])
  })

  it('ends its own speech when its time has come', () => {
    expect(watched({ talk: 'on-air' }, 11)).toEqual([])
    expect(watched({ talk: 'on-air' }, 36)).toContain('talk')
  })
})
