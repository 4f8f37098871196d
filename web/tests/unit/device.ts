// A device for tests of what is kept for times without a network.

/** The copy on a device: what is written is what the next window reads. */
export function aDevice() {
  const disk: { copy?: unknown } = {};
  const store = {
    get: () => Promise.resolve(disk.copy),
    set: (_name: string, copy: unknown) => Promise.resolve(void (disk.copy = structuredClone(copy))),
    del: () => Promise.resolve(void delete disk.copy),
  };
  return { disk, store: store as never };
}
