import { t } from '../i18n';
import { field } from '../ui/parts';
import { adminToken } from './token';

/** The field for the administrator's key. Password managers are asked to leave it alone: it is no password of a person. */
export function keyField(error: () => string): { readonly row: HTMLElement; readonly input: HTMLInputElement } {
  return field({
    id: 'admin-token',
    testid: 'admin-token',
    label: () => t('new.token'),
    hint: () => t('new.token_hint'),
    error,
    control: { type: 'password', autocomplete: 'off', spellcheck: 'false', required: true, value: adminToken.peek() },
  });
}
