/** The program's backend: where it is, and one notice told to it. */

/** Set once by whoever installs the add-on: Apps Script, Project Settings, Script Properties. Nobody can change it from a
 * form: an identity token goes there, so it is not for a user to choose. */
const BACKEND_ADDRESS_PROPERTY = 'BACKEND_ADDRESS';

/**
 * What is wrong with the backend's address, in plain words; null when nothing is.
 *
 * @param {string | null} typed The script property as somebody typed it.
 * @returns {string | null}
 */
function addressProblem(typed) {
  if (!typed || !typed.trim()) {
    return 'This add-on does not know its program yet. Whoever installed it sets the script property ' +
      `${BACKEND_ADDRESS_PROPERTY} in Apps Script, Project Settings.`;
  }
  if (!/^https:\/\/[a-z0-9-]+(\.[a-z0-9-]+)+(:\d+)?(\/[a-z0-9._~\/-]*)?$/i.test(typed.trim())) {
    return `The script property ${BACKEND_ADDRESS_PROPERTY} must be an address such as https://coachlog.example.org, ` +
      'with https and nothing after a "?" or "#". Whoever installed the add-on can mend it in Apps Script, Project Settings.';
  }
  return null;
}

/**
 * The address that notices are posted to.
 *
 * @param {string} typed An address without a problem: `https://` and a full host name, perhaps a port and a path.
 * @returns {string}
 */
function hookAddress(typed) {
  return typed.trim().replace(/\/+$/, '') + '/hooks/form-submitted';
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

/** @returns {string | null} The backend's address as it was typed. */
function backendAddress_() {
  return PropertiesService.getScriptProperties().getProperty(BACKEND_ADDRESS_PROPERTY);
}

/**
 * Tells one notice. The identity token names the account that connected the form, never the respondent.
 *
 * @param {string} formId
 * @param {Notice} notice
 * @returns {string | null} Why it failed; null when the backend took it.
 */
function tell_(formId, notice) {
  const typed = backendAddress_();
  const problem = addressProblem(typed);
  if (typed === null || problem !== null) return problem;
  const token = ScriptApp.getIdentityToken();
  if (!token) return 'Google gave no identity token: open the form and allow everything the add-on asks for';
  try {
    const answer = UrlFetchApp.fetch(hookAddress(typed), {
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
