/** Text is built into the bundle as it is. */
declare module '*?raw' {
  const text: string;
  export default text;
}

/** Images are built into the bundle as data URLs. */
declare module '*.png?inline' {
  const url: string;
  export default url;
}
