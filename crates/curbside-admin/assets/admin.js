// What is nicer with a script; every page works without it.
'use strict';

// A tip that follows the pointer over a day of a chart.
const tip = document.createElement('div');
tip.className = 'tip';
tip.hidden = true;
document.body.append(tip);
for (const column of document.querySelectorAll('.column[data-tip]')) {
  // The chart's own title would show a second tip.
  column.querySelector('title')?.remove();
  column.addEventListener('pointermove', (event) => {
    tip.textContent = column.dataset.tip;
    tip.hidden = false;
    const left = Math.min(event.clientX + 14, document.documentElement.clientWidth - tip.offsetWidth - 8);
    tip.style.left = `${Math.max(8, left)}px`;
    tip.style.top = `${event.clientY + 14}px`;
  });
  column.addEventListener('pointerleave', () => { tip.hidden = true; });
}

// On a narrow screen the page one is on may stand far to the right.
document.querySelector('.top nav [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });

// Forms that take a while say so, and are sent once.
for (const form of document.querySelectorAll('form[data-busy], form[data-confirm]')) {
  form.addEventListener('submit', (event) => {
    const button = form.querySelector('button');
    if (button.hasAttribute('aria-busy') || (form.dataset.confirm && !window.confirm(form.dataset.confirm))) {
      event.preventDefault();
      return;
    }
    button.setAttribute('aria-busy', 'true');
    if (form.dataset.busy) button.textContent = form.dataset.busy;
  });
}

// Finding rows of a table by their text.
for (const tools of document.querySelectorAll('[data-filter]')) {
  tools.hidden = false;
  const rows = document.querySelectorAll(`[data-filtered="${tools.dataset.filter}"] tr`);
  tools.querySelector('input').addEventListener('input', (event) => {
    const wanted = event.target.value.trim().toLowerCase();
    for (const row of rows) row.hidden = !row.textContent.toLowerCase().includes(wanted);
  });
}
