import { describe, expect, it } from 'vitest'
import { parseAddress } from './address.ts'

describe('an address', () => {
  it.each([
    ['tcp://10.0.0.4:4352', { way: 'tcp', host: '10.0.0.4', port: 4352 }],
    ['udp://camera-1.house.example:52381', { way: 'udp', host: 'camera-1.house.example' }],
    ['tcp://[fd00::4]:23', { way: 'tcp', host: 'fd00::4', port: 23 }],
    [
      'serial:/dev/ttyUSB1',
      { way: 'serial', path: '/dev/ttyUSB1', baud: 9600, parity: 'none', bits: 8 },
    ],
    ['serial:/dev/ttyS0?baud=38400&parity=even&bits=7', { baud: 38400, parity: 'even', bits: 7 }],
    ['hid:0fd9:0080', { way: 'hid', vendorId: 0x0fd9, productId: 0x80, serial: null }],
    ['hid:0fd9:0080/AL12345', { serial: 'AL12345' }],
    ['https://10.0.0.9/onvif/device_service', { way: 'http' }],
    ['own:239.69.1.4', { way: 'own', text: '239.69.1.4' }],
  ])('%s', (text, address) => {
    expect(parseAddress(text)).toMatchObject(address)
  })

  it.each([
    'tcp://10.0.0.4',
    'tcp://10.0.0.4:0',
    'tcp://10.0.0.4:70000',
    'tcp://10.0.0.4:80/path',
    'serial:',
    'serial:/dev/x?baud=1',
    'serial:/dev/x?parity=mark',
    'hid:fd9:80',
    'http://',
    'ftp://10.0.0.4:21',
    '',
  ])('%j is none', (text) => {
    expect(parseAddress(text)).toBeNull()
  })
})
