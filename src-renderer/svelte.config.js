/** For svelte-check and editors; the bundler's own options are in vite.config.ts. @type {import('svelte/compiler').CompileOptions} */
export default { compilerOptions: { runes: true } };
