// Loaded into each server ahead of its program: collects garbage when asked, so that memory is compared without it, and
// ends the process with the benchmark that started it, however that ends.
if (process.send !== undefined) {
  process.on('message', () => {
    globalThis.gc?.();
    process.send?.(process.memoryUsage());
  });
  process.on('disconnect', () => process.exit(1));
  process.channel?.unref();
}
