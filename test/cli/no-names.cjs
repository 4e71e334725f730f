// Preloaded into a process: the network is down. No name resolves, no connection is made, and nothing leaves the machine.
const dns = require('node:dns');
const net = require('node:net');

const down = (code, host) => Object.assign(new Error(`${code} ${host}`), { code, errno: -3001, syscall: 'getaddrinfo', hostname: host });

for (const room of [dns, dns.Resolver.prototype]) {
  for (const name of Object.getOwnPropertyNames(room)) {
    if (!/^(lookup|resolve|reverse)/.test(name)) continue;
    const real = room[name];
    // listening looks up even an address, which asks nobody
    room[name] = (host, ...rest) =>
      net.isIP(host) ? real.call(room, host, ...rest) : void setImmediate(rest.at(-1), down('EAI_AGAIN', host));
  }
}
for (const room of [dns.promises, dns.promises.Resolver.prototype]) {
  for (const name of Object.getOwnPropertyNames(room)) {
    if (!/^(lookup|resolve|reverse)/.test(name)) continue;
    room[name] = async (host) => {
      throw down('EAI_AGAIN', host);
    };
  }
}
net.Socket.prototype.connect = function connect() {
  setImmediate(() => this.destroy(Object.assign(new Error('network is down'), { code: 'ENETUNREACH' })));
  return this;
};
