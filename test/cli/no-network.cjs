// Preloaded into a process and its threads: any attempt to resolve a name, connect or send ends it with code 99.
const dgram = require('node:dgram');
const dns = require('node:dns');
const net = require('node:net');
const { writeSync } = require('node:fs');

const forbid = (what) => (...args) => {
  writeSync(2, `NETWORK: ${what} ${JSON.stringify(args[0] ?? null)}\n`);
  process.kill(process.pid, 'SIGKILL');
};

net.Socket.prototype.connect = forbid('connect');
dgram.Socket.prototype.send = forbid('send');
dgram.Socket.prototype.connect = forbid('udp connect');
for (const room of [dns, dns.promises, dns.Resolver.prototype, dns.promises.Resolver.prototype]) {
  for (const name of Object.getOwnPropertyNames(room)) {
    if (!/^(lookup|resolve|reverse)/.test(name)) continue;
    const [real, deadly] = [room[name], forbid(name)];
    // listening looks up even an address, which asks nobody
    room[name] = (host, ...rest) => (net.isIP(host) ? real.call(room, host, ...rest) : deadly(host));
  }
}
