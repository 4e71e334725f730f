/**
 * Decides which addresses the product may talk to, so that no link reaches a private machine. (I/O: network)
 *
 * Two checks make it: `refuse` looks at the URL (scheme, port, name, literal address) before anything is sent, and
 * `lookup` filters the addresses a name resolves to at the moment the socket connects. There is no window between
 * check and use, so a name that answers differently the second time (DNS rebinding) gains nothing. undici never calls
 * `lookup` for literal addresses, which is why both are needed for every hop of a redirect.
 *
 * Allowed is what is globally routable: IPv4 `unicast` of ipaddr.js and IPv6 2000::/3. Addresses that carry an IPv4
 * address (mapped, 6to4, Teredo, NAT64) are judged by the one they carry. The URL parser itself already turns decimal,
 * octal, hexadecimal and full-width spellings into the dotted form.
 */
import { promises as dns } from 'node:dns';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

export interface Refusal {
  reason: 'private-address' | 'unsupported-scheme' | 'unsupported-port';
  evidence: string;
}

export interface ResolvedAddress {
  address: string;
  family: number;
}

export type Resolve = (hostname: string) => Promise<ResolvedAddress[]>;

export interface Guard {
  /** Private addresses and all ports are open. */
  readonly allowPrivate: boolean;
  /** Why this URL may not be asked, or null. */
  refuse(url: URL): Refusal | null;
  /** Why this address may not be talked to, or null; asked again of the socket's real peer. */
  refuseAddress(address: string): Refusal | null;
  /** For `net.connect`: resolves, and leaves only allowed addresses. */
  lookup: LookupFunction;
}

/** The error `lookup` hands to the socket when no address of a name may be used. */
export class AddressRefused extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.evidence);
    this.refusal = refusal;
  }
}

/** Names that stand for this machine or a cloud's metadata service, whatever they resolve to. */
const METADATA_NAMES = new Set(['metadata', 'metadata.google.internal', 'metadata.goog', 'instance-data']);
/** Metadata services' addresses: AWS, GCP, Azure and most others; ECS, EKS; Alibaba; Oracle; Azure's wire server. */
const METADATA_ADDRESSES = new Set([
  '169.254.169.254',
  '169.254.170.2',
  '169.254.170.23',
  '100.100.100.200',
  '192.0.0.192',
  '168.63.129.16',
  'fd00:ec2::254',
  'fd00:ec2::23',
]);
const DEFAULT_PORTS = [80, 443];

/**
 * @param options.allowPrivate opens private addresses and all ports, for intranets and tests. Metadata services stay
 *   shut: nobody's reading list needs them, and they hand out credentials.
 * @param options.ports ports besides 80 and 443 that may be asked
 * @param options.resolve stands in for the system's resolver
 */
export function createGuard(
  options: { allowPrivate?: boolean; ports?: readonly number[]; resolve?: Resolve } = {},
): Guard {
  const { allowPrivate = false, resolve = systemResolve } = options;
  const ports = new Set([...DEFAULT_PORTS, ...(options.ports ?? [])]);
  const refuseAddress = (address: string): Refusal | null => judgeAddress(address, allowPrivate);
  return {
    allowPrivate,
    refuseAddress,
    refuse(url) {
      if (url.protocol !== 'http:' && url.protocol !== 'https:') {
        return {
          reason: 'unsupported-scheme',
          evidence: `only http and https are fetched, not ${url.protocol}`,
        };
      }
      const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
      if (!allowPrivate && !ports.has(port)) {
        return {
          reason: 'unsupported-port',
          evidence: `port ${port} is not one of ${[...ports].join(', ')}`,
        };
      }
      const literal = literalAddress(url.hostname);
      return literal === null ? judgeName(url.hostname, allowPrivate) : refuseAddress(literal);
    },
    lookup(hostname, lookupOptions, callback) {
      resolveAllowed(hostname, resolve, refuseAddress, lookupOptions.family).then(
        (addresses) => {
          const first = addresses[0] as ResolvedAddress;
          if (lookupOptions.all) callback(null, addresses);
          else callback(null, first.address, first.family);
        },
        (error: NodeJS.ErrnoException) => callback(error, ''),
      );
    },
  };
}

/** The address a URL's host spells literally (`127.0.0.1`, `[::1]`), or null for a name. */
function literalAddress(hostname: string): string | null {
  const bare = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
  return ipaddr.isValid(bare) ? bare : null;
}

function judgeName(hostname: string, allowPrivate: boolean): Refusal | null {
  const name = hostname.toLowerCase().replace(/\.+$/, '');
  if (METADATA_NAMES.has(name)) {
    return { reason: 'private-address', evidence: `${name} is a cloud's metadata service` };
  }
  if (!allowPrivate && (name === 'localhost' || name.endsWith('.localhost'))) {
    return { reason: 'private-address', evidence: `${name} is this machine` };
  }
  return null;
}

function judgeAddress(address: string, allowPrivate: boolean): Refusal | null {
  if (!ipaddr.isValid(address)) {
    return { reason: 'private-address', evidence: `${address} is not an address` };
  }
  const carried = carriedAddress(ipaddr.parse(address));
  const shown = carried.toString() === address ? address : `${address} (${carried.toString()})`;
  if (METADATA_ADDRESSES.has(carried.toString())) {
    return { reason: 'private-address', evidence: `${shown} is a cloud's metadata service` };
  }
  if (allowPrivate || isGlobal(carried)) return null;
  return { reason: 'private-address', evidence: `${shown} is not a public address (${carried.range()})` };
}

function isGlobal(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  if (address.range() !== 'unicast') return false;
  if (address.kind() === 'ipv4') return true;
  const first = (address as ipaddr.IPv6).parts[0] ?? 0;
  return first >= 0x2000 && first <= 0x3fff;
}

/** The IPv4 address inside an IPv6 one where a gateway would send packets there; otherwise the address itself. */
function carriedAddress(address: ipaddr.IPv4 | ipaddr.IPv6): ipaddr.IPv4 | ipaddr.IPv6 {
  if (address.kind() === 'ipv4') return address;
  const six = address as ipaddr.IPv6;
  const bytes = six.toByteArray();
  if (six.isIPv4MappedAddress()) return six.toIPv4Address();
  switch (six.range()) {
    case '6to4':
      return new ipaddr.IPv4(bytes.slice(2, 6));
    case 'teredo': // RFC 4380: the client's address, every bit turned over
      return new ipaddr.IPv4(bytes.slice(12, 16).map((byte) => byte ^ 0xff));
    case 'rfc6052':
    case 'rfc6145':
      return new ipaddr.IPv4(bytes.slice(12, 16));
    case 'unicast': // ::a.b.c.d, deprecated by RFC 4291 but still routed by some stacks
      return bytes.slice(0, 12).every((byte) => byte === 0) ? new ipaddr.IPv4(bytes.slice(12, 16)) : six;
    default:
      return six;
  }
}

async function resolveAllowed(
  hostname: string,
  resolve: Resolve,
  refuseAddress: (address: string) => Refusal | null,
  family: number | string | undefined,
): Promise<ResolvedAddress[]> {
  const addresses = await resolve(hostname);
  const allowed = addresses.filter((each) => refuseAddress(each.address) === null);
  const wanted = family === 4 || family === 6 ? allowed.filter((each) => each.family === family) : allowed;
  if (wanted.length > 0) return wanted;
  const refusal = addresses[0] ? refuseAddress(addresses[0].address) : null;
  if (refusal) throw new AddressRefused({ ...refusal, evidence: `${hostname}: ${refusal.evidence}` });
  throw Object.assign(new Error(`no address for ${hostname}`), { code: 'ENOTFOUND' });
}

const systemResolve: Resolve = (hostname) => dns.lookup(hostname, { all: true });
