/**
 * A small assembler for WebAssembly modules of one function with 128-bit SIMD (WebAssembly Core Specification 2.0, chapter 5).
 *
 * JavaScript has no SIMD, and the two inner loops that need it are a few hundred bytes each: written with this, nothing has to be
 * compiled or installed. An instruction is an array of bytes; a body is their concatenation.
 */

const END = 0x0b;
export const I32 = 0x7f;
export const V128 = 0x7b;

/** WebAssembly memory comes in pages of this many bytes. */
const PAGE = 65_536;

const simd = (code: number): number[] => [0xfd, ...leb(code)];
const memory = (offset: number): number[] => [0, ...leb(offset)];

export const get = (local: number): number[] => [0x20, local];
export const set = (local: number): number[] => [0x21, local];
/** A constant of 0 or more. */
export const constant = (value: number): number[] => [0x41, ...signed(value)];
export const add = [0x6a];
export const lessThan = [0x49];
export const loop = (body: number[]): number[] => [0x03, 0x40, ...body, END];
export const againIf = (condition: number[]): number[] => [...condition, 0x0d, 0];
export const advance = (local: number, by: number): number[] => [
  ...[...get(local), ...constant(by), ...add, ...set(local)],
];
export const loadInt = (offset: number): number[] => [0x28, ...memory(offset)];
export const loadFloat = (offset: number): number[] => [0x2a, ...memory(offset)];
export const storeFloat = [0x38, 2, 0];
export const toFloat = [0xb2];
export const multiply = [0x94];

export const loadVector = (offset: number): number[] => [...simd(0), ...memory(offset)];
export const storeVector = (offset: number): number[] => [...simd(11), ...memory(offset)];
/** Eight bytes, the rest of the lanes zero. */
export const loadHalf = (offset: number): number[] => [...simd(0x5d), ...memory(offset)];
/** Eight bytes, signed, as eight lanes of 16 bits. */
export const loadEightBytes = (offset: number): number[] => [...simd(1), ...memory(offset)];
export const vectorOf = (bytes: readonly number[]): number[] => [...simd(12), ...bytes];
export const zeros = vectorOf(new Array<number>(16).fill(0));
/** Bytes of two vectors by their places: 0..15 of the first, 16..31 of the second. */
export const shuffle = (places: readonly number[]): number[] => [...simd(13), ...places];
/** Bytes of the first vector at the places that the second holds. */
export const swizzle = simd(14);
export const and = simd(0x4e);
export const shiftRightBytes = simd(0x6d);
export const splatFloat = simd(19);
export const lane = (number: number): number[] => [...simd(27), number];
/** Products of lanes of 16 bits, neighbours added, as lanes of 32 bits. */
export const dot = simd(0xba);
export const addLanes = simd(0xae);
export const widenLow = simd(0xa7);
export const widenHigh = simd(0xa8);
export const toFloats = simd(0xfa);
export const addFloats = simd(0xe4);
export const multiplyFloats = simd(0xe6);

/** Signed LEB128 of a number that is not negative: one more byte where the sign's bit would be set. */
function signed(value: number): number[] {
  return value < 64 ? [value] : [(value & 127) | 128, ...signed(value >>> 7)];
}
/** Unsigned LEB128. */
function leb(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...leb(value >>> 7)];
}
const list = (items: number[][]): number[] => [...leb(items.length), ...items.flat()];
const named = (name: string): number[] => list([...name].map((char) => [char.charCodeAt(0)]));
const sized = (bytes: number[]): number[] => [...leb(bytes.length), ...bytes];
const section = (id: number, items: number[][]): number[] => [id, ...sized(list(items))];

/** Compiles a function of so many i32 parameters and no result; `locals` are the types of the locals behind them. */
export function assemble(parameters: number, locals: readonly number[], body: number[]): WebAssembly.Module {
  const code = [...list(locals.map((type) => [1, type])), ...body, END];
  const bytes = [
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [[0x60, ...list(new Array(parameters).fill([I32])), 0]]),
    ...section(2, [[...named('m'), ...named('m'), 2, 0, 1]]),
    ...section(3, [[0]]),
    ...section(7, [[...named('f'), 0, 0]]),
    ...section(10, [sized(code)]),
  ];
  return new WebAssembly.Module(Uint8Array.from(bytes));
}

/** The function over a memory of its own. */
export function instantiate(
  module: WebAssembly.Module,
  bytes: number,
): { memory: ArrayBuffer; run: (...parameters: number[]) => void } {
  const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE) });
  const { exports } = new WebAssembly.Instance(module, { m: { m: memory } });
  return { memory: memory.buffer, run: exports.f as (...parameters: number[]) => void };
}
