/**
 * What filters the page. The state stands behind the `#` of the address and nowhere else: links change it, controls change it,
 * and whoever opens the address sees the same.
 */
export const pageScript: string = String.raw`
(() => {
  'use strict';
  const all = (selector) => [...document.querySelectorAll(selector)];
  const filters = document.getElementById('filters');
  if (filters === null) return;
  const differences = all('.difference').map((element) => ({
    element, text: element.textContent.toLowerCase(), ...element.dataset,
  }));
  const rows = all('.row').map((element) => ({ element, text: element.textContent.toLowerCase() }));
  const boxes = all('input[name=severity]');
  const search = filters.querySelector('input[name=q]');
  const selects = [...filters.querySelectorAll('select')];
  const fields = ['module', 'table', 'kind', 'since'];
  const read = () => new URLSearchParams(location.hash.slice(1));

  function show() {
    const state = read();
    const severities = (state.get('severity') ?? '').split(',').filter((each) => each !== '');
    const words = (state.get('q') ?? '').toLowerCase().split(/\s+/).filter((each) => each !== '');
    const found = (text) => words.every((word) => text.includes(word));
    let count = 0;
    for (const each of differences) {
      const shown = (severities.length === 0 || severities.includes(each.severity)) &&
        fields.every((field) => !state.has(field) || state.get(field) === each[field]) && found(each.text);
      each.element.hidden = !shown;
      if (shown) count++;
    }
    for (const { element, text } of rows) element.hidden = !found(text);
    for (const box of boxes) box.checked = severities.includes(box.value);
    // A space at the end is on its way to the next word.
    if (search.value.trim() !== (state.get('q') ?? '')) search.value = state.get('q') ?? '';
    for (const select of selects) select.value = state.has(select.name) ? '=' + state.get(select.name) : '';
    document.getElementById('count').textContent = count + ' of ' + differences.length + ' shown';
    document.getElementById('nothing').hidden = count > 0;
    document.getElementById('reset').hidden = [...state].length === 0;
    for (const link of all('a[href^="#"]')) {
      const own = link.getAttribute('href') === '#' + state.toString() && state.toString() !== '';
      if (own) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
    }
  }

  function change() {
    const state = read();
    const severities = boxes.filter((box) => box.checked).map((box) => box.value);
    const set = (name, value) => (value === '' ? state.delete(name) : state.set(name, value));
    set('severity', severities.join(','));
    set('q', search.value.trim());
    for (const { name, value } of selects) {
      if (value === '') state.delete(name);
      else state.set(name, value.slice(1));
    }
    location.replace('#' + state.toString());
  }

  // What was chosen further up may be far above what it shows.
  function reveal(event) {
    const link = event.target.closest('main a[href^="#"]');
    if (link === null || link.getAttribute('href') === '#') return;
    setTimeout(() => differences.find(({ element }) => !element.hidden)?.element.scrollIntoView());
  }

  filters.hidden = false;
  addEventListener('click', reveal);
  filters.addEventListener('change', change);
  search.addEventListener('input', change);
  addEventListener('hashchange', show);
  addEventListener('keydown', (event) => {
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName ?? '');
    if (event.key !== '/' || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    search.focus();
  });
  show();
})();
`;
