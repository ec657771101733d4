// Follows a job that goes on: moves its bar, and opens the page anew once it has ended. Without a script a link does it.
import './jobs.css';

const EVERY = 1000;
const LONGEST = 10000;

async function follow(place, wait = EVERY) {
  await new Promise(done => setTimeout(done, wait));
  if (document.hidden) return follow(place, wait);
  const told = await ask(place.dataset.job);
  if (!told) return follow(place, Math.min(wait * 2, LONGEST));
  if (!told.open) return location.reload();
  show(place, told);
  return follow(place);
}

async function ask(address) {
  try {
    const answer = await fetch(address, { headers: { Accept: 'application/json' } });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null; // the line is down for a moment: asked again, less often
  }
}

function show(place, { percent, done, total }) {
  place.querySelector('[data-job-bar]').value = percent;
  const count = place.querySelector('[data-job-count]');
  if (total && count.dataset.words) count.textContent = count.dataset.words.replace('{done}', done).replace('{all}', total);
}

for (const place of document.querySelectorAll('[data-job]')) follow(place);
