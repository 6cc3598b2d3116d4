import type { MqttConsole } from '../consoles/mqtt-console.ts'
import { shownVote } from '../shown-vote.ts'
import type { PersonsFront } from './person.ts'

/** The front of a console with a network of its own. A press the broker never got is pressed again. */
export function networkFront(console: MqttConsole, card: string): PersonsFront {
  const sent = (message: Promise<string>) => void message.catch(() => undefined)
  let cardIsIn = false
  return {
    seen() {
      const { aim } = console
      return {
        working: console.connected && aim !== null,
        present: aim?.present ?? false,
        talk: aim?.talk ?? 'off',
        ballot: aim === null ? null : shownVote(aim),
      }
    },
    arrive() {
      sent(cardIsIn ? console.press('present') : console.card(card, true))
      cardIsIn = true
    },
    leave() {
      cardIsIn = false
      sent(console.card(card, false))
    },
    talk: () => sent(console.press('talk')),
    choose: (choice) => sent(console.press(`choice-${choice}`)),
  }
}
