/** Images are built into the bundle as data URLs. */
declare module '*.png?inline' {
  const url: string;
  export default url;
}
