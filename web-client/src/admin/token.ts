import { signal } from '@preact/signals-core';

const KEY = 'tolk.admin';

/** The administrator's key: for this tab only, and gone when it is closed. */
export const adminToken = signal<string>(kept());

export function keepAdminToken(token: string): void {
  adminToken.value = token;
  try {
    if (token === '') sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, token);
  } catch {
    // It is asked for again when the page is loaded again.
  }
}

function kept(): string {
  try {
    return sessionStorage.getItem(KEY) ?? '';
  } catch {
    return '';
  }
}
