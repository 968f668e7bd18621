import { chooseLanguage, language, LANGUAGES, t, type Language } from '../i18n';
import { h, type Child } from './dom';

const NAMES: Readonly<Record<Language, string>> = { sv: 'Svenska', en: 'English' };

/** The two languages, each in its own words. */
export function languageSwitch(): HTMLElement {
  return h(
    'div',
    { class: 'languages', role: 'group', 'aria-label': () => t('app.language') },
    ...LANGUAGES.map((each) =>
      h(
        'button',
        {
          type: 'button',
          class: 'language',
          lang: each,
          'data-testid': `lang-${each}`,
          'aria-pressed': () => String(language.value === each),
          on: { click: () => chooseLanguage(each) },
        },
        NAMES[each],
      ),
    ),
  );
}

/** A page that scrolls: the name, the languages, the content. */
export function frame(className: string, ...content: readonly Child[]): HTMLElement {
  return h(
    'div',
    { class: 'page' },
    h('header', { class: 'page-header' }, h('a', { class: 'brand', href: '/' }, () => t('app.name')), languageSwitch()),
    h('main', { id: 'content', class: `page-main ${className}`, tabindex: -1 }, ...content),
  );
}
