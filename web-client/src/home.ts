import { t } from './i18n';
import { h } from './ui/dom';
import { frame } from './ui/frame';
import { button, field } from './ui/parts';
import { watch } from './ui/scope';

/** The way to a meeting for whoever has its name but no link. */
export function homePage(go: (path: string) => void): HTMLElement {
  watch(() => { document.title = `${t('app.name')} – ${t('app.tagline')}`; });
  const { row, input } = field({
    id: 'home-alias', testid: 'home-alias', label: () => t('home.alias'),
    control: { autocomplete: 'off', spellcheck: 'false', maxlength: 255 },
  });
  const submit = (event: Event): void => {
    event.preventDefault();
    const alias = input.value.trim();
    if (alias === '') input.focus();
    else go(`/m/${encodeURIComponent(alias)}`);
  };
  return frame(
    'home',
    h('h1', {}, () => t('home.title')),
    h('p', { class: 'lead' }, () => t('home.lead')),
    h(
      'form',
      { class: 'card stack', on: { submit } },
      row,
      button({ testid: 'home-go', kind: 'primary', label: () => t('home.go'), press: () => undefined, more: { type: 'submit' } }),
    ),
    h('nav', { class: 'row' }, h('a', { href: '/new' }, () => t('home.new')), h('a', { href: '/live' }, () => t('home.live'))),
  );
}
