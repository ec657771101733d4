// Keeps what is drawn but not saved on this device, until the server has it: a session may end, a network may go.
const windowKey = `${Date.now()}-${Math.random()}`; // randomUUID is not there on a site without TLS

export class Keeping {
  constructor(version, path) { this.prefix = `masar:diagram:${version}:${path}:`; }

  keep(xml, seen) {
    try { localStorage.setItem(this.prefix + windowKey, JSON.stringify({ xml, seen, at: Date.now() })); } catch { /* full: the page still holds it */ }
  }

  drop() { localStorage.removeItem(this.prefix + windowKey); }

  forget({ key }) { localStorage.removeItem(key); }

  // What other windows left behind, the newest first.
  left() {
    const keys = Object.keys(localStorage).filter(key => key.startsWith(this.prefix) && key !== this.prefix + windowKey);
    return keys.map(key => ({ key, ...JSON.parse(localStorage.getItem(key)) })).sort((a, b) => b.at - a.at);
  }
}
