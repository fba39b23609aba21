/** Asking for permission again, when an update of the add-on needs more than the account had allowed. */

const LAST_ASKED_PROPERTY = 'authorizationAsked';
const MILLISECONDS_A_DAY = 24 * 60 * 60 * 1000;

/**
 * Whether the account may be asked again: at most one mail a day, over all its forms.
 *
 * @param {string | null} lastAsked RFC 3339, UTC; null when it never was.
 * @param {Date} now
 * @returns {boolean}
 */
function mayAskAgain(lastAsked, now) {
  return lastAsked === null || now.getTime() - Date.parse(lastAsked) >= MILLISECONDS_A_DAY;
}

/**
 * The mail that asks. It names no form and no person.
 *
 * @param {string} authorizationUrl Google's own page for this account.
 * @returns {{subject: string, body: string}}
 */
function authorizationMail(authorizationUrl) {
  return {
    subject: 'coachlog needs your permission again',
    body: 'You connected one or more Google Forms to your coaching program. Since then the add-on has changed and needs ' +
      'your permission again before it can tell the program about new responses.\n\n' +
      `Please open this page of Google and allow what it asks for:\n${authorizationUrl}\n\n` +
      'No response is lost meanwhile: the program also looks for new responses by itself, only later. ' +
      'You get this mail at most once a day.',
  };
}

/** @returns {boolean} Whether this account has allowed everything that the add-on asks for. */
function isAuthorized_() {
  const status = ScriptApp.getAuthorizationInfo(ScriptApp.AuthMode.FULL).getAuthorizationStatus();
  return status !== ScriptApp.AuthorizationStatus.REQUIRED;
}

/**
 * Sends the account that owns the triggers a mail with Google's page for allowing, unless it got one within a day.
 *
 * @param {Date} now
 */
function askForAuthorization_(now) {
  const properties = PropertiesService.getUserProperties();
  const url = ScriptApp.getAuthorizationInfo(ScriptApp.AuthMode.FULL).getAuthorizationUrl();
  if (!url || !mayAskAgain(properties.getProperty(LAST_ASKED_PROPERTY), now)) return;
  try {
    const mail = authorizationMail(url);
    MailApp.sendEmail(Session.getEffectiveUser().getEmail(), mail.subject, mail.body);
    properties.setProperty(LAST_ASKED_PROPERTY, now.toISOString());
  } catch (error) {
    // Sending may be the very permission that is missing. Without the error's text, which may hold an address.
    console.warn('The add-on needs permission again, and the mail that asks for it could not be sent.');
  }
}
