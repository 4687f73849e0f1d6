import type { Plugin } from 'vite';

const ICON = /@lucide[\\/]svelte[\\/]dist[\\/]icons[\\/][\w-]+\.svelte$/;
const DATA = /const iconData = (\{.*\});/;

type Shape = readonly [tag: string, attributes: Readonly<Record<string, string>>];

/**
 * Makes each icon of Lucide a component with its shapes in the template, which is cloned whole. The library's own puts every icon
 * together anew from a list, which took a quarter of the time of a message's row. `size` and `strokeWidth` are what they take here;
 * every icon is decoration.
 */
export function staticIcons(): Plugin {
  return {
    name: 'static-icons',
    enforce: 'pre',
    transform: {
      filter: { id: ICON },
      handler(code, id) {
        const data = DATA.exec(code)?.[1];
        if (data === undefined) throw new Error(`${id} is not written as it was: see static-icons.ts`);
        const { name, node } = JSON.parse(data) as { name: string; node: readonly Shape[] };
        return { code: component(name, node), map: null };
      },
    },
  };
}

function component(name: string, shapes: readonly Shape[]): string {
  const inside = shapes.map(([tag, attributes]) => {
    const written = Object.entries(attributes).map(([key, value]) => `${key}="${value}"`);
    return `<${tag} ${written.join(' ')} />`;
  });
  return `<script>let { size = 24, strokeWidth = 2 } = $props();</script>
<svg xmlns="http://www.w3.org/2000/svg" class="lucide lucide-${name}" width={size} height={size} viewBox="0 0 24 24" fill="none"
  stroke="currentColor" stroke-width={strokeWidth} stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${inside.join('')}</svg>`;
}
