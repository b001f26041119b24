/** KeyMaker gives a command its idempotency key: the same content keeps its key until it was accepted, other content gets a new one. */
export class KeyMaker {
  private content = "";
  private key = "";

  keyFor(body: unknown): string {
    const content = JSON.stringify(body);
    if (content !== this.content || this.key === "") {
      this.content = content;
      this.key = randomKey();
    }
    return this.key;
  }

  /** done forgets the key: the next command is a new one even when it says the same. */
  done(): void {
    this.key = "";
  }
}

/** randomKey works on plain HTTP too, where randomUUID does not exist. */
export function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");
}
