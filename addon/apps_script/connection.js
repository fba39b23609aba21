/** Connecting the open form to the program, and disconnecting it: what the sidebar's buttons do. */

/**
 * What the sidebar shows.
 *
 * @typedef {object} Connection
 * @property {boolean} connected By this account; Google does not show the triggers of others.
 * @property {boolean} responseEditsAllowed
 * @property {boolean} waiting Whether a notice still waits to be told.
 * @property {string | null} delivered When the program last took a notice: RFC 3339, UTC.
 * @property {string | null} failure Why the last delivery failed.
 * @property {string | null} problem Why the form cannot be connected at all.
 */

/** @returns {Connection} */
function connectionState() {
  const form = FormApp.getActiveForm();
  const memory = rememberedForm_(form.getId());
  return {
    connected: submitTriggers_(form).length > 0,
    responseEditsAllowed: form.canEditResponse(),
    waiting: memory !== null && memory.waiting !== null,
    delivered: memory && memory.delivered,
    failure: memory && memory.failure,
    problem: addressProblem(backendAddress_()),
  };
}

/**
 * Connects the open form: one trigger for its submissions, respondents may correct a response, the program is greeted.
 * Connecting twice is the same as once, and mends what is missing.
 *
 * @returns {Connection}
 * @throws {Error} When the add-on is not set up or Google refuses a trigger; the form is then as it was.
 */
function connectForm() {
  const problem = addressProblem(backendAddress_());
  if (problem !== null) throw new Error(problem);
  const form = FormApp.getActiveForm();
  // The hourly one first: should the other be refused, it finds no connected form within the hour and removes itself.
  ensureHourlyTrigger_();
  ensureSubmitTrigger_(form);
  form.setAllowResponseEdits(true);
  changeMemory_(form.getId(), (memory) => afterSubmission(memory, null, form.canEditResponse()));
  deliver_(form.getId());
  return connectionState();
}

/**
 * Disconnects the open form for this account. The hourly trigger removes itself when no form is left.
 * Response editing stays as it is: respondents may hold edit links.
 *
 * @returns {Connection}
 */
function disconnectForm() {
  const form = FormApp.getActiveForm();
  deleteTriggers_(submitTriggers_(form));
  changeMemory_(form.getId(), () => null);
  return connectionState();
}

/**
 * @param {GoogleAppsScript.Forms.Form} form
 * @returns {GoogleAppsScript.Script.Trigger[]} This account's triggers for the form's submissions.
 */
function submitTriggers_(form) {
  return ScriptApp.getUserTriggers(form).filter((trigger) => trigger.getHandlerFunction() === 'formSubmitted');
}

/** @param {GoogleAppsScript.Forms.Form} form */
function ensureSubmitTrigger_(form) {
  const [kept, ...extra] = submitTriggers_(form);
  deleteTriggers_(extra);
  if (!kept) createTrigger_(() => ScriptApp.newTrigger('formSubmitted').forForm(form).onFormSubmit().create());
}

/** One an account, for all its forms; once an hour is the most that Google allows an add-on. */
function ensureHourlyTrigger_() {
  const exists = ScriptApp.getProjectTriggers()
    .some((trigger) => trigger.getHandlerFunction() === 'retryWaitingNotices');
  if (!exists) createTrigger_(() => ScriptApp.newTrigger('retryWaitingNotices').timeBased().everyHours(1).create());
}

/** @param {() => GoogleAppsScript.Script.Trigger} create */
function createTrigger_(create) {
  try {
    create();
  } catch (error) {
    // Google's words come in the user's language, so they are passed on rather than recognized.
    throw new Error('Google did not allow one more trigger. An account may have 20 of this add-on, one for each form and ' +
      'one for retries: disconnect a form that is no longer used, or connect this one from another account. ' +
      `Google says: ${error}`);
  }
}

/** @param {GoogleAppsScript.Script.Trigger[]} triggers */
function deleteTriggers_(triggers) {
  triggers.forEach((trigger) => ScriptApp.deleteTrigger(trigger));
}
