import { makeOfficerPair, type OfficerPair } from '../../kiosk/ui/seal/officer-key.ts'

export interface Officer extends OfficerPair {
  user: string
}

/** Two officers with the pairs their browsers made. */
export async function twoOfficers(): Promise<[Officer, Officer]> {
  const [ada, ben] = await Promise.all([
    makeOfficerPair(crypto.subtle),
    makeOfficerPair(crypto.subtle),
  ])
  return [
    { user: 'ada', ...ada },
    { user: 'ben', ...ben },
  ]
}
