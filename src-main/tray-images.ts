import { nativeImage, type NativeImage } from 'electron';
import plain16 from './assets/tray/plain-16.png?inline';
import plain24 from './assets/tray/plain-24.png?inline';
import plain32 from './assets/tray/plain-32.png?inline';
import quiet16 from './assets/tray/quiet-16.png?inline';
import quiet24 from './assets/tray/quiet-24.png?inline';
import quiet32 from './assets/tray/quiet-32.png?inline';
import templatePlain18 from './assets/tray/template-plain-18.png?inline';
import templatePlain36 from './assets/tray/template-plain-36.png?inline';
import templateQuiet18 from './assets/tray/template-quiet-18.png?inline';
import templateQuiet36 from './assets/tray/template-quiet-36.png?inline';
import templateUnread18 from './assets/tray/template-unread-18.png?inline';
import templateUnread36 from './assets/tray/template-unread-36.png?inline';
import unread16 from './assets/tray/unread-16.png?inline';
import unread24 from './assets/tray/unread-24.png?inline';
import unread32 from './assets/tray/unread-32.png?inline';

/** The three icons of the tray. */
export type TrayImages = Readonly<Record<'plain' | 'unread' | 'quiet', NativeImage>>;

/** Icons by what an image pixel is of a point. */
type Sizes = Readonly<Record<number, string>>;

/** A tile that stands out from a light bar and from a dark one; on macOS a shape, which the system gives its menu bar's colour. */
export function trayImages(platform: NodeJS.Platform): TrayImages {
  switch (platform) {
    case 'darwin':
      return {
        plain: template({ 1: templatePlain18, 2: templatePlain36 }),
        unread: template({ 1: templateUnread18, 2: templateUnread36 }),
        quiet: template({ 1: templateQuiet18, 2: templateQuiet36 }),
      };
    case 'win32':
      return {
        plain: image({ 1: plain16, 1.5: plain24, 2: plain32 }),
        unread: image({ 1: unread16, 1.5: unread24, 2: unread32 }),
        quiet: image({ 1: quiet16, 1.5: quiet24, 2: quiet32 }),
      };
    default:
      // Panels differ in height, and scale down what they are given.
      return { plain: image({ 1: plain32 }), unread: image({ 1: unread32 }), quiet: image({ 1: quiet32 }) };
  }
}

function image(sizes: Sizes): NativeImage {
  const made = nativeImage.createEmpty();
  for (const [scaleFactor, dataURL] of Object.entries(sizes)) {
    made.addRepresentation({ scaleFactor: Number(scaleFactor), dataURL });
  }
  return made;
}

function template(sizes: Sizes): NativeImage {
  const made = image(sizes);
  made.setTemplateImage(true);
  return made;
}
