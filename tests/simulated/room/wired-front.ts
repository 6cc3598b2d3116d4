import type { SimulatedLine } from '../line/line.ts'
import type { PersonsFront } from './person.ts'

/** The front of a console on the simulated serial line: lamps and keys, nothing else. */
export function wiredFront(line: SimulatedLine, address: number, card: string): PersonsFront {
  let cardIsIn = false
  return {
    seen() {
      const { revision, present, talk, tag, choices, recorded } = line.console(address).shown
      const ballot = tag === 0 ? null : { choices, recorded }
      return { working: revision > 0, present, talk, ballot }
    },
    arrive() {
      if (cardIsIn) line.press(address, 'present')
      else line.insertCard(address, card)
      cardIsIn = true
    },
    leave() {
      cardIsIn = false
      line.removeCard(address)
    },
    talk: () => void line.press(address, 'talk'),
    choose: (choice) => void line.press(address, `choice-${choice}`),
  }
}
