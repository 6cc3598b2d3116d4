import { standIn } from './stand-in.ts'

standIn('controller', {
  urls: [
    { label: 'control desk', url: 'https://localhost:8443/' },
    { label: 'a seat', url: 'https://localhost:8443/seat' },
  ],
  note: ['The firewall must let through UDP 44444.'],
  ports: { http: 50_443, mqtt: 50_883, media: 50_300 },
})
