/**
 * What is remembered of each connected form, in the user's own properties of this add-on.
 *
 * Not in the form's properties: the hourly retry runs without an open form, where those cannot be relied on, and the
 * triggers are the user's too. A person's memory is therefore of the forms that this person connected.
 */

const FORM_PREFIX = 'form.';
const LOCK_WAIT_MILLISECONDS = 10 * 1000; // two submissions of one moment run side by side

/**
 * @param {string} formId
 * @returns {FormMemory | null} Null for a form that this account has not connected.
 */
function rememberedForm_(formId) {
  const text = PropertiesService.getUserProperties().getProperty(FORM_PREFIX + formId);
  return text === null ? null : JSON.parse(text);
}

/** @returns {Record<string, FormMemory>} By form id. */
function rememberedForms_() {
  const properties = PropertiesService.getUserProperties().getProperties();
  return Object.fromEntries(
    Object.keys(properties)
      .filter((key) => key.startsWith(FORM_PREFIX))
      .map((key) => [key.slice(FORM_PREFIX.length), JSON.parse(properties[key])]),
  );
}

/**
 * Changes the memory of one form, and nobody else's change is lost by it.
 *
 * @param {string} formId
 * @param {(memory: FormMemory | null) => FormMemory | null} change Null forgets the form.
 */
function changeMemory_(formId, change) {
  const lock = LockService.getUserLock();
  lock.waitLock(LOCK_WAIT_MILLISECONDS);
  try {
    const changed = change(rememberedForm_(formId));
    const properties = PropertiesService.getUserProperties();
    if (changed === null) properties.deleteProperty(FORM_PREFIX + formId);
    else properties.setProperty(FORM_PREFIX + formId, JSON.stringify(changed));
  } finally {
    lock.releaseLock();
  }
}
