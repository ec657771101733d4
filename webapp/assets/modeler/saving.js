// Saves a moment after the last change, one save at a time, each naming the file that it started from.
import { said } from './translate.js';

const PAUSE = 1500;
const KEEP_PAUSE = 250;
const AGAIN = 10_000;
const LARGEST_AT_LEAVING = 60_000; // bytes that a browser still sends from a page that is going
const TOKEN = /name="csrf_token" value="([^"]+)"/;

// The server's time in the association's time zone: that of every other page, also where a demo's clock was moved.
export const clock = when => new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: 'Asia/Riyadh' }).format(Date.parse(when));

class Refused extends Error {}
class SessionEnded extends Refused {}
class Overtaken extends Refused {
  constructor(other) { super(other.problem); this.other = other; }
}

export class Saving {
  constructor({ address, seen, csrf, read, keeping, show, overtaken }) {
    Object.assign(this, { address, seen, csrf, read, keeping, show, overtaken, changes: 0, done: 0, isStopped: false });
    addEventListener('online', () => this.now());
    addEventListener('focus', () => this.failed && this.now());
    addEventListener('pagehide', () => this.leave());
    addEventListener('beforeunload', event => { if (this.isDirty) event.preventDefault(); });
    document.addEventListener('visibilitychange', () => document.hidden && this.now());
  }

  get isDirty() { return this.changes > this.done; }

  changed() {
    this.changes += 1;
    clearTimeout(this.keepTimer);
    this.keepTimer = setTimeout(() => this.keep(), KEEP_PAUSE);
    if (!this.isStopped) this.show('saving', said('Not saved yet'));
    this.later(PAUSE);
  }

  later(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.now(), pause);
  }

  async keep() {
    if (this.isDirty) this.keeping.keep(await this.read(), this.seen);
  }

  // Never two at once: what is drawn during a slow save goes with the next one.
  async now() {
    if (!this.isDirty || this.isStopped || this.running) return this.running;
    clearTimeout(this.timer);
    this.running = this.attempt();
    await this.running;
    this.running = null;
    if (this.isDirty && !this.failed && !this.isStopped) return this.now();
    return undefined;
  }

  async attempt() {
    const changes = this.changes;
    this.show('saving', said('Saving…'));
    try {
      const xml = await this.read();
      this.keeping.keep(xml, this.seen);
      const { seen, at } = await this.send(xml);
      this.seen = seen;
      this.settle(changes, at);
    } catch (error) { this.fail(error); }
  }

  settle(changes, at = '') {
    [this.done, this.failed] = [changes, false];
    if (this.isDirty) return;
    this.keeping.drop();
    this.show('saved', at ? said('Saved at {time}', { time: clock(at) }) : said('Saved'));
  }

  fail(error) {
    this.failed = true;
    if (error instanceof Overtaken) {
      this.isStopped = true;
      this.show('conflict', said('Changed by another: choose'));
      this.overtaken(error.other);
      return;
    }
    const reason = error instanceof Refused ? error.message : said('no connection');
    this.show('failed', said('Not saved: {reason}', { reason }), error instanceof SessionEnded);
    this.later(AGAIN);
  }

  async send(xml, mayRenew = true) {
    const answer = await this.post(xml);
    if (answer.status === 400 && mayRenew && (await this.renew())) return this.send(xml, false);
    if ([400, 401].includes(answer.status) || answer.redirected) throw new SessionEnded(said('your session has ended'));
    const body = (answer.headers.get('Content-Type') ?? '').includes('json') ? await answer.json() : {};
    if (answer.status === 409 && 'seen' in body) throw new Overtaken(body);
    if (!answer.ok) throw new Refused(body.problem ?? said('the server did not take it'));
    return body;
  }

  post(xml, more = {}) {
    const headers = { 'Content-Type': 'application/json', 'Accept': 'application/json', 'X-CSRFToken': this.csrf };
    return fetch(this.address, { method: 'POST', headers, body: JSON.stringify({ xml, seen: this.seen }), credentials: 'same-origin', ...more });
  }

  // After a new log-in the page's own token is of the old session.
  async renew() {
    const page = await fetch(this.address, { credentials: 'same-origin' });
    const token = page.redirected ? null : TOKEN.exec(await page.text())?.[1];
    if (token) this.csrf = token;
    return Boolean(token);
  }

  // Saves mine over theirs, now that both are known.
  insist(seen) {
    [this.seen, this.isStopped, this.failed] = [seen ?? '', false, false];
    this.changes += 1;
    return this.now();
  }

  async leave() {
    if (!this.isDirty || this.isStopped) return;
    const xml = await this.read();
    this.keeping.keep(xml, this.seen);
    if (!this.running && xml.length * 2 < LARGEST_AT_LEAVING) this.post(xml, { keepalive: true });
  }
}
