import { mount } from 'svelte';
import Plain from './Plain.svelte';

mount(Plain, { target: document.body, props: { texts: globalThis.texts } });
const log = document.querySelector('.log');
log.scrollTop = log.scrollHeight;
