import { describe, expect, it } from 'vitest';
import { countDown, END, f32x4, moveOn, sum, v128Load, v128Store } from '../../../client/inference/wasm-code.ts';
import { encodeModule, signed, unsigned } from '../../../client/inference/wasm-module.ts';

describe('LEB128', () => {
  it('is as the standard writes it', () => {
    expect(unsigned(0)).toEqual([0]);
    expect(unsigned(127)).toEqual([0x7f]);
    expect(unsigned(624_485)).toEqual([0xe5, 0x8e, 0x26]);
    expect(unsigned(2 ** 32 - 1)).toEqual([0xff, 0xff, 0xff, 0xff, 0x0f]);
    expect(signed(-123_456)).toEqual([0xc0, 0xbb, 0x78]);
    expect(signed(63)).toEqual([0x3f]);
    expect(signed(64)).toEqual([0xc0, 0x00]);
    expect(signed(-1)).toEqual([0x7f]);
  });
});

describe('a module', () => {
  it('of several functions is accepted, and each does what its body says on the memory given', async () => {
    const add = (name: string, value: number) => ({
      name,
      parameters: 2,
      i32Locals: 0,
      v128Locals: 0,
      body: [...countDown(1, [v128Store(0, sum(v128Load(0), f32x4(value))), moveOn(0, 16)]), ...END],
    });
    const memory = new WebAssembly.Memory({ initial: 1 });
    const { instance } = await WebAssembly.instantiate(encodeModule([add('one', 1), add('half', 0.5)]), {
      env: { memory },
    });
    const run = instance.exports as Record<string, (address: number, count: number) => void>;
    run.one!(16, 2);
    run.half!(32, 1);
    expect([...new Float32Array(memory.buffer, 0, 16)]).toEqual([
      0, 0, 0, 0, 1, 1, 1, 1, 1.5, 1.5, 1.5, 1.5, 0, 0, 0, 0,
    ]);
  });
});
