// Asks the engine what is wrong with the drawing, a moment after the last change. Answers that come late are dropped.
const PAUSE = 120;
const AGAIN = 5000;

export class Asking {
  // `read` gives the drawing as XML; `answered` gets the findings, `failed` why there are none.
  constructor({ address, csrf, path, read, answered, failed }) {
    Object.assign(this, { address, csrf, path, read, answered, failed, wholeDraft: false, number: 0, timer: null, running: null });
  }

  changed(pause = PAUSE) {
    this.number += 1;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(this.number), pause);
  }

  async ask(number) {
    this.running?.abort();
    this.running = new AbortController();
    try {
      const found = await this.fetch(await this.read(), this.running.signal);
      if (number === this.number) this.answered(found);
    } catch (problem) {
      if (problem.name === 'AbortError' || number !== this.number) return;
      this.failed(problem);
      this.changed(AGAIN);
    }
  }

  async fetch(xml, signal) {
    const headers = { 'Content-Type': 'application/json', 'Accept': 'application/json', 'X-CSRFToken': this.csrf };
    const body = JSON.stringify({ path: this.path, xml, whole: this.wholeDraft });
    const answer = await fetch(this.address, { method: 'POST', headers, body, signal, credentials: 'same-origin' });
    const told = await answer.json().catch(() => ({}));
    if (!answer.ok || !told.findings) throw Object.assign(new Error(told.problem ?? `${answer.status}`), { told: told.problem });
    return told.findings;
  }
}
