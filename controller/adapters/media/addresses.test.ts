import type { NetworkInterfaceInfo } from 'node:os'
import { expect, it } from 'vitest'
import { AddressError, announcedBy, listenAddresses } from './addresses.ts'

const at = (address: string, internal = false): NetworkInterfaceInfo => ({
  ...{ address, internal, netmask: '', mac: '', cidr: null },
  ...(address.includes(':') ? { family: 'IPv6', scopeid: 0 } : { family: 'IPv4' }),
})
const interfaces = {
  lo: [at('127.0.0.1', true), at('::1', true)],
  eth0: [at('192.0.2.2'), at('2001:db8::2'), at('fe80::1')],
  eth1: [at('198.51.100.9'), at('169.254.3.4')],
}

it('finds every address a network can reach, of both families', () => {
  expect(listenAddresses(interfaces, undefined)).toEqual([
    { ip: '192.0.2.2' },
    { ip: '2001:db8::2' },
    { ip: '198.51.100.9' },
  ])
})

it('takes loopback on a machine without a network', () => {
  expect(listenAddresses({ lo: interfaces.lo }, undefined)).toEqual([{ ip: '127.0.0.1' }])
})

it('listens on exactly those of its own addresses that are announced', () => {
  expect(listenAddresses(interfaces, ['198.51.100.9', '::1', '::1'])).toEqual([
    { ip: '198.51.100.9' },
    { ip: '::1' },
  ])
})

it('announces a public address for one here that has its family', () => {
  const listening = listenAddresses(interfaces, ['203.0.113.7', '2001:db8:ffff::7'])
  expect(listening).toEqual([
    { ip: '192.0.2.2', announcedAddress: '203.0.113.7' },
    { ip: '2001:db8::2', announcedAddress: '2001:db8:ffff::7' },
  ])
  expect(announcedBy(listening)).toEqual(['203.0.113.7', '2001:db8:ffff::7'])
})

it('announces the public address beside the one in the house', () => {
  const listening = listenAddresses(interfaces, ['192.0.2.2', '203.0.113.7'])
  expect(listening).toEqual([
    { ip: '192.0.2.2', announcedAddress: '203.0.113.7', exposeInternalIp: true },
  ])
  expect(announcedBy(listening)).toEqual(['192.0.2.2', '203.0.113.7'])
})

it('refuses more public addresses than it has addresses to carry them', () => {
  const three = ['203.0.113.7', '203.0.113.8', '203.0.113.9']
  expect(() => listenAddresses(interfaces, three)).toThrow(AddressError)
  expect(listenAddresses(interfaces, three.slice(0, 2))).toHaveLength(2)
})
