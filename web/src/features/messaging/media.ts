// The microphone and the camera of this device, and why there is none.

/** denied: the browser keeps them to itself until its settings are changed. */
export type MediaRefusal = 'denied' | 'missing' | 'failed';

const REFUSALS: Record<string, MediaRefusal> = { NotAllowedError: 'denied', SecurityError: 'denied', NotFoundError: 'missing' }; // prettier-ignore

export const refusalOf = (error: unknown): MediaRefusal => REFUSALS[(error as Error).name] ?? 'failed';

export interface Media {
  stream?: MediaStream;
  hasCamera: boolean;
  refusal?: MediaRefusal;
}

/** Ask for the microphone, and for the camera where it is wanted: without the camera one can still talk. */
export async function openMedia(wantsCamera: boolean, wantsSound = true): Promise<Media> {
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: wantsSound, video: wantsCamera });
    return { stream, hasCamera: wantsCamera };
  } catch (error) {
    if (wantsCamera && wantsSound) return openMedia(false);
    return { hasCamera: false, refusal: refusalOf(error) };
  }
}
