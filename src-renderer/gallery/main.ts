import { mount } from 'svelte';
import '../styles/tokens.css';
import '../styles/base.css';
import Gallery from './Gallery.svelte';

const target = document.querySelector('#app');
if (target !== null) mount(Gallery, { target });
