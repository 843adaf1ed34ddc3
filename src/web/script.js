// Says below a field what the text in it would mean, while it is typed. Without this file the button beside it does.
(() => {
  'use strict';
  const PAUSE = 250;

  function show(output, answer) {
    const [first, ...moments] = answer.trimEnd().split('\n');
    const main = document.createElement(first[0] === '+' ? 'b' : 'span');
    main.textContent = first.slice(1);
    main.className = first[0] === '+' ? '' : 'refused';
    output.replaceChildren(main);
    for (const moment of moments) {
      output.append(document.createElement('br'), moment);
    }
  }

  function watch(field) {
    const output = document.getElementById(field.getAttribute('aria-describedby'));
    let timer = 0;
    let latest = 0;

    async function read() {
      const turn = ++latest;
      const text = field.value.trim();
      if (!text) {
        output.replaceChildren();
        return;
      }
      try {
        const answer = await fetch(field.dataset.reading + '?text=' + encodeURIComponent(text), {credentials: 'same-origin'});
        if (answer.ok && turn === latest) {
          show(output, await answer.text());
        }
      } catch {
        // The network is away; the buttons still say what is the matter.
      }
    }

    field.form.classList.add('live');
    field.addEventListener('input', () => {
      clearTimeout(timer);
      timer = setTimeout(read, PAUSE);
    });
  }

  document.querySelectorAll('[data-reading]').forEach(watch);
  // An address that is there to be copied is chosen whole.
  for (const field of document.querySelectorAll('[data-select]')) {
    field.addEventListener('focus', () => field.select());
  }
})();
