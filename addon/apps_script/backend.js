/** The program's backend: where it is, and one notice told to it. */

/** Set once by whoever installs the add-on: Apps Script, Project Settings, Script Properties. Nobody can change it from a
 * form: an identity token goes there, so it is not for a user to choose. */
const BACKEND_ADDRESS_PROPERTY = 'BACKEND_ADDRESS';

/**
 * The address that notices are posted to.
 *
 * @param {string | null} backendAddress As it was typed: `https://` and a full host name, perhaps a port and a path.
 * @returns {string}
 * @throws {Error} In plain words, when there is no address or it is not a plain https one.
 */
function hookAddress(backendAddress) {
  const typed = (backendAddress || '').trim();
  if (!typed) {
    throw new Error('This add-on does not know its program yet. Whoever installed it sets the script property ' +
      `${BACKEND_ADDRESS_PROPERTY} in Apps Script, Project Settings.`);
  }
  if (!/^https:\/\/[a-z0-9-]+(\.[a-z0-9-]+)+(:\d+)?(\/[a-z0-9._~\/-]*)?$/i.test(typed)) {
    throw new Error(`The script property ${BACKEND_ADDRESS_PROPERTY} must be an address such as ` +
      'https://coachlog.example.org, with https and nothing after a "?" or "#".');
  }
  return typed.replace(/\/+$/, '') + '/hooks/form-submitted';
}

/**
 * Why a delivery failed, in words for the sidebar; null when the backend took the notice.
 *
 * @param {number} status The HTTP status of the answer.
 * @returns {string | null}
 */
function failureOf(status) {
  if (status >= 200 && status < 300) return null;
  if (status === 401 || status === 403) {
    return `the program does not accept notices from your account for this form (answer ${status})`;
  }
  return `the program's server did not take the notice (answer ${status})`;
}

/** @returns {string} */
function hookAddress_() {
  return hookAddress(PropertiesService.getScriptProperties().getProperty(BACKEND_ADDRESS_PROPERTY));
}

/**
 * Tells one notice. The identity token names the account that connected the form, never the respondent.
 *
 * @param {string} formId
 * @param {Notice} notice
 * @returns {string | null} Why it failed; null when the backend took it.
 */
function tell_(formId, notice) {
  const token = ScriptApp.getIdentityToken();
  if (!token) return 'Google gave no identity token: open the form and allow everything the add-on asks for';
  try {
    const answer = UrlFetchApp.fetch(hookAddress_(), {
      method: 'post',
      contentType: 'application/json',
      payload: JSON.stringify(noticeBody(formId, notice)),
      headers: { Authorization: `Bearer ${token}` },
      followRedirects: false, // the token is for this address only
      muteHttpExceptions: true,
    });
    return failureOf(answer.getResponseCode());
  } catch (error) {
    // Not the exception's own text: it is kept and shown, and Google may put anything into it.
    return "the program's server could not be reached";
  }
}
