// The acts of a show over the picture: one card for each that runs.
import type { Act, EventOf } from "./room_events";
import type { RoomLine } from "./room_line";

export class Acts {
  constructor(
    readonly room: HTMLElement,
    readonly line: RoomLine,
    readonly refuse: (code: string) => void,
  ) {}

  fill(_acts: Record<string, Act>): void {}

  told(_event: EventOf<"act">): void {}
}
