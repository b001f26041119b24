// A person at a keyboard: a key every 180 ms, a Chinese character as four of them (its syllable and the choice of the character).
const keyEvery = 180;
const keysOfCharacter = 4;

/** typist types like a person: the next key is due at its time, whatever the screen does meanwhile. */
export class Typist {
  constructor(page) {
    this.page = page;
    this.keys = 0;
    this.began = 0;
    this.due = 0;
  }

  /** seconds since the first key. */
  get seconds() {
    return (Date.now() - this.began) / 1000;
  }

  async #wait(keys) {
    this.began ||= Date.now();
    this.due = Math.max(this.due, Date.now() - keyEvery) + keys * keyEvery;
    this.keys += keys;
    await new Promise((r) => setTimeout(r, Math.max(0, this.due - Date.now())));
  }

  /** press strikes keys by name. */
  async press(...names) {
    for (const name of names) {
      await this.#wait(1);
      await this.page.keyboard.press(name);
    }
  }

  /** type writes a text into whatever has the focus. */
  async type(text) {
    for (const each of text) {
      await this.#wait(each.charCodeAt(0) < 128 ? 1 : keysOfCharacter);
      await this.page.keyboard.type(each);
    }
  }
}
