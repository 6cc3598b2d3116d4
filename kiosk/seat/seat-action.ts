import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import type { RoomView, SeatView } from '../../controller/protocol/views.ts'
import type { OwnPart } from '../own/own-part.ts'
import type { GlyphName } from '../ui/glyph/glyphs.ts'
import { useView } from '../ui/store.ts'

interface Action {
  glyph: GlyphName | null
  words: string
  hint: string
  run: (() => Promise<boolean>) | null
  /** What begins when it is pressed and ends when it is let go. */
  hold?: (() => void) | null
}
/** The one thing to do at a seat that does not speak, and whether its person may rise beside it. */
export function useSeatAction(props: { own: SeatView; room: RoomView; part: OwnPart }) {
  const { t } = useI18n({ useScope: 'global' })
  const view = useView()

  const isChair = computed(
    () => view.plan?.seats.find(({ id }) => id === props.own.seat)?.kind === 'chair',
  )
  const place = computed(() => props.own.aim.place)

  const action = computed<Action>(() => {
    const { own, room, part } = props
    if (own.member === null)
      return { glyph: null, words: t('own.seat.nobody'), hint: '', run: null }
    if (!own.signedIn)
      return {
        glyph: 'check',
        words: t('own.seat.signIn'),
        hint: t('own.seat.signInHint'),
        run: signIn,
      }
    if (isChair.value)
      return {
        glyph: 'mic',
        words: t('own.seat.turnOn'),
        hint: '',
        run: () => part.switchMicrophone(true),
      }
    if (place.value > 0) {
      const hint =
        place.value === 1
          ? t('own.seat.youAreNext')
          : t('own.seat.before', { count: place.value - 1 })
      const glyph = place.value === 1 ? 'next' : 'hand'
      return { glyph, words: t('own.withdraw'), hint, run: part.withdraw }
    }
    if (room.sitting?.state !== 'open')
      return { glyph: 'hand', words: t('own.ask'), hint: t('own.notNow'), run: null }
    if (room.floor.mode !== 'request') {
      const { open, most, mode } = room.floor
      const isHeld = mode === 'push-to-talk'
      return {
        glyph: 'mic',
        words: t(isHeld ? 'own.hold' : 'own.speakNow'),
        hint: t('own.openOf', { open, most }),
        run: isHeld ? null : () => part.switchMicrophone(true),
        hold: isHeld ? part.talkWhileHeld : null,
      }
    }
    const hint = t('own.seat.askHint', { place: room.queue.length + 1 })
    return { glyph: 'hand', words: t('own.ask'), hint, run: part.ask }
  })
  /** Who already rises on a point of order, or may ask for nothing, sees no key for it. */
  const mayRise = computed(() => {
    const { own, room } = props
    const asks = room.queue.find(({ member }) => member === own.member)
    const isOpen = own.signedIn && room.sitting?.state === 'open' && !isChair.value
    return isOpen && asks?.kind !== 'point-of-order'
  })
  const signIn = () =>
    props.part.act((member) => ({
      type: 'SignIn',
      member,
      place: { kind: 'seat', seat: props.own.seat },
    }))

  return { action, mayRise }
}
