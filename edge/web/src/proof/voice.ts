import { useEffect, useRef, useState } from "react";

/** The longest voice note: what is said at a door in one breath and some. */
export const VOICE_MAX_S = 60;
const BITS = 24_000;

export type VoiceState = "off" | "on" | "denied";

/** useVoice records from the microphone until it is stopped or the time is over. The microphone is let go at once. */
export function useVoice(done: (blob: Blob) => void): { state: VoiceState; toggle: () => void; able: boolean } {
  const [state, setState] = useState<VoiceState>("off");
  const recorder = useRef<MediaRecorder | undefined>(undefined);
  useEffect(() => () => recorder.current?.stop(), []);
  const start = async () => {
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      const parts: Blob[] = [];
      const made = new MediaRecorder(stream, { audioBitsPerSecond: BITS });
      const timer = setTimeout(() => made.stop(), VOICE_MAX_S * 1000);
      made.ondataavailable = (event) => parts.push(event.data);
      made.onstop = () => {
        clearTimeout(timer);
        stream.getTracks().forEach((track) => track.stop());
        recorder.current = undefined;
        setState("off");
        done(new Blob(parts));
      };
      recorder.current = made;
      made.start();
      setState("on");
    } catch {
      setState("denied");
    }
  };
  const toggle = () => {
    if (recorder.current) recorder.current.stop();
    else void start();
  };
  return { state, toggle, able: typeof MediaRecorder !== "undefined" && navigator.mediaDevices !== undefined };
}
